"""``policybot sync``: tell Discord about the commands now. ``policybot run`` does so by itself whenever they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.errors import CommandError, Exit
from bot.starting import sync_commands

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's own options."""
    parser.add_argument("--server", metavar="ID", type=int, help="only in this server, besides what is there for all")
    parser.add_argument("--force", action="store_true", help="even if Discord should know them, say after somebody removed them")


def run(arguments: Namespace, context: Context) -> int:
    """Sync, and say whether anything was to do."""
    settings = context.settings(needs_token=True)
    token = settings.token()
    assert token is not None  # noqa: S101 - the settings were refused without one
    done = sync_commands(settings, token, context.folder_of(settings), server=arguments.server, force=arguments.force)
    if not done.fine:
        raise CommandError(done.line)
    context.terminal.say(done.line)
    return Exit.FINE

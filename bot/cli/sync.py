"""``policybot sync``: tell Discord about the commands now. ``policybot run`` does so by itself whenever they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.errors import CommandError, ConfigurationError, Exit

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's own options."""
    parser.add_argument("--server", metavar="ID", type=int, help="only in this server, besides what is there for all")
    parser.add_argument("--force", action="store_true", help="even if Discord should know them, say after somebody removed them")


def run(arguments: Namespace, context: Context) -> int:
    """Sync, and say whether anything was to do."""
    from bot.cli.configuring import folder_for, settings_for  # noqa: PLC0415 - 0.1 s, which other commands need not pay

    settings = settings_for(context, needs_token=True)
    token = settings.token()
    assert token is not None  # noqa: S101 - settings_for has seen to it
    from bot.records import RecordsError  # noqa: PLC0415 - likewise
    from bot.starting import sync_commands  # noqa: PLC0415 - likewise, and it imports Discord's library

    try:
        done = sync_commands(settings, token, folder_for(context, settings), server=arguments.server, force=arguments.force)
    except RecordsError as error:
        raise ConfigurationError(str(error)) from None
    if not done.fine:
        raise CommandError(done.line)
    context.terminal.say(done.line)
    return Exit.FINE

"""``policybot run``: the Discord bot. ``--check`` looks whether it could run, and says what to do where it could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.failing import report
from bot.faq import ContentError, load
from bot.records import RecordsError
from bot.starting import inspect_all, run_bot

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from pydantic import SecretStr

    from bot.cli.context import Context
    from bot.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's own options."""
    parser.add_argument(
        "--check", action="store_true", help="look at settings, content, token, intents and channels; run nothing"
    )


def run(arguments: Namespace, context: Context) -> int:
    """Run the bot until it is told to end, or check whether it could run."""
    settings = context.settings(needs_token=not arguments.check)
    token, folder = settings.token(), context.folder_of(settings)
    if arguments.check or token is None:
        return _check(settings, token, folder, context)
    try:
        return run_bot(settings, token, folder)
    except ContentError as error:
        report(error, context.terminal, context.environ)
        return Exit.CONFIGURATION  # a supervisor that starts it again and again mends no file


def _check(settings: Settings, token: SecretStr | None, folder: Path, context: Context) -> int:
    fine = True
    context.terminal.say("ok     The settings can be used")
    try:
        faq = load(folder, today=context.today(), state=settings.state, semantic=settings.semantic)
        context.terminal.say(f"ok     The content can be used: {len(faq.base.live)} articles in {folder}")
    except ContentError as error:
        report(error, context.terminal, context.environ)
        fine = False
    if token is None:
        context.terminal.say("WRONG  POLICYBOT_DISCORD_TOKEN is not set, so Discord was not asked")
        return Exit.CONFIGURATION
    try:
        findings = inspect_all(settings, token)
    except RecordsError as error:
        context.terminal.say(f"WRONG  The channels were not looked at: {error}")
        return Exit.CONFIGURATION
    for finding in findings:
        context.terminal.say(f"{'ok    ' if finding.fine else 'WRONG '} {finding.line}")
    return Exit.FINE if fine and all(finding.fine for finding in findings) else Exit.CONFIGURATION

"""``policybot replay``: why a question was answered as it was, by the version that answered then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import ask
from bot.cli.errors import ConfigurationError, Exit, WrongUsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context
    from bot.faq import FAQ


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``replay``: those of ``ask``, after the version."""
    parser.add_argument("version", help="the version, or its beginning: More under an answer tells it, and /kb history")
    ask.add_arguments(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Ask a kept version."""
    ask.answer(_version(arguments.version, context), arguments, context)
    return Exit.FINE


def _version(beginning: str, context: Context) -> FAQ:
    from bot.desk.reloading import short  # noqa: PLC0415 - 0.1 s, which --help need not pay
    from bot.faq import load_version  # noqa: PLC0415 - likewise
    from bot.faq.versions import Versions  # noqa: PLC0415 - likewise

    folder, state = context.folder(), context.state()
    kept = Versions(state).answered(folder)
    found = [version for version in kept if version.startswith(beginning.lower())]
    if not kept:
        raise ConfigurationError(
            f"no version of {folder} is kept in {state}: the bot keeps those that answered; name its folders with "
            "--knowledge and POLICYBOT_STATE"
        )
    if len(found) != 1:
        number = "more than one version begins" if found else "no kept version begins"
        raise WrongUsageError(f"{number} with '{beginning}'; kept are {', '.join(map(short, kept))}")
    faq = load_version(folder, found[0], state=state, today=context.today(), semantic=context.semantic())
    if faq is None:
        raise ConfigurationError(f"the copy of version {short(found[0])} in {state} is damaged")
    return faq

"""Words of a command line → which command, and its options."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import bot
from bot.cli.errors import WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

COMMANDS = {
    "chat": "talk to the bot here, without a token or any set-up",
    "ask": "ask one question, or one a line from standard input",
    "replay": "ask a question of an earlier version, to see why it was answered so",
    "check": "show every fault of a knowledge base, and what is easily confused",
    "diff": "show what people would notice of a change to a knowledge base",
    "evaluate": "measure how well questions find the articles that they should",
    "new": "write the skeleton of a new article",
    "schema": "print the JSON Schema of the content files, for editors",
    "import": "put articles of a table, of JSON, YAML or Markdown files into the knowledge folder",
    "export": "give the articles out as a table, JSON or Markdown; or what was taught in chat, as a patch",
    "run": "run the Discord bot (--check: look whether it could run)",
    "invite": "print the links that add the bot to a server",
    "sync": "tell Discord about the bot's commands now",
    "db": "look after what the bot remembers: status, check, migrate, backup, restore",
}
"""The commands in the order of a newcomer's day. Each is the module of that name in this package (``import_`` is ``import``)."""

TRY = "try: policybot chat"


@dataclass(frozen=True, slots=True)
class Request:
    """A command line that was understood. ``command`` is ``None`` where none was named: help is wanted.

    A command is a module with ``add_arguments(parser)``, which describes its options, and ``run(options, context)``, which does it and
    returns the exit code.
    """

    command: ModuleType | None
    options: argparse.Namespace
    knowledge: Path | None


def read_arguments(argv: Sequence[str]) -> Request:
    """Read a command line.

    Raises:
        WrongUsageError: it cannot be understood; says what may have been meant.
        SystemExit: ``--help`` and ``--version`` have printed and are done.
    """
    first = _top_parser().parse_args(argv)
    if not first.words:
        return Request(None, first, first.knowledge)
    name, *after = first.words
    command = _command(name)
    does = COMMANDS[name]
    parser = _Parser(prog=f"policybot {name}", description=f"{does[0].upper()}{does[1:]}.", allow_abbrev=False)
    command.add_arguments(parser)
    _add_knowledge(parser)
    options = parser.parse_intermixed_args(after)
    return Request(command, options, options.knowledge or first.knowledge)


def help_text() -> str:
    """Return what there is to type, and what to type first."""
    return f"{_top_parser().format_help()}\n{TRY}\n"


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of ending the process, so that one place prints and chooses the exit code."""

    def error(self, message: str) -> NoReturn:
        raise WrongUsageError(f"{message} (see: {self.prog} --help)")


def _top_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:<{width}}  {does}" for name, does in COMMANDS.items())
    parser = _Parser(
        prog="policybot",
        usage="policybot [--knowledge DIR] COMMAND ...",
        description="Answers policy questions with passages that an author wrote, or stays honestly silent.",
        epilog=f"commands (policybot COMMAND --help tells more):\n{commands}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"policybot {bot.__version__}")
    _add_knowledge(parser)
    parser.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _add_knowledge(parser: argparse.ArgumentParser) -> None:
    where = "the knowledge folder (else POLICYBOT_KNOWLEDGE, ./knowledge, the packaged base)"
    parser.add_argument("--knowledge", metavar="DIR", type=_folder, help=where)


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name of the folder is empty")
    return Path(text)


def _command(name: str) -> ModuleType:
    if name not in COMMANDS:
        from difflib import get_close_matches  # noqa: PLC0415 - only a slip of the fingers pays for it

        close = get_close_matches(name.casefold(), COMMANDS, n=1, cutoff=0.5)
        hint = f"did you mean: policybot {close[0]}" if close else f"{TRY}, or policybot --help"
        raise WrongUsageError(f"there is no command '{name}'; {hint}")
    return import_module(f"bot.cli.{name}{'_' * iskeyword(name)}")

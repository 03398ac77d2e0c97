"""Where a command runs: the terminal, the environment, the date and the folders that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import bot
from bot.cli.errors import ConfigurationError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from bot.cli.terminal import Terminal
    from bot.faq import FAQ
    from bot.settings import Settings
    from bot.wording import Wording


ON = ("true", "on", "yes", "y", "t", "1")
"""What switches a setting on, as the settings of the bot read it."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a command needs from outside."""

    terminal: Terminal
    environ: Mapping[str, str]
    today: Callable[[], dt.date]
    knowledge: Path | None = None
    """The folder named on the command line."""

    def folder(self, named: Path | None = None) -> Path:
        """Return the knowledge folder: ``--knowledge``, ``POLICYBOT_KNOWLEDGE``, ``./knowledge`` or the packaged base, in order.

        A folder that a command has ``named`` itself comes before all of them.

        Raises:
            ConfigurationError: it is not there.
        """
        if named is not None:
            return _existing(named, "the folder")
        return self.own_folder() or _existing(packaged_base(), "the packaged knowledge base")

    def own_folder(self) -> Path | None:
        """Return the knowledge folder that someone chose, ``None`` where only the packaged base is left.

        Raises:
            ConfigurationError: it is not there.
        """
        if self.knowledge is not None:
            return _existing(self.knowledge, "the knowledge folder")
        if named := self.environ.get("POLICYBOT_KNOWLEDGE"):
            return _existing(Path(named), "the knowledge folder that POLICYBOT_KNOWLEDGE names")
        here = Path("knowledge")
        return here if here.is_dir() else None

    def faq(self, *, calibrated: bool = False) -> FAQ:
        """Load the knowledge base in force; ``calibrated`` for commands that ask many questions, as it takes seconds the first time.

        Raises:
            ConfigurationError: there is no such folder.
            ContentError: it has faults.
        """
        from bot.faq import calibrate, load  # noqa: PLC0415 - 0.1 s, which --version and --help need not pay

        faq = load(self.folder(), today=self.today(), state=self.state(), semantic=self.semantic())
        return calibrate(faq, state=self.state()) if calibrated else faq

    def state(self) -> Path:
        """Return the directory for what may be kept between two runs. It need not exist, and may not be writable."""
        if named := self.environ.get("POLICYBOT_STATE"):
            return Path(named)
        from platformdirs import user_state_path  # noqa: PLC0415 - 20 ms, which --version and --help need not pay

        return user_state_path("policybot", appauthor=False)

    def settings(self, *, needs_token: bool = False) -> Settings:
        """Read the settings of the commands that need Discord or the records, from the environment and ``.env``.

        Raises:
            ConfigurationError: they cannot be used; all faults but the last have been told.
        """
        from bot.settings import SettingsError, misspelt, read_settings  # noqa: PLC0415 - 0.1 s, which other commands need not pay

        try:
            self.terminal.warn(f"policybot: {line}" for line in misspelt())
            return read_settings(needs_token=needs_token)
        except SettingsError as error:
            *others, last = error.faults
            self.terminal.warn(f"policybot: {fault}" for fault in others)
            raise ConfigurationError(last) from None

    def folder_of(self, settings: Settings) -> Path:
        """Return the knowledge folder as :meth:`folder` does; ``.env`` may name it too."""
        return replace(self, knowledge=self.knowledge or settings.knowledge).folder()

    def semantic(self) -> bool:
        """Whether what sentences mean is weighed, too: ``POLICYBOT_SEMANTIC`` is true (or on, yes, 1)."""
        return self.environ.get("POLICYBOT_SEMANTIC", "").strip().lower() in ON

    def wording(self) -> Wording:
        """Return what the bot itself says. The terminal speaks English, whatever language the machine is set to."""
        from bot.wording import Wording  # noqa: PLC0415 - 5 ms, which --version and --help need not pay

        return Wording.load()


def packaged_base() -> Path:
    """Return where the base that travels with the package lies: inside it, or beside it in a working copy."""
    package = Path(bot.__file__).parent
    beside = package.parent / "knowledge"
    in_working_copy = beside.is_dir() and (package.parent / "pyproject.toml").is_file()
    return beside if in_working_copy else package / "_knowledge"


def _existing(folder: Path, what: str) -> Path:
    if folder.is_dir():
        return folder
    wrong = "is not a folder" if folder.exists() else "does not exist"
    raise ConfigurationError(f"{what}, {folder}, {wrong}: name one with --knowledge DIR")

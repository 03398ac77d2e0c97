"""What the Discord bot is made of, handed over as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.desk.history import History

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.desk.serving import Serving
    from bot.records import Records
    from bot.settings import Settings
    from bot.wording import Wordings


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the bot needs from outside; :mod:`bot.starting` makes the real ones, tests make their own."""

    settings: Settings
    serving: Serving
    records: Records
    wordings: Wordings
    clock: Clock
    process: str = ""
    """Tells this process from others that share the records, where they claim questions."""
    history: History = field(init=False)
    """What was applied; one for the process, for it knows what could not be kept yet."""

    def __post_init__(self) -> None:
        """Begin the history on the records."""
        object.__setattr__(self, "history", History(self.records, self.clock))

"""What the edge may ask of the records, whichever database keeps them. One conformance suite holds for every implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.records.values import RecordsError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Collection, Sequence

    from bot.records.pseudonyms import PseudonymKeys
    from bot.records.values import (
        Applied,
        AskedInVain,
        Asking,
        AuditEntry,
        Feedback,
        PersonalData,
        Remembered,
        ServerSettings,
        StorageState,
        Tally,
        Taught,
    )

Kept = TypeVar("Kept")


class Records(Protocol):
    """Remembers. Every method that fails raises ``RecordsError`` with one sentence, and nothing else.

    What a method wrote is on disk when it returns; claims, tallies and remembered questions follow within a second, so that recording
    never slows a reply. Lists are newest first. A ``server`` of ``None`` in a query means everywhere.
    """

    async def settings_of(self, server: int) -> ServerSettings:
        """Return a server's settings, the defaults where nobody changed any. Answered from memory: cheap enough for every message."""

    async def save_settings(self, settings: ServerSettings, entry: AuditEntry) -> None:
        """Replace a server's settings and write who did it, both or neither. Where texts are no longer kept, those kept are deleted."""

    async def listening_servers(self) -> bool:
        """Return whether any server has channels or forums in which the bot answers unprompted."""

    async def remember(self, remembered: Remembered) -> None:
        """Keep a question and its outcome."""

    async def remembered(
        self, *, server: int | None = None, since: dt.datetime | None = None, limit: int = 100
    ) -> tuple[Remembered, ...]:
        """Return the newest remembered questions."""

    async def asked_in_vain(self, server: int, limit: int = 1_000) -> tuple[AskedInVain, ...]:
        """Return the texts that people of a server asked in vain, each once: those of most people first, of equals the newest.

        Of those that one author alone asked, the newest ``OF_ONE``.
        """

    async def give_feedback(self, feedback: Feedback) -> None:
        """Keep what a person thought of a reply, in place of what they thought before."""

    async def feedback(self, *, server: int | None = None, since: dt.datetime | None = None) -> tuple[Feedback, ...]:
        """Return all feedback."""

    async def tally(self, tally: Tally) -> None:
        """Add to what is counted."""

    async def tallies(self, server: int, since: dt.date) -> tuple[Tally, ...]:
        """Return what was counted in a server from a day on, the oldest first."""

    async def add_audit(self, entry: AuditEntry) -> None:
        """Write down what a moderator did."""

    async def audit(self, server: int | None, limit: int = 100) -> tuple[AuditEntry, ...]:
        """Return what moderators did."""

    async def apply(
        self, applied: Applied, teach: Sequence[Taught] = (), *, forget: Sequence[int] = (), restore: Sequence[int] = ()
    ) -> Applied:
        """Keep a change with what it teaches, takes back and teaches again, all or nothing; return it with all ids.

        Ids are never used again. What was taken back is gone from :meth:`taught`, and can be restored until it expires; ids that
        are not (or no longer) there are passed over, so ``taught`` and ``forgotten`` of the result say what was really done.
        """

    async def applied(self, limit: int = 20) -> tuple[Applied, ...]:
        """Return the last changes."""

    async def taught(self, ids: Collection[int] | None = None) -> tuple[Taught, ...]:
        """Return what is taught, oldest first; or what was taught under these ids, even if it was taken back."""

    async def claim(self, question: int, process: str) -> bool:
        """Return true for the first claim on a question only. Waits for no disk, and works while the storage does not."""

    async def hand_over(self, server: int, text: str | None, author: str, at: dt.datetime) -> Asking:
        """Hand a question to a server's humans: to an open one with the same (redacted) text if there is one, else as a new one.

        A new one has no ``channel_message`` yet: post it and :meth:`place` it. A person counts once.
        """

    async def place(self, asking: int, channel_message: int) -> None:
        """Keep where a handed-over question was posted."""

    async def take(self, asking: int, who: int, *, server: int) -> Asking | None:
        """Note who takes a question, unless somebody has it; return it as it is now, ``None`` where the server has none."""

    async def personal(self, authors: Sequence[str], *, who: int = 0) -> PersonalData:
        """Return everything kept about a person: under their pseudonyms, and what they did as moderator ``who``."""

    async def forget(self, authors: Sequence[str], *, who: int) -> int:
        """Delete everything about a person, and return how many records that were; what they did as a moderator stays without them.

        Afterwards not one byte is left in the database's files. Where that cannot be promised, it raises.
        """

    async def expire(self, now: dt.datetime) -> int:
        """Delete what is older than the retention, and return how many records that were. To be called daily or oftener."""

    async def pseudonym_keys(self, now: dt.datetime) -> PseudonymKeys:
        """Return the keys of all months still kept, the present one's included. Cheap enough for every question."""

    async def value(self, name: str) -> str | None:
        """Return a named value that the bot keeps for itself (the hash of its commands)."""

    async def set_value(self, name: str, value: str) -> None:
        """Keep a named value."""

    async def state(self) -> StorageState:
        """Return whether saving works. Never raises."""

    async def close(self) -> None:
        """Write what waits and let go of everything. Never raises; afterwards nothing may be called."""


async def unless_in_trouble(work: Awaitable[Kept], otherwise: Kept) -> Kept:
    """Return what the records say, ``otherwise`` while they are in trouble, which ``/kb status`` tells: answers go on all the same."""
    try:
        return await work
    except RecordsError:
        return otherwise

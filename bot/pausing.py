"""What is not answered for a while: a server, a channel, or one article everywhere. The panic button's memory."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.records import RecordsError

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.records import Records

NAME = "pauses"


class Scope(StrEnum):
    """What a pause is about. The ``name`` of a server or channel is its number."""

    SERVER = "server"
    CHANNEL = "channel"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause; without ``until`` it lasts until somebody ends it. ``server`` is where it was ordered."""

    scope: Scope
    name: str
    server: int
    until: dt.datetime | None = None


class Pauses:
    """The pauses in force. Asked in memory for every question; kept in the records, so that a restart ends none of them.

    Until a restart they last for as long as was wanted, even if the machine's date is changed meanwhile.
    """

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records, self._clock = records, clock
        self._pauses: dict[tuple[Scope, str], tuple[Pause, float]] = {}
        """Each with when it ends, by the clock that nobody can set."""

    async def load(self) -> None:
        """Read what was in force when the last process ended; of what cannot be read, nothing is."""
        try:
            kept = json.loads(await self._records.value(NAME) or "[]")
            self._pauses = {(pause.scope, pause.name): (pause, self._end(pause)) for pause in map(_read, kept)}
        except (RecordsError, ValueError, KeyError, TypeError):
            self._pauses = {}

    def in_force(self) -> tuple[Pause, ...]:
        """Return all pauses that have not run out."""
        now = self._clock.monotonic()
        return tuple(pause for pause, end in self._pauses.values() if end > now)

    def in_sight(self, server: int | None) -> tuple[Pause, ...]:
        """Return those that a server's moderators see: their own, and articles', which are everybody's."""
        return tuple(pause for pause in self.in_force() if pause.scope is Scope.ARTICLE or pause.server == server)

    def here(self, server: int | None, channel: int, parent: int | None = None) -> Pause | None:
        """Return the pause of a place, where there is one: its channel's, its thread's channel's, its server's."""
        wanted = {(Scope.CHANNEL, str(channel)), (Scope.CHANNEL, str(parent)), (Scope.SERVER, str(server))}
        return next((pause for pause in self.in_force() if (pause.scope, pause.name) in wanted), None)

    def of_article(self, article: str) -> Pause | None:
        """Return the pause of an article, where there is one."""
        return next((pause for pause in self.in_force() if (pause.scope, pause.name) == (Scope.ARTICLE, article)), None)

    async def begin(self, pause: Pause) -> bool:
        """Pause at once, and return whether that outlives a restart."""
        self._pauses[pause.scope, pause.name] = pause, self._end(pause)
        return await self._keep()

    async def end(self, scope: Scope, name: str) -> bool:
        """End a pause at once; ``False`` where there was none."""
        found = self._pauses.pop((scope, name), None) is not None
        await self._keep()
        return found

    async def _keep(self) -> bool:
        now = self._clock.monotonic()
        self._pauses = {key: (pause, end) for key, (pause, end) in self._pauses.items() if end > now}
        try:
            await self._records.set_value(NAME, json.dumps([_written(pause) for pause in self.in_force()]))
        except RecordsError:
            return False
        return True

    def _end(self, pause: Pause) -> float:
        if pause.until is None:
            return math.inf
        return self._clock.monotonic() + (pause.until - self._clock.now()).total_seconds()


def _written(pause: Pause) -> dict[str, Any]:
    until = pause.until.isoformat() if pause.until else None
    return {"scope": pause.scope, "name": pause.name, "server": pause.server, "until": until}


def _read(kept: dict[str, Any]) -> Pause:
    until = dt.datetime.fromisoformat(kept["until"]) if kept["until"] else None
    return Pause(Scope(kept["scope"]), str(kept["name"]), int(kept["server"]), until)

"""Is the bot alive? Discord's answers tell, not the absence of errors: a connection can stay open for hours and bring nothing.

Steps, each some time after the last sign of life (:class:`Patience`): say that the bot is not ready, renew the connection, and at last
give the process up, so that its supervisor starts it afresh. A gateway that refuses is a sign of life; only silence is not.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.calling import SESSION_CLOSED

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.gateway import GatewayBot

SILENT = "Discord's gateway has been silent for {seconds:.0f} s"
STUCK = "No request to Discord has come back for {seconds:.0f} s"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. Discord wants a heartbeat every 41 s and acknowledges it at once."""

    look: float = 2.5
    """Between two looks."""
    unready: float = 52.0
    """After the last acknowledged heartbeat: the next is overdue."""
    renew: float = 75.0
    """Likewise, before the second heartbeat is due: the connection is closed and resumed."""
    give_up: float = 240.0
    """After the last sign of life of any kind."""
    probe: float = 40.0
    """Between two small requests that show whether requests come back."""
    overdue: float = 10.0
    """For such a request."""


class Watchdog:
    """Watches one bot from before it logs in until it is closed."""

    def __init__(self, bot: GatewayBot, clock: Clock, *, patience: Patience | None = None) -> None:
        self._bot, self._clock, self._patience = bot, clock, patience or Patience()
        now = clock.monotonic()
        self._acknowledged: dict[int, tuple[float, float]] = {}
        """For each shard the latency that its last heartbeat had, which hardly ever comes twice, and since when it is that."""
        self._renewed: dict[int, float] = {}
        self._renewals: dict[int, asyncio.Task[None]] = {}
        self._probe: asyncio.Task[bool] | None = None
        self._probed = now
        self._answered = now
        self._failed = ""
        self.trouble = "The bot is starting"
        """Why questions may stay unanswered, in a sentence; empty while they are answered."""

    async def watch(self) -> str:
        """Watch until the bot must be given up, and return why, in a sentence."""
        while True:
            await self._clock.sleep(self._patience.look)
            now = self._clock.monotonic()
            self._look_at_probe(now)
            silent = self._look_at_shards(now)
            if silent > self._patience.give_up:
                return SILENT.format(seconds=silent)
            if now - self._answered > self._patience.give_up:
                return STUCK.format(seconds=now - self._answered)
            self._note(self._judge(now))

    def _look_at_shards(self, now: float) -> float:
        """Renew the connections that no longer acknowledge, and return the seconds since the last sign of life of any."""
        heard = self._bot.heard_at
        for shard, latency in self._bot.latencies:
            if self._acknowledged.get(shard, (None,))[0] != latency:
                self._acknowledged[shard] = (latency, now)
            since = self._acknowledged[shard][1]
            heard = max(heard, since)
            if now - max(since, self._renewed.get(shard, since)) > self._patience.renew:
                self._renewed[shard] = now
                log.warning("Shard %d acknowledges no heartbeats; its connection is renewed", shard)
                renewal = self._bot.renew(shard)  # takes as long as Discord does not answer, and looking must go on
                self._renewals[shard] = asyncio.create_task(renewal, name="watchdog: renewal")
        return now - heard

    def _look_at_probe(self, now: float) -> None:
        """Begin a probe when it is time. It is never cancelled: it may be waiting for a rate limit."""
        if self._bot.user is None:  # not logged in yet
            self._probed = self._answered = now
        elif self._probe is not None and self._probe.done():
            self._answered = now if self._probe.result() else self._answered
            self._probe = None
        elif self._probe is None and now - self._probed > self._patience.probe:
            self._probed = now
            self._probe = asyncio.create_task(self._ask(), name="watchdog: probe")

    async def _ask(self) -> bool:
        """Make a small request, and return whether anything came back, be it a refusal."""
        try:
            await self._bot.http.request(discord.http.Route("GET", "/gateway"))
        except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
            self._failed = type(error).__name__
            return not isinstance(error, TimeoutError)
        except RuntimeError as error:
            if str(error) != SESSION_CLOSED:
                raise
            return False
        self._failed = ""
        return True

    def _judge(self, now: float) -> str:
        overdue = max((now - since for _, since in self._acknowledged.values()), default=now)
        if not self._bot.is_ready():
            return "The bot is not connected to Discord yet"
        if overdue > self._patience.unready:
            return SILENT.format(seconds=overdue)
        if self._probe is not None and now - self._probed > self._patience.overdue:
            return STUCK.format(seconds=now - self._answered)
        return f"Discord does not carry out requests ({self._failed})" if self._failed else ""

    def _note(self, trouble: str) -> None:
        if self.trouble and not trouble:
            log.info("Ready: questions are answered")
        elif trouble and not self.trouble:
            log.warning("%s; until that is over, questions may stay unanswered", trouble)
        self.trouble = trouble

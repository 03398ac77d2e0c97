from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest
from turned_clock import TurnedClock

from bot.watchdog import Patience, Watchdog

if TYPE_CHECKING:
    from discord.http import Route

    from bot.gateway import GatewayBot

HEARTBEAT = 41.25


class Requests:
    """Answers probes, or not."""

    def __init__(self, clock: TurnedClock) -> None:
        self._clock = clock
        self.error: Exception | None = None
        self.hangs = False
        self.made = 0

    async def request(self, route: Route) -> None:
        assert route.url.endswith("/gateway")
        self.made += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error


class Connection:
    """What the watchdog sees of a bot: shards that acknowledge heartbeats, as long as they do."""

    def __init__(self, clock: TurnedClock, shards: int = 1) -> None:
        self._clock = clock
        self.http = Requests(clock)
        self.user: object = object()
        self.heard_at = clock.monotonic()
        self.ready = True
        self.acknowledging = dict.fromkeys(range(shards), True)
        self.acknowledged = dict.fromkeys(range(shards), 0.0)
        self.renewed: list[int] = []

    @property
    def latencies(self) -> list[tuple[int, float]]:
        return list(self.acknowledged.items())

    def is_ready(self) -> bool:
        return self.ready

    async def renew(self, shard: int) -> None:
        self.renewed.append(shard)

    async def beat(self) -> None:
        while True:
            await self._clock.sleep(HEARTBEAT)
            for shard, answers in self.acknowledging.items():
                if answers:
                    self.acknowledged[shard] = self._clock.monotonic() / 1e6


class Watched:
    """A connection, its watchdog, and the clock of both."""

    def __init__(self, shards: int = 1) -> None:
        self.clock = TurnedClock()
        self.bot = Connection(self.clock, shards)
        self.watchdog = Watchdog(cast("GatewayBot", self.bot), self.clock)
        self.tasks = [asyncio.create_task(self.watchdog.watch()), asyncio.create_task(self.bot.beat())]

    @property
    def given_up(self) -> str | None:
        return self.tasks[0].result() if self.tasks[0].done() else None

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_a_healthy_bot_is_left_alone_for_a_day() -> None:
    watched = Watched()
    await watched.clock.turn(24 * 3600)
    assert not watched.watchdog.trouble
    assert watched.bot.renewed == []
    assert watched.given_up is None
    assert 24 * 3600 / 60 < watched.bot.http.made < 24 * 3600 / 30
    await watched.end()


async def test_missing_acknowledgements_are_told_within_a_minute_and_renewed_within_two_heartbeats() -> None:
    watched = Watched(shards=2)
    await watched.clock.turn(3 * HEARTBEAT + 1)
    watched.bot.acknowledging[1] = False
    await watched.clock.turn(60)
    assert watched.watchdog.trouble.startswith("Discord's gateway has been silent for")
    await watched.clock.turn(2 * HEARTBEAT - 60)
    assert watched.bot.renewed == [1]
    watched.bot.acknowledging[1] = True
    await watched.clock.turn(HEARTBEAT + 5)
    assert not watched.watchdog.trouble
    assert watched.bot.renewed == [1]
    await watched.end()


async def test_total_silence_gives_the_process_up_within_five_minutes() -> None:
    watched = Watched()
    await watched.clock.turn(5 * HEARTBEAT + 1)
    watched.bot.acknowledging[0] = False
    await watched.clock.turn(235)
    assert watched.given_up is None
    assert len(watched.bot.renewed) == 3
    await watched.clock.turn(15)
    assert watched.given_up is not None
    assert watched.given_up.startswith("Discord's gateway has been silent for 24")
    await watched.end()


async def test_a_gateway_that_refuses_is_a_sign_of_life() -> None:
    watched = Watched()
    watched.bot.acknowledging[0] = False
    for _ in range(60):
        await watched.clock.turn(60)
        watched.bot.heard_at = watched.clock.monotonic()
    assert watched.given_up is None
    assert watched.watchdog.trouble
    await watched.end()


@pytest.mark.parametrize("hangs", [True, False])
async def test_requests_without_an_answer_are_told_within_a_minute_and_given_up_within_five(*, hangs: bool) -> None:
    """Whether they hang for ever, as behind a gate that stays shut, or until they time out."""
    watched = Watched()
    await watched.clock.turn(100)
    watched.bot.http.hangs = hangs
    watched.bot.http.error = TimeoutError()
    await watched.clock.turn(60)
    assert watched.watchdog.trouble
    await watched.clock.turn(240)
    assert watched.given_up is not None
    assert watched.given_up.startswith("No request to Discord has come back")
    await watched.end()


async def test_refused_requests_are_told_and_nothing_more() -> None:
    watched = Watched()
    watched.bot.http.error = ConnectionRefusedError()
    await watched.clock.turn(3600)
    assert watched.given_up is None
    assert watched.watchdog.trouble == "Discord does not carry out requests (ConnectionRefusedError)"
    watched.bot.http.error = None
    await watched.clock.turn(60)
    assert not watched.watchdog.trouble
    await watched.end()


async def test_a_log_in_that_hangs_is_given_up() -> None:
    watched = Watched()
    watched.bot.user, watched.bot.ready, watched.bot.acknowledging, watched.bot.acknowledged = None, False, {}, {}
    await watched.clock.turn(Patience().give_up + 10)
    assert watched.given_up is not None
    assert watched.bot.http.made == 0
    await watched.end()

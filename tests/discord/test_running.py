from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from fake import FakeDiscord
from fake.faults import GATEWAY, REST, fail, hang, late
from fake.wiring import pointed_at
from pydantic import SecretStr
from small_bot import QuickClock, SmallBot, lines_of, small_parts, until
from turned_clock import TurnedClock

from bot.cli.errors import Exit
from bot.pacing import Backoff
from bot.running import CLOSED, NO_CONTENT, UNKNOWN, Runner
from bot.watchdog import Patience

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake.world import Server

    from bot.clock import Clock
    from bot.parts import Parts

POSTS = "POST */messages"
HASTY = Patience(look=0.05, unready=0.4, renew=0.6, give_up=2.0, probe=0.3, overdue=0.2)


@dataclass
class Run:
    """A runner at work, and the bots that it has made."""

    parts: Parts
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    bots: list[SmallBot] = field(default_factory=list)
    task: asyncio.Task[Exit] | None = None

    @property
    def bot(self) -> SmallBot:
        return self.bots[-1]

    async def ended(self, within: float = 10.0) -> Exit:
        assert self.task is not None
        await asyncio.wait([self.task], timeout=within)
        assert self.task.done(), f"it is still running after {within} s"
        return self.task.result()

    def make_bot(self, reads_messages: bool) -> SmallBot:  # noqa: FBT001 - as the runner calls it
        self.bots.append(SmallBot(self.parts, reads_messages=reads_messages))
        return self.bots[-1]


@contextlib.asynccontextmanager
async def running_bot(  # noqa: PLR0913 - each has its default
    fake: FakeDiscord,
    *,
    clock: Clock | None = None,
    token: str | None = None,
    reads_messages: bool = False,
    patience: Patience | None = None,
    online: bool = True,
) -> AsyncIterator[Run]:
    """Run a small bot until the block ends, unless it ended by itself."""
    run = Run(small_parts(clock=clock or QuickClock()))
    runner = Runner(run.parts, run.make_bot, run.stop, patience=patience, pauses=Backoff(longest=5))
    run.task = asyncio.create_task(runner.run(SecretStr(token or fake.token), reads_messages=reads_messages))
    if online:
        await fake.online()
    try:
        yield run
        run.stop.set()
        await run.ended()
    finally:
        run.task.cancel()
        await asyncio.gather(run.task, return_exceptions=True)


async def asks_and_is_answered(fake: FakeDiscord) -> bool:
    server = fake.add_server("Game") if not fake.world.servers else next(iter(fake.world.servers.values()))
    question = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
    return len(await fake.replies_to(question, within=10)) == 1


async def test_a_gateway_that_is_away_at_the_start_is_waited_for(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    wired.gateway.weather.refusals = 3
    wired.gateway.weather.drops = 2
    async with running_bot(wired):
        assert await asks_and_is_answered(wired)
    assert wired.faults.fired["connection refused"] == 3
    assert wired.faults.fired["connection dropped"] == 2
    assert (
        len([line for line in lines_of(caplog.records) if "gateway cannot be reached" in line]) >= 4
    )  # aiohttp tries a dropped one again itself
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize(
    "fault", ["500", "502", "503", "504", "502 as HTML", "429", "429 without Via", "reset", "garbled", "404"]
)
async def test_trouble_while_logging_in_is_waited_out(wired: FakeDiscord, fault: str) -> None:
    failing = wired.faults.on("GET /users/@me", REST[fault]())
    async with running_bot(wired, online=False):
        await wired.online(within=15)
        assert await asks_and_is_answered(wired)
    assert failing.fired == 1


async def test_a_gateway_address_that_cannot_be_had_is_asked_for_again(wired: FakeDiscord) -> None:
    failing = wired.faults.on("GET /gateway/bot", fail(503), times=2)
    async with running_bot(wired) as run:
        assert await asks_and_is_answered(wired)
        assert len(run.bots) == 3
    assert failing.fired == 2


async def test_a_wrong_token_ends_with_one_sentence_and_78(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    async with running_bot(wired, token="MTA.some.other-token", online=False) as run:  # noqa: S106 - nobody's token
        assert await run.ended() == Exit.CONFIGURATION
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [UNKNOWN]


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013])
async def test_what_discord_will_never_accept_ends_with_one_sentence_and_78(
    wired: FakeDiscord, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with running_bot(wired) as run:
        await wired.gateway.close(code)
        assert await run.ended() == Exit.CONFIGURATION
    assert len(wired.gateway.identifies) == 1
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [CLOSED[code]]


async def test_without_the_intent_it_starts_again_and_says_so_once(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    wired.gateway.granted = 0
    async with running_bot(wired, reads_messages=True) as run:
        await until(lambda: len(run.bots) == 2)
        await wired.online()
        assert await asks_and_is_answered(wired)
        assert [bot.reads_messages for bot in run.bots] == [True, False]
    assert lines_of(caplog.records).count(NO_CONTENT) == 1


async def test_when_a_server_begins_to_listen_it_connects_again_for_the_messages(wired: FakeDiscord) -> None:
    async with running_bot(wired) as run:
        run.bot.wants_messages.set()
        await until(lambda: len(run.bots) == 2)
        await wired.online()
        assert await asks_and_is_answered(wired)
        assert run.bot.reads_messages


async def test_a_token_that_is_revoked_meanwhile_ends_with_78(wired: FakeDiscord) -> None:
    async with running_bot(wired) as run:
        wired.faults.on(POSTS, fail(401), times=100)
        server = wired.add_server("Game")
        for _ in range(5):
            await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        assert await run.ended() == Exit.CONFIGURATION
    assert wired.faults.fired["401"] == 1


@pytest.mark.parametrize("fault", ["severed", "refused twice", "dropped twice", "op 7", "op 9 true", "close 4000", "close 1001"])
async def test_a_broken_connection_is_resumed_and_no_question_is_lost(wired: FakeDiscord, fault: str) -> None:
    server = wired.add_server("Game")
    async with running_bot(wired):
        await wired.settled()
        await GATEWAY[fault](wired.gateway)
        question = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        assert len(await wired.replies_to(question, within=10)) == 1
    assert len(wired.gateway.identifies) == 1
    assert wired.gateway.resumes >= 1


async def test_a_session_that_cannot_be_resumed_is_begun_anew(wired: FakeDiscord) -> None:
    async with running_bot(wired):
        await wired.settled()
        await wired.gateway.invalidate(resumable=False)
        await until(lambda: len(wired.gateway.identifies) == 2)
        await wired.online()
        assert await asks_and_is_answered(wired)


async def test_an_address_that_is_gone_for_good_is_given_up_for_a_new_session(wired: FakeDiscord) -> None:
    async with running_bot(wired):
        await wired.settled()
        wired.gateway.weather.refusals = 8
        await wired.gateway.sever()
        await until(lambda: len(wired.gateway.identifies) == 2)
        await wired.online()
        assert await asks_and_is_answered(wired)


async def test_each_of_two_shards_comes_back_to_its_own_session() -> None:
    async with FakeDiscord.start(shards=2) as fake, contextlib.AsyncExitStack() as stack:
        stack.enter_context(pointed_at(fake))
        servers: list[Server] = []
        while {(server.id >> 22) % 2 for server in servers} != {0, 1}:  # the number's time chooses the shard
            servers.append(fake.add_server(f"Server {len(servers)}"))
            await asyncio.sleep(0.001)
        await stack.enter_async_context(running_bot(fake))
        await fake.settled()
        await GATEWAY["refused twice"](fake.gateway)
        for server in servers:
            question = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
            assert len(await fake.replies_to(question, within=10)) == 1
    assert len(fake.gateway.identifies) == 2
    assert fake.gateway.resumes >= 2
    assert fake.violations == []


async def test_invalidated_sessions_in_a_row_stay_within_the_days_budget(wired: FakeDiscord) -> None:
    """Three hours in which Discord takes every session away again after a minute."""
    clock = TurnedClock()
    async with running_bot(wired, clock=clock, online=False):
        taken = 0
        for _ in range(180):
            await clock.turn(60)
            await asyncio.sleep(0.02)
            if wired.gateway.online:
                await wired.gateway.invalidate(resumable=False)
                taken += 1
        assert taken >= 40
        assert 45 <= len(wired.gateway.identifies) <= 40 + 3 * 3600 // 540 + 1


async def test_the_reply_under_way_is_finished_before_the_end(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with running_bot(wired) as run:
        slow = wired.faults.on(POSTS, late(1.0))
        question = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        await until(lambda: slow.fired == 1)
        run.stop.set()
        await until(lambda: run.bot.stopping)
        later = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        assert await run.ended(5) == Exit.FINE
    assert len(await wired.replies_to(question)) == 1
    assert later.replies == []


async def test_what_hangs_is_given_up_at_a_deadline(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    server = wired.add_server("Game")
    async with running_bot(wired) as run:
        stuck = wired.faults.on(POSTS, hang())
        await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        await until(lambda: stuck.fired == 1)
        run.stop.set()
        before = time.monotonic()
        assert await run.ended(8) == Exit.FINE
        assert time.monotonic() - before < 5
    assert any("are given up" in line for line in lines_of(caplog.records))


async def test_it_can_be_stopped_while_discord_is_away(wired: FakeDiscord) -> None:
    wired.gateway.weather.refusals = 10_000
    async with running_bot(wired, online=False) as run:
        await until(lambda: wired.faults.fired["connection refused"] > 3)
        run.stop.set()
        assert await run.ended(5) == Exit.FINE


async def test_a_mistake_of_ours_ends_with_70_and_a_traceback(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    class Mistaken(SmallBot):
        async def setup_hook(self) -> None:
            raise KeyError("oops")

    run = Run(small_parts())
    runner = Runner(run.parts, lambda reads: Mistaken(run.parts, reads_messages=reads), run.stop)
    assert await runner.run(SecretStr(wired.token), reads_messages=False) == Exit.FAILED
    assert [type(record.exc_info[1]) for record in caplog.records if record.exc_info] == [KeyError]


async def test_unacknowledged_heartbeats_renew_the_connection_and_keep_the_session(
    wired: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    """discord.py itself notices only when nothing at all arrives."""
    wired.gateway.weather.heartbeat = 0.2
    server = wired.add_server("Game")
    async with running_bot(wired, clock=small_parts().clock, patience=HASTY) as run:
        await wired.settled()
        wired.gateway.weather.acknowledging = False
        for _ in range(20):
            await server.owner.say(server.channel("general"), "chatter")
            await asyncio.sleep(0.1)
        wired.gateway.weather.acknowledging = True
        assert await asks_and_is_answered(wired)
        await until(lambda: not run.bot.watchdog.trouble)
        assert not run.bot.watchdog.trouble
    assert 1 <= wired.gateway.resumes <= 4
    assert len(wired.gateway.identifies) == 1
    told = lines_of(caplog.records)
    assert any("acknowledges no heartbeats" in line for line in told)
    assert any("silent for" in line for line in told)


async def test_a_gateway_that_says_nothing_is_left_for_another_connection(wired: FakeDiscord) -> None:
    wired.gateway.weather.heartbeat = 0.2
    async with running_bot(wired, clock=small_parts().clock, patience=HASTY):
        await wired.settled()
        wired.gateway.weather.silent = True
        assert await asks_and_is_answered(wired)
    assert wired.gateway.resumes == 1
    assert len(wired.gateway.identifies) == 1


async def test_requests_that_never_come_back_end_the_process(wired: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gateway.ANSWER_WITHIN", 0.3)
    wired.gateway.weather.heartbeat = 0.2
    async with running_bot(wired, clock=small_parts().clock, patience=HASTY) as run:
        await wired.settled()
        hanging = wired.faults.on("*", hang(), times=1000)
        assert await run.ended() == Exit.FAILED
    assert hanging.fired >= 1


async def test_a_request_gate_that_stays_shut_ends_the_process(wired: FakeDiscord) -> None:
    """What a cancelled request does to discord.py: nothing is sent any more, while the gateway stays green."""
    wired.gateway.weather.heartbeat = 0.2
    async with running_bot(wired, clock=small_parts().clock, patience=HASTY) as run:
        await wired.settled()
        run.bot.http._global_over.clear()
        assert await run.ended() == Exit.FAILED


async def test_requests_that_are_refused_end_nothing(wired: FakeDiscord) -> None:
    wired.gateway.weather.heartbeat = 0.2
    async with running_bot(wired, clock=small_parts().clock, patience=HASTY) as run:
        await wired.settled()
        refusing = wired.faults.on("GET /gateway", fail(503), times=1000)
        await asyncio.sleep(HASTY.give_up * 1.5)
        assert not run.task.done()
        assert run.bot.watchdog.trouble == "Discord does not carry out requests (DiscordServerError)"
        assert refusing.fired >= 3
        wired.faults.clear()
        await until(lambda: not run.bot.watchdog.trouble)
        assert not run.bot.watchdog.trouble


async def test_nothing_is_left_behind(wired: FakeDiscord) -> None:
    async with running_bot(wired) as run:
        assert await asks_and_is_answered(wired)
        run.stop.set()
        await run.ended()
        await asyncio.sleep(0.2)
        left = {task.get_name() for task in asyncio.all_tasks()}
    assert not {name for name in left if "runner" in name or "discord.py" in name or "policybot" in name or "watchdog" in name}

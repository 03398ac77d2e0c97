"""Every fault that there is, at every moment at which it hurts: after it the bot answers again, and never twice.

Gateway faults meet the bot idle, while a reply is on its way, with two shards, and during a reload; REST faults meet everything
that the bot sends. Each case is a bot of its own, in hurried time.
"""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from typing import TYPE_CHECKING

import pytest
from fake.faults import FATAL, GATEWAY, REST, late
from fake.gateway import CONTENT
from hurried import HEARTBEAT, Household, Scene, hurried, now, scene, this_loop, until

from bot.cli.errors import Exit
from bot.running import CLOSED, NO_CONTENT, UNKNOWN

if TYPE_CHECKING:
    import logging
    from collections.abc import Awaitable, Callable, Iterator

    from bot.faq import FAQ

    Afterwards = Callable[[], Awaitable[object]]

RECOVERED = 60.0
"""Seconds within which questions are answered again, at most."""
NOTICED = 2 * HEARTBEAT
"""Seconds within which a connection that is dead, though it stands, is renewed."""
TURNS = 3_000
"""Turns of the event loop in a case, at most: the longest takes a third of them, and a loop that spins has them in a moment."""
PAUSES = {"403", "404", "429 without Via"}
"""Faults after which the bot keeps away for a minute, on purpose, from a channel or from all."""
INTENT = "close 4014"
ENDS = [f"close {code}" for code in FATAL if f"close {code}" != INTENT]


@pytest.fixture(autouse=True, scope="module")
def settled_heap() -> Iterator[None]:
    """Let the collection after each case look only at what the case left."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def nothing() -> None:
    pass


async def idle(stage: Scene) -> Afterwards:
    assert stage.fake.rest.in_flight == 0
    return nothing


async def while_answering(stage: Scene) -> Afterwards:
    """A reply is on its way, and two more questions wait."""
    slow = stage.fake.faults.on("POST */messages", late(3.0))
    for _ in range(3):
        await stage.ask()
    await until(lambda: slow.fired)
    return nothing


async def with_two_shards(stage: Scene) -> Afterwards:
    """Both are hit, and both must come back."""
    assert len(stage.fake.gateway.online) == 2

    async def both_answer() -> None:
        for server in stage.servers:
            await stage.answers(server.channel("general"))

    return both_answer


async def while_reloading(stage: Scene) -> Afterwards:
    """New content is being read for as long as the trouble lasts."""
    stage.slow.going.clear()
    reloading = asyncio.create_task(stage.parts.serving.reload("a test"))
    await until(lambda: stage.slow.begun)

    async def reload_ends() -> None:
        assert not reloading.done()
        stage.slow.going.set()
        assert not (await reloading).verdict.refused

    return reload_ends


STATES = {
    "idle": idle,
    "while answering": while_answering,
    "with two shards": with_two_shards,
    "while reloading": while_reloading,
}


def shards_of(state: str) -> int:
    return 2 if state == "with two shards" else 1


async def check_order(stage: Scene, before: Household) -> None:
    """The bot runs as before the trouble, with no more at work, and showed at most one reply to each question."""
    await until(lambda: stage.is_up() and Household.count().is_like(before))
    await asyncio.sleep(10)
    await until(lambda: not stage.bot.watchdog.trouble)
    assert len(stage.fake.gateway.online) == stage.fake.shards
    check_replies(stage)


def check_replies(stage: Scene) -> None:
    assert [question for question in stage.questions if len(stage.replies(question)) > 1] == []
    assert this_loop().hurry.turns < TURNS


def check_log(records: list[logging.LogRecord]) -> None:
    """Nothing happened that nobody had thought of. What a task raised that nobody awaits is logged when it is collected."""
    gc.collect()
    unhandled = [record for record in records if record.exc_info or record.name == "asyncio"]
    assert [f"{one.name}: {one.getMessage()} {one.exc_info}" for one in unhandled if one.name != "aiohttp.server"] == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("fault", [fault for fault in GATEWAY if fault not in ENDS])
def test_after_a_fault_of_the_gateway_questions_are_answered_again_and_once(
    faq: FAQ, caplog: pytest.LogCaptureFixture, fault: str, state: str
) -> None:
    async def case() -> None:
        async with scene(faq, shards=shards_of(state), reads_messages=True) as stage:
            fake = stage.fake
            for server in stage.servers:
                await stage.asked(channel=server.channel("general"))
            before, fired = Household.count(), fake.faults.fired.total()
            afterwards = await STATES[state](stage)
            if fault == INTENT:
                fake.gateway.granted &= ~CONTENT
            began = now()
            await GATEWAY[fault](fake.gateway)
            await stage.answers(within=NOTICED if fault == "silence" else RECOVERED)
            if fault == "no ACK":
                await until(lambda: fake.gateway.resumes, within=NOTICED - (now() - began))  # the fake then acknowledges again
            await afterwards()
            await check_order(stage, before)
            assert fake.faults.fired.total() > fired
            assert len(stage.bots) == (2 if fault == INTENT else 1)

    hurried(case)
    check_log(caplog.records)
    assert (NO_CONTENT in caplog.messages) == (fault == INTENT)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("fault", ENDS)
def test_what_discord_will_never_accept_ends_the_bot_with_one_sentence(
    faq: FAQ, caplog: pytest.LogCaptureFixture, fault: str, state: str
) -> None:
    async def case() -> None:
        async with scene(faq, shards=shards_of(state)) as stage:
            await STATES[state](stage)
            before = len(stage.fake.gateway.identifies)
            await GATEWAY[fault](stage.fake.gateway)
            assert await stage.ended(5) == Exit.CONFIGURATION
            assert stage.fake.faults.fired[fault] == 1
            await asyncio.sleep(60)
            assert len(stage.fake.gateway.identifies) == before
            check_replies(stage)

    hurried(case)
    check_log(caplog.records)
    assert caplog.messages.count(CLOSED[int(fault.removeprefix("close "))]) == 1


async def reply(stage: Scene) -> Afterwards:
    return partial(stage.ask, "can I get my money back")


async def edit(stage: Scene) -> Afterwards:
    question = await stage.asked()
    return partial(question.edit, f"<@{stage.fake.bot.id}> can I get my money back")


async def deletion(stage: Scene) -> Afterwards:
    return (await stage.asked()).delete


async def response(stage: Scene) -> Afterwards:
    return partial(stage.person().slash, stage.channel, "ask", question="can I get my money back")


async def late_answer(stage: Scene) -> Afterwards:
    question = await stage.person().say(stage.channel, "can I get my money back")
    stage.questions.append(question)
    return partial(stage.person().context_menu, "Answer from the FAQ", question)


async def update(stage: Scene) -> Afterwards:
    asker = stage.person()
    choices = (await asker.slash(stage.channel, "ask", question="refunds")).message
    assert choices is not None
    return partial(asker.click, choices, label=choices.buttons[0])


async def log_post(stage: Scene) -> Afterwards:
    log, owner = stage.servers[0].add_channel("log"), stage.servers[0].owner
    await owner.slash(stage.channel, "setup log", channel=log)
    await stage.fake.settled()
    log.messages.clear()
    return partial(owner.slash, stage.channel, "setup texts", keep=False)


ENDPOINTS = {
    "reply": ("POST */messages", reply),
    "edit": ("PATCH */messages/*", edit),
    "deletion": ("DELETE */messages/*", deletion),
    "response": ("POST /interactions/*", response),
    "late answer": ("PATCH /webhooks/*", late_answer),
    "update": ("POST /interactions/*", update),
    "log post": ("POST */messages", log_post),
}
"""What the bot sends: the requests that the fault meets, and what makes the bot send one."""
TO_CHANNELS = {"reply", "edit", "deletion", "log post"}
"""What is sent with the bot's own token; interactions bring theirs along."""


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("fault", [fault for fault in REST if fault != "401"])
def test_after_a_fault_of_a_request_questions_are_answered_again_and_once(
    faq: FAQ, caplog: pytest.LogCaptureFixture, fault: str, endpoint: str
) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            await stage.asked()
            before = Household.count()
            pattern, prepare = ENDPOINTS[endpoint]
            act = await prepare(stage)
            failing = stage.fake.faults.on(pattern, REST[fault]())
            began = now()
            await act()
            await until(lambda: failing.fired)
            took = await stage.answers(within=RECOVERED + 5 if fault in PAUSES else RECOVERED)
            assert now() - began < took + 10
            await check_order(stage, before)
            check_shown_once(stage)
            assert failing.fired == 1
            assert len(stage.bots) == 1

    hurried(case)
    check_log(caplog.records)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_token_that_is_no_longer_known_ends_the_bot_and_one_of_an_interaction_does_not(
    faq: FAQ, caplog: pytest.LogCaptureFixture, endpoint: str
) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            pattern, prepare = ENDPOINTS[endpoint]
            act = await prepare(stage)
            failing = stage.fake.faults.on(pattern, REST["401"](), times=1)
            await act()
            if endpoint in TO_CHANNELS:
                assert await stage.ended() == Exit.CONFIGURATION
            else:
                await stage.answers()
            assert failing.fired == 1
            check_replies(stage)

    hurried(case)
    check_log(caplog.records)
    assert caplog.messages.count(UNKNOWN) == (endpoint in TO_CHANNELS)


def check_shown_once(stage: Scene) -> None:
    """No use of a command, and no change of a setting, is answered by two messages."""
    for server in stage.servers:
        for channel in server.channels:
            of_bot = [one for one in channel.messages.values() if one.author is stage.fake.bot]
            used = [one.metadata["id"] for one in of_bot if one.metadata]
            assert len(used) == len(set(used))
            assert channel.name != "log" or len(of_bot) <= 1

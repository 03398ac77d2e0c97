"""What the bot owes Discord: it stays within the limits that cost a bot its address or its token, and says nothing that is obsolete.

Each case is the whole bot in hurried time (see ``hurried``); the figures are Discord's own, or stricter.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest
from fake.faults import GATEWAY, fail, hang, late, rate_limited
from hurried import HEARTBEAT, Scene, hurried, now, scene, this_loop, until
from small_bot import lines_of

from bot.cli.errors import Exit
from bot.client import PolicyBot
from bot.running import UNKNOWN
from bot.watchdog import Patience

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake import FakeDiscord
    from fake.state import Message

    from bot.faq import FAQ
    from bot.parts import Parts

DAY = 24 * 3600.0
POSTS = "POST */messages"
AT_ONCE = 1e6
"""Speed at which every wait is over at once."""
WAITING = ("policybot-question", "discord.py: on_")
"""Beginnings of the names of tasks that wait for a reply to be sent."""
SELDOM = Patience(look=30.0)
"""Looks seldom: a day has 35,000 of the usual looks."""


def refused(stage: Scene, status: int) -> list[float]:
    """Return when Discord answered so."""
    return [call.when for call in stage.fake.requests if call.status == status]


def age_of(reply: Message) -> float:
    assert reply.reference is not None
    return (reply.created - reply.reference.created).total_seconds()


def test_a_hundred_cancelled_handlers_under_a_global_rate_limit_wedge_nothing(faq: FAQ) -> None:
    """discord.py stays shut for good if its request is cancelled while it sleeps one off."""
    chance = random.Random(3)  # noqa: S311 - a test's dice

    async def case() -> None:
        cancelled = 0
        async with scene(faq) as stage:
            while cancelled < 100:
                limited = stage.fake.faults.on(POSTS, rate_limited(5.0, everywhere=True))
                await stage.ask()
                await until(lambda limited=limited: limited.fired)
                over = now() + 5.0
                await asyncio.sleep(chance.uniform(0, 4.9))
                for task in asyncio.all_tasks():
                    cancelled += task.get_name().startswith(WAITING) and task.cancel()
                await asyncio.sleep(over - now())
                assert await stage.fake.replies_to(await stage.ask(), within=1.0)
            assert stage.fake.faults.fired["429 everywhere"] >= 90
            assert all(len(stage.replies(question)) == 1 for question in stage.questions)

    hurried(case)


def test_a_bot_that_is_stopped_under_a_global_rate_limit_ends_in_time_and_answers_after_its_next_start(faq: FAQ) -> None:
    chance = random.Random(4)  # noqa: S311 - a test's dice

    async def case() -> None:
        async with scene(faq) as stage:
            for _ in range(20):
                limited = stage.fake.faults.on(POSTS, rate_limited(25.0, everywhere=True))
                await stage.ask()
                await until(lambda limited=limited: limited.fired)
                await asyncio.sleep(chance.uniform(0, 25))
                stage.stop.set()
                assert await stage.ended(5) == Exit.FINE
                stage.start()
                await stage.fake.online()
                await stage.bot.wait_until_ready()
                assert await stage.fake.replies_to(await stage.ask(), within=1.0)
            assert stage.fake.faults.fired["429 everywhere"] == 20
            assert all(len(stage.replies(question)) <= 1 for question in stage.questions)

    hurried(case)


def most_in(span: float, times: list[float]) -> int:
    return max(sum(first <= other < first + span for other in times) for first in times)


async def lose_the_session(stage: Scene) -> None:
    await stage.fake.gateway.invalidate(resumable=False)


async def crash(stage: Scene) -> None:
    """The process dies, and its supervisor starts it again."""
    assert stage.task is not None
    stage.task.cancel()
    await asyncio.gather(stage.task, return_exceptions=True)
    await asyncio.sleep(5)
    stage.start(patience=SELDOM)


@pytest.mark.parametrize(("trouble", "every"), [(lose_the_session, 60.0), (crash, 10.0)])
def test_a_day_of_trouble_costs_at_most_200_sessions(
    faq: FAQ, trouble: Callable[[Scene], asyncio.Future[None]], every: float
) -> None:
    """After 1,000 Discord takes the token away."""

    async def case() -> tuple[int, list[float]]:
        troubles = 0
        async with scene(faq, patience=SELDOM) as stage:
            began = now()
            while now() - began < DAY:
                if not stage.is_up():  # gave itself up: its supervisor starts it again
                    stage.start(patience=SELDOM)
                if stage.fake.gateway.online:
                    await trouble(stage)
                    troubles += 1
                await asyncio.sleep(every)
            assert len(stage.bots) < 400
            await stage.fake.online(within=1200)
            assert this_loop().hurry.turns < 200_000
            return troubles, list(stage.fake.gateway.identifies)

    troubles, identifies = hurried(case, speed=AT_ONCE)
    assert troubles > 100
    assert 100 < most_in(DAY, identifies) <= 200


@pytest.mark.parametrize("questions", [2_000, pytest.param(10_000, marks=pytest.mark.nightly)])
def test_thousands_of_questions_where_the_bot_may_not_write_cost_ten_refusals_in_ten_minutes(faq: FAQ, questions: int) -> None:
    """Discord has taken the right away without saying so, so that only refusals tell. 10,000 of them cost a bot its address."""

    async def case() -> None:
        async with scene(faq) as stage:
            crowd = [stage.servers[0].add_member(f"one of many {number}") for number in range(200)]
            closed = stage.servers[0].add_channel("closed")
            refusing = stage.fake.faults.on(f"POST /channels/{closed.id}/messages", fail(403, 50013), times=10**6)
            began = now()
            for number in range(questions):
                await crowd[number % len(crowd)].say(closed, f"how to claim land {number}", mentions_bot=True)
                await asyncio.sleep(600 / questions)
            assert now() - began > 590
            assert 2 <= most_in(600, refused(stage, 403)) <= 10
            assert len(stage.posts(closed)) == refusing.fired
            await stage.asked()
            stage.fake.faults.clear()
            await stage.answers(closed, within=610)

    hurried(case)


def test_a_token_that_was_revoked_is_refused_once_and_then_all_is_silent(faq: FAQ, caplog: pytest.LogCaptureFixture) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            await stage.asked()
            stage.fake.rest.token = "another"  # noqa: S105 - nobody's token
            await stage.ask()
            assert await stage.ended() == Exit.CONFIGURATION
            requests = len(stage.fake.requests)
            await asyncio.sleep(600)
            assert len(refused(stage, 401)) == 1
            assert len(stage.fake.requests) == requests

    hurried(case)
    assert caplog.messages.count(UNKNOWN) == 1


def test_of_questions_in_many_channels_at_once_only_those_on_their_way_learn_that_the_token_is_revoked(faq: FAQ) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            channels = [stage.servers[0].add_channel(f"room {number}") for number in range(40)]
            await stage.asked()
            await asyncio.sleep(10)
            stage.fake.rest.token = "another"  # noqa: S105 - nobody's token
            for channel in channels:
                await stage.ask(channel=channel)
            assert await stage.ended() == Exit.CONFIGURATION
            assert 1 <= len(refused(stage, 401)) <= 12

    hurried(case)


def test_a_question_that_is_deleted_while_its_reply_is_on_its_way_keeps_none(faq: FAQ) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            slow = stage.fake.faults.on(POSTS, late(3.0))
            on_its_way, waiting = await stage.ask(), await stage.ask()
            await until(lambda: slow.fired)
            await on_its_way.delete()
            await waiting.delete()
            await asyncio.sleep(10)
            assert stage.replies(on_its_way) == []
            assert waiting.replies == []
            assert len(stage.posts()) == 1
            answered = await stage.asked()
            await answered.delete()
            await asyncio.sleep(1)
            assert stage.replies(answered) == []

    hurried(case)


def test_a_question_that_is_edited_while_its_reply_is_on_its_way_has_the_right_one_in_the_end(faq: FAQ) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            slow = stage.fake.faults.on(POSTS, late(3.0))
            question = await stage.ask()
            await until(lambda: slow.fired)
            await question.edit(f"<@{stage.fake.bot.id}> can I get my money back")
            await asyncio.sleep(10)
            [reply] = stage.replies(question)
            assert "Purchases" in reply.content

    hurried(case)


def test_a_channel_that_goes_with_its_questions_costs_one_request(faq: FAQ) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            doomed = stage.servers[0].add_channel("doomed")
            stuck = stage.fake.faults.on(f"POST /channels/{doomed.id}/messages", rate_limited(10.0))
            for _ in range(5):
                await stage.ask(channel=doomed)
            await until(lambda: stuck.fired)
            await doomed.delete()
            await asyncio.sleep(30)
            assert len(stage.posts(doomed)) == 2
            assert refused(stage, 404) != []
            await stage.asked()

    hurried(case)


def test_a_locked_thread_is_left_alone_and_answered_in_again_once_it_is_open(faq: FAQ) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            server = stage.servers[0]
            start = await server.owner.say(stage.channel, "let us talk")
            thread = await server.owner.start_thread(start, "talk")
            await stage.asked(channel=thread)
            await thread.close()
            for _ in range(100):
                await stage.ask(channel=thread)
                await asyncio.sleep(6)
            assert 1 <= len(refused(stage, 403)) <= 10
            thread.locked = False
            await stage.answers(thread, within=610)

    hurried(case)


def test_no_reply_comes_later_than_thirty_seconds_however_long_the_queue(faq: FAQ) -> None:
    """The channel's first reply hangs for half a minute; 60 s of questions wait behind it."""

    async def case() -> None:
        async with scene(faq) as stage:
            hanging = stage.fake.faults.on(POSTS, hang(), times=5)
            questions = []
            for _ in range(12):
                questions.append(await stage.ask())
                await asyncio.sleep(5)
            await asyncio.sleep(60)
            replies = [reply for question in questions for reply in stage.replies(question)]
            assert hanging.fired >= 2
            assert 0 < len(replies) < len(questions)
            assert max(map(age_of, replies)) <= 30
            await stage.asked()

    hurried(case)


async def people_chat_until(stage: Scene, happened: Callable[[], object], *, within: float) -> None:
    """Let people talk with each other until something happens."""
    began = now()
    while not happened():
        assert now() - began < within
        await stage.person().say(stage.channel, "chatter")
        await asyncio.sleep(2)


def test_what_was_asked_a_minute_before_a_dead_connection_was_resumed_is_not_answered_any_more(faq: FAQ) -> None:
    """Discord then tells of all that was said meanwhile; it is the first question that this bot sees."""

    async def case() -> None:
        async with scene(faq) as stage:
            await GATEWAY["silence"](stage.fake.gateway)
            early, began = await stage.ask(), now()
            await people_chat_until(stage, lambda: stage.fake.gateway.resumes, within=2 * HEARTBEAT)
            assert now() - began > 35
            await asyncio.sleep(5)
            assert stage.replies(early) == []
            await stage.asked()
            assert len(stage.fake.gateway.identifies) == 1

    hurried(case)


class OneMore(PolicyBot):
    """The bot after an update that brings a command."""

    async def setup_hook(self) -> None:
        @self.tree.command(name="new", description="A new one")
        async def _new(interaction: object) -> None: ...

        await super().setup_hook()


async def log_in(fake: FakeDiscord, parts: Parts, kind: type[PolicyBot] = PolicyBot) -> int:
    """Start a bot, and return how often it told Discord about commands."""
    before = len(fake.requests)
    bot = kind(parts, reads_messages=False)
    await bot.login(fake.token)
    await bot.close()
    return sum(call.method != "GET" and "/commands" in call.path for call in fake.requests[before:])


def test_a_hundred_starts_with_the_same_commands_tell_discord_once_and_a_change_once_more(faq: FAQ) -> None:
    async def case() -> tuple[int, int, int, int]:
        async with scene(faq) as stage:
            first = sum(call.method == "PUT" and "/commands" in call.path for call in stage.fake.requests)
            again = sum([await log_in(stage.fake, stage.parts) for _ in range(100)])
            changed = await log_in(stage.fake, stage.parts, OneMore)
            return first, again, changed, await log_in(stage.fake, stage.parts, OneMore)

    assert hurried(case) == (1, 0, 1, 0)


@pytest.mark.parametrize("fault", ["no ACK", "silence"])
def test_a_dead_connection_is_told_within_a_minute_and_renewed_within_two_heartbeats(faq: FAQ, fault: str) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            watchdog = stage.bot.watchdog
            assert watchdog is not None
            await until(lambda: not watchdog.trouble)
            began = now()
            await GATEWAY[fault](stage.fake.gateway)
            gateway = stage.fake.gateway
            await people_chat_until(stage, lambda: watchdog.trouble or gateway.resumes, within=60)
            await people_chat_until(stage, lambda: gateway.resumes, within=2 * HEARTBEAT - (now() - began))
            await until(lambda: not watchdog.trouble, within=60)
            assert stage.fake.faults.fired[fault] == 1
            assert len(stage.bots) == 1

    hurried(case)


def test_where_no_request_comes_back_it_is_told_within_a_minute_and_the_process_ends_within_five(
    faq: FAQ, caplog: pytest.LogCaptureFixture
) -> None:
    async def case() -> None:
        async with scene(faq) as stage:
            watchdog = stage.bot.watchdog
            assert watchdog is not None
            await until(lambda: not watchdog.trouble)
            hanging = stage.fake.faults.on("*", hang(), times=10_000)
            began = now()
            await until(lambda: watchdog.trouble, within=60)
            assert await stage.ended(300 - (now() - began)) == Exit.FAILED
            assert hanging.fired >= 3

    hurried(case)
    assert any("No request to Discord has come back" in line for line in lines_of(caplog.records))

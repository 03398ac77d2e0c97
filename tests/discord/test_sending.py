from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import discord as discord_py
import pytest
from fake import Permission
from fake.faults import REST, fail, hang, rate_limited, reset
from small_bot import QuickClock, lines_of, small_bot, small_parts, until
from turned_clock import TurnedClock

from bot.buttons import Action, ButtonId
from bot.replies import Button, Reply
from bot.sending import Attached

if TYPE_CHECKING:
    from fake import FakeDiscord

POSTS = "POST */messages"
CALLBACKS = "POST /interactions/*"


def posts(fake: FakeDiscord) -> list[Any]:
    return [call for call in fake.requests if call.method == "POST" and call.path.endswith("/messages")]


def calls() -> list[asyncio.Task[Any]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "policybot-call"]


async def test_a_reply_pings_nobody_and_carries_the_questions_nonce(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    mara = server.add_member("mara")
    async with small_bot(wired, reply=Reply("@everyone <@1> pong")):
        question = await mara.say(server.channel("general"), "ping", mentions_bot=True)
        [reply] = await wired.replies_to(question)
    assert reply.content == "@everyone <@1> pong"
    [sent] = posts(wired)
    assert sent.json["allowed_mentions"] == {"parse": []}
    assert sent.json["flags"] == 1 << 2  # SUPPRESS_EMBEDS
    assert (sent.json["nonce"], sent.json["enforce_nonce"]) == (str(question.id), True)
    assert len(sent.json["nonce"]) <= 25


@pytest.mark.parametrize(
    "fault", ["503", "reset", "reset after the work", "accepted, then 503", "garbled", "empty", "429", "429 everywhere", "late"]
)
async def test_a_reply_that_was_lost_is_shown_once(wired: FakeDiscord, fault: str) -> None:
    server = wired.add_server("Game")
    mara = server.add_member("mara")
    async with small_bot(wired, small_parts(clock=QuickClock())):
        failing = wired.faults.on(POSTS, REST[fault](), times=1 if fault == "late" else 2)
        question = await mara.say(server.channel("general"), "ping", mentions_bot=True)
        assert len(await wired.replies_to(question, within=5)) == 1
        await wired.settled()
        assert failing.fired == failing.times
        assert len(await wired.replies_to(question)) == 1


async def test_an_answer_that_never_comes_is_asked_for_again(wired: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gateway.ANSWER_WITHIN", 0.3)
    server = wired.add_server("Game")
    mara = server.add_member("mara")
    async with small_bot(wired, small_parts(clock=QuickClock())):
        failing = wired.faults.on(POSTS, hang(applied=True))
        question = await mara.say(server.channel("general"), "ping", mentions_bot=True)
        assert len(await wired.replies_to(question)) == 1
        await until(lambda: len(posts(wired)) == 2)
        await until(lambda: not calls())
    assert failing.fired == 1
    assert len(posts(wired)) == 2
    assert len([message for message in server.channel("general").messages.values() if message.author == wired.bot]) == 1


async def test_a_refused_channel_costs_four_requests_in_ten_minutes(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    """Discord bans an address after 10,000 refused requests within ten minutes."""
    server, clock = wired.add_server("Game"), TurnedClock()
    closed, open_one = server.add_channel("closed"), server.channel("general")
    server.deny(closed, Permission.SEND_MESSAGES)
    async with small_bot(wired, small_parts(clock=clock)) as bot:
        question = bot.get_partial_messageable(closed.id).get_partial_message(1)
        for _ in range(10_000):
            assert await bot.sender.reply(question, Reply("pong"), asked_at=clock.now()) is None
            await clock.turn(600 / 10_000)
        assert len(posts(wired)) == 4
        assert bot.sender.is_refused(closed.id)
        assert await bot.sender.post(bot.get_partial_messageable(open_one.id), Reply("pong")) is not None
    told = [line for line in lines_of(caplog.records) if "refuses" in line]
    assert len(told) == 4
    assert "give the bot's role View Channel, Send Messages" in told[0]


async def test_of_many_messages_to_a_refused_channel_at_once_one_is_tried(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    channel = server.channel("general")
    server.deny(channel, Permission.SEND_MESSAGES)
    async with small_bot(wired) as bot:
        there = bot.get_partial_messageable(channel.id)
        assert await asyncio.gather(*(bot.sender.post(there, Reply("pong")) for _ in range(50))) == [None] * 50
    assert len(posts(wired)) == 1


async def test_many_messages_to_one_channel_meet_no_rate_limit(wired: FakeDiscord) -> None:
    """discord.py sends all of them before it knows the limit; one after the other, it learns the limit from the first."""
    channel = wired.add_server("Game").channel("general")
    async with small_bot(wired) as bot:
        there = bot.get_partial_messageable(channel.id)
        sent = await asyncio.gather(*(bot.sender.post(there, Reply(str(number))) for number in range(7)))
    assert all(sent)
    assert [message.content for message in channel.messages.values()] == [str(number) for number in range(7)]
    assert len(posts(wired)) == 7


async def test_a_revoked_token_is_told_once_and_then_nothing_is_sent(
    wired: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    channel = wired.add_server("Game").channel("general")
    async with small_bot(wired) as bot:
        wired.faults.on(POSTS, fail(401), times=100)
        there = bot.get_partial_messageable(channel.id)
        for _ in range(20):
            assert await bot.sender.post(there, Reply("pong")) is None
        assert bot.token_revoked.is_set()
    assert len(posts(wired)) == 1
    assert len([line for line in lines_of(caplog.records) if "no longer knows" in line]) == 1


async def test_after_a_ban_by_the_gatekeeper_there_is_silence_for_a_minute(wired: FakeDiscord) -> None:
    channel, clock = wired.add_server("Game").channel("general"), TurnedClock()
    async with small_bot(wired, small_parts(clock=clock)) as bot:
        banned = wired.faults.on(POSTS, rate_limited(5, via=False))
        there = bot.get_partial_messageable(channel.id)
        for _ in range(10):
            assert await bot.sender.post(there, Reply("pong")) is None
            await clock.turn(5)
        assert (banned.fired, len(posts(wired))) == (1, 1)
        await clock.turn(10)
        assert await bot.sender.post(there, Reply("pong")) is not None


async def test_a_rate_limit_of_discord_itself_silences_nothing_else(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with small_bot(wired) as bot:
        limited = wired.faults.on(POSTS, rate_limited(0.05), times=5)
        there = bot.get_partial_messageable(server.channel("general").id)
        assert await bot.sender.post(there, Reply("pong")) is None
        assert limited.fired == 5
        assert await bot.sender.post(there, Reply("pong")) is not None


async def test_a_question_that_was_deleted_gets_no_reply(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    channel = server.channel("general")
    async with small_bot(wired) as bot:
        question = bot.get_partial_messageable(channel.id).get_partial_message(123)
        assert await bot.sender.reply(question, Reply("pong"), asked_at=bot.parts.clock.now()) is None
        assert len(posts(wired)) == 1
        bot.deleted.add(123)
        assert await bot.sender.reply(question, Reply("pong"), asked_at=bot.parts.clock.now()) is None
    assert len(posts(wired)) == 1
    assert not channel.messages


async def test_a_reply_that_comes_too_late_is_not_sent(wired: FakeDiscord) -> None:
    server, clock = wired.add_server("Game"), TurnedClock()
    channel = server.channel("general")
    asked = await server.owner.say(channel, "ping")
    async with small_bot(wired, small_parts(clock=clock)) as bot:
        question = bot.get_partial_messageable(channel.id).get_partial_message(asked.id)
        then = clock.now()
        assert bot.ages.of(then) == 0
        await clock.turn(31)
        assert await bot.sender.reply(question, Reply("pong"), asked_at=then) is None
        assert posts(wired) == []


async def test_without_the_right_to_read_back_the_answer_comes_as_a_plain_message(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    channel, mara = server.channel("general"), server.add_member("mara")
    server.deny(channel, Permission.READ_MESSAGE_HISTORY)
    async with small_bot(wired):
        for _ in range(2):
            await mara.say(channel, "ping", mentions_bot=True)
            await wired.settled()
    assert [message.content for message in channel.messages.values() if message.author == wired.bot] == ["pong", "pong"]
    assert len(posts(wired)) == 3


async def test_a_cancelled_reply_is_sent_all_the_same(wired: FakeDiscord) -> None:
    """discord.py stays shut for good if a request is cancelled while it sleeps off a global rate limit."""
    channel = wired.add_server("Game").channel("general")
    async with small_bot(wired) as bot:
        there = bot.get_partial_messageable(channel.id)
        limited = wired.faults.on(POSTS, rate_limited(0.3, everywhere=True), times=4)
        for number in range(4):
            waiting = asyncio.create_task(bot.sender.post(there, Reply(f"cancelled {number}")))
            await asyncio.sleep(0.1)
            waiting.cancel()
        await until(lambda: not calls())
        assert limited.fired == 4
        assert await bot.sender.post(there, Reply("next")) is not None
    assert [message.content for message in channel.messages.values()][-1] == "next"
    assert len(channel.messages) == 5


async def test_buttons_leave_nothing_behind_in_memory(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    reply = Reply("pong", (Button("More", ButtonId(Action.MORE, "trading", asker=1)),))
    async with small_bot(wired, reply=reply) as bot:
        message = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        [sent] = await wired.replies_to(message)
        await server.owner.slash(server.channel("general"), "ping")
        assert sent.buttons == ["More"]
        assert bot._connection._view_store._views == {}
        assert [task for task in asyncio.all_tasks() if "View" in repr(task)] == []


@pytest.mark.parametrize("fault", ["500", "503", "reset", "reset after the work", "accepted, then 500", "accepted, then 503"])
async def test_an_interaction_is_answered_once_though_the_first_try_fails(
    wired: FakeDiscord, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = wired.add_server("Game")
    async with small_bot(wired, small_parts(clock=QuickClock())):
        failing = wired.faults.on(CALLBACKS, REST[fault]())
        done = await server.owner.slash(server.channel("general"), "ping")
        assert failing.fired == 1
        assert not done.failed
        assert done.message.content == "pong"
        assert done.followups == []
        await wired.settled()
    assert [record for record in caplog.records if record.exc_info and not record.name.startswith("aiohttp.server")] == []


async def test_an_interaction_that_comes_too_late_is_told_in_one_line(
    wired: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    server = wired.add_server("Game")
    async with small_bot(wired):
        wired.faults.on(CALLBACKS, REST["404"]())
        wired.faults._waiting[-1].answer.body["code"] = 10062
        with caplog.at_level(logging.INFO):
            await server.owner.slash(server.channel("general"), "ping")
            await wired.settled()
    assert [line for line in lines_of(caplog.records) if "given up" in line] == [
        "A response was not shown: Discord had given up waiting"
    ]
    assert [record for record in caplog.records if record.exc_info and not record.name.startswith("aiohttp.server")] == []


async def test_an_answer_that_takes_longer_fills_the_place_that_was_kept_for_it(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with small_bot(wired):
        done = await server.owner.slash(server.channel("general"), "slow")
        await wired.settled()
    assert done.message.content == "pong"
    assert [message.content for message in done.followups if message is not done.message] == ["more"]


async def test_what_a_button_hangs_on_is_changed_in_place_and_once_more(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    reply = Reply("pong", (Button("More", ButtonId(Action.MORE, "trading", asker=1)),))
    async with small_bot(wired, reply=reply):
        question = await server.owner.say(server.channel("general"), "ping", mentions_bot=True)
        [shown] = await wired.replies_to(question)
        await server.owner.click(shown, label="More")
        await wired.settled()
    assert (shown.content, shown.buttons) == ("pressed, and changed again", [])


async def test_a_message_is_edited_and_deleted_and_both_may_have_happened_before(wired: FakeDiscord) -> None:
    channel = wired.add_server("Game").channel("general")
    reply = Reply("pong", (Button("More", ButtonId(Action.MORE, "trading", asker=1)),))
    async with small_bot(wired) as bot:
        sent = await bot.sender.post(bot.get_partial_messageable(channel.id), reply)
        assert isinstance(sent, discord_py.Message)
        assert await bot.sender.edit(sent, Reply("other"))
        [shown] = channel.messages.values()
        assert (shown.content, shown.buttons) == ("other", [])
        assert await bot.sender.delete(sent)
        assert await bot.sender.delete(sent)
        assert not await bot.sender.edit(sent, Reply("again"))


async def test_a_file_goes_along_and_survives_a_retry(wired: FakeDiscord) -> None:
    channel = wired.add_server("Game").channel("general")
    async with small_bot(wired, small_parts(clock=QuickClock())) as bot:
        wired.faults.on(POSTS, fail(503))
        attached = Attached("faults.txt", b"a.md:1:1: wrong")
        assert await bot.sender.post(bot.get_partial_messageable(channel.id), Reply("See the file"), attached=attached)
    [message] = channel.messages.values()
    assert [(one.filename, one.content) for one in message.attachments] == [("faults.txt", b"a.md:1:1: wrong")]


async def test_when_the_bot_is_closed_what_waits_ends_quietly(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    channel = wired.add_server("Game").channel("general")
    async with small_bot(wired) as bot:
        wired.faults.on(POSTS, reset(), times=100)
        waiting = asyncio.create_task(bot.sender.post(bot.get_partial_messageable(channel.id), Reply("pong")))
        await wired.settled()
    assert await waiting is None
    assert [record for record in caplog.records if record.exc_info and not record.name.startswith("aiohttp.server")] == []

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from fake import FakeDiscord, NotOffered, Permission
from fake.sample_bot import WITH_CONTENT, connected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Case = tuple[str, str, object, Permission | None, tuple[int, int]]
    Call = Callable[..., Awaitable[tuple[int, Any]]]

QUIETLY: dict[str, Any] = {"allowed_mentions": {"parse": []}}


@pytest.fixture
async def call(discord: FakeDiscord) -> AsyncIterator[Call]:
    """The bot's own hands, without a library between: ``await call("POST", "/channels/…", {…})`` gives status and body."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {discord.token}"}) as session:

        async def send(method: str, path: str, body: object = None) -> tuple[int, Any]:
            async with session.request(method, discord.api + path, json=body) as answer:
                return answer.status, await answer.json() if answer.status != 204 else None

        yield send


async def test_a_mention_is_answered_with_a_reply(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    mara = server.add_member("mara")
    async with connected(wired):
        message = await mara.say(server.channel("general"), "hello", mentions_bot=True)
        (reply,) = await wired.replies_to(message)
    assert reply.content == f"You said: {wired.bot.mention} hello"
    assert reply.author is wired.bot
    assert reply.mentions == []  # it names the bot itself, and pings nobody
    assert wired.checked == {"commands": 1, "reply": 1}


async def test_direct_messages_and_forum_posts_are_heard(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    mara, forum = server.add_member("mara"), server.add_forum("help")
    async with connected(wired) as bot:
        assert await wired.replies_to(await mara.dm("hello"))
        thread = await mara.forum_post(forum, "My question", f"{wired.bot.mention} how?")
        assert await wired.replies_to(thread.starter)
    assert thread.starter.id == thread.id
    assert bot.heard.index("thread My question") < bot.heard.index(f"mara: {wired.bot.mention} how?")
    assert wired.checked["reply in direct messages"] == wired.checked["reply in a thread"] == 1


@pytest.mark.parametrize("granted", [True, False])
async def test_content_is_hidden_without_the_intent_unless_the_bot_is_spoken_to(wired: FakeDiscord, granted: bool) -> None:  # noqa: FBT001 # a case
    server = wired.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    async with connected(wired, *([WITH_CONTENT] if granted else [])) as bot:
        aside = await mara.say(general, "among us")
        spoken_to = await mara.say(general, "to you", mentions_bot=True)
        await mara.say(general, "and you?", reply_to=(await wired.replies_to(spoken_to))[0])
        await mara.say(general, "quoted", mentions_bot=True, reply_to=aside)
        await wired.settled()
        events = [event for _, name, event in wired.gateway.sessions[0].told if name == "MESSAGE_CREATE"]
    assert ("mara: among us" in bot.heard) == granted
    assert ("mara: " in bot.heard) != granted
    assert f"mara: {wired.bot.mention} to you" in bot.heard
    assert "mara: and you?" in bot.heard  # the reply pings the bot
    (quoted,) = (
        event
        for event in events
        if "referenced_message" in event and event["content"].endswith("quoted") and event["author"]["id"] == str(mara.id)
    )
    assert quoted["referenced_message"]["content"] == ("among us" if granted else "")


async def test_edits_and_deletions_arrive_as_raw_events(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with connected(wired) as bot:
        message = await server.add_member("mara").say(server.channel("general"), "helo", mentions_bot=True)
        await message.edit(f"{wired.bot.mention} hello")
        await message.delete()
        await wired.settled()
    assert bot.heard[-2:] == [f"edited: {wired.bot.mention} hello", f"deleted: {message.id}"]
    assert message.edits == [f"{wired.bot.mention} helo"]
    assert message.deleted


async def test_the_same_nonce_makes_no_second_message(discord: FakeDiscord, call: Call) -> None:
    general = discord.add_server("Game").channel("general")
    body = {"content": "once", "nonce": "q1", "enforce_nonce": True, **QUIETLY}
    answers = [await call("POST", f"/channels/{general.id}/messages", body) for _ in range(2)]
    assert answers[0][1]["id"] == answers[1][1]["id"]
    assert len(general.messages) == 1


CHANNEL = "/channels/{channel}/messages"
SAY = {"content": "hi", **QUIETLY}
REPLY = {**SAY, "message_reference": {"message_id": "{message}"}}
REFUSED: list[Case] = [
    ("POST", "/channels/1/messages", SAY, None, (404, 10003)),
    ("POST", CHANNEL, SAY, Permission.VIEW_CHANNEL, (403, 50001)),
    ("POST", CHANNEL, SAY, Permission.SEND_MESSAGES, (403, 50013)),
    ("POST", CHANNEL, REPLY, Permission.READ_MESSAGE_HISTORY, (403, 160002)),
    ("GET", CHANNEL + "/1", None, None, (404, 10008)),
    ("PATCH", CHANNEL + "/{message}", SAY, None, (403, 50005)),
    ("DELETE", CHANNEL + "/{message}", None, None, (403, 50013)),
    ("POST", "/channels/{locked}/messages", SAY, None, (403, 160005)),
    ("POST", "/channels/{closed}/messages", SAY, None, (403, 50007)),
    ("POST", "/channels/{forum}/messages", SAY, None, (400, 50008)),
    ("GET", "/guilds/{server}/members/1", None, None, (404, 10007)),
    ("GET", "/guilds/{foreign}/members/1", None, None, (403, 50001)),
]


@pytest.mark.parametrize("case", REFUSED)
async def test_what_discord_refuses_is_refused_with_its_codes(discord: FakeDiscord, call: Call, case: Case) -> None:
    method, path, body, denied, expected = case
    server = discord.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    message = await mara.say(general, "hello")
    locked = server.add_thread(general, "a thread", mara.user)
    await locked.close()
    mara.user.dms_closed = True
    named: dict[str, Any] = {
        "channel": general,
        "message": message,
        "locked": locked,
        "closed": mara.dms,
        "forum": server.add_forum("help"),
    }
    named |= {"server": server, "foreign": discord.add_server("Other", with_bot=False)}
    if denied is not None:
        server.deny(general, denied)
    idents = {name: thing.id for name, thing in named.items()}
    filled = json.loads(json.dumps(body).replace("{message}", str(message.id)))
    status, answer = await call(method, path.format(**idents), filled)
    assert (status, answer["code"]) == expected


async def test_a_reply_to_a_deleted_message_is_refused(discord: FakeDiscord, call: Call) -> None:
    server = discord.add_server("Game")
    message = await server.add_member("mara").say(server.channel("general"), "hello")
    await message.delete()
    reply = {**SAY, "message_reference": {"message_id": str(message.id)}}
    status, answer = await call("POST", f"/channels/{message.channel.id}/messages", reply)
    assert (status, answer["code"]) == (400, 50035)
    assert answer["errors"]["message_reference"]["_errors"][0]["message"] == "Unknown message"


async def test_a_reply_to_a_deleted_message_may_go_out_without_it(discord: FakeDiscord, call: Call) -> None:
    server = discord.add_server("Game")
    message = await server.add_member("mara").say(server.channel("general"), "hello")
    await message.delete()
    reference = {"message_id": str(message.id), "fail_if_not_exists": False}
    body = {"content": "hi", "message_reference": reference, **QUIETLY}
    status, answer = await call("POST", f"/channels/{message.channel.id}/messages", body)
    assert status == 200
    assert "message_reference" not in answer


async def test_the_bot_starts_threads_and_posts(discord: FakeDiscord, call: Call) -> None:
    server = discord.add_server("Game")
    forum = server.add_forum("help")
    message = await server.add_member("mara").say(server.channel("general"), "hello")
    from_message = f"/channels/{message.channel.id}/messages/{message.id}/threads"
    assert (await call("POST", from_message, {"name": "about it"}))[0] == 201
    assert (await call("POST", from_message, {"name": "again"}))[1]["code"] == 160004
    _, post = await call("POST", f"/channels/{forum.id}/threads", {"name": "post", "message": {"content": "first", **QUIETLY}})
    assert discord.world.channels[int(post["id"])].starter.content == "first"


async def test_a_wrong_token_is_refused(discord: FakeDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{discord.api}/users/@me") as answer:
        assert (answer.status, answer.content_type) == (401, "application/json")


async def test_people_cannot_do_what_their_client_does_not_offer(discord: FakeDiscord) -> None:
    server = discord.add_server("Game")
    hall, mara = server.add_channel("hall"), server.add_member("mara")
    server.deny(hall, Permission.SEND_MESSAGES, to=server.everyone)
    with pytest.raises(NotOffered, match="SEND_MESSAGES is missing"):
        await mara.say(hall, "hello")
    with pytest.raises(NotOffered, match="no command 'ask'"):
        await mara.slash(server.channel("general"), "ask", question="how?")

from __future__ import annotations

import asyncio
import importlib.util
import json
import zlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import discord as library
import pytest
from fake import FakeDiscord
from fake.compression import zstd_stream
from fake.faults import FATAL, GATEWAY, RESUMABLE
from fake.sample_bot import SampleBot, connected
from fake.sessions import HELLO

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fake.people import Person
    from fake.state import Channel

MESSAGES = 1 << 9


class Handset:
    """A bot without a library: reads and writes the gateway's messages as they are."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, read: Callable[[Any], str]) -> None:
        self.socket = socket
        self._read = read

    async def send(self, op: int, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def next(self) -> dict[str, Any]:
        frame = await self.socket.receive(timeout=5)
        message: dict[str, Any] = json.loads(self._read(frame.data))
        return message

    async def identify(self, token: str, intents: int = 1 | MESSAGES, **more: object) -> None:
        await self.send(2, {"token": token, "intents": intents, **more})


@asynccontextmanager
async def handset(discord: FakeDiscord, query: str = "", read: Callable[[Any], str] = str) -> AsyncIterator[Handset]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{discord.gateway_url}?v=10{query}") as socket:
        yield Handset(socket, read)


async def heard_once(wired: FakeDiscord, mara: Person, general: Channel, bot: SampleBot, text: str) -> bool:
    """Say something to the bot; tell whether it heard it exactly once and answered exactly once."""
    message = await mara.say(general, text, mentions_bot=True)
    await wired.replies_to(message, within=5)
    await wired.settled()
    return bot.heard.count(f"mara: {message.content}") == 1 and len(message.replies) == 1


async def test_the_conversation_is_as_documented(discord: FakeDiscord) -> None:
    server = discord.add_server("Game")
    async with handset(discord) as bot:
        hello = await bot.next()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (HELLO, 41250)
        await bot.identify(discord.token)
        ready, created = await bot.next(), await bot.next()
        assert (ready["t"], ready["s"]) == ("READY", 1)
        assert ready["d"]["guilds"] == [{"id": str(server.id), "unavailable": True}]
        assert (created["t"], created["s"], created["d"]["name"]) == ("GUILD_CREATE", 2, "Game")
        await bot.send(1, 2)
        assert (await bot.next())["op"] == 11
    assert discord.gateway.heartbeats == 1


def through_zlib() -> Callable[[bytes], str]:
    stream = zlib.decompressobj()
    return lambda frame: stream.decompress(frame).decode()


async def test_zlib_stream_is_one_stream_for_the_whole_connection(discord: FakeDiscord) -> None:
    async with handset(discord, "&compress=zlib-stream", through_zlib()) as bot:
        assert (await bot.next())["op"] == HELLO
        await bot.identify(discord.token)
        assert (await bot.next())["t"] == "READY"


ZSTD = next(
    (name for name in ("compression.zstd", "zstandard") if importlib.util.find_spec(name.split(".", maxsplit=1)[0])), None
)


@pytest.mark.skipif(ZSTD is None, reason="no zstd module is installed, so discord.py never asks for it")
def test_zstd_stream_can_be_read_message_by_message() -> None:
    compress = zstd_stream()
    context = library.utils._ActiveDecompressionContext()
    assert [context.decompress(compress(text)) for text in ("one", "two")] == ["one", "two"]


def test_discord_py_asks_for_a_compression_that_is_tested() -> None:
    wanted = library.utils._ActiveDecompressionContext.COMPRESSION_TYPE
    assert wanted == ("zlib-stream" if ZSTD is None else "zstd-stream")


async def test_a_resumed_session_gets_what_it_missed_and_nothing_twice(discord: FakeDiscord) -> None:
    server = discord.add_server("Game")
    mara, general = server.add_member("mara"), server.channel("general")
    async with handset(discord) as bot:
        await bot.next()
        await bot.identify(discord.token)
        ready, _ = await bot.next(), await bot.next()
        await mara.say(general, "seen", mentions_bot=True)
        seen = await bot.next()
        await discord.gateway.sever()
    await mara.say(general, "missed", mentions_bot=True)
    async with handset(discord) as bot:
        await bot.next()
        await bot.send(6, {"token": discord.token, "session_id": ready["d"]["session_id"], "seq": seen["s"]})
        missed, resumed = await bot.next(), await bot.next()
        assert missed["d"]["content"].endswith("missed")
        assert (missed["s"], resumed["s"], resumed["t"]) == (seen["s"] + 1, seen["s"] + 2, "RESUMED")
        await bot.send(6, {"token": discord.token, "session_id": "nobody's", "seq": 0})
        assert await bot.next() == {"op": 9, "d": False, "t": None, "s": None}


@pytest.mark.parametrize("name", ["op 7", "op 9 true", "op 9 false", "severed", *(f"close {code}" for code in RESUMABLE)])
async def test_after_every_passing_fault_the_bot_is_back_and_answers_once(wired: FakeDiscord, name: str) -> None:
    server = wired.add_server("Game")
    mara, general = server.add_member("mara"), server.channel("general")
    async with connected(wired) as bot:
        await GATEWAY[name](wired.gateway)
        if name == "op 9 false":  # whatever is said before the new session begins is lost
            assert await wired.clock.wait_until(lambda: len(wired.gateway.sessions) == 2, within=5)
        assert await heard_once(wired, mara, general, bot, "still there?")
        assert wired.faults.fired == {name: 1}
        assert wired.gateway.resumes == (0 if name == "op 9 false" else 1)


@pytest.mark.parametrize("code", FATAL)
async def test_after_a_fatal_close_the_bot_does_not_come_back(wired: FakeDiscord, code: int) -> None:
    wired.add_server("Game")
    async with connected(wired) as bot:
        running = asyncio.ensure_future(bot.wait_for("shard_disconnect", timeout=0.1))
        await GATEWAY[f"close {code}"](wired.gateway)
        await wired.settled()
        assert bot.is_closed()
        await asyncio.gather(running, return_exceptions=True)
    assert wired.gateway.identifies[1:] == []
    assert wired.faults.fired == {f"close {code}": 1}


@pytest.mark.parametrize(
    ("token", "intents", "code"), [("wrong", 1, 4004), (None, 1 << 40, 4013), (None, 1 << 15, 4014), (None, 0, None)]
)
async def test_who_may_not_come_in_is_told_by_the_close_code(
    discord: FakeDiscord, token: str | None, intents: int, code: int | None
) -> None:
    discord.gateway.granted = 0
    async with handset(discord) as bot:
        await bot.next()
        await bot.identify(token or discord.token, intents)
        frame = await bot.socket.receive(timeout=5)
        assert (frame.data if frame.type is aiohttp.WSMsgType.CLOSE else None) == code


@pytest.mark.parametrize(
    ("name", "failure", "counted"),
    [
        ("refused twice", aiohttp.WSServerHandshakeError, "connection refused"),
        ("dropped twice", aiohttp.ClientOSError, "connection dropped"),
    ],
)
async def test_connections_can_be_refused_and_dropped(
    discord: FakeDiscord, name: str, failure: type[Exception], counted: str
) -> None:
    async with handset(discord) as bot:
        await bot.next()
        await GATEWAY[name](discord.gateway)
    failures: list[Exception] = []
    while discord.faults.fired[counted] < 2:
        try:
            async with handset(discord):
                pass
        except aiohttp.ClientError as error:
            failures.append(error)
    assert failures
    assert all(isinstance(one, failure) for one in failures)  # aiohttp itself tries a dropped GET again, so there may be but one
    async with handset(discord) as bot:
        assert (await bot.next())["op"] == HELLO
    assert discord.faults.fired == {"severed": 1, counted: 2}


@pytest.mark.parametrize("name", ["no ACK", "silence"])
async def test_a_zombie_connection_acknowledges_nothing(discord: FakeDiscord, name: str) -> None:
    server = discord.add_server("Game")
    async with handset(discord) as bot:
        await bot.next()
        await bot.identify(discord.token)
        await bot.next(), await bot.next()
        await GATEWAY[name](discord.gateway)
        await bot.send(1, 2)
        await server.add_member("mara").say(server.channel("general"), "hello")
        if name == "silence":
            with pytest.raises(TimeoutError):
                await bot.socket.receive(timeout=0.1)
        else:
            assert (await bot.next())["t"] == "MESSAGE_CREATE"
    assert discord.gateway.heartbeats == 1
    assert discord.faults.fired == {name: 1}


async def test_a_doubled_event_reaches_the_handler_twice(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with connected(wired) as bot:
        await GATEWAY["doubled"](wired.gateway)
        message = await server.add_member("mara").say(server.channel("general"), "hello", mentions_bot=True)
        assert len(await wired.replies_to(message, count=2)) == 2  # the sample bot does not look
    assert bot.heard.count(f"mara: {message.content}") == 2
    assert wired.faults.fired == {"doubled": 1}


async def test_each_shard_has_its_own_servers() -> None:
    from fake.wiring import pointed_at

    async with FakeDiscord.start(shards=2) as discord:
        servers = [discord.add_server(f"Game {number}") for number in range(8)]
        with pointed_at(discord):
            async with connected(discord) as bot:
                for server in servers:
                    message = await server.add_member("mara").say(server.channel("general"), "hello", mentions_bot=True)
                    assert await discord.replies_to(message)
                shards = {guild.id: guild.shard_id for guild in bot.guilds}
        assert shards == {server.id: (server.id >> 22) % 2 for server in servers}
        assert sorted(session.shard for session in discord.gateway.sessions) == [(0, 2), (1, 2)]
        assert discord.violations == []

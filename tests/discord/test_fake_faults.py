from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from fake import FakeDiscord
from fake.faults import REST, fail, rate_limited
from fake.sample_bot import connected

APPLIED = {
    "reset after the work",
    "hang after the work",
    "late",
    "accepted, then 500",
    "accepted, then 503",
    "garbled",
    "empty",
}
SEEN: dict[str, object] = {
    "502 as HTML": 502,
    "429": 429,
    "429 everywhere": 429,
    "429 without Via": 429,
    "reset": aiohttp.ClientOSError,
    "reset after the work": aiohttp.ClientOSError,
    "hang": TimeoutError,
    "hang after the work": TimeoutError,
    "late": 200,
    "accepted, then 500": 500,
    "accepted, then 503": 503,
    "garbled": 200,
    "empty": 200,
}
"""What a client sees; of the others the name is the status."""


async def send(discord: FakeDiscord, path: str, content: str = "hi") -> aiohttp.ClientResponse:
    """Send a message as the bot, without a library between that would wait or try again."""
    body = {"content": content, "allowed_mentions": {"parse": []}}
    patience = aiohttp.ClientTimeout(total=1.5)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {discord.token}"}, timeout=patience) as session:
        async with session.post(discord.api + path, json=body) as answer:
            await answer.read()
        return answer


@pytest.mark.parametrize("name", REST)
async def test_every_fault_does_what_it_says_as_often_as_it_says_and_is_counted(discord: FakeDiscord, name: str) -> None:
    general = discord.add_server("Game").channel("general")
    path = f"/channels/{general.id}/messages"
    fault = discord.faults.on("POST /channels/*/messages", REST[name]())
    expected = SEEN.get(name, int(name) if name.isdecimal() else None)
    if isinstance(expected, int):
        answer = await send(discord, path)
        assert answer.status == expected
        assert ("Via" in answer.headers) == (name in {"429", "429 everywhere"})
    else:
        with pytest.raises(expected):  # type: ignore[call-overload] # an exception's class
            await send(discord, path)
    assert len(general.messages) == (1 if fault.name in APPLIED else 0)
    assert (await send(discord, path)).status == 200
    assert fault.fired == 1
    assert discord.faults.fired == {fault.name: 1}


async def test_a_fault_meets_only_the_calls_that_fit(discord: FakeDiscord) -> None:
    general = discord.add_server("Game").channel("general")
    fault = discord.faults.on("PATCH *", fail(503), times=2)
    assert (await send(discord, f"/channels/{general.id}/messages")).status == 200
    assert fault.fired == 0


async def test_a_bucket_says_what_is_left_and_then_429(discord: FakeDiscord) -> None:
    general = discord.add_server("Game", channels=("general", "other")).channel("general")
    discord.limits.set("POST /channels/{channel_id}/messages", 2, per=60)
    answers = [await send(discord, f"/channels/{general.id}/messages") for _ in range(3)]
    assert [(one.status, one.headers["X-RateLimit-Remaining"]) for one in answers] == [(200, "1"), (200, "0"), (429, "0")]
    assert float(answers[2].headers["X-RateLimit-Reset-After"]) > 55
    other = next(channel for channel in discord.world.channels.values() if channel.name == "other")
    assert (await send(discord, f"/channels/{other.id}/messages")).status == 200  # another major parameter, another bucket
    discord.clock.advance(60)
    assert (await send(discord, f"/channels/{general.id}/messages")).status == 200
    assert discord.limits.hits == {"POST /channels/{channel_id}/messages": 1}


async def test_the_global_limit_is_shared_by_all_routes(discord: FakeDiscord) -> None:
    server = discord.add_server("Game", channels=("a", "b"))
    discord.limits.global_limit = (1, 60)
    answers = [await send(discord, f"/channels/{channel.id}/messages") for channel in server.channels]
    assert [one.status for one in answers] == [200, 429]
    assert answers[1].headers["X-RateLimit-Global"] == "true"
    assert discord.limits.hits == {"global": 1}


async def test_discord_py_waits_for_a_429_and_then_delivers(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with connected(wired):
        wired.faults.on("POST */messages", rate_limited(0.2), times=2)
        message = await server.add_member("mara").say(server.channel("general"), "hello", mentions_bot=True)
        assert len(await wired.replies_to(message)) == 1
    sent = [call for call in wired.requests if call.surface == "reply" or call.status == 429]
    assert [call.status for call in sent] == [429, 429, 200]
    assert sent[2].when - sent[0].when >= 0.4


async def test_what_hangs_does_not_hang_the_end() -> None:
    async with FakeDiscord.start() as discord:
        discord.faults.on("GET /gateway", REST["hang"]())
        session = aiohttp.ClientSession()
        waiting: asyncio.Task[Any] = asyncio.ensure_future(session.get(discord.api + "/gateway"))
        await discord.clock.wait_until(lambda: discord.faults.fired["hang"] == 1, within=2)
    with pytest.raises(aiohttp.ClientError):
        await waiting
    await session.close()

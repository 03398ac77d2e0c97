from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest
from fake import FakeDiscord, sample_bot
from fake.proxy import proxy_to

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from fake.proxy import Proxy


async def launched(discord: FakeDiscord, proxy: Proxy) -> Process:
    """Start the sample bot as a process of its own: real host names, real TLS, nothing patched."""
    known = {"SAMPLE_PROXY": proxy.url, "SAMPLE_TOKEN": discord.token, "PYTHONPATH": str(Path(sample_bot.__file__).parents[1])}
    environment = {**os.environ, **known, **proxy.environment}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fake.sample_bot", env=environment, stderr=asyncio.subprocess.PIPE
    )


async def test_an_unmodified_process_reaches_the_fake_and_resumes(discord: FakeDiscord, tmp_path: Path) -> None:
    server = discord.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    async with proxy_to(discord, tmp_path) as proxy:
        child = await launched(discord, proxy)
        try:
            await discord.online(within=20)
            assert (await mara.slash(general, "ask", question="how?")).message is not None
            await discord.gateway.ask_to_reconnect()
            assert await discord.replies_to(await mara.say(general, "hello", mentions_bot=True), within=5)
        finally:
            child.kill()
            await child.communicate()
    assert discord.gateway.resumes == 1
    assert {call.headers["Host"] for call in discord.requests} == {"discord.com"}


async def test_the_proxy_leads_nowhere_else(discord: FakeDiscord, tmp_path: Path) -> None:
    async with proxy_to(discord, tmp_path) as proxy, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientHttpProxyError) as refused:
            await session.get("https://example.org/", proxy=proxy.url)
    assert refused.value.status == 403

"""The real command as a child process, on real signals, over TLS to Discord's own host names, which lead to the fake."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake import FakeDiscord
from fake.faults import fail, hang, late, reset
from fake.proxy import proxy_to
from shop import ARTICLES, BASE
from small_bot import until

import bot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(bot.__file__).parents[1]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "t" * 38
QUESTION = "how do i get my money back"
POSTS = "POST */messages"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to end a program politely")


@dataclass
class Child:
    """A command that runs, and what it has written so far."""

    process: asyncio.subprocess.Process
    output: Path
    knowledge: Path

    @property
    def written(self) -> str:
        return self.output.read_text(encoding="utf-8")

    async def ended(self, within: float = 20.0) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()


@dataclass
class Machine:
    """A folder to run in, and the way to the fake."""

    folder: Path
    environment: dict[str, str]

    @contextlib.asynccontextmanager
    async def runs(self, *command: str, **settings: str) -> AsyncIterator[Child]:
        """Run ``policybot`` with settings; what is still running at the end is killed."""
        environment = {**self.environment, **{f"POLICYBOT_{name.upper()}": value for name, value in settings.items()}}
        output = self.folder / "output.txt"
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *command, cwd=self.folder, env=environment, stdout=file, stderr=file
            )
        try:
            yield Child(process, output, self.folder / "knowledge")
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """A fake whose token looks like a real one, as ``policybot run`` demands."""
    async with FakeDiscord.start(token=TOKEN) as fake:
        yield fake
    assert fake.violations == [], "\n".join(map(str, fake.violations))


@pytest.fixture
async def machine(discord: FakeDiscord, tmp_path: Path) -> AsyncIterator[Machine]:
    for path, text in {**ARTICLES, "base.yaml": BASE}.items():
        file = tmp_path / "knowledge" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    async with proxy_to(discord, tmp_path) as proxy:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("POLICYBOT_")}
        settings = {
            "POLICYBOT_DISCORD_TOKEN": TOKEN,
            "POLICYBOT_PROXY": proxy.url,
            "POLICYBOT_STATE": str(tmp_path / "state"),
            "POLICYBOT_KNOWLEDGE": str(tmp_path / "knowledge"),
        }
        yield Machine(tmp_path, {**kept, "PYTHONPATH": str(ROOT), **proxy.environment, **settings})


async def test_it_starts_answers_reloads_and_ends_on_signals(discord: FakeDiscord, machine: Machine) -> None:
    server = discord.add_server("Shop")
    channel, mara = server.channel("general"), server.add_member("mara")
    async with machine.runs("run") as child:
        await discord.online(within=30)
        [reply] = await discord.replies_to(await mara.say(channel, QUESTION, mentions_bot=True), within=5)
        assert "within 30 days" in reply.content

        article = child.knowledge / "money" / "refunds.md"
        article.write_text(article.read_text(encoding="utf-8").replace("within 30 days", "within 14 days"), encoding="utf-8")
        child.process.send_signal(signal.SIGHUP)
        await until(lambda: "answers now" in child.written)
        other = server.add_channel("other")
        [reply] = await discord.replies_to(await mara.say(other, QUESTION, mentions_bot=True), within=5)
        assert "within 14 days" in reply.content

        child.process.send_signal(signal.SIGTERM)
        assert await child.ended(5) == 0
    assert "Traceback" not in child.written


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_a_reply_under_way_is_finished_when_it_is_told_to_end(
    discord: FakeDiscord, machine: Machine, ending: signal.Signals
) -> None:
    server = discord.add_server("Shop")
    async with machine.runs("run") as child:
        await discord.online(within=30)
        slow = discord.faults.on(POSTS, late(1.0))
        question = await server.owner.say(server.channel("general"), QUESTION, mentions_bot=True)
        await until(lambda: slow.fired)
        child.process.send_signal(ending)
        before = time.monotonic()
        assert await child.ended(6) == 0
        assert time.monotonic() - before < 5
    assert len(await discord.replies_to(question)) == 1
    assert "Traceback" not in child.written


async def test_what_hangs_does_not_keep_it_from_ending(discord: FakeDiscord, machine: Machine) -> None:
    server = discord.add_server("Shop")
    async with machine.runs("run") as child:
        await discord.online(within=30)
        stuck = discord.faults.on(POSTS, hang())
        await server.owner.say(server.channel("general"), QUESTION, mentions_bot=True)
        await until(lambda: stuck.fired)
        child.process.send_signal(signal.SIGTERM)
        before = time.monotonic()
        assert await child.ended(6) == 0
        assert time.monotonic() - before < 5


async def test_a_gateway_that_is_away_at_the_start_is_waited_for(discord: FakeDiscord, machine: Machine) -> None:
    discord.gateway.weather.refusals = 2
    async with machine.runs("run") as child:
        await discord.online(within=30)
        child.process.send_signal(signal.SIGTERM)
        assert await child.ended(5) == 0
    assert discord.faults.fired["connection refused"] == 2
    assert "Discord's gateway cannot be reached" in child.written
    assert "Traceback" not in child.written


async def test_a_token_that_discord_does_not_know_ends_with_one_sentence(machine: Machine) -> None:
    async with machine.runs("run", discord_token=TOKEN.replace("t", "u")) as child:
        assert await child.ended() == 78
    troubles = [line for line in child.written.splitlines() if " INFO " not in line]
    assert len(troubles) == 1
    assert "Discord does not know this token" in troubles[0]


async def test_wrong_settings_end_with_a_sentence_each(machine: Machine) -> None:
    async with machine.runs("run", precision="2", log_format="xml", discord_token="") as child:
        assert await child.ended() == 78
    assert len(child.written.splitlines()) == 3
    assert all(line.startswith("policybot: POLICYBOT_") for line in child.written.splitlines())


async def test_broken_content_at_the_very_first_start_ends_with_its_faults(machine: Machine) -> None:
    (machine.folder / "knowledge" / "money" / "refunds.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    async with machine.runs("run") as child:
        assert await child.ended() == 78
    assert "money/refunds.md:3:1: " in child.written
    assert "Traceback" not in child.written


async def test_no_secret_and_nobodys_words_are_logged_even_when_debugging(discord: FakeDiscord, machine: Machine) -> None:
    server = discord.add_server("Shop")
    channel, mara = server.channel("general"), server.add_member("mara")
    async with machine.runs("run", log_level="debug") as child:
        await discord.online(within=30)
        for fault in (fail(503), reset(), fail(403), fail(400)):
            discord.faults.on(POSTS, fault)
            await mara.say(channel, "my canary asks how do i get my money back", mentions_bot=True)
        done = await mara.slash(channel, "ask", question="the canary wants a refund for a cancelled order")
        discord.faults.on("POST /interactions/*", fail(400))
        await mara.slash(channel, "ask", question="another canary")
        await discord.settled()
        await discord.gateway.sever()
        await discord.online()
        child.process.send_signal(signal.SIGTERM)
        assert await child.ended(5) == 0
    assert sum(discord.faults.fired.values()) >= 5
    assert len(child.written.splitlines()) > 5
    for secret in (TOKEN, TOKEN.rsplit(".", 1)[1], "canary", done.token):
        assert secret not in child.written


async def test_check_asks_discord_and_tells_what_to_do(discord: FakeDiscord, machine: Machine) -> None:
    discord.add_server("Shop")
    async with machine.runs("run", "--check", home_servers="77") as child:
        assert await child.ended() == 78
    lines = child.written.splitlines()
    assert lines[0] == "ok     The settings can be used"
    assert lines[1].startswith("ok     The content can be used: 3 articles")
    assert any(line.startswith("ok     The token works") for line in lines)
    assert any(line.startswith("WRONG  POLICYBOT_HOME_SERVERS names 77") for line in lines)


async def test_sync_tells_discord_once(discord: FakeDiscord, machine: Machine) -> None:
    for command, writes in ((("sync",), 1), (("sync",), 1), (("sync", "--force"), 2)):
        async with machine.runs(*command) as child:
            assert await child.ended() == 0
        assert child.written == "Discord has the commands of this version\n"
        assert len([call for call in discord.requests if call.method == "PUT"]) == writes

"""What the Discord bot costs on the wire: the bot in a process of its own, a fake Discord in this one, the shipped base between them.

Run: ``python benchmarks/on_the_wire.py [PART ...]``; parts are ``reply``, ``recording``, ``overload``, ``lag``, ``memory`` and
``listening`` (needs ``POLICYBOT_DATA``); all of them without a name. ``POLICYBOT_DISCORD_SPEC`` names Discord's OpenAPI document, for
``reply`` with its checks. Prints a line for each figure, with its goal; the whole takes five minutes.

On a machine that does other work the slowest replies are those that waited for a core. So beside each such percentile stands, after
"own", the same without the time in which a thread of either process could have run and had no core (as Linux tells it); and the bot's
CPU time. The goals are for a machine of one's own, so they are held against "own". Where two bots are compared, they are asked in turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from datasets import QUESTIONS, ROOT

sys.path += [str(ROOT / "tests" / "discord"), str(ROOT / "tests")]

from fake import FakeDiscord
from fake.proxy import proxy_to
from fake.spec import VARIABLE, Spec
from wire_bot import waited

from bot.faq.loading import load_questions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from fake.people import Person
    from fake.state import Channel, Message

SEED = 20261124
T = TypeVar("T")
Took = tuple[float, float]
"""Milliseconds that something took, and how many of them a process waited for a core."""
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "t" * 38
SETTLING = 2.5
"""Seconds after which discord.py believes that it knows all servers: it waits two."""
CHANNELS, PEOPLE = 100, 200
"""So many that nobody meets a cooldown, and few answers are repeats."""
NO_REPLY = 5.0
"""Seconds after which no reply is expected any more."""

ASKED, PER_SECOND = 1_000, 20.0
"""Questions for the latency of a reply, and how many come in a second, at random moments."""
PAIRS = 600
CAPACITY = 30.0
"""Replies a second that the bot allows itself (``bot.calling.RATE``): that, and not its look-ups, limits what it can answer."""
TIMES = 4
PROBES, PROBES_PER_SECOND = 1_500, 50.0
"""Interactions while messages come at four times the capacity."""
LAG_SECONDS, LAG_PER_SECOND, RELOAD_EVERY = 60.0, 50.0, 10.0

MOST_P50, MOST_P99 = 10.0, 50.0
MOST_ACKNOWLEDGED = 1_000.0
MOST_LAG = 25.0
MOST_RECORDING = 1.0
MOST_MEGABYTES = 110.0


def say(what: str, figures: str, goal: str, *, kept: bool) -> None:
    print(f"{what:32}{figures:62}{goal:22}{'kept' if kept else 'MISSED'}", flush=True)


@dataclass
class Bot:
    """The bot's process."""

    process: asyncio.subprocess.Process

    def cpu(self) -> float:
        """Milliseconds of CPU that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> dict[str, float]:
        """Memory by the kernel's own account."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()[1:]
        return {name: int(size.split()[0]) / 1024 for name, _, size in (line.partition(":") for line in lines)}

    async def end(self) -> str:
        """End it, and return what it wrote."""
        self.process.terminate()
        written, _ = await self.process.communicate()
        return (written or b"").decode()


class Place:
    """A server with many channels and people, so that no limit meant for one of them is met; and questions."""

    def __init__(self, discord: FakeDiscord) -> None:
        self.discord, self.rng = discord, random.Random(SEED)
        server = discord.add_server("Figures", channels=tuple(f"channel-{number}" for number in range(CHANNELS)))
        self.channels = [server.channel(f"channel-{number}") for number in range(CHANNELS)]
        self.people = [server.add_member(f"person-{number}") for number in range(PEOPLE)]
        self.questions = [row.question for name in QUESTIONS for row in load_questions(ROOT / name)]
        self._turn = 0

    def next(self) -> tuple[Person, Channel, str]:
        """Return who asks next, where and what: nobody twice in a channel within a minute."""
        self._turn += 1
        person = self.people[self._turn % PEOPLE]
        return person, self.channels[self._turn * 7 % CHANNELS], self.rng.choice(self.questions)

    async def ask(self) -> Message:
        """Let somebody ask, by mention."""
        person, channel, question = self.next()
        return await person.say(channel, question, mentions_bot=True)

    async def spread(self, count: int, per_second: float, do: Callable[[], Awaitable[T]]) -> list[T]:
        """Do something ``count`` times at random moments, whether or not the last is done; return what came of each."""
        begun, due, tasks = time.monotonic(), 0.0, []
        for _ in range(count):
            due += self.rng.expovariate(per_second)
            await asyncio.sleep(max(0.0, begun + due - time.monotonic()))
            tasks.append(asyncio.ensure_future(do()))
        return list(await asyncio.gather(*tasks))

    def waited(self, bot: Bot) -> float:
        """Return for how many milliseconds this process and the bot's have waited for a core."""
        return waited() + waited(bot.process.pid)

    async def ask_and_wait(self, bot: Bot) -> Took:
        """Let somebody ask, and measure until the reply arrives."""
        began, waits = time.perf_counter(), self.waited(bot)
        message = await self.ask()
        await self.discord.replies_to(message, within=NO_REPLY)
        return (time.perf_counter() - began) * 1000, self.waited(bot) - waits


@contextlib.asynccontextmanager
async def meeting(folder: Path, *, records: str = "sqlite", spec: Spec | None = None) -> AsyncIterator[tuple[Place, Bot]]:
    """Start a fake and the bot, which keeps its state in ``folder``, and wait until the two have met."""
    async with FakeDiscord.start(token=TOKEN, spec=spec) as discord:
        place = Place(discord)
        script = Path(__file__).with_name("wire_bot.py")
        command = (sys.executable, script, discord.api, discord.gateway_url, TOKEN, records, folder)
        bot = Bot(await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE))
        try:
            await discord.online(within=60)
            await asyncio.sleep(SETTLING)
            for _ in range(20):
                await discord.replies_to(await place.ask())
            yield place, bot
        finally:
            if bot.process.returncode is None:
                await bot.end()
        if discord.violations:
            raise SystemExit(f"the bot sent what Discord refuses: {discord.violations[0]}")


def both(took: Sequence[Took], *which: float) -> tuple[list[float], list[float]]:
    """Return percentiles of what things took, and of what they took beside waiting for a core."""
    return percentiles([whole for whole, _ in took], *which), percentiles([max(0.0, one - waits) for one, waits in took], *which)


def percentiles(values: Sequence[float], *which: float) -> list[float]:
    return [float(one) for one in np.percentile(values, which)]


async def measure_reply(scratch: Path, spec: Spec | None) -> None:
    """Question to reply on the wire."""
    async with meeting(scratch / f"reply-{spec is not None}", spec=spec) as (place, bot):
        before = bot.cpu()
        took = await place.spread(ASKED, PER_SECOND, lambda: place.ask_and_wait(bot))
        spent = (bot.cpu() - before) / ASKED
    (p50, p99), (own50, own99) = both(took, 50, 99)
    name = "reply, payloads checked" if spec else "reply, nothing checked"
    figures = f"p50 {p50:.1f} (own {own50:.1f}), p99 {p99:.0f} (own {own99:.0f}) ms; {spent:.1f} ms CPU each"
    say(name, figures, f"<= {MOST_P50:.0f} / {MOST_P99:.0f} ms", kept=own50 <= MOST_P50 and own99 <= MOST_P99)


async def measure_recording(scratch: Path) -> None:
    """Compare a bot with a database with one that keeps its records in memory."""
    async with meeting(scratch / "disk") as disk, meeting(scratch / "memory", records="memory") as memory:
        pair, took = (disk, memory), ([], [])
        before = [bot.cpu() for _, bot in pair]
        for number in range(PAIRS):
            for which in (0, 1) if number % 2 else (1, 0):
                place, bot = pair[which]
                took[which].append((await place.ask_and_wait(bot))[0])
            await asyncio.sleep(1 / PER_SECOND)
        spent = [(bot.cpu() - was) / PAIRS for (_, bot), was in zip(pair, before, strict=True)]
    (with_disk,), (without,) = percentiles(took[0], 50), percentiles(took[1], 50)
    adds = with_disk - without
    figures = f"p50 {with_disk:.2f} - {without:.2f} = {adds:.2f} ms; {spent[0] - spent[1]:.2f} ms CPU each"
    say("recording adds to a reply", figures, f"<= {MOST_RECORDING:.0f} ms", kept=adds <= MOST_RECORDING)


async def measure_overload(scratch: Path) -> None:
    """Interactions while four times as many questions come as can be answered."""
    async with meeting(scratch / "overload") as (place, bot):

        async def press() -> Took:
            person, channel, question = place.next()
            waits = place.waited(bot)
            done = await person.slash(channel, "ask", question=question, private=True)
            return (done.acknowledged.after if done.acknowledged else NO_REPLY) * 1000, place.waited(bot) - waits

        seconds = PROBES / PROBES_PER_SECOND
        before, began = bot.cpu(), time.monotonic()
        flood = place.spread(int(seconds * CAPACITY * TIMES), CAPACITY * TIMES, place.ask)
        took, asked = await asyncio.gather(place.spread(PROBES, PROBES_PER_SECOND, press), flood)
        load = (bot.cpu() - before) / (time.monotonic() - began) / 10
        replied = sum(bool(message.replies) for message in asked)
    (p50, p999), (_, own999) = both(took, 50, 99.9)
    figures = f"p50 {p50:.1f} ms, p99.9 {p999:.0f} (own {own999:.0f}) ms, max {max(took)[0]:.0f} ms; {load:.0f} % CPU"
    say(f"acknowledged at {TIMES} x capacity", figures, f"<= {MOST_ACKNOWLEDGED:.0f} ms", kept=own999 <= MOST_ACKNOWLEDGED)
    print(f"{'':32}({len(took)} interactions beside {len(asked)} messages, of which {replied} got a reply)")


async def measure_lag(scratch: Path) -> None:
    """How late the bot's event loop is while content is reloaded, half of the questions coming as commands."""
    async with meeting(scratch / "lag") as (place, bot):
        bot.process.send_signal(signal.SIGUSR1)  # forget what was late until now

        async def ask() -> None:
            person, channel, question = place.next()
            if place.rng.random() < 0.5:
                await person.say(channel, question, mentions_bot=True)
            else:
                await person.slash(channel, "ask", question=question, private=True)

        async def reload() -> None:
            page = next((scratch / "lag" / "knowledge").rglob("arsenal-and-doctrine.md"))
            good = page.read_text("utf-8")
            for number in range(int(LAG_SECONDS / RELOAD_EVERY)):
                page.write_text(good.replace("has kim got", f"has kim got{' now' * (number % 2 + 1)}", 1), "utf-8")
                bot.process.send_signal(signal.SIGHUP)
                await asyncio.sleep(RELOAD_EVERY)

        await asyncio.gather(reload(), place.spread(int(LAG_SECONDS * LAG_PER_SECOND), LAG_PER_SECOND, ask))
        told = json.loads(await bot.end())
    (p50, p99, most), (_, own99, own_most) = both(told["late"], 50, 99, 100)
    figures = f"p50 {p50:.1f}, p99 {p99:.1f} (own {own99:.1f}), max {most:.0f} (own {own_most:.0f}) ms; {told['reloads']} reloads"
    say("event loop is late", figures, f"p99 < {MOST_LAG:.0f} ms", kept=own99 < MOST_LAG)


@contextlib.asynccontextmanager
async def the_command(folder: Path, place: Place, authority: Mapping[str, str], proxy: str) -> AsyncIterator[Bot]:
    """Run ``policybot run`` as anybody would, but that its way out leads to the fake."""
    settings = {"DISCORD_TOKEN": TOKEN, "PROXY": proxy, "STATE": str(folder), "KNOWLEDGE": str(ROOT / "knowledge")}
    environment = {**os.environ, **authority, **{f"POLICYBOT_{name}": value for name, value in settings.items()}}
    command = (sys.executable, "-m", "bot", "run")
    bot = Bot(await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment, stderr=subprocess.DEVNULL))
    try:
        await place.discord.online(within=60)
        await asyncio.sleep(SETTLING)
        yield bot
    finally:
        await bot.end()


async def measure_memory(scratch: Path) -> None:
    """Resident memory of the real command, by way of TLS: once without a cache of the content, once with it."""
    folder = scratch / "command"
    folder.mkdir()
    async with FakeDiscord.start(token=TOKEN) as discord, proxy_to(discord, folder) as proxy:
        place = Place(discord)
        for start in ("first start", "second start"):
            async with the_command(folder, place, proxy.environment, proxy.url) as bot:
                idle = bot.megabytes()["Rss"]
                await place.spread(ASKED, CAPACITY * 0.8, place.ask)
                await discord.settled()
                used = bot.megabytes()
            figures = f"{used['Rss']:.1f} MB ({used['Anonymous']:.1f} of its own), {idle:.1f} MB before any question"
            say(f"resident memory, {start}", figures, f"<= {MOST_MEGABYTES:.0f} MB", kept=used["Rss"] <= MOST_MEGABYTES)


async def measure_listening(_: Path) -> None:
    """Leave that to the script which measures it: unasked replies, among ordinary messages."""
    script = Path(__file__).with_name("listening.py")
    process = await asyncio.create_subprocess_exec(sys.executable, script)
    await process.wait()


async def measure_both_replies(scratch: Path, spec: Spec | None) -> None:
    """Question to reply, without the checks of the fake and with them."""
    await measure_reply(scratch, None)
    if spec:
        await measure_reply(scratch, spec)
    else:
        print(f"{'reply, payloads checked':32}not measured: {VARIABLE} is not set")


def main() -> None:
    spec = Spec.from_environment()
    os.environ.pop(VARIABLE, None)  # checks cost the fake time, so only the one measurement that says so makes them
    every = {
        "reply": partial(measure_both_replies, spec=spec),
        "recording": measure_recording,
        "overload": measure_overload,
        "lag": measure_lag,
        "memory": measure_memory,
        "listening": measure_listening,
    }
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as scratch:
        for part in sys.argv[1:] or every:
            asyncio.run(every[part](Path(scratch)))


if __name__ == "__main__":
    main()

"""Minutes of trouble in a moment: an event loop whose time hurries while nobody works, and the whole bot at work on it.

While anything is done the loop's time passes as this process works (what others on the machine do takes none of it); a wait takes a
fraction of what it is. Bot, discord.py, aiohttp and the fake all tell the time by the loop, so nothing gets out of step, and every wait
is as long, as seen from inside, as in earnest.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import selectors
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fake import FakeDiscord
from fake.wiring import pointed_at
from game_server import TODAY
from memory_records import MemoryRecords
from pydantic import SecretStr
from served import FakeContent

from bot.client import PolicyBot
from bot.desk.serving import Serving
from bot.parts import Parts
from bot.running import Runner
from bot.settings import Settings
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from fake.people import Person
    from fake.state import Channel, Message
    from fake.world import Server

    from bot.cli.errors import Exit
    from bot.clock import Clock
    from bot.faq import FAQ
    from bot.records import Records
    from bot.watchdog import Patience

Result = TypeVar("Result")

SPEED = 200.0
HEARTBEAT = 41.25
"""Seconds between heartbeats. discord.py sends them from a thread, whose time does not hurry: it is told a fraction."""
OFTEN = 0.1
"""Seconds between them at least."""
ENOUGH = 60.0
"""Seconds within which questions must be answered again."""
PEOPLE = 40
"""Each may ask a few questions only in half a minute."""


class HurriedSelector(selectors.SelectSelector):
    """Waits for a fraction of the time, and reckons the rest as passed. ``turns`` counts the loop's: a busy one shows.

    ``select`` rather than ``epoll``, which waits for a millisecond at least.
    """

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.speed, self.ahead, self.turns = speed, 0.0, 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.turns += 1
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        before, worked = time.monotonic(), time.process_time()
        ready = super().select(timeout / self.speed)
        passed = timeout if not ready else min(timeout, time.monotonic() - before)
        self.ahead += max(0.0, passed - (time.process_time() - worked))
        return ready


class HurriedLoop(asyncio.SelectorEventLoop):
    def __init__(self, speed: float = SPEED) -> None:
        self.hurry = HurriedSelector(speed)
        super().__init__(self.hurry)

    def time(self) -> float:
        return time.process_time() + self.hurry.ahead


class LoopClock:
    """Implements ``bot.clock.Clock`` with the running loop's time."""

    def __init__(self, loop: HurriedLoop) -> None:
        self._loop, self._began = loop, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=loop.time())

    def now(self) -> dt.datetime:
        return self._began + dt.timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    def today(self) -> dt.date:
        return TODAY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def hurried(case: Callable[[], Coroutine[object, object, Result]], *, speed: float = SPEED) -> Result:
    """Run a case on a hurried loop of its own."""
    with asyncio.Runner(loop_factory=partial(HurriedLoop, speed)) as runner:
        return runner.run(case())


def this_loop() -> HurriedLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, HurriedLoop)
    return loop


def now() -> float:
    """Return the loop's time, in seconds."""
    return this_loop().time()


async def until(happened: Callable[[], object], within: float = 30.0) -> None:
    """Wait for something of which nobody is told, by the loop's time.

    Raises:
        TimeoutError: it does not happen in time.
    """
    async with asyncio.timeout(within):
        while not happened():  # noqa: ASYNC110 - the bot has no event for each of these
            await asyncio.sleep(0.25)


@dataclass
class Slow:
    """A load that goes on until it is let go."""

    faq: FAQ
    going: threading.Event = field(default_factory=threading.Event)
    begun: int = 0

    def __post_init__(self) -> None:
        self.going.set()

    def load(self) -> FAQ:
        self.begun += 1
        assert self.going.wait(60)
        return self.faq


@dataclass(frozen=True)
class Household:
    """What a bot needs, and must give back after trouble."""

    tasks: int
    threads: int
    files: int

    @classmethod
    def count(cls) -> Household:
        return cls(len(asyncio.all_tasks()), threading.active_count(), len(list(Path("/dev/fd").iterdir())))

    def is_like(self, other: Household) -> bool:
        return max(abs(self.tasks - other.tasks), abs(self.threads - other.threads), abs(self.files - other.files)) <= 2


@dataclass
class Scene:
    """The whole bot, run by its runner, in one server or more of the fake's."""

    fake: FakeDiscord
    parts: Parts
    slow: Slow
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    bots: list[PolicyBot] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)
    people: dict[int, list[Person]] = field(default_factory=dict)
    questions: list[Message] = field(default_factory=list)
    task: asyncio.Task[Exit] | None = None
    _numbers: count[int] = field(default_factory=count)

    @property
    def bot(self) -> PolicyBot:
        return self.bots[-1]

    @property
    def channel(self) -> Channel:
        return self.servers[0].channel("general")

    def shard_of(self, server: int) -> int:
        """Return the shard that a server of this number is told to, by Discord's rule."""
        return (server >> 22) % self.fake.shards

    def add_server(self, name: str) -> Server:
        server = self.fake.add_server(name)
        self.servers.append(server)
        self.people[server.id] = [server.add_member(f"{name} {number}") for number in range(PEOPLE)]
        return server

    def person(self, server: Server | None = None) -> Person:
        """Return somebody who has not asked lately."""
        people = self.people[(server or self.servers[0]).id]
        return people[next(self._numbers) % len(people)]

    async def ask(self, text: str = "how to claim land", channel: Channel | None = None) -> Message:
        """Let somebody ask by mention."""
        where = channel or self.channel
        question = await self.person(where.server).say(where, text, mentions_bot=True)
        self.questions.append(question)
        return question

    async def asked(self, text: str = "how to claim land", channel: Channel | None = None) -> Message:
        """Let somebody ask, and see it answered."""
        question = await self.ask(text, channel)
        assert len(await self.fake.replies_to(question, within=10)) == 1
        return question

    async def answers(self, channel: Channel | None = None, *, within: float = ENOUGH) -> float:
        """Let people ask until one is answered, and return the seconds that it took."""
        began = now()
        while now() - began < within:
            question = await self.ask(channel=channel)
            if await self.fake.replies_to(question, within=4):
                return now() - began
        raise AssertionError(f"nothing is answered within {within} s")

    async def ended(self, within: float = 30.0) -> Exit:
        assert self.task is not None
        await asyncio.wait([self.task], timeout=within)
        assert self.task.done(), f"the bot is still running after {within} s"
        return self.task.result()

    def is_up(self) -> bool:
        return self.task is not None and not self.task.done()

    def replies(self, question: Message) -> list[Message]:
        """Return what everybody sees in reply to a question."""
        return [reply for reply in question.replies if not reply.deleted and reply.ephemeral_for is None]

    def posts(self, channel: Channel | None = None) -> list[object]:
        """Return the requests that would show a message in a channel."""
        path = f"/channels/{(channel or self.channel).id}/messages"
        return [call for call in self.fake.requests if call.method == "POST" and call.path == path]

    def make_bot(self, reads_messages: bool) -> PolicyBot:  # noqa: FBT001 - as the runner calls it
        self.bots.append(PolicyBot(self.parts, reads_messages=reads_messages))
        return self.bots[-1]

    def start(self, *, reads_messages: bool = False, patience: Patience | None = None) -> None:
        """Begin a run, as a process would."""
        self.stop = asyncio.Event()
        runner = Runner(self.parts, self.make_bot, self.stop, patience=patience)
        self.task = asyncio.create_task(runner.run(SecretStr(self.fake.token), reads_messages=reads_messages))


@contextlib.asynccontextmanager
async def scene(  # noqa: PLR0913 - each has its default
    faq: FAQ,
    *,
    shards: int = 1,
    reads_messages: bool = False,
    patience: Patience | None = None,
    records: Records | None = None,
    served: Callable[[Clock], Serving] | None = None,
) -> AsyncIterator[Scene]:
    """Let the bot run, in a server on each shard, until the block ends, unless it ended by itself.

    Nothing that it sent may break Discord's rules.
    """
    loop = this_loop()
    clock, slow = LoopClock(loop), Slow(faq)
    serving = served(clock) if served else Serving(faq, FakeContent(slow.load), clock=clock)
    parts = Parts(Settings(_env_file=None), serving, records or MemoryRecords(), Wordings.load(), clock, "test")
    async with FakeDiscord.start(shards=shards) as fake:
        fake.clock.now, fake.clock.wall = loop.time, clock.now  # type: ignore[method-assign] - all go by one time
        fake.gateway.weather.heartbeat = max(HEARTBEAT / loop.hurry.speed, OFTEN)
        made = Scene(fake, parts, slow)
        while missing := set(range(shards)) - {made.shard_of(server.id) for server in made.servers}:
            while made.shard_of(fake.world.next_id()) not in missing:  # noqa: ASYNC110 - an id comes with the time, not with an event  # noqa: ASYNC110 - time itself is waited for
                await asyncio.sleep(0.0005)  # its number is of another millisecond then
            made.add_server(f"Server {len(made.servers)}")
        with pointed_at(fake):
            made.start(reads_messages=reads_messages, patience=patience)
            try:
                await fake.online(within=60)
                await made.bot.wait_until_ready()
                yield made
                made.stop.set()
                await made.ended()
            finally:
                slow.going.set()
                made.task.cancel()
                await asyncio.gather(made.task, return_exceptions=True)
    assert fake.violations == [], "\n".join(map(str, fake.violations))

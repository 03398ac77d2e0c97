"""Not too much at once: a bucket of tokens, cooldowns, and a fair backlog in front of the work.

Everything here is bounded, however many messages arrive, and measures time by the clock that it is given.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable, Hashable

    from bot.clock import Clock

    Work = Callable[[], Awaitable[None]]

IN_ALL, IN_CHANNEL = 500, 20
"""Questions that may wait. Beyond that the oldest gives way: whoever asked last is most likely still there."""
AT_ONCE = 50
"""Questions in work at the same time; never two of one channel, so that a channel at its rate limit holds up only itself."""
STAYS = 20.0
"""Seconds after which a question is dropped: with the sending it must not get older than the 30 s of a reply."""
REFUSED_FOR, LONGEST_REFUSED = 60.0, 600.0
"""Seconds for which what was refused is not tried again: the first time, and after more and more refusals."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

log = logging.getLogger(__name__)


class Bucket:
    """Lets ``rate`` things a second pass, and ``burst`` of them at once after a pause."""

    def __init__(self, rate: float, burst: int, clock: Clock) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._free_at = clock.monotonic() - burst / rate
        """When the bucket would be empty again if nothing more were taken; in the past while tokens are left."""

    def take(self) -> float:
        """Take a token, and return the seconds to wait before it may be used."""
        now = self._clock.monotonic()
        self._free_at = max(self._free_at, now - self._burst / self._rate) + 1 / self._rate
        return max(0.0, self._free_at - now)


class Recent(OrderedDict[_Key, _Value]):
    """Keeps the ``most`` keys that were set last, each with its value, so that a flood of keys cannot fill the memory."""

    def __init__(self, most: int = 10_000) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: _Key, value: _Value) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)


class Cooldowns:
    """Lets every key (a person, a channel) through ``allowed`` times within ``within`` seconds; knows the ``most`` recent ones."""

    def __init__(self, allowed: int, within: float, clock: Clock, *, most: int = 10_000) -> None:
        self._allowed, self._within, self._clock = allowed, within, clock
        self._used: Recent[Hashable, deque[float]] = Recent(most)

    def use(self, key: Hashable) -> float:
        """Return 0 and count this use, or return the seconds until the key may be used again (and count nothing)."""
        now = self._clock.monotonic()
        used = self._used[key] = self._used.get(key) or deque()
        while used and used[0] + self._within <= now:
            used.popleft()
        if len(used) >= self._allowed:
            return used[0] + self._within - now
        used.append(now)
        return 0.0


class Breaker:
    """Keeps from trying again at once what was refused: after a minute, then twice as long, at most ten minutes.

    10,000 refused requests in 10 minutes get an address banned from Discord; with these figures a channel costs four.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: Recent[Hashable, tuple[float, float]] = Recent()
        """For each key when it may be tried again, and how long it was kept from it."""

    def is_open(self, key: Hashable) -> bool:
        """Return whether the key must not be tried now."""
        return key in self._until and self._clock.monotonic() < self._until[key][0]

    def refused(self, key: Hashable, *, at_least: float = 0.0) -> float:
        """Count a refusal, and return the seconds for which the key is not tried."""
        before = self._until.get(key, (0.0, 0.0))[1]
        pause = max(at_least, min(LONGEST_REFUSED, before * 2 or REFUSED_FOR))
        self._until[key] = (self._clock.monotonic() + pause, pause)
        return pause

    def worked(self, key: Hashable) -> None:
        """Forget the key's refusals."""
        self._until.pop(key, None)


class Backoff:
    """The pauses between attempts: a second, then each up to twice the last, ``longest`` seconds at most, each shortened at random.

    By up to a half, so that a thousand bots do not come back to a server in the same second.
    """

    def __init__(self, *, longest: float = 60.0, chance: Callable[[], float] = random.random) -> None:
        self._longest, self._chance = longest, chance
        self.attempts = 0
        """Failures since the last :meth:`reset`."""

    def next(self) -> float:
        """Count a failure, and return the seconds to wait."""
        longest = min(self._longest, 2.0 ** min(self.attempts, 30))
        self.attempts += 1
        return longest * (1 - self._chance() / 2)

    def reset(self) -> None:
        """Begin anew, after a success."""
        self.attempts = 0


class Ages:
    """How old messages are by Discord's clock, however wrong the machine's own is.

    The freshest message seen tells what Discord's clock says at this moment; one that was delivered late is older than that.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead: float | None = None
        """Seconds by which Discord's clock is ahead of our monotonic one, as far as is known."""

    def of(self, created_at: dt.datetime) -> float:
        """Return the seconds since something was created; the very first thing seen is 0 seconds old."""
        ahead = created_at.timestamp() - self._clock.monotonic()
        self._ahead = ahead if self._ahead is None else max(self._ahead, ahead)
        return self._ahead - ahead


class Backlog:
    """Questions that wait for their turn: channel by channel in rotation, in each the oldest first.

    At most one begins in each turn of the event loop, so that a burst delays heartbeats and buttons by one question's milliseconds
    and not by all of them.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: OrderedDict[int, deque[tuple[float, Work]]] = OrderedDict()
        """For each channel what waits, with when it came; none is empty."""
        self._running: dict[int, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._closed = False
        self.dropped = 0
        """Questions that were never begun: too many, or too old."""

    def __len__(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._waiting.values()))

    def submit(self, channel: int, work: Work) -> None:
        """Let a question wait; ``work`` answers it. After :meth:`close` nothing does."""
        if self._closed:
            return
        waiting = self._waiting.setdefault(channel, deque())
        waiting.append((self._clock.monotonic(), work))
        if len(waiting) > IN_CHANNEL or len(self) > IN_ALL:  # a flood costs the flooded channel its questions, not the others
            self._take(max(self._waiting, key=lambda one: len(self._waiting[one])))
            self.dropped += 1
        self._wake.set()

    async def run(self) -> None:
        """Begin one question after the other until :meth:`close`, then return when those in work are done."""
        while not self._closed:
            channel = next((one for one in self._waiting if one not in self._running), None)
            if channel is None or len(self._running) >= AT_ONCE:
                self._wake.clear()
                await self._wake.wait()
                continue
            self._waiting.move_to_end(channel)
            since, work = self._take(channel)
            if self._clock.monotonic() - since > STAYS:
                self.dropped += 1
                continue
            self._running[channel] = asyncio.create_task(self._do(channel, work), name="policybot-question")
            await asyncio.sleep(0)
        if self._running:
            await asyncio.wait(self._running.values())

    def close(self) -> None:
        """Take nothing more and forget what waits. What is in work goes on."""
        self._closed = True
        self._waiting.clear()
        self._wake.set()

    def _take(self, channel: int) -> tuple[float, Work]:
        """Take out the oldest question of a channel."""
        oldest = self._waiting[channel].popleft()
        if not self._waiting[channel]:
            del self._waiting[channel]
        return oldest

    async def _do(self, channel: int, work: Work) -> None:
        try:
            await work()
        except Exception:  # one question's failure must not end the answering of all others
            log.exception("A question could not be answered")
        finally:
            del self._running[channel]
            self._wake.set()

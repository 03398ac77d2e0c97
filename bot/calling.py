"""One call to Discord's REST interface, tried as often as is right and never longer than it is wanted.

- A call is never cancelled. discord.py 2.7 (``http.py``, ``HTTPClient.request``) shuts its gate for a global rate limit and opens it
  in the same call: cancelled in between, no request ever leaves the process again.
- What may or may not have arrived is sent again only where Discord carries it out once.
- What was refused is not tried again at once, and what comes too late is not sent.

A failure is logged in one line and told by the result; what Discord or the network does wrong is never raised.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

import aiohttp
import discord

from bot.pacing import Breaker, Bucket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock

Result = TypeVar("Result")

ANSWER_WITHIN = 30.0
"""Seconds after a question in which a reply is still one; later the talk has moved on."""
RATE, BURST = 30.0, 10
"""Requests: at most 40 in any second, where Discord allows a bot 50. Interactions do not count there, nor here."""
FIRST_WAIT = 0.5
"""Seconds before a lost call is made again; each further wait is twice as long."""
BANNED_FOR = 60.0
"""Seconds of silence after a rate limit that is not Discord's own: its gatekeeper has banned the address for a while."""

REVOKED, FORBIDDEN, TOO_MANY, UNAVAILABLE = 401, 403, 429, 503
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, INVALID_FORM = 10003, 10008, 50035
TOO_LATE = {
    UNKNOWN_MESSAGE: "its message is gone",
    10062: "Discord had given up waiting",
    40060: "it was answered already",
    50027: "its 15 minutes are over",
}
REFUSED = (
    "Channel %d: Discord refuses a %s (code %d); give the bot's role View Channel, Send Messages, Send Messages in Threads and "
    "Read Message History there. It is tried again after %.0f s"
)

SESSION_CLOSED = "Session is closed"
"""What aiohttp says once the bot has been closed under a call that waited."""

log = logging.getLogger(__name__)

_LOST = (OSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, json.JSONDecodeError)
"""No answer, or half of one: nobody knows whether the request arrived. aiohttp's connection errors and time-outs are OSErrors."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is known about a request before it is made."""

    what: str
    channel: int | None = None
    """The channel that may refuse it; ``None`` for interactions, which are refused to nobody."""
    within: float = ANSWER_WITHIN
    """Seconds from now in which it is worth making."""
    again: bool = True
    """Whether it may be made again where nobody knows whether it arrived, because Discord carries it out once only."""
    wanted: Callable[[], bool] = lambda: True


class Caller:
    """Makes calls. ``on_revoked`` is called once if Discord no longer knows the token."""

    def __init__(self, clock: Clock, *, on_revoked: Callable[[], None]) -> None:
        self._clock, self._on_revoked = clock, on_revoked
        self._bucket = Bucket(RATE, BURST, clock)
        self._breaker = Breaker(clock)
        self._silent_until = clock.monotonic()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.revoked = False
        """Whether Discord no longer knows the token: nothing is sent any more."""

    def is_refused(self, channel: int) -> bool:
        """Return whether Discord refused a message in this channel just now."""
        return self.revoked or self._breaker.is_open(channel)

    async def make(self, call: Call, request: Callable[[], Awaitable[Result]]) -> Result | None:
        """Make a call in a task of its own, which goes on when whoever waits for it is cancelled.

        Returns:
            What ``request`` returns; ``None`` where it was not carried out or nobody knows.
        """
        task = asyncio.create_task(self._try(call, request), name="policybot-call")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def _try(self, call: Call, request: Callable[[], Awaitable[Result]]) -> Result | None:
        until, wait = self._clock.monotonic() + call.within, FIRST_WAIT
        while True:
            async with self._turn(call.channel):
                if not await self._may_go(call, until):
                    return None
                try:
                    result = await request()
                except (discord.DiscordException, RuntimeError, *_LOST) as error:
                    if not self._is_lost(call, error):
                        return None
                else:
                    self._breaker.worked(call.channel)
                    return result
            await self._clock.sleep(wait)
            wait *= 2

    def _turn(self, channel: int | None) -> contextlib.AbstractAsyncContextManager[object]:
        """Let calls to one channel go one after the other: what the first is refused, the second need not try."""
        if channel is None:
            return contextlib.nullcontext()
        return self._turns.setdefault(channel, asyncio.Lock())

    async def _may_go(self, call: Call, until: float) -> bool:
        """Wait for the call's turn; it may have become pointless meanwhile."""
        if call.channel is not None:
            if self.is_refused(call.channel) or self._clock.monotonic() < self._silent_until:
                return False
            await self._clock.sleep(self._bucket.take())
        if self._clock.monotonic() >= until:
            log.info("A %s was not sent: too late", call.what)
            return False
        return call.wanted()

    def _is_lost(self, call: Call, error: Exception) -> bool:
        """Return whether a call that failed is to be made again, for nobody knows whether it arrived; log why not."""
        status = getattr(error, "status", 0)
        if isinstance(error, _LOST) or status == UNAVAILABLE:
            log.warning("Nobody knows whether a %s arrived (%s)", call.what, status or type(error).__name__)
            return call.again
        if isinstance(error, discord.DiscordException):
            self._refuse(call, error, status)
        elif str(error) != SESSION_CLOSED:
            raise error
        return False

    def _refuse(self, call: Call, error: discord.DiscordException, status: int) -> None:
        """Log why Discord did not take a call, and see to it that the like is not tried again too soon."""
        code = getattr(error, "code", 0)
        if status == REVOKED and call.channel is not None:  # interactions bring their own token, and that runs out
            if not self.revoked:
                self.revoked = True
                log.critical("Discord no longer knows the bot's token (401); nothing is sent any more")
                self._on_revoked()
        elif isinstance(error, discord.RateLimited) and call.channel is not None:
            self._breaker.refused(call.channel, at_least=error.retry_after)
            log.warning("Channel %d: Discord wants silence there for %.0f s", call.channel, error.retry_after)
        elif isinstance(error, discord.HTTPException) and status == TOO_MANY and not error.response.headers.get("Via"):
            self._silent_until = self._clock.monotonic() + BANNED_FOR
            log.error("Discord's gatekeeper refuses requests from this address (429); nothing is sent for %.0f s", BANNED_FOR)
        elif code in TOO_LATE or (code == INVALID_FORM and "message_reference" in str(error)):
            log.info("A %s was not shown: %s", call.what, TOO_LATE.get(code, "its question is gone"))
        elif call.channel is not None and (status == FORBIDDEN or code == UNKNOWN_CHANNEL):
            pause = self._breaker.refused(call.channel)
            log.warning(REFUSED, call.channel, call.what, code, pause)
        else:
            log.warning("A %s was not sent: %s", call.what, error)

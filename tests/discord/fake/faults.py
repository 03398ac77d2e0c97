"""What can go wrong between Discord and the bot, on order.

REST faults wait for calls that fit, one for each of their ``times``::

    fault = discord.faults.on("POST */messages", fail(503), times=2)
    ...
    assert fault.fired == 2

Gateway faults happen at once (``await GATEWAY["op 7"](discord.gateway)``) and are counted in ``discord.faults.fired``.
"""

from __future__ import annotations

import asyncio
import fnmatch
import socket
import struct
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aiohttp import web

from fake.limits import too_many
from fake.wire import Answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fake.gateway import Gateway
    from fake.wire import Call

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(slots=True)
class RestFault:
    """How one call goes wrong: wait ``delay``, do the work if ``applied``, then answer, or break the connection if ``cut``."""

    name: str
    answer: Answer | None = None
    """None with ``applied`` and no ``cut``: the true answer, only late."""
    applied: bool = False
    cut: bool = False
    hangs: bool = False
    delay: float = 0.0
    pattern: str = "*"
    times: int = 1
    fired: int = 0


def fail(status: int, code: int = 0) -> RestFault:
    """Discord answers with this status (and its own error code) and does nothing."""
    return RestFault(f"{status}", Answer(status, {"message": "trouble, on order", "code": code}))


def html(status: int = 502) -> RestFault:
    """A machine before Discord answers with a page."""
    return RestFault(f"{status} as HTML", Answer(status, HTML, {"Content-Type": "text/html"}))


def rate_limited(retry_after: float, *, everywhere: bool = False, via: bool = True) -> RestFault:
    """Discord (without ``via``: Cloudflare) answers 429."""
    name = "429" + (" everywhere" if everywhere else "") + ("" if via else " without Via")
    return RestFault(name, too_many(retry_after, everywhere=everywhere, via=via))


def reset(*, applied: bool = False) -> RestFault:
    """The connection is reset; ``applied`` says that the work was done and only the answer got lost."""
    return RestFault("reset after the work" if applied else "reset", applied=applied, cut=True)


def hang(*, applied: bool = False) -> RestFault:
    """No answer ever comes."""
    return RestFault("hang after the work" if applied else "hang", applied=applied, hangs=True)


def late(seconds: float) -> RestFault:
    """The work is done and answered, but later (real seconds)."""
    return RestFault("late", applied=True, delay=seconds)


def accept_then(fault: RestFault) -> RestFault:
    """The work is done, and then the answer is that of another fault."""
    return replace(fault, name=f"accepted, then {fault.name}", applied=True)


def garbled() -> RestFault:
    """The answer says 200 and JSON, and is neither whole nor JSON."""
    return RestFault("garbled", Answer(200, '{"id": "12', {"Content-Type": "application/json"}), applied=True)


def empty() -> RestFault:
    """The answer says 200 and has no body."""
    return RestFault("empty", Answer(200, "", {"Content-Type": "application/json"}), applied=True)


REST: Mapping[str, Callable[[], RestFault]] = {
    "500": lambda: fail(500),
    "502": lambda: fail(502),
    "503": lambda: fail(503),
    "504": lambda: fail(504),
    "524": lambda: fail(524),
    "502 as HTML": html,
    "429": lambda: rate_limited(0.3),
    "429 everywhere": lambda: rate_limited(0.3, everywhere=True),
    "429 without Via": lambda: rate_limited(0.3, via=False),
    "reset": reset,
    "reset after the work": lambda: reset(applied=True),
    "hang": hang,
    "hang after the work": lambda: hang(applied=True),
    "late": lambda: late(1.0),
    "accepted, then 500": lambda: accept_then(fail(500)),
    "accepted, then 503": lambda: accept_then(fail(503)),
    "garbled": garbled,
    "empty": empty,
    "400": lambda: fail(400, 50035),
    "401": lambda: fail(401),
    "403": lambda: fail(403, 50013),
    "404": lambda: fail(404, 10008),
}
"""Every REST fault by name, for tests that go through all."""


class Faults:
    """The plan: faults that wait, and a count of all that have fired."""

    def __init__(self) -> None:
        self._waiting: list[RestFault] = []
        self.fired: Counter[str] = Counter()
        self.closing = asyncio.Event()
        """Set when the fake ends: whoever hangs may go."""

    def on(self, pattern: str, fault: RestFault, *, times: int = 1) -> RestFault:
        """Let the next ``times`` calls that fit go wrong; the pattern is matched against ``"POST /channels/12/messages"``."""
        fault.pattern, fault.times = pattern, times
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let nothing more go wrong."""
        self._waiting.clear()

    def next_for(self, call: Call) -> RestFault | None:
        """Return the fault for this call, counted as fired."""
        for fault in self._waiting:
            if fnmatch.fnmatchcase(f"{call.method} {call.path}", fault.pattern):
                fault.fired += 1
                self.fired[fault.name] += 1
                if fault.fired == fault.times:
                    self._waiting.remove(fault)
                return fault
        return None


def break_connection(request: web.BaseRequest) -> web.Response:
    """Reset the TCP connection; return an answer that will reach nobody, for aiohttp's sake.

    Lingering for no time makes the kernel send RST instead of FIN.
    """
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


@dataclass(slots=True)
class Weather:
    """How the gateway behaves until it is told otherwise."""

    refusals: int = 0
    """So many next connections get 503 instead of a socket."""
    drops: int = 0
    """So many next connections are reset."""
    acknowledging: bool = True
    silent: bool = False
    """Nothing is sent, not even acknowledgements; events are kept for a RESUME."""
    doubled: int = 0
    """So many next events are sent twice."""
    heartbeat: float = field(default=41.25)
    """Seconds between heartbeats, as told in HELLO."""


async def _double(gateway: Gateway) -> None:
    gateway.weather.doubled += 1


async def _stop_acknowledging(gateway: Gateway) -> None:
    gateway.weather.acknowledging = False
    gateway.faults.fired["no ACK"] += 1


async def _fall_silent(gateway: Gateway) -> None:
    gateway.weather.silent = True
    gateway.faults.fired["silence"] += 1


async def _refuse_then_sever(gateway: Gateway) -> None:
    gateway.weather.refusals += 2
    await gateway.sever()


async def _drop_then_sever(gateway: Gateway) -> None:
    gateway.weather.drops += 2
    await gateway.sever()


RESUMABLE = (1000, 1001, 4000, 4001, 4002, 4005, 4007, 4008, 4009)
FATAL = (4004, 4010, 4011, 4012, 4013, 4014)
"""Close codes after which a client connects again, and after which it must not."""


def _closing(code: int) -> Callable[[Gateway], Awaitable[None]]:
    return lambda gateway: gateway.close(code)


GATEWAY: Mapping[str, Callable[[Gateway], Awaitable[None]]] = {
    "op 7": lambda gateway: gateway.ask_to_reconnect(),
    "op 9 true": lambda gateway: gateway.invalidate(resumable=True),
    "op 9 false": lambda gateway: gateway.invalidate(resumable=False),
    "severed": lambda gateway: gateway.sever(),
    "refused twice": _refuse_then_sever,
    "dropped twice": _drop_then_sever,
    "no ACK": _stop_acknowledging,
    "silence": _fall_silent,
    "doubled": _double,
    **{f"close {code}": _closing(code) for code in RESUMABLE + FATAL},
}
"""Every gateway fault by name, for tests that go through all."""

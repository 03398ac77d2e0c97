"""The two things that make up the bot's presence on the gateway: a session, which outlives the lines over which it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fake.compression import COMPRESSIONS

if TYPE_CHECKING:
    from aiohttp import web

    from fake.wire import JSON

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
"""Opcodes, as Discord numbers them."""
KEPT = 2000
"""Events that a session keeps for a RESUME."""


class Line:
    """One open connection. Messages are queued, and sent in order."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        compression = request.query.get("compress")
        self.request = request
        self.socket = socket
        self.session: Session | None = None
        self.idle = True
        self.we_closed = False
        self._compress = COMPRESSIONS[compression]() if compression else None
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()

    def send(self, op: int, data: object, name: str | None = None, seq: int | None = None) -> None:
        """Queue a message."""
        self.idle = False
        self._outgoing.put_nowait(json.dumps({"op": op, "d": data, "t": name, "s": seq}))

    async def run(self) -> None:
        """Send what is queued, until the connection ends."""
        with contextlib.suppress(ConnectionError):
            while True:
                text = await self._outgoing.get()
                if self._compress:
                    await self.socket.send_bytes(self._compress(text))
                else:
                    await self.socket.send_str(text)
                self.idle = self._outgoing.empty()

    async def close(self, code: int, reason: str = "") -> None:
        """End the connection from our side."""
        self.we_closed = True
        await self.socket.close(code=code, message=reason.encode())


@dataclass(eq=False, slots=True)
class Session:
    """What the gateway remembers of one shard of the bot: enough to go on over another line."""

    shard: tuple[int, int]
    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    """The number of the last event."""
    line: Line | None = None
    alive: bool = True
    told: deque[tuple[int, str, JSON]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def tell(self, name: str, data: JSON, *, silently: bool = False, times: int = 1) -> None:
        """Number an event, keep it, and send it if there is a line (unless ``silently``)."""
        self.seq += 1
        self.told.append((self.seq, name, data))
        if self.line is not None and not silently:
            for _ in range(times):
                self.line.send(DISPATCH, data, name, self.seq)

    def has_kept(self, seen: int) -> bool:
        """Tell whether all that came after the event of that number is still there."""
        return self.alive and (not self.told or self.told[0][0] <= seen + 1)

    def replay(self, seen: int) -> None:
        """Send what was missed after the event of that number."""
        for seq, name, data in self.told:
            if seq > seen and self.line is not None:
                self.line.send(DISPATCH, data, name, seq)

"""The gateway: one websocket per shard, on which Discord tells what happens.

The conversation: we say HELLO with the heartbeat interval; the bot says IDENTIFY and gets READY, which names its servers as
unavailable, then one GUILD_CREATE each. From then on every event carries a sequence number, and every HEARTBEAT gets an ACK. If
the connection breaks, the bot comes again and says RESUME with its session and the last number it saw: it gets what it missed,
then RESUMED. A session that cannot be resumed is answered INVALID_SESSION, and the bot identifies anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, WSMsgType, web

from fake import payloads
from fake.faults import Weather, break_connection
from fake.permissions import Permission
from fake.sessions import ACK, HEARTBEAT, HELLO, IDENTIFY, INVALID_SESSION, RECONNECT, RESUME, Line, Session
from fake.state import DM

if TYPE_CHECKING:
    from fake.checking import Checker
    from fake.faults import Faults
    from fake.state import Message
    from fake.wire import JSON
    from fake.world import Server, World

GUILDS, MEMBERS, MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 1, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = MEMBERS | 1 << 8 | CONTENT
KNOWN_INTENTS = (1 << 26) - 1
NOT_IDENTIFIED, WRONG_TOKEN, BAD_INTENTS, REFUSED_INTENTS = 4003, 4004, 4013, 4014
FAREWELLS = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
"""Close codes by which a bot says that its session is over; after any other it may resume."""


class Gateway:
    """Serves the websocket, and sends each event to the sessions that may know of it."""

    def __init__(self, world: World, checker: Checker, faults: Faults, token: str) -> None:
        self._world = world
        self._checker = checker
        self._token = token
        self.faults = faults
        self.weather = Weather()
        self.sessions: list[Session] = []
        self.lines: list[Line] = []
        self.identifies: list[float] = []
        """When the bot identified, on the fake's clock."""
        self.resumes = 0
        self.heartbeats = 0
        self.closed_with: list[int | None] = []
        """The close codes with which connections ended, by either side."""
        self.granted = PRIVILEGED
        """The privileged intents that the application may have; asking for others is answered with close code 4014."""

    @property
    def online(self) -> list[Session]:
        """The sessions that have a connection."""
        return [session for session in self.sessions if session.line is not None]

    @property
    def application_flags(self) -> int:
        """What the application's flags say: whether it may read messages."""
        return 1 << 19 if self.granted & CONTENT else 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk with the bot over one connection."""
        if self.weather.drops > 0:
            self.weather.drops -= 1
            self.faults.fired["connection dropped"] += 1
            return break_connection(request)
        if self.weather.refusals > 0:
            self.weather.refusals -= 1
            self.faults.fired["connection refused"] += 1
            return web.Response(status=503, text="upstream connect error")
        self.weather.acknowledging, self.weather.silent = True, False
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        line = Line(request, socket)
        self.lines.append(line)
        sending = asyncio.create_task(line.run(), name="fake gateway line")
        line.send(HELLO, {"heartbeat_interval": int(self.weather.heartbeat * 1000)})
        try:
            await self._listen(line)
        finally:
            self._hang_up(line)
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
        return socket

    async def _listen(self, line: Line) -> None:
        async for frame in line.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            op, data = message["op"], message["d"]
            if op == HEARTBEAT:
                self._heartbeat(line)
            elif op == IDENTIFY:
                await self._identify(line, data)
            elif op == RESUME:
                self._resume(line, data)
            elif line.session is None:
                await line.close(NOT_IDENTIFIED, "Not authenticated.")
        self.closed_with.append(line.socket.close_code)

    def _hang_up(self, line: Line) -> None:
        self.lines.remove(line)
        session = line.session
        if session is not None and session.line is line:
            session.line = None
            session.alive = session.alive and (line.we_closed or line.socket.close_code not in FAREWELLS)
        self._world.clock.ring()

    def _heartbeat(self, line: Line) -> None:
        self.heartbeats += 1
        if self.weather.acknowledging and not self.weather.silent:
            line.send(ACK, None)

    async def _identify(self, line: Line, data: JSON) -> None:
        self.identifies.append(self._world.clock.now())
        intents = data["intents"]
        if data["token"] != self._token:
            await line.close(WRONG_TOKEN, "Authentication failed.")
        elif intents & ~KNOWN_INTENTS:
            await line.close(BAD_INTENTS, "Invalid intent(s).")
        elif intents & PRIVILEGED & ~self.granted:
            await line.close(REFUSED_INTENTS, "Disallowed intent(s).")
        else:
            shard = data.get("shard", (0, 1))
            self._welcome(line, Session((shard[0], shard[1]), intents))

    def _welcome(self, line: Line, session: Session) -> None:
        self.sessions.append(session)
        line.session, session.line = session, line
        servers = [one for one in self._world.servers.values() if one.has_bot and self._is_for(session, one)]
        ready = {
            "v": 10,
            "user": payloads.account(self._world.bot),
            "guilds": [{"id": str(one.id), "unavailable": True} for one in servers],
            "session_id": session.id,
            "resume_gateway_url": address_for(line.request.host),
            "shard": list(session.shard),
            "application": {"id": str(self._world.bot.id), "flags": self.application_flags},
            "private_channels": [],
        }
        self._tell(session, "READY", ready)
        for one in servers:
            self._tell(session, "GUILD_CREATE", payloads.server(one))

    def _resume(self, line: Line, data: JSON) -> None:
        session = next((one for one in self.sessions if one.id == data["session_id"] and one.has_kept(data["seq"])), None)
        if session is None or data["token"] != self._token:
            line.send(INVALID_SESSION, data=False)
            return
        self.resumes += 1
        line.session, session.line = session, line
        session.replay(data["seq"])
        self._tell(session, "RESUMED", {})

    def emit(self, name: str, data: JSON, *, server: Server | None = None, message: Message | None = None) -> None:
        """Send an event to every session that may know of it (this is ``World.emit``)."""
        for session in self.sessions:
            if session.alive and self._may_know(session, name, data, server, message):
                self._tell(session, name, self._as_seen_by(session, data, message))

    def _tell(self, session: Session, name: str, data: JSON) -> None:
        self._checker.event(name, data)
        doubled = self.weather.doubled > 0 and name == "MESSAGE_CREATE"
        if doubled:
            self.weather.doubled -= 1
            self.faults.fired["doubled"] += 1
        session.tell(name, data, silently=self.weather.silent, times=2 if doubled else 1)
        self._world.clock.ring()

    def _is_for(self, session: Session, server: Server | None) -> bool:
        """Tell whether this shard has that server; direct messages are the first shard's."""
        shard, count = session.shard
        return (server.id >> 22) % count == shard if server else shard == 0

    def _may_know(self, session: Session, name: str, data: JSON, server: Server | None, message: Message | None) -> bool:
        if not self._is_for(session, server):
            return False
        if name == "INTERACTION_CREATE":
            return True
        if server is not None and not server.has_bot and name != "GUILD_DELETE":
            return False
        if message is not None:
            where, bot = message.channel, self._world.bot
            needed = DIRECT_MESSAGES if where.server is None else MESSAGES
            seen = Permission.VIEW_CHANNEL in where.allows(bot) or message.author is bot
            return bool(session.intents & needed) and seen
        about_others = name.startswith("GUILD_MEMBER_") and data["user"]["id"] != str(self._world.bot.id)
        return bool(session.intents & (MEMBERS if about_others else GUILDS))

    def _as_seen_by(self, session: Session, data: JSON, message: Message | None) -> JSON:
        """Return a message's event without its content, unless this bot may read it."""
        if message is None or session.intents & CONTENT or "content" not in data:
            return data
        shown = data if may_be_read(self._world, message) else payloads.without_content(data)
        quoted = message.reference
        if shown.get("referenced_message") and quoted is not None and not may_be_read(self._world, quoted):
            shown = {**shown, "referenced_message": payloads.without_content(shown["referenced_message"])}
        return shown

    async def ask_to_reconnect(self) -> None:
        """Send op 7: connect again and resume."""
        self.faults.fired["op 7"] += 1
        for line in list(self.lines):
            line.send(RECONNECT, None)

    async def invalidate(self, *, resumable: bool) -> None:
        """Send op 9: the session is not valid (any more)."""
        self.faults.fired[f"op 9 {str(resumable).lower()}"] += 1
        for line in list(self.lines):
            if line.session is not None:
                line.session.alive = resumable
            line.send(INVALID_SESSION, resumable)

    async def close(self, code: int) -> None:
        """Close all connections with this code."""
        self.faults.fired[f"close {code}"] += 1
        ended = list(self.lines)
        for line in ended:
            await line.close(code)
        await self._gone(ended)

    async def sever(self) -> None:
        """Break all connections without a word."""
        self.faults.fired["severed"] += 1
        ended = list(self.lines)
        for line in ended:
            break_connection(line.request)
        await self._gone(ended)

    async def _gone(self, lines: list[Line]) -> None:
        await self._world.clock.wait_until(lambda: not set(lines) & set(self.lines), within=5)


def may_be_read(world: World, message: Message) -> bool:
    """Tell whether a bot without the message-content intent may read a message: its own, one to it, or one that mentions it."""
    return message.channel.kind == DM or message.author is world.bot or world.bot in message.mentions


def address_for(host: str) -> str:
    """Return the gateway's address for whoever called this host: the true name for those who came through the proxy."""
    return "wss://gateway.discord.gg/" if host.startswith(("discord.com", "gateway.discord.gg")) else f"ws://{host}/"

"""The fake, put together: one web application on loopback, and the face that tests use."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from aiohttp import web

from fake import payloads
from fake.callbacks import Interactions
from fake.channels import Channels
from fake.checking import Checker
from fake.clock import Clock
from fake.commands import Commands
from fake.faults import Faults
from fake.gateway import Gateway
from fake.limits import Limits
from fake.people import Person
from fake.permissions import USUAL
from fake.rest import PREFIX, Rest
from fake.spec import Spec
from fake.state import Member, Role
from fake.world import Server, World

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import AsyncIterator, Mapping

    from fake.checking import Violation
    from fake.permissions import Permission
    from fake.state import Channel, Message, User
    from fake.wire import Call

TOKEN = "MTA.fake.token-of-the-fake-discord"  # noqa: S105 # nobody's token
QUIET = 0.1
"""Seconds without anything happening after which the bot is taken to have nothing more to say."""
STEPS = 5
"""In so many steps the quiet is waited for: a machine too busy to take them is not taken for a quiet bot."""


class FakeDiscord:
    """Discord on loopback, with no servers and no users but the bot until they are added."""

    def __init__(self, *, name: str = "Policybot", spec: Spec | None = None, shards: int = 1, token: str = TOKEN) -> None:
        self.token = token
        self.shards = shards
        self.clock = Clock()
        self.world = World(self.clock, name)
        self.checker = Checker(self.world, spec)
        self.faults = Faults()
        self.limits = Limits(self.clock)
        self.gateway = Gateway(self.world, self.checker, self.faults, token)
        self.rest = Rest(self.clock, self.checker, self.limits, self.faults, token)
        self.commands = Commands(self.world)
        self.interactions = Interactions(self.world)
        self._channels = Channels(self.world, self.gateway, shards)
        self.world.emit = self.gateway.emit
        self.world.bind = self._person
        self.port = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls, *, name: str = "Policybot", shards: int = 1, token: str = TOKEN, spec: Spec | None = None
    ) -> AsyncIterator[FakeDiscord]:
        """Serve on a free port of 127.0.0.1 until the block ends.

        Without ``spec``, the document that POLICYBOT_DISCORD_SPEC names is used, if it names one.
        """
        made = cls(name=name, shards=shards, token=token, spec=spec or Spec.from_environment())
        application = web.Application()
        application.router.add_get("/", made.gateway.serve)
        application.router.add_get("/cdn/attachments/{channel}/{file}/{name}", made.fetch)
        made.rest.add_to(application.router, {**made._channels.routes(), **made.commands.routes(), **made.interactions.routes()})
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            made.port = runner.addresses[0][1]
            made.world.cdn = f"http://127.0.0.1:{made.port}/cdn"
            yield made
        finally:
            made.faults.closing.set()
            for line in list(made.gateway.lines):
                await line.close(1001)
            await runner.cleanup()

    async def fetch(self, request: web.Request) -> web.Response:
        """Give out an attachment, as long as it is there."""
        file = self.world.files.get(int(request.match_info["file"]))
        return web.Response(status=404) if file is None else web.Response(body=file.content)

    @property
    def api(self) -> str:
        """What ``discord.http.Route.BASE`` must be."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """What ``discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`` must be."""
        return f"ws://127.0.0.1:{self.port}/"

    @property
    def requests(self) -> list[Call]:
        """Every request of the bot, in order."""
        return self.rest.requests

    @property
    def violations(self) -> list[Violation]:
        """Everything that Discord would refuse or the mention policy forbids; a test with one fails."""
        return self.checker.violations

    @property
    def checked(self) -> Counter[str]:
        """How many payloads of the bot were looked at, by surface."""
        return self.checker.checked

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.world.bot

    def add_server(
        self,
        name: str,
        *,
        roles: Mapping[str, Permission] | None = None,
        channels: tuple[str, ...] = ("general",),
        locale: str = "en-US",
        with_bot: bool = True,
    ) -> Server:
        """Create a server with an owner, these roles and channels; with the bot as an ordinary member, or without it."""
        owner = self.world.add_user(f"owner of {name}")
        server = Server(self.world, self.world.next_id(), name, owner, locale, has_bot=False)
        server.roles["@everyone"] = Role(server.id, "@everyone", USUAL)
        for role, permissions in (roles or {}).items():
            server.add_role(role, permissions)
        server.owner = server.add_member(owner)
        self.world.servers[server.id] = server
        for channel in channels:
            server.add_channel(channel)
        if with_bot:
            self.join(server)
        return server

    def join(self, server: Server) -> None:
        """Let the bot join a server, as if somebody had just installed it there."""
        server.members[self.bot.id] = Member(self.bot, self.clock.wall())
        server.has_bot = True
        self.world.emit("GUILD_CREATE", payloads.server(server), server=server)

    def leave(self, server: Server) -> None:
        """Let somebody remove the bot from a server."""
        server.has_bot = False
        del server.members[self.bot.id]
        self.world.emit("GUILD_DELETE", {"id": str(server.id)}, server=server)

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = False) -> Person:
        """Create a user who is in no server; ``installed``: who has the bot as a user-installed app."""
        return self.world.add_user(name, locale=locale, installed=installed)

    async def online(self, *, within: float = 10.0) -> None:
        """Wait until all the bot's shards have a session.

        Raises:
            TimeoutError: they have none in time.
        """
        if not await self.clock.wait_until(lambda: len(self.gateway.online) >= self.shards, within):
            raise TimeoutError(f"the bot has {len(self.gateway.online)} of {self.shards} sessions after {within} seconds")

    async def replies_to(self, message: Message, *, within: float = 2.0, count: int = 1) -> list[Message]:
        """Wait until ``count`` messages reply to this one; return all that do, perhaps none."""
        await self.clock.wait_until(lambda: len(message.replies) >= count, within)
        return [one for one in message.replies if not one.deleted]

    async def settled(self, *, quiet: float = QUIET, within: float = 30.0) -> None:
        """Wait until nothing is under way and nothing new has happened for a short while.

        Raises:
            TimeoutError: there is no end to it.
        """
        deadline = self.clock.now() + within
        steps, before = 0, self._activity()
        while steps < STEPS:
            await asyncio.sleep(quiet / STEPS)
            now = self._activity()
            busy = now != before or self.rest.in_flight or self.interactions.waiting
            steps, before = (0 if busy else steps + 1), now
            if self.clock.now() > deadline:
                raise TimeoutError(f"the bot is still busy after {within} seconds")

    def _activity(self) -> tuple[object, ...]:
        gateway = self.gateway
        unsent = sum(not line.idle for line in gateway.lines)
        return self.rest.count, sum(one.seq for one in gateway.sessions), unsent, len(gateway.lines), gateway.resumes

    def forget(self) -> None:
        """Drop requests, messages and what people saw, so that hours of traffic fit into memory."""
        self.requests.clear()
        for channel in self.world.channels.values():
            channel.messages.clear()
            channel.diary.clear()
        self._channels.forget()
        self.interactions.forget()

    def transcript(self, channel: Channel) -> str:
        """Return the channel as people have seen it."""
        place = f"#{channel.name}" if channel.server is not None else f"Direct messages: {channel.name}"
        return "\n".join([place, *channel.diary])

    def _person(self, user: User, server: Server | None) -> Person:
        return Person(user, server, self.world, self.interactions, self.commands)

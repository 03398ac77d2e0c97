"""discord.py's sharded bot, with what it lacks for running unattended (2.7.1; ``shard.py``).

- A gateway that is away at the start is tried again with growing pauses. discord.py tries every 5 seconds, each time one frame
  deeper in the stack, until that overflows.
- A connection that broke is resumed, so that no message is lost. discord.py begins a new session when the first attempt fails.
- Sessions are begun within a budget (:mod:`bot.identifying`).
"""

from __future__ import annotations

import asyncio
import logging
import math
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import EventItem, EventType, Shard

from bot.identifying import IdentifyBudget
from bot.pacing import Ages, Backoff

if TYPE_CHECKING:
    import yarl

    from bot.parts import Parts
    from bot.watchdog import Watchdog

CONNECT_WITHIN = 60.0
"""Seconds for a connection to say hello."""
ANSWER_WITHIN = 12.0
"""Seconds for a request: a reply that hangs is sent once more within its 30 s, and holds up its channel no longer."""
APART = 5.0
"""Seconds between the IDENTIFYs of two shards, as Discord asks."""
RESUMES = 5
"""Attempts to resume at the address that the session came with; then it is given up, for that address may be gone for good."""
LOST = 4000
"""Close code of our own that lets Discord keep the session, and discord.py resume it."""

log = logging.getLogger(__name__)

_UNREACHABLE = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, ReconnectWebSocket)


class ResumingShard(Shard):
    """A shard that comes back to its session."""

    _client: GatewayBot

    def __init__(self, *args: Any) -> None:  # noqa: ANN401 - handed on as they are
        super().__init__(*args)
        self._pauses = Backoff()

    def launch(self) -> None:
        """Read events: the connection stands."""
        self._pauses.reset()
        super().launch()

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Connect again, to the old session or to a new one."""
        if not exc.resume:
            await self._client.may_identify()
        await super().reidentify(exc)

    async def _handle_disconnect(self, e: Exception) -> None:
        if isinstance(e, discord.ConnectionClosed):  # Discord said why, and discord.py knows what to do about each reason
            await super()._handle_disconnect(e)
            return
        self._dispatch("disconnect")
        self._dispatch("shard_disconnect", self.id)
        await self._client.pause(self.id, self._pauses, e)
        resume = self.ws.session_id is not None and self._pauses.attempts <= RESUMES
        kind = EventType.resume if resume else EventType.identify
        self._queue_put(EventItem(kind, self, ReconnectWebSocket(self.id, resume=resume)))


class GatewayBot(commands.AutoShardedBot):
    """A connection to Discord that asks for as little as it can."""

    watchdog: Watchdog | None = None
    """Lent by the runner; its ``trouble`` tells why questions stay unanswered at this moment."""

    def __init__(self, parts: Parts, *, reads_messages: bool, **options: Any) -> None:  # noqa: ANN401 - discord.py's, handed on
        """``reads_messages``: ask for the content of all messages, which listening channels need."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # that there is no voice is nothing to warn of
        settings = parts.settings
        if settings.shard_ids:
            options["shard_ids"] = list(settings.shard_ids)
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=_intents(reads_messages=reads_messages),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,  # longer waits are no answer; and it is the shortest that discord.py takes
            proxy=settings.proxy.get_secret_value() if settings.proxy else None,
            shard_count=settings.shards,
            **options,
        )
        self.parts, self.reads_messages = parts, reads_messages
        self.ages = Ages(parts.clock)
        self.identifies = IdentifyBudget(parts.records, parts.clock)
        """The runner lends its own, which outlives this bot."""
        self.heard_at = parts.clock.monotonic()
        """When the gateway last gave a sign of life, be it a refusal."""
        self.stopping = False
        self.token_revoked = asyncio.Event()
        """To be set when Discord answers 401: the runner then ends the process."""
        self.wants_messages = asyncio.Event()
        """To be set when a server begins to listen and the bot does not read messages: the runner then connects anew."""

    def stop_taking(self) -> None:
        """Take no new questions, for the process is about to end."""
        self.stopping = True

    async def login(self, token: str) -> None:
        """Say who the bot is."""
        await super().login(token)
        session = vars(self.http)["_HTTPClient__session"]  # discord.py makes it itself, and with aiohttp's 300 s
        session._timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)  # noqa: SLF001 - there is no other way in

    async def renew(self, shard: int) -> None:
        """Close a connection that seems dead; it is then resumed."""
        await self._get_websocket(shard_id=shard).close(LOST)

    async def pause(self, shard: int, pauses: Backoff, error: Exception) -> None:
        """Log that the gateway cannot be reached, and wait before the next attempt."""
        self.heard_at = self.parts.clock.monotonic()
        seconds = pauses.next()
        log.warning("Shard %d: Discord's gateway cannot be reached (%s); trying again in %.0f s", shard, _short(error), seconds)
        await self.parts.clock.sleep(seconds)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever the event brings
        """Hand an event to its listeners, and note what it tells about the time."""
        if event_name == "socket_event_type":
            self.heard_at = self.parts.clock.monotonic()
        elif event_name in {"message", "interaction"}:
            self.ages.of(args[0].created_at)
        super().dispatch(event_name, *args, **kwargs)

    async def may_identify(self) -> None:
        """Return when a session may begin. To be awaited before connecting: a connection that waits is a connection wasted."""
        self.heard_at = math.inf  # however long that takes, it is not Discord that is silent
        try:
            await self.identifies.wait()
        finally:
            self.heard_at = self.parts.clock.monotonic()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - the library's form
        """Count a session that begins."""
        await self.identifies.count()
        if not initial:
            await self.parts.clock.sleep(APART)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard, however long that takes."""
        pauses = Backoff()
        while not self.is_closed():
            await self.may_identify()
            connecting = DiscordWebSocket.from_client(self, initial=initial, gateway=gateway, shard_id=shard_id)
            try:
                socket = await asyncio.wait_for(connecting, timeout=CONNECT_WITHIN)
            except _UNREACHABLE as error:
                await self.pause(shard_id, pauses, error)
            else:
                inside = vars(self)  # discord.py keeps both to itself
                shard = ResumingShard(socket, self, inside["_AutoShardedClient__queue"].put_nowait)
                inside["_AutoShardedClient__shards"][shard_id] = shard
                shard.launch()
                return


def _intents(*, reads_messages: bool) -> discord.Intents:
    """What the bot hears of: servers with their channels, and messages. Who is a member or online is none of its business."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = True
    intents.message_content = reads_messages
    return intents


def _short(error: Exception) -> str:
    status = getattr(error, "status", None)
    return f"{type(error).__name__} {status}" if status else type(error).__name__

"""The runner: keeps one bot connected, and ends it as it should be ended.

::

    log in ─► connect ─► … ─► a signal ─► take no new questions ─► finish the replies under way ─► close ─► exit code 0
      │ ▲        │
      │ └────────┴── Discord away, or a connection that broke: a fresh bot after a growing pause
      └── a wrong token, a refused intent: one sentence, exit code 78, which no supervisor should restart

``Client.run`` of discord.py 2.7 does none of this: it dies of SIGTERM, and of a gateway that is away at the start.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.cli.errors import Exit
from bot.identifying import IdentifyBudget
from bot.pacing import Backoff
from bot.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from pydantic import SecretStr

    from bot.gateway import GatewayBot
    from bot.parts import Parts
    from bot.watchdog import Patience

FINISH_WITHIN = 3.0
"""Seconds for replies under way once the process shall end. Together with closing it stays below the 5 s after which some kill."""
CLOSE_WITHIN = 1.0
STEADY = 60.0
"""Seconds of connection after which trouble counts as new, and the pauses begin small again."""
WORK = ("policybot-", "discord.py: on_", "CommandTree-", "discord-ui-")
"""Beginnings of the names of tasks that work on somebody's question or press."""

UNKNOWN = "Discord does not know this token: copy the bot's token anew from the Developer Portal (Bot, Reset Token)"
CLOSED = {
    4004: UNKNOWN,
    4010: "Discord refuses this shard: POLICYBOT_SHARD_IDS and POLICYBOT_SHARDS do not fit each other",
    4011: "Discord wants more shards for so many servers: raise POLICYBOT_SHARDS, or leave it out and let Discord choose",
    4012: "Discord no longer speaks this version of its gateway: a newer Policybot is needed",
    4013: "Discord does not know the intents that were asked for: a newer Policybot is needed",
}
UNAUTHORISED = 401
LISTENING = "A server has channels to listen in, so the bot connects again and asks Discord for the content of messages"
NO_CONTENT = (
    "Discord does not let this bot read messages (Message Content Intent), so it starts without: mentions, commands and direct "
    "messages work, listening channels do not. To change that, switch the intent on in the Developer Portal (Bot) and restart"
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one bot ended. ``code`` is ``None`` where a fresh one shall try."""

    code: Exit | None
    why: str = ""
    reads_messages: bool | None = None
    """Where the next bot shall differ from this one in whether it asks for the content of messages."""


class Runner:
    """Runs bots one after the other until one ends for good."""

    def __init__(
        self,
        parts: Parts,
        make_bot: Callable[[bool], GatewayBot],
        stop: asyncio.Event,
        *,
        patience: Patience | None = None,
        pauses: Backoff | None = None,
    ) -> None:
        """``make_bot`` makes a fresh bot, which asks for the content of messages or not; ``stop`` ends it, replies finished."""
        self._parts, self._make_bot, self._patience, self._pauses = parts, make_bot, patience, pauses or Backoff()
        self._identifies = IdentifyBudget(parts.records, parts.clock)
        self._stop = stop

    async def run(self, token: SecretStr, *, reads_messages: bool) -> Exit:
        """Run until told to stop, or until it makes no sense any more; then log why, and return the exit code."""
        while not self._stop.is_set():
            began = self._parts.clock.monotonic()
            outcome = await self._run_one(self._make_bot(reads_messages), token)
            if outcome.reads_messages is not None and outcome.reads_messages != reads_messages:
                log.warning(outcome.why)
                reads_messages = outcome.reads_messages
            elif outcome.code is not None:
                if outcome.why:
                    log.critical(outcome.why)
                return outcome.code
            else:
                if self._parts.clock.monotonic() - began > STEADY:
                    self._pauses.reset()
                await self._pause(outcome.why)
        return Exit.FINE

    async def _pause(self, why: str) -> None:
        seconds = self._pauses.next()
        log.warning("Discord cannot be reached (%s); trying again in %.0f s", why, seconds)
        await _first_of(self._stop.wait(), self._parts.clock.sleep(seconds))

    async def _run_one(self, bot: GatewayBot, token: SecretStr) -> Outcome:
        watchdog = Watchdog(bot, self._parts.clock, patience=self._patience)
        bot.identifies, bot.watchdog = self._identifies, watchdog
        starting = asyncio.create_task(bot.start(token.get_secret_value()), name="runner: connection")
        watching = asyncio.create_task(watchdog.watch(), name="runner: watchdog")
        try:
            await _first_of(
                _ended(starting), _ended(watching), self._stop.wait(), bot.token_revoked.wait(), bot.wants_messages.wait()
            )
            if self._stop.is_set() or bot.wants_messages.is_set():
                await self._finish(bot)
            return self._outcome(bot, starting, watching)
        finally:
            await _close(bot, starting, watching)

    def _outcome(self, bot: GatewayBot, starting: asyncio.Task[None], watching: asyncio.Task[str]) -> Outcome:
        """Return what to do after a bot ended, or had to be ended."""
        if self._stop.is_set():
            return Outcome(Exit.FINE)
        if bot.token_revoked.is_set():
            return Outcome(Exit.CONFIGURATION, UNKNOWN)
        if bot.wants_messages.is_set():
            return Outcome(None, LISTENING, reads_messages=True)
        if watching.done():
            return Outcome(Exit.FAILED, f"{watching.result()}; the process ends, so that its supervisor starts it afresh")
        error = starting.exception()
        return _judge(error) if isinstance(error, Exception) else Outcome(None, "the connection was closed")

    async def _finish(self, bot: GatewayBot) -> None:
        """Let the replies under way be sent, up to a deadline; a call to Discord is never cancelled."""
        bot.stop_taking()
        until = self._parts.clock.monotonic() + FINISH_WITHIN
        while (work := _work()) and (left := until - self._parts.clock.monotonic()) > 0:
            await asyncio.wait(work, timeout=left)
        if work:
            log.warning("%d replies or presses were still under way and are given up", len(work))


def _judge(error: Exception) -> Outcome:
    """Return what an error says that ended a connection: mend the configuration, report a mistake of ours, or try again."""
    if isinstance(error, discord.LoginFailure) or getattr(error, "status", None) == UNAUTHORISED:
        return Outcome(Exit.CONFIGURATION, UNKNOWN)
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return Outcome(Exit.CONFIGURATION, NO_CONTENT, reads_messages=False)
    if isinstance(error, discord.ConnectionClosed) and error.code in CLOSED:
        return Outcome(Exit.CONFIGURATION, CLOSED[error.code])
    if isinstance(error, (discord.DiscordException, aiohttp.ClientError, OSError, json.JSONDecodeError)):
        status = getattr(error, "status", None) or getattr(error, "code", None)
        return Outcome(None, f"{type(error).__name__} {status or ''}".strip())
    log.error("Something went wrong inside", exc_info=error)
    return Outcome(Exit.FAILED, "The bot ends because of the mistake above; please report it")


async def _close(bot: GatewayBot, *waits: asyncio.Task[Any]) -> None:
    """Close a bot, but wait no longer than a moment for Discord to agree."""
    await asyncio.wait([asyncio.create_task(bot.close(), name="runner: closing")], timeout=CLOSE_WITHIN)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def _ended(task: asyncio.Task[Any]) -> None:
    await asyncio.wait([task])


async def _first_of(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait for the first, and drop the others."""
    tasks = [asyncio.create_task(wait, name="runner: wait") for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _work() -> set[asyncio.Task[Any]]:
    """Return the tasks that work on somebody's question or press."""
    return {task for task in asyncio.all_tasks() if task.get_name().startswith(WORK)}

"""Settings → a running bot. The one place where the real parts are put together; whatever a command does at Discord begins here."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import threading
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.client import PolicyBot
from bot.clock import Clock
from bot.desk.changes import Change
from bot.desk.content import Folder
from bot.desk.keeping import keep_safe
from bot.desk.offloading import keep_little_memory
from bot.desk.opening import serve
from bot.desk.recutting import keep_calibrated
from bot.desk.watching import SETTLED, Watching
from bot.inspecting import Finding, inspect, refusal
from bot.logs import start_logging
from bot.noticing import Noticing
from bot.parts import Parts
from bot.records import RecordsError, Retention, keep_expiring, overlay_of, unless_in_trouble
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_files import database_path
from bot.running import Runner
from bot.syncing import sync
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from pydantic import SecretStr

    from bot.records import Records
    from bot.settings import Settings

    Work = Callable[[], Coroutine[object, object, None]]

_log = logging.getLogger(__name__)

AGAIN = 10.0
"""Seconds until work in which something went wrong begins anew: soon enough for files that change, seldom enough for the log."""

END_WITHIN = 4.7
"""Seconds after the signal to stop in which the process ends, even if a thread hangs (a name that is looked up, a disk that is away)."""


def run_bot(settings: Settings, token: SecretStr, folder: Path) -> int:
    """Run the bot until a signal ends it, and return the exit code.

    Raises:
        ContentError: the content of ``folder`` has faults, and no good version of it is kept.
        UsageError: there is no content.
        StorageRefusedError: the database must not be used.
    """
    keep_little_memory()
    start_logging(settings.log_level, settings.log_format, _secrets(settings))
    return asyncio.run(_run(settings, token, folder))


def sync_commands(settings: Settings, token: SecretStr, folder: Path, *, server: int | None, force: bool) -> Finding:
    """Tell Discord about the commands, unless it knows them, and return what came of it. Raises what :func:`run_bot` raises."""
    start_logging("error", settings.log_format, _secrets(settings))
    try:
        asyncio.run(_sync(settings, token, folder, server=server, force=force))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        return Finding(fine=False, line=refusal(error))
    return Finding(fine=True, line="Discord has the commands of this version")


def inspect_all(settings: Settings, token: SecretStr) -> list[Finding]:
    """Ask Discord what it thinks of the settings and of each channel that moderators chose."""
    start_logging("error", settings.log_format, _secrets(settings))
    return asyncio.run(_inspect(settings, token))


async def _run(settings: Settings, token: SecretStr, folder: Path) -> int:
    stop, reload = asyncio.Event(), asyncio.Event()
    _heed_signals(stop, reload.set)
    async with _open_records(settings) as records:
        watching = Watching(folder, Clock())
        parts = await prepare(settings, records, folder)
        noticing = Noticing(parts, watching)
        runner = Runner(parts, lambda reads_messages: noticing.through(PolicyBot(parts, reads_messages=reads_messages)), stop)
        beside: dict[str, Work] = {
            "reloading at SIGHUP": lambda: reload_on(reload, parts),
            "deleting what is too old": lambda: keep_expiring(records, parts.clock),
            "noticing files that change": noticing.run,
            "calibrating": lambda: keep_calibrated(parts.serving, settings.state, parts.clock),
            "looking after the state directory": lambda: keep_safe(parts),
        }
        tasks = [asyncio.create_task(forever(work, name, parts.clock), name=name) for name, work in beside.items()]
        try:
            return await runner.run(token, reads_messages=await _reads_messages(parts))
        finally:
            for task in tasks:
                task.cancel()


async def forever(work: Work, name: str, clock: Clock) -> None:
    """Do work that ends only where it is switched off; whatever goes wrong in it is logged, and it begins anew."""
    while True:
        try:
            return await work()
        except Exception:  # noqa: BLE001 - whatever it is, nobody else would notice that the work is not done any more
            _log.exception("something went wrong in %s", name)
        await clock.sleep(AGAIN)


async def _sync(settings: Settings, token: SecretStr, folder: Path, *, server: int | None, force: bool) -> None:
    async with _open_records(settings) as records:
        bot = PolicyBot(await prepare(settings, records, folder), reads_messages=False)
        try:
            await bot.login(token.get_secret_value())
            place = discord.Object(server) if server else None
            if place:
                bot.tree.copy_global_to(guild=place)
            await sync(bot.tree, records, server=server, force=force)
        finally:
            await bot.close()


async def _inspect(settings: Settings, token: SecretStr) -> list[Finding]:
    async with _open_records(settings) as records:
        return await inspect(settings, token, records)


@contextlib.asynccontextmanager
async def _open_records(settings: Settings) -> AsyncIterator[Records]:
    url = settings.database_url.get_secret_value() if settings.database_url else None
    retention = Retention(settings.retention_days, settings.keep_text)
    records = await SqliteRecords.open(database_path(url, settings.state), Clock(), retention)
    try:
        yield records
    finally:
        await records.close()


async def prepare(settings: Settings, records: Records, folder: Path) -> Parts:
    """Open what answers, and keep it as a line of the history where the files changed while nobody looked; raises as :func:`run_bot`."""
    clock = Clock()
    try:
        overlay = overlay_of(await records.taught())
    except RecordsError as error:
        _log.warning("what was taught cannot be read, so only the files answer: %s", error)
        overlay = None
    content = Folder(folder, settings.state, clock, semantic=settings.semantic, limits=SETTLED)
    serving = serve(content, clock, taught=records.taught, overlay=overlay, warn=settings.gate == "warn")
    parts = Parts(settings, serving, records, Wordings.load(), clock, secrets.token_hex(8))
    if serving.start:
        await parts.history.add(Change(detail="the files had changed"), serving.start)
    elif serving.status.mended and not serving.status.held:
        await parts.history.retire(serving.faq.base)
    return parts


def _secrets(settings: Settings) -> list[str]:
    """Return what must not stand in any log line."""
    return [secret.get_secret_value() for secret in (settings.token(), settings.database_url, settings.proxy) if secret]


async def _reads_messages(parts: Parts) -> bool:
    """Whether to ask for the content of messages: only where somebody set up channels to listen in, unless the settings say."""
    if parts.settings.message_content != "auto":
        return parts.settings.message_content == "on"
    return await unless_in_trouble(parts.records.listening_servers(), otherwise=False)


async def reload_on(wanted: asyncio.Event, parts: Parts) -> None:
    """Read the content again each time it is wanted, for ever."""
    while await wanted.wait():
        wanted.clear()
        reloaded = await parts.serving.reload("SIGHUP")
        if reloaded.verdict.accepted and not reloaded.shared:
            await parts.history.add(Change(detail="SIGHUP"), reloaded.verdict)


def _heed_signals(stop: asyncio.Event, reload: Callable[[], None]) -> None:
    """SIGTERM and SIGINT end the bot, SIGHUP reads the content again."""
    deadline = threading.Timer(END_WITHIN, os._exit, [0])
    deadline.daemon = True

    def end() -> None:
        if not stop.is_set():
            stop.set()
            deadline.start()

    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError, AttributeError):  # Windows has no such signals; there Ctrl+C just ends it
        loop.add_signal_handler(signal.SIGTERM, end)
        loop.add_signal_handler(signal.SIGINT, end)
        loop.add_signal_handler(signal.SIGHUP, reload)

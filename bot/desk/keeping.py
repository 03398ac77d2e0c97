"""What must outlive the process is looked after while it runs: a state directory that somebody emptied, a disk that was full."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.offloading import in_thread
from bot.desk.reloading import short
from bot.records import RecordsError

if TYPE_CHECKING:
    from bot.parts import Parts

log = logging.getLogger(__name__)

EVERY, SELDOM = 30.0, 600.0
"""Seconds between two looks: each costs a millisecond, and what is found missing is in memory until then. Where a version could not be
kept again, which takes a load, looks become seldom."""


async def keep_safe(parts: Parts) -> None:
    """Write again what is lost or could not be written, for ever; say so in the log, once for each version, where it cannot be."""
    told, pause = "", EVERY
    while True:
        await parts.clock.sleep(pause)
        version = parts.serving.faq.version
        safe = await _is_safe(parts, version)
        if not safe and version != told:
            told = version
            log.warning(
                "version %s is not kept on disk, so nobody could go back to it, nor would a restart find it", short(version)
            )
        pause = EVERY if safe else min(2 * pause, SELDOM)


async def _is_safe(parts: Parts, version: str) -> bool:
    """Write what waits to be written, and return whether a version is kept."""
    with suppress(RecordsError):  # the records say so themselves
        await parts.records.state()
        await parts.history.catch_up()
    return await in_thread(partial(parts.serving.content.keeps, version), "versions") or await parts.serving.keep()

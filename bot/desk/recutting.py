"""Whatever answers gets its own cuts, behind its back: a calibration takes seconds of CPU, and no start or reload waits for it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.offloading import give_back, in_thread
from bot.faq import calibrate, keep_compiled

if TYPE_CHECKING:
    from pathlib import Path

    from bot.clock import Clock
    from bot.desk.serving import Serving
    from bot.faq import FAQ

log = logging.getLogger(__name__)

SETTLED = 30.0
"""Seconds for which a version must have answered: who reloads again and again, or teaches one phrasing after another, waits for none."""


async def keep_calibrated(serving: Serving, state: Path, clock: Clock) -> None:
    """Calibrate each version that goes on answering, for ever. Until then the cuts of the content before it hold, or the shipped ones.

    A candidate that is loaded meanwhile has the same cuts as what answers, for both come from ``state``: a preview tells of content alone.
    """
    failed = ""
    while True:
        faq = serving.faq
        await clock.sleep(SETTLED)
        if serving.faq is not faq or faq.version in {faq.cuts.version, failed}:
            continue
        try:
            calibrated: FAQ = await in_thread(partial(_calibrate, faq, state), "calibrate")
        except Exception:  # whatever it is, the cuts before go on being used
            failed = faq.version
            log.exception("the cuts of version %s cannot be calibrated; it goes on answering with those before", failed)
            continue
        await serving.recut(faq, calibrated)


def _calibrate(faq: FAQ, state: Path) -> FAQ:
    """Keep it compiled and calibrate, and keep none of the memory that the bases it builds took: 2 MB with the shipped one."""
    try:
        keep_compiled(faq)
        return calibrate(faq, state=state)
    finally:
        give_back()

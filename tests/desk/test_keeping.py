"""What must outlive the process is looked after, whatever goes wrong once, and seldom where it cannot be helped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from game_server import faq_of
from memory_records import MemoryRecords
from served import FakeContent, HandClock

from bot.desk.keeping import EVERY, SELDOM, keep_safe
from bot.desk.serving import Serving
from bot.parts import Parts
from bot.settings import Settings
from bot.starting import AGAIN, forever
from bot.wording import Wordings

if TYPE_CHECKING:
    import pytest

    from bot.faq import FAQ

LOOKS = 8


class LostContent(FakeContent):
    """Content whose version is gone: the first look fails, the others find nothing, until the files hold it again."""

    def __init__(self, faq: FAQ, found_at: int) -> None:
        super().__init__(lambda: faq)
        self.looks, self.found_at = 0, found_at

    def keeps(self, version: str) -> bool:
        del version
        self.looks += 1
        if self.looks == 1:
            raise OSError("the disk is away")
        return False

    def keep(self, faq: FAQ) -> bool:
        del faq
        return self.looks >= self.found_at


async def test_a_failure_ends_nothing_and_what_cannot_be_kept_is_said_once_and_tried_seldom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faq, clock = faq_of(), HandClock()
    content = LostContent(faq, found_at=LOOKS)
    parts = Parts(Settings(_env_file=None), Serving(faq, content, clock=clock), MemoryRecords(), Wordings.load(), clock)
    task = asyncio.create_task(forever(lambda: keep_safe(parts), "looking after the state directory", parts.clock))
    async with asyncio.timeout(20):
        while content.looks <= LOOKS:  # noqa: ASYNC110 - a thread tells no event
            await asyncio.sleep(0.01)
    task.cancel()
    told = [record.getMessage() for record in caplog.records if record.name in {"bot.desk.keeping", "bot.starting"}]
    assert told == [
        "something went wrong in looking after the state directory",
        f"version {faq.version[:7]} is not kept on disk, so nobody could go back to it, nor would a restart find it",
    ]
    pauses = [EVERY, AGAIN, EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY, 16 * EVERY, SELDOM, SELDOM, EVERY]
    assert clock.waited[: len(pauses)] == pauses

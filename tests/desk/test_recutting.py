"""A version that goes on answering gets its own cuts, without anybody waiting for them."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import pytest
from served import REFUNDS, HandClock, edit, write_served

from bot.desk import recutting
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.recutting import SETTLED, keep_calibrated
from bot.faq import Overlay
from bot.faq.fusing import load_weights

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.desk.serving import Serving
    from bot.faq import FAQ


class QuickClock(HandClock):
    """A clock whose sleeps are over at the next turn of the loop."""

    async def sleep(self, seconds: float) -> None:
        assert seconds == SETTLED
        await asyncio.sleep(0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


@pytest.fixture
async def serving(folder: Path, tmp_path: Path) -> AsyncIterator[Serving]:
    clock = QuickClock()
    made = serve(Folder(folder, tmp_path / "state", clock), clock)
    keeping = asyncio.create_task(keep_calibrated(made, tmp_path / "state", clock))
    yield made
    keeping.cancel()
    gc.unfreeze()


async def calibrated(serving: Serving) -> FAQ:
    await until(lambda: serving.faq.cuts.version == serving.faq.version)
    return serving.faq


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def test_what_answers_is_calibrated_behind_its_back(serving: Serving) -> None:
    before = serving.faq
    assert before.cuts == load_weights().cuts
    after = await calibrated(serving)
    assert (after.version, after.base) == (before.version, before.base)
    assert serving.status.version == before.version


async def test_a_reload_has_the_cuts_of_before_until_its_own_are_made(serving: Serving, folder: Path, tmp_path: Path) -> None:
    cuts = (await calibrated(serving)).cuts
    edit(folder, REFUNDS, "14 days", "20 days")
    candidate = Folder(folder, tmp_path / "state", HandClock()).load(Overlay(), {})
    assert candidate.version != serving.faq.version
    assert candidate.cuts == cuts
    await serving.reload("a test")
    assert (await calibrated(serving)).version == candidate.version


async def test_what_no_longer_answers_is_not_brought_back(serving: Serving, folder: Path) -> None:
    old = serving.faq
    edit(folder, REFUNDS, "14 days", "20 days")
    await serving.reload("a test")
    await serving.recut(old, old.with_cuts(old.cuts))
    assert serving.faq.version != old.version


async def test_a_calibration_that_fails_is_told_once_and_changes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_faq: FAQ, *, state: Path) -> FAQ:
        raise ValueError(str(state))

    monkeypatch.setattr(recutting, "calibrate", broken)
    clock = QuickClock()
    made = serve(Folder(folder, tmp_path / "state", clock), clock)
    keeping = asyncio.create_task(keep_calibrated(made, tmp_path / "state", clock))
    await until(lambda: bool(caplog.records))
    await asyncio.sleep(0.05)
    keeping.cancel()
    gc.unfreeze()
    assert [record.msg for record in caplog.records if record.name == recutting.__name__] == [caplog.records[0].msg]
    assert made.faq.cuts == load_weights().cuts

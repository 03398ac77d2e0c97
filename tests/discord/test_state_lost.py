"""The state directory is emptied or cannot be written, and the records fail, while the bot runs: what moderators see, and what stays."""

# ruff: noqa: ASYNC221, S607 - mount, wherever it lies, takes no time

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from served import BROKEN, REFUNDS, edit
from small_bot import QuickClock
from test_discord_editing import kb, upload
from test_discord_previewing import Desk, opened
from test_teaching import which

from bot.desk.content import Folder
from bot.desk.keeping import keep_safe
from bot.desk.opening import serve
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from fake import FakeDiscord

SLANG = "gribblo wazzun"
LOST = "the database was deleted while it was in use"


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path, await SqliteRecords.open(tmp_path / "state" / "records.db", QuickClock())) as one:
        yield one


async def teach(desk: Desk) -> None:
    shown = await desk.press(desk.mara, await which(desk, SLANG), "How do I protect my land")
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith("Learned, ")


def answered(desk: Desk) -> str | None:
    return desk.parts.serving.faq.ask(SLANG).article


async def status(desk: Desk) -> str:
    return (await kb(desk, "status")).content


async def looked_after(desk: Desk) -> None:
    """Let the bot look after its state a few times."""
    object.__setattr__(desk.parts, "clock", QuickClock())
    task = asyncio.create_task(keep_safe(desk.parts))
    await asyncio.sleep(1.0)
    task.cancel()
    await asyncio.wait([task])


async def test_lessons_and_history_outlive_a_state_directory_that_is_deleted_while_the_bot_runs(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await teach(desk)
    shutil.rmtree(tmp_path / "state")
    assert answered(desk) == "claims"
    told = await status(desk)
    assert LOST in told
    assert f"Version {desk.version} is not on disk as a version to go back to" in told
    assert any(LOST in line for line in caplog.messages)
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    assert (await desk.press(desk.mara, await desk.reload(), "Apply")).content.startswith("Done. ")
    assert answered(desk) == "claims"
    assert [one.action for one in await desk.parts.records.applied()] == ["reload", "teach"]
    assert "is not on disk" not in await status(desk)


async def test_nobody_has_to_look_for_what_is_lost_to_be_written_again(desk: Desk, tmp_path: Path) -> None:
    await teach(desk)
    shutil.rmtree(tmp_path / "state")
    await looked_after(desk)
    assert (tmp_path / "state" / "records.db").exists()
    assert desk.parts.serving.content.keeps(desk.parts.serving.faq.version)
    assert "is not on disk" not in await status(desk)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk for the state; only an administrator may have one."""
    place = tmp_path / "state"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only an administrator may mount a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


async def test_a_state_directory_that_may_only_be_read_is_said_and_made_up_for_when_it_can_be_written(
    disk: Path, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await teach(desk)
    database = desk.parts.records._database  # type: ignore[attr-defined]  # nothing may be open for writing
    await database._disconnect()
    database._files.release()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    text = (desk.folder / REFUNDS).read_text("utf-8").replace("within 14 days", "within 30 days")
    done = await desk.press(desk.mara, await upload(desk, "refunds.md", text.encode()), "Apply")
    assert done.content.startswith("Done. Written to ")
    assert "It could not be written down who did this" in done.content
    assert answered(desk) == "claims"
    told = await status(desk)
    assert "Nothing can be saved since" in told
    assert "Not in the history yet, because it could not be written down: 1 change." in told
    assert f"Version {desk.version} is not on disk as a version to go back to" in told
    await looked_after(desk)
    assert (
        f"version {desk.version} is not kept on disk, so nobody could go back to it, nor would a restart find it"
        in caplog.messages
    )
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    await asyncio.sleep(1.1)
    await looked_after(desk)
    told = await status(desk)
    assert "Not in the history" not in told
    assert "is not on disk" not in told
    assert [one.action for one in await desk.parts.records.applied()] == ["upload", "teach"]


async def test_a_change_that_could_not_be_recorded_is_said_until_it_is(
    wired: FakeDiscord, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(wired, tmp_path) as desk:
        for days in (14, 15):
            edit(desk.folder, REFUNDS, f"within {days} days", f"within {days + 1} days")
            shown = await kb(desk, "reload", desk.mod)
            desk.parts.records.trouble = "the disk is full"  # type: ignore[attr-defined]  # the records in memory can fail on purpose
            done = await desk.press(desk.mod, shown, "Apply")
            assert "It could not be written down who did this: the disk is full" in done.content
        waiting = "Not in the history yet, because it could not be written down: 2 changes. I go on trying."
        assert waiting in (await kb(desk, "status", desk.mod)).content
        assert f"version {desk.version} answers, and cannot be written into the history yet: the disk is full" in caplog.messages
        desk.parts.records.trouble = None  # type: ignore[attr-defined]  # likewise
        assert "Not in the history" not in (await kb(desk, "status", desk.mod)).content
        newest, older = await desk.parts.records.applied()
        assert (newest.before, newest.after[:7]) == (older.after, desk.version)


async def test_what_was_applied_while_another_change_waited_in_the_folder_can_be_gone_back_to(desk: Desk) -> None:
    """It holds that change, too, for the files lie there; and so does what is taught from then on."""
    desk.add_hours()
    text = (desk.folder / REFUNDS).read_text("utf-8").replace("within 14 days", "within 30 days")
    await desk.press(desk.mara, await upload(desk, "refunds.md", text.encode()), "Apply")
    uploaded = desk.version
    await teach(desk)
    content = desk.parts.serving.content
    assert all(content.version(one) for one in content.answered())
    edit(desk.folder, REFUNDS, "within 30 days", "within 31 days")
    await desk.press(desk.mara, await desk.reload(), "Apply")
    shown = await kb(desk, "rollback", version=uploaded)
    await desk.press(desk.mara, shown, "Apply")
    assert desk.version == uploaded
    assert desk.parts.serving.faq.knows("hours")


async def test_a_version_that_was_kept_wrongly_is_replaced_and_the_one_before_it_stands_in_for_it(
    desk: Desk, tmp_path: Path
) -> None:
    text = (desk.folder / REFUNDS).read_text("utf-8").replace("within 14 days", "within 30 days")
    first = desk.version
    await desk.press(desk.mara, await upload(desk, "refunds.md", text.encode()), "Apply")
    copies = tmp_path / "state" / "versions"
    new, old = (next(copies.glob(f"{one}*")) for one in (desk.version, first))
    shutil.copy(old, new)
    good = (desk.folder / REFUNDS).read_text("utf-8")
    (desk.folder / REFUNDS).write_text(BROKEN, "utf-8")
    folder = Folder(desk.folder, tmp_path / "state", desk.parts.clock)
    assert serve(folder, desk.parts.clock).faq.version == old.name
    (desk.folder / REFUNDS).write_text(good, "utf-8")
    assert serve(folder, desk.parts.clock).faq.version == new.name
    assert folder.version(new.name) is not None

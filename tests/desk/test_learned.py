"""What was taught goes into the files, and once they have it, nobody keeps it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served import NOON, REFUNDS, edit
from test_history import Desk

from bot.desk.changes import Act, Change, Edit
from bot.desk.learned import with_learned
from bot.records import Applied, Taught

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.reloading import Verdict

COINS = Taught(None, "phrasing", "refunds", "give me my coins back", 5, NOON)
RAIN = Taught(None, "declined", None, "is it raining at your place", 5, NOON)
MOOLAH = Taught(None, "synonym", None, "moolah = dough", 5, NOON)


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    await made.apply(Change(Act.TEACH, detail="three lessons", lessons=(COINS, RAIN, MOOLAH)))
    return made


def exported(desk: Desk) -> dict[str, bytes]:
    files = {str(path.relative_to(desk.folder)): path.read_bytes() for path in desk.folder.rglob("*.*")}
    return with_learned(desk.serving.faq.base, files)


async def deploy(desk: Desk) -> None:
    for path, data in exported(desk).items():
        (desk.folder / path).write_bytes(data)


async def test_a_reload_of_files_that_have_it_forgets_it_before_its_own_line_of_the_history(desk: Desk) -> None:
    await deploy(desk)
    await desk.apply(Change())
    assert await desk.records.taught() == ()
    reload, forgotten, taught = await desk.history.last()
    assert (reload.action, forgotten.action, forgotten.who, taught.action) == ("reload", "forget", 0, "teach")
    assert forgotten.forgotten == taught.taught
    assert await desk.history.undoable() == reload
    assert desk.serving.faq.ask("give me my coins back").article == "refunds"
    assert desk.serving.faq.ask("is it raining at your place").guard == "not-our-topic"
    assert exported(desk) == {}


async def test_a_start_with_files_that_have_it_forgets_it_and_leaves_the_last_change_to_be_undone(desk: Desk) -> None:
    await deploy(desk)
    await desk.start_again()
    await desk.history.retire(desk.serving.faq.base)
    assert await desk.records.taught() == ()
    last = await desk.history.undoable()
    assert last is not None
    assert last.action == "teach"


async def test_what_the_files_do_not_have_is_kept(desk: Desk) -> None:
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    assert [one.text for one in await desk.records.taught()] == [COINS.text, RAIN.text, MOOLAH.text]
    edit(desk.folder, REFUNDS, "asks:\n", "asks:\n  - Give me my COINS back!\n")
    await desk.apply(Change())
    assert [one.text for one in await desk.records.taught()] == [RAIN.text, MOOLAH.text]


async def test_an_upload_that_has_it_forgets_nothing_for_it_can_be_undone(desk: Desk) -> None:
    path = str(REFUNDS)
    await desk.apply(Change(Act.UPLOAD, edits=(Edit(path, (desk.folder / path).read_bytes(), exported(desk)[path]),)))
    assert len(await desk.records.taught()) == 3
    await desk.undo()
    assert desk.serving.faq.ask("give me my coins back").article == "refunds"


async def test_files_that_lost_it_again_after_a_preview_forget_nothing(desk: Desk) -> None:
    """What is applied is made of the files as they lie at the press, so what they no longer hold is not forgotten."""
    before = {path: path.read_bytes() for path in desk.folder.rglob("*.*")}
    await deploy(desk)
    shown = await desk.propose(Change())
    for path in desk.folder.rglob("*.*"):
        path.write_bytes(before[path]) if path in before else path.unlink()
    told: list[Applied | str] = []

    async def commit(change: Change, verdict: Verdict) -> None:
        told.append(await desk.history.add(change, verdict))

    assert await desk.serving.apply(shown.id, commit) is None
    assert told == []
    await desk.serving.reload("a test")
    assert len(await desk.records.taught()) == 3
    assert desk.serving.faq.ask("give me my coins back").article == "refunds"

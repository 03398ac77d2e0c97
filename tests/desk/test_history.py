"""What was applied can be looked at, undone, and gone back to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from game_server import faq_of
from memory_records import MemoryRecords
from served import CLAIMS, NOON, REFUNDS, HandClock, break_it, edit, write_served

from bot.desk.changes import Act, Change, Edit
from bot.desk.content import Folder
from bot.desk.history import WAITING, History
from bot.desk.opening import serve
from bot.desk.proposing import Proposal, Wanted
from bot.desk.reloading import Verdict
from bot.desk.writing import NotWrittenError
from bot.faq import UsageError
from bot.records import Applied, RecordsError, Taught, overlay_of

if TYPE_CHECKING:
    from bot.desk.serving import Serving

MONEY = "can i get my money back"


class Desk:
    """A folder that is served, with records; can be started again."""

    def __init__(self, place: Path) -> None:
        self.clock, self.records = HandClock(), MemoryRecords()
        self.folder = write_served(place / "knowledge")
        self.content = Folder(self.folder, place / "state", self.clock)
        self.history = History(self.records, self.clock)
        self.serving: Serving = serve(self.content, self.clock, taught=self.records.taught)

    async def start_again(self) -> None:
        overlay = overlay_of(await self.records.taught())
        self.serving = serve(self.content, self.clock, taught=self.records.taught, overlay=overlay)

    async def propose(self, change: Change) -> Proposal:
        return await self.serving.propose(Wanted(change))

    async def apply(self, change: Change) -> Applied:
        proposal = await self.propose(change)
        assert proposal.id, proposal.verdict
        kept: list[Applied | str] = []

        async def commit(change: Change, verdict: Verdict) -> None:
            kept.append(await self.history.add(change, verdict))

        assert await self.serving.apply(proposal.id, commit) is not None
        [applied] = kept
        assert isinstance(applied, Applied)
        return applied

    async def undo(self) -> Applied:
        [last] = await self.history.last(1)
        return await self.apply(await self.history.undo_of(last, self.content))

    def written(self, old: str, new: str) -> Edit:
        before = (self.folder / REFUNDS).read_bytes()
        assert old.encode() in before
        return Edit(str(REFUNDS), before, before.replace(old.encode(), new.encode()))

    @property
    def answer(self) -> str:
        return " ".join(quote.text for quote in self.serving.faq.ask(MONEY).passages)

    def days(self, number: int) -> bool:
        return f"within {number} days" in self.answer


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def lesson(text: str = "zzz qqq www", article: str = "claims") -> Taught:
    return Taught(None, "phrasing", article, text, 77, NOON)


async def test_an_edit_is_shown_before_it_is_written(desk: Desk) -> None:
    change = Change(Act.UPLOAD, 77, 1, str(REFUNDS), "new rule", edits=(desk.written("within 14 days", "within 30 days"),))
    before = (desk.folder / REFUNDS).read_bytes()
    proposal = await desk.propose(change)
    assert proposal.preview is not None
    assert [article.id for article in proposal.preview.changes.changed] == ["refunds"]
    assert (desk.folder / REFUNDS).read_bytes() == before
    applied = await desk.apply(change)
    assert desk.days(30)
    assert b"within 30 days" in (desk.folder / REFUNDS).read_bytes()
    assert (applied.who, applied.files, applied.reason) == (77, (str(REFUNDS),), "new rule")
    assert (await desk.propose(Change())).verdict.changes is None  # the files hold what answers


async def test_an_edit_that_is_undone_stands_in_the_file_as_before(desk: Desk) -> None:
    before = (desk.folder / REFUNDS).read_bytes()
    await desk.apply(Change(Act.EDIT, edits=(desk.written("within 14 days", "within 30 days"),)))
    undone = await desk.undo()
    assert desk.days(14)
    assert (desk.folder / REFUNDS).read_bytes() == before
    assert undone.action == "undo"
    await desk.undo()  # which undoes the undoing
    assert desk.days(30)


async def test_a_new_file_that_is_undone_is_gone(desk: Desk) -> None:
    new = Edit("server/hours.md", None, b"---\ntitle: Opening hours\nasks: [when is the shop open]\n---\nAlways.\n")
    await desk.apply(Change(Act.NEW, edits=(new,)))
    assert desk.serving.faq.knows("hours")
    await desk.undo()
    assert not desk.serving.faq.knows("hours")
    assert not (desk.folder / "server/hours.md").exists()


async def test_an_edit_whose_file_was_changed_since_is_not_undone_blindly(desk: Desk) -> None:
    await desk.apply(Change(Act.EDIT, edits=(desk.written("within 14 days", "within 30 days"),)))
    edit(desk.folder, REFUNDS, "within 30 days", "within 31 days")
    with pytest.raises(UsageError, match="was changed since: /kb rollback"):
        await desk.undo()


async def test_a_file_that_was_changed_after_the_preview_is_not_overwritten(desk: Desk) -> None:
    proposal = await desk.propose(Change(Act.EDIT, edits=(desk.written("within 14 days", "within 30 days"),)))
    edit(desk.folder, REFUNDS, "within 14 days", "within 15 days")
    with pytest.raises(NotWrittenError, match="changed meanwhile"):
        await desk.serving.apply(proposal.id)
    assert desk.days(14)
    assert b"within 15 days" in (desk.folder / REFUNDS).read_bytes()


async def test_a_lesson_answers_is_kept_and_can_be_taken_back_and_given_again(desk: Desk) -> None:
    assert desk.serving.faq.ask("zzz qqq www").article is None
    applied = await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    assert [one.text for one in await desk.records.taught()] == ["zzz qqq www"]
    assert [question.question for question in desk.serving.faq.base.gate][-1] == "zzz qqq www"
    await desk.start_again()
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    await desk.undo()
    assert desk.serving.faq.ask("zzz qqq www").article is None
    assert await desk.records.taught() == ()
    await desk.undo()
    assert [one.id for one in await desk.records.taught()] == list(applied.taught)
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"


async def test_a_lesson_stays_through_a_reload(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    assert (await desk.serving.reload("SIGHUP")).verdict.accepted
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    assert desk.days(30)


async def test_files_that_leave_no_room_for_a_lesson_are_refused_whoever_reloads(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(replace(lesson("gimme cash back pls"), article="refunds"),)))
    edit(desk.folder, CLAIMS, "asks:\n", "asks:\n  - gimme cash back pls\n")
    shown = (await desk.propose(Change())).verdict.faults
    reloaded = (await desk.serving.reload("SIGHUP")).verdict
    assert [str(fault) for fault in reloaded.faults] == [str(fault) for fault in shown]
    assert any("gimme cash back pls" in fault.message for fault in reloaded.faults)
    assert desk.serving.faq.ask("gimme cash back pls").article == "refunds"


async def test_what_was_taught_is_a_check_question_that_no_later_lesson_can_take(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson("my plot of land"),)))
    refused = await desk.propose(Change(Act.TEACH, lessons=(Taught(None, "declined", None, "my plot of land", 77, NOON),)))
    assert refused.id == ""
    assert any("my plot of land" in fault.message for fault in refused.verdict.faults)
    assert desk.serving.faq.ask("my plot of land").article == "claims"


async def test_a_lesson_that_cannot_be_kept_is_not_learnt(desk: Desk) -> None:
    proposal = await desk.propose(Change(Act.TEACH, lessons=(lesson(),)))
    desk.records.trouble = "the disk is full"

    async def commit(change: Change, verdict: Verdict) -> None:
        await desk.history.add(change, verdict)

    with pytest.raises(RecordsError):
        await desk.serving.apply(proposal.id, commit)
    assert desk.serving.faq.ask("zzz qqq www").article is None
    assert (await desk.propose(Change(Act.TEACH, lessons=(lesson(),)))).verdict.trouble == "the disk is full"


async def test_an_edit_whose_history_cannot_be_kept_is_made_and_that_is_told(desk: Desk) -> None:
    desk.records.trouble = "the disk is full"
    proposal = await desk.propose(Change(Act.EDIT, edits=(desk.written("within 14 days", "within 30 days"),)))
    told = []

    async def commit(change: Change, verdict: Verdict) -> None:
        told.append(await desk.history.add(change, verdict))

    assert await desk.serving.apply(proposal.id, commit) is not None
    assert told == ["the disk is full"]
    assert desk.days(30)


async def test_going_back_holds_through_a_restart_until_the_files_change(desk: Desk) -> None:
    first = desk.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.apply(Change(Act.ROLLBACK, version=first))
    assert (desk.serving.faq.version, desk.serving.status.held) == (first, True)
    assert desk.days(14)
    await desk.start_again()
    assert (desk.serving.faq.version, desk.serving.status.held) == (first, True)
    break_it(desk.folder)
    await desk.start_again()
    assert (desk.serving.faq.version, desk.serving.status.mended) == (first, False)
    write_served_again(desk.folder, 31)
    await desk.start_again()
    assert desk.days(31)
    assert not desk.serving.status.held


class Slow(MemoryRecords):
    """Fails after a while: as a database does that somebody has locked."""

    async def apply(self, *changed: Any, **more: Any) -> Applied:  # noqa: ANN401 - handed on as they are
        await asyncio.sleep(0.01)
        return await super().apply(*changed, **more)


async def applied_while_records_are_away(records: MemoryRecords, number: int) -> History:
    records.trouble, history, faq = "database is locked", History(records, HandClock()), faq_of()
    for at in range(number):
        assert await history.add(Change(Act.UPLOAD, detail=f"file{at}"), Verdict(faq, "before")) == records.trouble
    return history


async def test_changes_that_wait_stay_in_their_order_though_two_look_at_once() -> None:
    history = await applied_while_records_are_away(records := Slow(), 3)
    outcomes = await asyncio.gather(history.catch_up(), history.catch_up(), return_exceptions=True)
    assert [type(one) for one in outcomes] == [RecordsError, RecordsError]
    records.trouble = None
    await asyncio.gather(history.catch_up(), history.catch_up())
    assert [one.detail for one in await history.last()] == ["file2", "file1", "file0"]


async def test_a_look_that_is_cancelled_forgets_no_change() -> None:
    history = await applied_while_records_are_away(Slow(), 2)
    look = asyncio.create_task(history.catch_up())
    await asyncio.sleep(0)
    look.cancel()
    await asyncio.gather(look, return_exceptions=True)
    assert (look.cancelled(), history.waiting) == (True, 2)


async def test_of_too_many_changes_that_wait_the_newest_stay() -> None:
    history = await applied_while_records_are_away(records := MemoryRecords(), WAITING + 1)
    with pytest.raises(RecordsError):
        await history.catch_up()
    records.trouble = None
    last = await history.last(WAITING + 1)
    assert [one.detail for one in (last[0], last[-1])] == [f"file{WAITING}", "file1"]


async def test_undoing_to_and_fro_is_called_by_no_longer_names(desk: Desk) -> None:
    await desk.apply(Change(Act.EDIT, detail="refunds", edits=(desk.written("within 14 days", "within 30 days"),)))
    assert [(await desk.undo()).detail for _ in range(4)] == ["edit refunds", "undo edit refunds"] * 2


def write_served_again(folder: Path, days: int) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    folder.rmdir()
    write_served(folder)
    edit(folder, REFUNDS, "within 14 days", f"within {days} days")


async def test_going_back_holds_until_somebody_reloads(desk: Desk) -> None:
    first = desk.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.apply(Change(Act.ROLLBACK, version=first))
    assert (await desk.serving.reload("SIGHUP")).verdict.accepted
    assert (desk.days(30), desk.serving.status.held) == (True, False)
    await desk.start_again()
    assert desk.days(30)


@pytest.mark.parametrize("by", ["SIGHUP", "a moderator"])
async def test_going_back_ends_when_the_files_come_to_hold_what_answers(desk: Desk, by: str) -> None:
    first = desk.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.apply(Change(Act.ROLLBACK, version=first))
    assert (await desk.propose(Change())).id  # somebody only looks
    assert desk.serving.status.held
    edit(desk.folder, REFUNDS, "within 30 days", "within 14 days")
    verdict = (await (desk.serving.reload(by) if by == "SIGHUP" else desk.propose(Change()))).verdict
    assert (verdict.accepted, verdict.refused) == (False, False)
    assert (desk.serving.faq.version, desk.serving.status.held) == (first, False)
    assert desk.content.held() is None


async def test_an_undone_reload_goes_back_and_a_second_undo_comes_forward_again(desk: Desk) -> None:
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.undo()
    assert (desk.days(14), desk.serving.status.held) == (True, True)
    await desk.undo()
    assert desk.days(30)


async def test_going_back_is_not_refused_for_a_lost_check_question(desk: Desk) -> None:
    """It is what helps when something is wrong; what it loses is shown."""
    first = desk.serving.faq.version
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    proposal = await desk.propose(Change(Act.ROLLBACK, version=first))
    assert proposal.id
    assert proposal.preview is not None
    assert [one.failure.question.question for one in proposal.preview.regressions] == ["zzz qqq www"]


async def test_a_version_that_is_not_kept_is_refused(desk: Desk) -> None:
    proposal = await desk.propose(Change(Act.ROLLBACK, version="f" * 64))
    assert proposal.verdict.trouble == "version fffffff is not kept any more"


async def test_the_versions_that_answered_can_be_gone_back_to(desk: Desk) -> None:
    versions = [desk.serving.faq.version]
    for days in (20, 30):
        await desk.apply(
            Change(
                Act.EDIT,
                edits=(desk.written(f"within {versions and days - 10 if days > 20 else 14} days", f"within {days} days"),),
            )
        )
        versions.append(desk.serving.faq.version)
    await desk.propose(Change(Act.EDIT, edits=(desk.written("within 30 days", "within 99 days"),)))  # only looked at
    assert desk.content.answered() == tuple(reversed(versions))


async def test_a_lesson_neither_ends_a_hold_nor_takes_in_what_nobody_approved(desk: Desk) -> None:
    first = desk.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.apply(Change(Act.ROLLBACK, version=first))
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    assert (desk.days(14), desk.serving.status.held) == (True, True)
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    await desk.start_again()
    assert (desk.days(14), desk.serving.status.held) == (True, True)
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    await desk.undo()
    assert (desk.days(14), desk.serving.status.held) == (True, True)
    assert desk.serving.faq.ask("zzz qqq www").article is None


async def test_lessons_are_taught_and_taken_back_while_files_are_broken(desk: Desk) -> None:
    break_it(desk.folder)
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"
    await desk.undo()
    assert desk.serving.faq.ask("zzz qqq www").article is None


async def test_a_file_that_waits_to_be_approved_is_not_taken_in_with_a_lesson(desk: Desk) -> None:
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    assert desk.days(14)


async def test_what_answers_after_a_lesson_is_what_a_start_would_load(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    taught = desk.serving.faq.version
    await desk.start_again()
    assert desk.serving.faq.version == taught
    assert desk.content.answered()[0] == taught


async def test_an_edit_that_would_take_a_taught_phrasing_is_refused_by_name(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson("zzz qqq www"),)))
    taking = desk.written("asks:\n", "asks:\n  - zzz qqq www\n")
    refused = await desk.propose(Change(Act.EDIT, edits=(taking,)))
    assert refused.id == ""
    assert any("zzz qqq www" in fault.message for fault in refused.verdict.faults)


async def test_a_draft_with_a_taught_phrasing_takes_nothing(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson("zzz qqq www"),)))
    draft = Edit("server/later.md", None, b"---\ntitle: Later\nstatus: draft\nasks: [zzz qqq www]\n---\nSoon.\n")
    await desk.apply(Change(Act.NEW, edits=(draft,)))
    assert desk.serving.faq.ask("zzz qqq www").article == "claims"


async def test_an_edit_can_be_undone_though_another_file_broke_meanwhile(desk: Desk) -> None:
    written = desk.written("within 14 days", "within 30 days")
    (desk.folder / "server" / "broken.md").write_text("no front matter", "utf-8")
    proposal = await desk.propose(Change(Act.EDIT, edits=(written,)))
    assert proposal.id == ""  # the file is broken, so nothing new can be made of the folder
    (desk.folder / "server" / "broken.md").unlink()
    applied = await desk.apply(Change(Act.EDIT, edits=(written,)))
    (desk.folder / "server" / "broken.md").write_text("no front matter", "utf-8")
    assert applied.after in desk.content.answered()
    change = await desk.history.undo_of(applied, desk.content)
    assert [one.path for one in change.edits] == [str(REFUNDS)]


async def test_a_hold_outlives_a_start_at_which_the_records_cannot_be_read(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    first = desk.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    await desk.apply(Change())
    await desk.apply(Change(Act.ROLLBACK, version=first))
    for _ in range(2):
        desk.serving = serve(desk.content, desk.clock, taught=desk.records.taught, overlay=None)
        assert (desk.serving.faq.version, desk.serving.status.held) == (first, True)


def rename_claims(desk: Desk) -> None:
    (desk.folder / CLAIMS).rename(desk.folder / "server" / "plots.md")
    edit(desk.folder, Path("questions/gate.yaml"), "[claims]", "[plots]")


async def test_a_lesson_whose_article_is_called_otherwise_by_now_is_not_given_again_and_that_is_said(desk: Desk) -> None:
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    await desk.undo()
    rename_claims(desk)
    assert (await desk.serving.reload("a test")).verdict.accepted
    [last] = await desk.history.last(1)
    refused = await desk.propose(await desk.history.undo_of(last, desk.content))
    assert refused.verdict.trouble == "no article is called 'claims' any more: teach it anew, to the one that answers it now"
    assert await desk.records.taught() == ()


async def test_a_lesson_whose_article_is_called_otherwise_by_now_can_be_taken_back(desk: Desk) -> None:
    await desk.apply(Change(Act.EDIT, edits=(desk.written("within 14 days", "within 30 days"),)))
    await desk.apply(Change(Act.TEACH, lessons=(lesson(),)))
    rename_claims(desk)
    await desk.start_again()
    undone = await desk.undo()
    assert len(undone.forgotten) == 1
    assert await desk.records.taught() == ()

"""A reload that is shown before it is made: what is held, for how long, and what becomes of it."""

from __future__ import annotations

import asyncio
import threading
import weakref
from typing import TYPE_CHECKING

import pytest
from game_server import faq_of
from served import CLAIMS, NOON, REFUNDS, FakeContent, HandClock, break_it, edit, take_away, write_served

from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.previewing import Asked, Known
from bot.desk.proposing import MOST_OFFERED, Wanted, consider
from bot.desk.reloading import Failure
from bot.desk.serving import Serving
from bot.faq import FAQ, load
from bot.records import RecordsError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.changes import Change
    from bot.desk.reloading import Verdict
    from bot.faq import Decision

RANKS = REFUNDS.with_name("ranks.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def serving(folder: Path, tmp_path: Path, clock: HandClock) -> Serving:
    return serve(Folder(folder, tmp_path / "state", clock), clock)


def change(folder: Path, days: int = 30) -> None:
    text = (folder / REFUNDS).read_text("utf-8")
    before, _, rest = text.partition("within ")
    (folder / REFUNDS).write_text(f"{before}within {days}{rest[rest.index(' days') :]}", "utf-8")


def lose(folder: Path) -> None:
    """Take the answer of a check question away."""
    edit(folder, CLAIMS, "title: ", "status: draft\ntitle: ")


def days(faq: FAQ) -> str:
    [quote] = faq.ask("can i get my money back").passages
    return quote.text.split(" days")[0].rsplit(" ", 1)[1]


async def test_what_is_proposed_answers_only_once_it_is_applied(serving: Serving, folder: Path, clock: HandClock) -> None:
    before = serving.faq
    change(folder)
    clock.turn(60)
    proposal = await serving.propose(Wanted(questions=(Asked("refund policy"),)))
    assert serving.faq is before
    assert (serving.status.version, serving.status.read, serving.status.mended) == (before.version, clock.at, True)
    assert proposal.preview is not None
    assert [article.id for article in proposal.preview.changes.changed] == ["refunds"]
    assert (proposal.preview.checked, proposal.preview.asked) == (2, 1)
    done = await serving.apply(proposal.id)
    assert done is not None
    assert (done.verdict.accepted, done.verdict.before, done.verdict.faq) == (True, before.version, serving.faq)
    assert (days(serving.faq), serving.status.since) == ("30", clock.at)


async def test_files_that_change_after_the_preview_are_not_applied_unseen(serving: Serving, folder: Path) -> None:
    change(folder, 30)
    proposal = await serving.propose(Wanted())
    change(folder, 99)
    assert await serving.apply(proposal.id) is None
    assert days(serving.faq) == "14"


async def test_files_that_change_after_the_preview_and_back_are_what_was_shown(serving: Serving, folder: Path) -> None:
    change(folder, 30)
    proposal = await serving.propose(Wanted())
    change(folder, 99)
    change(folder, 30)
    assert await serving.apply(proposal.id) is not None
    assert days(serving.faq) == "30"


async def test_a_proposal_is_applied_once(serving: Serving, folder: Path) -> None:
    change(folder)
    proposal = await serving.propose(Wanted())
    done = await asyncio.gather(serving.apply(proposal.id), serving.apply(proposal.id))
    assert sorted(one is None for one in done) == [False, True]


async def test_a_newer_proposal_does_not_push_the_older_one_out(serving: Serving, folder: Path) -> None:
    """Both held what the files have; the first press wins, and the second would change what was never shown."""
    change(folder, 30)
    older, newer = await serving.propose(Wanted()), await serving.propose(Wanted())
    assert older.id != newer.id
    assert await serving.apply(older.id) is not None
    assert await serving.apply(newer.id) is None
    assert days(serving.faq) == "30"


async def test_what_cannot_be_made_any_more_is_not_applied(serving: Serving, folder: Path) -> None:
    change(folder)
    older = await serving.propose(Wanted())
    break_it(folder)
    assert (await serving.propose(Wanted())).id == ""
    assert await serving.apply(older.id) is None


async def test_a_proposal_waits_until_twenty_others_came(serving: Serving, folder: Path, clock: HandClock) -> None:
    change(folder)
    first, second = await serving.propose(Wanted()), await serving.propose(Wanted())
    clock.turn(24 * 3_600)
    for _ in range(MOST_OFFERED - 1):
        assert (await serving.propose(Wanted())).id
    assert serving.change_of(first.id) is None
    assert await serving.apply(first.id) is None
    assert await serving.apply(second.id) is not None


async def test_a_proposal_is_stale_once_something_else_answers(serving: Serving, folder: Path) -> None:
    change(folder, 30)
    proposal = await serving.propose(Wanted())
    change(folder, 40)
    assert (await serving.reload("SIGHUP")).verdict.accepted
    assert await serving.apply(proposal.id) is None
    assert days(serving.faq) == "40"


async def test_what_waits_keeps_no_second_base_in_memory(serving: Serving, folder: Path) -> None:
    change(folder)
    proposal = await serving.propose(Wanted())
    assert proposal.verdict.accepted
    candidate = weakref.ref(proposal.verdict.faq)
    name = proposal.id
    del proposal
    await serving.check()  # other work, for until its next turn the loop holds what it woke this test with
    assert candidate() is None
    assert await serving.apply(name) is not None


async def test_a_cancelled_proposal_waits_no_longer(serving: Serving, folder: Path) -> None:
    change(folder)
    name = (await serving.propose(Wanted())).id
    assert serving.cancel(name)
    assert not serving.cancel(name)
    assert await serving.apply(name) is None


async def test_who_presses_while_it_is_applied_cannot_cancel_it_and_may_press_again_if_that_fails(
    serving: Serving, folder: Path
) -> None:
    change(folder)
    name = (await serving.propose(Wanted())).id
    pressed: list[object] = []

    async def commit(_change: Change, _verdict: Verdict) -> None:
        pressed.append(serving.cancel(name))
        pressed.append(await serving.apply(name))
        raise RecordsError("the disk is full")

    with pytest.raises(RecordsError):
        await serving.apply(name, commit)
    assert pressed == [False, None]
    assert days(serving.faq) == "14"
    assert await serving.apply(name) is not None
    assert days(serving.faq) == "30"


async def test_the_version_that_a_proposal_replaces_is_freed_at_once(serving: Serving, folder: Path) -> None:
    old = weakref.ref(serving.faq)
    change(folder)
    assert await serving.apply((await serving.propose(Wanted(questions=(Asked("refund policy"),)))).id) is not None
    assert old() is None


async def test_where_no_answer_can_change_it_is_applied_at_once(serving: Serving, folder: Path) -> None:
    before = serving.faq.version
    edit(folder, REFUNDS.parent.parent / "base.yaml", "  - how to claim land\n", "")
    proposal = await serving.propose(Wanted())
    assert (proposal.id, proposal.verdict.accepted) == ("", True)
    assert proposal.preview is not None
    assert proposal.preview.alike
    assert serving.status.version == serving.faq.version != before


async def test_the_same_content_is_nothing_to_propose(serving: Serving, folder: Path) -> None:
    (folder / REFUNDS).touch()
    proposal = await serving.propose(Wanted())
    assert (proposal.id, proposal.preview, proposal.verdict.accepted, proposal.verdict.refused) == ("", None, False, False)


async def test_broken_files_are_refused_as_by_a_reload(serving: Serving, folder: Path) -> None:
    break_it(folder)
    proposal = await serving.propose(Wanted())
    assert (proposal.id, len(proposal.verdict.faults)) == ("", 2)
    assert (serving.status.failure, serving.status.mended) == (Failure(NOON, 2), False)
    take_away(folder)
    assert (await serving.propose(Wanted())).verdict.trouble is not None


async def test_a_lost_check_question_refuses_unless_it_shall_only_warn(serving: Serving, folder: Path) -> None:
    lose(folder)
    refused = await serving.propose(Wanted())
    [fault] = refused.verdict.faults
    assert str(fault.place) == "questions/gate.yaml:3:32"
    assert refused.id == ""
    warned = await serving.propose(Wanted(warn=True))
    assert warned.preview is not None
    assert (warned.preview.lost, warned.verdict.kept) == ((fault,), 0)
    assert await serving.apply(warned.id) is not None


async def test_a_proposal_refuses_exactly_what_a_reload_refuses(folder: Path) -> None:
    """Both judge check questions; whoever previews must not be told "ready" by one and "refused" by the other."""
    old, outcomes = load(folder), set()
    for spoil in (change, lose, lambda folder: edit(folder, RANKS, "title: ", "title: So, ")):
        spoil(folder)
        verdict, *_ = consider(old, lambda: load(folder), Wanted(), Known())
        reloaded = await Serving(old, FakeContent(lambda: load(folder)), clock=HandClock()).reload("mara")
        assert (verdict.accepted, [fault.place for fault in verdict.faults]) == (
            reloaded.verdict.accepted,
            [fault.place for fault in reloaded.verdict.faults],
        )
        outcomes.add(verdict.accepted)
    assert outcomes == {True, False}


async def test_what_fails_in_an_unforeseen_way_changes_nothing_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> FAQ:
        raise MemoryError

    faq = faq_of()
    serving = Serving(faq, FakeContent(fail), clock=HandClock())
    proposal = await serving.propose(Wanted())
    assert serving.faq is faq
    assert proposal.verdict.trouble == "something went wrong inside (MemoryError); see the log"
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


async def test_what_was_applied_is_not_asked_again_by_the_next_preview(
    serving: Serving, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = tuple(map(Asked, ("refund policy", "vip price", "ban length")))
    change(folder, 30)
    first = await serving.propose(Wanted(questions=questions))
    assert await serving.apply(first.id) is not None
    asked: list[FAQ] = []
    ask = FAQ.ask

    def note(faq: FAQ, question: str, *, precision: float = 0.95, plain: bool = False) -> Decision:
        if plain:  # others are asked to warm a version up
            asked.append(faq)
        return ask(faq, question, precision=precision, plain=plain)

    monkeypatch.setattr(FAQ, "ask", note)
    change(folder, 40)
    second = await serving.propose(Wanted(questions=questions))
    assert second.preview is not None
    assert second.preview.asked == 3
    assert set(asked) == {second.verdict.faq}
    assert len(asked) == second.preview.checked + 3


async def test_a_storm_of_proposals_loads_twice_and_leaves_one_to_apply(folder: Path) -> None:
    go_on, loads = threading.Event(), []

    def slow() -> FAQ:
        loads.append(1)
        assert go_on.wait(30)
        return load(folder)

    serving = Serving(load(folder), FakeContent(slow), clock=HandClock())
    change(folder)
    storm = []
    for number in range(50):
        storm.append(asyncio.create_task(serving.propose(Wanted(questions=(Asked(f"question {number}"),)))))
        await asyncio.sleep(0.001)
    go_on.set()
    proposals = await asyncio.gather(*storm)
    assert len(loads) == 2
    assert [proposal.shared for proposal in proposals].count(False) == 2
    last = proposals[-1]
    assert {proposal.id for proposal in proposals[1:]} == {last.id}
    assert await serving.apply(last.id) is not None


async def test_proposals_reloads_and_applications_at_once_end_with_what_was_last_in_the_files(folder: Path) -> None:
    """Whatever their order, an apply never brings back what a later reload replaced, and nobody gets half a version."""
    serving = Serving(load(folder), FakeContent(lambda: load(folder)), clock=HandClock())
    applied: list[bool] = []

    async def moderate() -> None:
        proposal = await serving.propose(Wanted())
        applied.append(await serving.apply(proposal.id) is not None)

    for number in range(20, 28):
        change(folder, number)
        await asyncio.gather(moderate(), moderate(), serving.reload("SIGHUP"))
        assert days(serving.faq) == str(number)
        assert serving.status.version == serving.faq.version
    assert len(applied) == 16

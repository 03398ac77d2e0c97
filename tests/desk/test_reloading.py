from __future__ import annotations

from dataclasses import replace

from shop import GIFTS, REFUNDS, SHIPPING, FakeFAQ, a_base, a_decision

from bot.desk.reloading import LISTED, Verdict, compare, reload, tell_author
from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion, Place
from bot.faq.errors import ContentError, Fault, Severity, UsageError
from bot.faq.gating import GateFailure
from bot.wording import Wording

OLD = FakeFAQ(base=a_base(REFUNDS, SHIPPING))


def reloaded(new: FakeFAQ | Exception, *lost: tuple[FakeFAQ, str]) -> Verdict:
    def load() -> FakeFAQ:
        if isinstance(new, Exception):
            raise new
        return new

    def gate(faq: FakeFAQ) -> list[GateFailure]:
        questions = [
            LabelledQuestion(name, name, ("refunds",), place=Place("questions/q.yaml", 3, 5)) for of, name in lost if of is faq
        ]
        return [GateFailure(question, a_decision(), None, f"{question.id} is lost") for question in questions]

    return reload(OLD, load, gate)  # type: ignore[arg-type, return-value]  # fakes


def told(verdict: Verdict) -> tuple[str, ...]:
    return tuple(tell_author(verdict, Wording.load()))


def at(path: str, article: Article) -> Article:
    return replace(article, place=Place(path, 2, 1))


def changed_base(*articles: Article, **more: object) -> KnowledgeBase:
    return a_base(*articles, version="9c01e77bbbbbbbbb", **more)


def test_faults_keep_the_old_base_and_are_all_listed() -> None:
    faults = [
        Fault(Place("a.md", 15, 1), "unknown key 'not_fr'", "did you mean 'not_for'?"),
        Fault(Place("a.md", 16, 1), "the review was due", "look again", Severity.WARNING),
        Fault(Place("b.md", 4, 8), "'31.8.2026' is no day", "write 2026-08-31"),
    ]
    verdict = reloaded(ContentError(faults))
    assert (verdict.faq, verdict.accepted) == (OLD, False)
    assert told(verdict) == (
        "Nothing was changed: 2 faults in 2 files. You still talk to version 4f2a91c.",
        "a.md:15:1: unknown key 'not_fr'; did you mean 'not_for'?",
        "b.md:4:8: '31.8.2026' is no day; write 2026-08-31",
    )


def test_many_faults_are_counted_not_listed() -> None:
    verdict = reloaded(ContentError([Fault(Place("a.md", line), "wrong", "mend it") for line in range(1, 51)]))
    assert len(told(verdict)) == LISTED + 2
    assert told(verdict)[-1] == "and 30 more"


def test_a_folder_that_is_gone_keeps_the_old_base() -> None:
    verdict = reloaded(UsageError("knowledge is no folder"))
    assert told(verdict) == ("Nothing was changed: knowledge is no folder.",)
    assert verdict.faq is OLD


def test_a_change_says_what_was_added_changed_and_removed() -> None:
    new = FakeFAQ(base=changed_base(at("money/refunds.md", replace(REFUNDS, title="Refunds?")), at("money/gift-cards.md", GIFTS)))
    verdict = reloaded(new)
    assert (verdict.faq, verdict.accepted) == (new, True)
    assert told(verdict) == (
        "Done. You now talk to version 9c01e77 (before: 4f2a91c). 1 article added, 1 changed, 1 removed.",
        "Added: money/gift-cards.md",
        "Changed: money/refunds.md",
        "Removed: ",
    )


def test_the_same_content_is_nothing_new() -> None:
    verdict = reloaded(FakeFAQ(base=a_base(REFUNDS, SHIPPING)))
    assert not verdict.accepted
    assert told(verdict) == ("Nothing is new: the files hold what you already talk to, version 4f2a91c.",)


def test_a_change_besides_articles_is_named_as_such() -> None:
    verdict = reloaded(FakeFAQ(base=changed_base(REFUNDS, SHIPPING, name="The other shop")))
    assert told(verdict)[1].startswith("Changed besides articles: ")


def test_a_check_question_that_loses_its_answer_refuses_the_change() -> None:
    new = FakeFAQ(base=changed_base(REFUNDS))
    verdict = reloaded(new, (new, "q1"), (new, "q2"), (OLD, "q2"))
    assert verdict.faq is OLD
    assert told(verdict)[0] == "Nothing was changed: 1 fault in 1 file. You still talk to version 4f2a91c."
    assert told(verdict)[1].startswith("questions/q.yaml:3:5: q1 is lost; ")


def test_a_check_question_that_failed_before_refuses_nothing() -> None:
    questions = (LabelledQuestion("q1", "?", ("refunds",)), LabelledQuestion("q2", "?", ("refunds",)))
    new = FakeFAQ(base=changed_base(REFUNDS, SHIPPING, questions=questions))
    assert reloaded(new, (new, "q1"), (OLD, "q1")).accepted
    assert told(reloaded(new))[-1] == "All 2 check questions keep their answer."
    assert "check questions" not in told(reloaded(new, (new, "q1"), (OLD, "q1")))[-1].replace("or check questions", "")


def test_lines_that_merely_moved_are_no_change() -> None:
    passages = tuple(replace(passage, place=Place("x.md", 9, 1)) for passage in REFUNDS.passages)
    moved = replace(REFUNDS, place=Place("x.md", 5, 1), passages=passages)
    changes = compare(a_base(REFUNDS), a_base(moved))
    assert (changes.added, changes.changed, changes.removed) == ((), (), ())

"""Check questions: what must keep its answer at every reload, and what is said when one does not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.faq.articles import KnowledgeBase, LabelledQuestion, Place
from bot.faq.decisions import Decision, Kind, Quote, Suggestion
from bot.faq.errors import Severity
from bot.faq.gating import run_gate

PLACE = Place("questions/gate.yaml", 7, 15)


@dataclass
class OneAnswer:
    """A FAQ that decides the same about every question, and keeps the precision it was asked with."""

    decision: Decision
    base: KnowledgeBase
    precision: float = 0.0

    def ask(self, question: str, *, precision: float = 0.95) -> Decision:
        assert question
        self.precision = precision
        return self.decision


def gate(decision: Decision, *expect: str, text: str = "Can I get my money back?") -> OneAnswer:
    asked = LabelledQuestion("q1", text, expect, place=PLACE)
    return OneAnswer(decision, KnowledgeBase("Shop", "en", (), (), (), questions=(asked,)))


def answered(*articles: str) -> Decision:
    quotes = tuple(Quote(article, None, "Text.") for article in articles)
    return Decision("?", Kind.ANSWERED, 0.9, "v", article=articles[0], passages=quotes)


def suggested(*articles: str) -> Decision:
    return Decision("?", Kind.SUGGESTED, 0.5, "v", suggestions=tuple(Suggestion(name, name, name, 0.5) for name in articles))


def declined(guard: str | None = None) -> Decision:
    return Decision("?", Kind.DECLINED, 0.1, "v", guard=guard)


@pytest.mark.parametrize(
    ("decision", "expect"),
    [
        (answered("refunds"), ("refunds",)),
        (answered("refunds"), ("returns", "refunds")),
        (answered("shipping", "refunds"), ("refunds",)),  # the second half of a question in two
        (suggested("shipping", "returns", "refunds"), ("refunds",)),
        (suggested("shipping"), ()),
        (declined(), ()),
    ],
)
def test_what_a_member_gets_to_see_passes(decision: Decision, expect: tuple[str, ...]) -> None:
    assert run_gate(gate(decision, *expect)) == ()


@pytest.mark.parametrize(
    ("decision", "expect", "stolen_by", "sentence"),
    [
        (answered("shipping"), ("refunds",), "shipping", "must find 'refunds', but 'shipping' answers it"),
        (answered("shipping"), ("refunds", "returns"), "shipping", "must find 'refunds' or 'returns', but 'shipping' answers it"),
        (suggested("shipping", "hours"), ("refunds",), "shipping", "must find 'refunds', but only 'shipping', 'hours' came up"),
        (declined(), ("refunds",), None, "must find 'refunds', but it is declined"),
        (declined("own-case"), ("refunds",), None, "must find 'refunds', but it is declined by the guard 'own-case'"),
        (answered("shipping"), (), "shipping", "must not be answered, but 'shipping' answers it"),
    ],
)
def test_a_failure_says_what_came_instead(
    decision: Decision, expect: tuple[str, ...], stolen_by: str | None, sentence: str
) -> None:
    (failure,) = run_gate(gate(decision, *expect))
    assert failure.stolen_by == stolen_by
    assert failure.sentence == f"the question 'Can I get my money back?' {sentence}"
    assert failure.decision is decision


def test_a_failure_is_a_fault_at_its_question_with_a_remedy() -> None:
    (failure,) = run_gate(gate(answered("shipping"), "refunds"))
    fault = failure.as_fault()
    assert (fault.place, fault.rule, fault.severity) == (PLACE, "gate", Severity.FAULT)
    assert (
        fault.remedy == "write a phrasing like it in 'refunds', or under not_for in 'shipping'; or correct the question's expect"
    )


def test_an_answer_to_what_must_be_declined_asks_for_a_look_alike() -> None:
    (failure,) = run_gate(gate(answered("shipping")))
    assert "write it under not_for in 'shipping' (what it must not answer)" in str(failure.as_fault())


def test_a_declined_question_names_no_thief() -> None:
    (failure,) = run_gate(gate(declined(), "refunds"))
    assert failure.as_fault().remedy == "write a phrasing like it in 'refunds'; or correct the question's expect"


def test_a_long_question_is_shortened_to_one_line() -> None:
    (failure,) = run_gate(gate(declined(), "refunds", text="money\n" * 100))
    assert len(failure.sentence) < 200
    assert "\n" not in failure.sentence
    assert "..." in failure.sentence


def test_other_questions_than_the_base_s_own_can_be_given() -> None:
    faq = gate(declined(), "refunds")
    other = LabelledQuestion("q2", "Another?", ())
    assert run_gate(faq, [other], precision=0.8) == ()
    assert faq.precision == pytest.approx(0.8)


def test_a_base_without_questions_passes() -> None:
    assert run_gate(OneAnswer(declined(), KnowledgeBase("Shop", "en", (), (), ()))) == ()

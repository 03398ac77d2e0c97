"""Questions in reply to the bot's own answer, on the shipped base: ``follow_ups.yaml`` and what the rules promise for any question."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from game_server import SHIPPED, TODAY, article, base_of, faq_of, passage
from hypothesis import given
from hypothesis import strategies as st

from bot.faq import Decision, Kind, load
from bot.following import FollowUp, follow_up

if TYPE_CHECKING:
    from bot.faq import FAQ

BASE = load(SHIPPED, today=TODAY)
"""The shipped base, for the test that hypothesis calls many times."""

MOST_DECLINED = 0.34
"""Share of real follow-ups that may be declined: declining costs a question, a wrong passage costs trust."""

ENTITIES = [
    "Iran",
    "Cuba",
    "Russia",
    "Japan",
    "Hanoi",
    "Trump",
    "Sweden",
    "missiles",
    "refugees",
    "coal",
    "OFAC",
    "THAAD",
    "treaty",
]


class Case(NamedTuple):
    """A message in reply to an answer, and the passages that may be quoted, counted from 1."""

    kind: str
    after: str
    question: str
    passages: tuple[int, ...]


def read_cases() -> list[Case]:
    rows = yaml.safe_load((Path(__file__).parent / "follow_ups.yaml").read_text("utf-8"))["cases"]
    return [Case(row["kind"], row["after"], row["question"], tuple(row.get("passages", ()))) for row in rows]


CASES = read_cases()
REAL = [case for case in CASES if case.passages]
OTHERS = [case for case in CASES if not case.passages]


def quoted(decision: Decision, faq: FAQ) -> int:
    """The number of the passage that a decision quotes."""
    texts = [one.text for one in faq.article(decision.passages[0].article).passages]
    return next(at for at, text in enumerate(texts, start=1) if decision.passages[0].text in text)


def taken(found: FollowUp | None) -> bool:
    return found is not None and found.decision.decision is Kind.ANSWERED


def test_there_are_enough_cases_and_most_must_not_be_followed() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) >= 380
    assert kinds["shift"] >= 70
    assert kinds["other-country"] >= 50
    assert kinds["small-talk"] >= 50
    assert len({(case.after, case.question) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case.after}: {case.question}")
def test_what_does_not_follow_up_is_never_answered_with_the_article_before(case: Case, shipped: FAQ) -> None:
    assert not taken(follow_up(shipped, case.question, case.after))


def test_no_follow_up_is_answered_with_a_wrong_passage(shipped: FAQ) -> None:
    wrong = []
    for case in REAL:
        found = follow_up(shipped, case.question, case.after)
        if (
            found
            and taken(found)
            and (found.decision.article != case.after or quoted(found.decision, shipped) not in case.passages)
        ):
            wrong.append((case.after, case.question, found.taken_as))
    assert wrong == []


def test_most_real_follow_ups_are_answered(shipped: FAQ) -> None:
    """By themselves (*what were the four points?*) or read with the article."""
    answered = []
    for case in REAL:
        found = follow_up(shipped, case.question, case.after)
        decision = found.decision if found else shipped.ask(case.question)
        answered.append(decision.article == case.after and quoted(decision, shipped) in case.passages)
    assert sum(answered) >= (1 - MOST_DECLINED) * len(REAL)
    assert sum(taken(follow_up(shipped, case.question, case.after)) for case in REAL) >= 60


def test_the_reply_says_how_it_was_taken_in_the_author_s_words(shipped: FAQ) -> None:
    found = follow_up(shipped, "why did they end?", "six-party-talks")
    assert found is not None
    assert found.taken_as == "Six-Party Talks: Why did the Six-Party Talks end?"
    assert found.decision.question == "why did they end?"
    assert "April 2009" in found.decision.passages[0].text


def test_a_question_that_is_answered_by_itself_is_left_alone(shipped: FAQ) -> None:
    for question in ("Can Americans travel to North Korea?", "and the Hanoi summit?", "what about THAAD?", "and the armistice?"):
        assert shipped.ask(question).decision is Kind.ANSWERED, question
        assert follow_up(shipped, question, "nuclear-tests") is None, question


@pytest.mark.parametrize(
    ("question", "after", "elsewhere"),
    [
        ("do they have families?", "it-workers", "separated-families"),
        ("did they meet again in vietnam?", "singapore-summit", "hanoi-summit"),
        ("how old was his sister?", "otto-warmbier", "separated-families"),
    ],
)
def test_what_leans_on_the_answer_is_not_answered_from_elsewhere(question: str, after: str, elsewhere: str, shipped: FAQ) -> None:
    assert shipped.ask(question).article == elsewhere
    found = follow_up(shipped, question, after)
    assert found is not None
    assert found.decision.decision is Kind.DECLINED
    assert (found.decision.article, found.decision.passages, found.taken_as) == (None, (), "")
    assert found.decision.near == elsewhere


def test_a_guard_stays_a_guard(shipped: FAQ) -> None:
    plain = shipped.ask("and Venezuela?")
    assert plain.guard == "other-country"
    assert follow_up(shipped, "and Venezuela?", "us-sanctions-overview") is None


def test_an_article_that_is_gone_is_nothing_to_follow_up_on(shipped: FAQ) -> None:
    assert follow_up(shipped, "why did they end?", "no-such-article") is None


def test_two_passages_asked_for_alike_are_none() -> None:
    twins = article(
        "tickets",
        "Tickets",
        ("how do tickets work",),
        passage("Tickets are sold online."),
        passage("Day tickets last until midnight.", "How long do day tickets last?"),
        passage("Week tickets last seven days.", "How long do week tickets last?"),
        passage("Lost tickets are replaced once.", "Are lost tickets replaced?"),
    )
    faq = faq_of(base_of(twins, article("pets", "Are pets allowed?", ("can I bring my dog",), passage("Dogs may come in."))))
    assert not taken(follow_up(faq, "and for how long do they last?", "tickets"))
    found = follow_up(faq, "and are lost ones replaced?", "tickets")
    assert found is None or quoted(found.decision, faq) == 4


@given(
    st.sampled_from(ENTITIES),
    st.sampled_from(["and {}?", "what about {}", "is it the same for {}?"]),
    st.sampled_from([one.id for one in BASE.base.live]),
)
def test_a_follow_up_quotes_the_article_before_or_nothing(entity: str, frame: str, after: str) -> None:
    question = frame.format(entity)
    found = follow_up(BASE, question, after)
    assert found is None or found.decision.article == (after if found.taken_as else None)
    assert found is None or found.decision != BASE.ask(question)

"""Why, in words that a moderator understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER, REFUNDS, base_of, faq_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.explaining import NAMES, SIGNS
from bot.faq.matching import FEATURES, MEANING
from bot.faq.reading import How

if TYPE_CHECKING:
    import bot.faq

FAQ = faq_of()


def why(question: str, article: str) -> str:
    return next(hit.why for hit in FAQ.ask(question).hits if hit.article == article)


@pytest.mark.parametrize(
    ("question", "article", "part"),
    [
        ("refnud", "refunds", "refnud → refund"),
        ("donor rank", "ranks", "donor rank = VIP"),
        ("robux", "refunds", "robux = money"),
        ("shovel", "claims", "matched shovel"),
        ("reimburse", "refunds", "reimburse ~ refund"),
    ],
)
def test_a_hit_tells_how_each_word_was_read(question: str, article: str, part: str) -> None:
    assert part in why(question, article)


def test_a_hit_tells_what_is_not_in_it() -> None:
    assert why("refund shovel weather", "refunds").endswith("not in it: shovel, weather")
    assert why("weather", "refunds") == "matched no word; not in it: weather"


def test_each_word_is_told_once() -> None:
    assert why("refund refund refund", "refunds") == "matched refund"


def test_two_mistyped_words_of_one_stem_are_told_each_by_itself() -> None:
    """``refnudf`` and ``refnudfs`` have the same stem, but not the same repairs."""
    for one, two in [("refnudf", "refnudfs"), ("tnanh", "tnanhe"), ("shovl", "shovls"), ("rfnd", "rfnds")]:
        assert why(f"{one} {two} shovel", "claims").startswith("matched ")


def told(question: str, faq: bot.faq.FAQ = FAQ) -> list[str]:
    return [str(reason) for reason in faq.explain(question)]


def test_the_account_names_the_best_the_next_and_what_separates_them() -> None:
    lines = told("how long does a refund take")
    text = "\n".join(lines)
    assert lines[0] == "read as: how long does a refund take"
    assert "best: refunds, confidence" in text
    assert "next: " in text
    assert "nearest phrasing: How long does a refund take?" in text
    assert "score of the best: " in text
    assert "words that only the best explains: refund" in text
    assert "what separated them: " in text
    assert lines[-1].startswith("answers from confidence ")
    assert lines[-1].endswith("at precision 0.95")


def test_a_guard_is_named_first_with_its_place() -> None:
    assert told("tell me a joke")[0].startswith("guard: chit-chat (")


def test_an_only_article_has_no_runner_up() -> None:
    text = "\n".join(told("refund", faq_of(base_of(REFUNDS))))
    assert "next:" not in text
    assert "separated" not in text


def test_a_question_of_nothing_is_said_to_be_nothing() -> None:
    assert told("?!")[0] == "read as: (nothing)"


def test_every_piece_of_evidence_and_every_way_of_reading_has_its_words() -> None:
    assert set(NAMES) == {*FEATURES, *MEANING}
    assert set(SIGNS) == set(How) - {How.LITERAL}


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=80), st.sampled_from([text for one in GAME_SERVER.articles for text in one.asks])))
def test_every_question_has_an_account_in_single_lines(question: str) -> None:
    lines = told(question)
    assert all(line.strip() and "\n" not in line for line in lines)

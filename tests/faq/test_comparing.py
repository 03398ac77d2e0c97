"""Comparing words both ways: equal to the slow obvious way of saying it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from game_server import GAME_SERVER
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.arrays import ranges
from bot.faq.articles import Synonym
from bot.faq.comparing import coverage, likeness, nearest_text, weigh
from bot.faq.fields import build_field
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.postings import first
from bot.faq.reading import Reading, read

INDEX = build_index(GAME_SERVER, load_language("en"))
WORDS = [
    "how",
    "do",
    "refunds",
    "refnud",
    "work",
    "vip",
    "donor",
    "robux",
    "ban",
    "weather",
    "golden",
    "shovel",
    "claim",
    "gift",
    "?",
    "my",
]
questions = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


@settings(max_examples=80, deadline=None)
@given(questions, st.sets(st.integers(0, len(INDEX.phrasings.texts) - 1), max_size=6))
def test_coverage_is_what_its_definition_says(question: str, chosen: set[int]) -> None:
    """Of the question the rarity that the text explains, of the text the rarity that the question asks for."""
    reading, field, vocabulary = read(question, INDEX.vocabulary), INDEX.phrasings, INDEX.vocabulary
    rows = np.array(sorted(chosen), np.intp)
    met, asked, matrix = coverage(field, rows, weigh(reading, INDEX), vocabulary)
    assert matrix.shape == (len(rows), len(reading.positions))
    for at, row in enumerate(rows):
        terms = set(field.terms[field.starts[row] : field.starts[row + 1]].tolist())
        meant: dict[int, float] = {}
        for place in reading.positions:
            for other in place.alternatives:
                meant[other.term] = max(meant.get(other.term, 0.0), other.weight)
        slow_asked = sum(meant.get(term, 0) * vocabulary.rarity[term] for term in terms) / max(field.mass[row], 1e-6)
        assert asked[at] == pytest.approx(slow_asked, abs=1e-5)
        total = sum(place.rarity for place in reading.positions)
        slow_met = sum(place.rarity * matrix[at, column] for column, place in enumerate(reading.positions)) / max(total, 1e-6)
        assert met[at] == pytest.approx(slow_met, abs=1e-5)
        for column, place in enumerate(reading.positions):
            best = max((other.weight for other in place.alternatives if other.term in terms), default=0.0)
            assert matrix[at, column] <= best + 1e-6  # less only where another position means the same term more


def test_each_word_of_a_question_explains_itself() -> None:
    reading = read("how do refunds work", INDEX.vocabulary)
    row = INDEX.phrasings.texts.index("how do refunds work")
    met, asked, matrix = coverage(INDEX.phrasings, np.array([row]), weigh(reading, INDEX), INDEX.vocabulary)
    assert met[0] == pytest.approx(1, abs=1e-5)
    assert asked[0] == pytest.approx(1, abs=1e-5)
    assert matrix[0].tolist() == [1, 1, 1, 1]


def test_the_same_words_are_alike_and_other_words_are_not() -> None:
    rows = np.arange(len(INDEX.phrasings.texts))
    reading = read("how do refunds work", INDEX.vocabulary)
    met, asked, _ = coverage(INDEX.phrasings, rows, weigh(reading, INDEX), INDEX.vocabulary)
    near = likeness(INDEX.phrasings, rows, reading, met, asked)
    assert INDEX.phrasings.texts[int(near.argmax())] == "how do refunds work"
    assert near.max() == pytest.approx(1, abs=0.01)
    assert near.min() >= 0


@settings(max_examples=60, deadline=None)
@given(questions)
def test_a_likeness_is_a_share(question: str) -> None:
    reading, rows = read(question, INDEX.vocabulary), np.arange(len(INDEX.phrasings.texts))
    met, asked, _ = coverage(INDEX.phrasings, rows, weigh(reading, INDEX), INDEX.vocabulary)
    near = likeness(INDEX.phrasings, rows, reading, met, asked)
    assert (near >= 0).all()
    assert (near <= 1 + 1e-5).all()


def test_of_very_many_texts_those_with_most_words_are_compared_by_letters() -> None:
    many = build_field([[(f"refund {number}", -1) for number in range(600)], [("ban appeal", -1)]], INDEX.vocabulary)
    reading = read("ban appeal", INDEX.vocabulary)
    near, owner = nearest_text(many, reading, weigh(reading, INDEX), INDEX.vocabulary)
    assert near == pytest.approx(1, abs=0.01)
    assert owner == 1


def test_no_text_is_near_where_there_is_none() -> None:
    reading = read("ban appeal", INDEX.vocabulary)
    assert nearest_text(build_field([], INDEX.vocabulary), reading, weigh(reading, INDEX), INDEX.vocabulary) == (0.0, -1)


def test_a_question_of_nothing_weighs_nothing() -> None:
    question = weigh(read("", INDEX.vocabulary), INDEX)
    assert question.length == 0
    assert not question.weight.any()
    assert len(question.keys) == 0


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=8))
def test_ranges_are_concatenated(pairs: list[tuple[int, int]]) -> None:
    starts, lengths = np.array([start for start, _ in pairs], np.int32), np.array([length for _, length in pairs], np.int32)
    assert ranges(starts, lengths).tolist() == [at for start, length in pairs for at in range(start, start + length)]


@given(st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]), max_size=100), st.integers(1, 10))
def test_the_first_are_the_best_and_of_equals_the_earlier(scores: list[float], count: int) -> None:
    expected = sorted(range(len(scores)), key=lambda at: (-scores[at], at))[:count]
    assert first(np.array(scores, np.float32), count).tolist() == expected


def test_a_repeated_word_is_explained_wherever_it_stands() -> None:
    reading = read("refund my refund", INDEX.vocabulary)
    row = INDEX.phrasings.texts.index("refund policy")
    _, _, matrix = coverage(INDEX.phrasings, np.array([row]), weigh(reading, INDEX), INDEX.vocabulary)
    assert matrix[0].tolist() == [1, 0, 1]


def test_two_words_of_one_stem_that_are_repaired_differently_are_two() -> None:
    known = read("refund", INDEX.vocabulary).positions[0]
    unknown = known._replace(typed="refundes", alternatives=())
    question = weigh(Reading((unknown, known, known), "", "", ("",)), INDEX)
    assert question.first.tolist() == [0, 1, 1]


def test_synonyms_are_spelt_alike_so_that_letters_do_not_tell_them_apart() -> None:
    """*nk* is as near to an author's *North Korea* as *North Korea* is: a question in slang finds the passage asked for word by word."""
    synonyms = (Synonym(("North Korea", "NK", "Democratic People's Republic of Korea")),)
    index = build_index(replace(GAME_SERVER, synonyms=synonyms), load_language("en"))
    field = build_field([[("embassy in North Korea", -1)], [("embassy in Washington", -1)]], index.vocabulary)

    def near(question: str) -> list[float]:
        reading = read(question, index.vocabulary)
        met, asked, _ = coverage(field, np.arange(2), weigh(reading, index), index.vocabulary)
        return [round(float(value), 5) for value in likeness(field, np.arange(2), reading, met, asked)]

    as_written = near("embassy in North Korea")
    assert as_written[0] > as_written[1] + 0.2
    assert near("embassy in nk") == near("embassy in Democratic People's Republic of Korea") == as_written


@settings(max_examples=40, deadline=None)
@given(questions, st.floats(0, 1, width=32))
def test_a_least_likeness_hides_only_what_lies_below_it(question: str, least: float) -> None:
    reading = read(question, INDEX.vocabulary)
    rows = np.arange(len(INDEX.phrasings))
    met, asked, _ = coverage(INDEX.phrasings, rows, weigh(reading, INDEX), INDEX.vocabulary)
    whole, pruned = (likeness(INDEX.phrasings, rows, reading, met, asked, least=bound) for bound in (0.0, least))
    reached = whole >= least
    assert np.array_equal(whole[reached], pruned[reached])
    assert (pruned[~reached] < least).all()
    each = likeness(INDEX.phrasings, rows, reading, met, asked, least=np.full(len(rows), least, np.float32))
    assert np.array_equal(each[reached], whole[reached])

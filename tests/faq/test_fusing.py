"""Evidence → a ranking with confidences: shares of certainty that never exceed it."""

from __future__ import annotations

from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.fusing import circumstances, fuse, load_weights
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.matching import FEATURES, gather_evidence
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq.fusing import Ranking

INDEX = build_index(GAME_SERVER, load_language("en"))


def ranking(question: str) -> Ranking:
    reading = read(question, INDEX.vocabulary)
    return fuse(reading, gather_evidence(reading, INDEX), INDEX, load_weights())


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.sampled_from([text for one in GAME_SERVER.articles for text in one.asks])))
def test_confidences_are_probabilities_of_which_only_one_comes_true(question: str) -> None:
    found = ranking(question)
    assert sorted(found.order) == list(range(len(INDEX.articles)))
    assert all(0 <= confidence <= 1 for confidence in found.confidences)
    assert sum(found.confidences) <= 1 + 1e-6
    assert all(one >= two for one, two in pairwise(found.scores))
    assert all(one >= two for one, two in pairwise(found.confidences[1:]))


def test_the_second_confidence_leaves_room_for_the_first() -> None:
    found = ranking("how do refunds work")
    assert found.confidences[0] + found.confidences[1] <= 1 + 1e-6


def test_an_own_phrasing_is_surer_than_a_question_about_something_else() -> None:
    assert ranking("how do refunds work").confidences[0] > ranking("weather in tehran tomorrow").confidences[0]


def test_equal_scores_keep_the_order_of_the_articles() -> None:
    assert ranking("").order == tuple(range(len(INDEX.articles)))


def test_every_weight_is_for_a_known_piece_of_evidence() -> None:
    weights = load_weights()
    assert set(weights.ranking) == set(FEATURES)
    assert set(weights.confidence) <= {*FEATURES, "lead", "bias", *circumstances_of("")}


def test_more_evidence_never_lowers_a_score_but_a_look_alike_does() -> None:
    for name, weight in load_weights().ranking.items():
        assert weight < 0 if name == "lookalike" else weight >= 0, name


def test_an_article_s_own_words_bring_it_to_the_top() -> None:
    for at, article in enumerate(INDEX.articles):
        for asked in article.asks:
            reading = read(asked, INDEX.vocabulary)
            evidence = gather_evidence(reading, INDEX)
            assert evidence.candidates[fuse(reading, evidence, INDEX, load_weights()).order[0]] == at


def circumstances_of(question: str, article: str = "appeals") -> dict[str, float]:
    reading = read(question, INDEX.vocabulary)
    at = [one.id for one in INDEX.articles].index(article)
    return circumstances(reading, gather_evidence(reading, INDEX), at, INDEX)


def test_what_only_repair_explains_is_told_as_a_share() -> None:
    assert circumstances_of("refund")["mended"] == 0
    assert 0 < circumstances_of("refnud for my purchase")["mended"] < 1
    assert circumstances_of("refnud")["mended"] == 1


@given(st.text(max_size=60))
def test_circumstances_are_shares_whatever_is_typed(question: str) -> None:
    found = circumstances_of(question)
    assert all(0 <= share <= 1 + 1e-6 for name, share in found.items() if name not in ("length", "explained"))
    assert 0 <= found["explained"] <= found["length"] + 1e-6


def test_a_word_is_explained_once_and_function_words_never() -> None:
    once = circumstances_of("refund", "refunds")["explained"]
    assert once == pytest.approx(log(2))
    assert circumstances_of("is it so with the refund", "refunds")["explained"] == pytest.approx(once)
    assert circumstances_of("refund refund refund", "refunds")["explained"] == pytest.approx(once)
    assert circumstances_of("refund for my purchase", "refunds")["explained"] > once


def test_an_unlikely_question_has_a_low_confidence() -> None:
    assert ranking("xkcd qwxz").confidences[0] == pytest.approx(0, abs=0.2)

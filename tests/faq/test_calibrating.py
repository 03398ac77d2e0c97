"""Each base's own curve: deterministic, bounded, cautious, and nothing that a base of ten articles need fear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from game_server import GAME_SERVER

import bot.faq
from bot.faq import Kind, Way
from bot.faq.articles import Article, KnowledgeBase, Overlay, Passage, Taught
from bot.faq.calibrating import FOLDS, LOOKUPS, PRECISIONS, SHIPPED_COUNTS, _curve, _folds, _Outcomes, make_cuts
from bot.faq.fusing import load_weights

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = load_weights().cuts


def outcomes(sure: float, right: int, wrong: int, misses: int = 0) -> _Outcomes:
    count = right + wrong + misses
    return _Outcomes(np.full(count, sure), np.arange(count) < right, np.arange(count) >= right + wrong)


def many(articles: int) -> KnowledgeBase:
    def make(number: int) -> Article:
        asks = tuple(f"what about subject{number} part{part}" for part in range(10))
        return Article(f"a{number}", "t", f"Subject{number}", asks, (Passage(None, "Text.", ((0, 5),)),))

    return KnowledgeBase("many", "en", (), (), tuple(map(make, range(articles))), version="1")


def test_equal_content_gives_an_equal_curve() -> None:
    assert make_cuts(GAME_SERVER, load_weights()) == make_cuts(GAME_SERVER, load_weights())


def test_curves_rise_with_the_precision_and_listening_asks_for_no_less() -> None:
    cuts = make_cuts(GAME_SERVER, load_weights())
    assert cuts.precision == PRECISIONS
    assert list(cuts.asked) == sorted(cuts.asked)
    assert all(heard >= asked for heard, asked in zip(cuts.listening, cuts.asked, strict=True))
    assert cuts.version == GAME_SERVER.version


def test_every_wording_is_asked_of_an_index_without_it() -> None:
    asked = 0
    for without, questions in _folds(GAME_SERVER, LOOKUPS // 2):
        present = {text for article in without.live for text in article.asks}
        present |= {wording for guard in without.guards for wording in guard.when} | {*without.overlay.declined}
        present |= {text for article in without.live for passage in article.passages for text in passage.asks}
        assert not present & {question.wording for question in questions}
        assert all(any(one.id == question.article for one in without.live) for question in questions if question.article)
        asked += len(questions)
    assert asked > sum(len(article.asks) for article in GAME_SERVER.live) / 2


def test_taught_phrasings_and_declined_questions_are_asked_too() -> None:
    first = GAME_SERVER.live[0]
    overlay = Overlay(phrasings=(Taught(first.id, "a taught wording"),), declined=("a declined wording",))
    asked = {(one.wording, one.article) for _, some in _folds(replace(GAME_SERVER, overlay=overlay), 1_000) for one in some}
    assert ("a taught wording", first.id) in asked
    assert ("a declined wording", None) in asked


@pytest.mark.parametrize(("articles", "folds"), [(20, FOLDS), (400, 1)])
def test_however_large_the_base_the_look_ups_are_bounded(articles: int, folds: int) -> None:
    """Of a large base a sample is drawn, and one fold is enough to leave it out: no more than one more build."""
    made = list(_folds(many(articles), 300))
    assert len(made) == folds
    assert sum(len(questions) for _, questions in made) <= 300


def test_no_article_loses_most_of_its_phrasings_in_one_fold() -> None:
    for without, _ in _folds(many(20), 1_000):
        assert min(len(article.asks) for article in without.live) >= 7


@pytest.mark.parametrize("articles", [0, 1, 2])
def test_a_base_with_nothing_to_leave_out_keeps_near_the_shipped_curve(articles: int) -> None:
    kept = tuple(replace(one, asks=one.asks[:1]) for one in GAME_SERVER.live[:articles])
    cuts = make_cuts(replace(GAME_SERVER, articles=kept), load_weights())
    assert cuts.cut_for(0.95) == pytest.approx(SHIPPED.cut_for(0.95), abs=0.06)


def test_mistakes_raise_the_cut_and_their_absence_lowers_it() -> None:
    usual = PRECISIONS.index(0.95)
    sure, unsure = _curve(outcomes(0.9, 2_000, 0), SHIPPED, Way.ASKED), _curve(outcomes(0.9, 1_000, 1_000), SHIPPED, Way.ASKED)
    assert sure[usual] < SHIPPED.cut_for(0.95) < unsure[usual]
    assert unsure[usual] > 0.9


def test_a_handful_of_answers_hardly_moves_the_shipped_curve() -> None:
    few = _curve(outcomes(0.9, SHIPPED_COUNTS // 30, 1), SHIPPED, Way.ASKED)
    assert few[PRECISIONS.index(0.95)] == pytest.approx(SHIPPED.cut_for(0.95), abs=0.03)


def test_near_misses_weigh_more_where_the_bot_only_listens() -> None:
    found = outcomes(0.9, 1_000, 0, misses=100)
    assert (
        _curve(found, SHIPPED, Way.LISTENING)[PRECISIONS.index(0.95)] > _curve(found, SHIPPED, Way.ASKED)[PRECISIONS.index(0.95)]
    )


def test_a_base_of_ten_articles_still_answers_when_calibrated() -> None:
    faq = bot.faq.calibrate(bot.faq.build(GAME_SERVER))
    assert len(GAME_SERVER.live) <= 10
    asked = ["how do i get a refnud", "can i get a refund pls", "where do I appeal my ban"]
    assert any(faq.ask(question).decision is Kind.ANSWERED for question in asked)
    assert faq.ask("weather in tehran tomorrow").decision is not Kind.ANSWERED


def test_a_calibration_is_kept_with_the_state_and_used_by_the_next_load(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    text = "---\ntitle: Refunds\nasks: [how do refunds work, can I get my money back, give me a refund]\n---\nNo refunds.\n"
    (folder / "refunds.md").write_text(text, "utf-8")
    state = tmp_path / "state"
    fresh = bot.faq.load(folder, state=state)
    assert fresh.cuts == SHIPPED
    calibrated = bot.faq.calibrate(fresh, state=state)
    assert calibrated.cuts.version == fresh.version
    again = bot.faq.load(folder, state=state)
    assert again.cuts == calibrated.cuts
    assert str(again.explain("refunds")[-1]).count("(calibrated)") == 1
    (folder / "refunds.md").write_text(text.replace("No refunds", "None"), "utf-8")
    edited = bot.faq.load(folder, state=state)
    assert edited.cuts == calibrated.cuts
    assert str(edited.explain("refunds")[-1]).count("(calibrated on earlier content)") == 1

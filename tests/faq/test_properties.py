"""What must hold for any question, any order of content and any process."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from game_server import ARTICLES, GAME_SERVER, SHIPPED, TODAY, faq_of, write_folder
from hypothesis import example, given, settings
from hypothesis import strategies as st
from invariants import assert_sound

from bot.faq import Kind, load

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq import FAQ

GAME = faq_of()
WORDS = sorted({word for one in ARTICLES for text in (*one.asks, *(part.text for part in one.passages)) for word in text.split()})
anything = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C", "Cs"]), max_size=150)
sensible = st.lists(st.sampled_from([*WORDS, "refnud", "and how", "?", "\n", "is the server down"]), max_size=25).map(" ".join)
ASKED = [
    *(text for one in ARTICLES for text in (*one.asks, one.title)),
    *(
        "refund",
        "vip",
        "tell me a joke",
        "how do refunds work and how many days is a ban",
        "weather",
        "",
        "what can I get",
        "my ticket",
    ),
]


@settings(max_examples=400, deadline=None)
@given(st.one_of(anything, sensible))
@example("refund \ud800")
@example("how do refunds work? how many days is a ban?")
@example("\ufdfa" * 500)
@example("\u115f\u3164 \x00")
def test_whatever_is_asked_the_decision_is_sound(question: str) -> None:
    assert_sound(GAME.ask(question), GAME)


@settings(max_examples=100, deadline=None)
@given(sensible, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_higher_precision_never_answers_more(question: str, one: float, other: float) -> None:
    low, high = (GAME.ask(question, precision=precision) for precision in sorted((one, other)))
    assert high.decision is not Kind.ANSWERED or low.decision is Kind.ANSWERED


@settings(max_examples=100, deadline=None)
@given(sensible, st.sampled_from([article.id for article in ARTICLES]))
def test_what_it_follows_only_ever_adds_that_article_s_answer(question: str, context: str) -> None:
    alone, after = GAME.ask(question), GAME.ask(question, context=context)
    assert_sound(after, GAME)
    assert after == alone or after.article == context


@settings(max_examples=60, deadline=None)
@given(sensible)
def test_asking_changes_nothing(question: str) -> None:
    before = GAME.ask("how do refunds work")
    GAME.ask(question)
    GAME.explain(question)
    assert GAME.ask("how do refunds work") == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_articles_never_changes_a_decision(seed: int) -> None:
    shuffled = list(ARTICLES)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  (reproducible)
    other = faq_of(replace(GAME_SERVER, articles=tuple(shuffled)))
    for question in ASKED:
        assert other.ask(question) == GAME.ask(question), question


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_in_which_files_were_written_never_changes_a_decision(seed: int, tmp_path: Path) -> None:
    base = GAME_SERVER
    plain = load(write_folder(tmp_path / "plain"), today=TODAY)
    shuffled = list(base.articles)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  (reproducible)
    other = load(write_folder(tmp_path / "shuffled", replace(base, articles=tuple(shuffled))), today=TODAY)
    assert other.version == plain.version
    for question in ASKED:
        assert other.ask(question) == plain.ask(question)


def test_another_process_with_another_hash_seed_decides_the_same(tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text(
        "\n".join([*ASKED, "sanctions?", "can american citizen go nort korea", "nuclear tests", "trump kim"]), "utf-8"
    )
    code = (
        "import sys, datetime as dt\nfrom dataclasses import replace\nfrom pathlib import Path\nfrom bot.faq import load\n"
        "faq = load(sys.argv[1], today=dt.date(2026, 6, 1))\n"
        "for line in Path(sys.argv[2]).read_text('utf-8').split('\\n'):\n"
        "    print(ascii(replace(faq.ask(line), took_ms=0)), faq.explain(line))\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, str(SHIPPED), str(questions)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    ]
    assert told[0] == told[1]
    assert told[0].count("Decision(") == len(ASKED) + 4


def test_a_moved_folder_decides_the_same(game_server_folder: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(game_server_folder, tmp_path / "elsewhere")
    one, two = load(game_server_folder, today=TODAY), load(moved, today=TODAY)
    assert [one.ask(question) for question in ASKED] == [two.ask(question) for question in ASKED]


@pytest.mark.parametrize("question", ["how do refunds work", "can I get my money back"])
def test_the_shipped_base_does_not_answer_the_game_server_s_questions(question: str, shipped: FAQ) -> None:
    decision = shipped.ask(question)
    assert_sound(decision, shipped)
    assert decision.decision is not Kind.ANSWERED

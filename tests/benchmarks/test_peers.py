"""Every system that the engine is measured beside finds an article by its own phrasing: none is crippled."""

from __future__ import annotations

import pytest
from game_server import GAME_SERVER

for needed in ("bm25s", "scipy", "Stemmer"):
    pytest.importorskip(needed, reason="the bench extra is not installed")

from engines import ENGINES  # noqa: E402 - after the skip
from peers import PEERS  # noqa: E402 - likewise

SYSTEMS = ENGINES | PEERS


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_own_phrasing_finds_its_article(name: str) -> None:
    system = SYSTEMS[name](GAME_SERVER)
    for article in GAME_SERVER.live:
        assert article.id in system(article.asks[0]).articles[:2]


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_question_without_words_breaks_nothing(name: str) -> None:
    assert SYSTEMS[name](GAME_SERVER)("?!").sure >= 0


def test_without_repair_a_typo_stays_a_typo() -> None:
    asked = "refnud"
    assert SYSTEMS["policybot"](GAME_SERVER)(asked).sure > SYSTEMS["policybot, no repair"](GAME_SERVER)(asked).sure

"""The engine with the semantic extra switched on, off and missing."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bag_of_pieces import BagOfPieces, embedder_of, read_pieces
from game_server import GAME_SERVER, TODAY

import bot.faq
from bot.faq import FAQ, build, calibrate, load, load_last_good
from bot.faq.calibrating import make_cuts
from bot.faq.fusing import load_weights
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.matching import CANDIDATES, FEATURES, FURTHER, MEANING, gather_evidence
from bot.faq.reading import read
from bot.faq.semantic import model, open_embedder, with_meanings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def number(word: str) -> int:
    return read_pieces().number(word)[1]


SESSION = BagOfPieces((number("lotteries"), number("griefers")), (number("lotteries"), number("refund")))
SEMANTIC = load_weights(semantic=True)


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    open_embedder.cache_clear()
    monkeypatch.setattr(model, "PACKAGE", "no_such_package")
    yield
    open_embedder.cache_clear()


@pytest.fixture
def by_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[BagOfPieces]:
    """The extra, as far as ``load`` knows, with a session by hand."""
    session = BagOfPieces((number("lotteries"), number("refund")))
    open_embedder.cache_clear()
    monkeypatch.setattr(model, "_open", lambda: embedder_of(session))
    yield session
    open_embedder.cache_clear()


def test_the_engine_alone_never_imports_the_extra() -> None:
    code = "import sys, bot.faq; bot.faq.load(sys.argv[1]); print(*sys.modules)"
    folder = str(bot.faq.load.__globals__["Path"](bot.__file__).parents[1] / "knowledge")
    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stdout.split())
    assert "bot.faq.engine" in loaded
    assert not loaded & {"onnxruntime", "bot.faq.semantic"}


@pytest.mark.usefixtures("missing")
def test_without_the_packages_every_answer_is_the_plain_engine_s(caplog: pytest.LogCaptureFixture) -> None:
    plain, switched_on = build(GAME_SERVER, today=lambda: TODAY), build(GAME_SERVER, today=lambda: TODAY, semantic=True)
    assert "The semantic extra is switched on but not used" in caplog.text
    assert switched_on.meanings is None
    for question in ("how do refunds work", "can i get my mony back", "weather in tehran"):
        assert replace(plain.ask(question), took_ms=0) == replace(switched_on.ask(question), took_ms=0)


def test_every_semantic_weight_is_for_a_known_piece_of_evidence() -> None:
    assert set(SEMANTIC.ranking) == {*FEATURES, *MEANING}
    assert set(SEMANTIC.confidence) == {*load_weights().confidence, *MEANING}
    assert all(weight < 0 if name == "lookalike" else weight >= 0 for name, weight in SEMANTIC.ranking.items())


def test_evidence_has_the_columns_that_it_names() -> None:
    index = build_index(GAME_SERVER, load_language("en"))
    reading = read("how do refunds work", index.vocabulary)
    plain, semantic = gather_evidence(reading, index), gather_evidence(reading, with_meanings(index, embedder_of(SESSION)))
    assert plain.names == FEATURES
    assert semantic.names == (*FEATURES, *MEANING)
    assert (semantic.features[:, : len(FEATURES)] == plain.features).all()
    assert ((semantic.features[:, len(FEATURES) :] >= 0) & (semantic.features[:, len(FEATURES) :] <= 1 + 1e-6)).all()


def test_an_article_is_found_by_its_meaning_alone() -> None:
    articles = tuple(
        replace(GAME_SERVER.articles[0], id=f"a{at}", title=title, asks=(title,), passages=GAME_SERVER.articles[0].passages[:1])
        for at, title in enumerate(["griefers", *(f"lottery number {at}" for at in range(3 * CANDIDATES))])
    )
    index = build_index(replace(GAME_SERVER, articles=articles), load_language("en"))
    reading = read("number lotteries", index.vocabulary)
    assert 0 not in gather_evidence(reading, index).candidates
    session = BagOfPieces((number("griefers"), number("lotteries")))
    found = gather_evidence(reading, with_meanings(index, embedder_of(session)))
    assert 0 in found.candidates
    assert len(found.candidates) <= CANDIDATES + FURTHER


@pytest.mark.usefixtures("by_hand")
def test_a_loaded_base_tells_its_meaning_and_keeps_vectors(
    game_server_folder: Path, tmp_path: Path, by_hand: BagOfPieces
) -> None:
    faq = load(game_server_folder, today=TODAY, state=tmp_path / "state", semantic=True)
    assert faq.meanings is not None
    assert faq.weights.ranking == SEMANTIC.ranking
    assert any("by meaning" in str(line) for line in faq.explain("how do refunds work"))
    assert faq.ask("how do refunds work").article == "refunds"
    embedded = by_hand.runs
    load(game_server_folder, today=TODAY, state=tmp_path / "state", semantic=True)
    assert by_hand.runs == embedded
    kept = load_last_good(game_server_folder, today=TODAY, state=tmp_path / "state", semantic=True)
    assert kept is not None
    assert kept.meanings is not None


@pytest.mark.usefixtures("by_hand")
def test_cuts_with_and_without_meaning_are_kept_apart(game_server_folder: Path, tmp_path: Path) -> None:
    plain = calibrate(load(game_server_folder, today=TODAY, state=tmp_path), state=tmp_path)
    semantic = calibrate(load(game_server_folder, today=TODAY, state=tmp_path, semantic=True), state=tmp_path)
    assert semantic.cuts != plain.cuts
    assert load(game_server_folder, today=TODAY, state=tmp_path).cuts == plain.cuts
    assert load(game_server_folder, today=TODAY, state=tmp_path, semantic=True).cuts == semantic.cuts


def test_equal_content_gives_equal_cuts_with_meaning() -> None:
    index = with_meanings(build_index(GAME_SERVER, load_language("en")), embedder_of(SESSION))
    curves = [make_cuts(GAME_SERVER, SEMANTIC, meanings=index.meanings, lookups=200) for _ in range(2)]
    assert curves[0] == curves[1]


@pytest.mark.usefixtures("by_hand")
def test_a_faq_with_meaning_can_be_sent_to_another_process() -> None:
    faq = build(GAME_SERVER, today=dt.date.today, semantic=True)
    sent = pickle.loads(pickle.dumps(faq))  # noqa: S301 - our own
    assert isinstance(sent, FAQ)
    assert replace(sent.ask("refunds?"), took_ms=0) == replace(faq.ask("refunds?"), took_ms=0)


@pytest.mark.usefixtures("missing")
def test_where_the_model_is_missing_a_sent_faq_says_so() -> None:
    sent = pickle.dumps(embedder_of(SESSION))
    with pytest.raises(model.SemanticError, match="cannot open the model"):
        pickle.loads(sent)  # noqa: S301 - our own

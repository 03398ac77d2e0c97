"""The passage that answers this question, cut only between blocks, with the words in bold that matter for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from game_server import EVENT, EVENT_ENDS, GAME_SERVER, RANKS, REFUNDS, TODAY, article, base_of, passage
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq import build
from bot.faq.articles import Article, KnowledgeBase, Passage, Source
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.matching import gather_evidence
from bot.faq.quoting import HIGHLIGHTS, LONGEST_QUOTE, quote, rank_passages
from bot.faq.reading import read

if TYPE_CHECKING:
    from bot.faq.decisions import Quote
    from bot.faq.indexing import Index

INDEX = build_index(GAME_SERVER, load_language("en"))


def best_passage(question: str, of: Article, index: Index = INDEX) -> int:
    evidence = gather_evidence(read(question, index.vocabulary), index)
    at = [index.articles[number].id for number in evidence.candidates].index(of.id)
    return rank_passages(at, evidence, index)[0]


def quoted(question: str, of: Article, passage_number: int = 0, index: Index = INDEX, day: dt.date = TODAY) -> Quote:
    return quote(of, of.passages[passage_number], read(question, index.vocabulary), index, day)


def bold(question: str, of: Article, passage_number: int = 0, index: Index = INDEX) -> list[str]:
    found = quoted(question, of, passage_number, index)
    return [found.text[start:end] for start, end in found.highlights]


@pytest.mark.parametrize(
    ("question", "passage_number"),
    [
        ("can I get my money back", 0),
        ("refund policy", 0),
        ("how long does a refund take", 1),
        ("when does my refund arrive on my card", 1),
        ("are gifts refunded", 2),
        ("refnud for a gfit", 2),
        ("refund", 0),  # the article as a whole
    ],
)
def test_the_passage_that_answers_is_quoted(question: str, passage_number: int) -> None:
    assert best_passage(question, REFUNDS) == passage_number


def test_every_passage_has_a_rank() -> None:
    evidence = gather_evidence(read("gift", INDEX.vocabulary), INDEX)
    for at, number in enumerate(evidence.candidates):
        assert sorted(rank_passages(at, evidence, INDEX)) == list(range(len(INDEX.articles[number].passages)))


@pytest.mark.parametrize(
    ("one", "asks"), [(one, wording) for one in GAME_SERVER.articles for part in one.passages for wording in part.asks]
)
def test_a_wording_of_a_passage_leads_to_that_passage(one: Article, asks: str) -> None:
    assert asks in one.passages[best_passage(asks, one)].asks


def test_the_words_asked_for_are_bold() -> None:
    assert bold("are gifted items refunded", REFUNDS, 2) == ["Gifted items", "refunded"]


def test_bold_shows_through_typos_stems_and_synonyms() -> None:
    assert "Purchases" in bold("purchse", REFUNDS)  # a typo
    assert "refunded" in bold("refunding", REFUNDS)  # another ending
    assert "VIP" in bold("what does premium rank cost", RANKS)  # a synonym


def test_function_words_are_never_bold() -> None:
    assert bold("are within or not with your was if", REFUNDS) == []


def test_words_of_many_articles_are_never_bold() -> None:
    """In a base about one server, *server* tells nobody anything."""
    many = [article(f"a{at}", f"Topic {at}", ("x",), passage(f"The server has colour{at}.")) for at in range(6)]
    index = build_index(base_of(*many), load_language("en"))
    assert bold("server colour0", many[0], index=index) == ["colour0"]


def test_neighbouring_bold_words_are_one_span() -> None:
    assert bold("summer event fishing", EVENT)[:1] == ["summer event"]


def test_at_most_three_words_are_bold_each_once() -> None:
    text = "kit shop trade kit auction market bazaar kit"
    one = article("a", "A", ("x",), passage(text))
    index = build_index(base_of(one), load_language("en"))
    found = quoted("kit shop auction market bazaar trade", one, index=index)
    assert len(found.highlights) <= HIGHLIGHTS
    assert sum(text[start:end].split().count("kit") for start, end in found.highlights) <= 1


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(one, at) for one in GAME_SERVER.articles for at in range(len(one.passages))]),
    st.lists(st.sampled_from(" ".join(part.text for one in GAME_SERVER.articles for part in one.passages).split()), max_size=12),
)
def test_highlights_lie_within_the_text_in_order(where: tuple[Article, int], words: list[str]) -> None:
    one, number = where
    found = quoted(" ".join(words), one, number)
    assert found.text == one.passages[number].text
    assert len(found.highlights) <= HIGHLIGHTS
    assert all(0 <= start < end <= len(found.text) for start, end in found.highlights)
    assert all(left[1] < right[0] for left, right in pairwise(found.highlights))


def blocks_of(*sizes: int) -> Article:
    """Return an article with one passage of blocks: ``block0 filler filler …``."""
    texts = [f"block{at} ".ljust(size, "x") for at, size in enumerate(sizes)]
    return article("long", "Long", ("x",), passage("\n\n".join(texts)))


def test_a_passage_that_fits_is_quoted_whole() -> None:
    one = blocks_of(400, 400)
    index = build_index(base_of(one), load_language("en"))
    assert quoted("block1", one, index=index).text == one.passages[0].text


@pytest.mark.parametrize(("asked", "first"), [("block0", 0), ("block2", 1), ("block4", 3), ("nothing of it", 0)])
def test_a_long_passage_is_cut_around_the_blocks_that_answer(asked: str, first: int) -> None:
    one = blocks_of(400, 400, 400, 400, 400)
    index = build_index(base_of(one), load_language("en"))
    found = quoted(asked, one, index=index)
    starts, ends = {start for start, _ in one.passages[0].blocks}, {end for _, end in one.passages[0].blocks}
    at = one.passages[0].text.index(found.text)
    assert len(found.text) <= LONGEST_QUOTE
    assert at in starts
    assert at + len(found.text) in ends
    assert asked in found.text or asked.startswith("nothing")
    assert at == one.passages[0].blocks[first][0]


def test_a_block_longer_than_a_quote_is_never_cut_open() -> None:
    one = blocks_of(100, LONGEST_QUOTE + 300, 100)
    index = build_index(base_of(one), load_language("en"))
    found = quoted("block1", one, index=index)
    start, end = one.passages[0].blocks[1]
    assert found.text == one.passages[0].text[start:end]


def test_the_source_is_the_first_one_s_publisher_else_its_title() -> None:
    of_refunds, of_ranks = quoted("x", REFUNDS), quoted("x", RANKS)
    assert (of_refunds.source, of_refunds.url, of_refunds.copy, of_refunds.as_of) == (
        "Server team",
        "https://example.org/shop",
        False,
        "2026-03",
    )
    assert (of_ranks.source, of_ranks.url, of_ranks.copy) == ("Store page", None, True)


def test_an_article_without_a_source_names_none() -> None:
    found = quoted("x", EVENT)
    assert (found.source, found.url, found.copy, found.as_of) == (None, None, False, None)
    assert quoted("x", replace(EVENT, sources=(Source("T", "P"),))).source == "P"


@pytest.mark.parametrize(
    ("day", "expired"),
    [(EVENT_ENDS - dt.timedelta(1), None), (EVENT_ENDS, None), (EVENT_ENDS + dt.timedelta(1), EVENT_ENDS)],
)
def test_until_warns_from_the_day_after(day: dt.date, expired: dt.date | None) -> None:
    assert quoted("summer event", EVENT, day=day).expired == expired


def test_an_article_that_holds_for_ever_never_warns() -> None:
    assert quoted("x", REFUNDS, day=dt.date(2999, 1, 1)).expired is None


def test_a_question_in_an_author_s_own_words_gets_their_passage_whatever_the_words_alone_say() -> None:
    ours = Passage(
        "Our shop there", "We have no shop in the harbour.", ((0, 31),), asks=("does the club have a shop in the harbour",)
    )
    theirs = Passage(
        "Their shop here",
        "The harbour has no shop in the club, though the club and the harbour share a shop.",
        ((0, 82),),
        asks=("does the harbour have a shop in the club",),
    )
    shops = Article(id="shops", topic="club", title="Shops", asks=("shops",), passages=(ours, theirs))
    asked = build(KnowledgeBase("Club", "en", (), (), (shops,), version="1"))
    for wanted in (ours, theirs):
        assert asked.ask(wanted.asks[0]).passages[0].heading == wanted.heading

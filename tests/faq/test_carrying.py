"""An index of which a part was carried over is the index that would have been built anew, whatever was changed in whatever order."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from game_server import CLAIMS, EVENT, GAME_SERVER, REFUNDS, base_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.articles import Article, Guard, KnowledgeBase, Overlay, Passage, Place, Status, Synonym, Taught
from bot.faq.carrying import all_fresh, find_carried
from bot.faq.indexing import build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.indexing import Index

ENGLISH = load_language("en")
WORDS = ["refund", "refunds", "gift", "north", "korea", "don't", "US", "u", "rank", "금강산", "ban", "appeal", "the", "vip"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
passages = st.builds(Passage, st.none() | texts, texts, st.just(()), st.lists(texts, max_size=1).map(tuple))


def an_article(name: str) -> st.SearchStrategy[Article]:
    return st.builds(
        Article,
        st.just(name),
        st.just("topic"),
        texts,
        st.lists(texts, max_size=3).map(tuple),
        st.lists(passages, min_size=1, max_size=2).map(tuple),
        not_for=st.lists(texts, max_size=1).map(tuple),
        tags=st.lists(texts, max_size=1).map(tuple),
        label=st.none() | texts,
        status=st.sampled_from([Status.LIVE, Status.LIVE, Status.LIVE, Status.DRAFT]),
    )


NAMES = "abcdefgh"
edits = st.one_of(
    *(st.tuples(st.just(name), st.none() | an_article(name)) for name in NAMES),
    st.tuples(st.just("taught"), st.lists(st.builds(Taught, st.sampled_from(NAMES), texts), max_size=2).map(tuple)),
    st.tuples(st.just("declined"), st.lists(texts, max_size=2).map(tuple)),
    st.tuples(st.just("guards"), st.lists(st.builds(Guard, st.just("kind"), st.tuples(texts)), max_size=1).map(tuple)),
    st.tuples(st.just("synonyms"), st.sampled_from([(), (Synonym(("north korea", "nk")),)])),
)


def after(base: KnowledgeBase, what: str, value: object) -> KnowledgeBase:
    if what in NAMES:
        kept = [article for article in base.articles if article.id != what]
        return replace(base, articles=tuple(sorted([*kept, *([value] if value else [])], key=lambda one: one.id)))
    if what in {"taught", "declined"}:
        return replace(base, overlay=replace(base.overlay, **{"phrasings" if what == "taught" else what: value}))
    return replace(base, **{what: value})


def parts(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything that an index holds, down to arrays and plain values."""
    if isinstance(value, np.ndarray):
        yield name, (value.dtype, value.shape, value.tobytes())
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name), f"{name}.{field.name}")
    else:
        yield name, value


def whole(index: Index) -> dict[str, object]:
    vocabulary = index.vocabulary
    shown = [vocabulary.name_shown(at) for at in range(len(vocabulary.names))]
    more = {"words": vocabulary.words, "order": list(vocabulary.words), "names": vocabulary.names, "shown": shown}
    near, counts = dict(parts(vocabulary.repairer.near, "near")), dict(parts(vocabulary.counts, "counts"))
    rarity = dict(parts(vocabulary.rarity, "rarity"))
    found = dict(parts(replace(index, vocabulary=None, guards=None))) | near | counts | rarity | more
    assert len(found) > 70
    return found


@settings(max_examples=60, deadline=None)
@given(st.tuples(*map(an_article, NAMES)), st.lists(edits, min_size=1, max_size=6))
def test_any_sequence_of_edits_gives_the_arrays_of_a_fresh_build(
    articles: tuple[Article, ...], changes: list[tuple[str, object]]
) -> None:
    base = replace(GAME_SERVER, articles=articles, guards=(), synonyms=())
    index = build_index(base, ENGLISH)
    for change in changes:
        edited = after(base, *change)
        index = build_index(edited, ENGLISH, (base, index))
        base = edited
        assert whole(index) == whole(build_index(base, ENGLISH))


def test_only_articles_that_differ_are_read_again() -> None:
    moved = replace(CLAIMS, place=Place("elsewhere.md", 7), topic="land", owner="Ann", not_for=("claim a prize",))
    new = base_of(EVENT, moved, replace(REFUNDS, title="Getting money back"))
    carried = find_carried(base_of(CLAIMS, EVENT, REFUNDS), new, base_of(CLAIMS, EVENT, REFUNDS).live, new.live)
    assert carried is not None
    assert [new.live[at].id for at in carried.fresh] == ["refunds"]
    assert carried.gone.tolist() == [2]


@pytest.mark.parametrize(
    "edited",
    [
        replace(GAME_SERVER, synonyms=(Synonym(("cash", "money")),)),
        replace(GAME_SERVER, overlay=Overlay(synonyms=(Synonym(("cash",), "money"),))),
        replace(GAME_SERVER, language="de"),
        replace(GAME_SERVER, articles=GAME_SERVER.articles[:1]),
    ],
    ids=["a synonym", "a taught synonym", "the language", "most articles gone"],
)
def test_nothing_is_carried_over_where_every_text_reads_otherwise_or_most_is_new(edited: KnowledgeBase) -> None:
    assert find_carried(GAME_SERVER, edited, GAME_SERVER.live, edited.live) is None


def test_an_index_is_made_of_stretches_of_earlier_and_fresh_articles() -> None:
    none = np.zeros(0, np.intp)
    carried = replace(all_fresh(5), before=4, kept=np.array([0, 1, 3]), place=np.array([0, 1, 4]), terms=none)
    assert carried.runs() == [(True, 0, 2), (False, 0, 2), (True, 3, 4)]
    assert carried.moved.tolist() == [0, 1, -1, 4]
    assert all_fresh(0).runs() == []

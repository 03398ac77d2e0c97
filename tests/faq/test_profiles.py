"""Profiles: equal to a slow reimplementation with dictionaries."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_vocabulary import build_vocabulary

from bot.faq.carrying import all_fresh
from bot.faq.language import Language
from bot.faq.profiles import PAIR, body_profiles, grams, letter_profiles, phrasing_profiles

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from bot.faq.profiles import Grams, Profiles
    from bot.faq.vocabulary import Vocabulary

WORDS = ["ban", "claim", "refund", "gift", "rank", "vip"]
texts: SearchStrategy[list[list[str]]] = st.lists(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=3), min_size=1, max_size=4
)


def flat(articles: list[list[str]]) -> tuple[list[str], np.ndarray]:
    rows = [(text, at) for at, group in enumerate(articles) for text in group]
    return [text for text, _ in rows], np.array([at for _, at in rows], np.int32)


def profiles_of(articles: list[list[str]], vocabulary: Vocabulary, *, pairs: bool) -> Profiles:
    rows, owner = flat(articles)
    build = phrasing_profiles if pairs else body_profiles
    return build(vocabulary.scan(rows), owner, vocabulary, all_fresh(len(articles)))


def grams_of(articles: list[list[str]]) -> Grams:
    rows, owner = flat(articles)
    return letter_profiles(build_vocabulary(Language(), (), articles).scan(rows), owner, all_fresh(len(articles)))


def slow_profile(articles: list[list[str]], vocabulary: Vocabulary, *, pairs: bool) -> list[dict[object, float]]:
    """Each article: how many of its texts use a word or a pair, damped, times how telling that is; of length 1."""
    found = []
    for group in articles:
        counts: Counter[object] = Counter()
        for text in group:
            words = text.split()
            counts.update(set(words) if pairs else words)
            counts.update(set(pairwise(words)) if pairs else ())
        weights = {thing: math.log1p(uses) * slow_rarity(thing, vocabulary) for thing, uses in counts.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        found.append({thing: weight / length for thing, weight in weights.items()})
    return found


def slow_rarity(thing: object, vocabulary: Vocabulary) -> float:
    if isinstance(thing, tuple):
        return PAIR * math.sqrt(vocabulary.rarity_of_name(thing[0]) * vocabulary.rarity_of_name(thing[1]))
    return vocabulary.rarity_of_name(str(thing))


@settings(max_examples=80, deadline=None)
@given(texts, st.sets(st.sampled_from(WORDS), min_size=1), st.booleans())
def test_the_cosine_is_the_sum_over_shared_words(articles: list[list[str]], asked: set[str], pairs: bool) -> None:  # noqa: FBT001
    vocabulary = build_vocabulary(Language(), (), articles)
    profiles = profiles_of(articles, vocabulary, pairs=pairs)
    question = {name: 0.1 * (at + 1) for at, name in enumerate(sorted(asked)) if vocabulary.id_of(name) is not None}
    length = math.sqrt(sum(weight**2 for weight in question.values()))
    slow = [
        sum(weight * profile.get(name, 0.0) for name, weight in question.items()) / max(length, 1e-6)
        for profile in slow_profile(articles, vocabulary, pairs=pairs)
    ]
    keys = np.array([vocabulary.id_of(name) for name in question], np.intp)
    worth = np.array(list(question.values())) * vocabulary.rarity[keys]
    sums = profiles.postings.add_up(keys, worth[None, :], np.array([length]))
    assert sums.likeness(np.arange(len(articles))).tolist() == pytest.approx(slow, abs=1e-5)


def test_a_pair_counts_only_in_its_order() -> None:
    articles = [["lift sanctions"], ["sanctions lift"]]
    vocabulary = build_vocabulary(Language(), (), articles)
    profiles = profiles_of(articles, vocabulary, pairs=True)
    lift, sanctions = vocabulary.id_of("lift"), vocabulary.id_of("sanctions")
    assert lift is not None
    assert sanctions is not None
    assert len(profiles.pairs) == 2
    (none, pair), weights = profiles.pairs_of(np.array([lift, lift]), np.array([lift, sanctions]))
    assert none == -1
    assert pair >= len(profiles.rarity)
    mine, other = profiles.postings.add_up(np.array([pair]), np.ones((1, 1)), np.ones(1)).likeness(np.arange(2))
    assert mine > 0 == other
    assert weights[1] == pytest.approx(PAIR * math.sqrt(profiles.rarity[lift] * profiles.rarity[sanctions]))


def test_a_profile_without_pairs_knows_none() -> None:
    articles = [["lift sanctions"]]
    profiles = profiles_of(articles, build_vocabulary(Language(), (), articles), pairs=False)
    assert profiles.pairs_of(np.array([0]), np.array([1]))[0].tolist() == [-1]


@settings(max_examples=60, deadline=None)
@given(texts, st.lists(st.sampled_from([*WORDS, "refnud", "x"]), max_size=3).map(" ".join))
def test_letter_groups_are_compared_as_vectors_of_length_one(articles: list[list[str]], asked: str) -> None:
    rows, owner = flat(articles)
    counts: list[Counter[int]] = [Counter() for _ in articles]
    for text, at in zip(rows, owner.tolist(), strict=True):
        counts[at].update(set(grams(text)))
    spread = Counter(gram for count in counts for gram in count)

    def rarity(gram: int) -> float:
        return math.sqrt(math.log((len(articles) + 1) / ((spread[gram] + 1) if gram in spread else 1)) + 1)

    question = {gram: rarity(gram) for gram in set(grams(asked))}
    length = math.sqrt(sum(weight**2 for weight in question.values()))
    slow = []
    for count in counts:
        weights = {gram: math.log1p(uses) * rarity(gram) for gram, uses in count.items()}
        norm = math.sqrt(sum(weight**2 for weight in weights.values()))
        slow.append(
            sum(weight * question.get(gram, 0) for gram, weight in weights.items()) / (norm * length) if norm * length else 0.0
        )
    if all(counts):  # an article without a single letter group does not occur: it has a title
        sums = grams_of(articles).add_up([asked])
        assert sums.likeness(np.arange(len(articles))).tolist() == pytest.approx(slow, abs=1e-4)


def test_a_typo_keeps_most_letter_groups() -> None:
    right, typo, other = (set(grams(word)) for word in ("refund", "refnud", "claim"))
    assert len(right & typo) >= 2
    assert not right & other


def test_words_are_cut_with_their_edges() -> None:
    assert len(grams("ban")) == 3 + 2  # " ba", "ban", "an " and " ban", "ban "
    assert grams("") == []
    assert grams("ban ban") == grams("ban") * 2

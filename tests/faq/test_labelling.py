"""Labels of suggestions: short, and made of what tells the choices apart."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.labelling import LONGEST, label_articles
from bot.faq.language import Language, load_language

if TYPE_CHECKING:
    from bot.faq import FAQ

ENGLISH = load_language("en")


def test_a_short_title_is_its_own_label() -> None:
    assert label_articles(["Agreed Framework, 1994"], ENGLISH) == ["Agreed Framework, 1994"]
    assert label_articles(["UN sanctions?"], ENGLISH) == ["UN sanctions"]


def test_a_long_title_keeps_what_tells_it_apart() -> None:
    labels = label_articles(
        ["What are the sanctions of the United Nations about?", "What are the sanctions of the European Union about?"], ENGLISH
    )
    assert "nations" in labels[0].casefold()
    assert "european" in labels[1].casefold()
    assert labels[0] != labels[1]


def test_a_label_neither_begins_nor_ends_with_function_words() -> None:
    (label,) = label_articles(["How do the players of this server get their refunds back from the billing team"], ENGLISH)
    words = label.casefold().split()
    assert words[0] not in {"how", "do", "the", "of", "this"}
    assert words[-1] not in {"the", "of", "from"}


@pytest.mark.parametrize("title", ["x" * 100, "환불" * 40, "?" * 60, "", " ", "😀" * 31, "a" * 31 + "?"])
def test_a_title_without_usable_words_is_cut(title: str) -> None:
    (label,) = label_articles([title], Language())
    assert len(label) <= LONGEST


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=3))
def test_a_label_never_exceeds_thirty_characters(titles: list[str]) -> None:
    labels = label_articles(titles, ENGLISH)
    assert len(labels) == len(titles)
    assert all(len(label) <= 30 for label in labels)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([article.title for article in GAME_SERVER.articles]), min_size=2, max_size=3, unique=True))
def test_labels_of_different_titles_differ(titles: list[str]) -> None:
    assert len(set(label_articles(titles, ENGLISH))) == len(titles)


def test_any_two_articles_of_the_shipped_base_are_labelled_differently(shipped: FAQ) -> None:
    titles = [article.title for article in shipped.base.live]
    same = [pair for pair in combinations(titles, 2) if len(set(label_articles(pair, ENGLISH))) < 2]
    assert same == []


def test_two_of_three_choices_never_have_the_same_label() -> None:
    titles = [
        "Humanitarian exemptions from sanctions on North Korea",
        "US sanctions on North Korea: overview",
        "The Singapore summit of 2018",
    ]
    assert len(set(label_articles(titles, ENGLISH))) == 3

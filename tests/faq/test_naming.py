"""Whether a question says by name what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.faq import FAQ


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("can I send money to north korea", "money-and-trade"),  # the subject
        ("can I send money to the dprk", "money-and-trade"),
        ("can I send money to korea", "money-and-trade"),  # half of its name
        ("what happened to warmbier", "otto-warmbier"),  # a name of the article
        ("what happend to warmbeir", "otto-warmbier"),  # and a typo of it
        ("how did the armistice come about", "armistice-no-treaty"),
    ],
)
def test_the_subject_or_a_name_of_the_article_names_it(question: str, article: str, shipped: FAQ) -> None:
    assert shipped.names(question, article)


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("can I send money to a friend of mine", "money-and-trade"),  # ``of`` is no Democratic People's Republic of Korea
        ("where can most people travel", "travel-ban"),
        ("what happened to warmbier", "nuclear-tests"),  # another article's name
        ("how many in 2017", "nuclear-tests"),  # a year is no name
        ("why did the trip fail", "hanoi-summit"),
        ("", "hanoi-summit"),
    ],
)
def test_common_words_years_and_other_articles_names_name_nothing(question: str, article: str, shipped: FAQ) -> None:
    assert not shipped.names(question, article)


def test_only_a_base_about_one_thing_has_a_subject(shipped: FAQ, faq: FAQ) -> None:
    assert shipped.has_subject
    assert not faq.has_subject


def test_naming_in_an_article_that_is_not_there_is_an_error(shipped: FAQ) -> None:
    with pytest.raises(KeyError):
        shipped.names("what happened", "no-such-article")

"""Where in a message the question stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.focusing import focus
from bot.faq.normalising import read_words

if TYPE_CHECKING:
    from bot.faq.language import Language


def heard(text: str, language: Language) -> list[str]:
    """The words that count in full."""
    words = read_words(text, language)
    return [word.text for word, weight in zip(words, focus(words, text, language), strict=True) if weight == 1]


def test_the_sentence_that_asks_counts_most(english: Language) -> None:
    text = "My brother plays here too. We love it! How do refunds work for kits? Thanks a lot."
    assert heard(text, english) == ["how", "do", "refunds", "work", "for", "kits"]


def test_a_question_word_asks_without_a_mark(english: Language) -> None:
    assert heard("I love this server.\nso how do refunds work", english) == ["so", "how", "do", "refunds", "work"]


def test_a_message_that_nowhere_asks_counts_in_full(english: Language) -> None:
    assert len(heard("I love this server. I want a refund.", english)) == 8


def test_a_short_question_leans_on_what_stands_before_it(english: Language) -> None:
    assert "refund" in heard("My refund is missing. Any idea?", english)

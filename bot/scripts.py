"""Whether a question is written in letters that the knowledge base does not use: then the reply says what is missing. Pure."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase

LETTERS = 200
"""Letters of a question that are looked at: enough to tell its script."""

TITLES = 50
"""Articles whose titles stand for the whole base."""


def in_another_script(question: str, base: KnowledgeBase) -> bool:
    """Whether most letters of the question are of scripts in which no title of the base is written."""
    scripts = _scripts(question)
    known = {script for article in base.live[:TITLES] for script in _scripts(article.title)}
    return bool(known) and sum(script not in known for script in scripts) * 2 > len(scripts)


def _scripts(text: str) -> list[str]:
    """Return the script of each letter (``LATIN``, ``HANGUL``), which is how Unicode begins the letter's name."""
    letters = islice(filter(str.isalpha, text), LETTERS)
    return [unicodedata.name(letter, "?").partition(" ")[0] for letter in letters]

"""The text of a new article, with everything in it that its author has to decide.

It is a draft, so that a half-written article is neither quoted nor held against the house rules; its author says when it is done.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING

from bot.faq.splicing import quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Sequence

ID_LENGTH = 40
"""An id must fit the id of a Discord button, beside what else stands in it."""

NAMELESS = "article"
"""The id where a title has no Latin letter or digit."""

OTHER = "general"
"""The topic of an article that has none yet: a folder to move it out of."""

FIRST_PASSAGE = "Write the answer here: its first sentence answers by itself, in at most 160 characters."
SECOND_PASSAGE = "Write what exactly this heading asks for, so that it can be read alone; or remove heading and text."

_APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")
_RESERVED = frozenset({"readme", "base", "synonyms", "guards", "questions", "none"})
"""Names that mean something else in a knowledge folder."""


def id_from(title: str, taken: Container[str]) -> str:
    """Return an id made of a title's words that is not taken: small letters, digits and hyphens, at most 40."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    fitting = textwrap.wrap(" ".join(words), ID_LENGTH, break_long_words=False)[:1]
    name = "".join(fitting)[:ID_LENGTH].replace(" ", "-") or NAMELESS
    number, candidate = 1, name
    while candidate in taken or candidate in _RESERVED:
        number += 1
        candidate = f"{name[: ID_LENGTH - len(str(number)) - 1].rstrip('-')}-{number}"
    return candidate


def draft_markdown(
    title: str, today: dt.date, *, asks: Sequence[str] = (), text: str = "", source: tuple[str, str] | None = None
) -> str:
    """Return a new article as Markdown with front matter; ``source`` is a title and an address (or none)."""
    second = "" if text else f"\n## What else do people ask about it?\n\n{SECOND_PASSAGE}\n"
    return f"---\n{_keys(title, today, asks, source)}\n---\n{text or FIRST_PASSAGE}\n{second}"


def draft_yaml(title: str, today: dt.date) -> str:
    """Return a new article as YAML."""
    return f"""\
{_keys(title, today, (), None)}
passages:
  - text: >-
      {FIRST_PASSAGE}
  - heading: What else do people ask about it?
    text: >-
      {SECOND_PASSAGE}
"""


def _keys(title: str, today: dt.date, asks: Sequence[str], source: tuple[str, str] | None) -> str:
    """Return the keys that both forms begin with."""
    phrasings = "\n".join(f"  - {quoted(text)}" for text in asks or (title,))
    hint = f"[]  # write: - {{title: ..., publisher: ..., url: ..., date: {today.year}}}"
    url = f", url: {quoted(source[1])}" if source and source[1] else ""
    sources = f"\n  - {{title: {quoted(source[0])}{url}}}" if source else f" {hint}"
    return f"""\
title: {quoted(title)}
status: draft  # take this line out when the article is done
asks:  # the same question as people type it: vary the words and the shape
{phrasings}
not_for: []  # wordings that look alike and must not be answered with this
see_also: []  # ids of related articles
sources:{sources}
# as_of: {today.year}-{today.month:02}  # how new the facts are: people see it under the answer
review_by: {_in_a_year(today)}  # when someone should look again"""


def _in_a_year(today: dt.date) -> str:
    return f"{today.year + 1}-{today.month:02}-{min(today.day, 28):02}"

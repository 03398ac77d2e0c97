"""A title → the text of an article with everything in it that an author has to decide. Pure.

It is a draft, so that a half-written article is neither quoted nor held against the house rules; its author says when it is done.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container

ID_LENGTH = 40
"""An id must fit the id of a Discord button, beside what else stands in it."""

TITLE_LENGTH = 200
"""What the schema lets a title have."""

NAMELESS = "article"
"""The id where a title has no Latin letter or digit."""

FIRST_PASSAGE = "Write the answer here: its first sentence answers by itself, in at most 160 characters."
SECOND_PASSAGE = "Write what exactly this heading asks for, so that it can be read alone; or remove heading and text."

_APOSTROPHES = re.compile("['\N{RIGHT SINGLE QUOTATION MARK}]")
_RESERVED = frozenset({"readme", "base", "synonyms", "guards", "questions", "none"})
"""Names that mean something else in a knowledge folder."""


def id_from(title: str, taken: Container[str]) -> str:
    """Return an id made of a title's words that is not taken: small letters, digits and hyphens, at most 40."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    name = _shortened(words) or NAMELESS
    number, candidate = 1, name
    while candidate in taken or candidate in _RESERVED:
        number += 1
        candidate = f"{name[: ID_LENGTH - len(str(number)) - 1].rstrip('-')}-{number}"
    return candidate


def as_markdown(title: str, today: dt.date) -> str:
    """Return the article as Markdown with front matter."""
    return f"""\
---
{_keys(title, today)}
---
{FIRST_PASSAGE}

## What else do people ask about it?

{SECOND_PASSAGE}
"""


def as_yaml(title: str, today: dt.date) -> str:
    """Return the article as YAML."""
    return f"""\
{_keys(title, today)}
passages:
  - text: >-
      {FIRST_PASSAGE}
  - heading: What else do people ask about it?
    text: >-
      {SECOND_PASSAGE}
"""


def _keys(title: str, today: dt.date) -> str:
    """Return the keys that both forms begin with."""
    return f"""\
title: {_quoted(title)}
status: draft  # take this line out when the article is done
asks:  # the same question as people type it: vary the words and the shape
  - {_quoted(title)}
not_for: []  # wordings that look alike and must not be answered with this
see_also: []  # ids of related articles
sources: []  # write: - {{title: ..., publisher: ..., url: ..., date: {today.year}}}
# as_of: {today.year}-{today.month:02}  # how new the facts are: people see it under the answer
review_by: {_in_a_year(today)}  # when someone should look again"""


def _quoted(text: str) -> str:
    """Return a text as a YAML scalar in double quotes, which JSON's are too."""
    return json.dumps(text, ensure_ascii=False)


def _shortened(words: list[str]) -> str:
    """Return as many whole words as fit."""
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:ID_LENGTH]
        if len(longer) > ID_LENGTH:
            break
        kept = longer
    return kept


def _in_a_year(today: dt.date) -> str:
    return f"{today.year + 1}-{today.month:02}-{min(today.day, 28):02}"

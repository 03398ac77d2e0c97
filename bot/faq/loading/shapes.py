"""A file's content once it is valid: plain data with fixed keys, the same whether it came from Markdown, YAML or the cache.

Dates are still text here (``YYYY-MM-DD``), so that every shape goes through JSON unchanged.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypedDict

ID = re.compile(r"[a-z0-9-]{1,40}")
"""What an article's id looks like: Discord buttons carry it, and a button's own id ends at 100 characters."""


class Kind(StrEnum):
    """What a file is, by its name and folder alone."""

    MARKDOWN = "markdown"
    ARTICLES = "articles"
    BASE = "base"
    SYNONYMS = "synonyms"
    GUARDS = "guards"
    QUESTIONS = "questions"
    QUESTION_LINES = "question-lines"


class SourceShape(TypedDict):
    """One of an article's ``sources``."""

    title: str
    publisher: str | None
    url: str | None
    date: str | None
    copy: bool


class PassageShape(TypedDict):
    """A passage. ``blocks`` are ``[start, end, line]``: offsets into ``text``, and the line of the file (0: see ``text``'s)."""

    heading: str | None
    text: str
    asks: list[str]
    blocks: list[list[int]]


class ArticleShape(TypedDict):
    """An article; ``id`` and ``topic`` are ``None`` where the file's name and folder tell them."""

    id: str | None
    topic: str | None
    title: str
    asks: list[str]
    not_for: list[str]
    tags: list[str]
    see_also: list[str]
    sources: list[SourceShape]
    as_of: str | None
    until: str | None
    review_by: str | None
    owner: str | None
    label: str | None
    status: str
    passages: list[PassageShape]


class TopicShape(TypedDict):
    """A topic's id and name."""

    id: str
    name: str


class StyleShape(TypedDict):
    """House rules; ``None`` where the house has none. Ranges are ``[least, most]``."""

    asks: list[int] | None
    passages: list[int] | None
    first_sentence: int | None
    passage_length: int | None
    passage_aim: int | None
    require: list[str]
    source_hosts: list[str]


class BaseShape(TypedDict):
    """``base.yaml``."""

    name: str | None
    language: str
    examples: list[str]
    topics: list[TopicShape]
    style: StyleShape | None


SynonymShape = TypedDict("SynonymShape", {"words": list[str], "from": list[str], "to": str | None})
"""``words`` alone, or ``from`` and ``to``."""


class GuardShape(TypedDict):
    """One of ``guards``."""

    kind: str
    when: list[str]
    reply: str | None
    point_to: list[str]


class QuestionShape(TypedDict):
    """One of ``questions``; ``expect`` is empty for ``[none]``."""

    id: str
    question: str
    expect: list[str]
    passage: str | None
    kind: str | None
    style: str | None


class Shape(TypedDict, total=False):
    """What one file holds: exactly one of these keys, by the file's kind."""

    articles: list[ArticleShape]
    base: BaseShape
    synonyms: list[SynonymShape]
    guards: list[GuardShape]
    questions: list[QuestionShape]


def suggested_id(text: str) -> str:
    """Return the end of a remedy: an id made from what an author wrote, where anything is left of it."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]
    return f": '{slug}'" if slug else ""

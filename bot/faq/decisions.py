"""What the engine says: the frozen values that the terminal, Discord and other programs read.

The names are those of ``ask --json`` (a contract: see ``docs/architecture.md``).
Every text in them was written by an author of the knowledge base; labels and replies of the bot itself are made at the edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from bot.faq.articles import Article, Passage


class Kind(StrEnum):
    """The three things a decision can be. Not knowing is an answer."""

    ANSWERED = "answered"
    SUGGESTED = "suggested"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage chosen for this question.

    ``highlights`` are half-open code-point offsets into ``text``, in order, not overlapping.
    ``source`` is the first source's publisher (its title where no publisher is given).
    ``expired`` is the article's ``until`` day, set only when it has passed: replies warn first.
    """

    article: str
    heading: str | None
    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    source: str | None = None
    url: str | None = None
    copy: bool = False
    as_of: str | None = None
    expired: dt.date | None = None

    @classmethod
    def of(
        cls,
        article: Article,
        passage: Passage,
        as_of: dt.date,
        *,
        text: str | None = None,
        highlights: tuple[tuple[int, int], ...] = (),
    ) -> Quote:
        """Quote an article's passage on a day: whole, or the ``text`` that was chosen of it."""
        source = article.sources[0] if article.sources else None
        return cls(
            article=article.id,
            heading=passage.heading,
            text=passage.text if text is None else text,
            highlights=highlights,
            source=(source.publisher or source.title) if source else None,
            url=source.url if source else None,
            copy=bool(source and source.copy),
            as_of=article.as_of,
            expired=article.until if article.until and article.until < as_of else None,
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An article that may be meant. ``label`` is made of the words that tell it apart, at most 30 characters."""

    article: str
    title: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An article with its score, its confidence, the phrasing that earned them, and why in a moderator's words."""

    article: str
    confidence: float
    score: float
    phrasing: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one question.

    ``article`` and ``passages`` are empty unless answered; ``suggestions`` unless suggested (at most three).
    ``hits`` lists up to ten articles, best first, whatever the decision; ``confidence`` is that of the best.
    ``guard`` is the kind of guard that declined the question, ``notice`` its author's line, ``near`` the one article it points to
    (or the nearest one of a plain decline, where one is near).
    ``took_ms`` is wall time, and the only part that is not a function of question, base and arguments; it is not compared.
    """

    question: str
    decision: Kind
    confidence: float
    knowledge_version: str
    article: str | None = None
    passages: tuple[Quote, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    guard: str | None = None
    notice: str | None = None
    near: str | None = None
    hits: tuple[Hit, ...] = ()
    took_ms: float = field(default=0.0, compare=False)

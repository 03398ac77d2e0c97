"""What authors write: the frozen values that every other room of the engine reads.

A :class:`KnowledgeBase` is what ``loading`` returns and what ``indexing`` reads.
Nothing here knows files, YAML or pydantic, so a base can be cached and sent to a child process as it is.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003  (dataclass fields are read at run time, by the caches)
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """Whether people see an article: only ``live`` ones are ever quoted."""

    LIVE = "live"
    DRAFT = "draft"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written: a path relative to the base's folder, and a line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """``path:line:column``, which editors and CI turn into a link."""
        return f"{self.path}:{self.line}:{self.column}"


TAUGHT = Place("(taught in chat)")
"""Where a thing stands that stands in no file."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article's facts come from. ``copy`` marks a document read in a copy, not at its publisher."""

    title: str
    publisher: str | None = None
    url: str | None = None
    date: str | None = None
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of an article: quoted whole, or cut only between its blocks.

    ``blocks`` are the paragraphs, lists, tables and code blocks of ``text`` in order, as half-open code-point ranges into it.
    ``asks`` are wordings of questions that exactly this passage answers.
    """

    heading: str | None
    text: str
    blocks: tuple[tuple[int, int], ...]
    asks: tuple[str, ...] = ()
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Article:
    """One answerable topic. ``asks`` are its phrasings, ``not_for`` its look-alikes, both as the author typed them."""

    id: str
    topic: str
    title: str
    asks: tuple[str, ...]
    passages: tuple[Passage, ...]
    not_for: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    as_of: str | None = None
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    until: dt.date | None = None
    review_by: dt.date | None = None
    owner: str | None = None
    label: str | None = None
    """What a button for the article says, at most 30 characters; made of the title where the author gave none."""
    status: Status = Status.LIVE
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Guard:
    """A kind of question that is declined, or only pointed to a general article. ``when`` holds wordings or patterns."""

    kind: str
    when: tuple[str, ...]
    reply: str | None = None
    point_to: tuple[str, ...] = ()
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Synonym:
    """Words that mean the same. ``two_way``: any of ``words`` stands for any other; else each of ``words`` also means ``to``."""

    words: tuple[str, ...]
    to: str | None = None
    place: Place = Place("")

    @property
    def two_way(self) -> bool:
        """True for a ``words`` group, false for a ``from … to …`` one."""
        return self.to is None


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with the articles that answer it; ``expect`` is empty where it must be declined."""

    id: str
    question: str
    expect: tuple[str, ...]
    passage: str | None = None
    """Heading of the passage that answers, or its number counted from 1, as the author typed it."""
    kind: str | None = None
    style: str | None = None
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Taught:
    """A phrasing that moderators taught to an article."""

    article: str
    phrasing: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What moderators taught in chat, laid over the files. Empty where nothing was taught."""

    phrasings: tuple[Taught, ...] = ()
    declined: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder of articles and the name that people see for it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All content of one folder, valid as a whole.

    ``articles`` are sorted by id and hold drafts and retired ones too; ``live`` leaves them out.
    ``version`` is the hash of articles, synonyms, guards, questions and overlay: equal content, equal version.
    """

    name: str
    language: str
    examples: tuple[str, ...]
    topics: tuple[Topic, ...]
    articles: tuple[Article, ...]
    synonyms: tuple[Synonym, ...] = ()
    guards: tuple[Guard, ...] = ()
    questions: tuple[LabelledQuestion, ...] = ()
    overlay: Overlay = field(default_factory=Overlay)
    version: str = ""

    @property
    def gate(self) -> tuple[LabelledQuestion, ...]:
        """The check questions: those of the files, and whatever was taught, so that no later change can lose it."""
        taught = [
            LabelledQuestion(f"taught: {one.phrasing}", one.phrasing, (one.article,), place=TAUGHT)
            for one in self.overlay.phrasings
        ]
        declined = [LabelledQuestion(f"declined: {text}", text, (), place=TAUGHT) for text in self.overlay.declined]
        return (*self.questions, *taught, *declined)

    @property
    def live(self) -> tuple[Article, ...]:
        """The articles that may be quoted, sorted by id."""
        return tuple(sorted((one for one in self.articles if one.status is Status.LIVE), key=lambda one: one.id))

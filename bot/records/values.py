"""What the bot remembers: the frozen values that pass between the edge and the records.

Times are aware and in UTC, ids are Discord's numbers, an author is a pseudonym (see :mod:`bot.records.pseudonyms`).
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - fields are read at run time when rows become values
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq import Overlay

SAME, ALSO = " = ", " > "
"""How a taught synonym is written: ``dprk = north korea`` means the same both ways, in ``drills > exercises`` only the left means more."""


class RecordsError(Exception):
    """Nothing was saved or read; the message is one plain sentence that says why, for whoever runs the bot."""


class StorageRefusedError(RecordsError):
    """The bot must not start with this database: another process has it, or it is newer or another program's. Says what to do."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the moderators of one server chose. ``None`` for a precision, channel or language means: as the process has it."""

    server: int
    listening: tuple[int, ...] = ()
    """Channels in which the bot may answer unprompted."""
    forums: tuple[int, ...] = ()
    """Forums whose new posts it may answer."""
    private: bool = False
    precision: float | None = None
    listening_precision: float | None = None
    moderator_roles: tuple[int, ...] = ()
    human_channel: int | None = None
    log_channel: int | None = None
    language: str | None = None
    keep_text: bool = True
    follow_ups: bool = False


class Outcome(StrEnum):
    """What became of a question that is worth remembering."""

    DECLINED = "declined"
    PICKED = "picked"
    """A suggestion was clicked."""
    REFUSED = "refused"
    """None of the suggestions was meant."""
    WRONG = "wrong"
    NOT_FOR_US = "not_for_us"
    """Somebody said that it is no question for the bot."""


IN_VAIN = (Outcome.DECLINED, Outcome.REFUSED, Outcome.WRONG)
"""Outcomes of questions that found no good answer."""

OF_ONE = 50
"""Texts asked in vain by one author alone, the newest, that are looked at: whoever asks a thousand things hides nobody else's."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A question and what became of it. One a question and author: a later outcome replaces the earlier one.

    ``text`` is redacted before it gets here (:func:`bot.records.redacting.redact`), ``None`` where texts are not kept.
    ``article`` is the one that was picked, or wrongly answered with.
    """

    question: int
    server: int | None
    channel: int
    text: str | None
    author: str
    outcome: Outcome
    article: str | None
    version: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class AskedInVain:
    """Words that people of one server asked, each time in vain: declined, answered wrongly, or offered choices that none was meant of.

    ``people`` are their pseudonyms, ``wrong`` the articles that were wrongly answered with, sorted.
    """

    text: str
    people: frozenset[str]
    wrong: tuple[str, ...]
    newest: dt.datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of a reply. One a reply and author: a later one replaces the earlier.

    ``author`` is ``""`` once the retention has passed. ``meant`` is the article that would have been right.
    """

    reply: int
    server: int | None
    article: str
    helpful: bool
    author: str
    version: str
    at: dt.datetime
    meant: str | None = None


PAUSED = "paused"
"""What a question was about that met a pause: it is no gap of the content."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions of a server's day (in UTC) came in one way and were decided alike. It holds no texts and no people.

    ``about`` is the article that was quoted first, the guard that declined, or :data:`PAUSED`; else ``""``.
    """

    day: dt.date
    server: int
    way: str
    decision: str
    about: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What a moderator did. ``who`` is 0 where that person had their data deleted; ``server`` is ``None`` for the whole bot."""

    server: int | None
    who: int
    action: str
    detail: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Taught:
    """Something that a moderator taught in chat. ``id`` is given by the records; ``article`` is set for phrasings alone."""

    id: int | None
    kind: Literal["phrasing", "declined", "synonym"]
    article: str | None
    text: str
    who: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """A change of the content that was applied: one line of its history.

    ``id`` is given by the records. ``who`` is 0 where nobody in chat did it (files that were deployed, a signal). ``detail`` says in
    a line what it was about, ``before`` and ``after`` are versions. ``files`` are paths that it wrote; ``taught`` and ``forgotten`` are
    the ids of what it taught and of what it took back.
    """

    id: int | None
    server: int | None
    who: int
    action: str
    detail: str
    reason: str | None
    before: str
    after: str
    at: dt.datetime
    files: tuple[str, ...] = ()
    taught: tuple[int, ...] = ()
    forgotten: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that was handed to the humans of a server, once for all who asked it.

    ``channel_message`` is the message in the humans' channel, ``None`` before it was posted; ``people`` counts who asked.
    """

    id: int
    server: int
    question_text: str | None
    channel_message: int | None
    people: int
    taken_by: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is kept about one person, newest first."""

    questions: tuple[Remembered, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    handed_over: tuple[Asking, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    taught: tuple[Taught, ...] = ()
    changes: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True)
class StorageState:
    """Whether things can be saved. ``trouble`` says what is wrong ``since`` when; ``notice`` what the operator should know besides."""

    trouble: str | None = None
    since: dt.datetime | None = None
    notice: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the last attempt to save or read worked."""
        return self.trouble is None


def overlay_of(taught: Iterable[Taught]) -> Overlay:
    """Return what was taught as the engine wants it, in the order of teaching."""
    from bot.faq import articles  # noqa: PLC0415 - the engine costs 0.2 s, which `policybot db` need not pay

    taught = tuple(taught)
    return articles.Overlay(
        phrasings=tuple(articles.Taught(one.article, one.text) for one in taught if one.kind == "phrasing" and one.article),
        declined=tuple(one.text for one in taught if one.kind == "declined"),
        synonyms=tuple(articles.Synonym(*_words(one.text)) for one in taught if one.kind == "synonym"),
    )


def _words(text: str) -> tuple[tuple[str, ...], str | None]:
    words, also, to = text.partition(ALSO)
    return tuple(word.strip() for word in words.split(SAME)), to.strip() if also else None

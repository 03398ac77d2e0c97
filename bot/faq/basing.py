"""A knowledge base ↔ rows of plain data, which JSON keeps as they are."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.faq.articles import (
    Article,
    Guard,
    KnowledgeBase,
    LabelledQuestion,
    Overlay,
    Passage,
    Place,
    Source,
    Status,
    Synonym,
    Taught,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Row = Sequence[Any]
    """A value's fields in their order; values inside it are rows too."""

TOGETHER = 32
"""Articles in one row, so that reading them never holds the interpreter for more than a few milliseconds."""


def base_rows(base: KnowledgeBase) -> Iterator[Row]:
    """Yield a base as rows: first all but the articles, then articles by the dozen."""
    yield [
        base.name,
        base.language,
        base.examples,
        [[topic.id, topic.name] for topic in base.topics],
        list(map(_synonym_row, base.synonyms)),
        [[one.kind, one.when, one.reply, one.point_to, _place_row(one.place)] for one in base.guards],
        [[one.id, one.question, one.expect, one.passage, one.kind, one.style, _place_row(one.place)] for one in base.questions],
        overlay_row(base.overlay),
        base.version,
    ]
    rows = map(_article_row, base.articles)
    while group := list(islice(rows, TOGETHER)):
        yield group


def base_from(rows: Iterable[Row]) -> KnowledgeBase:
    """Return the base that :func:`base_rows` made rows of."""
    groups = iter(rows)
    name, language, examples, topics, synonyms, guards, questions, taught, version = next(groups)
    return KnowledgeBase(
        name=name,
        language=language,
        examples=tuple(examples),
        topics=tuple(Topic(*topic) for topic in topics),
        articles=tuple(_article(row) for group in groups for row in group),
        synonyms=tuple(map(_synonym, synonyms)),
        guards=tuple(Guard(kind, tuple(when), reply, tuple(to), Place(*place)) for kind, when, reply, to, place in guards),
        questions=tuple(
            LabelledQuestion(key, question, tuple(expect), passage, kind, style, Place(*place))
            for key, question, expect, passage, kind, style, place in questions
        ),
        overlay=overlay_from(taught),
        version=version,
    )


def overlay_row(overlay: Overlay) -> Row:
    """Return what was taught as a row."""
    taught = [[one.article, one.phrasing] for one in overlay.phrasings]
    return [taught, overlay.declined, list(map(_synonym_row, overlay.synonyms))]


def overlay_from(row: Row) -> Overlay:
    """Return the overlay that :func:`overlay_row` made a row of."""
    taught, declined, synonyms = row
    return Overlay(tuple(Taught(*one) for one in taught), tuple(declined), tuple(map(_synonym, synonyms)))


def _article_row(one: Article) -> Row:
    return [
        one.id,
        one.topic,
        one.title,
        one.asks,
        [[part.heading, part.text, part.blocks, part.asks, _place_row(part.place)] for part in one.passages],
        one.not_for,
        one.tags,
        one.see_also,
        [[source.title, source.publisher, source.url, source.date, source.copy] for source in one.sources],
        one.as_of,
        one.until.isoformat() if one.until else None,
        one.review_by.isoformat() if one.review_by else None,
        one.owner,
        one.label,
        one.status,
        _place_row(one.place),
    ]


def _article(row: Row) -> Article:
    (
        key,
        topic,
        title,
        asks,
        passages,
        not_for,
        tags,
        see_also,
        sources,
        as_of,
        until,
        review_by,
        owner,
        label,
        status,
        place,
    ) = row
    return Article(
        id=key,
        topic=topic,
        title=title,
        asks=tuple(asks),
        passages=tuple(
            Passage(heading, text, tuple(map(tuple, blocks)), tuple(asked), Place(*at))
            for heading, text, blocks, asked, at in passages
        ),
        not_for=tuple(not_for),
        tags=tuple(tags),
        see_also=tuple(see_also),
        sources=tuple(Source(*source) for source in sources),
        as_of=as_of,
        until=dt.date.fromisoformat(until) if until else None,
        review_by=dt.date.fromisoformat(review_by) if review_by else None,
        owner=owner,
        label=label,
        status=Status(status),
        place=Place(*place),
    )


def _synonym_row(one: Synonym) -> Row:
    return [one.words, one.to, _place_row(one.place)]


def _synonym(row: Row) -> Synonym:
    words, to, place = row
    return Synonym(tuple(words), to, Place(*place))


def _place_row(place: Place) -> Row:
    return [place.path, place.line, place.column]

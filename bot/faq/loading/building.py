"""Sheets → the engine's frozen values. Everything here was checked before, so nothing can fail."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.faq.articles import Article, Guard, LabelledQuestion, Passage, Source, Status, Synonym
from bot.faq.loading.shapes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.faq.loading.shapes import ArticleShape, PassageShape
    from bot.faq.loading.sheets import Sheet

NONE = "none"
"""What ``expect`` says where no article answers."""


def articles_of(sheet: Sheet) -> Iterator[Article]:
    """Yield the articles of one file, in its order."""
    for number, shape in enumerate(sheet.shape.get("articles", [])):
        path = f"articles.{number}"
        passages = (_passage(part, sheet, f"{path}.passages.{at}") for at, part in enumerate(shape["passages"]))
        yield Article(
            id=article_id(shape, sheet),
            topic=_topic(shape, sheet),
            title=shape["title"],
            asks=tuple(shape["asks"]),
            passages=tuple(passages),
            not_for=tuple(shape["not_for"]),
            tags=tuple(shape["tags"]),
            see_also=tuple(shape["see_also"]),
            sources=tuple(Source(**source) for source in shape["sources"]),
            as_of=shape["as_of"],
            until=_day(shape["until"]),
            review_by=_day(shape["review_by"]),
            owner=shape["owner"],
            label=shape["label"],
            status=Status(shape["status"]),
            place=sheet.place(path),
        )


def article_id(shape: ArticleShape, sheet: Sheet) -> str:
    """Return an article's id: its own, or the file's name."""
    return shape["id"] or PurePosixPath(sheet.path).stem


def synonyms_of(sheet: Sheet) -> Iterator[Synonym]:
    """Yield the synonyms of one file, in its order."""
    for number, shape in enumerate(sheet.shape.get("synonyms", [])):
        yield Synonym(tuple(shape["words"] or shape["from"]), shape["to"], sheet.place(f"synonyms.{number}"))


def guards_of(sheet: Sheet) -> Iterator[Guard]:
    """Yield the guards of one file, in its order."""
    for number, shape in enumerate(sheet.shape.get("guards", [])):
        place = sheet.place(f"guards.{number}")
        yield Guard(shape["kind"], tuple(shape["when"]), shape["reply"], tuple(shape["point_to"]), place)


def questions_of(sheet: Sheet) -> Iterator[LabelledQuestion]:
    """Yield the labelled questions of one file, in its order."""
    for number, shape in enumerate(sheet.shape.get("questions", [])):
        expect = tuple(name for name in shape["expect"] if name != NONE)
        place = sheet.place(f"questions.{number}.question")
        yield LabelledQuestion(shape["id"], shape["question"], expect, shape["passage"], shape["kind"], shape["style"], place)


def _passage(shape: PassageShape, sheet: Sheet, path: str) -> Passage:
    blocks = tuple((start, end) for start, end, _ in shape["blocks"])
    return Passage(shape["heading"], shape["text"], blocks, tuple(shape["asks"]), sheet.place(path))


def _topic(shape: ArticleShape, sheet: Sheet) -> str:
    """Return an article's topic: its own, or the first folder; at the top of the base, a YAML file is a topic of its own."""
    parts = PurePosixPath(sheet.path).parts
    if shape["topic"] or len(parts) > 1:
        return shape["topic"] or parts[0]
    return PurePosixPath(parts[0]).stem if sheet.kind is Kind.ARTICLES else TOP_LEVEL


TOP_LEVEL = "general"
"""The topic of Markdown articles that lie in no folder: their own name would make every article a topic."""


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None

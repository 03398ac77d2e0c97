"""A file that was read and checked by itself, before anything is known of the other files; and the engine's values made of it.

What is built was checked before, so nothing can fail.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.faq.articles import Article, Guard, LabelledQuestion, Passage, Place, Source, Status, Synonym
from bot.faq.errors import Severity
from bot.faq.loading.nodes import Mark
from bot.faq.loading.shapes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.faq.errors import Fault
    from bot.faq.loading.shapes import Shape

NONE = "none"
"""What ``expect`` says where no article answers."""

TOP_LEVEL = "general"
"""The topic of Markdown articles that lie in no folder: their own name would make every article a topic."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one file holds, as far as it is valid, with the places of its values and what is wrong with the rest.

    ``marks`` go by dotted path (``articles.0.asks.3``). ``claims`` are ids of articles that stand in the file but are not valid,
    so that a link to one of them is no second fault; ``None`` where not even the ids can be read.
    """

    path: str
    kind: Kind
    shape: Shape
    marks: Mapping[str, Mark] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    claims: frozenset[str] | None = frozenset()

    @property
    def valid(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return not any(fault.severity is Severity.FAULT for fault in self.faults)

    def place(self, path: str) -> Place:
        """Return the place of the value at a dotted path, or of its nearest ancestor that has one."""
        while path not in self.marks and path:
            path = path.rpartition(".")[0]
        return Place(self.path, *self.marks.get(path, Mark(1, 1)))


def articles_of(sheet: Sheet) -> Iterator[Article]:
    """Yield the articles of one file, in its order."""
    for number, shape in enumerate(sheet.shape.get("articles", [])):
        path = f"articles.{number}"
        passages = (_passage(part, sheet, f"{path}.passages.{at}") for at, part in enumerate(shape["passages"]))
        yield Article(
            id=shape["id"] or PurePosixPath(sheet.path).stem,
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


def _passage(shape: Shape, sheet: Sheet, path: str) -> Passage:
    blocks = tuple((start, end) for start, end, _ in shape["blocks"])
    return Passage(shape["heading"], shape["text"], blocks, tuple(shape["asks"]), sheet.place(path))


def _topic(shape: Shape, sheet: Sheet) -> str:
    """Return an article's topic: its own, or the first folder; at the top of the base, a YAML file is a topic of its own."""
    parts = PurePosixPath(sheet.path).parts
    own: str | None = shape["topic"]
    if own or len(parts) > 1:
        return own or parts[0]
    return PurePosixPath(parts[0]).stem if sheet.kind is Kind.ARTICLES else TOP_LEVEL


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None

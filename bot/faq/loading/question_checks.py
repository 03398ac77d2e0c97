"""Labelled questions and guards, held against the articles that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.loading.building import NONE, questions_of
from bot.faq.loading.crosschecks import Ids, check_reference, fault
from bot.faq.loading.phrasings import phrasing_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.faq.articles import Article, LabelledQuestion, Place
    from bot.faq.errors import Fault
    from bot.faq.loading.sheets import Sheet


def check_guards(sheet: Sheet, ids: Ids) -> Iterator[Fault]:
    """Guards point to articles that people see."""
    for number, shape in enumerate(sheet.shape.get("guards", [])):
        for at, name in enumerate(shape["point_to"]):
            yield from check_reference(sheet.place(f"guards.{number}.point_to.{at}"), name, ids, "point_to")


def check_question_ids(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    """Every id names one question, in all files together."""
    first: dict[str, Place] = {}
    for sheet in sheets:
        for number, shape in enumerate(sheet.shape.get("questions", [])):
            place = sheet.place(f"questions.{number}.id")
            if shape["id"] in first:
                yield fault(
                    place, "duplicate-question", f"the id '{shape['id']}' is taken by {first[shape['id']]}", "give it another id"
                )
            first.setdefault(shape["id"], place)


def check_expectations(sheet: Sheet, ids: Ids) -> Iterator[Fault]:
    """Questions expect articles and passages that exist."""
    for number, question in enumerate(questions_of(sheet)):
        path = f"questions.{number}"
        for at, name in enumerate(sheet.shape["questions"][number]["expect"]):
            if name != NONE:
                yield from check_reference(sheet.place(f"{path}.expect.{at}"), name, ids, "expect")
        yield from _check_passage(question, sheet.place(f"{path}.passage"), ids)


def _check_passage(question: LabelledQuestion, place: Place, ids: Ids) -> Iterator[Fault]:
    if question.passage is None:
        return
    expected = [ids.articles[name] for name in question.expect if name in ids.articles]
    known = len(expected) == len(question.expect)
    if known and not any(has_passage(article, question.passage) for article in expected):
        headings = [passage.heading for article in expected for passage in article.passages if passage.heading]
        remedy = f"write one of: {'; '.join(headings)[:300]}" if headings else "write the passage's number, or remove the label"
        yield fault(place, "unknown-passage", f"no passage has the heading '{question.passage[:80]}'", remedy)


def has_passage(article: Article, label: str) -> bool:
    """Whether a label names one of an article's passages, by its heading or its number counted from 1."""
    if label.isascii() and label.isdigit() and 1 <= int(label) <= len(article.passages):
        return True
    return any(passage.heading and phrasing_key(passage.heading) == phrasing_key(label) for passage in article.passages)

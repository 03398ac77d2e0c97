"""Labelled questions, held against the articles that they name; and a file of them on its own, as ``policybot evaluate`` takes it."""

from __future__ import annotations

import os
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.errors import ContentError, Fault, Severity, UsageError
from bot.faq.loading.crosschecks import Ids, check_reference
from bot.faq.loading.files import OPEN_FLAGS, read_all, refusal
from bot.faq.loading.limits import DEFAULTS, Limits
from bot.faq.loading.phrasings import phrasing_key
from bot.faq.loading.reporting import fault, sorted_faults
from bot.faq.loading.shapes import Kind
from bot.faq.loading.sheets import Places, parse_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion
    from bot.faq.loading.sheets import Sheet


def load_questions(path: Path, *, base: KnowledgeBase | None = None, limits: Limits = DEFAULTS) -> tuple[LabelledQuestion, ...]:
    """Load one file of labelled questions (YAML, or JSON lines by its suffix), held against ``base`` where one is given.

    Raises:
        ContentError: something is wrong with the content; carries all faults and warnings, sorted by place.
        UsageError: the file cannot be opened.
    """
    kind = Kind.QUESTION_LINES if path.suffix.casefold() in {".jsonl", ".ndjson"} else Kind.QUESTIONS
    sheet, find = parse_anew(str(path), kind, _read(path, limits), limits)
    places = Places({sheet.path: find})
    checks = [sheet.faults, check_question_ids([sheet], places)]
    if base is not None:
        ids = Ids({article.id: article for article in base.articles}, frozenset(), complete=True)
        checks.append(check_expectations(sheet, ids, places))
    faults = sorted_faults(chain.from_iterable(checks))
    if any(found.severity is Severity.FAULT for found in faults):
        raise ContentError(faults)
    return sheet.questions


def _read(path: Path, limits: Limits) -> bytes:
    """Return the file's bytes. The caller chose the path, so links may lead anywhere; devices and FIFOs are still refused."""
    try:
        handle = os.open(path.resolve(), OPEN_FLAGS)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or 'unknown reason').lower()}") from error
    try:
        if why := refusal(os.fstat(handle), limits):
            raise ContentError([fault(Place(str(path)), *why)])
        return read_all(handle, limits.file_bytes)
    finally:
        os.close(handle)


def check_question_ids(sheets: Iterable[Sheet], places: Places) -> Iterator[Fault]:
    """Every id names one question, in all files together."""
    first: dict[str, tuple[str, int]] = {}
    for sheet in sheets:
        for number, question in enumerate(sheet.questions):
            file, at = first.setdefault(question.id, (sheet.path, number))
            if (file, at) != (sheet.path, number):
                message = f"the id '{question.id}' is taken by {places.place(file, 'questions', at, 'id')}"
                place = places.place(sheet.path, "questions", number, "id")
                yield fault(place, "duplicate-question", message, "give it another id")


def check_expectations(sheet: Sheet, ids: Ids, places: Places) -> Iterator[Fault]:
    """Questions expect articles and passages that exist."""
    for number, question in enumerate(sheet.questions):
        for at, name in enumerate(question.expect):  # 'none' stands alone, so the numbers are those of the file
            yield from check_reference(partial(places.place, sheet.path, "questions", number, "expect", at), name, ids, "expect")
        yield from _check_passage(question, partial(places.place, sheet.path, "questions", number, "passage"), ids)


def _check_passage(question: LabelledQuestion, place: Callable[[], Place], ids: Ids) -> Iterator[Fault]:
    if question.passage is None:
        return
    expected = [ids.articles[name] for name in question.expect if name in ids.articles]
    known = len(expected) == len(question.expect)
    if known and not any(has_passage(article, question.passage) for article in expected):
        headings = [passage.heading for article in expected for passage in article.passages if passage.heading]
        remedy = f"write one of: {'; '.join(headings)[:300]}" if headings else "write the passage's number, or remove the label"
        yield fault(place(), "unknown-passage", f"no passage has the heading '{question.passage[:80]}'", remedy)


def has_passage(article: Article, label: str) -> bool:
    """Whether a label names one of an article's passages, by its heading or its number counted from 1."""
    if label.isascii() and label.isdigit() and 1 <= int(label) <= len(article.passages):
        return True
    return any(passage.heading and phrasing_key(passage.heading) == phrasing_key(label) for passage in article.passages)

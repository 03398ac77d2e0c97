"""A folder → a knowledge base, or every fault at once: the order of loading, on one page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, fields, replace
from itertools import chain, islice
from operator import attrgetter
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
    Synonym,
    Taught,
    Topic,
)
from bot.faq.errors import ContentError, Fault, Severity, UsageError
from bot.faq.loading import crosschecks, house_rules, questions
from bot.faq.loading.crosschecks import Ids, fit_overlay
from bot.faq.loading.files import NO_EDITS
from bot.faq.loading.limits import DEFAULTS, Limits
from bot.faq.loading.reporting import fault, sorted_faults, warning
from bot.faq.loading.shapes import ONE_OF_EACH, Kind, is_misplaced
from bot.faq.loading.sheets import Sheet, parse_anew
from bot.faq.loading.snapshot import take_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.faq.loading.cache import ParseCache
    from bot.faq.loading.files import Edits, Found
    from bot.faq.loading.snapshot import Snapshot

MOST_FAULTS = 5_000
"""Faults told of one folder: nobody reads more at once, and 20 files of repeated ids would make 400,000."""

FEW = 100
"""One new file in so many is parsed again next time: that takes less than to write all sheets anew for it."""

VERSION_LENGTH = 16
"""Hex digits: 64 bits tell any number of versions apart, and a moderator can still read them out."""

TOGETHER = 100
"""Articles written out at once for a version: of 10,000 together every other thread would wait for 90 ms."""

NO_CONTENT = frozenset({"place", "blocks", "version"})
"""Where something stands, and what is derived: no part of a version. All other fields count, those added later too."""

_KINDS = (KnowledgeBase, Article, Passage, Source, Synonym, Guard, LabelledQuestion, Overlay, Taught, Topic)
_FIELDS = {kind: attrgetter(*sorted({field.name for field in fields(kind)} - NO_CONTENT)) for kind in _KINDS}

_NOTHING_TAUGHT = Overlay()
NO_BASE: Mapping[str, Any] = {"name": None, "language": "en", "examples": (), "topics": (), "style": None}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid knowledge base, and what its authors should look at, sorted by place."""

    base: KnowledgeBase
    warnings: tuple[Fault, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    """What was read: paths below the folder, and content."""


def read_folder(folder: Path, limits: Limits = DEFAULTS, edits: Edits = NO_EDITS) -> Snapshot:
    """Return the files that lie in ``folder``, all of one moment, with ``edits`` laid over them.

    Raises:
        ContentError: the folder kept changing.
        UsageError: ``folder`` is no folder, or an edit's name is no content file in it.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name one that holds articles")
    return take_snapshot(folder, limits, edits)


def load_knowledge(  # noqa: PLR0913 - named by the caller, and most left at their defaults
    folder: Path,
    *,
    overlay: Overlay = _NOTHING_TAUGHT,
    today: dt.date,
    limits: Limits = DEFAULTS,
    cache: ParseCache | None = None,
    snapshot: Snapshot | None = None,
) -> Loaded:
    """Load the knowledge base that lies in ``folder``, with ``overlay`` laid over it.

    ``today`` decides which reviews are due. With a ``cache``, only files that changed are parsed.
    ``snapshot`` holds the folder's files where they were read already.

    Raises:
        ContentError: something is wrong with the content; carries all faults and warnings, sorted by place.
        UsageError: ``folder`` is no folder.
    """
    snapshot = snapshot or read_folder(folder, limits)
    known = cache.sheets(snapshot.files, limits) if cache else {}
    sheets = tuple([known.get(file.path) or _read(file, data, limits) for file, data in snapshot.files])
    content = Content(sheets)
    base = content.base(folder.resolve().name)
    fitted, taught = fit_overlay(overlay, base)
    faults = sorted_faults(islice(chain(snapshot.faults, content.faults(today, limits), taught), MOST_FAULTS))
    if cache and sum(sheet.valid and (sheet.path not in known or sheet.reread) for sheet in sheets) * FEW > len(sheets):
        cache.keep(snapshot.files, sheets, limits)
    if any(found.severity is Severity.FAULT for found in faults):
        raise ContentError(faults)
    base = replace(base, overlay=fitted)
    files = tuple((file.path, data) for file, data in snapshot.files)
    return Loaded(replace(base, version=version_of(base)), faults, files)


def _read(file: Found, data: bytes, limits: Limits) -> Sheet:
    if not is_misplaced(file.path):
        return parse_anew(file.path, file.kind, data, limits)
    message, remedy = "only the one at the top of the folder is read", "move it up, or rename it"
    return Sheet(file.path, file.kind, faults=(warning(Place(file.path), "misplaced", message, remedy),))


def version_of(base: KnowledgeBase) -> str:
    """Return the hash of all that a reader or the engine could notice: equal content has an equal version wherever it lies."""
    digest = hashlib.sha256(_canonical(replace(base, articles=())))
    for at in range(0, len(base.articles), TOGETHER):
        digest.update(_canonical(base.articles[at : at + TOGETHER]))
    return digest.hexdigest()[:VERSION_LENGTH]


def _canonical(value: object) -> bytes:
    return json.dumps(_content(value), default=dt.date.isoformat).encode("ascii")


def _content(value: Any) -> object:  # noqa: ANN401 - any of the engine's values
    """Return plain data for JSON: of a value, its fields in the order of their names."""
    if type(value) is tuple:
        return value if value and type(value[0]) is str else list(map(_content, value))
    fields_of = _FIELDS.get(type(value))
    return list(map(_content, fields_of(value))) if fields_of else value


class Content:
    """All sheets of one folder, side by side."""

    def __init__(self, sheets: tuple[Sheet, ...]) -> None:
        self._sheets = sheets
        self._written = [entry for sheet in sheets for entry in sheet.written]
        self._settings = next((sheet.base for sheet in sheets if sheet.base is not None), NO_BASE)

    def base(self, folder: str) -> KnowledgeBase:
        """Return the base as the files have it; of use only where :meth:`faults` are none."""
        settings = self._settings
        return KnowledgeBase(
            name=settings["name"] or folder or "Knowledge base",
            language=settings["language"],
            examples=settings["examples"],
            topics=self._topics(),
            articles=tuple(sorted((entry.article for entry in self._written), key=lambda article: article.id)),
            synonyms=tuple(one for sheet in self._sheets for one in sheet.synonyms),
            guards=tuple(one for sheet in self._sheets for one in sheet.guards),
            questions=tuple(one for sheet in self._sheets for one in sheet.questions),
        )

    def faults(self, today: dt.date, limits: Limits) -> Iterator[Fault]:
        """Yield every fault and warning of the files, each by itself and all together."""
        yield from chain.from_iterable(sheet.faults for sheet in self._sheets)
        yield from self._check_amount(limits)
        ids = self._ids()
        yield from crosschecks.check_ids(self._written)
        yield from crosschecks.check_links(self._written, ids)
        yield from crosschecks.check_phrasings(self._written)
        yield from crosschecks.check_titles(self._written)
        yield from crosschecks.check_dates(self._written, today)
        yield from crosschecks.check_topics(self._written, frozenset(topic.id for topic in self._settings["topics"]))
        yield from house_rules.check_style(self._written, self._settings["style"])
        yield from questions.check_question_ids(self._sheets)
        for sheet in self._sheets:
            yield from crosschecks.check_guards(sheet, ids)
            yield from questions.check_expectations(sheet, ids)

    def _check_amount(self, limits: Limits) -> Iterator[Fault]:
        if not self._written and all(sheet.claims == frozenset() for sheet in self._sheets):
            remedy = "write one: policybot new 'How do I ...?'"
            yield fault(Place("."), "no-articles", "there is no article in this folder", remedy)
        if len(self._written) > limits.articles:
            place = self._written[limits.articles].article.place
            yield fault(place, "too-many-articles", f"more than {limits.articles:,} articles", "split the knowledge base")
        for kind in ONE_OF_EACH:
            for sheet in [sheet for sheet in self._sheets if sheet.kind is kind and "/" not in sheet.path][1:]:
                yield fault(Place(sheet.path), "second-file", f"there are two files for {kind}", "keep one: .yaml or .yml")

    def _ids(self) -> Ids:
        claims = [sheet.claims for sheet in self._sheets if sheet.kind in {Kind.MARKDOWN, Kind.ARTICLES}]
        claimed = frozenset(chain.from_iterable(ids for ids in claims if ids is not None))
        return Ids({entry.article.id: entry.article for entry in self._written}, claimed, None not in claims)

    def _topics(self) -> tuple[Topic, ...]:
        """Return the topics that the base names, in its order, then those that articles use besides, under their own names."""
        named = self._settings["topics"]
        used = sorted({entry.article.topic for entry in self._written} - {topic.id for topic in named})
        return (*named, *(Topic(topic, topic.replace("-", " ").capitalize()) for topic in used))

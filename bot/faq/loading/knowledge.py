"""A folder → a knowledge base, or every fault at once: the order of loading, on one page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from bot.faq.articles import KnowledgeBase, Overlay, Place, Topic
from bot.faq.errors import ContentError, Fault, Severity, UsageError
from bot.faq.language import load_language
from bot.faq.loading import crosschecks, house_rules, questions
from bot.faq.loading.crosschecks import Ids, fit_overlay
from bot.faq.loading.files import NO_EDITS
from bot.faq.loading.hashing import version_of
from bot.faq.loading.limits import DEFAULTS, Limits
from bot.faq.loading.reporting import fault, sorted_faults, warning
from bot.faq.loading.shapes import ONE_OF_EACH, Kind, is_misplaced
from bot.faq.loading.sheets import Places, Sheet, Sheets, Written, parse_anew
from bot.faq.loading.snapshot import take_snapshot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from bot.faq.loading.files import Edits, Found
    from bot.faq.loading.sheets import Find
    from bot.faq.loading.snapshot import Snapshot
    from bot.faq.loading.trees import Path as At
    from bot.faq.loading.trees import Spot

MOST_FAULTS = 5_000
"""Faults told of one folder: nobody reads more at once, and 20 files of repeated ids would make 400,000."""

_NOTHING_TAUGHT, _NOTHING_KNOWN = Overlay(), Sheets()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid knowledge base, and what its authors should look at, sorted by place."""

    base: KnowledgeBase
    warnings: tuple[Fault, ...] = ()
    sheets: Sheets = field(default=_NOTHING_KNOWN, compare=False)
    """What it was read from, for the next load."""


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
    known: Sheets = _NOTHING_KNOWN,
    snapshot: Snapshot | None = None,
) -> Loaded:
    """Load the knowledge base that lies in ``folder``, with ``overlay`` laid over it.

    ``today`` decides which reviews are due. Of the files that are ``known`` from an earlier load nothing is worked out again.
    ``snapshot`` holds the folder's files where they were read already.

    Raises:
        ContentError: something is wrong with the content; carries all faults and warnings, sorted by place.
        UsageError: ``folder`` is no folder.
    """
    snapshot = snapshot or read_folder(folder, limits)
    sheets, places = _read(snapshot, limits, known if known.limits == limits else _NOTHING_KNOWN)
    content = Content(sheets, places, known)
    base = content.base(folder.resolve().name)
    fitted, taught = fit_overlay(overlay, base)
    faults = sorted_faults(islice(chain(snapshot.faults, content.faults(today, limits), taught), MOST_FAULTS))
    if any(found.severity is Severity.FAULT for found in faults):
        raise ContentError(faults)
    base = replace(base, overlay=fitted)
    version = version_of(base, chain.from_iterable(sheet.hashes for sheet in sheets))
    return Loaded(replace(base, version=version), faults, Sheets(sheets, limits, content.breaches))


def _read(snapshot: Snapshot, limits: Limits, known: Sheets) -> tuple[tuple[Sheet, ...], Places]:
    """Return the sheets of files, and where things stand in them. Those that are known are the same objects as before."""
    before = {sheet.hash: sheet for sheet in known.each}
    find: dict[str, Find] = {}
    sheets = []
    for (file, data), key in zip(snapshot.files, snapshot.hashes, strict=True):
        if sheet := before.get(key):
            find[file.path] = partial(_find, file, data, limits)
        elif is_misplaced(file.path):
            message, remedy = "only the one at the top of the folder is read", "move it up, or rename it"
            sheet = Sheet(file.path, file.kind, faults=(warning(Place(file.path), "misplaced", message, remedy),), hash=key)
        else:
            sheet, find[file.path] = parse_anew(file.path, file.kind, data, limits)
        sheets.append(sheet)
    return tuple(sheets), Places(find)


def _find(file: Found, data: bytes, limits: Limits) -> Mapping[At, Spot]:
    return parse_anew(file.path, file.kind, data, limits)[1]()


class Content:
    """All sheets of one folder, side by side."""

    def __init__(self, sheets: tuple[Sheet, ...], places: Places, known: Sheets = _NOTHING_KNOWN) -> None:
        self.breaches: dict[str, tuple[Fault, ...]] = {}
        """What the house's rules say of each file, as far as that was asked for."""
        self._sheets, self._places = sheets, places
        self._settings = Sheets(sheets).settings
        self._groups = [[Written(one, at, places) for at, one in enumerate(sheet.articles)] for sheet in sheets]
        self._written = list(chain.from_iterable(self._groups))
        self._known = known

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
        yield from crosschecks.check_phrasings(self._sharing([sheet.wordings for sheet in self._sheets]))
        yield from crosschecks.check_titles(self._sharing([sheet.titles for sheet in self._sheets]))
        yield from crosschecks.check_dates(self._written, today)
        yield from crosschecks.check_topics(self._written, frozenset(topic.id for topic in self._settings["topics"]))
        if synonyms := [one for sheet in self._sheets for one in sheet.synonyms]:
            yield from crosschecks.check_synonyms(synonyms, load_language(self._settings["language"]))
        yield from self._check_style()
        yield from questions.check_question_ids(self._sheets, self._places)
        for sheet in self._sheets:
            yield from crosschecks.check_guards(sheet, ids, self._places)
            yield from questions.check_expectations(sheet, ids, self._places)

    def _sharing(self, numbers: Sequence[npt.NDArray[np.uint32]]) -> list[Written]:
        """Return the articles of all sheets that have a number of another one, or one number twice: hardly any, as a rule."""
        each = np.concatenate([np.zeros(0, np.uint32), *numbers])
        rising = np.sort(each)
        shared = np.append(rising[1:][rising[1:] == rising[:-1]], np.uint32(0))
        rows = np.flatnonzero(shared[np.searchsorted(shared[:-1], each)] == each)
        found = np.searchsorted(np.cumsum(list(map(len, numbers))), rows, side="right")
        return [entry for at in sorted(set(found.tolist())) for entry in self._groups[at]]

    def _check_style(self) -> Iterator[Fault]:
        style = self._settings["style"]
        before = self._known.breaches if style == self._known.settings["style"] else {}
        was = {sheet.path: sheet for sheet in self._known.each}
        for sheet, written in zip(self._sheets, self._groups, strict=True):
            found = before.get(sheet.path) if was.get(sheet.path) is sheet else None
            if found is None:
                found = tuple(house_rules.check_style(written, style))
            self.breaches[sheet.path] = found
            yield from found

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

"""The engine: text in, decisions out. It knows no Discord, no settings and no database.

>>> from bot.faq import load                                       # doctest: +SKIP
>>> faq = load("knowledge")                                        # doctest: +SKIP
>>> faq.ask("can american citizen go nort korea").article          # doctest: +SKIP
'travel-ban'

The flow, one module a step::

    loading ─► indexing ─► FAQ          files, checked as a whole, become arrays
    normalising ─► reading ─► matching ─► fusing ─► guarding ─► deciding ─► quoting          engine.FAQ.ask, lookup.Lookup
    calibrating ─► cuts                 from which confidence on a base's answers keep the wanted precision
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bot.faq.articles import Overlay
from bot.faq.calibrating import make_cuts
from bot.faq.collecting import no_collection
from bot.faq.compiling import Compiled
from bot.faq.cuts import KeptCuts, Way
from bot.faq.decisions import Decision, Hit, Kind, Quote, Suggestion
from bot.faq.engine import FAQ
from bot.faq.errors import ContentError, FAQError, Fault, Severity, UsageError
from bot.faq.fusing import load_weights
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.loading import Limits, Sheets, Snapshot, fit_overlay, load_knowledge, read_folder, version_of
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.snapshot import snapshot_of
from bot.faq.versions import Versions
from bot.faq.warming import CompiledBases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from bot.faq.articles import KnowledgeBase
    from bot.faq.indexing import Index

__all__ = [
    "FAQ",
    "ContentError",
    "Decision",
    "FAQError",
    "Fault",
    "Hit",
    "Kind",
    "Limits",
    "Overlay",
    "Quote",
    "Severity",
    "Suggestion",
    "UsageError",
    "Way",
    "build",
    "calibrate",
    "keep_compiled",
    "keep_version",
    "load",
    "load_last_good",
    "load_version",
    "relearn",
]


def load(  # noqa: PLR0913 - all but the folder are by name, and rarely given
    path: str | PathLike[str],
    *,
    overlay: Overlay | None = None,
    today: dt.date | None = None,
    state: str | PathLike[str] | None = None,
    limits: Limits | None = None,
    edits: Mapping[str, bytes | None] | None = None,
    semantic: bool = False,
    before: FAQ | None = None,
) -> FAQ:
    """Load a knowledge base from its folder.

    ``overlay`` is what moderators taught; ``today`` fixes the day (default: the real one, asked anew each time);
    ``state`` is a directory for compiled bases (the next load is quicker), for good versions (:func:`load_last_good`) and for the
    base's own cuts as :func:`calibrate` kept them; ``limits`` bound what is read;
    ``edits`` shows what a change would do before it is made: files laid over those of the folder, by their path below it
    (``rules/refunds.md``), ``None`` for one that is to be gone. Faults, places, limits and version are those of the folder with these
    files in it. Such a load reads ``state`` but keeps nothing there: neither as a good version, nor compiled;
    ``semantic`` weighs what sentences mean, too, with the extra of that name: where that is missing, the log says so once;
    ``before`` is a FAQ of earlier content, from which is taken over what is still the same: it changes what a load costs, and
    nothing of what comes out. Such a load is not compiled at once: :func:`keep_compiled` does that, once nothing is urgent.
    Raises :class:`ContentError` with every fault of every file, :class:`UsageError` where there is no folder to read
    or an edit's name is no content file in it.
    """
    if not str(path):
        raise UsageError("name the folder that holds the articles; an empty name is none")
    folder, limits = Path(path), limits or DEFAULTS
    snapshot = read_folder(folder, limits, edits or {})
    limits = replace(limits, quiet=0.0)  # which says how it was read, and nothing about what it is
    work = _Work(folder, snapshot, overlay or Overlay(), Path(state) if state else None, limits, keeps=not edits)
    return _load(work, _clock(today), before, semantic=semantic)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be loaded, and whether anything is kept of it."""

    folder: Path
    snapshot: Snapshot
    overlay: Overlay
    state: Path | None
    limits: Limits = DEFAULTS
    keeps: bool = False


def _load(work: _Work, clock: Callable[[], dt.date], before: FAQ | None, *, semantic: bool) -> FAQ:
    with no_collection():
        made = _made(work, clock(), before)
        if work.state and work.keeps:
            files = ((file.path, data) for file, data in work.snapshot.files)
            Versions(work.state).keep(work.folder, made.base.version, files, work.overlay)
        return _ready(made, clock, work.state, semantic=semantic)


def _ready(made: Compiled, clock: Callable[[], dt.date], state: Path | None, *, semantic: bool) -> FAQ:
    index = _with_meanings(made.base, made.index, state) if semantic else made.index
    weights = load_weights(semantic=index.meanings is not None)
    faq = FAQ(made.base, index, weights, today=clock, warnings=made.warnings, sheets=made.sheets)
    cuts = _kept_cuts(state, faq).get(made.base) if state else None
    return faq.with_cuts(cuts) if cuts else faq


def _made(work: _Work, today: dt.date, before: FAQ | None) -> Compiled:
    """Return what is to be loaded, compiled before or now."""
    if work.state is None:
        return _compile(work, today, before)
    bases = CompiledBases(work.state / "compiled")
    place = bases.place(work.folder, work.snapshot, work.overlay, work.limits)
    if before:
        made = _compile(work, today, before)
        return replace(made, sheets=replace(made.sheets, compiled=(place, today)))
    if known := bases.get(place, work.limits, today):
        return known
    made = _compile(work, today, bases.newest(place, work.limits))
    if work.keeps:
        bases.keep(place, made, today)
    return made


def _compile(work: _Work, today: dt.date, before: FAQ | Compiled | None) -> Compiled:
    known = (before.sheets if before else None) or Sheets()
    loaded = load_knowledge(
        work.folder, overlay=work.overlay, today=today, limits=work.limits, known=known, snapshot=work.snapshot
    )
    return Compiled(loaded.base, _build_index(loaded.base, before), loaded.warnings, loaded.sheets)


def keep_compiled(faq: FAQ) -> None:
    """Keep a FAQ that was loaded with ``before`` in its state, so that the next start is a warm one. Takes as long as writing 60 MB."""
    if faq.sheets and faq.sheets.compiled:
        place, today = faq.sheets.compiled
        bare = replace(faq.index, meanings=None)
        CompiledBases(place.parent).keep(place, Compiled(faq.base, bare, faq.warnings, faq.sheets), today)


def _build_index(base: KnowledgeBase, before: FAQ | Compiled | None) -> Index:
    return build_index(base, load_language(base.language), (before.base, before.index) if before else None)


def _with_meanings(base: KnowledgeBase, index: Index, state: Path | None) -> Index:
    """Return the index with meanings, where the extra is there."""
    from bot.faq.semantic import KeptMeanings, open_embedder, with_meanings  # noqa: PLC0415 - only where it is switched on

    embedder = open_embedder()
    if embedder is None:
        return index
    return KeptMeanings(state / "meanings").give(index, embedder, base.name) if state else with_meanings(index, embedder)


def _clock(today: dt.date | None) -> Callable[[], dt.date]:
    return dt.date.today if today is None else partial(_same, today)


def _same(today: dt.date) -> dt.date:
    return today


def calibrate(faq: FAQ, *, state: str | PathLike[str] | None = None) -> FAQ:
    """Return the same FAQ, answering from the confidences that keep a wanted precision in this very base.

    Takes 1 to 4 seconds of CPU, unless it has been done for this content and kept in ``state``. A FAQ that is not calibrated uses the
    cuts of earlier content where ``state`` has some, else the shipped ones: the precision is then no more than an expectation.
    """
    kept = _kept_cuts(Path(state), faq) if state else None
    cuts = kept.get(faq.base) if kept else None
    if cuts is None or cuts.version != faq.version:
        cuts = make_cuts(faq.base, faq.weights, meanings=faq.meanings)
        if kept:
            kept.put(faq.base, cuts)
    return faq.with_cuts(cuts)


def _kept_cuts(state: Path, faq: FAQ) -> KeptCuts:
    return KeptCuts(state / ("calibration-semantic" if faq.meanings else "calibration"))


def load_last_good(
    path: str | PathLike[str],
    *,
    state: str | PathLike[str],
    today: dt.date | None = None,
    semantic: bool = False,
) -> FAQ | None:
    """Load the version of a folder's content that was last loaded without faults, for a bot that starts while its files are broken."""
    version = Versions(Path(state)).last_good(Path(path))
    return load_version(path, version, state=state, today=today, semantic=semantic) if version else None


def load_version(
    path: str | PathLike[str],
    version: str,
    *,
    state: str | PathLike[str],
    today: dt.date | None = None,
    semantic: bool = False,
) -> FAQ | None:
    """Load an earlier version of a folder's content, with what was taught then, as :func:`load` kept it in ``state``.

    ``None`` where it is not kept (any more), or the copy is no longer what was loaded.
    """
    kept = Versions(Path(state)).kept(version)
    if kept is None:
        return None
    files, overlay = kept
    try:
        work = _Work(Path(path), snapshot_of(files), overlay, Path(state))
        faq = _load(work, _clock(today), None, semantic=semantic)
    except (ContentError, UsageError):
        return None
    return faq if faq.version == version else None


def keep_version(faq: FAQ, path: str | PathLike[str], files: Mapping[str, bytes], *, state: str | PathLike[str]) -> bool:
    """Keep a version as :func:`load` does, of files that it was not loaded from as they lay there; ``False`` where it is not theirs.

    Costs as much as reading the files that ``faq`` does not know.
    """
    folder, overlay, known = Path(path), faq.base.overlay, faq.sheets or Sheets()
    today, limits = dt.datetime.now(dt.UTC).date(), known.limits  # the day makes warnings, and no version
    try:
        snapshot = snapshot_of(files)
        read = load_knowledge(folder, overlay=overlay, today=today, limits=limits, known=known, snapshot=snapshot)
    except (ContentError, UsageError):
        return False
    if read.base.version != faq.version:
        return False
    Versions(Path(state)).keep(folder, faq.version, files.items(), overlay)
    return True


def relearn(faq: FAQ, overlay: Overlay, *, state: str | PathLike[str] | None = None) -> FAQ:
    """Return what answers with another overlay: the same articles, whatever their files hold by now.

    ``state`` keeps what sentences mean, where that is weighed.
    """
    fitted, _ = fit_overlay(overlay, faq.base)
    base = replace(faq.base, overlay=fitted)
    articles = chain.from_iterable(sheet.hashes for sheet in faq.sheets.each) if faq.sheets else None
    base = replace(base, version=version_of(base, articles))
    index = _build_index(base, faq)
    index = _with_meanings(base, index, Path(state) if state else None) if faq.meanings else index
    return faq.with_base(base, index)


def build(
    base: KnowledgeBase,
    *,
    today: Callable[[], dt.date] = dt.date.today,
    warnings: tuple[Fault, ...] = (),
    semantic: bool = False,
    before: FAQ | None = None,
) -> FAQ:
    """Make a base that is already in memory ready to be asked; ``semantic`` and ``before`` as in :func:`load`.

    Raises:
        UsageError: an article has no passage to quote.
    """
    if empty := [article.id for article in base.live if not article.passages]:
        raise UsageError(f"articles need a passage each; there is none in {', '.join(empty)}")
    return _ready(Compiled(base, _build_index(base, before), warnings, Sheets()), today, None, semantic=semantic)

"""Files that changed → a new FAQ in force, or the old one and the reasons. One verdict, for the terminal and for Discord."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.desk.differing import find_differences
from bot.faq.articles import Place
from bot.faq.errors import ContentError, Severity, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Sequence

    from bot.desk.differing import Difference
    from bot.faq import FAQ
    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.errors import Fault
    from bot.faq.gating import GateFailure
    from bot.wording import Wording

LISTED = 20
"""Faults or files named; ``policybot check`` names all."""

NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Changes:
    """Articles that differ between two bases, sorted by id. A line that merely moved is no change."""

    added: tuple[Article, ...]
    changed: tuple[Article, ...]
    removed: tuple[Article, ...]
    differences: tuple[Difference, ...] = ()
    """What differs in the changed articles."""

    @property
    def listed(self) -> bool:
        """Whether any article differs; else it was names, examples, synonyms, guards or check questions."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reload came to: the FAQ in force after it, and why it is the new one or the old one.

    ``before`` is the version that answered until then. ``changes`` is set exactly when the new one was taken, ``kept`` counts the
    check questions that all keep their answer (0 where some had lost it before). ``faults`` are all of them;
    ``trouble`` says why nothing could be read. With none of these the files hold what already answers.
    """

    faq: FAQ
    before: str
    changes: Changes | None = None
    kept: int = 0
    faults: tuple[Fault, ...] = ()
    trouble: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the new content answers now."""
        return self.changes is not None

    @property
    def refused(self) -> bool:
        """Whether there was something wrong with the files."""
        return bool(self.faults) or self.trouble is not None


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What became of a reload. ``shared``: another call had begun it already, so this one has nothing of its own to write down."""

    verdict: Verdict
    at: dt.datetime
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that changed nothing: when, and how many faults there were (0: the folder could not be read at all)."""

    at: dt.datetime
    faults: int


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. ``since`` is when this version began to answer, ``read`` when the files last turned out good, if they did.

    ``failure`` is the last attempt that failed; ``mended`` whether a good one came after it.
    """

    version: str
    articles: int
    since: dt.datetime
    read: dt.datetime | None
    failure: Failure | None = None
    mended: bool = True
    held: bool = False
    """Somebody went back to this version: it answers until the files change or are read again."""

    def after(self, verdict: Verdict, now: dt.datetime, *, held: bool) -> Status:
        """Return how things stand once a verdict is carried out; ``held``: it goes back to a version, whatever the files hold."""
        if verdict.refused:
            return replace(self, failure=Failure(now, len(verdict.faults)), mended=False)
        status = replace(self, held=held)
        if verdict.accepted:
            status = replace(status, version=verdict.faq.version, articles=len(verdict.faq.base.live), since=now)
        return status if held else status.well_read(now)

    def well_read(self, now: dt.datetime) -> Status:
        """Return the same once the files turned out good, whether or not they answer."""
        return replace(self, read=now, mended=True)


def reload(old: FAQ, load: Callable[[], FAQ], gate: Callable[[FAQ], Sequence[GateFailure]]) -> Verdict:
    """Load anew and take the result, unless it has faults or loses a check question that had its answer."""
    before = old.base.version
    try:
        new = load()
    except ContentError as error:
        return Verdict(old, before, faults=faults_of(error))
    except UsageError as error:
        return Verdict(old, before, trouble=str(error))
    if new.base.version == before:
        return Verdict(old, before)
    failures = gate(new)
    if failures:
        lost_before = {failure.question.id for failure in gate(old)}
        if lost := [failure.as_fault() for failure in failures if failure.question.id not in lost_before]:
            return Verdict(old, before, faults=tuple(lost))
    return Verdict(new, before, compare(old.base, new.base), kept=0 if failures else len(new.base.gate))


def faults_of(error: ContentError) -> tuple[Fault, ...]:
    """Return what must be mended, without the warnings beside it."""
    return tuple(fault for fault in error.faults if fault.severity is Severity.FAULT)


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Changes:
    """Return which articles differ between two bases."""
    before = {article.id: article for article in old.articles}
    after = {article.id: article for article in new.articles}
    both = [(before[name], article) for name, article in after.items() if name in before]
    changed = [(one, other) for one, other in both if one is not other and one != other and placeless(one) != placeless(other)]
    return Changes(
        added=tuple(article for name, article in after.items() if name not in before),
        changed=tuple(article for _, article in changed),
        removed=tuple(article for name, article in before.items() if name not in after),
        differences=tuple(found for one, other in changed for found in find_differences(one, other)),
    )


def placeless(article: Article) -> Article:
    """Return an article as if it stood nowhere: two that differ in nothing but their lines are then equal."""
    passages = tuple(replace(passage, place=NOWHERE) for passage in article.passages)
    return replace(article, place=NOWHERE, passages=passages)


def short(version: str) -> str:
    """Return the part of a version that people read out."""
    return version[:7]


def files_of(places: Iterable[Article | Fault]) -> tuple[str, ...]:
    """Return the files in which articles or faults stand, each once, in their order."""
    return tuple(dict.fromkeys(one.place.path for one in places))


def some(entries: Sequence[str]) -> list[str]:
    """Return as many entries as are worth reading, and how many more there are."""
    more = len(entries) - LISTED
    return [*entries[:LISTED], f"and {more} more"] if more > 0 else list(entries)


def tell_author(verdict: Verdict, wording: Wording) -> Iterable[str]:
    """Yield what an author at a terminal reads."""
    version = short(verdict.faq.base.version)
    if verdict.trouble is not None:
        yield wording.say("terminal.not_read", trouble=verdict.trouble)
    elif verdict.faults:
        faults = wording.counted(len(verdict.faults), "fault")
        files = wording.counted(len(files_of(verdict.faults)), "file")
        yield wording.say("terminal.nothing_changed", faults=faults, files=files, version=version)
        yield from some(list(map(str, verdict.faults)))
    elif verdict.changes is None:
        yield wording.say("terminal.same_content", version=version)
    else:
        yield from _tell_changes(verdict, verdict.changes, wording)


def _tell_changes(verdict: Verdict, changes: Changes, wording: Wording) -> Iterable[str]:
    yield wording.say(
        "terminal.reloaded",
        version=short(verdict.faq.base.version),
        before=short(verdict.before),
        added=wording.counted(len(changes.added), "article"),
        changed=len(changes.changed),
        removed=len(changes.removed) or wording.say("terminal.none"),
    )
    lists = {"terminal.added": changes.added, "terminal.changed": changes.changed, "terminal.removed": changes.removed}
    for label, articles in lists.items():
        if articles:
            yield f"{wording.say(label)} {', '.join(some(files_of(articles)))}"
    if not changes.listed:
        yield wording.say("terminal.besides")
    if verdict.kept:
        yield wording.counted(verdict.kept, "kept")


def alike(old: FAQ, new: FAQ, changes: Changes) -> tuple[bool, bool]:
    """Whether nothing differs that decisions are made of, and nothing that replies are made of."""
    touched = frozenset(article.id for article in (*changes.added, *changes.changed, *changes.removed))
    decides_alike = old.cuts == new.cuts and _deciding_part(old.base, touched) == _deciding_part(new.base, touched)
    return decides_alike, decides_alike and _shown_part(old.base, touched) == _shown_part(new.base, touched)


def _shown_part(base: KnowledgeBase, touched: Collection[str]) -> KnowledgeBase:
    """Return all of a base that replies are made of, of its articles those ``touched``: where it is equal, so is every reply."""
    return replace(
        base,
        articles=tuple(placeless(article) for article in base.live if article.id in touched),
        synonyms=tuple(replace(one, place=Place("")) for one in base.synonyms),
        guards=tuple(replace(one, place=Place("")) for one in base.guards),
        questions=(),
        examples=(),
        version="",
    )


def _deciding_part(base: KnowledgeBase, touched: Collection[str]) -> KnowledgeBase:
    """Return the same of what decisions are made of (what indexing reads): where it is equal, no question can move."""
    part = _shown_part(base, touched)
    articles = (
        replace(one, topic="", see_also=(), sources=(), as_of=None, until=None, review_by=None, owner=None)
        for one in part.articles
    )
    return replace(part, name="", topics=(), articles=tuple(articles))

"""Files that changed → a new FAQ in force, or the old one and the reasons. The verdict and its words are those of the bot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import wording
from bot.faq.articles import Place
from bot.faq.errors import ContentError, Severity, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.faq import FAQ
    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.errors import Fault
    from bot.faq.gating import GateFailure

LISTED = 20
"""Faults or files named; ``policybot check`` names all."""

NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The FAQ in force after a reload, whether it is the new one, and what to tell whoever reloaded."""

    faq: FAQ
    accepted: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Articles that differ between two bases, sorted by id. A line that merely moved is no change."""

    added: tuple[Article, ...]
    changed: tuple[Article, ...]
    removed: tuple[Article, ...]


def reload(old: FAQ, load: Callable[[], FAQ], gate: Callable[[FAQ], Sequence[GateFailure]]) -> Verdict:
    """Load anew and take the result, unless it has faults or loses a check question that had its answer."""
    try:
        new = load()
    except ContentError as error:
        return _refused(old, [fault for fault in error.faults if fault.severity is Severity.FAULT])
    except UsageError as error:
        return Verdict(old, accepted=False, lines=(f"Nothing was changed: {error}.",))
    if new.base.version == old.base.version:
        return Verdict(old, accepted=False, lines=(wording.SAME_CONTENT.format(version=short(new.base.version)),))
    if failures := gate(new):
        lost_before = {failure.question.id for failure in gate(old)}
        if lost := [failure.as_fault() for failure in failures if failure.question.id not in lost_before]:
            return _refused(old, lost)
    return Verdict(new, accepted=True, lines=tuple(_told(old.base, new.base, len(failures))))


def compare(old: KnowledgeBase, new: KnowledgeBase) -> Changes:
    """Return which articles differ between two bases."""
    before = {article.id: article for article in old.articles}
    after = {article.id: article for article in new.articles}
    return Changes(
        added=tuple(article for name, article in after.items() if name not in before),
        changed=tuple(
            article for name, article in after.items() if name in before and _placeless(article) != _placeless(before[name])
        ),
        removed=tuple(article for name, article in before.items() if name not in after),
    )


def short(version: str) -> str:
    """Return the part of a version that people read out."""
    return version[:7]


def _refused(old: FAQ, faults: Sequence[Fault]) -> Verdict:
    files = {fault.place.path for fault in faults}
    first = wording.NOTHING_CHANGED.format(
        faults=wording.counted(len(faults), "fault"),
        files=wording.counted(len(files), "file"),
        version=short(old.base.version),
    )
    return Verdict(old, accepted=False, lines=(first, *_some(list(map(str, faults)))))


def _told(old: KnowledgeBase, new: KnowledgeBase, lost_before: int) -> Iterable[str]:
    changes = compare(old, new)
    yield wording.RELOADED.format(
        version=short(new.version),
        before=short(old.version),
        added=wording.counted(len(changes.added), "article"),
        changed=len(changes.changed),
        removed=len(changes.removed) or "none",
    )
    lists = ((wording.ADDED, changes.added), (wording.CHANGED, changes.changed), (wording.REMOVED, changes.removed))
    for label, articles in lists:
        if articles:
            yield f"{label} {', '.join(_some(list(dict.fromkeys(article.place.path for article in articles))))}"
    if not any(articles for _, articles in lists):
        yield wording.BESIDES
    if new.questions and not lost_before:
        yield wording.GATE_KEPT.format(questions=len(new.questions))


def _some(entries: Sequence[str]) -> list[str]:
    more = len(entries) - LISTED
    return [*entries[:LISTED], f"and {more} more"] if more > 0 else list(entries)


def _placeless(article: Article) -> Article:
    passages = tuple(replace(passage, place=NOWHERE) for passage in article.passages)
    return replace(article, place=NOWHERE, passages=passages)

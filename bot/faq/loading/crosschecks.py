"""What only shows when all files are seen together: twins, links into nothing, questions that nobody can answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.faq.articles import TAUGHT, Place, Status
from bot.faq.loading.phrasings import phrasing_key, phrasings_of
from bot.faq.loading.reporting import fault, warning
from bot.faq.loading.shapes import ID, suggested_id
from bot.faq.patterns import plain_text
from bot.faq.synonyms import wording_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.faq.articles import Article, KnowledgeBase, Overlay, Synonym, Taught
    from bot.faq.errors import Fault
    from bot.faq.language import Language
    from bot.faq.loading.sheets import Asked, Places, Sheet, Written
    from bot.faq.loading.trees import Path
    from bot.faq.synonyms import Key


@dataclass(frozen=True, slots=True)
class Ids:
    """Which articles there are. ``claimed`` ids stand in faulty files; ``complete`` is false where a file hides its ids."""

    articles: Mapping[str, Article]
    claimed: frozenset[str]
    complete: bool

    def missing(self, name: str) -> bool:
        """Whether no article of that id can exist, whatever the faulty files say once they are mended."""
        return self.complete and name not in self.articles and name not in self.claimed

    def retired(self, name: str) -> bool:
        """Whether the article exists but nobody sees it."""
        return name in self.articles and self.articles[name].status is not Status.LIVE


def check_ids(written: Iterable[Written]) -> Iterator[Fault]:
    """Every id names one article."""
    first: dict[str, Written] = {}
    for entry in written:
        if not ID.fullmatch(entry.article.id):  # an id that was written is checked already: this one is a file's name
            remedy = f"rename the file, or give it an id of a-z, 0-9 and '-'{suggested_id(entry.article.id)}"
            yield fault(entry.place("id"), "file-name", f"the file's name '{entry.article.id[:60]}' cannot be an id", remedy)
        if first.setdefault(entry.article.id, entry) is not entry:
            message = f"the id '{entry.article.id}' is taken by {first[entry.article.id].place('id')}"
            yield fault(entry.place("id"), "duplicate-id", message, "give it another id")


def check_links(written: Iterable[Written], ids: Ids) -> Iterator[Fault]:
    """``see_also`` leads to articles that people see."""
    for entry in written:
        for number, name in enumerate(entry.article.see_also):
            place = partial(entry.place, "see_also", number)
            if name == entry.article.id:
                yield warning(place(), "self-link", "the article names itself under see_also", "remove it")
            else:
                yield from check_reference(place, name, ids, "see_also")


def check_guards(sheet: Sheet, ids: Ids, places: Places) -> Iterator[Fault]:
    """Guards point to articles that people see."""
    for number, guard in enumerate(sheet.guards):
        for at, name in enumerate(guard.point_to):
            yield from check_reference(partial(places.place, sheet.path, "guards", number, "point_to", at), name, ids, "point_to")


def check_reference(place: Callable[[], Place], name: str, ids: Ids, key: str) -> Iterator[Fault]:
    """Yield what is wrong with naming an article under a key. The place is asked for only then: it may have to be looked up."""
    if ids.missing(name):
        yield fault(place(), "unknown-article", f"{key} names '{name}', but no article has that id", closest(name, ids))
    elif ids.retired(name):
        yield warning(place(), "not-live", f"{key} names '{name}', which is {ids.articles[name].status}", "name a live article")


def closest(name: str, ids: Ids) -> str:
    """Return a remedy that names the id most like ``name``, where one is."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only bases with such a fault pay for the import

    best = process.extractOne(name, sorted(ids.articles), scorer=fuzz.ratio, score_cutoff=60)
    return f"did you mean '{best[0]}'?" if best else "write the article, or remove the id"


def check_phrasings(written: Sequence[Written]) -> Iterator[Fault]:
    """No two live articles share a phrasing, none has one twice, and a look-alike is nobody's phrasing.

    Articles of which no phrasing or look-alike is shared may be left out.
    """
    everywhere: dict[str, Written] = {}
    for entry in written:
        live = entry.article.status is Status.LIVE  # a retired article may hand its phrasings on
        own: dict[str, Path] = {}
        for phrasing in entry.asked:
            key, _, path = phrasing
            if own.setdefault(key, path) is not path:
                message = f"the article has this phrasing already, in line {entry.place(*own[key]).line}"
                yield warning(entry.place(*path), "repeated-phrasing", message, "remove one of them")
            elif live and everywhere.setdefault(key, entry) is not entry:
                yield _shared(entry, phrasing, everywhere[key])
    for entry in written:
        if entry.article.not_for:
            yield from _check_look_alikes(entry, everywhere)


def _shared(entry: Written, phrasing: Asked, other: Written) -> Fault:
    there = next(each.path for each in other.asked if each.key == phrasing.key)
    message = f"'{phrasing.text[:80]}' is also a phrasing of '{other.article.id}' ({other.place(*there)})"
    return fault(entry.place(*phrasing.path), "shared-phrasing", message, "leave it to the article that answers it")


def _check_look_alikes(entry: Written, everywhere: Mapping[str, Written]) -> Iterator[Fault]:
    own = {phrasing.key for phrasing in entry.asked}
    for number, text in enumerate(entry.article.not_for):
        key = phrasing_key(text)
        if key in own:
            message = "this look-alike is also a phrasing of this article"
            yield fault(entry.place("not_for", number), "own-look-alike", message, "decide: asks or not_for")
        elif key in everywhere:
            message = f"this is a phrasing of '{everywhere[key].article.id}' anyway"
            yield warning(entry.place("not_for", number), "needless-look-alike", message, "remove it, or word it differently")


def check_titles(written: Iterable[Written]) -> Iterator[Fault]:
    """Titles tell articles apart: they label the buttons."""
    first: dict[str, Written] = {}
    for entry in written:
        if entry.article.status is Status.LIVE:
            other = first.setdefault(phrasing_key(entry.article.title), entry)
            if other is not entry:
                message = f"'{other.article.id}' has the same title"
                yield warning(entry.place("title"), "shared-title", message, "say what is different about this one")


def check_dates(written: Iterable[Written], today: dt.date) -> Iterator[Fault]:
    """Live articles are within their days."""
    for entry in written:
        article = entry.article
        if article.status is not Status.LIVE:
            continue
        if article.review_by and article.review_by < today:
            message = f"the review was due by {article.review_by}"
            yield warning(entry.place("review_by"), "review-due", message, "check the facts, set a new day")
        if article.until and article.until < today:
            remedy = "check the facts, set a new day, or retire the article"
            yield warning(entry.place("until"), "expired", f"the article held until {article.until}: replies warn first", remedy)


def check_topics(written: Iterable[Written], named: frozenset[str]) -> Iterator[Fault]:
    """Where the base names its topics, it names all of them."""
    told: set[str] = set()
    for entry in written:
        topic = entry.article.topic
        if named and topic not in named and topic not in told:
            told.add(topic)
            message = f"base.yaml does not name the topic '{topic}'"
            yield warning(entry.place("topic"), "unnamed-topic", message, "name it under topics")


def check_synonyms(synonyms: Iterable[Synonym], language: Language) -> Iterator[Fault]:
    """No wording stands in two groups of equals: the two are one then, which their author may not have meant."""
    first: dict[Key, Synonym] = {}
    for group in synonyms:
        for wording in group.words if group.two_way else ():
            key = wording_key(wording, language)
            other = first.setdefault(key, group)
            if key[0] and other is not group:
                message = f"'{wording[:80]}' also stands in the group of line {other.place.line}: both groups are read as one"
                yield warning(group.place, "shared-wording", message, "write them as one group, or take it out of one")


def fit_overlay(overlay: Overlay, base: KnowledgeBase) -> tuple[Overlay, list[Fault]]:
    """Return the overlay without phrasings whose article is gone or that a file gives to another live article, and a warning of each.

    What the files have taken over is dropped without a word: phrasings, declined questions as examples of a guard, synonyms.
    """
    guarded = {phrasing_key(plain_text(text)) for guard in base.guards for text in guard.when} if overlay.declined else set()
    same = {(one.words, one.to) for one in base.synonyms} if overlay.synonyms else set()
    overlay = replace(
        overlay,
        declined=tuple(text for text in overlay.declined if phrasing_key(plain_text(text)) not in guarded),
        synonyms=tuple(one for one in overlay.synonyms if (one.words, one.to) not in same),
    )
    if not overlay.phrasings:
        return overlay, []
    known = {article.id: article for article in base.articles}
    owners = {phrasing_key(text): article.id for article in base.live for text in phrasings_of(article)}
    kept: list[Taught] = []
    warnings: list[Fault] = []
    for taught in overlay.phrasings:
        owner = owners.get(phrasing_key(taught.phrasing))
        if taught.article not in known:
            message = f"'{taught.phrasing[:80]}' was taught to '{taught.article}', but no article has that id"
            warnings.append(warning(TAUGHT, "taught-unknown", message, "teach it to another article, or forget it"))
        elif owner is None:
            kept.append(taught)
        elif owner != taught.article:
            message = f"'{taught.phrasing[:80]}' was taught to '{taught.article}', but the files give it to '{owner}'"
            warnings.append(warning(TAUGHT, "taught-elsewhere", message, "forget it, or change the files"))
    return replace(overlay, phrasings=tuple(kept)), warnings

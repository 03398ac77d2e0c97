"""What was taught in chat → the files: phrasings into their articles, declined questions into the guards, synonyms into theirs.

Every lesson becomes a check question, too (``questions/learned.yaml``), as it was one while it was taught. Once the files are loaded,
what they have taken over is no longer laid over them, and the records may forget it.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot.faq.editing import rewritten, with_entries
from bot.faq.guarding import DECLINED_BY_MODERATORS
from bot.faq.loading.crosschecks import fit_overlay
from bot.faq.loading.phrasings import phrasing_key, phrasings_of
from bot.faq.patterns import plain_text
from bot.records import overlay_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bot import records
    from bot.faq.articles import KnowledgeBase, Overlay, Synonym
    from bot.faq.splicing import Entry

QUESTIONS = "questions/learned.yaml"


def with_learned(base: KnowledgeBase, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that differ once they hold what is laid over ``base``; ``files`` are those that it was loaded from.

    Raises:
        UsageError: a file is written in a way that cannot be changed in place; names it.
    """
    made: dict[str, bytes] = {}
    for article in base.articles:
        lessons = [one.phrasing for one in base.overlay.phrasings if one.article == article.id]
        if lessons:
            path = article.place.path
            made[path] = rewritten(path, made.get(path, files[path]), replace(article, asks=(*article.asks, *lessons)))
    lists = {
        ("guards", "guards.yaml"): list(_guards(base.overlay)),
        ("synonyms", "synonyms.yaml"): list(map(_synonym, base.overlay.synonyms)),
        ("questions", QUESTIONS): list(_questions(base)),
    }
    for (key, usual), entries in lists.items():
        path = usual if usual in files else usual.replace(".yaml", ".yml")
        path = path if path in files else usual
        if entries:
            made[path] = with_entries(path, files.get(path), key, entries)
    return made


def taken_over(base: KnowledgeBase, taught: Collection[records.Taught]) -> tuple[int, ...]:
    """Return the ids of what was taught and stands in the files of ``base`` by now, as loading drops it without a word."""
    asks = {(article.id, phrasing_key(text)) for article in base.articles for text in phrasings_of(article)}
    left, _ = fit_overlay(overlay_of(taught), base)

    def is_in(one: records.Taught) -> bool:
        if one.kind == "phrasing":
            return (one.article, phrasing_key(one.text)) in asks
        alone = overlay_of([one])
        return not (set(alone.declined) & set(left.declined) or set(alone.synonyms) & set(left.synonyms))

    return tuple(one.id for one in taught if one.id is not None and is_in(one))


def _guards(overlay: Overlay) -> Iterator[Entry]:
    if overlay.declined:
        yield {"kind": DECLINED_BY_MODERATORS.kind, "when": [" ".join(plain_text(text).split()) for text in overlay.declined]}


def _synonym(synonym: Synonym) -> Entry:
    words = list(synonym.words)
    return {"words": words} if synonym.to is None else {"from": words, "to": synonym.to}


def _questions(base: KnowledgeBase) -> Iterator[Entry]:
    known = {question.question for question in base.questions}
    taught: Iterable[tuple[str, str]] = chain(
        ((one.phrasing, one.article) for one in base.overlay.phrasings), ((text, "none") for text in base.overlay.declined)
    )
    for text, expect in taught:
        if text not in known:
            name = hashlib.sha256(text.encode()).hexdigest()[:8]
            yield {"id": f"learned-{name}", "question": text, "expect": [expect]}

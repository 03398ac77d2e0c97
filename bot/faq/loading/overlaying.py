"""The overlay, fitted to the files: what moderators taught in chat never breaks a base whose articles have moved on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.loading.crosschecks import warning
from bot.faq.loading.phrasings import phrasing_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq.articles import Article, Overlay, Taught
    from bot.faq.errors import Fault

TAUGHT = Place("(taught in chat)")
"""Taught phrasings lie in the records, in no file."""


def fit_overlay(overlay: Overlay, articles: Iterable[Article]) -> tuple[Overlay, list[Fault]]:
    """Return the overlay without phrasings whose article is gone or that a file gives to another article, and a warning of each.

    Phrasings that the files have taken over are dropped without a word.
    """
    if not overlay.phrasings:
        return overlay, []
    known = {article.id: article for article in articles}
    owners = {phrasing_key(text): article.id for article in known.values() for text in _phrasings(article)}
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


def _phrasings(article: Article) -> list[str]:
    return [*article.asks, *(text for passage in article.passages for text in passage.asks)]

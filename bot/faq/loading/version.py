"""The version of a knowledge base: a hash of its content, so that equal content has an equal name wherever it lies."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.faq.articles import Article, KnowledgeBase

LENGTH = 16
"""Hex digits: 64 bits tell any number of versions apart, and a moderator can still read them out."""


def version_of(base: KnowledgeBase) -> str:
    """Return the hash of all that a reader or the engine could notice. Places are left out: moving a line changes nothing."""
    overlay = base.overlay
    content = [
        [base.name, base.language, base.examples, [(topic.id, topic.name) for topic in base.topics]],
        [_article(article) for article in base.articles],
        [(synonym.words, synonym.to) for synonym in base.synonyms],
        [(guard.kind, guard.when, guard.reply, guard.point_to) for guard in base.guards],
        [(entry.id, entry.question, entry.expect, entry.passage, entry.kind, entry.style) for entry in base.questions],
        [[(taught.article, taught.phrasing) for taught in overlay.phrasings], overlay.declined],
        [(synonym.words, synonym.to) for synonym in overlay.synonyms],
    ]
    canonical = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:LENGTH]


def _article(article: Article) -> list[object]:
    return [
        *(article.id, article.topic, article.title, article.asks, article.not_for, article.tags, article.see_also),
        *(article.as_of, str(article.until), str(article.review_by), article.owner, article.label, article.status),
        [(source.title, source.publisher, source.url, source.date, source.copy) for source in article.sources],
        [(passage.heading, passage.text, passage.asks) for passage in article.passages],
    ]

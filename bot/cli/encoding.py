"""A decision → text for programs: one JSON object (a contract, see ``docs/architecture.md``), or one row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.cli.replying import reply_to
from bot.cli.spans import text_of
from bot.faq.decisions import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.articles import KnowledgeBase
    from bot.faq.decisions import Decision, Hit, Quote, Suggestion
    from bot.wording import Wording


def as_json(decision: Decision, explanation: Sequence[str] | None = None) -> str:
    """Return a decision as one line of ASCII JSON. ``explanation`` is added only where it was asked for."""
    return json.dumps(as_object(decision) | ({} if explanation is None else {"explanation": list(explanation)}))


def as_object(decision: Decision) -> dict[str, object]:
    """Return a decision as plain data, with exactly the keys of the contract."""
    return {
        "question": decision.question,
        "decision": str(decision.decision),
        "article": decision.article,
        "confidence": decision.confidence,
        "passages": [_passage(quote) for quote in decision.passages],
        "suggestions": [_suggestion(suggestion) for suggestion in decision.suggestions],
        "guard": decision.guard,
        "hits": [_hit(hit) for hit in decision.hits],
        "knowledge_version": decision.knowledge_version,
        "took_ms": decision.took_ms,
    }


def as_row(decision: Decision, base: KnowledgeBase, wording: Wording) -> tuple[str, str, str]:
    """Return a decision as the cells of one row: what was decided, the articles, and the reply."""
    if decision.decision is Kind.ANSWERED:
        articles = [quote.article for quote in decision.passages]
    elif decision.decision is Kind.SUGGESTED:
        articles = [suggestion.article for suggestion in decision.suggestions]
    else:
        articles = [decision.near] if decision.near else []
    said = " ".join(" ".join(map(text_of, reply_to(decision, base, wording, once=True).lines)).split())
    return str(decision.decision), ",".join(dict.fromkeys(articles)) or "-", said


def _passage(quote: Quote) -> dict[str, object]:
    return {
        "article": quote.article,
        "heading": quote.heading,
        "text": quote.text,
        "highlights": [list(span) for span in quote.highlights],
        "source": quote.source,
        "url": quote.url,
        "as_of": quote.as_of,
    }


def _suggestion(suggestion: Suggestion) -> dict[str, object]:
    return {
        "article": suggestion.article,
        "title": suggestion.title,
        "label": suggestion.label,
        "confidence": suggestion.confidence,
    }


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "article": hit.article,
        "confidence": hit.confidence,
        "score": hit.score,
        "phrasing": hit.phrasing,
        "why": hit.why,
    }

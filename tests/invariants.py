"""What holds for every decision about every question; raises ``AssertionError`` where something does not."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.faq import Kind

if TYPE_CHECKING:
    from bot.faq import FAQ, Decision, Quote
    from bot.faq.articles import Article, Passage


def assert_sound(decision: Decision, faq: FAQ) -> None:
    """Check a decision of ``faq`` against everything that its contract promises."""
    live = {article.id: article for article in faq.base.live}
    _check_kind(decision)
    assert 0 <= decision.confidence <= 1
    assert decision.knowledge_version == faq.version
    assert len(decision.hits) == min(10, len(live))
    assert len({hit.article for hit in decision.hits}) == len(decision.hits)
    assert all(one.score >= two.score and one.confidence >= two.confidence for one, two in pairwise(decision.hits))
    for hit in decision.hits:
        assert 0 <= hit.confidence <= 1
        assert hit.phrasing in _phrasings(live[hit.article])
        assert hit.why
        assert "\n" not in hit.why
    for choice in decision.suggestions:
        assert live[choice.article].title == choice.title
        assert choice.label == (live[choice.article].label or choice.label)
        assert 0 < len(choice.label) <= 30
        assert 0 <= choice.confidence <= 1
    for quote in decision.passages:
        assert_quoted(quote, live[quote.article])
    assert decision.near is None or decision.near in live
    assert (decision.guard is None) <= (decision.notice is None)
    said = asdict(decision) | {"question": ""}
    json.dumps(said, default=str, ensure_ascii=False).encode("utf-8")


def _check_kind(decision: Decision) -> None:
    kind = decision.decision
    assert bool(decision.passages) == bool(decision.article) == (kind is Kind.ANSWERED)
    assert bool(decision.suggestions) == (kind is Kind.SUGGESTED)
    assert len(decision.suggestions) <= 3
    assert len({choice.article for choice in decision.suggestions}) == len(decision.suggestions)
    assert len(decision.passages) <= 2
    assert decision.near is None or kind is Kind.DECLINED
    assert decision.guard is None or kind is Kind.DECLINED
    if decision.passages:
        assert decision.article == decision.passages[0].article


def assert_quoted(quote: Quote, article: Article) -> None:
    """Check that a quote is word for word the author's, whole or cut between blocks, with sound highlights."""
    assert any(_is_of(quote, passage) for passage in article.passages), quote
    assert len(quote.highlights) <= 3
    assert all(0 <= start < end <= len(quote.text) for start, end in quote.highlights)
    assert all(left[1] <= right[0] for left, right in pairwise(quote.highlights))
    assert quote.expired in {None, article.until}


def _is_of(quote: Quote, passage: Passage) -> bool:
    if (quote.heading, quote.text) == (passage.heading, passage.text):
        return True
    runs = {passage.text[start:end] for start, _ in passage.blocks for _, end in passage.blocks if end > start}
    return quote.heading == passage.heading and quote.text in runs


@lru_cache(200)
def _phrasings(article: Article) -> frozenset[str]:
    parts = [text for passage in article.passages for text in (*passage.asks, passage.heading or "")]
    return frozenset((article.title, article.label or "", *article.asks, *parts))

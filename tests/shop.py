"""A small shop: its articles as files and as values, decisions by hand, and a fake FAQ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import StringIO

from bot.faq.articles import Article, KnowledgeBase, LabelledQuestion, Passage, Source, Topic
from bot.faq.decisions import Decision, Hit, Kind, Quote, Suggestion

TODAY = dt.date(2026, 6, 1)

ARTICLES = {
    "money/refunds.md": """\
---
title: Can I get a refund?
asks:
  - how do i get my money back
  - refund for a cancelled order
  - return something i bought
see_also: [shipping]
sources:
  - {title: Terms of sale, publisher: The shop, date: 2025-05, url: "https://shop.example.com/terms"}
as_of: 2025-05
---
Yes, within 30 days of the purchase you get your money back. Bring the receipt. Gift cards are never refunded.

## How long does a refund take?
<!-- asks: when does the refund arrive -->

A refund takes five working days. It goes back to the card that paid.
""",
    "money/payment.md": """\
---
title: How can I pay?
asks:
  - which credit cards do you accept
  - payment methods
---
Cash and all credit cards are accepted. Cheques are not.
""",
    "travel/shipping.md": """\
---
title: Do you ship abroad?
asks:
  - shipping to other countries
  - international delivery
as_of: 2026-02-10
until: 2026-08-31
---
Parcels go to every country of the European Union. Delivery takes a week.
""",
}
BASE = """\
name: The shop
examples: [how do i get my money back, do you ship abroad]
topics:
  - {id: money, name: Money}
  - {id: travel, name: Parcels}
"""


def an_article(name: str, title: str, *texts: str, **more: object) -> Article:
    """Make an article whose passages have the headings ``Part 2``, ``Part 3`` …"""
    passages = tuple(
        Passage(f"Part {number}" if number > 1 else None, text, ((0, len(text)),)) for number, text in enumerate(texts, 1)
    )
    return Article(id=name, topic="money", title=title, asks=(title,), passages=passages, **more)  # type: ignore[arg-type]  # named by tests


REFUNDS = an_article(
    "refunds",
    "Can I get a refund?",
    "Yes, within 30 days. Bring the receipt.",
    "A refund takes five days.",
    sources=(Source("Terms of sale", "The shop", "https://shop.example.com/terms", "2025-05", copy=True), Source("Law of sales")),
    as_of="2025-05-14",
    see_also=("shipping",),
)
SHIPPING = an_article("shipping", "Do you ship abroad?", "Parcels go to the EU.", until=dt.date(2026, 8, 31))
GIFTS = an_article("gift-cards", "Where can I buy gift cards?", "In every shop.")


def a_base(*articles: Article, **more: object) -> KnowledgeBase:
    """Make a base of articles."""
    values: dict[str, object] = {
        "name": "The shop",
        "language": "en",
        "examples": ("how do i get my money back",),
        "topics": (Topic("money", "Money"), Topic("empty", "Nothing here")),
        "articles": tuple(sorted(articles, key=lambda article: article.id)),
        "version": "4f2a91c0aaaaaaaa",
    }
    return KnowledgeBase(**(values | more))  # type: ignore[arg-type]  # named by tests


def a_decision(kind: Kind = Kind.DECLINED, **more: object) -> Decision:
    """Make a decision by hand."""
    values: dict[str, object] = {"question": "?", "confidence": 0.5, "knowledge_version": "4f2a91c0aaaaaaaa"}
    return Decision(decision=kind, **(values | more))  # type: ignore[arg-type]  # named by tests


A_QUOTE = Quote(
    "refunds", None, "Yes, within 30 days. Bring the receipt.", ((12, 19),), "The shop", None, copy=True, as_of="2025-05-14"
)
ANSWER = a_decision(
    Kind.ANSWERED,
    article="refunds",
    passages=(A_QUOTE,),
    confidence=0.97,
    hits=(Hit("refunds", 0.97, 1.0, "refund", "refund is in it"),),
)
CHOICE = a_decision(
    Kind.SUGGESTED,
    suggestions=(
        Suggestion("refunds", "Can I get a refund?", "Refunds", 0.5),
        Suggestion("shipping", "Do you ship?", "Shipping", 0.4),
    ),
)


@dataclass
class FakeFAQ:
    """Answers from a list, declines all else, and remembers what it was asked."""

    base: KnowledgeBase = field(default_factory=lambda: a_base(REFUNDS, SHIPPING, GIFTS))
    decisions: dict[str, Decision] = field(default_factory=lambda: {"refund": ANSWER, "money": CHOICE})
    asked: list[tuple[str, float, dt.date | None]] = field(default_factory=list)
    lost: tuple[LabelledQuestion, ...] = ()

    def ask(self, question: str, *, precision: float = 0.95, context: object = None, as_of: dt.date | None = None) -> Decision:
        assert context is None
        self.asked.append((question, precision, as_of))
        return self.decisions.get(question, a_decision())

    def explain(self, question: str, *, precision: float = 0.95) -> tuple[str, ...]:
        return (f"why {question} at {precision}",)

    def article(self, article_id: str) -> Article:
        return next(article for article in self.base.articles if article.id == article_id)


class Screen(StringIO):
    """Standard output as a terminal would have it."""

    def isatty(self) -> bool:
        return True

"""Small bases, of five to seven articles: is the confidence honest where there is little to compare with?

Run: ``python benchmarks/small.py [PRECISION]``. For the six bases of ``questions/small.yaml``, as written and as typed in a hurry: the
shares of questions answered rightly, answered wrongly, and answered rightly or offered the right choice, by kind (``right``: by title and
phrasings, ``body``: only the text tells, ``near``: of the same community but of no article, ``far``: of anything else, other bases'
questions too).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import yaml
from datasets import ROOT, Case, DataSet
from noise import mistype

from bot.faq import Kind, build
from bot.faq.articles import Article, KnowledgeBase, Passage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.faq import FAQ, Decision

KINDS = ("right", "body", "near", "far")
STRANGERS = 2
"""One question in so many of the other bases is asked as off topic: with these, a fourth of what no article answers are near misses."""


@dataclass(frozen=True, slots=True)
class Small:
    """A small base with its questions, by kind."""

    base: KnowledgeBase
    cases: Mapping[str, tuple[Case, ...]]


def load_small() -> list[Small]:
    """Load the small bases; every one is asked some of the others' questions, too."""
    rows = yaml.safe_load((ROOT / "benchmarks" / "questions" / "small.yaml").read_text("utf-8"))
    return [_read(row, [other for other in rows if other is not row]) for row in rows]


def _read(row: Mapping[str, list[Mapping[str, str]]], others: Sequence[Mapping[str, list[Mapping[str, str]]]]) -> Small:
    articles = tuple(
        Article(one["id"], "all", one["title"], tuple(one["asks"]), (Passage(None, one["text"], ((0, len(one["text"])),)),))
        for one in row["articles"]
    )
    strangers = [question for other in others for one in other["articles"] for question in one["right"]][::STRANGERS]
    cases = {
        kind: tuple(Case(question, frozenset({one["id"]})) for one in row["articles"] for question in one[kind])
        for kind in ("right", "body")
    }
    cases |= {"near": tuple(Case(str(one), frozenset()) for one in row["near"])}
    cases |= {"far": tuple(Case(str(one), frozenset()) for one in [*row["far"], *strangers])}
    return Small(KnowledgeBase(str(row["name"]), "en", (), (), articles, version=str(row["name"])), cases)


def as_sets(small: Small) -> tuple[DataSet, DataSet]:
    """Return all questions of a small base as written and as typed in a hurry, as one set each."""
    cases = tuple(case for kind in KINDS for case in small.cases[kind])
    typed = tuple(Case(mistype(case.question), case.expect) for case in cases)
    return DataSet("small", "clean", small.base, cases), DataSet("small", "ours", small.base, typed)


def judge(decision: Decision, case: Case) -> tuple[bool, bool, bool]:
    """Return whether a question was answered rightly, answered wrongly, answered rightly or offered the right choice."""
    answered = decision.decision is Kind.ANSWERED
    right = answered and decision.article in case.expect
    offered = any(one.article in case.expect for one in decision.suggestions)
    return right, answered and not right, right or offered


def main() -> None:
    precision = float(sys.argv[1]) if len(sys.argv) > 1 else 0.95
    bases = [(small, build(small.base)) for small in load_small()]
    for typing in ("clean", "mistyped"):
        print(f"{typing:9} {'n':>4}  right  wrong  or suggested")
        for kind in KINDS:
            rows = np.array([row for small, faq in bases for row in _ask(faq, small.cases[kind], precision, typing)])
            right, wrong, helped = rows.mean(axis=0)
            print(f"{kind:9} {len(rows):4} {right:6.3f} {wrong:6.3f} {helped:6.3f}")


def _ask(faq: FAQ, cases: Sequence[Case], precision: float, typing: str) -> list[tuple[bool, bool, bool]]:
    rows = []
    for case in cases:
        question = case.question if typing == "clean" else mistype(case.question)
        decision = faq.ask(question, precision=precision)
        if decision.decision is Kind.ANSWERED and decision.article not in case.expect:
            print(f"    {decision.confidence:.2f} {decision.article}: {question}")
        rows.append(judge(decision, case))
    return rows


if __name__ == "__main__":
    main()

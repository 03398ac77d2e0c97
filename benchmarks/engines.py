"""The engine as a system beside its peers: asked through ``FAQ.ask``; and how its candidates fare with and without repair."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from peers import Ranked

from bot.faq import build
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.matching import gather_evidence
from bot.faq.reading import read
from bot.faq.semantic.model import PACKAGE, RUNTIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasets import DataSet
    from peers import System

    from bot.faq import FAQ
    from bot.faq.articles import KnowledgeBase
    from bot.faq.vocabulary import Vocabulary

ENGINE, UNREPAIRED, SEMANTIC = "policybot", "policybot, no repair", "policybot + semantic"


class _NoRepairs:
    """Stands in for the repairer: every unknown word stays as it was typed."""

    def repair(self, _typed: str) -> tuple[()]:
        return ()

    def mend(self, _typed: str) -> None:
        return None

    def is_sure(self, _typed: str) -> bool:
        return True  # so that no word is split either


def switch_off_repair(vocabulary: Vocabulary) -> None:
    """Leave words as they were typed: no repair, no mended spaces."""
    vocabulary.repairer = _NoRepairs()
    vocabulary.joins = lambda _one, _two: False


def as_system(faq: FAQ) -> System:
    """Return an engine as a system. A question that a guard declined has no confidence: no precision gets it answered."""

    def ask(question: str) -> Ranked:
        decision = faq.ask(question)
        return Ranked(tuple(hit.article for hit in decision.hits), 0.0 if decision.guard else decision.confidence)

    return ask


def engine(base: KnowledgeBase) -> System:
    return as_system(build(base))


def unrepaired(base: KnowledgeBase) -> System:
    faq = build(base)
    switch_off_repair(faq.index.vocabulary)
    return as_system(faq)


def semantic(base: KnowledgeBase) -> System:
    """Build the engine with the extra of that name."""
    return as_system(build(base, semantic=True))


ENGINES: dict[str, Callable[[KnowledgeBase], System]] = {ENGINE: engine, UNREPAIRED: unrepaired}
if all(find_spec(package) for package in (PACKAGE, RUNTIME)):
    ENGINES[SEMANTIC] = semantic


def candidate_recall(data: DataSet, *, repair: bool) -> float:
    """Return the share of answerable questions whose article is among the (at most twenty) candidates."""
    index = build_index(data.base, load_language(data.base.language))
    if not repair:
        switch_off_repair(index.vocabulary)
    ids = [article.id for article in index.articles]
    found = []
    for case in (case for case in data.cases if case.expect):
        evidence = gather_evidence(read(case.question, index.vocabulary), index)
        found.append(any(ids[at] in case.expect for at in evidence.candidates))
    return float(np.mean(found))

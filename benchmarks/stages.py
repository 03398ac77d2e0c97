"""This project's engine as the speed table asks it: the whole ``FAQ.ask``, the phrasings it compares, and its candidates alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bot.faq import build
from bot.faq.comparing import weigh
from bot.faq.matching import gather_evidence, propose
from bot.faq.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.faq.articles import KnowledgeBase

    Finder = Callable[[str], Sequence[str]]

TOP = 5


def whole(base: KnowledgeBase) -> Finder:
    """From normalising to quoting; a hit names its nearest phrasing."""
    faq = build(base)
    return lambda question: [hit.phrasing for hit in faq.ask(question).hits[:TOP]]


def nearest(base: KnowledgeBase) -> Finder:
    """From normalising to the evidence: the phrasings nearest to the question, without ranking articles, deciding or quoting."""
    index = build(base).index

    def find(question: str) -> Sequence[str]:
        evidence = gather_evidence(read(question, index.vocabulary), index)
        best = np.argsort(-evidence.near, kind="stable")[:TOP]
        return [index.phrasings.texts[row] for row in evidence.phrasings.rows[best]]

    return find


def candidates(base: KnowledgeBase) -> Finder:
    """From normalising to at most twenty candidates, before any of them is compared closely; their ids."""
    index = build(base).index

    def find(question: str) -> Sequence[str]:
        reading = read(question, index.vocabulary)
        chosen, _, _ = propose(reading, weigh(reading, index), index, np.zeros(0, np.intp))
        return [index.articles[at].id for at in chosen]

    return find

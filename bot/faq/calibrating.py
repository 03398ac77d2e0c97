"""How sure is sure enough in *this* base: its phrasings are left out, asked as if members had, and the answers counted.

Folds of phrasings are left out in turn, and the index built without them, words and rarities included: a phrasing that is still in
the index proves nothing. Each is asked as written and mistyped. Some articles are left out whole, and their phrasings asked as near
misses, beside declined questions and the guards' examples. Look-alikes stay in: each was written because the engine failed there, and
without them it would only fail again. Where a base has few phrasings, the shipped curve counts for more. Everything is drawn by the
hash of the text: equal content, equal curve.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from bot.faq.cuts import Cuts, Way
from bot.faq.deciding import is_bare
from bot.faq.fusing import SAME_TEXT
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.lookup import Lookup
from bot.faq.mistyping import mistype
from bot.faq.patterns import is_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from bot.faq.articles import Article, Guard, KnowledgeBase
    from bot.faq.fusing import Weights
    from bot.faq.semantic import Meanings

    Floats = npt.NDArray[np.float64]

LOOKUPS = 2_000
"""Most look-ups of a calibration, mistyped copies included: 2 to 4 seconds of CPU."""

FOLDS = 5
"""Folds in which a whole base is left out: each keeps four phrasings of five."""

NEAR_MISSES = {Way.ASKED: 0.05, Way.LISTENING: 0.5}
"""Share of near misses among the messages that resemble a topic. Assumed are one question in five off topic when people ask the bot,
and nine messages in ten when it listens; of those a fourth and a ninth are near misses, and the rest is too far off to reach any cut
(0.2 % of 6,016 public questions at the usual precision, benchmarks/off_topic.py)."""

LEFT_OUT = 10
"""One article in so many is left out whole in each fold."""

MISSES_EACH = 3
"""Phrasings asked of an article that is left out."""

SHIPPED_COUNTS = 1_000
"""For how many answers the shipped curve stands. It was measured on 12,000 questions of people, and left-out phrasings only stand for
them: they leave their article a fifth poorer, and where two articles could answer, their author had one in mind. At 300 the shipped
base answered a sixth less than it need to keep 95 %."""

PRECISIONS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)
USUAL = 0.95

GRID = np.linspace(0.1, 0.995, 180)
"""Cuts that are tried."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A wording to be asked of a base without it; ``article`` is who should answer, ``None`` for a near miss."""

    wording: str
    article: str | None


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """What became of the asked wordings. A near miss is never right."""

    sure: Floats
    right: npt.NDArray[np.bool_]
    miss: npt.NDArray[np.bool_]


def make_cuts(base: KnowledgeBase, weights: Weights, *, lookups: int = LOOKUPS, meanings: Meanings | None = None) -> Cuts:
    """Return the base's own curve. ``weights`` bring the shipped one, which counts for more the less the base has to ask.

    With ``meanings``, which make a look-up three times as dear, half as many are made.
    """
    lookups = lookups // 2 if meanings else lookups
    folds = ((without, questions) for without, questions in _folds(base, lookups // 2) if without.live)
    rows = [row for fold in folds for row in _ask(*fold, weights, meanings)]
    sure, right, miss = zip(*rows, strict=True) if rows else ((), (), ())
    outcomes = _Outcomes(np.array(sure, float), np.array(right, bool), np.array(miss, bool))
    curves = {way: _curve(outcomes, weights.cuts, way) for way in Way}
    answers = int((outcomes.sure >= curves[Way.ASKED][PRECISIONS.index(USUAL)]).sum()) // 2
    return Cuts(PRECISIONS, curves[Way.ASKED], curves[Way.LISTENING], base.version, answers)


def _curve(outcomes: _Outcomes, shipped: Cuts, way: Way) -> tuple[float, ...]:
    """For each precision the cut that keeps it, on a rising curve through what is reached at each cut."""
    near = NEAR_MISSES[way]
    share = np.where(outcomes.miss, near / max(1, int(outcomes.miss.sum())), (1 - near) / max(1, int((~outcomes.miss).sum())))
    reached = np.array([_reached(outcomes, share, float(cut), shipped, way) for cut in GRID])
    rising = (np.maximum.accumulate(reached) + np.minimum.accumulate(reached[::-1])[::-1]) / 2
    return tuple(float(GRID[min(int(np.searchsorted(rising, wanted)), len(GRID) - 1)]) for wanted in PRECISIONS)


def _reached(outcomes: _Outcomes, share: Floats, cut: float, shipped: Cuts, way: Way) -> float:
    """The precision of answers from a cut on: what was counted, shrunk towards what the shipped curve says."""
    answered = outcomes.sure >= cut
    weight = float(share[answered].sum())
    counted = float(share[answered & outcomes.right].sum()) / weight if weight else 0.0
    answers = float(answered.sum()) / 2  # a phrasing and its mistyped copy are hardly two
    return (answers * counted + SHIPPED_COUNTS * shipped.reached_at(cut, way)) / (answers + SHIPPED_COUNTS)


def _ask(
    base: KnowledgeBase, questions: Iterable[_Asked], weights: Weights, meanings: Meanings | None
) -> Iterator[tuple[float, bool, bool]]:
    """Yield what became of each question, as written and mistyped: a row of the outcomes."""
    index = build_index(base, load_language(base.language))
    index = meanings.give(index) if meanings else index
    for question in questions:
        for typed in (question.wording, mistype(question.wording)):
            found = Lookup(typed, index, weights)
            yield _sure(found), found.article().id == question.article, question.article is None


def _sure(found: Lookup) -> float:
    """The confidence that is held against the cut; 0 and 1 where the decision does not depend on it."""
    if found.guard or not found.reading.positions:
        return 0.0
    if found.near >= SAME_TEXT:
        return 1.0
    return 0.0 if is_bare(found.reading) else found.ranking.confidences[0]


def _folds(base: KnowledgeBase, most: int) -> Iterator[tuple[KnowledgeBase, list[_Asked]]]:
    """Yield bases without some of their wordings, each with these as questions; together at most ``most``."""
    articles = [_with_taught(article, base) for article in base.live]
    everything = [(wording, article.id) for article in articles for wording in _wordings(article)]
    drawn = sorted(everything, key=lambda pair: (_draw(pair[0]), pair))[: most * 4 // 5]
    folds = min(FOLDS, ceil(FOLDS * len(drawn) / max(1, len(everything))))
    gone = sorted((article.id for article in articles), key=_draw)
    fold_of = _number(drawn)
    negatives = [*base.overlay.declined, *_examples(base.guards)]
    spare = most - len(drawn)
    for fold in range(folds):
        left_out = {article for at, article in enumerate(gone) if len(gone) >= FOLDS and at % LEFT_OUT == fold % LEFT_OUT}
        held = {pair for pair in drawn if fold_of[pair] % folds == fold}
        misses = [*_few(everything, left_out), *sorted(negatives, key=_draw)[fold::folds]][: spare // folds]
        questions = [_Asked(wording, article) for wording, article in sorted(held) if article not in left_out]
        kept = [_without(article, held) for article in articles if article.id not in left_out]
        yield _rest(base, kept, misses), [*questions, *(_Asked(wording, None) for wording in misses)]


def _number(drawn: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Number the wordings of each article, so that every article loses about as many in each fold."""
    seen = Counter[str]()
    numbers = {}
    for wording, article in drawn:
        numbers[wording, article] = seen[article] + _draw(article)
        seen[article] += 1
    return numbers


def _draw(text: str) -> int:
    return crc32(text.encode())


def _with_taught(article: Article, base: KnowledgeBase) -> Article:
    taught = (lesson.phrasing for lesson in base.overlay.phrasings if lesson.article == article.id)
    return replace(article, asks=tuple(dict.fromkeys((*article.asks, *taught))))


def _wordings(article: Article) -> list[str]:
    """What may be left out: not the title, which no member types, and not the only phrasing."""
    wordings = dict.fromkeys([*article.asks, *(text for passage in article.passages for text in passage.asks)])
    return [text for text in wordings if text != article.title] if len(wordings) > 1 else []


def _examples(guards: Iterable[Guard]) -> list[str]:
    return [wording for guard in guards for wording in guard.when if not is_pattern(wording)]


def _few(everything: Iterable[tuple[str, str]], left_out: set[str]) -> list[str]:
    """Return a few phrasings of each article that is left out."""
    chosen, seen = [], Counter[str]()
    for wording, article in sorted(everything, key=lambda pair: _draw(pair[0])):
        seen[article] += 1
        if article in left_out and seen[article] <= MISSES_EACH:
            chosen.append(wording)
    return chosen


def _without(article: Article, held: set[tuple[str, str]]) -> Article:
    def kept(wordings: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for text in wordings if (text, article.id) not in held)

    passages = tuple(replace(passage, asks=kept(passage.asks)) for passage in article.passages)
    return replace(article, asks=kept(article.asks), passages=passages)


def _rest(base: KnowledgeBase, articles: Sequence[Article], misses: Sequence[str]) -> KnowledgeBase:
    guards = tuple(replace(guard, when=tuple(text for text in guard.when if text not in misses)) for guard in base.guards)
    declined = tuple(text for text in base.overlay.declined if text not in misses)
    return replace(base, articles=tuple(articles), guards=guards, overlay=replace(base.overlay, phrasings=(), declined=declined))

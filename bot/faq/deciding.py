"""Answer, offer a choice, or say no: the one place where that is decided.

``answered`` needs a confidence that keeps the wanted precision; ``suggested`` needs articles that are probably meant; everything
else is ``declined``. A bare topic word is never an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.faq.decisions import Kind
from bot.faq.fusing import SAME_TEXT
from bot.faq.vocabulary import TELLING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq.fusing import Ranking
    from bot.faq.reading import Position, Reading

SUGGESTIONS = 3
"""Buttons that fit one row beside *None of these*."""

WORTH_SUGGESTING = 0.5
"""Probability that one of the three is meant from which a choice is offered: ``so what's the plan with them`` is declined."""

WORTH_A_BUTTON = 0.06
"""Probability from which an article gets a button of its own."""

WORTH_NAMING = 0.3
"""Confidence from which a decline names the nearest topic."""

BARE = 1
"""Telling words up to which a question of at most :data:`BARE_LENGTH` words is a bare topic (``sanctions?``, ``the sanctions``): a choice,
unless it is itself a phrasing. ``what is the agreed framework`` is a question, however few of its words are telling."""

BARE_LENGTH = 2

TOPIC = 0.5
"""Likeness that a bare word must have to some phrasing for a choice to be offered: ``nothing`` and ``exit`` are no topics."""

VAGUE = 0.6
"""Likeness that a question of function words alone must have to some phrasing: ``and when did he go there`` is about something said
before, ``what can you do`` may be meant as it stands."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and with which candidates: positions in the ranking, best first."""

    kind: Kind
    chosen: tuple[int, ...] = ()
    near: int | None = None


def decide(reading: Reading, ranking: Ranking, nearest_phrasing: float, cut: float) -> Verdict:
    """Draw the conclusion from a ranking. ``nearest_phrasing`` is the likeness of the best article's nearest phrasing."""
    sure = ranking.confidences[0] >= cut
    if nearest_phrasing < VAGUE and not any(position.telling for position in reading.positions):
        return _decline(ranking)
    if is_bare(reading) and nearest_phrasing < SAME_TEXT:
        return _offer(ranking, least=0.0) if nearest_phrasing >= TOPIC else Verdict(Kind.DECLINED)
    if sure or nearest_phrasing >= SAME_TEXT:
        return Verdict(Kind.ANSWERED, (0,))
    offer = _offer(ranking, least=WORTH_A_BUTTON)
    together = sum(ranking.confidences[at] for at in offer.chosen)
    return offer if together >= WORTH_SUGGESTING else _decline(ranking)


def is_bare(reading: Reading) -> bool:
    """Whether a question is no more than a topic word or two."""
    return len(reading.positions) <= BARE_LENGTH and telling_words(reading.positions) <= BARE


def telling_words(positions: Sequence[Position]) -> int:
    """How many positions carry meaning of their own."""
    return sum(1 for position in positions if position.rarity >= TELLING)


def _offer(ranking: Ranking, *, least: float) -> Verdict:
    chosen = tuple(at for at, confidence in enumerate(ranking.confidences[:SUGGESTIONS]) if confidence >= least or at == 0)
    return Verdict(Kind.SUGGESTED, chosen)


def _decline(ranking: Ranking) -> Verdict:
    return Verdict(Kind.DECLINED, near=0 if ranking.confidences[0] >= WORTH_NAMING else None)

"""What people asked in vain, grouped by likeness: the moderators' inbox. Pure.

::

    texts with who asked them ─► gather ─► groups, most people first ─► waiting ─► what still needs a moderator

Texts of the same words, folded, are one. Others are alike when the words that tell something are largely the same, as the base
reads them: slips mended, synonyms met. Each text joins the group whose first text it is most like, or begins one of its own, in
the order of how many people asked it; so the outcome depends on what was asked alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.desk.teaching import teachable
from bot.faq.decisions import Kind
from bot.faq.normalising import clean, read_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from bot.faq import FAQ
    from bot.faq.normalising import Word
    from bot.faq.vocabulary import Vocabulary
    from bot.records import AskedInVain

    Weights = Mapping[str, float]
    """How telling each word of a text is, by the name of its term."""

ALIKE = 0.7
"""Share of their telling words that two texts have in common (Dice, weighted by rarity) from which they are one group. Of the pairs of
the shipped wordings and check questions that reach it, which authors wrote to differ, three in four ask for the same article; at 0.5
three in five do, at 0.8 four in five, of a third as many (tests/desk/test_inbox.py)."""

WORDS = 60
"""Words read of a text: what is kept of a question has at most 500 characters."""

SHOWN = 3
"""Wordings of a group that are shown, and taught together."""

CANDIDATES = 3
"""Articles that a group may be taught to at one press."""

LATER = dt.timedelta(days=7)
"""For how long a group is put off."""

MOST_GROUPS = 25
"""Groups that are shown: more than anybody sees to in one go."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, the one of most people first. ``people`` counts different ones; ``wrong`` as in ``AskedInVain``.

    ``key`` is a short name that stays while the first text does: 16 letters and digits that do not tell its words.
    """

    key: str
    texts: tuple[str, ...]
    people: int
    wrong: tuple[str, ...]
    newest: dt.datetime

    @property
    def shown(self) -> tuple[str, ...]:
        """The wordings that stand for it."""
        return self.texts[:SHOWN]

    @property
    def teachable(self) -> tuple[str, ...]:
        """The same, as they are taught."""
        return teachable(self.shown)


def gather(asked: Iterable[AskedInVain], vocabulary: Vocabulary, *, people: int) -> tuple[Group, ...]:
    """Return groups of texts, those of most people first, of equals the newest. ``asked`` comes in that order, too.

    A group counts once ``people`` different people asked alike, or one was answered wrongly.
    """
    same: dict[str, list[AskedInVain]] = {}
    words: dict[str, list[Word]] = {}
    for one in asked:
        read = read_words(clean(one.text), vocabulary.language, cap=WORDS)
        folded = " ".join(word.text for word in read)
        same.setdefault(folded, []).append(one)
        words.setdefault(folded, read)
    likes = _Likes()
    for folded, read in words.items():
        likes.add(folded, _weigh(read, vocabulary))
    groups = [_group(group, same) for group in likes.groups]
    ready = [group for group in groups if group.people >= people or group.wrong]
    return tuple(sorted(ready, key=lambda group: (group.people, group.newest, group.texts), reverse=True))


def waiting(groups: Iterable[Group], faq: FAQ, precision: float, put_off: Collection[str] = ()) -> Iterator[Group]:
    """Return the first groups that wait for a moderator: none that is ``put_off`` by its key, and none that is settled by now."""
    left = (group for group in groups if group.key not in put_off)
    open_ = (group for group in left if not all(is_settled(text, faq, precision, group.wrong) for text in group.texts))
    return islice(open_, MOST_GROUPS)


def is_settled(text: str, faq: FAQ, precision: float, wrong: Collection[str] = ()) -> bool:
    """Whether a question is no longer asked in vain: an article answers it, and none that was ``wrong``, or a guard declines it."""
    decision = faq.ask(text, precision=precision, plain=True)
    return decision.guard is not None or (decision.decision is Kind.ANSWERED and decision.article not in wrong)


def candidates(texts: Iterable[str], faq: FAQ, wrong: Collection[str] = ()) -> tuple[str, ...]:
    """Return the articles that questions may mean, the likeliest first, without those that were wrong."""
    worth: defaultdict[str, float] = defaultdict(float)
    for text in texts:
        for hit in faq.ask(text).hits:
            worth[hit.article] += hit.confidence
    likely = sorted((name for name in worth if name not in wrong), key=lambda name: (-worth[name], name))
    return tuple(likely[:CANDIDATES])


def still_put_off(kept: str | None, now: dt.datetime) -> dict[str, str]:
    """Return the keys of the groups that are put off by now, each with its end, from what :func:`put_off` made; of anything else, none."""
    try:
        return {key: until for key, until in json.loads(kept or "{}").items() if until > now.isoformat()}
    except (ValueError, TypeError, AttributeError):
        return {}


def put_off(kept: str | None, key: str, now: dt.datetime) -> str:
    """Return what to keep so that a group waits for :data:`LATER`."""
    return json.dumps(still_put_off(kept, now) | {key: (now + LATER).isoformat()})


class _Likes:
    """Texts by likeness: each joins the group whose first text it is most like, or begins one."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self._first: list[tuple[Weights, float]] = []
        self._holding: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, text: str, weights: Weights) -> None:
        """Take in one more text."""
        at = self._likest(weights)
        if at is not None:
            self.groups[at].append(text)
            return
        for name in weights:
            self._holding[name].append(len(self.groups))
        self.groups.append([text])
        self._first.append((weights, sum(weights.values())))

    def _likest(self, mine: Weights) -> int | None:
        total, best = sum(mine.values()), (ALIKE, 1)
        for at in self._possible(mine, total):
            theirs, their_total = self._first[at]
            common = sum(weight for name, weight in mine.items() if name in theirs)
            best = max(best, (2 * common / (total + their_total), -at))
        return -best[1] if best[1] <= 0 else None

    def _possible(self, mine: Weights, total: float) -> set[int]:
        """Return the groups that may be alike. What shares too little to be so, however short it is, need not be looked at."""
        needed, found = ALIKE / (2 - ALIKE) * total, set[int]()
        for name in sorted(mine, key=lambda name: len(self._holding.get(name, ()))):
            if total < needed:
                break
            found.update(self._holding.get(name, ()))
            total -= mine[name]
        return found


def _group(folded: Sequence[str], same: Mapping[str, Sequence[AskedInVain]]) -> Group:
    asked = [one for text in folded for one in same[text]]
    return Group(
        key=hashlib.blake2b(folded[0].encode("utf-8", "replace"), digest_size=8).hexdigest(),
        texts=tuple(same[text][0].text for text in folded),
        people=len(frozenset().union(*(one.people for one in asked))),
        wrong=tuple(sorted({article for one in asked for article in one.wrong})),
        newest=max(one.newest for one in asked),
    )


def _weigh(words: Sequence[Word], vocabulary: Vocabulary) -> Weights:
    """Return the telling words of a text as the base reads them: slips mended, synonyms met. A tenth of the cost of a look-up."""
    terms = vocabulary.thesaurus.read_terms([_mended(word, vocabulary) for word in words])
    return {term.name: vocabulary.rarity_of(term) for term in terms if vocabulary.tells(term)}


def _mended(word: Word, vocabulary: Vocabulary) -> Word:
    repairs = () if vocabulary.repairer.knows(word.text) else vocabulary.repairer.repair(word.text)
    return word._replace(text=repairs[0].word) if repairs else word

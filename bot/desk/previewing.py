"""Two versions of a knowledge base → what people would notice: articles that differ, questions that move, check questions that are lost.

Every question is asked of both versions, whatever changed between them: how telling a word is depends on all articles, so a change in
one can move a question that shares no word with it. Only where nothing differs that decisions are made of, nothing needs to be asked.
What a version was asked is known to the next previews: once a candidate is applied, only the one after it must be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.desk.reloading import Changes, alike, compare
from bot.desk.stealing import added_phrasings, words_apart
from bot.faq.decisions import Kind
from bot.faq.gating import run_gate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bot.faq import FAQ, Decision
    from bot.faq.articles import LabelledQuestion, Place
    from bot.faq.cuts import Cuts
    from bot.faq.errors import Fault
    from bot.faq.gating import GateFailure

PRECISION = 0.95
"""Share of answers that shall be right, where nobody said otherwise."""

MOST_KNOWN = 10_000
"""Questions of a version that are known; then all are forgotten. Each takes half a kilobyte."""

MOST_VERSIONS = 3
"""Versions of which something is known, the last ones looked at: the one that answers, and two that may be the next."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that people asked. ``place`` is where it is written down, if it is. ``phrasing``: it is one of an article."""

    text: str
    place: Place | None = None
    phrasing: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What people get to see of a decision. Two are equal when they see the same, whatever became of a passage's wording."""

    kind: Kind
    passages: tuple[tuple[str, str | None], ...] = ()
    """Article and heading of each passage quoted."""
    choices: frozenset[str] = frozenset()
    guard: str | None = None
    titles: tuple[str, ...] = field(default=(), compare=False)
    """Of the articles quoted or offered, best first."""

    @property
    def articles(self) -> frozenset[str]:
        """Those quoted or offered."""
        return self.choices.union(name for name, _ in self.passages)

    def meets(self, expect: Collection[str]) -> bool:
        """Whether this is what a check question demands, as :func:`~bot.faq.gating.passes` has it."""
        return not self.articles.isdisjoint(expect) if expect else self.kind is not Kind.ANSWERED

    @classmethod
    def of(cls, decision: Decision, faq: FAQ) -> Shown:
        """Return what a decision of ``faq`` shows."""
        passages = tuple((quote.article, quote.heading) for quote in decision.passages)
        offered = tuple(one.article for one in decision.suggestions)
        titles = tuple(faq.article(name).title for name in (*dict.fromkeys(name for name, _ in passages), *offered))
        return cls(decision.decision, passages, frozenset(offered), decision.guard, titles)


class Known:
    """What versions show for the questions that they were asked: that of a candidate, too, which is built again when it is applied."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, Cuts], dict[tuple[str, float], Shown]] = {}

    def of(self, faq: FAQ) -> dict[tuple[str, float], Shown]:
        """Return what is known of a version, by question and precision; whoever asks it more adds to it.

        Equal versions hold equal content, and answer alike from equal cuts. What has no version is never known.
        """
        key = (faq.version, faq.cuts)
        shown = self._of.pop(key, {})
        if len(shown) > MOST_KNOWN:
            shown = {}
        if faq.version:
            self._of[key] = shown
        while len(self._of) > MOST_VERSIONS:
            del self._of[next(iter(self._of))]
        return shown


@dataclass(frozen=True, slots=True)
class Move:
    """A question that would show something else. ``check`` says that it must be met by either version.

    ``met`` says which of the two do what a check question of the new version demands.
    """

    asked: Asked
    before: Shown
    after: Shown
    check: bool
    met: tuple[bool, bool] | None = None


@dataclass(frozen=True, slots=True)
class Regression:
    """A check question that has its answer in the old version and not in the new one.

    ``words`` are those that did it, the most telling first: what the article explains that took the question and the right one does
    not; where no article took it, what the right one no longer explains. Empty where no word alone did it.
    ``phrasing`` is the one of the article that took it which is most like the question.
    """

    failure: GateFailure
    words: tuple[str, ...] = ()
    phrasing: str | None = None

    def as_fault(self) -> Fault:
        """Return the loss as a fault at the question, with the words that did it."""
        fault = self.failure.as_fault()
        return replace(fault, message=", ".join([fault.message, *self._because()]))

    def _because(self) -> Iterator[str]:
        words = " and ".join(f"'{word}'" for word in self.words)
        if self.failure.stolen_by is None:
            yield from [f"because the right article no longer explains {words}"] if words else []
            return
        if words:
            yield f"because of {words}"
        if self.phrasing is not None:
            yield f"by its phrasing '{self.phrasing}'"


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes from one version to another, for the questions that were asked of both.

    ``moves`` are the check questions' first, in the order of their files, then the others' in the order in which they came.
    ``unmet`` are check questions that only the new version has, and that neither version answers as they demand.
    ``dropped`` are check questions that only the old one has. ``checked`` and ``asked`` count check questions and others, ``phrasings``
    the articles' own that had to keep their answer as well. ``stolen`` are phrasings that the change adds and another article answered
    before; ``unasked`` counts those that were too many to be asked.
    """

    before: str
    after: str
    changes: Changes
    moves: tuple[Move, ...] = ()
    regressions: tuple[Regression, ...] = ()
    unmet: tuple[GateFailure, ...] = ()
    dropped: tuple[LabelledQuestion, ...] = ()
    checked: int = 0
    asked: int = 0
    phrasings: int = 0
    stolen: tuple[Move, ...] = ()
    unasked: int = 0
    alike: bool = False
    """Nothing differs that replies are made of, so none can change, whatever is asked."""

    @property
    def lost(self) -> tuple[Fault, ...]:
        """What keeps the new version from being taken: a fault for each check question that loses its answer or never had it."""
        return (*(one.as_fault() for one in self.regressions), *(failure.as_fault() for failure in self.unmet))


def preview(  # noqa: PLR0913 - the last four by name
    old: FAQ,
    new: FAQ,
    questions: Iterable[Asked] = (),
    *,
    precision: float = PRECISION,
    known: Known | None = None,
    checks: Iterable[LabelledQuestion] = (),
    thorough: bool = True,
) -> Preview:
    """Compare two versions by their articles, by the check questions of both, and by further ``questions`` (each text counts once).

    ``known`` is what they showed in earlier previews; what they show now is added. ``checks`` are further check questions, which
    no file holds as such. Unless it shall be ``thorough``, nothing is asked beyond check questions that are lost, where some are.
    The cost is one look-up in each version for each question that it was not asked before.
    """
    known, checks = known or Known(), tuple(checks)
    before, after = _Asking(old, known.of(old)), _Asking(new, known.of(new))
    ours, theirs = ({one.id: one for one in (*base.gate, *checks)} for base in (old.base, new.base))
    dropped = tuple(question for name, question in ours.items() if name not in theirs)
    lost, unmet = _failures(before, after, ours, theirs, precision)
    refused = bool(lost or unmet) and not thorough
    checked = _as_asked([one.question for one in lost] if refused else [*theirs.values(), *dropped], old, new)
    others = {one.text: one for one in (() if refused else questions) if one.text not in checked}
    changes = compare(old.base, new.base)
    decides_alike, replies_alike = alike(old, new, changes)
    added, unasked = ((), 0) if decides_alike or refused else added_phrasings(old, new)
    added = tuple(one for one in added if one.question not in checked and one.question not in others)
    return Preview(
        before=old.version,
        after=new.version,
        changes=changes,
        moves=() if decides_alike else tuple(_moves(before, after, (checked, others), theirs.values(), precision)),
        regressions=tuple(_regressions(lost, old, new, precision)),
        unmet=unmet,
        dropped=dropped,
        checked=len(new.base.gate),
        asked=len(others),
        phrasings=len(theirs) - len(new.base.gate),
        stolen=tuple(_stolen(before, after, added, precision)),
        unasked=unasked,
        alike=replies_alike,
    )


def _as_asked(checks: Iterable[LabelledQuestion], old: FAQ, new: FAQ) -> dict[str, Asked]:
    """Return check questions by their text; those that no version has as such are phrasings."""
    own = {one.id for one in (*old.base.gate, *new.base.gate)}
    return {one.question: Asked(one.question, one.place, one.id not in own) for one in checks}


class _Asking:
    """One version, which notes what it shows for each question."""

    def __init__(self, faq: FAQ, shown: dict[tuple[str, float], Shown]) -> None:
        self._faq, self._shown, self.base = faq, shown, faq.base

    def ask(self, question: str, *, precision: float = PRECISION) -> Decision:
        """Decide: plainly, which is cheaper."""
        decision = self._faq.ask(question, precision=precision, plain=True)
        self._shown[question, precision] = Shown.of(decision, self._faq)
        return decision

    def show(self, question: str, precision: float) -> Shown:
        """Return what people get to see, without asking where that is known."""
        if (question, precision) not in self._shown:
            self.ask(question, precision=precision)
        return self._shown[question, precision]


def _failures(
    old: _Asking, new: _Asking, ours: Mapping[str, LabelledQuestion], theirs: Mapping[str, LabelledQuestion], precision: float
) -> tuple[list[GateFailure], tuple[GateFailure, ...]]:
    """Return what becomes of the new version's check questions: those that lose their answer, and new ones that do not find it."""
    failures = run_gate(new, theirs.values(), precision=precision)
    lost = [one for one in failures if not run_gate(old, [ours.get(one.question.id, one.question)], precision=precision)]
    return lost, tuple(one for one in failures if one not in lost and one.question.id not in ours)


def _moves(
    old: _Asking,
    new: _Asking,
    asked: tuple[Mapping[str, Asked], Mapping[str, Asked]],
    demanded: Iterable[LabelledQuestion],
    precision: float,
) -> Iterator[Move]:
    """Yield what moves of check questions and of others; ``demanded`` are the new version's check questions."""
    (checks, others), expect = asked, {one.question: one.expect for one in demanded}
    for one in (*checks.values(), *others.values()):
        before, after = old.show(one.text, precision), new.show(one.text, precision)
        if before != after:
            wanted = expect.get(one.text)
            met = None if wanted is None else (before.meets(wanted), after.meets(wanted))
            yield Move(one, before, after, one.text in checks, met)


def _stolen(old: _Asking, new: _Asking, added: Iterable[LabelledQuestion], precision: float) -> Iterator[Move]:
    """Yield those of the added phrasings that another article answered until now, alone."""
    for one in added:
        before = old.show(one.question, precision)
        if before.kind is Kind.ANSWERED and not before.meets(one.expect):
            after = new.show(one.question, precision)
            if after.articles != before.articles:
                yield Move(Asked(one.question, one.place, phrasing=True), before, after, check=False)


def _regressions(failures: Collection[GateFailure], old: FAQ, new: FAQ, precision: float) -> Iterator[Regression]:
    """Yield check questions that lost their answer, each with the words that did it."""
    for failure in failures:
        text, right, thief = failure.question.question, failure.question.expect, failure.stolen_by
        if thief is None:
            yield Regression(failure, words_apart(text, right, old.index, right, new.index))
            continue
        words = words_apart(text, (thief,), new.index, right or (thief,), new.index if right else old.index)
        hits = new.ask(text, precision=precision).hits
        yield Regression(failure, words, next((hit.phrasing for hit in hits if hit.article == thief), None))

"""What was counted in one server → what its moderators want to know of a time: what was asked, what became of it, what to mend."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.escaping import echo
from bot.faq.decisions import Kind
from bot.records import PAUSED
from bot.records.values import IN_VAIN
from bot.saying import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.desk.inbox import Group
    from bot.faq.articles import Article, KnowledgeBase
    from bot.records import Feedback, Remembered, Tally
    from bot.wording import Wording

ENOUGH = 200
"""Votes from which a reached precision is told: with fewer, what is told is mostly chance."""
TOPICS, GAPS, DUE = 3, 3, 3
"""Lines' worth of each: the message shall fit a phone."""
ALIKE = 2
"""People who must have asked alike before their words are shown."""
QUOTED, NAME = 80, 50
"""Characters of a question, and of a title or a name."""


@dataclass(frozen=True, slots=True)
class Day:
    """What became of one day's questions."""

    day: dt.date
    answered: int
    suggested: int
    declined: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One server's figures from a first day to a last. ``days`` are all of them in order, also those on which nobody asked.

    ``unasked`` are those of the answers that nobody asked for, ``guarded`` those of the questions without an answer that a guard
    declined: they were understood, and are in no other figure. ``paused`` counts questions besides, which met a pause.
    ``helpful`` of ``votes`` were good. ``topics`` are the names of those quoted most, with how often. ``vain`` counts questions
    without a good answer, ``gaps`` are those that several people asked alike. ``past`` are articles whose
    date is over, ``due`` those to be looked through.
    """

    days: tuple[Day, ...]
    unasked: int
    guarded: int
    paused: int
    helpful: int
    votes: int
    topics: tuple[tuple[str, int], ...]
    vain: int
    gaps: tuple[Group, ...]
    past: tuple[Article, ...]
    due: tuple[Article, ...]

    def sum_of(self, kind: Kind) -> int:
        """How many questions were decided so."""
        return sum(getattr(day, kind.value) for day in self.days)

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(map(self.sum_of, Kind))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the records say of one server since a day, and the groups of its inbox that wait."""

    tallies: Sequence[Tally]
    feedback: Sequence[Feedback]
    remembered: Sequence[Remembered]
    waiting: Sequence[Group] = ()


def figures_of(kept: Kept, base: KnowledgeBase, first: dt.date, last: dt.date) -> Figures:
    """Add up what was kept from the first day to the last."""
    by_day: Counter[tuple[dt.date, str]] = Counter()
    topics: Counter[str] = Counter()
    topic_of = {article.id: article.topic for article in base.articles}
    for tally in kept.tallies:
        by_day[tally.day, PAUSED if tally.about == PAUSED else tally.decision] += tally.count
        if tally.decision == Kind.ANSWERED and tally.about in topic_of:
            topics[topic_of[tally.about]] += tally.count
    names = {topic.id: topic.name for topic in base.topics}
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    gaps = [group for group in kept.waiting if group.people >= ALIKE and group.newest.date() >= first]
    busiest = sorted(topics.items(), key=lambda one: (-one[1], one[0]))[:TOPICS]
    return Figures(
        days=tuple(Day(day, *(by_day[day, kind.value] for kind in Kind)) for day in days),
        unasked=sum(tally.count for tally in kept.tallies if tally.way == "overheard"),
        guarded=sum(one.count for one in kept.tallies if one.decision == Kind.DECLINED and one.about not in {"", PAUSED}),
        paused=sum(by_day[day, PAUSED] for day in days),
        helpful=sum(one.helpful for one in kept.feedback),
        votes=len(kept.feedback),
        topics=tuple((names.get(name, name), count) for name, count in busiest),
        vain=sum(one.outcome in IN_VAIN for one in kept.remembered),
        gaps=tuple(gaps[:GAPS]),
        past=tuple(one for one in base.live if one.until is not None and one.until < last),
        due=tuple(one for one in base.live if one.review_by is not None and one.review_by < last),
    )


def tell_figures(figures: Figures, promised: float, wording: Wording) -> str:
    """Tell the figures in a message. ``promised`` is the precision that the server chose for questions asked of the bot."""
    first, last = figures.days[0].day, figures.days[-1].day
    questions = wording.counted(figures.asked, "question")
    lines = [wording.say("stats.head", questions=questions, first=wording.short_date(first), last=wording.short_date(last))]
    if figures.asked:
        shares = {kind.value: _share(figures.sum_of(kind), figures.asked, wording) for kind in Kind}
        lines.append(wording.say("stats.decided", **shares))
    if figures.unasked:
        lines.append(wording.say("stats.unasked", number=wording.number(figures.unasked)))
    if figures.guarded:
        lines.append(wording.say("stats.guarded", number=wording.number(figures.guarded)))
    if figures.paused:
        lines.append(wording.say("stats.paused", questions=wording.counted(figures.paused, "question")))
    lines.append(_precision(figures, promised, wording))
    if figures.topics:
        topics = BETWEEN.join(f"{echo(name, NAME)} {wording.number(count)}" for name, count in figures.topics)
        lines.append(wording.say("stats.topics", topics=topics))
    if figures.vain:
        lines.append(wording.say("stats.vain", questions=wording.counted(figures.vain, "question")))
    lines += [f'"{echo(gap.texts[0], QUOTED)}": {wording.counted(gap.people, "person")}' for gap in figures.gaps]
    lines += _articles("stats.past", figures.past, "until", wording)
    lines += _articles("stats.due", figures.due, "review_by", wording)
    return "\n".join(lines)


def _share(number: int, of: int, wording: Wording) -> str:
    return f"{wording.number(number)} ({wording.say('forms.percent', number=round(100 * number / of))})"


def _precision(figures: Figures, promised: float, wording: Wording) -> str:
    """Return how many votes were good, and what that says of the promise."""
    at_most = wording.say("setup.one_in", number=round(1 / (1 - promised)))
    if not figures.votes:
        return wording.say("stats.no_votes", promised=at_most)
    helpful = _share(figures.helpful, figures.votes, wording)
    told = wording.say("stats.helpful", helpful=helpful, votes=wording.counted(figures.votes, "vote"), promised=at_most)
    if figures.votes < ENOUGH:
        return f"{told} {wording.say('stats.expected', enough=wording.number(ENOUGH))}"
    from bot.faq.evaluating.intervals import exact_bounds  # noqa: PLC0415 - for the few who have so many votes

    low, high = (
        wording.say("forms.percent", number=round(100 * share)) for share in exact_bounds(figures.helpful, figures.votes)
    )
    return f"{told} {wording.say('stats.reached', low=low, high=high)}"


def _articles(key: str, articles: Sequence[Article], field: str, wording: Wording) -> Iterable[str]:
    for article in articles[:DUE]:
        date, title = wording.short_date(getattr(article, field)), echo(article.title, NAME)
        owner = echo(article.owner, NAME) if article.owner else wording.say("stats.nobody")
        yield wording.say(key, title=title, date=date, owner=owner)
    if len(articles) > DUE:
        yield wording.say("stats.more", articles=wording.counted(len(articles) - DUE, "article"))

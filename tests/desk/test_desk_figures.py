from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from game_server import GAME_SERVER

from bot.desk.figures import ENOUGH, Day, Figures, Kept, figures_of, tell_figures
from bot.desk.inbox import Group
from bot.faq.decisions import Kind
from bot.records import Feedback, Outcome, Remembered, Tally
from bot.wording import Wording, Wordings

SERVER = 1_001
FIRST, LAST = dt.date(2026, 11, 18), dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ENGLISH = Wording.load()


def tally(day: dt.date = LAST, decision: str = "answered", about: str = "refunds", count: int = 1, way: str = "asked") -> Tally:
    return Tally(day, SERVER, way, decision, about, count)


def vote(number: int, *, helpful: bool = True) -> Feedback:
    return Feedback(number, SERVER, "refunds", helpful, "code", "v", NOON)


def vain(number: int, text: str | None, who: str, outcome: Outcome = Outcome.DECLINED) -> Remembered:
    return Remembered(number, SERVER, 2, text, who, outcome, None, "v", NOON)


def group(text: str, people: int, at: dt.datetime = NOON) -> Group:
    return Group("0123456789abcdef", (text, f"{text} please"), people, (), at)


def figures(*tallies: Tally, feedback: tuple[Feedback, ...] = (), waiting: tuple[Group, ...] = ()) -> Figures:
    return figures_of(Kept(tallies, feedback, (), waiting), GAME_SERVER, FIRST, LAST)


def told(found: Figures, promised: float = 0.95, wording: Wording = ENGLISH) -> list[str]:
    return tell_figures(found, promised, wording).splitlines()


def test_every_day_is_there_with_what_became_of_its_questions() -> None:
    found = figures(tally(), tally(count=2), tally(FIRST, "declined", ""), tally(FIRST, "suggested", "", 4))
    assert [day.day for day in found.days] == [FIRST + dt.timedelta(days=number) for number in range(7)]
    assert (found.days[0], found.days[-1]) == (Day(FIRST, 0, 4, 1), Day(LAST, 3, 0, 0))
    assert [found.sum_of(kind) for kind in Kind] == [3, 4, 1]
    assert found.asked == 8


def test_what_came_unasked_is_told_apart() -> None:
    lines = told(figures(tally(count=3), tally(way="overheard", count=2)))
    assert lines[0] == "5 questions from 18 Nov 2026 to 24 Nov 2026."
    assert lines[1] == "Answered 5 (100%), choices offered 0 (0%), no answer 0 (0%)."
    assert lines[2] == "Of the answers, 2 came unasked, in channels where I listen."


def test_topics_are_named_busiest_first_and_what_is_no_article_any_more_counts_for_none() -> None:
    base = replace(GAME_SERVER, topics=(), articles=tuple(replace(one, topic=one.id) for one in GAME_SERVER.articles))
    tallies = [tally(about=name, count=count) for name, count in (("ranks", 1), ("refunds", 5), ("claims", 2), ("event", 2))]
    tallies += [tally(about="gone", count=99), tally(decision="declined", about="refunds", count=50)]
    assert figures_of(Kept(tallies, (), ()), base, FIRST, LAST).topics == (("refunds", 5), ("claims", 2), ("event", 2))


def test_what_met_a_pause_is_told_apart_and_counts_as_no_missing_answer() -> None:
    found = figures(tally(count=3), tally(decision="declined", about="paused", count=2))
    assert (found.asked, found.paused, found.sum_of(Kind.DECLINED)) == (3, 2, 0)
    assert told(found)[1:3] == [
        "Answered 3 (100%), choices offered 0 (0%), no answer 0 (0%).",
        "Not counted in that: 2 questions, asked while answers were paused.",
    ]


def test_a_gap_is_shown_once_two_people_asked_alike_in_that_time() -> None:
    before = dt.datetime.combine(FIRST, dt.time(), dt.UTC) - dt.timedelta(minutes=1)
    waiting = (group("any  trains?", 3), group("pets for sale", 3, before), group("Do you sell pets?", 2), group("only me", 1))
    lines = told(figures(waiting=waiting))
    assert lines[-3:-1] == ['"any trains?": 3 people', '"Do you sell pets?": 2 people']


def test_questions_in_vain_are_counted_whether_or_not_their_words_are_kept() -> None:
    asked = [vain(1, "any trains?", "a", Outcome.WRONG), vain(2, None, "a"), vain(3, "picked", "a", Outcome.PICKED)]
    found = figures_of(Kept((), (), asked), GAME_SERVER, FIRST, LAST)
    assert found.vain == 2
    assert "Asked in vain: 2 questions." in told(found)


def test_what_guards_decline_explains_why_fewer_were_asked_in_vain_than_got_no_answer() -> None:
    found = figures(*(tally(decision="declined", about=about, count=2) for about in ("", "chit-chat", "live-news", "paused")))
    assert (found.sum_of(Kind.DECLINED), found.guarded, found.paused) == (6, 4, 2)
    assert told(found)[2] == "Of those without an answer, 4 were about what I do not answer: they count as nothing asked in vain."


def test_words_of_people_are_made_harmless() -> None:
    found = figures(waiting=(group("@everyone **free** <@123> ||x||", 2),))
    text = tell_figures(found, 0.95, ENGLISH)
    assert "@everyone" not in text
    assert "**free**" not in text
    assert "<@123>" not in text


def test_a_promise_is_measured_by_enough_votes_only() -> None:
    few = told(figures(feedback=tuple(vote(number, helpful=number > 1) for number in range(20))))
    assert few[1] == (
        "Helpful: 18 (90%) of 20 votes. Promised: at most 1 wrong in 20. Whether that is kept can be told from 200 votes on."
    )
    many = told(figures(feedback=tuple(vote(number, helpful=number >= 5) for number in range(ENOUGH))))
    assert many[1] == (
        "Helpful: 195 (98%) of 200 votes. Promised: at most 1 wrong in 20. By the votes, 94% to 99% of all answers are right."
    )
    assert told(figures())[1].startswith("Promised: at most 1 wrong in 20. Nobody has pressed")


def test_articles_past_their_date_are_named_with_whoever_looks_after_them() -> None:
    old = [
        replace(one, until=FIRST, owner="mara") if number == 0 else replace(one, until=None, review_by=FIRST)
        for number, one in enumerate(GAME_SERVER.articles)
    ]
    many = [replace(old[1], id=f"a{number}") for number in range(8)]
    base = replace(GAME_SERVER, articles=(old[0], *many))
    lines = told(figures_of(Kept((), (), ()), base, FIRST, LAST))
    assert lines[2] == f"Past its date: {old[0].title} (18 Nov 2026, owner: mara)."
    assert lines[3] == f"To be reviewed since 18 Nov 2026: {old[1].title} (owner: nobody)."
    assert lines[-1] == "… and 5 articles more."


@pytest.mark.parametrize("locale", Wordings.load().locales)
def test_the_message_fits_a_phone_in_every_language_whatever_was_asked(locale: str) -> None:
    """Two screens: 2,000 characters are Discord's limit, twenty lines the reader's."""
    articles = tuple(replace(one, until=FIRST, review_by=FIRST, owner="o" * 200, title="t" * 200) for one in GAME_SERVER.articles)
    base = replace(GAME_SERVER, articles=articles * 3, topics=())
    asked = tuple(vain(number, "x", who) for number, who in enumerate("ab"))
    waiting = [group(f"{word} " + "x" * 400, 2) for word in "pqrs"]
    votes = tuple(vote(number) for number in range(500))
    counted = [tally(count=10**6), tally(way="overheard"), tally(decision="declined", about="paused")]
    found = figures_of(Kept(counted, votes, asked, waiting), base, FIRST, LAST)
    text = tell_figures(found, 0.99, Wordings.load().of(locale))
    assert len(text) < 2_000
    assert text.count("\n") < 20

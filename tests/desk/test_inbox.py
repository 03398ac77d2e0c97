"""What was asked in vain becomes groups that a moderator can see to."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import TYPE_CHECKING

import aiosqlite
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.desk.inbox import MOST_GROUPS, Group, candidates, gather, is_settled, waiting
from bot.records import AskedInVain, Outcome, Remembered
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_rows import row_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.faq import FAQ

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
SERVER = 1_001


def asked(text: str, *people: str, wrong: Iterable[str] = (), minutes: int = 0) -> AskedInVain:
    return AskedInVain(text, frozenset(people), tuple(wrong), NOON - dt.timedelta(minutes=minutes))


def texts_of(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    return [group.texts for group in groups]


def test_what_folds_alike_and_what_shares_its_telling_words_is_one_group(shipped: FAQ) -> None:
    found = gather(
        [
            asked("do i need a visa for nk as a german", "a", "b"),
            asked("German visa for the DPRK?", "c"),
            asked("which airlines fly from berlin", "d", "e"),
            asked("german  VISA for the dprk", "d"),
            asked("nk visa for germns", "e"),
        ],
        shipped.index.vocabulary,
        people=2,
    )
    assert texts_of(found) == [
        ("do i need a visa for nk as a german", "German visa for the DPRK?", "nk visa for germns"),
        ("which airlines fly from berlin",),
    ]
    assert [group.people for group in found] == [5, 2]


def test_a_group_counts_once_enough_different_people_asked_alike(faq: FAQ) -> None:
    one = [asked("where is the dragon", "ann"), asked("where is the dragon?", "ann"), asked("the DRAGON where", "ann")]
    assert gather(one, faq.index.vocabulary, people=2) == ()
    [group] = gather([*one, asked("dragon where", "ben")], faq.index.vocabulary, people=2)
    assert group.people == 2


def test_a_wrong_answer_counts_at_once_and_tells_the_article_that_was_given(faq: FAQ) -> None:
    [group] = gather([asked("how do i sell my rank", "ann", wrong=["ranks"])], faq.index.vocabulary, people=9)
    assert (group.people, group.wrong) == (1, ("ranks",))
    assert "ranks" not in candidates(group.texts, faq, group.wrong)


def test_words_that_tell_nothing_group_nothing(faq: FAQ) -> None:
    assert texts_of(gather([asked("and what about that", "a"), asked("what is this", "b")], faq.index.vocabulary, people=1)) == [
        ("what is this",),
        ("and what about that",),
    ]


def test_a_group_waits_until_everything_in_it_is_settled(faq: FAQ) -> None:
    group = Group("a", ("can I get my money back", "where is the dragon"), 2, (), NOON)
    assert list(waiting([group], faq, 0.95)) == [group]
    settled = Group("b", ("can I get my money back", "servers status today"), 2, (), NOON)
    assert list(waiting([settled], faq, 0.95)) == []
    assert list(waiting([group], faq, 0.95, {group.key})) == []


def test_what_is_settled_or_put_off_takes_nobodys_place(faq: FAQ) -> None:
    settled = [Group(f"s{number}", ("can I get my money back",), 9, (), NOON) for number in range(MOST_GROUPS)]
    away = [Group(f"a{number}", ("where is the dragon",), 9, (), NOON) for number in range(MOST_GROUPS)]
    left = [Group(f"l{number}", ("where is the dragon",), 2, (), NOON) for number in range(MOST_GROUPS + 1)]
    assert list(waiting([*settled, *away, *left], faq, 0.95, {group.key for group in away})) == left[:-1]


def test_the_article_that_was_wrong_settles_nothing(faq: FAQ) -> None:
    assert is_settled("can I get my money back", faq, 0.95)
    assert not is_settled("can I get my money back", faq, 0.95, wrong=("refunds",))


def test_candidates_are_the_engines_own_hits_likeliest_first(faq: FAQ) -> None:
    found = candidates(("money back for the vip rank", "refund my rank"), faq)
    assert set(found[:2]) == {"refunds", "ranks"}
    assert len(found) <= 3


def test_a_key_is_that_of_the_folded_words_and_holds_none_of_them(faq: FAQ) -> None:
    keys = [
        gather([asked(text, "ann")], faq.index.vocabulary, people=1)[0].key
        for text in ("Where's the DRAGON?", "where is the dragon", "wyvern")
    ]
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key) == 16 and "dragon" not in key for key in keys)


WORDS = st.sampled_from(
    ["dragon", "drgaon", "claim", "rank", "vip", "where", "the", "is", "sell", "money", "horse", "\u200b", "!"]
)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)


@given(st.lists(st.tuples(TEXTS, st.sets(st.sampled_from("abcd"), min_size=1)), max_size=12), st.integers(1, 3))
def test_no_question_is_in_two_groups_and_no_person_counts_twice(faq: FAQ, rows: list[tuple[str, set[str]]], people: int) -> None:
    vain = [asked(text, *who) for text, who in rows]
    groups = gather(vain, faq.index.vocabulary, people=1)
    texts = [text for group in groups for text in group.texts]
    assert len(texts) == len(set(texts)) <= len({one.text for one in vain})
    assert all(1 <= group.people <= 4 for group in groups)
    assert [group.people for group in groups] == sorted((group.people for group in groups), reverse=True)
    assert gather(vain, faq.index.vocabulary, people=people) == tuple(group for group in groups if group.people >= people)


def test_texts_that_are_grouped_mostly_ask_for_the_same_article(shipped: FAQ) -> None:
    """What the constant ALIKE promises."""
    owner = {one.question: one.expect[0] for one in shipped.base.questions if one.expect}
    owner |= {text: article.id for article in shipped.base.live for text in article.asks}
    groups = gather([asked(text, text) for text in owner], shipped.index.vocabulary, people=2)
    same = [owner[text] == owner[group.texts[0]] for group in groups for text in group.texts[1:]]
    assert len(same) > 50
    assert sum(same) / len(same) >= 0.7


def _many(shipped: FAQ) -> list[Remembered]:
    """A busy server's month: 100,000 questions in some 6,000 wordings, a few of them asked again and again."""
    chance = random.Random(20261124)  # noqa: S311 - reproducible
    wordings, owner = zip(*((text, article.id) for article in shipped.base.live for text in article.asks), strict=True)
    places = ["in pyongyang", "pls", "for my cousin", "in 2027", "asap", "as a german"]
    kept = []
    for number in range(100_000):
        rank = min(int(chance.paretovariate(0.35)), 40_000)
        text = f"{wordings[rank % len(wordings)]} {places[rank // 7 % len(places)]} {rank // len(wordings) or ''}".strip()
        right = owner[rank % len(wordings)]
        at, who = NOON - dt.timedelta(seconds=20 * number), f"{chance.randrange(20_000):032x}"
        outcome = chance.choice([Outcome.DECLINED, Outcome.DECLINED, Outcome.REFUSED, Outcome.WRONG])
        kept.append(Remembered(10**18 + number, SERVER, 1, text, who, outcome, right, "v" * 64, at))
    return kept


async def test_an_inbox_of_100000_questions_opens_at_once(shipped: FAQ, tmp_path: Path) -> None:
    records = await SqliteRecords.open(tmp_path / "records.db", Clock())
    try:
        async with aiosqlite.connect(tmp_path / "records.db") as db:
            await db.executemany("INSERT INTO remembered VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(row_of, _many(shipped)))
            await db.commit()
        costs = []
        for _ in range(5):
            began = time.process_time()
            vain = await records.asked_in_vain(SERVER)
            groups = gather(vain, shipped.index.vocabulary, people=2)
            wait = list(waiting(groups, shipped, 0.95))
            costs.append(time.process_time() - began)
        assert len(vain) == 1_000
        assert len(groups) > MOST_GROUPS
        assert len(wait) == MOST_GROUPS
        assert wait[0].people > 1_000
        assert min(costs) <= 0.6  # 0.3 on a machine that has nothing else to do
    finally:
        await records.close()

"""What every implementation of the records must do, whatever it keeps them in."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import (
    CHANNEL,
    DAY,
    JON,
    MARA,
    NOON,
    OTHER_SERVER,
    SERVER,
    TurnedClock,
    applied,
    audit,
    feedback,
    remembered,
    tally,
    taught,
)
from memory_records import MemoryRecords

from bot.records import AskedInVain, Outcome, Retention, ServerSettings
from bot.records.sqlite import SqliteRecords
from bot.records.values import OF_ONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.records import Records


@pytest.fixture(params=["memory", "sqlite"])
async def records(request: pytest.FixtureRequest, path: Path, clock: TurnedClock) -> AsyncIterator[Records]:
    made: Records = MemoryRecords() if request.param == "memory" else await SqliteRecords.open(path, clock)
    yield made
    await made.close()


FULL = ServerSettings(
    SERVER,
    listening=(5, 6),
    forums=(7,),
    private=True,
    precision=0.9,
    listening_precision=0.99,
    moderator_roles=(8, 9),
    human_channel=10,
    log_channel=11,
    language="de",
    keep_text=False,
    follow_ups=True,
)


async def test_a_server_that_nobody_set_up_has_the_defaults(records: Records) -> None:
    assert await records.settings_of(SERVER) == ServerSettings(SERVER)


async def test_settings_come_back_as_they_were_saved_and_the_audit_says_who_did_it(records: Records) -> None:
    await records.save_settings(FULL, audit("setup"))
    assert await records.settings_of(SERVER) == FULL
    assert await records.settings_of(OTHER_SERVER) == ServerSettings(OTHER_SERVER)
    assert await records.audit(SERVER) == (audit("setup"),)


@pytest.mark.parametrize(("changed", "listens"), [({}, False), ({"listening": (5,)}, True), ({"forums": (7,)}, True)])
async def test_listening_is_known_for_all_servers_together(records: Records, changed: dict[str, Any], *, listens: bool) -> None:
    await records.save_settings(ServerSettings(OTHER_SERVER, **changed), audit())
    assert await records.listening_servers() is listens


async def test_remembered_questions_come_back_whole_newest_first(records: Records) -> None:
    old = remembered(1, at=NOON - DAY, text=None, server=None, outcome=Outcome.NOT_FOR_US)
    new = remembered(2, outcome=Outcome.WRONG, article="pets", text="ünïcode 🐕 'quotes' \"too\"; DROP TABLE remembered; --")
    await records.remember(new)
    await records.remember(old)
    assert await records.remembered() == (new, old)
    assert await records.remembered(limit=1) == (new,)
    assert await records.remembered(since=NOON) == (new,)


async def test_what_was_asked_in_vain_comes_by_text_those_of_most_people_first(records: Records) -> None:
    rows = [
        remembered(1, text="pets?", author=MARA, outcome=Outcome.DECLINED),
        remembered(2, text="pets?", author=JON, outcome=Outcome.WRONG, article="zoo", at=NOON + DAY),
        remembered(3, text="pets?", author=JON, outcome=Outcome.WRONG, article="ark"),
        remembered(4, text="older", author=MARA, outcome=Outcome.REFUSED, article=None, at=NOON - DAY),
        remembered(5, text="newer", author=MARA, outcome=Outcome.WRONG, article=None),
        remembered(6, text="picked", outcome=Outcome.PICKED),
        remembered(7, text="not for us", outcome=Outcome.NOT_FOR_US),
        remembered(8, text=None),
        remembered(9, text="elsewhere", server=OTHER_SERVER),
        remembered(10, text="direct", server=None),
    ]
    for one in rows:
        await records.remember(one)
    pets = AskedInVain("pets?", frozenset({MARA, JON}), ("ark", "zoo"), NOON + DAY)
    newer, older = (AskedInVain(text, frozenset({MARA}), (), at) for text, at in (("newer", NOON), ("older", NOON - DAY)))
    assert await records.asked_in_vain(SERVER) == (pets, newer, older)
    assert await records.asked_in_vain(SERVER, limit=1) == (pets,)


async def test_one_authors_flood_of_questions_in_vain_hides_nobody_elses(records: Records) -> None:
    await records.remember(remembered(1, text="pets?", author=JON, outcome=Outcome.DECLINED, at=NOON - DAY))
    for number in range(OF_ONE + 10):
        at = NOON + dt.timedelta(seconds=number // 2)
        await records.remember(remembered(number + 2, text=f"flood {number}", author=MARA, outcome=Outcome.DECLINED, at=at))
    found = [one.text for one in await records.asked_in_vain(SERVER)]
    assert sorted(found) == sorted(["pets?", *(f"flood {number}" for number in range(10, OF_ONE + 10))])


PSEUDONYMS = ["0" * 32, "1" * 32, "f" * 32]
WHERE = st.sampled_from([SERVER, OTHER_SERVER, 7, 8, None])


@given(st.lists(st.tuples(WHERE, st.sampled_from(Outcome), st.sampled_from("abc"), st.sampled_from(PSEUDONYMS)), max_size=40))
def test_what_was_asked_in_vain_is_that_of_one_server_and_the_same_in_every_implementation(rows: list[tuple[Any, ...]]) -> None:
    """S4: a canary of each server stands in each of its texts."""

    async def summed_up(records: Records) -> list[tuple[Any, ...]]:
        for number, (server, outcome, text, author) in enumerate(rows):
            canary = f"canary-of-{server} {text}"
            await records.remember(remembered(number, server=server, outcome=outcome, text=canary, author=author))
        found = [await records.asked_in_vain(server) for server in (SERVER, OTHER_SERVER, 7)]
        await records.close()
        for server, texts in zip((SERVER, OTHER_SERVER, 7), found, strict=True):
            assert all(one.text.startswith(f"canary-of-{server} ") for one in texts)
        return found

    async def both() -> None:
        with tempfile.TemporaryDirectory() as folder:
            sqlite = await SqliteRecords.open(Path(folder) / "records.db", TurnedClock())
            assert await summed_up(sqlite) == await summed_up(MemoryRecords())

    asyncio.run(both())


async def test_one_server_never_sees_what_was_asked_in_another(records: Records) -> None:
    here, there, direct = remembered(1), remembered(2, server=OTHER_SERVER), remembered(3, server=None)
    for one in (here, there, direct):
        await records.remember(one)
    await records.give_feedback(feedback(1, server=OTHER_SERVER))
    await records.add_audit(audit(server=OTHER_SERVER))
    assert await records.remembered(server=SERVER) == (here,)
    assert await records.feedback(server=SERVER) == ()
    assert await records.audit(SERVER) == ()
    assert len(await records.remembered()) == 3


async def test_a_later_outcome_of_the_same_question_replaces_the_earlier(records: Records) -> None:
    await records.remember(remembered(1))
    await records.remember(remembered(1, outcome=Outcome.PICKED, article="pets"))
    await records.remember(remembered(1, author=JON))
    assert {one.outcome for one in await records.remembered()} == {Outcome.PICKED, Outcome.DECLINED}
    assert len(await records.remembered()) == 2


async def test_feedback_counts_once_a_person_and_reply(records: Records) -> None:
    await records.give_feedback(feedback(1))
    await records.give_feedback(feedback(1, helpful=False, meant="cats"))
    await records.give_feedback(feedback(1, author=JON))
    await records.give_feedback(feedback(2, at=NOON - DAY))
    given_ = await records.feedback(server=SERVER, since=NOON)
    assert sorted((one.author, one.helpful, one.meant) for one in given_) == [(JON, True, None), (MARA, False, "cats")]
    assert len(await records.feedback()) == 3


async def test_questions_are_counted_by_day_way_and_decision(records: Records) -> None:
    others = (tally(decision="declined", about=""), tally(way="overheard"), tally(day=NOON.date() - DAY), tally(about="cats"))
    for one in (tally(), *others, tally(), tally(count=3)):
        await records.tally(one)
    old, *new = await records.tallies(SERVER, NOON.date() - DAY)
    assert old == tally(day=NOON.date() - DAY)
    assert new == [tally(about="cats"), tally(count=5), tally(decision="declined", about=""), tally(way="overheard")]
    assert await records.tallies(SERVER, NOON.date()) == tuple(new)


async def test_one_servers_counts_are_its_own(records: Records) -> None:
    await records.tally(tally(server=OTHER_SERVER))
    assert await records.tallies(SERVER, NOON.date()) == ()


async def test_counts_go_with_the_feedback(records: Records) -> None:
    year = dt.timedelta(days=365)
    await records.tally(tally())
    await records.expire(NOON + year)
    assert await records.tallies(SERVER, NOON.date()) == (tally(),)
    await records.expire(NOON + year + DAY)
    assert await records.tallies(SERVER, NOON.date()) == ()


async def test_the_audit_lists_the_newest_and_of_one_moment_the_last_written(records: Records) -> None:
    for action in ("first", "second", "third"):
        await records.add_audit(audit(action))
    await records.add_audit(audit("for the whole bot", server=None, at=NOON + DAY))
    assert [one.action for one in await records.audit(SERVER, 2)] == ["third", "second"]
    assert [one.action for one in await records.audit(None)] == ["for the whole bot", "third", "second", "first"]


async def test_what_was_taught_stays_until_it_is_taken_back_and_ids_are_never_used_again(records: Records) -> None:
    done = await records.apply(applied("teach"), [taught("one"), taught("two", kind="declined", article=None)])
    first, second = done.taught
    assert await records.taught() == (taught("one", id=first), taught("two", id=second, kind="declined", article=None))
    assert (await records.apply(applied("forget"), forget=[second, 99])).forgotten == (second,)
    assert (await records.apply(applied("forget"), forget=[second])).forgotten == ()
    assert await records.taught() == (taught("one", id=first),)
    (third,) = (await records.apply(applied("teach"), [taught("three")])).taught
    assert third not in {first, second}


async def test_what_was_taken_back_can_be_taught_again_under_its_id(records: Records) -> None:
    (lesson,) = (await records.apply(applied("teach"), [taught("one")])).taught
    await records.apply(applied("forget"), forget=[lesson])
    assert await records.taught([lesson, 99]) == (taught("one", id=lesson),)
    assert (await records.apply(applied("undo"), restore=[lesson, 99])).taught == (lesson,)
    assert (await records.apply(applied("undo"), restore=[lesson])).taught == ()
    assert await records.taught() == (taught("one", id=lesson),)


async def test_the_last_changes_come_first(records: Records) -> None:
    first = await records.apply(applied("upload", files=("a/b.md", "c.md"), reason="new rule"))
    second = await records.apply(applied("teach", server=None, who=0), [taught("one")])
    assert first.id is not None
    assert second.id is not None
    assert await records.applied() == (second, first)
    assert await records.applied(limit=1) == (second,)
    assert (first.files, first.reason, second.taught) == (("a/b.md", "c.md"), "new rule", (1,))


async def test_old_changes_expire_and_with_them_what_they_took_back(records: Records) -> None:
    (gone, kept) = (await records.apply(applied("teach"), [taught("one"), taught("two")])).taught
    await records.apply(applied("forget"), forget=[gone])
    assert await records.expire(NOON + 1_000 * DAY) == 3
    assert await records.applied() == ()
    assert (await records.apply(applied("undo"), restore=[gone])).taught == ()
    assert [one.id for one in await records.taught()] == [kept]


async def test_a_question_is_claimed_once(records: Records) -> None:
    assert await records.claim(1, "one process")
    assert not await records.claim(1, "one process")
    assert not await records.claim(1, "another process")
    assert await records.claim(2, "another process")


async def test_of_a_hundred_claims_at_once_one_wins(records: Records) -> None:
    won = await asyncio.gather(*(records.claim(1, str(process)) for process in range(100)))
    assert won.count(True) == 1


async def test_humans_get_the_same_question_once_with_the_number_of_people(records: Records) -> None:
    first = await records.hand_over(SERVER, "my case", MARA, NOON)
    assert (first.channel_message, first.people, first.taken_by) == (None, 1, None)
    await records.place(first.id, 900)
    again = await records.hand_over(SERVER, "my case", JON, NOON + DAY)
    assert again == replace(first, channel_message=900, people=2)
    assert (await records.hand_over(SERVER, "my case", JON, NOON)).people == 2
    assert (await records.hand_over(OTHER_SERVER, "my case", JON, NOON)).id != first.id
    assert (await records.hand_over(SERVER, "another case", JON, NOON)).id != first.id


async def test_without_a_text_no_two_questions_are_taken_for_the_same(records: Records) -> None:
    first, second = [await records.hand_over(SERVER, None, author, NOON) for author in (MARA, JON)]
    assert first.id != second.id


async def test_a_handed_over_question_is_taken_once_and_then_asked_anew(records: Records) -> None:
    asking = await records.hand_over(SERVER, "my case", MARA, NOON)
    assert await records.take(asking.id, 77, server=asking.server) == replace(asking, taken_by=77)
    assert await records.take(asking.id, 78, server=asking.server) == replace(asking, taken_by=77)
    assert await records.take(asking.id + 1, 78, server=asking.server) is None
    assert await records.take(asking.id, 79, server=asking.server + 1) is None
    assert (await records.hand_over(SERVER, "my case", JON, NOON)).id != asking.id


async def test_a_value_is_kept_under_its_name(records: Records) -> None:
    assert await records.value("commands") is None
    await records.set_value("commands", "abc")
    await records.set_value("commands", "def")
    assert await records.value("commands") == "def"


async def test_when_texts_are_no_longer_kept_the_old_ones_of_that_server_go(records: Records) -> None:
    await records.remember(remembered(1))
    await records.remember(remembered(2, server=OTHER_SERVER))
    asking = await records.hand_over(SERVER, "my case", MARA, NOON)
    await records.save_settings(ServerSettings(SERVER, keep_text=False), audit())
    assert [one.text for one in await records.remembered(server=SERVER)] == [None]
    assert [one.text for one in await records.remembered(server=OTHER_SERVER)] == ["can i bring my dog"]
    taken = await records.take(asking.id, 77, server=asking.server)
    assert taken is not None
    assert taken.question_text is None


async def test_a_person_sees_everything_about_themselves_and_nothing_else(records: Records) -> None:
    for author in (MARA, JON):
        await records.remember(remembered(1, author=author))
        await records.give_feedback(feedback(1, author=author))
    asking = await records.hand_over(SERVER, "my case", MARA, NOON)
    await records.hand_over(SERVER, "another case", JON, NOON)
    await records.add_audit(audit(who=5))
    change = await records.apply(applied(who=5), [taught(who=5)])
    data = await records.personal([MARA, "an older pseudonym"], who=5)
    assert data.questions == (remembered(1),)
    assert data.feedback == (feedback(1),)
    assert data.handed_over == (asking,)
    assert data.audit == (audit(who=5),)
    assert data.taught == (taught(who=5, id=change.taught[0]),)
    assert data.changes == (change,)


async def test_forgetting_deletes_a_person_everywhere_and_nobody_else(records: Records) -> None:
    for author in (MARA, JON):
        await records.remember(remembered(1, author=author))
        await records.give_feedback(feedback(1, author=author))
        await records.hand_over(SERVER, "our case", author, NOON)
    alone = await records.hand_over(SERVER, "my own case", MARA, NOON)
    await records.add_audit(audit("made 5 a moderator", who=5, detail="by 5 for <@5>"))
    await records.apply(applied("upload", who=5, detail="of 5", reason="5 said so"), [taught(who=5)])
    assert await records.forget([MARA], who=5) == 7
    data = await records.personal([MARA], who=5)
    assert (data.questions, data.feedback, data.handed_over, data.audit, data.taught, data.changes) == ((), (), (), (), (), ())
    assert [one.author for one in await records.remembered()] == [JON]
    assert [one.author for one in await records.feedback()] == [JON]
    assert [(one.people, one.question_text) for one in (await records.personal([JON])).handed_over] == [(1, "our case")]
    assert await records.take(alone.id, 77, server=alone.server) is None
    assert [(one.who, one.detail) for one in await records.audit(SERVER)] == [(0, "by 0 for <@0>")]
    assert [one.who for one in await records.taught()] == [0]
    assert [(one.who, one.detail, one.reason) for one in await records.applied()] == [(0, "of 0", "0 said so")]
    assert await records.forget([MARA], who=5) == 0


async def test_a_moderator_who_took_a_question_can_be_forgotten_too(records: Records) -> None:
    asking = await records.hand_over(SERVER, "a case", MARA, NOON)
    await records.take(asking.id, 5, server=asking.server)
    assert await records.forget([JON], who=5) == 1
    taken = await records.take(asking.id, 78, server=asking.server)
    assert taken is not None
    assert taken.taken_by == 0


async def test_after_thirty_days_a_question_is_gone_and_feedback_has_no_author(records: Records) -> None:
    for at in (NOON - 30 * DAY - dt.timedelta(seconds=1), NOON - 30 * DAY, NOON):
        await records.remember(remembered(at.toordinal() + at.second, at=at))
        await records.give_feedback(feedback(at.toordinal() + at.second, at=at))
        await records.hand_over(SERVER, str(at), MARA, at)
        await records.add_audit(audit(at=at))
    assert await records.expire(NOON) == 3
    assert [one.at for one in await records.remembered()] == [NOON, NOON - 30 * DAY]
    assert [one.author for one in await records.feedback()] == [MARA, MARA, ""]
    assert len((await records.personal([MARA])).handed_over) == 2
    assert len(await records.audit(SERVER)) == 3
    assert await records.expire(NOON) == 0


async def test_two_people_of_whom_only_the_votes_are_left_still_count_as_two(records: Records) -> None:
    for author in (MARA, JON):
        await records.give_feedback(feedback(1, author=author, at=NOON - 40 * DAY))
    await records.expire(NOON)
    assert [one.author for one in await records.feedback()] == ["", ""]


async def test_after_a_year_acts_are_gone_too(records: Records) -> None:
    await records.add_audit(audit(at=NOON - 366 * DAY))
    await records.give_feedback(feedback(at=NOON - 366 * DAY))
    assert await records.expire(NOON) == 2
    assert await records.audit(None) == ()
    assert await records.feedback() == ()


async def test_a_month_keeps_its_key_and_loses_it_with_its_last_record(records: Records) -> None:
    first = await records.pseudonym_keys(NOON)
    assert await records.pseudonym_keys(NOON + DAY) == first
    december = await records.pseudonym_keys(NOON + 30 * DAY)
    assert set(december.keys) == {"2026-11", "2026-12"}
    await records.expire(dt.datetime(2026, 12, 30, tzinfo=dt.UTC))
    assert set((await records.pseudonym_keys(NOON + 30 * DAY)).keys) == {"2026-11", "2026-12"}
    await records.expire(dt.datetime(2026, 12, 31, 1, tzinfo=dt.UTC))
    assert set((await records.pseudonym_keys(NOON + 30 * DAY)).keys) == {"2026-12"}


async def test_all_is_well_with_the_storage(records: Records) -> None:
    state = await records.state()
    assert (state.ok, state.since, state.notice) == (True, None, None)


Operation = tuple[str, int, int, int]
"""What is done, to which item, by whom, on which day."""

OPERATIONS: dict[str, Callable[[Records, int, str, dt.datetime], Any]] = {
    "remember": lambda records, item, author, at: records.remember(
        remembered(item, author=author, at=at, server=item % 2 + SERVER)
    ),
    "feedback": lambda records, item, author, at: records.give_feedback(
        feedback(item, author=author, at=at, helpful=bool(item % 2))
    ),
    "audit": lambda records, item, author, at: records.add_audit(audit(str(item), who=len(author), at=at)),
    "teach": lambda records, item, author, at: records.apply(
        applied(str(item), who=len(author), at=at), [taught(str(item), who=len(author), at=at)]
    ),
    "take back": lambda records, item, author, at: records.apply(applied(who=len(author), at=at), forget=[item]),
    "restore": lambda records, item, author, at: records.apply(applied(who=len(author), at=at), restore=[item, item + 1]),
    "hand over": lambda records, item, author, at: records.hand_over(SERVER, str(item), author, at),
    "place": lambda records, item, _author, _at: records.place(item, CHANNEL),
    "take": lambda records, item, author, _at: records.take(item, len(author), server=SERVER),
    "claim": lambda records, item, author, _at: records.claim(item, author),
    "no text": lambda records, item, _author, _at: records.save_settings(
        ServerSettings(SERVER, keep_text=bool(item % 2)), audit()
    ),
    "forget": lambda records, _item, author, _at: records.forget([author], who=len(author)),
    "expire": lambda records, _item, _author, at: records.expire(at + 20 * DAY),
    "text": lambda records, _item, _author, _at: records.settings_of(SERVER),
}


async def _compare(operations: list[Operation], state: Path) -> None:
    memory, sqlite = MemoryRecords(), await SqliteRecords.open(state / "records.db", TurnedClock())
    try:
        for name, item, author, day in operations:
            did = [await OPERATIONS[name](records, item, (MARA, JON)[author], NOON + day * DAY) for records in (memory, sqlite)]
            assert did[0] == did[1], name
        for author, who in ((MARA, len(MARA)), (JON, len(JON))):
            assert await memory.personal([author], who=who) == await sqlite.personal([author], who=who)
        assert await memory.remembered() == await sqlite.remembered()
        assert sorted(map(repr, await memory.feedback())) == sorted(map(repr, await sqlite.feedback()))
        assert await memory.audit(None) == await sqlite.audit(None)
        assert await memory.taught() == await sqlite.taught()
        assert await memory.applied() == await sqlite.applied()
    finally:
        await sqlite.close()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(1, 4), st.integers(0, 1), st.integers(0, 60)), max_size=30
    )
)
def test_whatever_is_done_memory_and_sqlite_agree(operations: list[Operation]) -> None:
    with tempfile.TemporaryDirectory() as state:
        asyncio.run(_compare(operations, Path(state)))


async def test_a_text_that_may_not_be_kept_at_all_goes_with_the_next_expiry(path: Path, clock: TurnedClock) -> None:
    no_text = Retention(text=False)
    for records in (MemoryRecords(no_text), await SqliteRecords.open(path, clock, no_text)):
        await records.remember(remembered(1))
        await records.expire(NOON)
        assert [one.text for one in await records.remembered()] == [None]
        await records.close()

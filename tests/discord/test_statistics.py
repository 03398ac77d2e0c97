"""``/kb stats`` over the wire: what a server's moderators learn of their own server, and of no other."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running

from bot.faq.decisions import Kind
from bot.records import Tally

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.state import Message


@pytest.fixture
async def here(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)


async def stats(here: Here, **options: object) -> Message:
    done = await here.mod.slash(here.channel, "kb stats", **options)
    await here.discord.settled()
    assert done.message is not None
    assert done.message.ephemeral_for is here.mod.user
    return done.message


async def counted(here: Here) -> dict[tuple[str, str, str], int]:
    found = await here.parts.records.tallies(here.server.id, dt.date(2020, 1, 1))
    return {(one.way, one.decision, one.about): one.count for one in found}


async def test_every_way_of_asking_is_counted_once(here: Here) -> None:
    for _ in range(2):
        await here.ann.say(here.channel, "can i get my money back", mentions_bot=True)
        await here.discord.settled()
    await here.ann.slash(here.channel, "ask", question="how to claim land")
    await here.ann.slash(here.channel, "ask", question="how to claim land", private=True)
    await here.ann.slash(here.channel, "ask", question="how tall is the eiffel tower")
    other = await here.ben.say(here.channel, "how do refunds work")
    await here.mod.context_menu("Answer from the FAQ", other)
    await here.mod.dm("how to claim land")
    await here.discord.settled()
    assert await counted(here) == {
        ("asked", "answered", "refunds"): 3,
        ("asked", "answered", "claims"): 2,
        ("asked", "declined", ""): 1,
    }


async def test_a_moderator_sees_the_figures_of_the_server_and_a_chart_of_them(here: Here) -> None:
    await here.ann.slash(here.channel, "ask", question="how to claim land")
    asked = await here.ann.slash(here.channel, "ask", question="can i get my money back")
    await here.ann.click(asked.message, label="Helpful")
    await here.ann.slash(here.channel, "ask", question="how tall is the eiffel tower")
    await here.ben.slash(here.channel, "ask", question="the eiffel tower, how tall?")
    told = await stats(here)
    lines = told.content.splitlines()
    assert lines[0].startswith("4 questions from ")
    assert lines[1] == "Answered 2 (50%), choices offered 0 (0%), no answer 2 (50%)."
    assert lines[2].startswith("Helpful: 1 (100%) of 1 vote. Promised: at most 1 wrong in 20.")
    assert lines[4] == "Asked in vain: 2 questions."
    assert lines[5] in {'"how tall is the eiffel tower": 2 people', '"the eiffel tower, how tall?": 2 people'}
    assert (lines[-1], told.buttons) == ("Inbox: 1 group waiting.", ["Open the inbox"])
    [chart] = told.attachments
    assert (chart.filename, chart.content[:4]) == ("questions.png", b"\x89PNG")
    assert chart.description is not None
    assert "2 questions answered" in chart.description


async def test_one_question_is_told_as_one_and_what_met_a_pause_apart(here: Here) -> None:
    await here.ann.slash(here.channel, "ask", question="how to claim land")
    await here.mod.slash(here.channel, "kb pause")
    await here.ann.slash(here.channel, "ask", question="how to claim land")
    told = await stats(here)
    assert told.content.splitlines()[:3] == [
        told.content.splitlines()[0],
        "Answered 1 (100%), choices offered 0 (0%), no answer 0 (0%).",
        "Not counted in that: 1 question, asked while answers were paused.",
    ]
    assert told.content.startswith("1 question from ")
    assert "1 question answered, 0 with choices offered" in (told.attachments[0].description or "")


async def test_whoever_may_not_open_the_inbox_is_not_sent_there(here: Here) -> None:
    for person in (here.ann, here.ben):
        await person.slash(here.channel, "ask", question="how tall is the eiffel tower")
    here.discord.add_server("Elsewhere")
    await here.discord.settled()  # in two servers and without a home, nobody may change the base
    told = await stats(here)
    assert '"how tall is the eiffel tower": 2 people' in told.content
    assert "Inbox" not in told.content
    assert told.buttons == []


@pytest.mark.parametrize("look", ["dark", "light"])
async def test_the_chart_has_the_colours_that_were_wanted(here: Here, look: str) -> None:
    import io

    from PIL import Image

    from bot.desk.charting import LOOKS

    await here.ann.slash(here.channel, "ask", question="how to claim land")
    [chart] = (await stats(here, look=look)).attachments
    paper = Image.open(io.BytesIO(chart.content)).convert("RGB").getpixel((1, 1))
    wanted = tuple(bytes.fromhex(LOOKS[look].paper[1:]))
    assert isinstance(paper, tuple)
    assert all(abs(one - other) < 9 for one, other in zip(paper, wanted, strict=True))


async def test_since_looks_back_so_many_days_and_no_further(here: Here) -> None:
    today = here.parts.clock.now().date()
    for days, count in ((0, 1), (6, 2), (7, 4), (29, 8), (30, 16), (364, 32), (365, 64)):
        day = today - dt.timedelta(days=days)
        await here.parts.records.tally(Tally(day, here.server.id, "asked", "answered", "refunds", count))
    heads = [(await stats(here, **({"since": since} if since else {}))).content.split()[0] for since in (7, None, 90, 365)]
    assert heads == ["3", "15", "31", "63"]


async def test_a_server_in_which_nobody_asked_is_told_so_without_a_chart(here: Here) -> None:
    told = await stats(here)
    assert told.content.startswith("0 questions from ")
    assert told.attachments == []


async def test_nothing_of_another_server_is_told(here: Here) -> None:
    """S4: what was asked and voted elsewhere, and in direct messages."""
    elsewhere = here.discord.add_server("Elsewhere")
    canary = elsewhere.add_member("canary")
    await here.discord.settled()
    place = elsewhere.channel("general")
    asked = await canary.slash(place, "ask", question="can i get my money back")
    await canary.click(asked.message, label="Wrong")
    for person in (canary, elsewhere.add_member("other")):
        await person.slash(place, "ask", question="where is the zanzibar teleport")
        await person.dm("can i get my money back")
    await here.discord.settled()
    assert sum(one.count for one in await here.parts.records.tallies(elsewhere.id, dt.date(2020, 1, 1))) == 3
    told = await stats(here)
    assert told.content.startswith("0 questions from ")
    assert "zanzibar" not in told.content
    assert "vote" not in told.content


async def test_members_do_not_see_it(here: Here) -> None:
    done = await here.ann.slash(here.channel, "kb stats", forged=True)
    assert done.message is not None
    assert done.message.content.startswith("Only moderators can do that")
    assert done.message.attachments == []


async def test_trouble_with_the_storage_is_told_and_stops_no_answer(here: Here) -> None:
    here.parts.records.trouble = "the disk is full"  # type: ignore[attr-defined]  # the records in memory can fail on purpose
    asked = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert asked.message is not None
    assert "golden shovel" in asked.message.content
    assert (await stats(here)).content == "The figures cannot be read: the disk is full"


async def test_without_pillow_the_message_comes_without_the_chart(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    await here.ann.slash(here.channel, "ask", question="how to claim land")
    told = await stats(here)
    assert told.content.startswith("1 question from ")
    assert told.content.endswith("The chart cannot be drawn here: whoever runs me can install Pillow.")
    assert told.attachments == []


async def test_counting_a_question_takes_no_tenth_of_a_millisecond(here: Here) -> None:
    """In the records that the bot runs on, of the processor's time, while the disk is busy with earlier ones."""
    import tempfile
    from pathlib import Path

    from bot.records.sqlite import SqliteRecords
    from bot.remembering import Remembering

    decision = here.parts.serving.faq.ask("how to claim land")
    assert decision.decision is Kind.ANSWERED
    with tempfile.TemporaryDirectory() as folder:
        records = await SqliteRecords.open(Path(folder) / "records.db", here.parts.clock)
        remembering = Remembering(records, here.parts.clock, keep_text=True)
        rounds = []
        for _ in range(5):
            began = time.thread_time()
            for _ in range(200):
                await remembering.decided(here.server.id, decision)
            rounds.append((time.thread_time() - began) / 200)
            await asyncio.sleep(0)
        assert min(rounds) < 0.000_1
        [tally] = await records.tallies(here.server.id, here.parts.clock.now().date())
        assert tally.count == 1_000
        await records.close()

"""``/privacy`` over the wire: everybody sees, takes along and deletes what is kept about them, and nobody else's."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import FixedDay, Here, make_parts, running
from memory_records import MemoryRecords

from bot.buttons import Action, ButtonId
from bot.records import AuditEntry
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fake import FakeDiscord

CANARY = "may the canary sing at dawn"
"""A question that no article answers, so that it is remembered."""


@pytest.fixture
async def here(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    records = await SqliteRecords.open(tmp_path / "records.db", FixedDay())
    parts = replace(make_parts(), records=records)
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)


async def _ask_in_vain(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question=CANARY)
    assert done.message.content.startswith("I have no answer")
    await here.discord.settled()
    assert len(await here.parts.records.remembered()) == 1


def _bytes(folder: Path, *traces: bytes) -> int:
    return sum(file.read_bytes().count(trace) for file in folder.iterdir() for trace in traces)


async def test_who_asked_nothing_is_told_that_nothing_is_kept(here: Here) -> None:
    await _ask_in_vain(here)
    done = await here.ben.slash(here.channel, "privacy show")
    assert done.message.content == "I keep nothing about you."
    assert done.message.ephemeral_for is here.ben.user


async def test_people_see_what_is_kept_and_for_how_long(here: Here) -> None:
    await _ask_in_vain(here)
    answered = await here.ann.slash(here.channel, "ask", question="how do i get my money back")
    await here.ann.click(answered.message, label="Helpful")
    done = await here.ann.slash(here.channel, "privacy show")
    assert "- 1 question without a good answer. They are deleted after 30 days.\n- 1 vote on answers." in done.message.content
    assert done.message.ephemeral_for is here.ann.user


async def test_a_moderator_sees_that_their_acts_are_written_down(here: Here) -> None:
    at = here.parts.clock.now()
    await here.parts.records.add_audit(AuditEntry(here.server.id, here.mod.id, "reload", "3 changed", at))
    done = await here.mod.slash(here.channel, "privacy show")
    assert "- 1 entry about what you did as a moderator" in done.message.content


async def test_the_export_is_a_file_with_everything(here: Here) -> None:
    await _ask_in_vain(here)
    done = await here.ann.slash(here.channel, "privacy export")
    assert done.message.ephemeral_for is here.ann.user
    (file,) = done.message.attachments
    assert file.filename == "policybot-about-you.json"
    exported = json.loads(file.content)
    (question,) = exported["questions"]
    assert (question["text"], question["outcome"], question["server"]) == (CANARY, "declined", here.server.id)
    assert dt.datetime.fromisoformat(question["at"]).tzinfo is not None
    assert set(exported) == {"questions", "feedback", "handed_over", "audit", "taught", "changes"}


async def test_deleting_asks_first_and_then_not_one_byte_is_left(here: Here, tmp_path: Path) -> None:
    await _ask_in_vain(here)
    keys = await here.parts.records.pseudonym_keys(here.parts.clock.now())
    traces = (CANARY.encode(), *(author.encode() for author in keys.all_of(here.ann.id)))
    done = await here.ann.slash(here.channel, "privacy delete")
    assert done.message.buttons == ["Delete it all"]
    assert _bytes(tmp_path, *traces) >= 2
    pressed = await here.ann.click(done.message, label="Delete it all")
    assert pressed.message.content == "Done. 1 record deleted; nothing about you is left in my files."
    assert pressed.message.ephemeral_for is here.ann.user
    assert _bytes(tmp_path, *traces) == 0
    assert here.bot.ledger.forget(here.ann.id) == 0, "its words are gone from memory too"


async def test_whoever_presses_deletes_their_own_data_whatever_the_button_says(here: Here) -> None:
    await _ask_in_vain(here)
    done = await here.ben.slash(here.channel, "privacy delete")
    forged = ButtonId(Action.FORGET, asker=here.ann.id).encode()
    await here.ben.click(done.message, custom_id=forged, forged=True)
    assert len(await here.parts.records.remembered()) == 1


async def test_it_works_in_direct_messages_and_for_those_who_brought_the_bot_along(here: Here) -> None:
    guest = here.discord.add_user("guest", installed=True)
    done = await guest.slash(guest.dms, "privacy show")
    assert done.message.content == "I keep nothing about you."


async def test_a_german_reader_is_answered_in_german(here: Here) -> None:
    uwe = here.server.add_member(here.discord.add_user("uwe", locale="de"))
    done = await uwe.slash(here.channel, "privacy show")
    assert done.message.content == "Ich speichere nichts über dich."


@pytest.mark.parametrize("command", ["privacy show", "privacy export"])
async def test_trouble_with_the_storage_is_said(wired: FakeDiscord, command: str) -> None:
    wired.add_server("Blockhaven")
    records = MemoryRecords()
    parts = replace(make_parts(), records=records)
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        records.trouble = "the disk is full"
        done = await here.ann.slash(here.channel, command)
        assert done.message.content.startswith("I cannot look up what I keep about you now")


async def test_a_deletion_that_failed_is_never_called_done(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    records = MemoryRecords()
    parts = replace(make_parts(), records=records)
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        await _ask_in_vain(here)
        done = await here.ann.slash(here.channel, "privacy delete")
        records.trouble = "the disk is full"
        pressed = await here.ann.click(done.message, label="Delete it all")
        assert pressed.message.content.startswith("I cannot promise that everything is deleted")
        records.trouble = None
        assert len(await records.remembered()) == 1
        await here.ann.click(done.message, label="Delete it all")
        assert await records.remembered() == ()

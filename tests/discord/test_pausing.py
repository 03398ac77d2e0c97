"""The panic button, over the wire."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from turned_clock import START, TurnedClock

from bot.client import PolicyBot
from bot.pausing import Pause, Pauses, Scope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord

CHECKING = "A moderator is checking this answer, so it is not shown now."


@pytest.fixture
async def here(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)


async def test_a_paused_article_is_quoted_nowhere_until_it_is_resumed(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    paused = await here.mod.slash(here.channel, "kb pause", article="refunds", **{"for": 120})
    assert paused.message.content.startswith("Paused until <t:")
    assert "It was quoted in 1 reply" in paused.message.content
    assert paused.message.buttons == ["Mark them", "Delete them"]
    asked = await here.ben.say(here.channel, "how do refunds work", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert reply.content == CHECKING
    more = await here.ben.click(done.message, label="More")
    assert more.message.content == CHECKING
    shown = await here.ben.slash(here.channel, "article", name="refunds")
    assert shown.message.content == CHECKING
    resumed = await here.mod.slash(here.channel, "kb resume", article="refunds")
    assert resumed.message.content == "Answering again: Can I get a refund?"
    again = await here.ben.slash(here.channel, "ask", question="how do refunds work", private=True)
    assert "refunded" in again.message.content


async def test_a_choice_leaves_the_paused_article_out(here: Here) -> None:
    before = await here.ann.slash(here.channel, "ask", question="refunds")
    label = before.message.buttons[0]
    await here.mod.slash(here.channel, "kb pause", article="refunds")
    after = await here.ann.slash(here.channel, "ask", question="refunds")
    assert label not in after.message.buttons
    pressed = await here.ann.click(before.message, label=label)
    assert pressed.message is None or pressed.message.content == CHECKING
    assert before.message.content == CHECKING


async def test_replies_that_were_given_can_be_marked_or_taken_away(here: Here) -> None:
    first = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    paused = await here.mod.slash(here.channel, "kb pause", article="refunds")
    marked = await here.mod.click(paused.message, label="Mark them")
    await here.discord.settled()
    assert marked.message.content.startswith("Paused until /kb resume: Can I get a refund?\nMarked 1 reply. ")
    assert marked.message.buttons == []
    assert first.message.content == CHECKING
    await here.mod.slash(here.channel, "kb resume", article="refunds")
    await here.ann.slash(here.channel, "ask", question="can I get my money back")
    second = first
    paused = await here.mod.slash(here.channel, "kb pause", article="refunds")
    erased = await here.mod.click(paused.message, label="Delete them")
    await here.discord.settled()
    assert erased.message.content.endswith("\nDeleted 2 replies.")
    assert second.message.deleted


async def test_marked_replies_show_their_answers_again_when_answers_are_resumed(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    asked = await here.ben.say(here.channel, "how do refunds work", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    before = done.message.content, done.message.buttons
    paused = await here.mod.slash(here.channel, "kb pause", article="refunds")
    await here.mod.click(paused.message, label="Mark them")
    await asked.edit(f"{here.discord.bot.mention} how do refunds work here")
    await here.discord.settled()
    assert (done.message.content, done.message.buttons, reply.content) == (CHECKING, [], CHECKING)
    elsewhere = await here.mod.slash(here.channel, "kb resume", channel=here.channel)
    assert "answered again" not in elsewhere.message.content
    assert done.message.content == CHECKING
    resumed = await here.mod.slash(here.channel, "kb resume", article="refunds")
    assert resumed.message.content.splitlines()[1:] == ["Marked before, answered again: 2 replies."]
    assert (done.message.content, done.message.buttons) == before
    assert reply.content != CHECKING
    again = await here.mod.slash(here.channel, "kb resume", article="refunds")
    assert "answered again" not in again.message.content


async def test_a_marked_reply_whose_pause_ran_out_is_answered_again_by_resume_and_linked_to_by_nobody(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    paused = await here.mod.slash(here.channel, "kb pause", article="refunds")
    await here.mod.click(paused.message, label="Mark them")
    await here.discord.settled()
    await here.bot.pauses.end(Scope.ARTICLE, "refunds")
    later = await here.ben.slash(here.channel, "ask", question="can I get my money back")
    assert "refunded" in later.message.content
    resumed = await here.mod.slash(here.channel, "kb resume", article="refunds")
    assert resumed.message.content.startswith("Not paused: Can I get a refund?\nMarked before, answered again: 1 reply.")
    assert done.message.content != CHECKING


async def test_the_log_channel_is_told_of_replies_that_were_marked_or_deleted(here: Here) -> None:
    log = here.server.add_channel("log")
    await here.set(log_channel=log.id)
    await here.ann.slash(here.channel, "ask", question="can I get my money back")
    for label, told in (("Mark them", "marked"), ("Delete them", "deleted")):
        paused = await here.mod.slash(here.channel, "kb pause", article="refunds")
        await here.mod.click(paused.message, label=label)
        await here.discord.settled()
        last = list(log.messages.values())[-1].content
        assert last == f"mod {told} 1 reply that quoted it: Can I get a refund?"


async def test_an_account_of_a_paused_article_says_so_and_its_button_shortens_no_pause(here: Here) -> None:
    before = await here.mod.slash(here.channel, "kb why", question="can I get my money back")
    assert "Pause this article" in before.message.buttons
    await here.mod.slash(here.channel, "kb pause", article="refunds")
    after = await here.mod.slash(here.channel, "kb why", question="can I get my money back")
    lines = after.message.content.splitlines()
    assert lines[:2] == ["Paused until somebody resumes: Can I get a refund?", "Without the pause:"]
    assert "Pause this article" not in after.message.buttons
    pressed = await here.mod.click(before.message, label="Pause this article")
    assert pressed.message.content == "Paused until somebody resumes: Can I get a refund?"
    [pause] = here.bot.pauses.in_force()
    assert pause.until is None
    await here.mod.slash(here.channel, "kb pause", article="refunds", **{"for": 30})
    pressed = await here.mod.click(before.message, label="Pause this article")
    [pause] = here.bot.pauses.in_force()
    assert pause.until is not None
    assert pause.until - here.parts.clock.now() > dt.timedelta(minutes=100)


async def test_an_account_names_the_pause_of_the_server(here: Here) -> None:
    await here.mod.slash(here.channel, "kb pause")
    told = await here.mod.slash(here.channel, "kb why", question="can I get my money back")
    assert told.message.content.startswith("Paused until somebody resumes: this server\nWithout the pause:\n")


async def test_a_pause_of_an_article_that_is_gone_is_shown_as_such(here: Here) -> None:
    await here.bot.pauses.begin(Pause(Scope.ARTICLE, "old-name", here.server.id))
    status = await here.mod.slash(here.channel, "kb status")
    assert "Paused until somebody resumes: old-name (there is no such article any more)" in status.message.content.replace(
        "\\", ""
    )


async def test_resume_offers_what_is_paused(here: Here) -> None:
    await here.mod.slash(here.channel, "kb pause", article="refunds")
    await here.mod.slash(here.channel, "kb pause", channel=here.channel)
    offered = [await here.mod.autocomplete(here.channel, "kb resume", "article", typed) for typed in ("", "Refund", "ranks")]
    assert [[choice.value for choice in choices] for choices in offered] == [["refunds"], ["refunds"], []]
    assert await here.ann.autocomplete(here.channel, "kb resume", "article", "", forged=True) == []


async def test_a_paused_channel_is_told_so_and_the_others_go_on(here: Here) -> None:
    other = here.server.add_channel("other")
    await here.mod.slash(other, "kb pause", channel=here.channel)
    asked = await here.ann.say(here.channel, "how to claim land", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert reply.content == "A moderator has paused my answers here."
    elsewhere = await here.ann.slash(other, "ask", question="how to claim land")
    assert "golden shovel" in elsewhere.message.content
    status = await here.mod.slash(other, "kb status")
    assert f"Paused until somebody resumes: <#{here.channel.id}>" in status.message.content


async def test_without_channel_or_article_the_whole_server_is_paused(here: Here) -> None:
    await here.mod.slash(here.channel, "kb pause")
    asked = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert asked.message.content == "A moderator has paused my answers here."
    done = await here.ann.dm("how to claim land")
    [reply] = await here.discord.replies_to(done)
    assert "golden shovel" in reply.content
    none = await here.mod.slash(here.channel, "kb resume", channel=here.channel)
    assert none.message.content.startswith("Not paused: ")
    await here.mod.slash(here.channel, "kb resume")
    asked = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert "golden shovel" in asked.message.content


async def test_resume_without_anything_lists_what_is_paused_here(here: Here) -> None:
    await here.mod.slash(here.channel, "kb pause", channel=here.channel)
    await here.bot.pauses.begin(Pause(Scope.ARTICLE, "refunds", 4711))
    await here.bot.pauses.begin(Pause(Scope.CHANNEL, "4712", 4711))
    told = await here.mod.slash(here.channel, "kb resume")
    assert told.message.content.splitlines() == [
        "Not paused: this server",
        f"Paused until somebody resumes: <#{here.channel.id}>",
        "Paused until somebody resumes: Can I get a refund?",
        "To end one of these: /kb resume with its channel or its article.",
    ]


async def test_a_status_shows_no_pauses_of_other_servers(here: Here) -> None:
    for scope, name in ((Scope.SERVER, "4711"), (Scope.CHANNEL, "4712"), (Scope.ARTICLE, "refunds")):
        await here.bot.pauses.begin(Pause(scope, name, 4711))
    shown = await here.mod.slash(here.channel, "kb status")
    assert [line for line in shown.message.content.splitlines() if line.startswith("Paused")] == [
        "Paused until somebody resumes: Can I get a refund?"
    ]


async def test_a_pause_outlives_a_restart_and_ends_by_itself(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts()
    bot = PolicyBot(parts, reads_messages=False)
    assert await bot.pauses.begin(Pause(Scope.ARTICLE, "refunds", 1, parts.clock.now() + dt.timedelta(minutes=5)))
    later = Pauses(parts.records, parts.clock)
    await later.load()
    assert later.of_article("refunds") is not None
    clock = TurnedClock()
    clock.put_back((START - parts.clock.now() - dt.timedelta(minutes=6)).total_seconds())
    much_later = Pauses(parts.records, clock)
    await much_later.load()
    assert much_later.of_article("refunds") is None


async def test_members_cannot_pause_and_an_unknown_article_is_told_so(here: Here) -> None:
    refused = await here.ann.slash(here.channel, "kb pause", forged=True)
    assert "Only moderators" in refused.message.content
    assert here.bot.pauses.in_force() == ()
    unknown = await here.mod.slash(here.channel, "kb pause", article="nothing-like-it")
    assert "No article" in unknown.message.content
    assert here.bot.pauses.in_force() == ()


async def test_a_pause_that_cannot_be_saved_holds_all_the_same_and_says_so(here: Here) -> None:
    here.parts.records.trouble = "the disk is full"
    done = await here.mod.slash(here.channel, "kb pause", article="refunds")
    assert "could not be saved" in done.message.content
    assert here.bot.pauses.of_article("refunds")


async def test_records_that_hold_rubbish_pause_nothing() -> None:
    parts = make_parts()
    for rubbish in ("[{}]", "nonsense", '[{"scope": "moon", "name": "1", "server": 1, "until": null}]', "7"):
        await parts.records.set_value("pauses", rubbish)
        pauses = Pauses(parts.records, parts.clock)
        await pauses.load()
        assert pauses.in_force() == ()

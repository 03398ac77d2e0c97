"""Questions by mention, reply and direct message, over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import Permission

from bot.records import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord


@pytest.fixture
async def here(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)


async def test_a_mention_with_a_question_is_answered_with_one_passage_and_three_buttons(here: Here) -> None:
    asked = await here.ann.say(here.channel, "how do i get my mony back", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert reply.content.replace("**", "").startswith("Purchases are")
    assert reply.content.endswith("-# Server team · as of March 2026")
    assert reply.buttons == ["More", "Helpful", "Wrong"]


async def test_a_message_that_mentions_nobody_gets_no_reply(here: Here) -> None:
    asked = await here.ann.say(here.channel, "how do i get my money back")
    await here.discord.settled()
    assert await here.discord.replies_to(asked, within=0.1) == []


async def test_a_direct_message_needs_no_mention(here: Here) -> None:
    asked = await here.ann.dm("how do i get my money back")
    [reply] = await here.discord.replies_to(asked)
    assert "refunded" in reply.content


async def test_a_question_without_an_answer_is_declined_in_one_line_and_remembered(here: Here) -> None:
    asked = await here.ann.say(here.channel, "purple monkey dishwasher", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert reply.content == "I have no answer on that. I can help with Blockhaven: see /topics."
    await here.discord.settled()
    [kept] = await here.parts.records.remembered()
    assert (kept.outcome, kept.text) == (Outcome.DECLINED, "purple monkey dishwasher")
    assert str(here.ann.id) not in kept.author


async def test_the_reply_follows_an_edit_and_goes_with_the_question(here: Here) -> None:
    asked = await here.ann.say(here.channel, "how to claim land", mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert "golden shovel" in reply.content
    await asked.edit(f"<@{here.discord.bot.id}> can I get my money back")
    await here.discord.settled()
    assert reply.content.replace("**", "").startswith("Purchases are")
    await asked.delete()
    await here.discord.settled()
    assert reply.deleted


async def test_the_same_article_asked_again_gets_a_link_to_the_earlier_answer(here: Here) -> None:
    first = await here.ann.say(here.channel, "how to claim land", mentions_bot=True)
    [answer] = await here.discord.replies_to(first)
    again = await here.ben.say(here.channel, "how do I protect my land?", mentions_bot=True)
    [reply] = await here.discord.replies_to(again)
    assert str(answer.id) in reply.content
    assert reply.buttons == ["Show it to me"]
    shown = await here.ben.click(reply, label="Show it to me")
    assert shown.message.ephemeral_for is here.ben.user
    assert "golden shovel" in shown.message.content


async def test_a_mention_in_reply_to_somebody_else_answers_them_where_their_words_may_be_read(here: Here) -> None:
    question = await here.ben.say(here.channel, "how to claim land")
    asked = await here.ann.say(here.channel, "", mentions_bot=True, reply_to=question)
    [reply] = await here.discord.replies_to(asked)
    assert "Right-click it" in reply.content  # without the intent, the words of others are not for the bot


async def test_bots_are_not_answered(here: Here) -> None:
    other = here.server.add_member("robot", bot=True)
    asked = await other.say(here.channel, "how to claim land", mentions_bot=True)
    await here.discord.settled()
    assert await here.discord.replies_to(asked, within=0.1) == []


async def test_where_it_may_not_write_the_bot_does_not_even_try(here: Here) -> None:
    quiet = here.server.add_channel("quiet")
    here.server.deny(quiet, Permission.SEND_MESSAGES)
    await here.discord.settled()
    before = len(here.discord.requests)
    await here.ann.say(quiet, "how to claim land", mentions_bot=True)
    await here.discord.settled()
    assert len(here.discord.requests) == before


async def test_a_person_who_asks_too_fast_gets_silence(here: Here) -> None:
    asked = [await here.ann.say(here.channel, f"how to claim land {number}", mentions_bot=True) for number in range(7)]
    await here.discord.settled()
    answered = [bool(await here.discord.replies_to(message, within=0.05)) for message in asked]
    assert answered == [True] * 5 + [False] * 2


async def test_a_question_delivered_twice_gets_one_reply(here: Here) -> None:
    here.discord.gateway.weather.doubled = 1
    asked = await here.ann.say(here.channel, "how to claim land", mentions_bot=True)
    await here.discord.settled()
    assert len(await here.discord.replies_to(asked, count=2, within=0.3)) == 1

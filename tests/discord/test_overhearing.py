"""Listening channels and forums: an answer that is surely wanted, or silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord

    from bot.faq import FAQ

SURE = "can american citizens travel to north korea?"


@pytest.fixture
async def here(wired: FakeDiscord, shipped: FAQ) -> AsyncIterator[Here]:
    wired.add_server("Korea talk")
    parts = make_parts(shipped)
    async with running(wired, parts, reads_messages=True) as bot:
        here = Here(wired, bot, parts)
        await here.set(listening=(here.channel.id,))
        yield here


async def test_a_sure_answer_is_given_unasked(here: Here) -> None:
    asked = await here.ann.say(here.channel, SURE)
    [reply] = await here.discord.replies_to(asked)
    assert "passports" in reply.content


@pytest.mark.parametrize(
    "said",
    [
        "sanctions?",  # a choice
        "what is the best pizza in town?",  # nothing of ours
        "did nk fire a missile today?",  # a guard
        "I think americans cannot travel to north korea anyway",  # no question
    ],
)
async def test_anything_else_is_silence(here: Here, said: str) -> None:
    asked = await here.ann.say(here.channel, said)
    await here.discord.settled()
    assert await here.discord.replies_to(asked, within=0.05) == []
    assert await here.parts.records.remembered() == ()


async def test_other_channels_are_not_listened_to_but_threads_of_this_one_are(here: Here) -> None:
    elsewhere = here.server.add_channel("elsewhere")
    unheard = await here.ann.say(elsewhere, SURE)
    start = await here.ben.say(here.channel, "let us talk about travel")
    thread = await here.ben.start_thread(start, "travel")
    heard = await here.ann.say(thread, SURE)
    await here.discord.settled()
    assert await here.discord.replies_to(unheard, within=0.05) == []
    assert len(await here.discord.replies_to(heard)) == 1


async def test_people_who_talk_to_each_other_are_left_alone(here: Here) -> None:
    first = await here.ben.say(here.channel, "somebody told me a thing")
    reply = await here.ann.say(here.channel, SURE, reply_to=first)
    named = await here.ann.say(here.channel, f"{here.ben.mention} {SURE}")
    await here.discord.settled()
    assert await here.discord.replies_to(reply, within=0.05) == []
    assert await here.discord.replies_to(named, within=0.05) == []


async def test_a_new_post_in_a_chosen_forum_is_answered_by_title_and_text(here: Here) -> None:
    forum, other = here.server.add_forum("help"), here.server.add_forum("gallery")
    await here.set(forums=(forum.id,))
    post = await here.ann.forum_post(forum, "can american citizens travel to north korea?", "planning a trip, thanks")
    ignored = await here.ann.forum_post(other, "can american citizens travel to north korea?", "planning a trip, thanks")
    await here.discord.settled()
    assert len(await here.discord.replies_to(post.starter)) == 1
    assert await here.discord.replies_to(ignored.starter, within=0.05) == []


async def test_an_edit_that_is_no_question_any_more_takes_the_answer_away(here: Here) -> None:
    asked = await here.ann.say(here.channel, SURE)
    [reply] = await here.discord.replies_to(asked)
    await asked.edit("never mind, found it")
    await here.discord.settled()
    assert reply.deleted


async def test_a_mention_that_replies_to_somebody_answers_their_words(here: Here) -> None:
    quiet = here.server.add_channel("quiet")
    question = await here.ben.say(quiet, SURE)
    asked = await here.ann.say(quiet, "", mentions_bot=True, reply_to=question)
    [reply] = await here.discord.replies_to(asked)
    assert "passports" in reply.content


async def test_a_follow_up_is_read_with_the_answer_it_replies_to_where_moderators_allow_it(here: Here) -> None:
    asked = await here.ann.say(here.channel, "who is otto warmbier", mentions_bot=True)
    [answer] = await here.discord.replies_to(asked)
    await here.set(follow_ups=True)
    follow = await here.ann.say(here.channel, "and what did the court decide?", reply_to=answer, ping=True)
    [reply] = await here.discord.replies_to(follow)
    assert reply.content.startswith("Taken as: ")

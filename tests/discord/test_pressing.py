"""The side roads of what people press, choose and are refused, over the wire; the main roads are in test_asking.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import Permission
from fake.faults import fail
from game_server import CLAIMS, GAME_SERVER, RANKS, faq_of

from bot.cogs import asking
from bot.faq.articles import Topic
from bot.records import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Channel, Message

GIBBERISH = "purple monkey dishwasher"
WITHOUT_REFUNDS = replace(GAME_SERVER, articles=tuple(one for one in GAME_SERVER.articles if one.id != "refunds"))


@pytest.fixture
async def here(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)


async def declined(here: Here, person: Person, words: str = GIBBERISH) -> Message:
    """Let somebody ask what has no answer, where people may be asked instead."""
    asked = await person.say(here.channel, words, mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    assert reply.buttons == ["Ask a human"]
    return reply


async def humans(here: Here) -> Channel:
    channel = here.server.add_channel("helpers")
    await here.set(human_channel=channel.id)
    return channel


async def test_only_who_asked_hands_a_question_over(here: Here) -> None:
    await humans(here)
    pressed = await here.ben.click(await declined(here, here.ann), label="Ask a human")
    assert "Only the person who asked" in pressed.message.content


async def test_a_question_from_before_a_restart_must_be_asked_again(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        helpers = await humans(here)
        reply = await declined(here, here.ann)
    async with running(wired, parts):
        pressed = await here.ann.click(reply, label="Ask a human")
    assert "Please ask it again" in pressed.message.content
    assert helpers.messages == {}


async def test_humans_whose_channel_is_closed_to_the_bot_cannot_be_reached(here: Here) -> None:
    helpers = await humans(here)
    reply = await declined(here, here.ann)
    here.discord.faults.on("POST */messages", fail(403))
    pressed = await here.ann.click(reply, label="Ask a human")
    assert here.discord.faults.fired
    assert "cannot be reached" in pressed.message.content
    assert helpers.messages == {}


async def test_one_person_hands_over_three_questions_an_hour(here: Here) -> None:
    helpers = await humans(here)
    said = []
    for words in (GIBBERISH, "fizzy lizard wardrobe", "seventeen velvet trombones", "gravel pancake symphony"):
        pressed = await here.ann.click(await declined(here, here.ann, words), label="Ask a human")
        said.append(pressed.message.content)
    assert "three times this hour" in said.pop()
    assert all("have been asked" in one for one in said)
    assert len(helpers.messages) == 3


async def test_a_question_that_cannot_be_written_down_is_not_handed_over(here: Here) -> None:
    helpers = await humans(here)
    reply = await declined(here, here.ann)
    hand_over = here.parts.records.hand_over

    async def full(*_: object) -> None:
        here.parts.records.trouble = "the disk is full"
        try:
            await hand_over(1, None, "", here.parts.clock.now())
        finally:
            here.parts.records.trouble = None

    here.parts.records.hand_over = full
    pressed = await here.ann.click(reply, label="Ask a human")
    assert "could not be saved" in pressed.message.content
    assert helpers.messages == {}


async def test_only_moderators_take_a_question_and_the_next_to_ask_it_begins_anew(here: Here) -> None:
    helpers = await humans(here)
    await here.ann.click(await declined(here, here.ann), label="Ask a human")
    [post] = helpers.messages.values()
    refused = await here.ben.click(post, label="I take it")
    assert refused.message.ephemeral_for is here.ben.user
    assert "Nobody has taken it yet" in post.content
    here.parts.records.trouble = "the disk is full"
    failed = await here.mod.click(post, label="I take it")
    here.parts.records.trouble = None
    assert failed.message.ephemeral_for is here.mod.user
    await here.mod.click(post, label="I take it")
    assert f"Taken by <@{here.mod.id}>" in post.content
    assert post.buttons == []
    await here.ben.click(await declined(here, here.ben), label="Ask a human")
    [_, second] = [one for one in helpers.messages.values() if one.ephemeral_for is None]
    assert "1 person" in second.content
    assert second.buttons == ["I take it"]


async def test_buttons_of_an_article_that_is_gone_say_so(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        choice = await here.ann.slash(here.channel, "ask", question="refunds")
        answer = await here.ann.slash(here.channel, "ask", question="can I get my money back")
        asked = await here.ann.say(here.channel, "can I get my money back", mentions_bot=True)
        [repeat] = await here.discord.replies_to(asked)
        more = await here.ben.click(answer.message, label="More")
        topics = await here.ann.slash(here.channel, "topics")
    async with running(wired, make_parts(faq_of(WITHOUT_REFUNDS))):
        pressed = [
            await here.ann.click(choice.message, label=choice.message.buttons[0]),
            await here.ann.click(answer.message, label="More"),
            await here.ann.click(repeat, label="Show it to me"),
            await here.ben.select(more.message, ["Are gifts refunded?"]),
        ]
        wrong = await here.ann.click(answer.message, label="Wrong")
        opened = await here.ann.select(topics.message, [options(topics.message)[0]])
    assert [one.message.content for one in pressed] == ["This is no longer there. See /topics for what there is now."] * 4
    assert wrong.message.buttons == ["None of these", "Not a question for the bot"]
    assert opened.message is not None
    assert opened.message.content


async def test_words_that_were_no_question_for_the_bot_are_remembered_as_that(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    wrong = await here.ann.click(done.message, label="Wrong")
    noted = await here.ann.click(wrong.message, label="Not a question for the bot")
    assert noted.message.content == "Thank you. Noted."
    [said] = await here.parts.records.feedback()
    assert (said.article, said.meant) == ("refunds", "not_for_us")
    [kept] = await here.parts.records.remembered()
    assert kept.outcome is Outcome.NOT_FOR_US


async def test_none_of_the_articles_offered_may_have_been_meant(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    wrong = await here.ann.click(done.message, label="Wrong")
    await here.ann.click(wrong.message, label="None of these")
    [said] = await here.parts.records.feedback()
    assert said.meant == "none"


async def test_a_stolen_delete_button_deletes_nothing(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    more = await here.ann.click(done.message, label="More")
    [away] = [part["custom_id"] for row in more.message.components for part in row["components"] if part["type"] == 2]
    pressed = await here.ben.click(more.message, custom_id=away, forged=True)
    assert "Only the person who asked" in pressed.message.content
    assert not done.message.deleted


async def test_whoever_asks_too_fast_is_told_when_to_come_back(here: Here) -> None:
    for _ in range(5):
        await here.ann.slash(here.channel, "ask", question="how to claim land", private=True)
    for done in (
        await here.ann.slash(here.channel, "ask", question="how to claim land"),
        await here.ann.context_menu("Suggest an answer privately", await here.ben.say(here.channel, "how to claim land")),
    ):
        assert "That was quick" in done.message.content
        assert done.message.ephemeral_for is here.ann.user


async def test_whoever_asks_first_where_many_ask_is_not_told_to_have_been_quick(here: Here) -> None:
    for number in range(6):
        person = here.server.add_member(f"guest{number}")
        for _ in range(5):
            await person.slash(here.channel, "ask", question="how to claim land", private=True)
    done = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert done.message.content.startswith("Many are asking here just now. Please ask again <t:")
    assert done.message.ephemeral_for is here.ann.user


async def test_a_question_that_was_long_on_its_way_is_acknowledged_before_it_is_answered(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", dt.timedelta(seconds=-60))
    done = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert done.acknowledged.type == 5
    assert "golden shovel" in done.message.content


async def test_from_a_messages_menu_only_an_answer_is_shown_to_everybody(here: Here) -> None:
    question = await here.ben.say(here.channel, GIBBERISH)
    done = await here.ann.context_menu("Answer from the FAQ", question)
    assert done.message.ephemeral_for is here.ann.user
    assert posted(here) == []


async def test_where_the_bot_may_not_write_the_answer_is_shown_as_one_to_the_command(here: Here) -> None:
    question = await here.ben.say(here.channel, "how to claim land")
    here.server.deny(here.channel, Permission.SEND_MESSAGES)
    done = await here.mod.context_menu("Answer from the FAQ", question)
    assert "golden shovel" in done.message.content
    assert posted(here) == []


async def test_an_answer_that_discord_refuses_is_admitted(here: Here) -> None:
    question = await here.ben.say(here.channel, "how to claim land")
    refusal = here.discord.faults.on("POST */messages", fail(403))
    done = await here.ann.context_menu("Answer from the FAQ", question)
    assert refusal.fired
    assert "nothing was posted" in done.message.content


async def test_a_message_without_words_cannot_be_answered(here: Here) -> None:
    picture = await here.ben.upload(here.channel, "", {"cat.png": b"png"})
    done = await here.ann.context_menu("Answer from the FAQ", picture)
    assert "no words" in done.message.content


async def test_a_name_that_fits_no_article_or_several_is_said_to_do_so(here: Here) -> None:
    none = await here.ann.slash(here.channel, "article", name="zeppelin")
    assert "No article has a name like that" in none.message.content
    several = await here.ann.slash(here.channel, "article", name="how do i")
    assert len(several.message.buttons) > 1
    picked = await here.ann.click(several.message, label=several.message.buttons[0])
    assert picked.message is not None
    assert picked.message.buttons == ["More", "Helpful", "Wrong"]


async def test_only_messages_of_the_bot_can_be_deleted_from_their_menu(here: Here) -> None:
    theirs = await here.ben.say(here.channel, "hello")
    done = await here.mod.context_menu("Delete this answer", theirs)
    assert "not one of mine" in done.message.content
    assert not theirs.deleted


async def test_a_reply_to_a_command_is_its_askers_though_it_has_no_buttons(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="tell me a joke")
    assert done.message.buttons == []
    refused = await here.ben.context_menu("Delete this answer", done.message)
    assert "Only the person who asked" in refused.message.content
    await here.ann.context_menu("Delete this answer", done.message)
    assert done.message.deleted


async def test_long_lists_of_topics_and_articles_go_on_behind_their_last_option(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    topics = tuple(Topic(f"t{number:02}", f"Topic {number:02}") for number in range(30))
    lone = [replace(CLAIMS, id=f"lone-{topic.id}", topic=topic.id, title=f"Claims {topic.id}") for topic in topics]
    many = [replace(RANKS, id=f"rank-{number:02}", topic="t00", title=f"Rank {number:02}") for number in range(30)]
    parts = make_parts(faq_of(replace(GAME_SERVER, topics=topics, articles=(*lone, *many), guards=(), synonyms=())))
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        done = await here.ann.slash(here.channel, "topics")
        await here.ann.select(done.message, [options(done.message)[-1]])
        assert "Topic 29 (1)" in options(done.message)
        first = await here.ann.slash(here.channel, "topics")
        await here.ann.select(first.message, [options(first.message)[0]])
        await here.ann.select(first.message, [options(first.message)[-1]])
        assert "Rank 29" in options(first.message)


async def test_replies_go_when_their_questions_are_swept_away_together(here: Here) -> None:
    asked = [await person.say(here.channel, "how to claim land", mentions_bot=True) for person in (here.ann, here.ben)]
    replies = [(await here.discord.replies_to(one))[0] for one in asked]
    here.discord.world.emit(
        "MESSAGE_DELETE_BULK",
        {"ids": [str(one.id) for one in asked], "channel_id": str(here.channel.id), "guild_id": str(here.server.id)},
        server=here.server,
    )
    await here.discord.settled()
    assert all(reply.deleted for reply in replies)


def posted(here: Here) -> list[object]:
    """Return the messages that the bot has written, other than as an answer to an interaction."""
    return [call for call in here.discord.requests if call.surface == "message"]


def options(message: Message) -> list[str]:
    """Return what a message's menu offers."""
    return [option["label"] for row in message.components for part in row["components"] for option in part.get("options", ())]


async def test_what_the_menu_declined_can_be_handed_to_humans_with_the_askers_name(here: Here) -> None:
    humans = here.server.add_channel("helpers")
    await here.set(human_channel=humans.id)
    said = await here.ben.say(here.channel, "purple monkey dishwasher ben@example.org")
    shown = await here.ann.context_menu("Suggest an answer privately", said)
    done = await here.ann.click(shown.message, "Ask a human (shows your name)")
    assert "have been asked" in done.message.content
    [post] = humans.messages.values()
    assert here.ann.mention in post.content
    assert "example.org" not in post.content


async def test_can_you_answer_this_is_about_the_message_replied_to(here: Here) -> None:
    question = await here.ben.say(here.channel, f"{here.discord.bot.mention} how to claim land")
    await here.discord.settled()
    asked = await here.ann.say(here.channel, "can you answer this?", mentions_bot=True, reply_to=question)
    [reply] = await here.discord.replies_to(asked)
    assert "golden shovel" in reply.content or "Answered here" in reply.content

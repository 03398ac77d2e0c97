"""``/ask``, the message menu and everything that is pressed afterwards, over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running

from bot.client import PolicyBot
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


async def test_a_slash_question_is_answered_at_once_for_everybody(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="how do i get my mony back")
    assert done.message.content.replace("**", "").startswith("Purchases are")
    assert done.message.buttons == ["More", "Helpful", "Wrong"]
    assert not done.message.ephemeral_for
    assert done.acknowledged.after < 1


async def test_a_private_question_is_answered_to_its_asker_alone(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="how to claim land", private=True)
    assert done.message.ephemeral_for is here.ann.user


async def test_a_server_may_keep_all_answers_private(here: Here) -> None:
    await here.set(private=True)
    done = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert done.message.ephemeral_for is here.ann.user


async def test_a_user_who_installed_the_bot_may_ask_anywhere(here: Here) -> None:
    guest = here.discord.add_user("guest", installed=True)
    done = await guest.slash(guest.dms, "ask", question="how to claim land")
    assert "golden shovel" in done.message.content


async def test_while_typing_questions_are_offered_and_examples_before(here: Here) -> None:
    empty = await here.ann.autocomplete(here.channel, "ask", "question", "")
    assert [choice.name for choice in empty] == ["can I get my money back", "how to claim land"]
    typed = await here.ann.autocomplete(here.channel, "ask", "question", "how long does a bann")
    assert typed[0].name in {
        "How long does a ban last?",
        "how many days is a ban",
        "when does my ban end",
        "How do I appeal a ban?",
    }
    assert len(typed) <= 25


async def test_a_tie_becomes_a_choice_that_answers_for_the_asker_and_privately_for_others(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="refunds")
    assert done.message.buttons[-1] == "None of these"
    label = done.message.buttons[0]
    other = await here.ben.click(done.message, label=label)
    assert other.message.ephemeral_for is here.ben.user
    await here.ann.click(done.message, label=label)
    assert done.message.buttons == ["More", "Helpful", "Wrong"]
    await here.discord.settled()
    [kept] = await here.parts.records.remembered()
    assert kept.outcome is Outcome.PICKED


async def test_none_of_these_is_for_the_asker_and_is_remembered(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="refunds")
    other = await here.ben.click(done.message, label="None of these")
    assert "Only the person who asked" in other.message.content
    await here.ann.click(done.message, label="None of these")
    assert done.message.content == "Then I have no answer on that. Other words may help."
    assert done.message.buttons == []
    await here.discord.settled()
    [kept] = await here.parts.records.remembered()
    assert kept.outcome is Outcome.REFUSED


async def test_more_opens_privately_with_sources_passages_and_the_reason(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    more = await here.ben.click(done.message, label="More")
    assert more.message.ephemeral_for is here.ben.user
    assert "Sources:" in more.message.content
    assert "Why this one:" in more.message.content
    assert "Delete this reply" not in more.message.buttons
    read_on = await here.ben.select(more.message, ["article:refunds:2"])
    assert "Gifted items are never refunded" in read_on.message.content


async def test_the_asker_may_delete_an_answer_and_so_may_a_moderator_but_nobody_else(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    refused = await here.ben.context_menu("Delete this answer", done.message)
    assert "Only the person who asked" in refused.message.content
    more = await here.ann.click(done.message, label="More")
    await here.ann.click(more.message, label="Delete this reply")
    assert done.message.deleted
    again = await here.ann.slash(here.channel, "ask", question="how to claim land")
    await here.mod.context_menu("Delete this answer", again.message)
    assert again.message.deleted


async def test_wrong_asks_which_article_was_meant_and_remembers_both(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    wrong = await here.ben.click(done.message, label="Wrong")
    assert wrong.message.ephemeral_for is here.ben.user
    assert wrong.message.buttons[-2:] == ["None of these", "Not a question for the bot"]
    await here.ben.click(wrong.message, label=wrong.message.buttons[0])
    [said] = await here.parts.records.feedback()
    assert (said.article, said.helpful) == ("refunds", False)
    assert said.meant not in {None, "refunds"}
    [kept] = await here.parts.records.remembered()
    assert (kept.outcome, kept.article) == (Outcome.WRONG, "refunds")


async def test_storage_trouble_is_said_to_whoever_pressed_and_answers_go_on(here: Here) -> None:
    here.parts.records.trouble = "the disk is full"
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    assert done.message.content.replace("**", "").startswith("Purchases are")
    pressed = await here.ann.click(done.message, label="Helpful")
    assert "could not be saved" in pressed.message.content
    here.parts.records.trouble = None
    pressed = await here.ann.click(done.message, label="Helpful")
    assert pressed.message.content == "Thank you. Noted."


async def test_buttons_work_after_a_restart(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    async with running(wired, make_parts()):
        more = await here.ann.click(done.message, label="More")
        assert "Sources:" in more.message.content


async def test_a_button_of_another_time_gets_a_kind_line(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question="can I get my money back")
    for part in done.message.components[0]["components"]:
        part["custom_id"] = "old:" + part["custom_id"]
    pressed = await here.ann.click(done.message, label="More")
    assert "from another time" in pressed.message.content


async def test_a_message_is_answered_in_public_from_its_menu(here: Here) -> None:
    question = await here.ben.say(here.channel, "someone griefed my base how can i claim land")
    done = await here.ann.context_menu("Answer from the FAQ", question)
    reply = next(one for one in await here.discord.replies_to(question) if not one.ephemeral_for)
    assert "golden shovel" in reply.content
    assert done.message.ephemeral_for is here.ann.user


async def test_an_answer_can_be_suggested_privately(here: Here) -> None:
    question = await here.ben.say(here.channel, "how to claim land")
    done = await here.ann.context_menu("Suggest an answer privately", question)
    assert done.message.ephemeral_for is here.ann.user
    assert "golden shovel" in done.message.content


async def test_topics_lead_to_articles_and_passages(here: Here) -> None:
    done = await here.ann.slash(here.channel, "topics")
    assert done.message.ephemeral_for is here.ann.user
    opened = await here.ann.select(done.message, ["topic:server:0"])
    shown = await here.ann.select(opened.message or done.message, ["article:refunds:0"])
    assert "Purchases are" in (shown.message or done.message).content


async def test_an_article_is_found_by_a_part_of_its_name(here: Here) -> None:
    choices = await here.ann.autocomplete(here.channel, "article", "name", "refnd")
    assert choices[0].value == "refunds"
    done = await here.ann.slash(here.channel, "article", name="refunds")
    assert done.message.content.startswith("Purchases are refunded")


async def test_help_is_in_the_language_of_whoever_reads_it(here: Here) -> None:
    gast = here.discord.add_user("gast", locale="de", installed=True)
    done = await gast.slash(gast.dms, "help")
    assert "Frag mit eigenen Worten" in done.message.content


async def test_a_declined_question_goes_to_humans_once_and_somebody_takes_it(here: Here) -> None:
    humans = here.server.add_channel("helpers")
    await here.set(human_channel=humans.id)
    asked = await here.ann.say(here.channel, "purple monkey dishwasher", mentions_bot=True)
    [declined] = await here.discord.replies_to(asked)
    assert declined.buttons == ["Ask a human"]
    done = await here.ann.click(declined, label="Ask a human")
    assert "have been asked" in done.message.content
    also = await here.ben.say(here.channel, "purple monkey dishwasher", mentions_bot=True)
    [declined_too] = await here.discord.replies_to(also)
    await here.ben.click(declined_too, label="Ask a human")
    [post] = humans.messages.values()
    assert "2 people" in post.content
    assert "> purple monkey dishwasher" in post.content
    await here.mod.click(post, label="I take it")
    assert f"Taken by <@{here.mod.id}>" in post.content
    assert post.buttons == []


async def test_what_a_guard_declines_is_never_handed_to_humans(here: Here) -> None:
    await here.set(human_channel=here.channel.id)
    done = await here.ann.slash(here.channel, "ask", question="tell me a joke")
    assert done.message.buttons == []


async def test_the_bot_says_something_went_wrong_when_it_did(
    here: Here, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("as a test has it")

    monkeypatch.setattr(PolicyBot, "server_settings", broken)
    done = await here.ann.slash(here.channel, "ask", question="how to claim land")
    assert "Something went wrong" in done.message.content
    assert "as a test has it" in caplog.text

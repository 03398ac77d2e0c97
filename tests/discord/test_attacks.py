"""Attacks on the running bot: what members, strange clients, hostile authors and slow disks may try.

What holds is tested plainly. What does not hold yet is an expected failure with its reason: once it is mended, the mark must go.
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import Permission
from fake.faults import late
from game_server import ARTICLES, CLAIMS, GAME_SERVER, REFUNDS, article, base_of, faq_of, passage
from memory_records import MemoryRecords

from bot.buttons import Action, ButtonId
from bot.completing import find_articles
from bot.logs import start_logging

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

    from bot.faq import FAQ
    from bot.faq.articles import Article
    from bot.records import Feedback, PersonalData

LAND = "how to claim land"
MONEY = "can I get my money back"
NONSENSE = "purple monkey dishwasher"
CHOICE = "refunds"


@pytest.fixture
async def here(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts, reads_messages=True) as bot:
        yield Here(wired, bot, parts)


async def ask(here: Here, who: Person, text: str) -> Message:
    """Let somebody ask by mention, and return the reply."""
    asked = await who.say(here.channel, text, mentions_bot=True)
    [reply] = await here.discord.replies_to(asked)
    return reply


def options_of(message: Message) -> list[str]:
    """Return the values of a message's menu."""
    return [option["value"] for row in message.components for part in row["components"] for option in part.get("options", ())]


def serve(here: Here, *articles: Article) -> None:
    """Let other articles answer from now on, as a reload does."""
    faq = faq_of(base_of(*articles))
    here.parts.serving._in_force = replace(here.parts.serving._in_force, faq=faq)


def refused(here: Here) -> list[str]:
    """Return what Discord would have refused so far, and forget it: the test that looks judges it."""
    seen = list(map(str, here.discord.violations))
    here.discord.violations.clear()
    return seen


# What members type.


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f600" * 2_000,
        "\ufdfa" * 2_000,
        "\u202e" * 1_500 + LAND,
        "a" * 6_000,
        "Z" + "\u0301" * 1_900,
        "||" * 900,
        "\x00\x01\u200b",
        "\n" * 50,
        "@everyone @here <@&1> <#2> </ask:3> <t:1:R> [x](https://evil.example)",
        "`" * 1_999,
        "what? " * 900,
        "who, " * 1_000,
    ],
    ids=lambda text: ascii(text[:6]),
)
async def test_whatever_is_typed_gets_one_short_reply_that_repeats_nothing_of_it(here: Here, text: str) -> None:
    reply = await ask(here, here.ann, text)
    assert len(reply.content) < 300
    assert "evil" not in reply.content
    assert "@everyone" not in reply.content
    assert reply.mentions == []


async def test_fifty_people_named_in_a_question_are_not_named_in_the_reply(here: Here) -> None:
    people = [here.discord.add_user(f"user {number}") for number in range(50)]
    reply = await ask(here, here.ann, " ".join(one.mention for one in people) + f" {LAND}")
    assert "golden shovel" in reply.content
    assert reply.mentions == []


async def test_announcements_and_archived_threads_are_answered_in(here: Here) -> None:
    news = here.server.add_channel("news", kind=5)
    thread = await here.ann.start_thread(await here.ann.say(here.channel, "land"), "land")
    await thread.close(locked=False, archived=True)
    await here.discord.settled()
    for place in (news, thread):
        assert len(await here.discord.replies_to(await here.ann.say(place, LAND, mentions_bot=True))) == 1


async def test_whoever_takes_no_direct_messages_costs_one_request_and_disturbs_nobody(here: Here) -> None:
    deaf = here.discord.add_user("deaf")
    deaf.user.dms_closed = True
    for _ in range(3):
        await deaf.dm(LAND)
        await here.discord.settled()
    sent = [call for call in here.discord.requests if call.path == f"/channels/{deaf.dms.id}/messages"]
    assert len(sent) == 1
    assert len(await here.discord.replies_to(await here.ann.dm(LAND))) == 1


async def test_an_unknown_locale_reads_english(here: Here) -> None:
    here.ann.user.locale = "xx-YY"
    assert (await here.ann.slash(here.channel, "help")).message.content.startswith("I answer questions on Blockhaven")


async def test_no_log_line_holds_anybodys_words_even_at_debug(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    root, written = logging.getLogger(), io.StringIO()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    start_logging("debug", "text", (), written)
    asked = await here.ann.say(here.channel, "zanzibar monkey", mentions_bot=True)
    await here.discord.replies_to(asked)
    await asked.edit(f"{here.discord.bot.mention} zanzibar again")
    await here.ann.slash(here.channel, "article", name="zanzibar")
    await here.ann.autocomplete(here.channel, "ask", "question", "zanzibar")
    await here.mod.slash(here.channel, "kb why", question="zanzibar")
    here.parts.records.trouble = "the disk is full"
    await ask(here, here.ben, "zanzibar in trouble")
    monkeypatch.setattr(type(here.bot.answering), "asked", None)
    await here.ben.slash(here.channel, "ask", question="zanzibar in a failure")
    assert "something went wrong in ask" in written.getvalue()
    assert "the disk is full" in written.getvalue()
    assert "zanzibar" not in written.getvalue()


async def test_a_flood_of_autocompletes_holds_up_no_question(here: Here) -> None:
    typing = [here.ann.autocomplete(here.channel, "ask", "question", f"how to cl{number}") for number in range(60)]
    reply, *offered = await asyncio.gather(ask(here, here.ben, LAND), *typing)
    assert "golden shovel" in reply.content
    assert all(offered)


async def test_everybody_who_asks_again_is_led_to_the_answer_itself(here: Here) -> None:
    answer = await ask(here, here.ann, LAND)
    for who in (here.ben, here.mod):
        assert str(answer.id) in (await ask(here, who, LAND)).content


async def test_once_the_answer_is_gone_the_next_one_gets_it_whole(here: Here) -> None:
    asked = await here.ann.say(here.channel, LAND, mentions_bot=True)
    await here.discord.replies_to(asked)
    await ask(here, here.ben, LAND)
    await asked.delete()
    await here.discord.settled()
    assert "golden shovel" in (await ask(here, here.mod, LAND)).content


async def test_the_answer_to_a_forum_post_outlives_the_preview_of_its_link(here: Here) -> None:
    forum = here.server.add_forum("help")
    await here.set(forums=(forum.id,))
    post = await here.ann.forum_post(
        forum, "how do I protect my land from griefers with claim blocks?", "see https://example.org"
    )
    [reply] = await here.discord.replies_to(post.starter)
    here.discord.world.edit(post.starter)
    await here.discord.settled()
    assert not reply.deleted


async def test_the_answer_for_somebody_else_outlives_an_event_without_an_edit(here: Here) -> None:
    question = await here.ben.say(here.channel, LAND)
    asked = await here.ann.say(here.channel, "tell ben", mentions_bot=True, reply_to=question)
    [reply] = await here.discord.replies_to(asked)
    assert "golden shovel" in reply.content
    here.discord.world.edit(asked)
    await here.discord.settled()
    assert "golden shovel" in reply.content


async def test_a_storm_of_edits_costs_few_requests(here: Here) -> None:
    asked = await here.ann.say(here.channel, LAND, mentions_bot=True)
    await here.discord.replies_to(asked)
    fault = here.discord.faults.on("PATCH */messages/*", late(0.05), times=15)
    for number in range(15):
        await asked.edit(f"{here.discord.bot.mention} {LAND} {number}")
    await here.discord.settled()
    assert 1 <= fault.fired <= 3


async def test_chatter_in_a_listening_channel_costs_nobody_their_answer(here: Here) -> None:
    await here.set(listening=(here.channel.id,))
    fault = here.discord.faults.on("POST */messages", late(1.5))
    await here.ann.say(here.channel, LAND, mentions_bot=True)
    waiting = await here.ben.say(here.channel, MONEY, mentions_bot=True)
    for number in range(25):
        await here.mod.say(here.channel, f"lol {number}")
    assert len(await here.discord.replies_to(waiting, within=3)) == 1
    assert fault.fired == 1


async def test_nobody_makes_the_bot_chatter_in_a_listening_channel(here: Here) -> None:
    await here.set(listening=(here.channel.id,))
    said = []
    for _ in range(6):
        said.append(await here.ann.say(here.channel, "how do I protect my land from griefers with claim blocks?"))
        await here.discord.settled(quiet=0.05)
    assert [len(message.replies) for message in said] == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("said", ["thanks!", "lol", "ok"])
async def test_thanks_for_an_answer_get_no_answer(here: Here, said: str) -> None:
    answer = await ask(here, here.ann, LAND)
    message = await here.ben.say(here.channel, said, reply_to=answer)
    await here.discord.settled()
    assert await here.discord.replies_to(message, within=0.05) == []


async def test_people_may_talk_below_a_question_that_was_handed_to_them(here: Here) -> None:
    post = await handed_over(here)
    message = await here.mod.say(post.channel, "he means the blue one, tell him to read the pins", reply_to=post)
    await here.discord.settled()
    assert await here.discord.replies_to(message, within=0.05) == []


# What strange clients send.


@pytest.mark.parametrize(
    "named",
    [
        lambda me, victim: ButtonId(Action.DELETE, asker=me, extra=str(victim)).encode(),
        lambda me, _: ButtonId(Action.PICK, "refunds", asker=me).encode(),
        lambda me, _: ButtonId(Action.NONE, asker=me).encode(),
        lambda me, _: ButtonId(Action.MEANT, "refunds", 0, me, "9" * 20).encode(),
        lambda *_: ButtonId(Action.TAKE, extra="x").encode(),
        lambda *_: "menu:" + ButtonId(Action.SHOW).encode(),
        lambda *_: "p1:nosuch::0:0:",
    ],
    ids=["delete", "pick", "none", "meant", "take", "menu", "unknown"],
)
async def test_an_id_that_does_not_stand_below_the_message_does_nothing(here: Here, named: Callable[[int, int], str]) -> None:
    answer = (await here.ann.slash(here.channel, "ask", question=LAND)).message
    shown = answer.content
    pressed = await here.ben.click(answer, custom_id=named(here.ben.id, answer.id), forged=True)
    assert "from another time" in pressed.message.content
    assert (answer.deleted, answer.content) == (False, shown)
    assert await here.parts.records.feedback() == ()


@pytest.mark.parametrize("action", [Action.MORE, Action.PRIVATE, Action.PICK])
@pytest.mark.parametrize(("name", "number"), [("refunds", 999), ("nosuch", 0), ("", 999)])
async def test_a_passage_or_an_article_that_is_not_there_gets_a_plain_line(
    here: Here, action: Action, name: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = (await here.ann.slash(here.channel, "ask", question=MONEY)).message
    answer.components[0]["components"][0]["custom_id"] = ButtonId(action, name, number).encode()
    pressed = await here.ben.click(answer, label="More")
    assert ("efund" if name == "refunds" else "no longer there") in pressed.message.content
    assert "went wrong" not in caplog.text


async def test_whoever_brought_the_bot_along_asks_anywhere_and_manages_nothing(here: Here) -> None:
    far = here.discord.add_server("Far", with_bot=False)
    guest = far.add_member(here.discord.add_user("guest", installed=True), admin=True)
    place = far.channel("general")
    assert "golden shovel" in (await guest.slash(place, "ask", question=LAND)).message.content
    for command in ("kb reload", "kb status", "setup show"):
        done = await guest.slash(place, command, forged=True)
        assert done.message.content.startswith("This works only in a server that has installed me")
    question = await guest.say(place, LAND)
    assert "golden shovel" in (await guest.context_menu("Answer from the FAQ", question)).message.content


async def test_a_moderator_takes_no_question_of_another_server(here: Here) -> None:
    post = await handed_over(here)
    elsewhere = here.discord.add_server("Elsewhere")
    boss = elsewhere.add_member("boss", admin=True)
    mine = (await boss.slash(elsewhere.channel("general"), "ask", question=LAND)).message
    mine.components[0]["components"][0]["custom_id"] = post.components[0]["components"][0]["custom_id"]
    await boss.click(mine, label="More")
    await here.mod.click(post, "I take it")
    assert f"Taken by {here.mod.mention}" in post.content


async def test_no_server_writes_into_the_channels_of_another(here: Here) -> None:
    elsewhere = here.discord.add_server("Elsewhere")
    boss = elsewhere.add_member("boss", admin=True)
    await boss.slash(elsewhere.channel("general"), "setup humans", channel=here.channel, forged=True)
    declined = (await boss.slash(elsewhere.channel("general"), "ask", question=NONSENSE)).message
    if declined.buttons:
        await boss.click(declined, "Ask a human")
    await here.discord.settled()
    assert not here.channel.messages


# Where the bot is used.


async def test_nobody_makes_the_bot_write_where_they_may_not(here: Here) -> None:
    news = here.server.add_channel("news")
    post = await here.mod.say(news, LAND)
    here.server.deny(news, Permission.SEND_MESSAGES, to=here.server.everyone)
    here.server.allow(news, Permission.SEND_MESSAGES)
    await here.discord.settled()
    done = await here.ann.context_menu("Answer from the FAQ", post)
    await here.discord.settled()
    assert done.message.ephemeral_for is here.ann.user
    assert all(reply.ephemeral_for for reply in post.replies)


async def test_an_answer_from_the_menu_speaks_the_servers_language(here: Here) -> None:
    here.ann.user.locale = "de"
    question = await here.ben.say(here.channel, LAND)
    await here.ann.context_menu("Answer from the FAQ", question)
    [reply] = [one for one in await here.discord.replies_to(question) if not one.ephemeral_for]
    assert reply.buttons == ["More", "Helpful", "Wrong"]


async def test_an_article_shown_to_everybody_speaks_the_servers_language(here: Here) -> None:
    here.ann.user.locale = "de"
    done = await here.ann.slash(here.channel, "article", name="refunds")
    assert done.message.buttons == ["More", "Helpful", "Wrong"]


async def test_an_answer_from_the_menu_is_given_once_and_goes_with_its_question(here: Here) -> None:
    question = await here.ben.say(here.channel, LAND)
    await here.ann.context_menu("Answer from the FAQ", question)
    here.discord._channels.forget()  # the minutes are over in which Discord shows the same reply once
    await here.mod.context_menu("Answer from the FAQ", question)
    replies = [one for one in question.replies if not one.ephemeral_for]
    await question.delete()
    await here.discord.settled()
    assert len(replies) == 1
    assert all(reply.deleted for reply in replies)


async def test_articles_cannot_flood_a_channel(here: Here) -> None:
    shown = [(await here.ann.slash(here.channel, "article", name="refunds")).message for _ in range(9)]
    assert sum(message.ephemeral_for is None for message in shown) <= 5


def test_a_long_name_costs_little_more_than_a_short_one(shipped: FAQ) -> None:
    def cost(name: str) -> float:
        find_articles(name, shipped.base.live)
        began = time.process_time()
        for _ in range(5):
            find_articles(name, shipped.base.live)
        return time.process_time() - began

    assert cost("a b " * 1_500) < 20 * cost("how many nuclear weapons does north korea have")


# What is pressed twice, late, or by the wrong person.


async def test_two_at_once_on_a_choice_leave_one_answer(here: Here) -> None:
    choice = (await here.ann.slash(here.channel, "ask", question=CHOICE)).message
    first, second = choice.buttons[:2]
    done = await asyncio.gather(here.ann.click(choice, first), here.ann.click(choice, second), here.ben.click(choice, first))
    assert not any(one.failed for one in done)
    assert choice.buttons == ["More", "Helpful", "Wrong"]
    assert done[2].message.ephemeral_for is here.ben.user


async def test_many_votes_of_one_person_are_one_and_two_deletions_are_one(here: Here) -> None:
    answer = (await here.ben.slash(here.channel, "ask", question=MONEY)).message
    await asyncio.gather(*(here.ben.click(answer, "Helpful") for _ in range(5)))
    assert [one.helpful for one in await here.parts.records.feedback()] == [True]
    more = (await here.ben.click(answer, "More")).message
    done = await asyncio.gather(*(here.ben.click(more, "Delete this reply") for _ in range(2)))
    assert answer.deleted
    assert [one.message.content for one in done] == ["The answer is deleted."] * 2


async def test_buttons_of_articles_that_a_reload_removed_say_so(here: Here, caplog: pytest.LogCaptureFixture) -> None:
    answer = (await here.ann.slash(here.channel, "ask", question=MONEY)).message
    more = (await here.ann.click(answer, "More")).message
    choice = (await here.ann.slash(here.channel, "ask", question=CHOICE)).message
    serve(here, *(one for one in ARTICLES if one is not REFUNDS))
    gone = [await here.ann.click(answer, "More"), await here.ann.select(more, ["article:refunds:1"])]
    gone.append(await here.ann.click(choice, custom_id=ButtonId(Action.PICK, "refunds", asker=here.ann.id).encode()))
    assert all("no longer there" in done.message.content for done in gone)
    assert (await here.ann.click(answer, "Wrong")).message.buttons[-1] == "Not a question for the bot"
    assert "went wrong" not in caplog.text


async def handed_over(here: Here, text: str = NONSENSE, **settings: object) -> Message:
    """Let Ann ask people, and return the post in their channel."""
    humans = here.server.add_channel("helpers")
    await here.set(human_channel=humans.id, **settings)
    await here.ann.click(await ask(here, here.ann, text), "Ask a human")
    [post] = humans.messages.values()
    return post


async def test_a_question_pressed_twice_is_handed_over_once(here: Here) -> None:
    humans = here.server.add_channel("helpers")
    await here.set(human_channel=humans.id)
    declined = await ask(here, here.ann, NONSENSE)
    here.discord.faults.on("POST */messages", late(0.3))
    await asyncio.gather(*(here.ann.click(declined, "Ask a human") for _ in range(2)))
    assert len(humans.messages) == 1


@pytest.mark.parametrize("moved", [False, True], ids=["post deleted", "channel changed"])
async def test_a_question_whose_post_is_gone_is_posted_again(here: Here, moved: bool) -> None:  # noqa: FBT001 - a case
    post = await handed_over(here)
    if moved:
        await here.set(human_channel=here.server.add_channel("others").id)
    else:
        await post.delete()
    pressed = await here.ben.click(await ask(here, here.ben, NONSENSE), "Ask a human")
    assert "have been asked" in pressed.message.content


async def test_whoever_asked_privately_can_ask_a_human(here: Here) -> None:
    await here.set(human_channel=here.server.add_channel("helpers").id, private=True)
    done = await here.ann.slash(here.channel, "ask", question=NONSENSE)
    assert "have been asked" in (await here.ann.click(done.message, "Ask a human (shows your name)")).message.content


async def test_a_choice_refused_privately_is_remembered(here: Here) -> None:
    done = await here.ann.slash(here.channel, "ask", question=CHOICE, private=True)
    await here.ann.click(done.message, "None of these")
    await here.discord.settled()
    assert len(await here.parts.records.remembered()) == 1


async def test_whoever_asked_may_delete_a_reply_without_buttons(here: Here) -> None:
    declined = await ask(here, here.ann, NONSENSE)
    await here.ann.context_menu("Delete this answer", declined)
    assert declined.deleted


async def test_no_deletion_is_offered_that_cannot_be_done(here: Here) -> None:
    far = here.discord.add_server("Far", with_bot=False)
    guest = far.add_member(here.discord.add_user("guest", installed=True))
    answer = (await guest.slash(far.channel("general"), "ask", question=LAND)).message
    more = (await guest.click(answer, "More")).message
    if "Delete this reply" in more.buttons:
        await guest.click(more, "Delete this reply")
        assert answer.deleted


# Disks.


async def test_where_no_texts_are_kept_none_is_kept_of_a_question_to_humans(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts(keep_text=False)
    async with running(wired, parts) as bot:
        here = Here(wired, bot, parts)
        await handed_over(here)
        exported = (await here.ann.slash(here.channel, "privacy export")).message.attachments[0]
        assert NONSENSE not in exported.text


class SlowRecords(MemoryRecords):
    """Takes its time to save and to look up, as a disk under load does."""

    pause = 0.0

    async def give_feedback(self, feedback: Feedback) -> None:
        await asyncio.sleep(self.pause)
        await super().give_feedback(feedback)

    async def personal(self, *authors: object, **who: object) -> PersonalData:
        await asyncio.sleep(self.pause)
        return await super().personal(*authors, **who)

    async def save_settings(self, *settings: object) -> None:
        await asyncio.sleep(self.pause)
        await super().save_settings(*settings)


@pytest.fixture
async def slow(wired: FakeDiscord) -> AsyncIterator[Here]:
    wired.add_server("Blockhaven")
    records = SlowRecords()
    parts = replace(make_parts(), records=records)
    async with running(wired, parts) as bot:
        yield Here(wired, bot, parts)
        records.pause = 0


async def test_answers_wait_for_no_disk(slow: Here) -> None:
    slow.parts.records.pause = 60
    assert "golden shovel" in (await slow.ann.slash(slow.channel, "ask", question=LAND)).message.content
    assert "refunded" in (await ask(slow, slow.ben, MONEY)).content


async def test_a_slow_disk_makes_no_button_stale(slow: Here) -> None:
    answer = (await slow.ann.slash(slow.channel, "ask", question=LAND)).message
    slow.parts.records.pause = 2
    assert "another time" not in (await slow.ann.click(answer, "Helpful")).message.content


@pytest.mark.parametrize(
    "use",
    [
        lambda here: here.ann.slash(here.channel, "privacy show"),
        lambda here: here.ann.slash(here.channel, "privacy export"),
        lambda here: here.mod.slash(here.channel, "setup answers", private=True),
    ],
    ids=["privacy show", "privacy export", "setup"],
)
async def test_a_command_is_acknowledged_before_the_disk_has_answered(
    slow: Here, use: Callable[[Here], Awaitable[object]]
) -> None:
    slow.parts.records.pause = 2
    done = await use(slow)
    assert done.acknowledged.after < 1.5


@pytest.mark.parametrize("label", ["Helpful", "Wrong"])
async def test_trouble_with_the_disk_is_said_at_every_vote(here: Here, label: str) -> None:
    answer = (await here.ann.slash(here.channel, "ask", question=LAND)).message
    here.parts.records.trouble = "the disk is full"
    assert "could not be saved" in (await here.ben.click(answer, label)).message.content


# What hostile authors write.


async def test_a_base_without_articles_has_no_topics_and_says_so(here: Here) -> None:
    serve(here)
    done = await here.ann.slash(here.channel, "topics")
    assert refused(here) == []
    assert done.message is not None


async def test_a_long_menu_goes_on_after_a_reload_that_left_little(here: Here) -> None:
    many = [
        replace(article(f"a{number}", f"Title {number}?", [f"word{number}"], passage("So.")), topic=f"t{number:03}")
        for number in range(30)
    ]
    serve(here, *many)
    topics = (await here.ann.slash(here.channel, "topics")).message
    serve(here, *many[:2])
    await here.ann.select(topics, ["More …"])
    assert refused(here) == []


async def test_an_article_named_twice_is_offered_once(here: Here) -> None:
    serve(here, replace(CLAIMS, see_also=("refunds", "refunds")), REFUNDS)
    answer = (await here.ann.slash(here.channel, "ask", question=LAND)).message
    values = options_of((await here.ann.click(answer, "More")).message)
    assert len(values) == len(set(values))


@pytest.mark.parametrize("name", [">rules", "t" * 120])
async def test_a_topic_of_any_name_opens(here: Here, name: str) -> None:
    serve(here, replace(CLAIMS, topic=name))
    topics = (await here.ann.slash(here.channel, "topics")).message
    opened = await here.ann.select(topics, options_of(topics))
    assert options_of(opened.message) == ["article:claims:0"]


async def test_a_status_is_told_however_long_the_titles(here: Here) -> None:
    old = here.parts.clock.today().replace(year=2020)
    titles = [f"{'*' * 150} claim {number}?" for number in range(6)]
    old_ones = [replace(CLAIMS, id=f"a{number}", title=title, owner="_" * 95, until=old) for number, title in enumerate(titles)]
    serve(here, *old_ones)
    done = await here.mod.slash(here.channel, "kb status")
    assert refused(here) == []
    assert done.message is not None


async def test_what_authors_call_things_names_nobody(here: Here) -> None:
    base = replace(GAME_SERVER, name="**@everyone**", examples=("@here how to claim land",))
    here.parts.serving._in_force = replace(here.parts.serving._in_force, faq=faq_of(base))
    told = [(await here.ann.slash(here.channel, command)).message.content for command in ("help", "topics")]
    assert not any(name in text for text in told for name in ("@everyone", "@here"))

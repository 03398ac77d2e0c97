"""The inbox and lessons over the wire: from a wrong answer to a right one, without losing another."""

from __future__ import annotations

import asyncio
import datetime as dt
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bot_under_test import running
from fake.commands import NotOffered
from served import edit
from test_discord_previewing import HOURS, Desk, opened

from bot.buttons import Action, ButtonId
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.previewing import Shown
from bot.desk.teaching import wordings_of
from bot.drafting import Drafts
from bot.records import Outcome, Remembered
from bot.wording import Wording

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

TEACH = "Teach: this question belongs to…"
GATE = Path("questions/gate.yaml")
DRAGON = "how do i tame a dragon"


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path) as one:
        yield one


async def answer(desk: Desk, text: str, who: Person | None = None) -> Message:
    asked = await (who or desk.ann).say(desk.channel, text, mentions_bot=True)
    [reply] = await desk.discord.replies_to(asked)
    return reply


async def kb(desk: Desk, command: str, who: Person | None = None, **options: object) -> Message:
    done = await (who or desk.mara).slash(desk.channel, f"kb {command}", **options)
    assert done.message is not None
    assert done.message.ephemeral_for is (who or desk.mara).user
    return done.message


async def ask_in_vain(desk: Desk, *texts: str, server: int | None = None, kept: bool = True) -> None:
    """Let as many people ask as there are texts."""
    for number, text in enumerate(texts):
        at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
        where, words = desk.server.id if server is None else server, text if kept else None
        question = zlib.crc32(f"{where} {text}".encode())
        one = Remembered(question, where, 1, words, f"person-{number}", Outcome.DECLINED, None, "v", at)
        await desk.parts.records.remember(one)


async def which(desk: Desk, text: str, who: Person | None = None) -> Message:
    """Choose the entry in the menu of a message with a text."""
    done = await (who or desk.mara).context_menu(TEACH, await desk.ann.say(desk.channel, text))
    assert done.message is not None
    assert done.message.ephemeral_for is (who or desk.mara).user
    return done.message


def add_gate(desk: Desk, question: str, expect: str) -> None:
    edit(desk.folder, GATE, "questions:\n", f"questions:\n  - {{id: more, question: {question}, expect: [{expect}]}}\n")


def shown_of(desk: Desk, texts: Iterable[str]) -> dict[str, Shown]:
    faq = desk.parts.serving.faq
    return {text: Shown.of(faq.ask(text), faq) for text in texts}


async def test_a_question_answered_wrongly_taught_and_asked_again_is_right_and_nothing_else_moved(desk: Desk) -> None:
    """Transcript 35."""
    question = "someone gifted me a kit, can i sell it"
    base = desk.parts.serving.faq.base
    others = [one.question for one in (*base.gate, *wordings_of(base))]
    before = shown_of(desk, others)
    assert "items are never refunded" in (await answer(desk, question)).content
    asked = await which(desk, question)
    assert asked.content == f'Which article answers it?\n"{question}"'
    assert asked.buttons[-2:] == ["Search …", "Change the wording …"]
    shown = await desk.press(desk.mara, asked, "How do I buy a rank")
    wordings = len(wordings_of(base))
    assert shown.content.splitlines() == [
        f'If I learn "{question}" for "How do I buy a rank?":',
        f'"{question}": Can I get a refund? → How do I buy a rank?',
        f"Nothing else moves: {len(base.gate)} check questions, 0 remembered questions and {wordings} phrasings keep their answer.",
    ]
    assert shown.buttons == ["Apply", "Cancel"]
    done = await desk.press(desk.mara, shown, "Apply")
    assert done.content == (
        f"Learned, version {desk.version}. It is a check question from now on, so no later change can lose it."
    )
    assert done.buttons == ["Undo"]
    assert "Ranks are sold" in (await answer(desk, question, desk.ben)).content
    assert shown_of(desk, others) == before
    await desk.discord.settled()
    [line] = [one.content for one in desk.log.messages.values()]
    assert line == f'mara taught "{question}" → "How do I buy a rank?", version {desk.version}.'


async def test_a_lesson_that_would_break_something_is_refused_with_names_word_and_a_way_that_works(desk: Desk) -> None:
    """Transcript 36."""
    add_gate(desk, "may i get a refund for the golden shovel", "refunds")
    await desk.parts.serving.reload("a test")
    before = desk.version
    shown = await desk.press(desk.mara, await which(desk, "refund shovel"), "How do I protect my land")
    lines = shown.content.splitlines()
    assert lines[0] == "Not learned: it would break 1 question."
    assert lines[1] == (
        '"may i get a refund for the golden shovel": Can I get a refund? → How do I protect my land? (questions/gate\\.yaml\\:2\\:26)'
    )
    assert lines[2].startswith('The word that does it: "refund", which stands in ')
    advice = lines[3].split('"')[1]
    assert shown.buttons == ["Try another wording"]
    form = (await desk.mara.click(shown, "Try another wording")).modal
    assert form is not None
    again = (await desk.mara.submit(form, {"text": f"refund shovel {advice}"})).message
    assert again is not None
    assert again.buttons == ["Apply", "Cancel"]
    assert desk.version == before
    assert (await desk.press(desk.mara, again, "Apply")).content.startswith("Learned")


async def test_the_inbox_shows_one_group_at_a_time_with_its_ways_out(desk: Desk) -> None:
    """Transcript 37."""
    await ask_in_vain(desk, DRAGON, "tame dragon how", "HOW do i tame a dragon?")
    await ask_in_vain(desk, "where is the wyvern cave", "wyvern cave")
    await ask_in_vain(desk, "only one person asked about pearls")
    shown = await kb(desk, "inbox")
    assert shown.content.splitlines() == [
        "2 groups of questions without a good answer, most people first.",
        "",
        "1 of 2: 3 people, no answer found",
        '"HOW do i tame a dragon?" · "tame dragon how"',
        shown.content.splitlines()[-1],
    ]
    assert shown.content.splitlines()[-1].startswith("Nearest: ")
    assert shown.buttons == ["Teach as phrasing of …", "Write an article", "Not our topic", "Later", "Next"]
    await desk.mara.click(shown, "Next")
    await desk.discord.settled()
    assert "2 of 2: 2 people" in shown.content
    form = (await desk.mara.click(shown, "Write an article")).modal
    assert form is not None
    assert "wyvern cave" in str(form.components)


async def test_what_is_not_our_topic_is_declined_and_leaves_the_inbox(desk: Desk) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    shown = await desk.press(desk.mara, await kb(desk, "inbox"), "Not our topic")
    lines = shown.content.splitlines()
    assert lines[0].startswith("Such questions will be declined in one line: ")
    assert lines[-1].startswith("Nothing else moves") or lines[-1].startswith("Compared")
    await desk.press(desk.mara, shown, "Apply")
    assert desk.parts.serving.faq.ask(DRAGON).guard == "not-our-topic"
    assert (await kb(desk, "inbox")).content.startswith("Nothing waits")
    await desk.discord.settled()
    [line] = [one.content for one in desk.log.messages.values()]
    assert line.startswith("mara declined ")


async def test_a_group_is_taught_as_it_was_asked_and_is_done_for_everybody(desk: Desk) -> None:
    """Two moderators at once: the second one sees that somebody saw to it."""
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    first, second = await kb(desk, "inbox"), await kb(desk, "inbox", desk.mod)
    asked = await desk.press(desk.mara, first, "Teach as phrasing of …")
    label = asked.buttons[0]
    await desk.press(desk.mara, await desk.press(desk.mara, asked, label), "Apply")
    assert "That group is done" in (await desk.press(desk.mod, second, "Teach as phrasing of …")).content
    assert "That group is done" in (await desk.press(desk.mod, second, "Not our topic")).content
    assert {one.text for one in await desk.parts.records.taught()} == {DRAGON, "tame dragon how"}


async def test_a_synonym_that_moves_nothing_does_not_say_that_it_is_answered_so(desk: Desk) -> None:
    shown = await kb(desk, "synonym", words="zorbing = quidditch")
    assert shown.content.startswith("If I learn that these mean the same")
    assert "answered so already" not in shown.content


@pytest.mark.parametrize("value", ["from:x", "from:²", "id:x", "x"])
async def test_an_option_of_what_was_taught_that_is_forged_is_gone(desk: Desk, value: str) -> None:
    await taught_to(desk, "someone gifted me a kit, can i sell it", "How do I buy a rank")
    listed = await kb(desk, "taught")
    listed.components[0]["components"][0]["options"][0]["value"] = value
    told = (await desk.mara.select(listed, [value])).message
    assert told is not None
    assert told.content == "That was taken back already."


async def test_an_option_of_what_was_taught_says_that_the_records_are_in_trouble(desk: Desk) -> None:
    await taught_to(desk, "someone gifted me a kit, can i sell it", "How do I buy a rank")
    listed = await kb(desk, "taught", desk.mod)
    desk.parts.records.trouble = "the disk is full"
    told = (await desk.mod.select(listed, options_of(listed))).message
    assert told is not None
    assert told.content == "That could not be read or saved: the disk is full"


@pytest.mark.parametrize("broken", ["no json", "[]", '{"a": 1}', "7"])
async def test_what_was_put_off_and_is_broken_puts_nothing_off(desk: Desk, broken: str) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    await desk.parts.records.set_value(f"inbox put off {desk.server.id}", broken)
    assert "1 of 1: 2 people" in (await kb(desk, "inbox")).content


async def test_later_puts_a_group_off_for_a_week(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    shown = await kb(desk, "inbox")
    await desk.mara.click(shown, "Later")
    await desk.discord.settled()
    until = Wording.load().short_date((desk.parts.clock.now() + dt.timedelta(days=7)).date())
    assert shown.content.startswith(f"Put off until {until}.\nNothing waits")
    assert shown.buttons == []
    later = desk.parts.clock.now() + dt.timedelta(days=7, minutes=1)
    monkeypatch.setattr(desk.parts.clock, "now", lambda: later)
    assert "1 of 1: 2 people" in (await kb(desk, "inbox")).content


async def test_two_who_put_off_two_groups_at_once_are_both_heeded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how", DRAGON, "where is the zanzibar teleport", "zanzibar teleport where")
    first = await kb(desk, "inbox")
    second = await kb(desk, "inbox", desk.mod)
    await desk.mod.click(second, "Next")
    await desk.discord.settled()
    assert ("1 of 2: " in first.content, "2 of 2: " in second.content) == (True, True)
    value = desk.parts.records.value

    async def slow(name: str) -> str | None:
        read = await value(name)
        await asyncio.sleep(0.2)
        return read

    monkeypatch.setattr(desk.parts.records, "value", slow)  # a disk that others use, too
    await asyncio.gather(desk.mara.click(first, "Later"), desk.mod.click(second, "Later"))
    await desk.discord.settled()
    assert (await kb(desk, "inbox")).content.startswith("Nothing waits")


async def test_an_answer_marked_wrong_is_in_the_inbox_with_the_article_that_it_was(desk: Desk) -> None:
    reply = await answer(desk, "someone gifted me a kit, can i sell it")
    await desk.ben.click(reply, "Wrong")
    await desk.discord.settled()
    shown = await kb(desk, "inbox")
    assert "1 of 1: 1 person, wrongly answered with: Can I get a refund?" in shown.content
    assert "Can I get a refund" not in (await desk.press(desk.mara, shown, "Teach as phrasing of …")).buttons


async def test_what_was_taught_is_listed_and_taken_back_with_a_preview(desk: Desk) -> None:
    assert (await kb(desk, "taught")).content == "Nothing was taught in chat yet."
    asked = await which(desk, DRAGON)
    await desk.press(desk.mara, await desk.press(desk.mara, asked, asked.buttons[0]), "Apply")
    shown = await kb(desk, "taught")
    assert shown.content.startswith("1 lesson taught in chat.")
    [option] = options_of(shown)
    taken = (await desk.mara.select(shown, [option])).message
    assert taken is not None
    assert taken.content.splitlines()[0] == "If that is taken back:"
    assert f'"{DRAGON}": ' in taken.content
    await desk.press(desk.mara, taken, "Apply")
    assert await desk.parts.records.taught() == ()
    assert (await desk.mara.select(shown, [option])).message.content == "That was taken back already."  # type: ignore[union-attr]


async def test_a_synonym_is_taught_and_used(desk: Desk) -> None:
    assert "at least two wordings" in (await kb(desk, "synonym", words="gelt")).content
    shown = await kb(desk, "synonym", words="gelt =  Money")
    assert shown.content.startswith('If I learn that these mean the same ("gelt = Money"):')
    await desk.press(desk.mara, shown, "Apply")
    assert desk.parts.serving.faq.ask("can I get my gelt back").article == "refunds"


async def test_a_word_is_taught_by_one_that_stands_in_a_group_already(desk: Desk) -> None:
    for words in ("gelt = money", "zaster = gelt"):
        await desk.press(desk.mara, await kb(desk, "synonym", words=words), "Apply")
    assert desk.parts.serving.faq.ask("can I get my zaster back").article == "refunds"


@pytest.mark.parametrize("words", ["refunds = refund", "Gelt = money", "money > gelt", "gold > euros"])
async def test_words_that_are_the_same_already_are_not_taught(desk: Desk, words: str) -> None:
    for taught in ("gelt = money", "gold > euros"):
        await desk.press(desk.mara, await kb(desk, "synonym", words=taught), "Apply")
    told = await kb(desk, "synonym", words=words)
    assert told.content == f"That changes nothing: members already get it, version {desk.version}."
    assert told.buttons == []


async def test_nobodys_name_or_address_is_taught(desk: Desk) -> None:
    asked = await which(desk, f"<@{desk.bot.application_id}> how do i tame a dragon, mail me at ann@example.org")
    assert asked.content.splitlines()[1:] == ['"how do i tame a dragon, mail me at"']


async def test_search_offers_what_is_typed_in_a_menu(desk: Desk) -> None:
    asked = await which(desk, DRAGON)
    form = (await desk.mara.click(asked, "Search …")).modal
    assert form is not None
    menu = (await desk.mara.submit(form, {"words": "ban"})).message
    assert menu is not None
    shown = (await desk.mara.select(menu, ["How do I appeal a ban?"])).message
    assert shown is not None
    assert f'If I learn "{DRAGON}" for "How do I appeal a ban?":' in shown.content


async def test_a_search_keeps_the_question_and_says_what_it_did_not_find(desk: Desk) -> None:
    path = desk.folder / "server" / "hours.md"
    path.write_text(HOURS.replace("title:", "status: draft\ntitle:"), "utf-8")
    await desk.parts.serving.reload("a test")
    shown = []
    for words in ("ban", "qqqq", "opening hours of the"):
        form = (await desk.mara.click(await which(desk, DRAGON), "Search …")).modal
        assert form is not None
        menu = (await desk.mara.submit(form, {"words": words})).message
        assert menu is not None
        shown.append(menu.content.removeprefix(f'Which article answers it?\n"{DRAGON}"').splitlines()[1:])
        assert menu.buttons == ["Search …", "Change the wording …"]
    none, draft = shown[1][0], shown[2][-1]
    assert shown[0] == []
    assert none == "No title is like what you typed."
    assert draft == "Opening hours of the shop is not live: nothing can be taught to it before it is."


async def test_the_account_of_a_decision_offers_the_next_steps(desk: Desk) -> None:
    """Transcript 33."""
    shown = await kb(desk, "why", question="someone gifted me a kit, can i sell it")
    assert shown.buttons == ["Teach the right one", "Pause this article"]
    asked = await desk.press(desk.mara, shown, "Teach the right one")
    assert asked.content.startswith("Which article answers it?")
    paused = await desk.press(desk.mara, shown, "Pause this article")
    assert paused.content.startswith("Paused until ")
    assert "checking" in (await answer(desk, "can i get my money back")).content


async def test_only_moderators_of_the_base_teach_whatever_they_press(desk: Desk) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    inbox, asked = await kb(desk, "inbox"), await which(desk, DRAGON)
    shown = await desk.press(desk.mara, asked, asked.buttons[0])
    taught = await which(desk, "other words")
    await desk.mara.set_roles()
    for message in (inbox, asked, shown, taught):
        for label in message.buttons:
            told = (await desk.mara.click(message, label)).message
            assert told is not None
            assert told.content.startswith("Only moderators can do that"), label
    with pytest.raises(NotOffered):
        await desk.ann.slash(desk.channel, "kb inbox")
    for command in ("kb inbox", "kb taught"):
        told = (await desk.ann.slash(desk.channel, command, forged=True)).message
        assert told is not None
        assert told.content.startswith("Only moderators can do that")
    assert await desk.parts.records.taught() == ()


async def test_where_no_texts_are_kept_the_inbox_says_so(desk: Desk) -> None:
    await desk.set(keep_text=False, moderator_roles=(desk.role.id,))
    await ask_in_vain(desk, DRAGON, "tame dragon how", kept=False)
    assert "The words of questions are not kept here" in (await kb(desk, "inbox")).content


async def test_a_draft_from_before_a_restart_says_so(desk: Desk) -> None:
    asked = await which(desk, DRAGON)
    desk.bot.drafts = Drafts()
    told = await desk.press(desk.mara, asked, asked.buttons[0])
    assert told.content.startswith("This button is from another time")


async def test_a_lesson_that_was_shown_before_a_restart_is_not_applied_after_it(wired: FakeDiscord, tmp_path: Path) -> None:
    async with opened(wired, tmp_path) as desk:
        asked = await which(desk, DRAGON)
        shown = await desk.press(desk.mara, asked, asked.buttons[0])
    made = desk.parts
    again = replace(
        made, serving=serve(Folder(desk.folder, tmp_path / "state", made.clock), made.clock, taught=made.records.taught)
    )
    async with running(wired, again):
        told = await desk.press(desk.mara, shown, "Apply")
        assert told.content.startswith("That preview no longer holds")
    assert await made.records.taught() == ()


async def test_a_draft_is_its_own_servers(desk: Desk) -> None:
    texts = (DRAGON,)
    name = desk.bot.drafts.put(4711, texts)
    asked = await which(desk, "other words")
    told = (await desk.mara.click(asked, custom_id=ButtonId(Action.TEACH, "ranks", extra=name).encode(), forged=True)).message
    assert told is not None
    assert told.content.startswith("This button is from another time")


async def test_nothing_of_another_server_is_in_inbox_or_previews(desk: Desk) -> None:
    """S4: each other server has a word of its own, which must show nowhere."""
    canaries = [f"canary{letter}" for letter in "abcdefghijklmnopqrst"]
    for number, canary in enumerate(canaries):
        await ask_in_vain(desk, f"where is {canary}", f"the {canary}?", f"{canary} where", server=9_000 + number)
        await desk.parts.records.set_value(f"inbox put off {9_000 + number}", "{}")
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    seen = [await kb(desk, "inbox")]
    seen.append(await desk.press(desk.mara, seen[0], "Teach as phrasing of …"))
    seen.append(await desk.press(desk.mara, seen[1], seen[1].buttons[0]))
    seen.append(await kb(desk, "synonym", words="where = canary"))
    seen.append(await kb(desk, "taught"))
    for canary in canaries[:3]:
        asked = await which(desk, f"is {canary[:-1]} here")
        form = (await desk.mara.click(asked, "Search …")).modal
        assert form is not None
        found = (await desk.mara.submit(form, {"words": canary})).message
        assert found is not None
        seen += [asked, found]
    told = [
        text
        for message in seen
        for text in (message.content, str(message.components), *(file.text for file in message.attachments))
    ]
    assert not [canary for canary in canaries for text in told if canary in text]
    assert any(DRAGON in text for text in told)


async def taught_to(desk: Desk, text: str, label: str) -> Message:
    """Teach a text to the article of a button, and return what is said then."""
    return await desk.press(desk.mara, await desk.press(desk.mara, await which(desk, text), label), "Apply")


async def test_what_is_taught_anew_makes_room_and_its_undo_brings_back_what_was(desk: Desk) -> None:
    text = "someone gifted me a kit, can i sell it"
    await taught_to(desk, text, "How do I buy a rank")
    done = await taught_to(desk, text.upper(), "How do I appeal a ban")
    assert [(one.article, one.text) for one in await desk.parts.records.taught()] == [("appeals", text.upper())]
    assert desk.parts.serving.faq.ask(text).article == "appeals"
    await desk.press(desk.mara, await desk.press(desk.mara, done, "Undo"), "Apply")
    assert [(one.article, one.text) for one in await desk.parts.records.taught()] == [("ranks", text)]
    assert desk.parts.serving.faq.ask(text).article == "ranks"


async def test_a_phrasing_of_another_article_is_not_taught_away_from_it(desk: Desk) -> None:
    told = await desk.press(desk.mara, await which(desk, "Refund policy!"), "How do I protect my land")
    assert (
        told.content == "Not learned: that is a phrasing of Can I get a refund? already. Take it out there first, with /kb edit."
    )
    assert told.buttons == []


async def test_the_same_lesson_by_two_moderators_at_once_is_one(desk: Desk) -> None:
    text = "someone gifted me a kit, can i sell it"
    one = await desk.press(desk.mara, await which(desk, text), "How do I buy a rank")
    other = await desk.press(desk.mod, await which(desk, text, desk.mod), "How do I buy a rank")
    assert (await desk.press(desk.mod, other, "Apply")).content.startswith("Learned")
    late = await desk.press(desk.mara, one, "Apply")
    assert late.content.startswith("That changes nothing")
    assert [(one.text, one.who) for one in await desk.parts.records.taught()] == [(text, desk.mod.id)]


async def test_words_that_are_no_question_are_not_taught(desk: Desk) -> None:
    for text in ("!!! ...", "word " * 60):
        assert (await which(desk, text)).content.startswith("There are no words in that to teach")


async def test_what_people_typed_does_nothing_where_it_is_shown(desk: Desk) -> None:
    nasty = "@everyone **sell** <t:0> [kit](https://evil.example) `dragon`"
    await ask_in_vain(desk, nasty, f"{nasty} please")
    shown = [await kb(desk, "inbox"), await which(desk, nasty)]
    shown.append(await desk.press(desk.mara, shown[0], "Not our topic"))
    shown.append(await desk.press(desk.mara, shown[1], shown[1].buttons[0]))
    await desk.press(desk.mara, shown[-1], "Apply")
    shown += [await kb(desk, "taught"), await kb(desk, "synonym", words="@here = <@1>")]
    await desk.discord.settled()
    for message in [*shown, *desk.log.messages.values()]:
        assert "@everyone" not in message.content
        assert "[kit](" not in message.content
        assert "**sell" not in message.content


async def test_while_the_records_are_in_trouble_that_is_said_and_nothing_is_taught(desk: Desk) -> None:
    asked = await which(desk, DRAGON)
    desk.parts.records.trouble = "the disk is full"
    for told in (await kb(desk, "inbox", desk.mod), await kb(desk, "taught", desk.mod)):
        assert told.content == "That could not be read or saved: the disk is full"
    assert "the disk is full" in (await desk.press(desk.mod, await which(desk, DRAGON, desk.mod), asked.buttons[0])).content


async def test_the_status_says_how_much_waits_and_opens_it(desk: Desk) -> None:
    """Transcript 39."""
    assert (await kb(desk, "status")).buttons == []
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    shown = await kb(desk, "status")
    assert shown.content.endswith("\nInbox: 1 group waiting.")
    await desk.mara.click(shown, "Open the inbox")
    await desk.discord.settled()
    assert "1 of 1: 2 people, no answer found" in shown.content


async def test_the_desk_speaks_german(desk: Desk) -> None:
    await ask_in_vain(desk, DRAGON, "tame dragon how")
    desk.mara.user.locale = "de"
    shown = await kb(desk, "inbox")
    assert shown.content.startswith("1 Gruppe von Fragen ohne gute Antwort")
    assert shown.buttons == ["Als Formulierung beibringen …", "Artikel schreiben", "Nicht unser Thema", "Später"]


def options_of(message: Message) -> list[str]:
    return [option["value"] for row in message.components for part in row["components"] for option in part.get("options", ())]


async def test_while_a_file_is_broken_lessons_are_taught_all_the_same(desk: Desk) -> None:
    (desk.folder / "server" / "broken.md").write_text("no front matter", "utf-8")
    asked = await which(desk, DRAGON)
    shown = await desk.press(desk.mara, asked, asked.buttons[0])
    assert shown.buttons == ["Apply", "Cancel"]
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith("Learned")

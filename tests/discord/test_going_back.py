"""``/kb undo``, ``history`` and ``rollback`` over the wire."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from served import CLAIMS, REFUNDS, edit
from test_discord_previewing import Desk, opened
from test_teaching import which

from bot.desk.changes import Change
from bot.desk.history import KEPT
from bot.desk.proposing import Wanted
from bot.records import Applied

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.state import Message

LESSON = "gribblo wazzun"


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path) as one:
        yield one


async def kb(desk: Desk, command: str, **options: object) -> Message:
    done = await desk.mara.slash(desk.channel, f"kb {command}", **options)
    assert done.message is not None
    assert done.message.ephemeral_for is desk.mara.user
    return done.message


async def changed(desk: Desk, before: int = 14, after: int = 30) -> Message:
    """Change the file, reload and apply; return what is said then."""
    edit(desk.folder, REFUNDS, f"within {before} days", f"within {after} days")
    done = await desk.press(desk.mara, await desk.reload(), "Apply")
    assert done.content.startswith("Done. ")
    return done


async def answer(desk: Desk) -> str:
    asked = await desk.ann.say(desk.channel, "can i get my money back", mentions_bot=True)
    [reply] = await desk.discord.replies_to(asked)
    return reply.content


async def test_a_reload_is_undone_and_redone_by_its_buttons(desk: Desk) -> None:
    old = desk.version
    done = await changed(desk)
    new = desk.version
    assert done.buttons == ["Undo"]
    shown = await desk.press(desk.mara, done, "Undo")
    head, sure, ready, *_ = shown.content.splitlines()
    assert re.fullmatch(rf"The last change: <t:\d+:t> <@{desk.mara.id}> applied version {new} \(before: {old}\)\.", head)
    assert sure == "Undo it?"
    assert ready.startswith("Ready: 0 articles added, 1 changed, none removed.")
    undone = await desk.press(desk.mara, shown, "Apply")
    assert undone.content == (
        f"Members get version {old} again (before: {new}). It stays until the files change or someone reloads."
    )
    assert "within 14 days" in await answer(desk)
    status = await kb(desk, "status")
    assert "Somebody went back to this version" in status.content
    assert undone.buttons == ["Redo"]
    redone = await desk.press(desk.mara, await desk.press(desk.mara, undone, "Redo"), "Apply")
    assert redone.content.startswith(f"Members get version {new} again")
    await desk.discord.settled()
    assert [message.content.split(" (before")[0].split(":")[0] for message in desk.log.messages.values()] == [
        f"mara applied version {new}",
        "mara undid reload",
        "mara undid undo reload",
    ]


async def test_an_undo_button_of_an_older_change_says_that_there_was_another_since(desk: Desk) -> None:
    first = await changed(desk)
    await changed(desk, 30, 31)
    told = await desk.press(desk.mara, first, "Undo")
    assert told.content.startswith("Something else was changed since: reload.")
    assert "within 31 days" in await answer(desk)


async def test_a_reload_says_first_that_it_ends_a_rollback(desk: Desk) -> None:
    old = desk.version
    await changed(desk)
    await desk.press(desk.mara, await kb(desk, "rollback", version=old), "Apply")
    first, ready, *_ = (await desk.reload()).content.splitlines()
    assert first == f"This ends the rollback to version {old}."
    assert ready.startswith("Ready: ")


async def test_an_undo_says_first_that_something_else_answers_than_the_history_ends_with(desk: Desk) -> None:
    await changed(desk)
    edit(desk.folder, REFUNDS, "within 30 days", "within 60 days")
    await desk.parts.serving.reload("a test")
    first, second, *_ = (await kb(desk, "undo")).content.splitlines()
    assert first.startswith(f"What answers now, version {desk.version}, is none that the history holds.")
    assert second.startswith("The last change: ")


async def test_a_rollback_names_the_lessons_that_it_leaves_out_and_advises_nobody_to_word_them(desk: Desk) -> None:
    old = desk.version
    await desk.press(
        desk.mara, await desk.press(desk.mara, await which(desk, "gribblo wazzun"), "How do I protect my land"), "Apply"
    )
    shown = (await kb(desk, "rollback", version=old)).content
    assert 'These lessons are left out as long as this version stays: "gribblo wazzun"' in shown.splitlines()
    assert "Lost answers" not in shown
    assert "write a phrasing" not in shown


async def test_undo_without_a_change_says_so(desk: Desk) -> None:
    assert (await kb(desk, "undo")).content == "Nothing was changed yet, as far as the history goes back."
    assert (await kb(desk, "history")).content == "Nothing was changed yet, as far as the history goes back."


async def test_the_history_tells_who_when_what_and_why(desk: Desk) -> None:
    await changed(desk)
    went = desk.version
    shown = await kb(desk, "undo", reason="the *new* rule is not decided yet")
    await desk.press(desk.mara, shown, "Apply")
    first, second = (await kb(desk, "history")).content.splitlines()
    assert (
        f"<@{desk.mara.id}> undid reload: version {desk.version} (before: {went}). Reason: the \\*new\\* rule is not decided yet"
        in first
    )
    assert f"<@{desk.mara.id}> applied version {went} (before: {desk.version})." in second
    await desk.discord.settled()
    assert list(desk.log.messages.values())[-1].content.endswith("Reason: the \\*new\\* rule is not decided yet")


async def test_a_long_history_comes_whole_in_a_file(desk: Desk) -> None:
    for number in range(KEPT):
        change = Applied(None, desk.server.id, 1, "upload", f"{number}.md", "x" * 300, "v", "w", desk.parts.clock.now())
        await desk.parts.records.apply(change)
    shown = await kb(desk, "history")
    assert len(shown.content) <= 2_000
    [file] = shown.attachments
    assert len(file.text.splitlines()) == KEPT


async def test_a_rollback_offers_the_versions_that_answered(desk: Desk) -> None:
    old = desk.version
    await changed(desk)
    new = desk.version
    choices = await desk.mara.autocomplete(desk.channel, "kb rollback", "version", "")
    assert [choice.name.split(" · ")[0] for choice in choices] == [new, old]
    shown = await kb(desk, "rollback", version=old)
    assert shown.buttons == ["Apply", "Cancel"]
    assert desk.version == new
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith(f"Members get version {old} again")
    assert (await kb(desk, "rollback", version=old)).content == f"That changes nothing: members already get it, version {old}."
    assert (await kb(desk, "rollback", version="zzzz")).content.startswith(
        'No version that I keep, or more than one, begins with "zzzz".'
    )


async def test_members_may_not_go_back_nor_see_who_changed_what(desk: Desk) -> None:
    done = await changed(desk)
    new = desk.version
    for command, options in (("undo", {}), ("history", {}), ("rollback", {"version": new})):
        refused = await desk.ann.slash(desk.channel, f"kb {command}", forged=True, **options)
        assert refused.message is not None
        assert refused.message.content.startswith("Only moderators can do that")
    await desk.mara.set_roles()
    assert (await desk.press(desk.mara, done, "Undo")).content.startswith("Only moderators can do that")
    assert desk.version == new


async def test_a_history_that_cannot_be_read_is_told(desk: Desk) -> None:
    await changed(desk)
    desk.parts.records.trouble = "the disk is full"  # type: ignore[attr-defined]  # the records in memory can fail on purpose
    undo = await desk.mod.slash(desk.channel, "kb undo")
    assert undo.message is not None
    assert undo.message.content == "Nothing was changed: the disk is full."
    history = await desk.mod.slash(desk.channel, "kb history")
    assert history.message is not None
    assert history.message.content == "The history cannot be read: the disk is full"


async def test_a_reply_says_from_which_version_it_came_even_after_a_restart_and_another_version(desk: Desk) -> None:
    asked = await desk.ann.say(desk.channel, "can i get my money back", mentions_bot=True)
    [reply] = await desk.discord.replies_to(asked)
    old = desk.parts.serving.faq.version
    await changed(desk)
    desk.bot.ledger.forget(desk.ann.id)  # as a restart would
    more = (await desk.ben.click(reply, "More")).message
    assert more is not None
    assert more.content.splitlines()[-1] == f"-# Version {old[:7]}"
    await desk.ben.click(reply, "Wrong")
    [vote] = await desk.parts.records.feedback()
    assert vote.version == old[:12]


async def test_a_lesson_whose_article_was_renamed_is_not_given_again_but_taken_back(desk: Desk) -> None:
    taught = await desk.press(desk.mara, await which(desk, "gribblo wazzun"), "How do I protect my land")
    done = await desk.press(desk.mara, taught, "Apply")
    undone = await desk.press(desk.mara, await desk.press(desk.mara, done, "Undo"), "Apply")
    again = await desk.press(desk.mara, await desk.press(desk.mara, undone, "Redo"), "Apply")
    back = await desk.press(desk.mara, again, "Redo")
    (desk.folder / CLAIMS).rename(desk.folder / "server" / "plots.md")
    edit(desk.folder, Path("questions/gate.yaml"), "[claims]", "[plots]")
    serving = desk.parts.serving
    assert (await serving.reload("a test")).verdict.refused  # it would lose the lesson, so only a moderator who is warned may
    assert await serving.apply((await serving.propose(Wanted(Change(), warn=True))).id)
    assert (await desk.press(desk.mara, back, "Apply")).content.startswith("Something else changed since")
    shown = await kb(desk, "undo")
    assert shown.buttons == ["Apply", "Cancel"]
    undone = await desk.press(desk.mara, shown, "Apply")
    assert await desk.parts.records.taught() == ()
    assert (await desk.press(desk.mara, undone, "Redo")).content == (
        "Nothing was changed: no article is called 'claims' any more: teach it anew, to the one that answers it now."
    )


async def test_an_undo_that_another_change_overtook_is_neither_made_nor_offered_anew(desk: Desk) -> None:
    await changed(desk)
    shown = await kb(desk, "undo")
    await desk.press(
        desk.mod, await desk.press(desk.mod, await which(desk, LESSON, desk.mod), "How do I protect my land"), "Apply"
    )
    told = await desk.press(desk.mara, shown, "Apply")
    assert told.content.startswith('Something else was changed since: teach "gribblo wazzun" ')
    assert told.buttons == []
    assert "within 30 days" in await answer(desk)
    assert desk.parts.serving.faq.ask(LESSON).article == "claims"
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith("That preview no longer holds")


async def test_a_lesson_during_a_rollback_makes_room_for_itself_among_the_lessons_gone_back_to(desk: Desk) -> None:
    done = await desk.press(
        desk.mara, await desk.press(desk.mara, await which(desk, LESSON), "How do I protect my land"), "Apply"
    )
    old = desk.version
    await desk.press(desk.mara, await desk.press(desk.mara, done, "Undo"), "Apply")
    await desk.press(desk.mara, await kb(desk, "rollback", version=old), "Apply")
    assert desk.parts.serving.faq.ask(LESSON).article == "claims"
    shown = await desk.press(desk.mara, await which(desk, LESSON), "Can I get a refund")
    assert "answered so already" not in shown.content
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith("Learned, ")
    assert desk.parts.serving.faq.ask(LESSON).article == "refunds"

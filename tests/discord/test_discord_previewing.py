"""``/kb reload`` over the wire: what would change is shown first, to be applied or not."""

from __future__ import annotations

import datetime as dt
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import Permission
from fake.payloads import controls
from served import CLAIMS, REFUNDS, edit, write_served

from bot.buttons import Action, ButtonId
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.records import Outcome, Remembered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

    from bot.records import Records

HOURS = """\
---
title: Opening hours of the shop
asks:
  - when is the web store open
  - opening hours
---
The web store is always open.
"""


class Desk(Here):
    """The base's home, with the moderator ``mara`` and questions that were asked in vain."""

    folder: Path

    async def furnish(self, folder: Path) -> None:
        self.folder, self.log = folder, self.server.add_channel("log")
        self.role = self.server.add_role("Mods", Permission.MANAGE_MESSAGES)
        self.mara: Person = self.server.add_member("mara", roles=["Mods"])
        await self.set(moderator_roles=(self.role.id,), log_channel=self.log.id)

    async def asked(self, number: int, text: str | None, server: int | None = None) -> None:
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
        where = self.server.id if server is None else server
        await self.parts.records.remember(Remembered(number, where, 1, text, "x", Outcome.DECLINED, None, "v", at))

    async def reload(self) -> Message:
        done = await self.mara.slash(self.channel, "kb reload")
        assert done.message is not None
        assert done.message.ephemeral_for is self.mara.user
        return done.message

    async def press(self, who: Person, message: Message, label: str) -> Message:
        done = await who.click(message, label)
        assert done.message is not None
        return done.message

    def add_hours(self) -> None:
        (self.folder / "server" / "hours.md").write_text(HOURS, "utf-8")

    @property
    def version(self) -> str:
        return self.parts.serving.faq.version[:7]


@asynccontextmanager
async def opened(wired: FakeDiscord, tmp_path: Path, records: Records | None = None, **settings: object) -> AsyncIterator[Desk]:
    made, folder = make_parts(**settings), write_served(tmp_path / "knowledge")
    records = records or made.records
    serving = serve(Folder(folder, tmp_path / "state", made.clock), made.clock, taught=records.taught)
    parts = replace(made, serving=serving, records=records)
    if not wired.world.servers:
        wired.add_server("Blockhaven")
    async with running(wired, parts) as bot:
        desk = Desk(wired, bot, parts)
        await desk.furnish(folder)
        yield desk


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path) as one:
        yield one


@pytest.fixture
async def lenient(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk where lost check questions only warn."""
    async with opened(wired, tmp_path, gate="warn") as one:
        yield one


async def test_a_moderator_sees_what_people_would_notice_before_they_do(desk: Desk) -> None:
    """Transcript 32."""
    before = desk.version
    for number, text in enumerate(["when is the web store open", "how do i get vip", None]):
        await desk.asked(number, text)
    desk.add_hours()
    shown = await desk.reload()
    assert shown.content.splitlines() == [
        "Ready: 1 article added, 0 changed, none removed. All 2 check questions keep their answer.",
        "Added: server/hours\\.md",
        "1 remembered question would get another answer:",
        '"when is the web store open": a choice of How do I buy a rank? · When is the summer event? → Opening hours of the shop',
    ]
    assert shown.buttons == ["Apply", "Cancel"]
    assert desk.version == before
    done = await desk.press(desk.mara, shown, "Apply")
    assert (
        done.content
        == f"Done. Members now get version {desk.version} (before: {before}). 1 article added, 0 changed, none removed."
    )
    assert done.ephemeral_for is desk.mara.user
    await desk.discord.settled()
    [line] = [message.content for message in desk.log.messages.values()]
    assert line == f"mara applied version {desk.version} (before: {before}). 1 article added, 0 changed, none removed."
    asked = await desk.ann.say(desk.channel, "when is the web store open", mentions_bot=True)
    [reply] = await desk.discord.replies_to(asked)
    assert "always" in reply.content


async def test_a_cancelled_reload_changes_nothing_and_cannot_be_applied_any_more(desk: Desk) -> None:
    before = desk.version
    desk.add_hours()
    shown = await desk.reload()
    apply = ButtonId(Action.APPLY, extra=_proposal_of(shown)).encode()
    await desk.mara.click(shown, "Cancel")
    await desk.discord.settled()
    assert shown.content == f"Nothing was changed. Members still get version {before}."
    assert shown.buttons == []
    late = (await desk.mara.click(shown, custom_id=apply, forged=True)).message
    assert late is not None
    assert late.content.startswith("This button is from another time ")  # the message has none any more
    assert desk.version == before


async def test_a_preview_that_no_longer_holds_is_shown_as_it_is_now(desk: Desk) -> None:
    before = desk.version
    desk.add_hours()
    first = await desk.reload()
    edit(desk.folder, REFUNDS, "within 14 days", "within 30 days")
    second = await desk.reload()
    stale = await desk.press(desk.mara, first, "Apply")
    assert stale.content.startswith("Something else changed since, so nothing was applied. This is how it looks now:\nReady: ")
    assert desk.version == before
    assert (await desk.press(desk.mara, stale, "Apply")).content.startswith("Done. ")
    assert (await desk.press(desk.mara, stale, "Apply")).content.startswith("That preview no longer holds: ")
    assert (await desk.press(desk.mara, second, "Apply")).content.startswith("Nothing is new: ")
    assert [change.action for change in await desk.parts.records.applied()] == ["reload"]


async def test_a_preview_says_where_it_ends_a_pause_by_another_name(desk: Desk) -> None:
    await desk.mara.slash(desk.channel, "kb pause", article="claims")
    edit(desk.folder, CLAIMS, "golden", "silver")
    assert "ends the pause" not in (await desk.reload()).content  # the pause goes on, whatever the article says now
    edit(desk.folder, CLAIMS, "silver", "golden")
    (desk.folder / CLAIMS).rename(desk.folder / "server" / "plots.md")
    edit(desk.folder, CLAIMS.parent.parent / "questions/gate.yaml", "[claims]", "[plots]")
    shown = await desk.reload()
    assert shown.content.splitlines()[-1] == (
        'This ends the pause of "How do I protect my land?": its words would be shown as "How do I protect my land? (plots)", '
        "which is not paused."
    )
    await desk.press(desk.mara, shown, "Apply")
    status = await desk.mara.slash(desk.channel, "kb status")
    assert "Paused until somebody resumes: claims (there is no such article any more)" in status.message.content


async def test_who_may_apply_is_asked_again_at_the_press(desk: Desk) -> None:
    before = desk.version
    desk.add_hours()
    shown = await desk.reload()
    await desk.mara.set_roles()
    for label in ("Apply", "Cancel"):
        refused = await desk.press(desk.mara, shown, label)
        assert refused.content.startswith("Only moderators can do that")
    forged = ButtonId(Action.APPLY, extra=_proposal_of(shown)).encode()
    member = (await desk.ann.click(shown, custom_id=forged, forged=True)).message
    assert member is not None
    assert member.content.startswith("Only moderators can do that")
    assert desk.version == before
    manager = (await desk.mod.click(shown, custom_id=forged, forged=True)).message
    assert manager is not None
    assert manager.content.startswith("Done. ")


async def test_a_lost_check_question_refuses_and_names_place_and_words(desk: Desk) -> None:
    before = desk.version
    edit(desk.folder, CLAIMS, "title: ", "status: draft\ntitle: ")
    told = await desk.reload()
    head, line = told.content.splitlines()
    assert head.startswith(f"Nothing was changed: 1 fault in 1 file. Members still get version {before} from <t:")
    assert line.startswith("questions/gate\\.yaml\\:3\\:32: the question 'how to claim land' must find 'claims', but ")
    assert "because " in line
    assert told.buttons == ["Check again"]
    assert desk.version == before
    [entry, _] = await desk.parts.records.audit(desk.server.id)
    assert (entry.action, entry.detail) == ("reload", "refused")


async def test_where_it_shall_only_warn_a_lost_check_question_can_be_applied(lenient: Desk) -> None:
    edit(lenient.folder, CLAIMS, "title: ", "status: draft\ntitle: ")
    await lenient.asked(1, "how do i protect my land")
    shown = await lenient.reload()
    lines = shown.content.splitlines()
    assert lines[0] == "Ready: 0 articles added, 1 changed, none removed."
    assert lines[2] == "Lost answers, in 1 check question:"
    assert lines[3].startswith("questions/gate\\.yaml\\:3\\:32: ")
    assert lines[4] == "1 remembered question would get another answer:"
    assert (await lenient.press(lenient.mara, shown, "Apply")).content.startswith("Done. ")
    assert not lenient.parts.serving.faq.knows("claims")


async def test_what_changes_no_answer_is_taken_at_once_and_said(desk: Desk) -> None:
    before = desk.version
    edit(desk.folder, REFUNDS.parent.parent / "base.yaml", "  - how to claim land\n", "")
    told = await desk.reload()
    assert told.content.startswith(f"Done. Members now get version {desk.version} (before: {before}).")
    assert told.content.endswith("\nNo answer changes, so it was taken at once.")
    assert told.buttons == []
    await desk.discord.settled()
    assert len(desk.log.messages) == 1


async def test_a_phrasing_that_another_article_answered_is_told_though_nobody_asked_it(desk: Desk) -> None:
    edit(desk.folder, CLAIMS, "asks:\n", "asks:\n  - refund my purchase of land\n")
    shown = await desk.reload()
    head, line = shown.content.splitlines()[-2:]
    assert head == "Answered otherwise until now, 1 phrasing:"
    assert line == '"refund my purchase of land": Can I get a refund? → How do I protect my land?'


async def test_questions_of_other_servers_are_not_shown(desk: Desk) -> None:
    await desk.asked(1, "when is the web store open", server=4711)
    await desk.asked(2, "how do i get vip")
    desk.add_hours()
    shown = await desk.reload()
    assert "web store" not in shown.content
    assert shown.content.endswith("Compared: 1 remembered question. None would get another answer.")


async def test_what_people_typed_is_shown_as_typed_and_does_nothing(desk: Desk) -> None:
    await desk.asked(1, "@everyone when is the **web store** open <t:0> [x](https://evil.example)")
    desk.add_hours()
    shown = await desk.reload()
    assert "@everyone" not in shown.content
    assert "\\*\\*web store\\*\\*" in shown.content
    assert "\\[x\\](https\\:" in shown.content


async def test_a_long_preview_comes_as_a_file(desk: Desk) -> None:
    for number in range(60):
        await desk.asked(number, f"when is the web store open {'really ' * (number % 7)}{number}")
    desk.add_hours()
    shown = await desk.reload()
    [file] = shown.attachments
    assert file.filename == "preview.txt"
    lines = file.text.splitlines()
    assert len(lines) == 60
    assert shown.content.endswith(" more: all of it is in the attached file.")
    assert shown.buttons == ["Apply", "Cancel"]


async def test_a_preview_comes_in_the_readers_language(desk: Desk) -> None:
    desk.mara.user.locale = "de"
    await desk.asked(1, "when is the web store open")
    desk.add_hours()
    shown = await desk.reload()
    assert shown.content.startswith("Bereit: 1 Artikel neu, 0 geändert, ")
    assert "Eine andere Antwort gäbe es auf 1 gemerkte Frage:" in shown.content
    assert shown.buttons == ["Anwenden", "Abbrechen"]


def _proposal_of(message: Message) -> str:
    """Return the id that the buttons of a preview carry."""
    ids = [ButtonId.decode(part.get("custom_id", "")) for part in controls(message.components)]
    [button] = [one for one in ids if one is not None and one.action is Action.APPLY]
    return button.extra

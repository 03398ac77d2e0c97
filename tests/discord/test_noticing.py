"""Files that change by themselves, over the wire: what the log channel is told, and what a press there does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import Permission
from memory_records import MemoryRecords
from served import CLAIMS, REFUNDS, HandClock, break_it, edit, take_away, write_served

from bot import records
from bot.desk import watching as room
from bot.desk.changes import Act, Change
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.proposing import Wanted
from bot.desk.watching import SETTLED, Watching
from bot.faq import Overlay
from bot.faq.articles import Taught
from bot.noticing import BY, Noticing
from bot.settings import Settings
from bot.starting import AGAIN, forever, prepare, reload_on

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

    from bot.parts import Parts


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look oftener and believe sooner: these tests are about what is told."""
    monkeypatch.setattr(room, "OFTEN", 0.05)
    monkeypatch.setattr(room, "SETTLED", replace(SETTLED, quiet=0.05))


class Home(Here):
    """The base's home, whose log channel is told what is noticed; ``mara`` moderates."""

    folder: Path
    task: asyncio.Task[None]

    async def furnish(self, folder: Path, noticing: Noticing) -> None:
        self.folder, self.log = folder, self.server.add_channel("log")
        self.role = self.server.add_role("Mods", Permission.MANAGE_MESSAGES)
        self.mara: Person = self.server.add_member("mara", roles=["Mods"])
        await self.set(moderator_roles=(self.role.id,), log_channel=self.log.id)
        noticing.through(self.bot)
        await self.discord.settled()  # the bot knows of the channel then
        self.task = asyncio.create_task(noticing.run())

    @property
    def posted(self) -> list[Message]:
        """What everybody sees in the log channel; replies to presses there are private."""
        return [one for one in self.log.messages.values() if one.ephemeral_for is None]

    async def told(self, number: int = 1) -> Message:
        """Wait until so many messages stand in the log channel, and return the last."""
        async with asyncio.timeout(20):
            while len(self.posted) < number:  # noqa: ASYNC110 - the fake tells nobody
                await asyncio.sleep(0.02)
        await self.discord.settled()
        assert len(self.posted) == number
        return self.posted[-1]

    async def nothing_is_told(self, number: int = 0) -> None:
        """Wait for some looks, after which there are no more messages than that."""
        await asyncio.sleep(0.6)
        await self.discord.settled()
        assert len(self.posted) == number

    def answer(self) -> str:
        return self.parts.serving.faq.ask("can i get my money back").passages[0].text


def parts_of(folder: Path, state: Path, **settings: object) -> Parts:
    made = make_parts(**settings)
    return replace(made, serving=serve(Folder(folder, state, made.clock), made.clock))


@pytest.fixture
def on_change() -> str:
    return "offer"


@pytest.fixture
async def home(wired: FakeDiscord, tmp_path: Path, on_change: str) -> AsyncIterator[Home]:
    folder = write_served(tmp_path / "knowledge")
    wired.add_server("Blockhaven")
    watching = Watching(folder, make_parts().clock)
    parts = parts_of(folder, tmp_path / "state", on_change=on_change)
    async with running(wired, parts) as bot:
        here = Home(wired, bot, parts)
        await here.furnish(folder, Noticing(parts, watching))
        yield here
        assert not here.task.done() or on_change == "off"
        here.task.cancel()


applies = pytest.mark.parametrize("on_change", ["apply"])


async def test_a_change_is_offered_once_and_a_moderator_applies_it(home: Home) -> None:
    before = home.parts.serving.faq.version[:7]
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    offer = await home.told()
    assert offer.content.splitlines()[:2] == [
        "The files changed, and members do not get that yet.",
        "Ready: 0 articles added, 1 changed, none removed. All 2 check questions keep their answer.",
    ]
    assert offer.buttons == ["Apply", "Cancel"]
    await home.nothing_is_told(1)
    assert "within 14 days" in home.answer()

    done = (await home.mara.click(offer, "Apply")).message
    assert done is not None
    assert done.ephemeral_for is home.mara.user
    assert done.content.startswith("Done. Members now get version ")
    assert "within 30 days" in home.answer()
    noted = await home.told(2)
    after = home.parts.serving.faq.version[:7]
    assert noted.content == f"mara applied version {after} (before: {before}). 0 articles added, 1 changed, none removed."
    assert offer.buttons == []  # it is done
    [applied] = await home.parts.records.applied()
    assert (applied.who, applied.action, applied.detail) == (home.mara.id, "reload", BY)
    await home.nothing_is_told(2)


async def test_an_offer_that_somebody_leaves_so_says_who_did_and_is_not_made_again(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    offer = await home.told()
    await home.mara.click(offer, "Cancel")
    version = home.parts.serving.faq.version[:7]
    assert (offer.content, offer.buttons) == (f"mara left it so: members still get version {version}.", [])
    await home.nothing_is_told(1)


async def test_an_offer_says_where_words_leave_a_paused_article(home: Home) -> None:
    await home.mara.slash(home.channel, "kb pause", article="refunds")
    await home.told(1)
    words = home.parts.serving.faq.article("refunds").passages[0].text
    head = "---\ntitle: Is money given back?\nasks: [give back coins]\n---\n"
    (home.folder / "server" / "money.md").write_text(f"{head}{words}\n", "utf-8")
    offer = await home.told(2)
    assert (
        'This ends the pause of "Can I get a refund?": its words would be shown as "Is money given back? (money)"'
        in offer.content
    )


async def test_only_moderators_press(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    offer = await home.told()
    for label in ("Apply", "Cancel"):
        done = (await home.ann.click(offer, label)).message
        assert done is not None
        assert done.content.startswith("Only moderators can do that")
    assert offer.buttons == ["Apply", "Cancel"]
    assert "within 14 days" in home.answer()


async def test_an_offer_that_was_overtaken_loses_its_buttons_and_the_new_one_has_them(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    old = await home.told()
    edit(home.folder, REFUNDS, "within 30 days", "within 60 days")
    new = await home.told(2)
    await home.discord.settled()
    assert (old.buttons, new.buttons) == ([], ["Apply", "Cancel"])
    await home.mara.click(new, "Apply")
    assert "within 60 days" in home.answer()


async def test_an_offer_that_no_longer_holds_is_made_again_privately(home: Home) -> None:
    """The files changed once more, which nobody has noticed yet."""
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    offer = await home.told()
    edit(home.folder, CLAIMS, "title: ", "title: So, ")
    again = (await home.mara.click(offer, "Apply")).message
    assert again is not None
    assert again.ephemeral_for is home.mara.user
    assert again.buttons == ["Apply", "Cancel"]
    assert "within 14 days" in home.answer()
    await home.mara.click(again, "Apply")
    assert "within 30 days" in home.answer()


async def test_an_offer_keeps_its_buttons_until_what_it_offers_answers(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    offer, serving = await home.told(), home.parts.serving
    lesson = records.Taught(None, "phrasing", "claims", "gribblo wazzun", home.mara.id, home.parts.clock.now())
    assert await serving.apply((await serving.propose(Wanted(Change(Act.TEACH, lessons=(lesson,))))).id)
    for button in ("Cancel", "Apply"):
        again = (await home.mara.click(offer, "Apply")).message
        assert again is not None
        assert again.content.startswith("Something else changed since")
        assert offer.buttons == ["Apply", "Cancel"]
        await home.mara.click(again, button)
    assert "within 30 days" in home.answer()
    await home.mara.click(offer, "Apply")
    await home.discord.settled()
    assert offer.buttons == []


async def test_a_preview_that_a_moderator_looks_at_can_be_applied_though_the_change_is_noticed_meanwhile(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    shown = (await home.mara.slash(home.channel, "kb reload", forged=True)).message
    assert shown is not None
    await home.told()
    done = (await home.mara.click(shown, "Apply")).message
    assert done is not None
    assert done.content.startswith("Done. ")


@pytest.mark.parametrize("on_change", ["offer", "apply"])
async def test_faults_are_told_once_and_mended_files_are_told_to_be(home: Home) -> None:
    good = break_it(home.folder)
    told = await home.told()
    lines = told.content.splitlines()
    assert lines[0].startswith(
        "The files were edited and cannot be used as they are: 2 faults in 1 file. Members still get version"
    )
    assert lines[1].startswith("server/refunds\\.md\\:5\\:1: unknown key")
    assert told.buttons == ["Check again"]
    (home.folder / CLAIMS).touch()
    await home.nothing_is_told(1)
    (home.folder / REFUNDS).write_text(good, "utf-8")
    version = home.parts.serving.faq.version[:7]
    assert (await home.told(2)).content == f"The files are in order again, and hold what members get: version {version}."
    assert home.parts.serving.status.mended


@pytest.mark.parametrize("on_change", ["offer", "apply"])
async def test_a_folder_that_is_gone_is_told_once(home: Home) -> None:
    away = take_away(home.folder)
    told = await home.told()
    assert told.content.startswith("The files cannot be read any more: ")
    await home.nothing_is_told(1)
    away.rename(home.folder)
    assert (await home.told(2)).content.startswith("The files are in order again")


@applies
async def test_a_deployment_is_applied_at_once_and_told(home: Home) -> None:
    before = home.parts.serving.faq.version[:7]
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    told = await home.told()
    after = home.parts.serving.faq.version[:7]
    assert told.content == (
        f"The files changed. Members now get version {after} (before: {before}): 0 articles added, 1 changed, none removed."
    )
    assert told.buttons == []
    assert "within 30 days" in home.answer()
    [applied] = await home.parts.records.applied()
    assert (applied.who, applied.detail, applied.server) == (0, BY, None)


class Noticed(Watching):
    """Files that changed once, which was noticed by now."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, make_parts().clock)
        self._left = [None]

    async def changed(self) -> None:
        if not self._left:
            await asyncio.Event().wait()
        self._left.pop()


async def test_a_deployment_that_two_notice_at_once_stands_in_the_history_once(tmp_path: Path) -> None:
    folder = write_served(tmp_path / "knowledge")
    parts = parts_of(folder, tmp_path / "state", on_change="apply")
    edit(folder, REFUNDS, "within 14 days", "within 30 days")
    signal = asyncio.Event()
    signal.set()
    noticing = Noticing(parts, Noticed(folder))
    tasks = [asyncio.create_task(one) for one in (noticing.run(), reload_on(signal, parts))]
    async with asyncio.timeout(20):
        while not await parts.records.applied():  # noqa: ASYNC110 - the records tell nobody
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    assert len(await parts.records.applied()) == 1
    for task in tasks:
        task.cancel()


class Surprised(Noticed):
    """The same, where the first look goes wrong."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.surprises = [RuntimeError("a surprise")]

    async def changed(self) -> None:
        if self.surprises:
            raise self.surprises.pop()
        await super().changed()


async def test_a_surprise_ends_no_following_of_files_and_stands_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_served(tmp_path / "knowledge")
    parts = parts_of(folder, tmp_path / "state", on_change="apply")
    edit(folder, REFUNDS, "within 14 days", "within 30 days")
    clock, watching = HandClock(), Surprised(folder)
    task = asyncio.create_task(forever(Noticing(parts, watching).run, "noticing files that change", clock))
    async with asyncio.timeout(20):
        while not await parts.records.applied():  # noqa: ASYNC110 - the records tell nobody
            await asyncio.sleep(0.02)
    assert (watching.surprises, clock.waited, task.done()) == ([], [AGAIN], False)
    assert "something went wrong in noticing files that change" in caplog.messages
    task.cancel()


@applies
async def test_a_bad_deployment_and_then_a_good_one_ends_good(home: Home) -> None:
    good = break_it(home.folder)
    await home.told()
    (home.folder / REFUNDS).write_text(good.replace("within 14 days", "within 30 days"), "utf-8")
    assert (await home.told(2)).content.startswith("The files changed. Members now get version ")
    assert "within 30 days" in home.answer()


@applies
async def test_files_that_end_a_rollback_are_told_even_if_they_hold_what_was_told_before(home: Home) -> None:
    """A comment is a change of the files: what was gone back from answers again, and whoever went back reads it."""
    before = home.parts.serving.faq.version
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    first = await home.told()
    shown = (await home.mara.slash(home.channel, "kb rollback", forged=True, version=before)).message
    assert shown is not None
    await home.mara.click(shown, "Apply")
    assert "within 14 days" in home.answer()
    gone_back = await home.told(2)
    assert gone_back.content.startswith("mara ")
    page = home.folder / REFUNDS
    page.write_text(page.read_text("utf-8") + "\n<!-- seen -->\n", "utf-8")
    assert (await home.told(3)).content == first.content
    assert "within 30 days" in home.answer()
    assert len(await home.parts.records.applied()) == 3


@applies
async def test_a_deployment_that_loses_a_check_question_is_refused(home: Home) -> None:
    edit(home.folder, CLAIMS, "title: ", "status: draft\ntitle: ")
    told = await home.told()
    assert "how to claim land" in told.content
    assert home.parts.serving.faq.knows("claims")


async def test_what_a_moderator_applied_is_no_news(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    shown = (await home.mara.slash(home.channel, "kb reload", forged=True)).message
    assert shown is not None
    await home.mara.click(shown, "Apply")
    async with asyncio.timeout(20):
        while not any(one.content.startswith("mara applied ") for one in home.posted):  # noqa: ASYNC110 - the fake tells nobody
            await asyncio.sleep(0.02)
    await home.nothing_is_told(len(home.posted))  # noticed before the press it was news, after it is none


@pytest.mark.parametrize("on_change", ["off"])
async def test_nothing_is_told_where_it_is_switched_off(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    await home.nothing_is_told()
    assert home.task.done()


async def test_no_other_server_is_told_and_words_of_people_are_not_shown(wired: FakeDiscord, tmp_path: Path) -> None:
    folder = write_served(tmp_path / "knowledge")
    server, elsewhere = wired.add_server("Home"), wired.add_server("Elsewhere")
    watching = Watching(folder, make_parts().clock)
    parts = parts_of(folder, tmp_path / "state", home_servers=(server.id,))
    async with running(wired, parts) as bot:
        home = Home(wired, bot, parts)
        home.server, home.channel = server, server.channel("general")
        await home.furnish(folder, Noticing(parts, watching))
        await home.set(log_channel=home.log.id)
        theirs = elsewhere.add_channel("log")
        home.server = elsewhere
        await home.set(log_channel=theirs.id)
        member = elsewhere.add_member("member")
        await member.slash(elsewhere.channel("general"), "ask", question="where is the zanzibar teleport")
        edit(folder, REFUNDS, "within 14 days", "within 30 days")
        offer = await home.told()
        assert "zanzibar" not in offer.content
        assert len(theirs.messages) == 0
        home.task.cancel()


async def test_files_that_were_bad_at_the_start_are_told_once_somebody_can_be(wired: FakeDiscord, tmp_path: Path) -> None:
    folder = write_served(tmp_path / "knowledge")
    parts_of(folder, tmp_path / "state")
    break_it(folder)
    wired.add_server("Blockhaven")
    watching = Watching(folder, make_parts().clock)
    parts = parts_of(folder, tmp_path / "state")
    async with running(wired, parts) as bot:
        home = Home(wired, bot, parts)
        await home.furnish(folder, Noticing(parts, watching))
        assert (await home.told()).content.startswith("The files were edited and cannot be used as they are: 2 faults")
        home.task.cancel()


@pytest.mark.parametrize("on_change", ["offer", "apply"])
async def test_a_start_serves_no_files_that_a_reload_would_refuse_and_says_why(
    wired: FakeDiscord, tmp_path: Path, on_change: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_served(tmp_path / "knowledge")
    before = parts_of(folder, tmp_path / "state").serving.faq.version
    (folder / REFUNDS).write_text("---\ntitle: Wholly other\nasks:\n  - wholly other thing\n---\nNever.\n", "utf-8")
    wired.add_server("Blockhaven")
    watching = Watching(folder, make_parts().clock)
    parts = parts_of(folder, tmp_path / "state", on_change=on_change)
    assert (
        f"the files cannot be used, so version {before[:7]} answers, the last good one; mend them, then reload" in caplog.messages
    )
    async with running(wired, parts) as bot:
        home = Home(wired, bot, parts)
        await home.furnish(folder, Noticing(parts, watching))
        told = (await home.told()).content
        assert told.startswith(
            "The files were edited and cannot be used as they are: 1 fault in 1 file. Members still get version "
        )
        assert "can I get my money back" in told
        assert "within 14 days" in home.answer()
        status = (await home.mara.slash(home.channel, "kb status")).message
        assert status is not None
        assert "1 fault, not mended yet" in status.content
        home.task.cancel()


async def test_a_start_with_other_files_than_last_time_tells_the_log_channel_and_the_history(
    wired: FakeDiscord, tmp_path: Path
) -> None:
    folder = write_served(tmp_path / "knowledge")
    before = parts_of(folder, tmp_path / "state").serving.faq.version
    edit(folder, REFUNDS, "within 14 days", "within 30 days")
    wired.add_server("Blockhaven")
    watching, settings = Watching(folder, make_parts().clock), Settings(_env_file=None, state=tmp_path / "state")
    parts = replace(await prepare(settings, MemoryRecords(), folder), clock=make_parts().clock)
    after = parts.serving.faq.version
    async with running(wired, parts) as bot:
        home = Home(wired, bot, parts)
        await home.furnish(folder, Noticing(parts, watching))
        assert (await home.told()).content == (
            f"The files changed. Members now get version {after[:7]} (before: {before[:7]}): "
            "0 articles added, 1 changed, none removed."
        )
        assert "within 30 days" in home.answer()
        [line] = await parts.records.applied()
        assert (line.who, line.action, line.before, line.after) == (0, "reload", before, after)
        assert parts.serving.start is None
        await home.nothing_is_told(1)
        home.task.cancel()
    assert (await prepare(settings, parts.records, folder)).serving.start is None


def test_a_start_keeps_a_lesson_that_the_files_leave_no_room_for(tmp_path: Path) -> None:
    folder, state, clock = write_served(tmp_path / "knowledge"), tmp_path / "state", make_parts().clock
    taught = Overlay((Taught("claims", "gribblo wazzun"),))
    assert serve(Folder(folder, state, clock), clock, overlay=taught).faq.ask("gribblo wazzun").article == "claims"
    (folder / CLAIMS).rename(folder / "server" / "plots.md")
    edit(folder, Path("questions/gate.yaml"), "[claims]", "[plots]")
    assert serve(Folder(folder, state, clock), clock, overlay=taught).faq.ask("gribblo wazzun").article == "claims"
    assert serve(Folder(folder, state, clock), clock, overlay=taught, warn=True).faq.knows("plots")

"""``/kb`` over the wire: reload, check, status and why, for moderators alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import NotOffered, Permission
from served import BROKEN, CLAIMS, REFUNDS, break_it, edit, take_away, write_served

from bot.buttons import Action, ButtonId
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.pausing import Pause, Scope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

    from bot.parts import Parts

TWO_FAULTS = (
    "server/refunds\\.md\\:5\\:1: unknown key 'not\\_fr'; did you mean 'not\\_for'?",
    "server/refunds\\.md\\:6\\:8: as\\_of: '31\\.8\\.2026' is no date; write it as YYYY, YYYY-MM or YYYY-MM-DD",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


class Home(Here):
    """The base's home: ``mara`` has the moderators' role, ``mod`` is an administrator, ``ann`` and ``ben`` are members."""

    folder: Path

    async def furnish(self, folder: Path) -> None:
        self.folder, self.log = folder, self.server.add_channel("log")
        self.role = self.server.add_role("Mods", Permission.MANAGE_MESSAGES)
        self.mara: Person = self.server.add_member("mara", roles=["Mods"])
        await self.set(moderator_roles=(self.role.id,), log_channel=self.log.id)

    async def kb(self, who: Person, command: str, **options: object) -> Message:
        """Use a command, hidden or not, and return what that person alone sees."""
        done = await who.slash(self.channel, f"kb {command}", forged=True, **options)
        assert done.message is not None
        assert done.message.ephemeral_for is who.user
        return done.message

    async def reload(self, who: Person) -> Message:
        """Reload, apply what is shown, and return what is said then."""
        shown = await self.kb(who, "reload")
        assert shown.content.startswith("Ready: "), shown.content
        done = (await who.click(shown, "Apply")).message
        assert done is not None
        assert done.ephemeral_for is who.user
        return done

    @property
    def logged(self) -> list[str]:
        return [message.content for message in self.log.messages.values()]


@pytest.fixture
def parts(folder: Path, tmp_path: Path) -> Parts:
    made = make_parts()
    return replace(made, serving=serve(Folder(folder, tmp_path / "state", made.clock), made.clock))


@pytest.fixture
async def home(wired: FakeDiscord, parts: Parts, folder: Path) -> AsyncIterator[Home]:
    wired.add_server("Blockhaven")
    async with running(wired, parts) as bot:
        here = Home(wired, bot, parts)
        await here.furnish(folder)
        yield here


async def test_a_reload_that_is_applied_is_told_and_the_log_tells_who_did_it(home: Home) -> None:
    old = home.parts.serving.faq.version[:7]
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    told = await home.reload(home.mara)
    new = home.parts.serving.faq.version[:7]
    assert told.content == f"Done. Members now get version {new} (before: {old}). 0 articles added, 1 changed, none removed."
    await home.discord.settled()
    assert home.logged == [f"mara applied version {new} (before: {old}). 0 articles added, 1 changed, none removed."]
    [change] = await home.parts.records.applied()
    assert (change.who, change.server, change.action) == (home.mara.id, home.server.id, "reload")
    assert (change.before[:7], change.after[:7]) == (old, new)
    asked = await home.ann.say(home.channel, "can i get my money back", mentions_bot=True)
    [reply] = await home.discord.replies_to(asked)
    assert "within 30 days" in reply.content


async def test_broken_files_are_told_whole_while_members_get_the_old_content(home: Home) -> None:
    version, good = home.parts.serving.faq.version[:7], break_it(home.folder)
    told = await home.kb(home.mara, "reload")
    head, *faults = told.content.splitlines()
    assert head.startswith(f"Nothing was changed: 2 faults in 1 file. Members still get version {version} from <t:")
    assert faults == list(TWO_FAULTS)
    assert told.buttons == ["Check again"]
    asked = await home.ann.say(home.channel, "can i get my money back", mentions_bot=True)
    [reply] = await home.discord.replies_to(asked)
    assert "within 14 days" in reply.content
    assert home.logged == []

    (home.folder / REFUNDS).write_text(good.replace("14 days", "30 days"), "utf-8")
    checked = (await home.mara.click(told, "Check again")).message
    assert checked is not None
    assert checked.content.startswith("No faults. ")
    assert checked.buttons == ["Reload"]
    shown = (await home.mara.click(checked, "Reload")).message
    assert shown is not None
    assert shown.content.startswith("Ready: 0 articles added, 1 changed, none removed. ")
    done = (await home.mara.click(shown, "Apply")).message
    assert done is not None
    assert done.content.startswith("Done. Members now get version ")
    assert "within 30 days" in home.parts.serving.faq.ask("can i get my money back").passages[0].text


async def test_many_faults_come_as_a_file(home: Home) -> None:
    for number in range(40):
        (home.folder / "server" / f"a{number}.md").write_text(BROKEN, "utf-8")
    told = await home.kb(home.mara, "reload")
    [file] = told.attachments
    assert file.filename == "faults.txt"
    lines = file.text.splitlines()
    assert len([line for line in lines if line.startswith("server/a")]) >= 80
    assert told.content.endswith(f"… and {len(lines) - 15} more: all of it is in the attached file.")


async def test_a_reload_of_the_same_content_is_no_news(home: Home) -> None:
    told = await home.kb(home.mod, "reload")
    assert told.content.startswith("Nothing is new: ")
    await home.discord.settled()
    assert home.logged == []
    assert [entry.action for entry in await home.parts.records.audit(home.server.id)] == ["setup"]


async def test_a_storm_of_refused_reloads_is_written_down_as_the_two_that_it_was_at_most(home: Home) -> None:
    break_it(home.folder)
    shown = await asyncio.gather(*(home.kb(home.mara, "reload") for _ in range(12)))
    assert {message.content.split(":")[0] for message in shown} == {"Nothing was changed"}
    actions = [entry.action for entry in await home.parts.records.audit(home.server.id)]
    assert 1 <= actions.count("reload") <= 2
    assert home.logged == []


async def test_trouble_with_the_storage_is_said_and_does_not_stop_a_reload(home: Home) -> None:
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    home.parts.records.trouble = "the disk is full"  # type: ignore[attr-defined]  # the records in memory can fail on purpose
    shown = await home.kb(home.mod, "reload")
    assert "\nThe remembered questions could not be read: the disk is full" in shown.content
    told = (await home.mod.click(shown, "Apply")).message
    assert told is not None
    assert told.content.startswith("Done. ")
    assert told.content.endswith("\nIt could not be written down who did this: the disk is full")
    status = await home.kb(home.mod, "status")
    assert "Nothing can be saved since " in status.content


async def test_a_check_changes_nothing(home: Home) -> None:
    before = home.parts.serving.faq
    break_it(home.folder)
    told = await home.kb(home.mara, "check")
    assert told.content.splitlines()[:2] == ["2 faults in 1 file. 0 warnings.", TWO_FAULTS[0]] or told.content.startswith(
        "2 faults"
    )
    assert told.buttons == ["Check again"]
    assert home.parts.serving.faq is before


async def test_a_check_without_a_folder_says_so(home: Home) -> None:
    take_away(home.folder)
    assert (await home.kb(home.mara, "check")).content.startswith("Nothing could be checked: ")


async def test_a_status_tells_version_attempts_and_uptime(home: Home) -> None:
    break_it(home.folder)
    await home.kb(home.mara, "reload")
    lines = (await home.kb(home.mara, "status")).content.splitlines()
    version = home.parts.serving.faq.version[:7]
    assert lines[0].startswith(f"Answering when asked. Version {version}, 5 articles, since <t:")
    assert lines[1].endswith(": 2 faults, not mended yet.")
    assert lines[2] == "Reading messages: not needed. Up for 0 minutes, 1 shard."
    await home.set(moderator_roles=(home.role.id,), listening=(home.channel.id,))
    lines = (await home.kb(home.mara, "status")).content.splitlines()
    assert lines[0].startswith("Listening in 1 channel. ")
    assert lines[2].startswith("Reading messages: not allowed")


async def test_a_status_names_the_channels_of_moderators_in_which_the_bot_cannot_write(home: Home) -> None:
    humans = home.server.add_channel("humans")
    home.server.deny(humans, Permission.SEND_MESSAGES)
    await home.set(moderator_roles=(home.role.id,), human_channel=humans.id, log_channel=home.log.id)
    told = (await home.kb(home.mara, "status")).content
    assert told.endswith(f"I cannot write in <#{humans.id}> yet. There I need: Send Messages.")
    assert f"<#{home.log.id}>" not in told


async def test_why_tells_what_decided_with_the_figures_in_a_file(home: Home) -> None:
    told = await home.kb(home.mara, "why", question="how long does a refund take @everyone")
    lines = told.content.splitlines()
    assert lines[0] == 'Answered with: Can I get a refund? (refunds), "How long does a refund take?"'
    assert lines[-1].startswith(f"Version {home.parts.serving.faq.version[:7]}, served since <t:")
    assert "@everyone" not in told.content
    [file] = told.attachments
    assert "confidence" in file.text


async def test_why_judges_by_the_precision_that_the_server_chose(home: Home) -> None:
    await home.set(moderator_roles=(home.role.id,), precision=0.9)
    told = await home.kb(home.mara, "why", question="refund")
    assert "at precision 0.9" in told.attachments[0].text


async def test_answers_come_in_the_readers_language_and_notes_in_the_servers(home: Home) -> None:
    home.mara.user.locale = "de"
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    shown = await home.kb(home.mara, "reload")
    assert shown.content.startswith("Bereit: ")
    done = (await home.mara.click(shown, "Anwenden")).message
    assert done is not None
    assert done.content.startswith("Fertig. Mitglieder bekommen jetzt Version ")
    await home.discord.settled()
    assert home.logged[0].startswith("mara applied version ")


async def test_members_are_not_offered_the_commands_and_are_refused_all_the_same(home: Home) -> None:
    for command, options in (("reload", {}), ("check", {}), ("why", {"question": "refund"})):
        with pytest.raises(NotOffered):
            await home.ann.slash(home.channel, f"kb {command}", **options)
        assert (await home.kb(home.ann, command, **options)).content.startswith("Only moderators can do that")


async def test_a_button_asks_anew_who_may_press_it(home: Home) -> None:
    """An ex-moderator still sees what they were shown; a member sends a button's id that they were never shown."""
    break_it(home.folder)
    told = await home.kb(home.mara, "reload")
    await home.mara.set_roles()
    for person, pressed in (
        (home.mara, await home.mara.click(told, "Check again")),
        (home.ann, await home.ann.click(told, custom_id=ButtonId(Action.CHECK).encode(), forged=True)),
    ):
        assert pressed.message is not None, person
        assert pressed.message.content.startswith("Only moderators can do that")


async def test_a_timed_out_moderator_may_nothing(home: Home) -> None:
    await home.mara.time_out(3_600)
    assert (await home.kb(home.mara, "reload")).content == "Not while you are timed out."


async def test_in_several_servers_without_a_home_nobody_manages_the_base(home: Home) -> None:
    home.discord.add_server("Elsewhere")
    await home.discord.settled()
    assert "POLICYBOT_HOME_SERVERS" in (await home.kb(home.mod, "reload")).content


async def test_an_administrator_of_another_server_sees_how_theirs_stands_and_no_more(
    wired: FakeDiscord, folder: Path, tmp_path: Path
) -> None:
    server, elsewhere = wired.add_server("Home"), wired.add_server("Elsewhere")
    made = make_parts(home_servers=(server.id,))
    parts = replace(made, serving=serve(Folder(folder, tmp_path / "state", made.clock), made.clock))
    async with running(wired, parts):
        boss = elsewhere.add_member("boss", admin=True)
        for command, options in (("reload", {}), ("check", {}), ("why", {"question": "refund"})):
            done = await boss.slash(elsewhere.channel("general"), f"kb {command}", **options)
            assert done.message is not None
            assert done.message.content == "The knowledge base is managed from another server."
        status = await boss.slash(elsewhere.channel("general"), "kb status")  # how their own server stands
        assert status.message is not None
        assert status.message.content.startswith("Answering when asked.")
        real = server.add_member("real", admin=True)
        done = await real.slash(server.channel("general"), "kb reload")
        assert done.message is not None
        assert done.message.content.startswith("Nothing is new")


async def test_in_direct_messages_nobody_manages_the_base(home: Home) -> None:
    with pytest.raises(NotOffered):
        await home.mod.slash(home.mod.dms, "kb reload")
    done = await home.mod.slash(home.mod.dms, "kb reload", forged=True)
    assert done.message is not None
    assert done.message.content == "This works only in a server that has installed me, not in direct messages."


async def test_a_start_with_broken_files_says_so_in_the_status(wired: FakeDiscord, folder: Path, tmp_path: Path) -> None:
    made = make_parts()
    serve(Folder(folder, tmp_path / "state", made.clock), made.clock)
    break_it(folder)
    wired.add_server("Blockhaven")
    parts = replace(made, serving=serve(Folder(folder, tmp_path / "state", made.clock), made.clock))
    async with running(wired, parts) as bot:
        home = Home(wired, bot, parts)
        await home.furnish(folder)
        lines = (await home.kb(home.mara, "status")).content.splitlines()
        assert lines[1].startswith("The files had faults when I started, so their last good version answers.")
        (folder / CLAIMS).touch()
        assert (await home.kb(home.mara, "reload")).content.startswith("Nothing was changed: 2 faults")


async def test_the_pauses_of_another_server_are_not_told(home: Home) -> None:
    await home.bot.pauses.begin(Pause(Scope.SERVER, "99", 99))
    await home.bot.pauses.begin(Pause(Scope.CHANNEL, "98", 99))
    assert "Paused" not in (await home.kb(home.mara, "status")).content
    await home.bot.pauses.begin(Pause(Scope.CHANNEL, str(home.channel.id), home.server.id))
    assert f"<#{home.channel.id}>" in (await home.kb(home.mara, "status")).content


async def test_check_questions_that_are_no_more_are_named_before_a_reload(home: Home) -> None:
    gate = home.folder / "questions" / "gate.yaml"
    gate.write_text("".join(gate.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    edit(home.folder, REFUNDS, "within 14 days", "within 30 days")
    shown = await home.kb(home.mara, "reload")
    assert 'No longer check questions: "how to claim land"' in shown.content
    assert "right as well" not in shown.content

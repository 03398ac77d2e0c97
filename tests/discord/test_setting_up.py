"""``/setup`` over the wire: one command a setting, for whoever manages the server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from fake import NotOffered, Permission
from memory_records import MemoryRecords

from bot.choices import Shown
from bot.records import AuditEntry, ServerSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.people import Person

    from bot.parts import Parts

COMMANDS = {
    "show",
    "listening",
    "answers",
    "precision",
    "unprompted",
    "moderators",
    "humans",
    "log",
    "language",
    "texts",
    "follow-ups",
}


class Managed(Here):
    """A server that ``mod``, an administrator, sets up."""

    async def setup(self, command: str, *, who: Person | None = None, **options: object) -> str:
        """Use a command and return what its user alone sees."""
        user = who or self.mod
        done = await user.slash(self.channel, f"setup {command}", forged=True, **options)
        assert done.message is not None
        assert done.message.ephemeral_for is user.user
        return done.message.content

    @property
    def records(self) -> MemoryRecords:
        return self.parts.records  # type: ignore[return-value]  # see make_parts

    async def now(self) -> ServerSettings:
        return await self.records.settings_of(self.server.id)

    async def shown(self, name: str) -> str:
        return Shown(await self.now(), self.parts.settings, self.parts.wordings.of("en")).line(name)


@pytest.fixture
def parts() -> Parts:
    return make_parts()


@pytest.fixture
async def here(wired: FakeDiscord, parts: Parts) -> AsyncIterator[Managed]:
    wired.add_server("Blockhaven")
    async with running(wired, parts) as bot:
        yield Managed(wired, bot, parts)


async def test_every_setting_has_its_command_and_show_shows_them_all(here: Managed) -> None:
    group = here.bot.tree.get_command("setup")
    assert {command.name for command in group.commands} == COMMANDS  # type: ignore[union-attr]  # it is a group
    lines = (await here.setup("show")).splitlines()
    assert len(lines) == len(ServerSettings.__dataclass_fields__) - 1
    assert lines[0] == "Channels to listen in: none"


async def test_a_channel_to_listen_in_is_shown_back_logged_and_audited(here: Managed) -> None:
    log = here.server.add_channel("log")
    await here.setup("log", channel=log)
    told = await here.setup("listening", channel=here.channel)
    assert told.splitlines()[0] == f"Saved. Channels to listen in: <#{here.channel.id}>"
    assert (await here.now()).listening == (here.channel.id,)
    await here.discord.settled()
    assert [message.content for message in log.messages.values()][-1] == (
        f"mod changed a setting. Channels to listen in: none → <#{here.channel.id}>"
    )
    [entry, _] = await here.records.audit(here.server.id)
    assert (entry.who, entry.action, entry.detail) == (here.mod.id, "setup", f"listening: () → ({here.channel.id},)")

    assert await here.setup("listening", channel=here.channel, on=False) == "Saved. Channels to listen in: none"
    assert (await here.now()).listening == ()


async def test_a_forum_is_kept_apart_from_channels(here: Managed) -> None:
    forum = here.server.add_forum("help")
    assert (await here.setup("listening", channel=forum)).startswith(f"Saved. Forums to answer in: <#{forum.id}>")
    assert ((await here.now()).forums, (await here.now()).listening) == ((forum.id,), ())


async def test_the_first_listening_channel_makes_the_bot_ask_for_messages(here: Managed) -> None:
    assert (await here.setup("listening", channel=here.channel)).endswith("so that I may read messages there.")
    await asyncio.wait_for(here.bot.wants_messages.wait(), 5)


async def test_where_messages_may_not_be_read_it_is_said_and_not_asked_for_again(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts(message_content="off")
    async with running(wired, parts) as bot:
        here = Managed(wired, bot, parts)
        assert "Message Content Intent" in await here.setup("listening", channel=here.channel)
        assert not bot.wants_messages.is_set()


async def test_a_refused_permission_to_read_is_not_asked_for_at_every_change(here: Managed) -> None:
    other = here.server.add_channel("other")
    await here.set(listening=(here.channel.id,))  # so the bot asked when it started, and goes without
    assert "Message Content Intent" in await here.setup("listening", channel=other)
    assert not here.bot.wants_messages.is_set()


async def test_what_the_bot_may_not_do_in_a_channel_is_said_with_the_remedy(here: Managed) -> None:
    here.server.deny(here.channel, Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY)
    told = await here.setup("listening", channel=here.channel)
    assert f"I cannot write in <#{here.channel.id}> yet. There I need: Send Messages, Read Message History." in told.splitlines()
    assert (await here.now()).listening == (here.channel.id,)  # saved all the same: the permission can follow


async def test_channels_that_were_deleted_leave_the_list_with_the_next_change(here: Managed) -> None:
    await here.set(listening=(1, 2))
    await here.setup("listening", channel=here.channel)
    assert (await here.now()).listening == (here.channel.id,)


async def test_precision_is_chosen_in_words(here: Managed) -> None:
    command = here.bot.tree.get_command("setup").get_command("precision")  # type: ignore[union-attr]  # it is a group
    [option] = command.parameters  # type: ignore[union-attr]  # likewise
    assert [choice.name for choice in option.choices] == [
        "at most 1 wrong in 10",
        "at most 1 wrong in 20",
        "at most 1 wrong in 50",
        "at most 1 wrong in 100",
        "as the bot was set up",
    ]
    assert await here.setup("precision", answers=50) == "Saved. Answers to questions: at most 1 wrong in 50"
    assert (await here.now()).precision == pytest.approx(0.98)
    assert (
        await here.setup("precision", answers=0) == "Saved. Answers to questions: at most 1 wrong in 20 (as the bot was set up)"
    )
    assert (await here.now()).precision is None


async def test_unprompted_answers_cannot_be_made_less_sure_than_asked_ones(here: Managed) -> None:
    await here.setup("precision", answers=100)
    told = await here.setup("unprompted", answers=20)
    assert told.startswith("Nothing was saved: ")
    assert (await here.now()).listening_precision is None
    await here.setup("precision", answers=20)
    assert (await here.setup("unprompted", answers=20)).startswith("Saved. ")


async def test_a_role_moderates_from_the_moment_it_is_chosen(here: Managed) -> None:
    role = here.server.add_role("Mods")
    mara = here.server.add_member("mara", roles=["Mods"])
    refused = await mara.slash(here.channel, "kb status", forged=True)
    assert refused.message is not None
    assert refused.message.content.startswith("Only moderators")
    assert await here.setup("moderators", role=role) == f"Saved. Moderator roles: <@&{role.id}>"
    allowed = await mara.slash(here.channel, "kb status", forged=True)
    assert allowed.message is not None
    assert "Version" in allowed.message.content
    assert await here.setup("moderators", role=role, on=False) == "Saved. Moderator roles: none"


async def test_everybody_cannot_be_made_a_moderator(here: Managed) -> None:
    assert (await here.setup("moderators", role=here.server.everyone)).startswith("Nothing was saved: with @everyone")
    assert (await here.setup("moderators", role=here.server.everyone, who=here.ann)).startswith(
        "Only members with the permission"
    )
    assert (await here.now()).moderator_roles == ()


@pytest.mark.parametrize(
    ("command", "options", "name", "told"),
    [
        ("answers", {"private": True}, "private", "Saved. Answers to /ask: for the asker alone, unless they want otherwise"),
        ("language", {"language": "de"}, "language", "Saved. Language in channels: German"),
        ("texts", {"keep": False}, "keep_text", "Saved. Keeping the text of questions without an answer: off"),
        ("follow-ups", {"on": True}, "follow_ups", "Saved. Understanding follow-up questions: on"),
    ],
)
async def test_the_other_settings_are_shown_back(
    here: Managed, command: str, options: dict[str, object], name: str, told: str
) -> None:
    before = await here.now()
    assert await here.setup(command, **options) == told
    assert getattr(await here.now(), name) != getattr(before, name)
    assert await here.setup(command, **options) == told.replace("Saved.", "Nothing changed.")
    assert len(await here.records.audit(here.server.id)) == 1


async def test_a_channel_is_switched_off_by_leaving_it_out(here: Managed) -> None:
    humans = here.server.add_channel("humans")
    assert await here.setup("humans", channel=humans) == f"Saved. Channel for questions to humans: <#{humans.id}>"
    assert await here.setup("humans") == "Saved. Channel for questions to humans: none"


async def test_moving_the_log_is_told_in_the_old_channel_and_in_the_new_one(here: Managed) -> None:
    first, second = here.server.add_channel("first"), here.server.add_channel("second")
    await here.setup("log", channel=first)
    await here.setup("log", channel=second)
    await here.setup("log")
    await here.discord.settled()
    assert [len(first.messages), len(second.messages)] == [2, 2]


async def test_every_language_of_the_bot_can_be_chosen(here: Managed) -> None:
    command = here.bot.tree.get_command("setup").get_command("language")  # type: ignore[union-attr]  # it is a group
    [option] = command.parameters  # type: ignore[union-attr]  # likewise
    assert {choice.value for choice in option.choices} == {*here.parts.wordings.locales, "auto"}
    await here.setup("language", language="de")
    await here.setup("language", language="auto")
    assert (await here.now()).language is None


class SlowRecords(MemoryRecords):
    """Takes its time to save, as a disk does."""

    async def save_settings(self, settings: ServerSettings, entry: AuditEntry) -> None:
        await asyncio.sleep(0.01)
        await super().save_settings(settings, entry)


async def test_changes_at_once_all_stay(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = replace(make_parts(), records=SlowRecords())
    async with running(wired, parts) as bot:
        here = Managed(wired, bot, parts)
        places = [here.server.add_channel(f"place-{number}") for number in range(6)]
        await asyncio.gather(*(here.setup("listening", channel=place) for place in places))
        assert (await here.now()).listening == tuple(sorted(place.id for place in places))


async def test_what_cannot_be_saved_is_said_and_nothing_changes(here: Managed) -> None:
    here.records.trouble = "the disk is full"
    assert await here.setup("answers", private=True) == "Nothing was saved: the disk is full"
    assert await here.setup("show") == "The settings cannot be read: the disk is full"
    assert await here.setup("listening", channel=here.channel) == "Nothing was saved: the disk is full"
    assert not here.bot.wants_messages.is_set()
    here.records.trouble = None
    assert await here.now() == ServerSettings(here.server.id)


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_only_who_manages_the_server_may(here: Managed, command: str) -> None:
    role = here.server.add_role("Mods", Permission.MANAGE_MESSAGES)
    mara = here.server.add_member("mara", roles=["Mods"])
    await here.set(moderator_roles=(role.id,))
    options: dict[str, dict[str, object]] = {
        "listening": {"channel": here.channel},
        "answers": {"private": True},
        "precision": {"answers": 50},
        "unprompted": {"answers": 50},
        "moderators": {"role": role},
        "language": {"language": "de"},
        "texts": {"keep": False},
        "follow-ups": {"on": True},
    }
    before = await here.now()
    for who in (mara, here.ann):
        with pytest.raises(NotOffered):
            await who.slash(here.channel, f"setup {command}", **options.get(command, {}))
        told = await here.setup(command, who=who, **options.get(command, {}))
        assert told == "Only members with the permission Manage Server can do that."
    assert await here.now() == before


async def test_a_setting_concerns_its_own_server_alone(wired: FakeDiscord) -> None:
    wired.add_server("Blockhaven")
    parts = make_parts()
    async with running(wired, parts) as bot:
        here = Managed(wired, bot, parts)
        elsewhere = wired.add_server("Elsewhere")
        boss = elsewhere.add_member("boss", admin=True)
        await wired.settled()
        done = await boss.slash(elsewhere.channel("general"), "setup answers", private=True)
        assert done.message is not None
        assert done.message.content.startswith("Saved. ")
        assert (await here.records.settings_of(elsewhere.id)).private
        assert not (await here.now()).private

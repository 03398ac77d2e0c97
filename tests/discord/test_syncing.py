from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import discord as discord_py
import pytest
from bot_under_test import make_parts
from discord import app_commands
from fake.faults import fail
from memory_records import MemoryRecords
from small_bot import SmallBot, small_parts

import bot
from bot.client import PolicyBot
from bot.cogs import rooms
from bot.records import RecordsError
from bot.syncing import CommandTranslator, sync, sync_changed
from bot.wording import Wordings

if TYPE_CHECKING:
    from fake import FakeDiscord

    from bot.records import Records


class Translated(app_commands.Translator):
    """German for one word."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord_py.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the library's form
    ) -> str | None:
        return "Antwortet" if locale is discord_py.Locale.german and string.message == "Answers" else None


class SyncingBot(SmallBot):
    """Tells Discord about its commands when it logs in, if they changed."""

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Translated())
        await sync_changed(self.tree, self.parts.records)


class Listed(app_commands.Translator):
    """Translates nothing, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord_py.Locale,  # noqa: ARG002 - the library's form
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - likewise
    ) -> None:
        self.texts.add(string.message)


class ForgetfulRecords(MemoryRecords):
    """A disk that is away."""

    async def value(self, name: str) -> str | None:
        raise RecordsError(f"{name}: the disk is away")

    async def set_value(self, name: str, value: str) -> None:
        raise RecordsError(f"{name}={value}: the disk is away")


def writes(fake: FakeDiscord) -> list[str]:
    return [f"{call.method} {call.path}" for call in fake.requests if "/commands" in call.path and call.method != "GET"]


async def start(fake: FakeDiscord, records: Records, *, extra: str = "") -> None:
    bot = SyncingBot(small_parts(records=records))
    if extra:
        bot.tree.add_command(app_commands.Command(name=extra, description="Another", callback=bot._ping))
    try:
        await bot.login(fake.token)
    finally:
        await bot.close()


async def test_a_hundred_starts_with_the_same_commands_write_once_and_a_change_once_more(wired: FakeDiscord) -> None:
    records = MemoryRecords()
    await start(wired, records)
    assert len(writes(wired)) == 1
    for _ in range(100):
        await start(wired, records)
    assert len(writes(wired)) == 1
    await start(wired, records, extra="other")
    await start(wired, records, extra="other")
    assert len(writes(wired)) == 2


async def test_translations_are_told_too(wired: FakeDiscord) -> None:
    await start(wired, MemoryRecords())
    [call] = [call for call in wired.requests if call.method == "PUT"]
    assert call.json[0]["description_localizations"] == {"de": "Antwortet"}


async def test_a_server_of_its_own_and_force(wired: FakeDiscord) -> None:
    server, records = wired.add_server("Game"), MemoryRecords()
    bot = SmallBot(small_parts(records=records))
    await bot.login(wired.token)
    wired.requests.clear()
    bot.tree.copy_global_to(guild=discord_py.Object(server.id))
    assert await sync(bot.tree, records, server=server.id)
    assert not await sync(bot.tree, records, server=server.id)
    assert await sync(bot.tree, records, server=server.id, force=True)
    await bot.close()
    assert len(writes(wired)) == 2
    assert f"/guilds/{server.id}/commands" in writes(wired)[0]


async def test_what_discord_refused_is_logged_and_told_again_the_next_time(
    wired: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    records = MemoryRecords()
    wired.faults.on("PUT */commands", fail(400))
    await start(wired, records)
    assert "Discord refused the commands" in caplog.text
    await start(wired, records)
    await start(wired, records)
    assert len(writes(wired)) == 2


async def test_a_server_of_discord_that_is_away_lets_the_start_fail_and_be_tried_again(wired: FakeDiscord) -> None:
    wired.faults.on("PUT */commands", fail(503))
    with pytest.raises(discord_py.DiscordServerError):
        await start(wired, MemoryRecords())


async def test_without_storage_the_commands_are_told_at_every_start(wired: FakeDiscord, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        await start(wired, ForgetfulRecords())
    assert len(writes(wired)) == 2
    assert "the next start tells it again" in caplog.text


LANGUAGES = {"English", "Deutsch"}
"""Named as their speakers call them."""


async def test_every_name_and_description_of_a_command_is_translated_and_none_is_left_over() -> None:
    whole, asked = PolicyBot(make_parts(), reads_messages=False), Listed()
    for room in rooms(whole):
        await whole.add_cog(room)
    for command in whole.tree.get_commands():
        await command.get_translated_payload(whole.tree, asked)
    german = tomllib.loads((Path(bot.__file__).parent / "locales" / "de.toml").read_text(encoding="utf-8"))["commands"]
    assert asked.texts - LANGUAGES == set(german)


PLACE = app_commands.TranslationContextLocation.command_name


@pytest.fixture
def translator() -> CommandTranslator:
    return CommandTranslator(Wordings.load())


async def translated(translator: CommandTranslator, text: str, locale: discord_py.Locale) -> str | None:
    context = app_commands.TranslationContext(PLACE, None)  # type: ignore[arg-type]  # no command is looked at
    return await translator.translate(app_commands.locale_str(text), locale, context)


async def test_a_german_sees_german_commands(translator: CommandTranslator) -> None:
    assert await translated(translator, "topics", discord_py.Locale.german) == "themen"


@pytest.mark.parametrize(
    "locale", [discord_py.Locale.american_english, discord_py.Locale.british_english, discord_py.Locale.korean]
)
async def test_all_others_see_the_english_of_the_code(translator: CommandTranslator, locale: discord_py.Locale) -> None:
    assert await translated(translator, "topics", locale) is None


async def test_what_nobody_translated_stays_english(translator: CommandTranslator) -> None:
    assert await translated(translator, "no such command", discord_py.Locale.german) is None

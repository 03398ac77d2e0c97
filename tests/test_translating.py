from __future__ import annotations

import discord
import pytest
from discord import app_commands

from bot.translating import CommandTranslator
from bot.wording import Wordings

PLACE = app_commands.TranslationContextLocation.command_name


@pytest.fixture
def translator() -> CommandTranslator:
    return CommandTranslator(Wordings.load())


async def translated(translator: CommandTranslator, text: str, locale: discord.Locale) -> str | None:
    context = app_commands.TranslationContext(PLACE, None)  # type: ignore[arg-type]  # no command is looked at
    return await translator.translate(app_commands.locale_str(text), locale, context)


async def test_a_german_sees_german_commands(translator: CommandTranslator) -> None:
    assert await translated(translator, "topics", discord.Locale.german) == "themen"


@pytest.mark.parametrize("locale", [discord.Locale.american_english, discord.Locale.british_english, discord.Locale.korean])
async def test_all_others_see_the_english_of_the_code(translator: CommandTranslator, locale: discord.Locale) -> None:
    assert await translated(translator, "topics", locale) is None


async def test_what_nobody_translated_stays_english(translator: CommandTranslator) -> None:
    assert await translated(translator, "no such command", discord.Locale.german) is None

"""Names and descriptions of commands → the reader's language, as Discord asks for them when the commands are synced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

if TYPE_CHECKING:
    import discord

    from bot.wording import Wordings


class CommandTranslator(app_commands.Translator):
    """Looks up each name and description, which is English in the code, under ``[commands]`` of the other languages."""

    def __init__(self, wordings: Wordings) -> None:
        self._wordings = wordings

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - discord.py's signature
    ) -> str | None:
        """Return the translation, ``None`` where the English text shall stand."""
        return self._wordings.of(str(locale)).command(string.message)

"""Settings for the commands that need Discord: what is wrong with them is told all at once, and ends the command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cli.errors import ConfigurationError
from bot.settings import SettingsError, misspelt, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.context import Context
    from bot.settings import Settings


def settings_for(context: Context, *, needs_token: bool = False) -> Settings:
    """Read the settings from the environment and ``.env``.

    Raises:
        ConfigurationError: they cannot be used; all faults but the last have been told.
    """
    try:
        context.terminal.warn(f"policybot: {line}" for line in misspelt())
        return read_settings(needs_token=needs_token)
    except SettingsError as error:
        *others, last = error.faults
        context.terminal.warn(f"policybot: {fault}" for fault in others)
        raise ConfigurationError(last) from None


def folder_for(context: Context, settings: Settings) -> Path:
    """Return the knowledge folder; ``.env`` may name it too.

    Raises:
        ConfigurationError: it is not there.
    """
    return replace(context, knowledge=context.knowledge or settings.knowledge).folder()

"""The rooms of the bot: what people ask, browse and set up, and what moderators do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cogs.answering import AnsweringCog
from bot.cogs.asking import AskingCog
from bot.cogs.browsing import BrowsingCog
from bot.cogs.editing import SavingCog
from bot.cogs.moderating import Moderating
from bot.cogs.privacy import Privacy
from bot.cogs.setting_up import SettingUp
from bot.cogs.teaching import TeachingCog

if TYPE_CHECKING:
    from discord.ext import commands

    from bot.client import PolicyBot


def rooms(bot: PolicyBot) -> list[commands.Cog]:
    """Return every room, new."""
    kinds = (AnsweringCog, AskingCog, BrowsingCog, Moderating, SavingCog, TeachingCog, SettingUp, Privacy)
    return [kind(bot) for kind in kinds]

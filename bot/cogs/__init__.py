"""The rooms of the bot: what people ask, browse and set up, and what moderators do. And what follows from each button of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import Action
from bot.cogs import going_back, inbox, moderating, offering, pausing, privacy, teaching
from bot.cogs.answering import AnsweringCog
from bot.cogs.asking import AskingCog
from bot.cogs.browsing import BrowsingCog
from bot.cogs.editing import SavingCog
from bot.cogs.setting_up import SettingUp
from bot.views import browsing, feedback, handing_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord.ext import commands

    from bot.client import PolicyBot
    from bot.views.pressing import Handler


def rooms(bot: PolicyBot) -> list[commands.Cog]:
    """Return every room, new."""
    kinds = (
        AnsweringCog,
        AskingCog,
        BrowsingCog,
        moderating.Moderating,
        SavingCog,
        teaching.TeachingCog,
        SettingUp,
        privacy.Privacy,
    )
    return [kind(bot) for kind in kinds]


def handlers() -> Mapping[Action, Handler]:
    """Return what follows from each action."""
    return {
        Action.MORE: feedback.more,
        Action.HELPFUL: feedback.helpful,
        Action.WRONG: feedback.wrong,
        Action.MEANT: feedback.meant,
        Action.NOT_FOR_US: feedback.not_for_us,
        Action.DELETE: feedback.delete,
        Action.PICK: feedback.pick,
        Action.NONE: feedback.none,
        Action.PRIVATE: feedback.private,
        Action.HUMAN: handing_over.human,
        Action.TAKE: handing_over.take,
        Action.MARK: pausing.mark,
        Action.ERASE: pausing.erase,
        Action.SHOW: browsing.show,
        Action.CHECK: moderating.press_check,
        Action.RELOAD: moderating.press_reload,
        Action.APPLY: offering.press_apply,
        Action.CANCEL: offering.press_cancel,
        Action.UNDO: going_back.press_undo,
        Action.INBOX: inbox.press_inbox,
        Action.ASSIGN: inbox.press_assign,
        Action.COMPOSE: inbox.press_compose,
        Action.OFFTOPIC: inbox.press_off_topic,
        Action.LATER: inbox.press_later,
        Action.REASSIGN: teaching.press_reassign,
        Action.TEACH: teaching.press_teach,
        Action.SEARCH: teaching.press_search,
        Action.REWORD: teaching.press_reword,
        Action.TAUGHT: teaching.press_taught,
        Action.PAUSE: pausing.press_pause,
        Action.FORGET: privacy.forget,
    }

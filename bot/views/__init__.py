"""What people press: buttons and menus, and what follows from each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.views.pressing import Handler


def handlers() -> Mapping[Action, Handler]:
    """Return what follows from each action."""
    from bot.cogs import going_back, inbox, moderating, offering, pausing, privacy, teaching  # noqa: PLC0415 - likewise
    from bot.views import browsing, choosing, feedback, handing_over  # noqa: PLC0415 - they import this package's siblings

    return {
        Action.MORE: feedback.more,
        Action.HELPFUL: feedback.helpful,
        Action.WRONG: feedback.wrong,
        Action.MEANT: feedback.meant,
        Action.NOT_FOR_US: feedback.not_for_us,
        Action.DELETE: feedback.delete,
        Action.PICK: choosing.pick,
        Action.NONE: choosing.none,
        Action.PRIVATE: choosing.private,
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

"""What a button carries: everything that is needed to act on a press after a restart, from any shard, without a look-up.

An id can be forged by whoever writes their own client: it says what was pressed, never who may press it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

CUSTOM_ID = 100
"""Characters of a button's id (Discord's limit); those of an id here are ASCII, and never more than 94."""

TEMPLATE = (
    r"p1:(?P<action>[a-z]{1,8}):(?P<article>[a-z0-9-]{0,40}):(?P<passage>[0-9]{1,3})"
    r":(?P<asker>[0-9]{1,20}):(?P<extra>[A-Za-z0-9_-]{0,20})"
)
"""The whole of an id, as ``discord.ui.DynamicItem`` wants it. ``p1`` is the form's number: another form gets another one."""


class Action(StrEnum):
    """What a press asks for."""

    MORE = "more"
    HELPFUL = "helpful"
    WRONG = "wrong"
    PICK = "pick"
    NONE = "none"
    """None of the suggestions, or of the articles that may have been meant."""
    MEANT = "meant"
    NOT_FOR_US = "notforus"
    DELETE = "delete"
    PRIVATE = "private"
    HUMAN = "human"
    TAKE = "take"
    MARK = "mark"
    ERASE = "erase"
    """What to do about the replies of an article that was paused."""
    SHOW = "show"
    """A menu of topics, articles and passages; its options name what they open."""
    CHECK = "check"
    RELOAD = "reload"
    APPLY = "apply"
    CANCEL = "cancel"
    """What to do about a proposed change; ``extra`` is its id."""
    UNDO = "undo"
    """Undo a change, or an undoing; ``extra`` is the number of the change."""
    INBOX = "inbox"
    """A group of the inbox; ``passage`` counts them."""
    ASSIGN = "assign"
    COMPOSE = "compose"
    OFFTOPIC = "offtopic"
    LATER = "later"
    """What to do about a group of the inbox; ``extra`` is its key."""
    REASSIGN = "reassign"
    TEACH = "teach"
    SEARCH = "search"
    REWORD = "reword"
    """What to do about a draft lesson; ``extra`` is its id. The first asks for its article."""
    TAUGHT = "taught"
    """A menu of what was taught; its options name what to take back, or where the list goes on."""
    PAUSE = "pause"
    FORGET = "forget"
    """Delete what is kept about whoever presses."""


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A button's id. ``passage`` counts from 0; ``asker`` is the id of the person who asked, 0 where nobody did.

    ``extra`` is the action's own: up to 20 letters, digits, ``-`` and ``_``, such as the id of a message.
    """

    action: Action
    article: str = ""
    passage: int = 0
    asker: int = 0
    extra: str = ""

    def encode(self) -> str:
        """Return the text that Discord keeps with the button.

        Raises:
            ValueError: a part is longer than its place, or holds what it may not.
        """
        text = f"p1:{self.action}:{self.article}:{self.passage}:{self.asker}:{self.extra}"
        if not re.fullmatch(TEMPLATE, text):
            raise ValueError(f"{text!r} is no button's id")
        return text

    @classmethod
    def decode(cls, text: str) -> ButtonId | None:
        """Return what an id says; ``None`` for one of another form, or of an action that this version does not know."""
        match = re.fullmatch(TEMPLATE, text)
        if match is None or match["action"] not in set(Action):
            return None
        return cls(Action(match["action"]), match["article"], int(match["passage"]), int(match["asker"]), match["extra"])

"""What somebody wants to do to the content: one value for everything from a reload to an undo."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.records import Applied, overlay_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from bot.faq import Overlay
    from bot.records import Taught


class Act(StrEnum):
    """The kind of a change; the values stand in the history."""

    RELOAD = "reload"
    UPLOAD = "upload"
    EDIT = "edit"
    NEW = "new"
    TEACH = "teach"
    DECLINE = "decline"
    FORGET = "forget"
    """Take back what was taught."""
    UNDO = "undo"
    ROLLBACK = "rollback"


GOING_BACK = frozenset({Act.UNDO, Act.ROLLBACK})
FORGIVEN = GOING_BACK | {Act.FORGET}
"""What is never refused for a lost check question: it is what helps when something is wrong."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file to write, by its path below the folder; ``None`` stands for no such file. ``before`` is what was seen there."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Change:
    """What shall become of the content. Without edits, lessons and the rest it is what the files hold by now.

    ``who`` is 0 where nobody in chat wants it. ``lessons`` have no id yet; ``forget`` and ``restore`` are ids of what was taught, to
    take back and to teach again. ``version`` is an earlier one to go back to.
    """

    act: Act = Act.RELOAD
    who: int = 0
    server: int | None = None
    detail: str = ""
    reason: str | None = None
    edits: tuple[Edit, ...] = ()
    lessons: tuple[Taught, ...] = ()
    forget: tuple[int, ...] = ()
    restore: tuple[Taught, ...] = ()
    version: str = ""
    undoes: Applied | None = None
    """What an undo turns round, for whoever looks at it."""

    @property
    def by(self) -> str:
        """Who wants it, as the log tells it."""
        return f"a moderator in server {self.server}" if self.server else "nobody in chat"

    @property
    def teaches(self) -> bool:
        """Whether it changes what is taught, so that it is nothing unless the records keep it."""
        return bool(self.lessons or self.forget or self.restore)

    def overlay(self, taught: Iterable[Taught]) -> Overlay:
        """Return what is taught after it, where ``taught`` is so before."""
        left = [one for one in taught if one.id not in self.forget]
        return overlay_of([*left, *self.restore, *self.lessons])

    def applied(self, before: str, after: str, at: dt.datetime) -> Applied:
        """Return it as a line of the history, once it was applied."""
        files = tuple(edit.path for edit in self.edits)
        return Applied(None, self.server, self.who, str(self.act), self.detail, self.reason, before, after, at, files)

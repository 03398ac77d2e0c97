"""What somebody wants to do to the content: one value for everything from a reload to an undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.faq.articles import Overlay
from bot.faq.loading.phrasings import phrasing_key
from bot.records import Applied, overlay_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from bot.desk.reloading import Changes, Verdict
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


_WAITED = "\N{NO-BREAK SPACE}+ "
"""In a detail, before the title of each article that came with a change; no author writes that."""

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

    ``who`` is 0 where nobody in chat wants it. ``lessons`` have no id yet; ``forget`` are ids of what was taught, to take back,
    ``restore`` is what was taken back, to teach again. ``version`` is an earlier one to go back to.
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

    @property
    def only_teaches(self) -> bool:
        """Whether it leaves the files out of it: what answers then learns or forgets something, whatever the files hold by now."""
        return self.teaches and not self.edits and not self.version

    def overlay(self, taught: Iterable[Taught]) -> Overlay:
        """Return what is taught after it, where ``taught`` is so before."""
        left = [one for one in taught if one.id not in self.forget]
        return overlay_of([*left, *self.restore, *self.lessons])

    def overlay_over(self, answering: Overlay, taught: Iterable[Taught]) -> Overlay:
        """Return the same for a version that somebody went back to, which has lessons of its own: ``answering``."""
        gone = overlay_of(one for one in taught if one.id in self.forget)
        new = overlay_of([*self.restore, *self.lessons])
        said = {phrasing_key(text) for text in (*(one.phrasing for one in new.phrasings), *new.declined)}  # which need their room
        phrasings = [one for one in answering.phrasings if one not in gone.phrasings and phrasing_key(one.phrasing) not in said]
        declined = [text for text in answering.declined if text not in gone.declined and phrasing_key(text) not in said]
        synonyms = [one for one in answering.synonyms if one not in (*gone.synonyms, *new.synonyms)]
        return Overlay((*phrasings, *new.phrasings), (*declined, *new.declined), (*synonyms, *new.synonyms))

    def with_waiting(self, changes: Changes | None) -> Change:
        """Return it with the articles in its detail that come with its edits, as their files had changed and waited."""
        paths = {edit.path for edit in self.edits}
        articles = (*changes.added, *changes.changed, *changes.removed) if paths and changes else ()
        titles = dict.fromkeys(one.title for one in articles if one.place.path not in paths)
        return replace(self, detail=_WAITED.join([self.detail, *titles]))

    def applied(self, before: str, after: str, at: dt.datetime) -> Applied:
        """Return it as a line of the history, once it was applied."""
        files = tuple(edit.path for edit in self.edits)
        return Applied(None, self.server, self.who, str(self.act), self.detail, self.reason, before, after, at, files)


def parted(detail: str) -> tuple[str, list[str]]:
    """Return a detail of the history without the titles of what waited and came with the change, and those titles."""
    own, *titles = detail.split(_WAITED)
    return own, titles


async def nothing_taught() -> Sequence[Taught]:
    """Return nothing: where there are no records."""
    return ()


async def nothing_else(_change: Change, _verdict: Verdict) -> None:
    """Do nothing more when a change is applied."""

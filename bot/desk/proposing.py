"""A change that is shown before it is made: what it would do, and what waits for somebody's word.

What waits is the change and what it came to, never the base that was built: that one is built again when somebody applies it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.desk.changes import FORGIVEN, Change
from bot.desk.previewing import PRECISION, Asked, Known, Preview, preview
from bot.desk.reloading import Changes, Verdict, reload, short
from bot.desk.teaching import object_to, wordings_of
from bot.faq import Overlay, UsageError
from bot.faq.editing import articles_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.desk.content import Content
    from bot.desk.teaching import Objection
    from bot.faq import FAQ

MOST_OFFERED = 20
"""Changes that wait for somebody's word, the newest. One may hold a megabyte."""


NOTHING_ELSE = Change()
"""To read the files again."""
NOTHING_TAUGHT = Overlay()
NO_CHANGES = Changes((), (), ())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which change somebody wants to see, and for which questions. ``warn``: lost check questions do not refuse it, unless it teaches."""

    change: Change = NOTHING_ELSE
    questions: tuple[Asked, ...] = ()
    precision: float = PRECISION
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a change would come to. ``id`` is what to apply; empty where nothing waits: ``verdict`` then says what became of it.

    ``preview`` is set where the files could be read and hold something new, ``objection`` where a lesson is refused.
    ``shared`` is as :class:`~bot.desk.serving.Reloaded` has it.
    """

    id: str
    verdict: Verdict
    preview: Preview | None
    at: dt.datetime
    change: Change = NOTHING_ELSE
    shared: bool = False
    objection: Objection | None = None


def consider(
    old: FAQ, load: Callable[[], FAQ], wanted: Wanted, known: Known, taught: Overlay = NOTHING_TAUGHT
) -> tuple[Verdict, Preview | None, Objection | None]:
    """Load anew and compare; the verdict is that of a reload. ``known`` is what versions showed in earlier previews.

    ``taught`` is what shall be taught then: what of it is taught already stays a check question, even where files leave no room for it.
    """
    verdict = _made(old, load, wanted.change)
    if not verdict.accepted:
        return verdict, None, None
    new, change = verdict.faq, wanted.change
    lessons = [one for one in replace(old.base, questions=(), overlay=taught).gate if one in old.base.gate]
    checks = (*lessons, *(wordings_of(old.base) if change.teaches else ()))
    forgiven = change.act in FORGIVEN or (wanted.warn and not change.lessons)
    look = partial(preview, old, precision=wanted.precision, known=known, checks=checks, thorough=forgiven)
    found = look(new, wanted.questions)
    if found.lost and not forgiven:
        return Verdict(old, old.version, faults=found.lost), found, object_to(old, new, found, look)
    return replace(verdict, kept=0 if found.lost else found.checked), found, None


def _made(old: FAQ, load: Callable[[], FAQ], change: Change) -> Verdict:
    """Return the verdict on a change made for trial. What lost its article can be taken back, too, though nothing that answers changes."""
    verdict = reload(old, load, lambda _: ())
    takes_back = change.forget and not change.lessons and not verdict.refused
    return replace(verdict, changes=verdict.changes or NO_CHANGES) if takes_back else verdict


def candidate(content: Content, change: Change, overlay: Overlay, before: FAQ) -> FAQ:
    """Make a change to what answers now for trial: nothing is written.

    Raises:
        ContentError: the files would have faults.
        UsageError: they cannot be read, a version is not kept any more, an article that something is taught to is gone, or a file
            that is to be written holds what nobody has applied.
    """
    lessons = (*change.lessons, *change.restore)
    if missing := {one.article for one in lessons if one.article}.difference(one.id for one in before.base.articles):
        names = ", ".join(map(repr, sorted(missing)))
        raise UsageError(f"no article is called {names} any more: teach it anew, to the one that answers it now")
    if change.only_teaches:
        return content.relearn(before, overlay)
    for edit in change.edits:
        refuse_unapplied(content, before.version, edit.path, edit.before)
    if not change.version:
        return content.load(overlay, {edit.path: edit.after for edit in change.edits}, before)
    faq = content.version(change.version)
    if faq is None:
        raise UsageError(f"version {short(change.version)} is not kept any more")
    return faq


def refuse_unapplied(content: Content, version: str, path: str, data: bytes | None) -> None:
    """Refuse to write over what somebody wrote and nobody applied: an undo could not bring it back, for it brings back ``version``.

    A file with faults may be written over, as nothing else mends it from chat; so may any where the version is not kept, for then
    nothing undoes that.

    Raises:
        UsageError: ``data`` is not what the file at ``path`` has in the version that answers.
    """
    try:
        if data == content.file(version, path):
            return
        articles_in(path, data or b"")
    except UsageError:
        return
    raise UsageError(f"{path} holds a change that nobody has applied yet: apply it first with /kb reload, or have it taken back")


@dataclass(frozen=True, slots=True)
class Offered:
    """A change that was shown: of which version it makes which, and how many check questions keep their answer then.

    Equal versions hold equal content, so whoever makes it again and finds these two has made exactly what was shown.
    """

    change: Change
    before: str
    after: str
    kept: int

    def again(self, content: Content, overlay: Overlay, old: FAQ) -> Verdict | None:
        """Make the change once more; ``None`` where that comes to something else than was shown."""
        verdict = _made(old, partial(candidate, content, self.change, overlay, old), self.change)
        return replace(verdict, kept=self.kept) if (verdict.before, verdict.faq.version) == (self.before, self.after) else None


class Offers:
    """The changes that wait. Whoever takes one out has it alone: of two who press at once, one applies it and the other cannot."""

    def __init__(self) -> None:
        self._offered: OrderedDict[str, Offered] = OrderedDict()

    def put(self, verdict: Verdict, change: Change) -> str:
        """Let a change wait, and return its id, which no other one had before or will have after a restart."""
        name = secrets.token_hex(8)
        self.put_back(name, Offered(change, verdict.before, verdict.faq.version, verdict.kept))
        return name

    def put_back(self, name: str, offered: Offered) -> None:
        """Let wait again what could not be applied."""
        self._offered[name] = offered
        while len(self._offered) > MOST_OFFERED:
            self._offered.popitem(last=False)

    def change_of(self, name: str) -> Change | None:
        """Return what waits under an id."""
        return self._offered[name].change if name in self._offered else None

    def take(self, name: str) -> Offered | None:
        """Return it and let it wait no longer."""
        return self._offered.pop(name, None)

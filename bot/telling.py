"""What moderators are told in chat: what a reload did, what a check found, how things stand, why a question is decided as it is. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.desk.changes import parted
from bot.desk.reloading import files_of, short
from bot.differences import check_lines, difference_lines, move_line, some_questions, stolen_lines
from bot.escaping import echo, escape
from bot.faq.articles import TAUGHT
from bot.faq.decisions import Kind
from bot.fitting import clip, units
from bot.saying import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.desk.previewing import Preview
    from bot.desk.reloading import Changes, Status, Verdict
    from bot.faq import FAQ, Decision, Quote
    from bot.faq.articles import Article
    from bot.faq.checking import Report
    from bot.faq.explaining import Reason
    from bot.records import Applied, StorageState
    from bot.wording import Wording

LISTED = 15
"""Lines of a list in a message: two screens of a phone. The rest comes as a file."""
ROOM = 1_500
"""Characters of a list with its head; a message holds 2,000, and a line or two may follow."""
NAMED = 400
"""Characters of one line that names files."""
EXPIRED = 5
"""Articles past their date that a status names."""
TITLE = 80
"""Characters of a title or a name in a list of them."""
FEW = 6
"""Lines about what differs in articles that are told before anything else; more are told last."""
LONGEST_LINE = 300
"""Characters of one line that came from elsewhere: a question has up to 6,000."""
BAD = ("kb.refused", "kb.unreadable")
"""The texts for files with faults, and for what cannot be read."""
RECENT = dt.timedelta(hours=12)
"""Younger times are shown without their date: ``08:12``."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message that Discord takes, and what did not fit into it, whole, for a file."""

    content: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a status tells besides the content: ``listening`` counts this server's channels, ``reads`` is Discord's permission."""

    listening: int
    reads: bool
    up: dt.timedelta
    shards: int
    storage: StorageState
    now: dt.datetime
    today: dt.date


def tell_reload(verdict: Verdict, since: dt.datetime, now: dt.datetime, wording: Wording, bad: Sequence[str] = BAD) -> Told:
    """Tell what a reload did. ``since`` is when the version that answers now began to; ``bad`` as :data:`BAD`."""
    version = short(verdict.faq.version)
    if verdict.trouble is not None:
        when = moment(since, now)
        return Told(wording.say(bad[1], trouble=_line(verdict.trouble), version=version, since=when))
    if verdict.faults:
        head = wording.say(bad[0], **_count(verdict.faults, wording), version=version, since=moment(since, now))
        return listed(head, list(map(str, verdict.faults)), wording)
    if verdict.changes is None:
        return Told(wording.say("kb.same", version=version))
    head = wording.say("kb.reloaded", version=version, before=short(verdict.before))
    return Told("\n".join([f"{head} {tell_changes(verdict.changes, wording)}", *_details(verdict, verdict.changes, wording)]))


def tell_refusal(verdict: Verdict, wording: Wording) -> Told:
    """Tell why a change that somebody wanted to make in chat cannot be made."""
    if verdict.trouble is not None:
        return Told(wording.say("kb.not_applied", trouble=_line(verdict.trouble)))
    if verdict.faults:
        return listed(wording.say("kb.not_made", **_count(verdict.faults, wording)), list(map(str, verdict.faults)), wording)
    return Told(wording.say("kb.no_change", version=short(verdict.faq.version)))


def tell_preview(found: Preview, wording: Wording, unread: str | None = None, *, back: bool = False) -> Told:
    """Tell what a change would do; ``back``: to a version with its own lessons. ``unread``: why remembered questions could not be read."""
    kept = () if found.lost else (wording.counted(found.checked, "kept"),)
    head = [" ".join([wording.say("kb.ready", changes=tell_changes(found.changes, wording)), *kept])]
    head += _file_lines(found.changes, wording)
    differences = difference_lines(found.changes, wording)
    few = len(differences) <= FEW and not found.lost
    head += map(escape, differences if few else ())
    moves = [move for move in found.moves if not move.check]
    if unread is not None:
        head.append(wording.say("kb.not_compared", trouble=_line(unread)))
    elif found.asked and not moves:
        head.append(wording.say("kb.unmoved", questions=wording.counted(found.asked, "remembered")))
    lessons = [one.failure.question.question for one in found.regressions if back and one.failure.question.place == TAUGHT]
    if lessons:
        head.append(wording.say("kb.left_out", questions=escape(some_questions(lessons, wording))))
    lost = [str(fault) for fault in found.lost if not (back and fault.place == TAUGHT)]
    if lost:
        head.append(wording.say("kb.losing", questions=wording.counted(len(lost), "check_question")))
    moving = [wording.say("kb.moving", questions=wording.counted(len(moves), "remembered"))] if moves else []
    moving += [move_line(move, wording) for move in moves]
    rest = [] if few or not differences else [wording.say("kb.differing"), *differences]
    body = [*lost, *stolen_lines(found, wording), *moving, *check_lines(found, wording), *rest]
    if body and not lost:
        head.append(escape(body.pop(0)))
    return listed("\n".join(head), body, wording)


def tell_changes(changes: Changes, wording: Wording) -> str:
    """Return how many articles came, changed and went."""
    return wording.say(
        "kb.changes",
        added=wording.counted(len(changes.added), "article"),
        changed=wording.number(len(changes.changed)),
        removed=wording.number(len(changes.removed)) if changes.removed else wording.say("kb.none"),
    )


def tell_history(changes: Sequence[Applied], wording: Wording, now: dt.datetime) -> Told:
    """Tell the last changes, a line each; those that do not fit come in a file."""
    lines = [history_line(one, wording, now) for one in changes]
    fitting = sum(length <= ROOM for length in accumulate(units(line) + 1 for line in lines))
    if fitting == len(lines):
        return Told("\n".join(lines))
    more = wording.say("kb.attached", more=wording.number(len(lines) - fitting))
    return Told("\n".join([*lines[:fitting], more]), "\n".join(lines))


def history_line(one: Applied, wording: Wording, now: dt.datetime) -> str:
    """Return a change in one line: when, who, what, why."""
    who = f"<@{one.who}>" if one.who else wording.say("kb.nobody")
    versions = {"version": short(one.after), "before": short(one.before)}
    line = f"{moment(one.at, now)} {wording.say(f'kb.log_{one.action}', who=who, detail=tell_detail(one.detail, wording), **versions)}"
    return " ".join([line, *([wording.say("kb.reason", reason=echo(one.reason, TITLE))] if one.reason else [])])


def tell_detail(detail: str, wording: Wording) -> str:
    """Return the detail of a change, with what came with it."""
    own, titles = parted(detail)
    return wording.say("kb.detail_waited", detail=echo(own), waited=waited(titles, wording)) if titles else echo(own)


def waited(titles: Sequence[str], wording: Wording) -> str:
    """Return what came with a change, as people read it: how many articles, and which."""
    return wording.say("kb.waited", changes=wording.counted(len(titles), "waiting"), titles=_named(titles))


def tell_check(report: Report, wording: Wording) -> Told:
    """Tell what a check found."""
    head = wording.say("kb.found", **_count(report.faults, wording)) if report.faults else wording.say("kb.no_faults")
    warnings = wording.counted(len(report.warnings), "warning")
    return listed(f"{head} {warnings}.", [*map(str, report.faults), *map(str, report.warnings), *report.notes], wording)


def tell_status(status: Status, faq: FAQ, around: Surroundings, wording: Wording) -> str:
    """Tell how things stand: what needs a hand is named, what is fine stays short."""
    return "\n".join(_status_lines(status, faq, around, wording))


def tell_why(decision: Decision, account: Sequence[Reason], faq: FAQ, wording: Wording) -> Told:
    """Tell why a question is decided as it is. ``account`` is what :meth:`FAQ.explain` says; its figures come as a file."""
    words = [clip(reason.words, LONGEST_LINE) for reason in account if reason.words]
    head = "\n".join([_decided(decision, faq, wording), wording.say("kb.figures")])
    told = listed(head, words, wording)
    return Told(told.content, "\n".join(map(str, account)))


def moment(at: dt.datetime, now: dt.datetime) -> str:
    """Return a time that Discord shows each reader in their own zone, with its date where it is not of today."""
    return f"<t:{int(at.timestamp())}:{'t' if abs(now - at) < RECENT else 'f'}>"


def lasting(time: dt.timedelta, wording: Wording) -> str:
    """Return a span of time in the largest unit that it fills."""
    seconds = int(time.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600)):
        if seconds >= length:
            return wording.counted(seconds // length, unit)
    return wording.counted(seconds // 60, "minute")


def _count(faults: Sequence[object], wording: Wording) -> dict[str, str]:
    files = files_of(faults)  # type: ignore[arg-type]  # faults
    return {"faults": wording.counted(len(faults), "fault"), "files": wording.counted(len(files), "file")}


def _details(verdict: Verdict, changes: Changes, wording: Wording) -> Iterator[str]:
    if verdict.kept:
        yield wording.counted(verdict.kept, "kept")
    yield from _file_lines(changes, wording)


def _file_lines(changes: Changes, wording: Wording) -> Iterator[str]:
    if changes.added:
        yield wording.say("kb.added", files=_named(files_of(changes.added)))
    if changes.changed:
        yield wording.say("kb.changed", files=_named(files_of(changes.changed)))
    if changes.removed:
        yield wording.say("kb.removed", files=_named(files_of(changes.removed)))
    if not changes.listed:
        yield wording.say("kb.besides")


def _named(names: Iterable[str]) -> str:
    kept: list[str] = []
    used = 0
    for name in map(echo, names):
        used += units(name) + 2
        if used > NAMED:
            return ", ".join([*kept, "…"])
        kept.append(name)
    return ", ".join(kept)


def _line(text: str) -> str:
    return escape(clip(text, LONGEST_LINE))


def listed(head: str, lines: Sequence[str], wording: Wording) -> Told:
    """Return a list under its head; where it is too long, its beginning, and all of it as a file."""
    shown, used = [], units(head)
    for line in lines[:LISTED]:
        escaped = escape(line)
        used += units(escaped) + 1
        if used > ROOM:
            break
        shown.append(escaped)
    if len(shown) == len(lines):
        return Told("\n".join([head, *shown]))
    more = wording.say("kb.attached", more=wording.number(len(lines) - len(shown)))
    return Told("\n".join([head, *shown, more]), "\n".join(lines))


def _status_lines(status: Status, faq: FAQ, around: Surroundings, wording: Wording) -> Iterator[str]:
    articles = wording.counted(status.articles, "article")
    since = moment(status.since, around.now)
    version = wording.say("kb.version", version=short(status.version), articles=articles, since=since)
    channels = wording.counted(around.listening, "channel")
    yield f"{wording.say('kb.listening', channels=channels) if around.listening else wording.say('kb.asked')} {version}"
    yield " ".join(_attempts(status, around.now, wording))
    if status.held:
        yield wording.say("kb.held")
    expired = [article for article in faq.base.live if article.until is not None and article.until < around.today]
    yield from (_expired(article, wording) for article in expired[:EXPIRED])
    reading = "kb.reading" if around.reads else "kb.not_reading" if around.listening else "kb.reading_unneeded"
    up = wording.say("kb.up", time=lasting(around.up, wording), shards=wording.counted(around.shards, "shard"))
    yield f"{wording.say(reading)} {up}"
    if around.storage.trouble is not None:
        when = moment(around.storage.since or around.now, around.now)
        yield wording.say("kb.not_saving", since=when, trouble=_line(around.storage.trouble))
    if around.storage.notice is not None:
        yield _line(around.storage.notice)


def _attempts(status: Status, now: dt.datetime, wording: Wording) -> Iterator[str]:
    if status.read is None:
        yield wording.say("kb.last_good_copy")
    else:
        yield wording.say("kb.read", at=moment(status.read, now))
    if status.failure is not None:
        what = wording.counted(status.failure.faults, "fault") if status.failure.faults else wording.say("kb.folder")
        key = "kb.failed_mended" if status.mended else "kb.failed"
        yield wording.say(key, at=moment(status.failure.at, now), what=what)


def _expired(article: Article, wording: Wording) -> str:
    assert article.until is not None  # noqa: S101 - chosen by its caller
    date = wording.short_date(article.until)
    if article.owner is None:
        return wording.say("kb.expired", title=echo(article.title, TITLE), date=date)
    return wording.say("kb.expired_owned", title=echo(article.title, TITLE), date=date, owner=echo(article.owner, TITLE))


def _decided(decision: Decision, faq: FAQ, wording: Wording) -> str:
    if decision.decision is Kind.ANSWERED:
        return "\n".join(_answered(quote, faq, wording) for quote in decision.passages)
    if decision.decision is Kind.SUGGESTED:
        return wording.say("kb.offered", titles=BETWEEN.join(echo(one.title) for one in decision.suggestions))
    return wording.say("kb.guarded", guard=echo(decision.guard)) if decision.guard else wording.say("kb.declined")


def _answered(quote: Quote, faq: FAQ, wording: Wording) -> str:
    title, passage = faq.article(quote.article).title, quote.heading or wording.say("replies.in_short")
    return wording.say("kb.answered", title=echo(title), id=quote.article, passage=echo(passage))

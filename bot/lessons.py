"""What moderators are told of the inbox and of lessons. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.desk.changes import Act
from bot.differences import move_line
from bot.escaping import echo
from bot.replies import Button, Reply, label_of
from bot.saying import BETWEEN
from bot.telling import Told, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.desk.inbox import Group
    from bot.desk.previewing import Move, Preview
    from bot.desk.proposing import Proposal
    from bot.faq import FAQ
    from bot.faq.gating import GateFailure
    from bot.records import Taught
    from bot.wording import Wording

WORDED = 120
"""Characters of one wording that is quoted."""


def tell_lesson(proposal: Proposal, wording: Wording, unread: str | None = None) -> Told:
    """Tell what learning something would do: to it, and to everything else; or what it would break, by which word.

    ``unread`` says why the remembered questions could not be looked at.
    """
    found, change = proposal.preview, proposal.change
    assert found is not None  # noqa: S101 - told only where something was compared
    if proposal.verdict.refused:
        return _refused(proposal, found, wording)
    mine = {lesson.text for lesson in change.lessons}
    own = [move for move in found.moves if move.asked.text in mine]
    others = [move for move in found.moves if move.asked.text not in mine]
    faq = proposal.verdict.faq
    rest = wording.say(
        "lessons.keep" if not others else "lessons.compared",
        checks=wording.counted(sum(one.question not in mine for one in faq.base.gate), "check_question"),
        remembered=wording.counted(found.asked, "remembered"),
        wordings=wording.counted(found.phrasings, "phrasing"),
    )
    head = list(_heads(change.act, change.lessons, faq, wording))
    if change.act is Act.TEACH and not own and change.lessons[0].article:
        head.append(wording.say("lessons.same"))
    lines = [move_line(move, wording) for move in (*own, *others)]
    told = listed("\n".join(head), lines, wording)
    if unread is not None:
        rest = f"{rest}\n{wording.say('kb.not_compared', trouble=echo(unread))}"
    return Told(f"{told.content}\n{rest}", told.file)


def _heads(act: Act, lessons: Sequence[Taught], faq: FAQ, wording: Wording) -> Iterator[str]:
    texts = quoted(lesson.text for lesson in lessons)
    if act is Act.DECLINE:
        yield wording.say("lessons.decline", texts=texts)
    elif act is Act.FORGET:
        yield wording.say("lessons.forget")
    elif lessons and lessons[0].article is not None:
        yield wording.say("lessons.learn", texts=texts, title=echo(faq.article(lessons[0].article).title))
    else:
        yield wording.say("lessons.synonym", words=texts)


def quoted(texts: Iterable[str]) -> str:
    """Return wordings as they were typed, each in quotation marks."""
    return BETWEEN.join(f'"{echo(text, WORDED)}"' for text in texts)


def _refused(proposal: Proposal, found: Preview, wording: Wording) -> Told:
    moves = {move.asked.text: move for move in found.moves}
    lines = [_broken(one.failure, moves, wording) for one in found.regressions]
    lines += [failure.sentence for failure in found.unmet]
    head = wording.say("lessons.refused", questions=wording.counted(len(lines), "question"))
    told = listed(head, lines, wording)
    return Told("\n".join([told.content, *_because(proposal, wording)]), told.file)


def _broken(failure: GateFailure, moves: dict[str, Move], wording: Wording) -> str:
    move = moves.get(failure.question.question)
    return f"{move_line(move, wording) if move else failure.sentence} ({failure.question.place})"


def _because(proposal: Proposal, wording: Wording) -> Iterator[str]:
    why = proposal.objection
    if why is None:
        return
    if why.word:
        often, seldom = wording.counted(why.often, "phrasing"), wording.counted(why.seldom, "phrasing")
        key = "lessons.word" if why.often else "lessons.word_alone"
        yield wording.say(key, word=echo(why.word), right=echo(why.right), often=often, seldom=seldom)
    if why.advice:
        yield wording.say("lessons.advice", word=echo(why.advice))


def group_reply(groups: Sequence[Group], at: int, faq: FAQ, nearest: Sequence[str], wording: Wording) -> Reply:
    """Return one group of the inbox with the ways out of it. ``nearest`` are the articles that may be meant, likeliest first."""
    group = groups[at]
    people = wording.counted(group.people, "person")
    place = {"at": at + 1, "all": len(groups), "people": people}
    wrong = BETWEEN.join(echo(faq.article(name).title if faq.knows(name) else name) for name in group.wrong)
    lines = [
        wording.say("lessons.groups", groups=wording.counted(len(groups), "group")),
        "",
        wording.say("lessons.group_wrong", **place, titles=wrong) if wrong else wording.say("lessons.group", **place),
        quoted(group.shown),
    ]
    if len(group.texts) > len(group.shown):
        lines.append(wording.say("lessons.more", number=wording.number(len(group.texts) - len(group.shown))))
    if nearest:
        lines.append(wording.say("lessons.nearest", title=echo(faq.article(nearest[0]).title)))
    actions = {Action.ASSIGN: "assign", Action.COMPOSE: "write", Action.OFFTOPIC: "off_topic", Action.LATER: "later"}
    buttons = [Button(wording.say(f"lessons.{label}"), ButtonId(action, extra=group.key)) for action, label in actions.items()]
    if len(groups) > 1:
        buttons.append(Button(wording.say("lessons.next"), ButtonId(Action.INBOX, passage=(at + 1) % len(groups))))
    return Reply("\n".join(lines), tuple(buttons))


def candidates_reply(texts: Sequence[str], articles: Sequence[str], draft: str, faq: FAQ, wording: Wording) -> Reply:
    """Return the articles that a question may belong to, to choose from."""
    buttons = [Button(label_of(faq.article(name), faq.base), ButtonId(Action.TEACH, name, extra=draft)) for name in articles]
    buttons += [
        Button(wording.say("lessons.search"), ButtonId(Action.SEARCH, extra=draft)),
        Button(wording.say("lessons.reword"), ButtonId(Action.REWORD, extra=draft)),
    ]
    return Reply(f"{wording.say('lessons.which')}\n{quoted(texts)}", tuple(buttons))


def taught_line(one: Taught, faq: FAQ, wording: Wording) -> str:
    """Return one thing that was taught, as plain text."""
    if one.kind == "phrasing" and one.article:
        title = faq.article(one.article).title if faq.knows(one.article) else one.article
        return f'"{one.text}" → {title}'
    return wording.say(f"lessons.taught_{one.kind}", text=one.text)

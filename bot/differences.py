"""A line for each thing that differs between two versions, as a moderator reads it: in an article, and in what a question gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.differing import PASSAGE
from bot.fitting import clip
from bot.saying import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.desk.differing import Difference
    from bot.desk.previewing import Move, Preview, Shown
    from bot.desk.reloading import Changes
    from bot.wording import Wording

CLIPPED = 100
"""Characters of what stood and stands in an article."""

LONGEST_QUESTION = 300
"""Characters of a question; it has up to 6,000."""
CHECKS = 5
"""Check questions that are named, of those that are no more and of those that move and stay right."""


def difference_lines(changes: Changes, wording: Wording) -> list[str]:
    """Return a line for each thing that differs in an article; the article is named where several changed."""
    many = len(changes.changed) > 1
    return [f"{one.article}: {_difference(one, wording)}" if many else _difference(one, wording) for one in changes.differences]


def _difference(one: Difference, wording: Wording) -> str:
    heading = wording.say("kb.heading", heading=one.heading or wording.say("replies.in_short"))
    part = heading if one.part == PASSAGE else f"{heading}, {one.part}" if one.heading else one.part
    before, after = (None if text is None else clip(text, CLIPPED) for text in (one.before, one.after))
    if before is None or after is None:
        return (
            wording.say("kb.gone", part=part, before=before) if after is None else wording.say("kb.new", part=part, after=after)
        )
    if one.before == one.after:
        return wording.say("kb.differs_later", part=part)
    return wording.say("kb.differs", part=part, before=before, after=after)


def move_line(move: Move, wording: Wording) -> str:
    """Return one question's line; passages are named only where titles alone would look the same."""
    passages = move.before.titles == move.after.titles
    before, after = (_shown(shown, wording, passages=passages) for shown in (move.before, move.after))
    return f'"{clip(" ".join(move.asked.text.split()), LONGEST_QUESTION)}": {before} → {after}'


def check_lines(found: Preview, wording: Wording) -> Iterator[str]:
    """Yield which check questions and phrasings move without being lost, the doubtful ones first, and which are no more."""
    wrong = {one.question.question for one in (*(lost.failure for lost in found.regressions), *found.unmet)}
    gone = list(dict.fromkeys(one.question for one in found.dropped))
    moves = [move for move in found.moves if move.check and move.asked.text not in wrong]
    checks = [move for move in moves if not move.asked.phrasing]
    kept, mended = ([move for move in checks if move.met == met] for met in ((True, True), (False, True)))
    doubtful = [move for move in checks if move not in kept and move not in mended]
    if gone:
        yield wording.say("kb.dropped", questions=some_questions(gone, wording))
    yield from _some_moves("kb.moving", "check_question", doubtful, wording)
    yield from _some_moves("kb.moving", "phrasing", [move for move in moves if move.asked.phrasing], wording)
    yield from _some_moves("kb.mended", "check_question", mended, wording)
    yield from _some_moves("kb.kept_moving", "check_question", kept, wording)


def _some_moves(key: str, unit: str, moves: Sequence[Move], wording: Wording) -> Iterator[str]:
    if moves:
        yield wording.say(key, questions=wording.counted(len(moves), unit))
        yield from (clip(move_line(move, wording), LONGEST_QUESTION) for move in moves[:CHECKS])
    if len(moves) > CHECKS:
        yield wording.say("kb.more", more=wording.number(len(moves) - CHECKS))


def stolen_lines(found: Preview, wording: Wording) -> Iterator[str]:
    """Yield the phrasings that another article answered before, all of them, and how many were not asked."""
    if found.stolen:
        yield wording.say("kb.stolen", phrasings=wording.counted(len(found.stolen), "phrasing"))
        yield from (move_line(move, wording) for move in found.stolen)
    if found.unasked:
        yield wording.say("kb.unasked", phrasings=wording.counted(found.unasked, "phrasing"))


def some_questions(texts: Sequence[str], wording: Wording) -> str:
    """Return the first few questions in one line, and how many more there are."""
    named = [f'"{clip(" ".join(text.split()), CLIPPED)}"' for text in texts[:CHECKS]]
    more = [wording.say("kb.and_more", more=wording.number(len(texts) - CHECKS))] if len(texts) > CHECKS else []
    return ", ".join([*named, *more])


def _shown(shown: Shown, wording: Wording, *, passages: bool) -> str:
    if shown.guard:
        return wording.say("kb.by_guard", guard=shown.guard)
    if not shown.titles:
        return wording.say("kb.nothing")
    titles = BETWEEN.join(shown.titles)
    if not shown.passages:
        return wording.say("kb.choice", titles=titles)
    if not passages:
        return titles
    headings = BETWEEN.join(heading or wording.say("replies.in_short") for _, heading in shown.passages)
    return wording.say("kb.passage", title=titles, passage=headings)

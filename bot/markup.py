"""What is done to an author's Markdown: bold for the words that matter, a cut where it is too long. Its own marks stay whole. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.escaping import NOTHING, echo
from bot.fitting import beginning, units

if TYPE_CHECKING:
    from collections.abc import Iterable

CUT = " …"
"""Stands where the rest was cut off."""

LEAST = 0.5
"""Share of the room that a text cut at a good place must still fill; else the next best kind of place is taken."""

LOOKAHEAD = 4_000
"""Characters behind the room in which code and links that began inside may end."""

_PLACES = (
    re.compile(r"(?=\n\s*\n)"),
    re.compile(r"(?<=[.!?…])(?=[\"')\]*_»]{0,3}\s)|(?=\n)"),
    re.compile(r"(?<=\S)(?=\s)"),
)
"""Where a text may end, the best first: behind a block, a sentence or line, a word."""

_TOKEN = re.compile(
    r"\\."
    r"|(?P<ticks>`+)"
    r"|(?P<whole>\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)|<[^<>\n]{1,300}>|https?://[^\s<]+|:\w{2,40}:)"
    r"|^[^\S\n]*[*+-][^\S\n]"
    r"|(?P<mark>\*\*|__|~~|\|\||[*_])",
    re.DOTALL | re.MULTILINE,
)
_BULLET = re.compile(r"\s*(?:[*+>-]+|-?#{1,3}|\d+\.)")
"""What begins a line of a list, a quote or a heading: alone it would hang at the end."""
_TOUCHING = frozenset("*_~|`\\")
_PING = re.compile(r"@(?=everyone|here|[!&]?[0-9])")


@dataclass(frozen=True, slots=True)
class Markup:
    """Half-open ranges of a text that belong together, and where its first asterisk without a partner stands."""

    ranges: tuple[tuple[int, int], ...]
    stray: int

    def cuts(self, at: int) -> bool:
        """Whether an offset lies inside a range."""
        return any(start < at < end for start, end in self.ranges)

    def touches(self, start: int, end: int) -> bool:
        """Whether a span shares a character with a range."""
        return any(first < end and start < last for first, last in self.ranges)


def read_markup(text: str) -> Markup:
    """Find code, links and styles. Where it is in doubt, more is left alone than needed, never less."""
    ranges: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    stray, at = [len(text)], 0
    while match := _TOKEN.search(text, at):
        start, at = match.span()
        if ticks := match["ticks"]:
            closing = re.compile(f"(?<!`){ticks}(?!`)").search(text, at)
            at = closing.end() if closing else len(text)
            ranges.append((start, at))
        elif match["whole"]:
            ranges.append((start, at))
        elif (mark := match["mark"]) and mark in opened:
            first = opened.pop(mark)
            ranges.append((first, at))
            if "*" in mark and "\n" in text[first:at]:  # a list between would part them
                stray.append(first)
        elif mark:
            opened[mark] = start
    stray += [start for mark, start in opened.items() if "*" in mark]
    return Markup(tuple(ranges), min(stray))


def embolden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Put ``**`` around spans (half-open, in order, not overlapping), but for those that would break the author's own marks."""
    markup = read_markup(text)
    shown: list[str] = []
    at = 0
    for start, end in spans:
        follows = bool(shown) and start <= at
        if not follows and end <= markup.stray and not markup.touches(start, end) and _is_apart(text, start, end):
            shown += [text[at:start], "**", text[start:end], "**"]
            at = end
    return "".join([*shown, text[at:]])


def defuse(text: str) -> str:
    """Part every ``@`` from what it would ping. Whoever may ping is nobody's business here: nobody may."""
    return _PING.sub("@" + NOTHING, text)


def fit(text: str, limit: int) -> str:
    """Return Markdown in at most ``limit`` units: whole, or cut behind a block, a sentence or a word.

    Code, links and styles are never cut open. Where one of them fills the room alone, its signs are shown and not obeyed.
    """
    if units(text) <= limit:
        return text
    room = len(beginning(text, limit - units(CUT)))
    seen = text[: room + LOOKAHEAD]
    markup = read_markup(seen)
    ends: list[int] = []
    for places in _PLACES:
        found = (match.start() for match in places.finditer(seen))
        ends = [at for at in found if 0 < at <= room and not markup.cuts(at) and not _BULLET.fullmatch(_line_to(at, seen))]
        if ends and ends[-1] >= LEAST * room:
            break
    return text[: ends[-1]].rstrip() + CUT if ends else echo(text, limit)


def _line_to(at: int, text: str) -> str:
    """Return what stands before an offset in its line."""
    return text[text.rfind("\n", 0, at) + 1 : at]


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether a span stands in one line, no mark at its ends or right beside them, and not in what may be read as a link's words."""
    inside, edges = text[start:end], text[max(0, start - 1) : start + 1] + text[end - 1 : end + 1]
    rest = text[end:].partition("\n")[0]
    in_link = "](" in rest.partition("[")[0]
    return inside == inside.strip() != "" and "\n" not in inside and not in_link and _TOUCHING.isdisjoint(edges)

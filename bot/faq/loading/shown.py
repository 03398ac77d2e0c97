"""Warnings about texts that people will see: pings that will not work, links whose label names another site, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.faq.loading.trees import Mark, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.faq.loading.reporting import Reporter
    from bot.faq.loading.trees import Path, Spot

_MASS_MENTION = re.compile(r"@(?:everyone|here)\b")
_MASKED_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?(https?://[^\s()<>]{1,2000})")
_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})(?:[/:?#].*)?", re.IGNORECASE)

LINES_SEARCHED = 200
"""A spot further down than this is told as its text's start; to search everything would cost too much in a hostile file."""


def warn_of_texts(found: Mapping[str, Any], places: Callable[[], Mapping[Path, Spot]], source: str, reporter: Reporter) -> None:
    """Look through every text of a file that is ever shown. ``source`` is the file, to find the exact spot in."""
    lines: list[str] = []
    for path, text in _shown(found):
        if "@" in text or "](" in text or "<!--" in text:
            lines = lines or source.split("\n")
            last: dict[str, Mark] = {}
            for needle, *report in _doubts(text):
                spot = _spot(needle, lines, last.get(needle) or Mark(*nearest(places(), path)))
                reporter.warn(spot, *report)
                last[needle] = Mark(spot.line, spot.column + 1)


def _shown(found: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for number, article in enumerate(found.get("articles", ())):
        yield ("articles", number, "title"), article.title
        for at, passage in enumerate(article.passages):
            yield ("articles", number, "passages", at, "heading"), passage.heading or ""
            yield ("articles", number, "passages", at, "text"), passage.text
    for number, guard in enumerate(found.get("guards", ())):
        yield ("guards", number, "reply"), guard.reply or ""
    yield ("name",), found.get("base", {}).get("name") or ""


def _doubts(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is doubtful as it stands in the text, with rule, message and remedy."""
    for match in _MASS_MENTION.finditer(text):
        yield match[0], "mass-mention", f"'{match[0]}' pings nobody here", "write it without the '@'"
    for _ in range(text.count("<!--")):
        yield "<!--", "comment-shown", "this comment stands amid text: people would see it", "put it on a line of its own"
    for match in _MASKED_LINK.finditer(text):
        label, host = _HOST.fullmatch(match[1].strip()), _host_of(match[2])
        if label and _bare(label[1]) != _bare(host):
            message = f"a link reads '{match[1][:60]}' but leads to {host[:60]}"
            yield match[0], "masked-link", message, "let the label say where it leads"


def _spot(needle: str, lines: list[str], mark: Mark) -> Mark:
    """Return where ``needle`` stands from ``mark`` on; ``mark`` itself where YAML wrote it otherwise (escaped, folded)."""
    column = mark.column
    for number in range(mark.line, min(len(lines), mark.line + LINES_SEARCHED) + 1):
        at = lines[number - 1].find(needle, column - 1)
        if at >= 0:
            return Mark(number, at + 1)
        column = 1
    return mark


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.casefold().removeprefix("www.")

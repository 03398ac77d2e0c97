"""An independent reading of Discord's Markdown, for tests: what a message would show, link, ping or style.

Written from the behaviour of Discord's apps (simple-markdown's rules and Discord's own), not from the code under test. Where apps
differ or versions did, it obeys more rather than less: ``+`` starts a list, a bare invitation is a link, ``:word:`` is an emoji.
What Discord's servers look for in the raw text (pings, addresses to preview) is read apart, by :func:`read_raw`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A piece of a message: ``text`` as it is shown, and what kind of thing it is part of (outermost first)."""

    text: str
    kinds: tuple[str, ...] = ()


LINE = {
    "heading": re.compile(r" *#{1,3}\s+([^\n]+?)#*\s*(?:\n|\Z)"),
    "small": re.compile(r" *-#\s+([^\n]+)"),
    "list": re.compile(r" *(?:[*+-]|\d+\.)\s+([^\n]+)"),
    "quote": re.compile(r"\s*>>> ?([\s\S]+)|\s*> ([^\n]*)"),
}
"""Only where a line begins."""

INLINE = {
    "escape": re.compile(r"\\([^0-9A-Za-z\s])"),
    "code block": re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```"),
    "angle link": re.compile(r"<([^: >\n]+:/[^ >\n]+|(?:mailto|tel|sms):[^ >\n]+)>"),
    "link": re.compile(r"((?:https?|discord|mailto|steam):(?://)?[^\s<]+[^<.,:;\"')\]\s])"),
    "invitation": re.compile(r"((?:discord\.gg|discord(?:app)?\.com/invite|discord\.new|dsc\.gg)/\w+)"),
    "masked link": re.compile(
        r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"]([\s\S]*?)['\"])?\s*\)"
    ),
    "mention": re.compile(r"(<@[!&]?\d+>|<#\d+>|<id:[a-z-]+>|@everyone|@here)"),
    "command": re.compile(r"(</[^:>\n]{1,100}:\d+>)"),
    "timestamp": re.compile(r"(<t:-?\d{1,17}(?::[tTdDfFRsS])?>)"),
    "emoji": re.compile(r"(<a?:\w{2,32}:\d+>|:[a-zA-Z0-9_+-]+(?:::skin-tone-\d)?:)"),
    "bold": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underline": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "italic": re.compile(
        r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^*\s\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
    ),
    "strike": re.compile(r"~~([\s\S]+?)~~(?!_)"),
    "spoiler": re.compile(r"\|\|([\s\S]+?)\|\|"),
    "code": re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"),
}
"""Anywhere, the first that fits."""

OPAQUE = {"escape", "code block", "code", "link", "angle link", "invitation", "mention", "command", "timestamp", "emoji", "text"}
"""What is inside is shown as it is."""

_PLAIN = re.compile(r"[0-9A-Za-z\u00c0-\uffff]+?(?=[^0-9A-Za-z\u00c0-\uffff]|[0-9A-Za-z_]+:\S|\Z)")

PINGS = re.compile(r"@everyone|@here|<@[!&]?\d+>")
ADDRESSES = re.compile(r"https?://\S|(?<![\w.])(?:discord\.gg|discord(?:app)?\.com/invite)/\w", re.IGNORECASE)


def read(markdown: str) -> list[Node]:
    """Return what a message shows, piece by piece."""
    return _read(markdown.strip(), ())


def shown(markdown: str) -> str:
    """Return the text that people see."""
    return "".join(node.text for node in read(markdown))


def kinds(markdown: str) -> set[str]:
    """Return everything in a message that is more than text."""
    return {kind for node in read(markdown) for kind in node.kinds}


def spans(markdown: str, kind: str) -> list[str]:
    """Return the texts of one kind, such as all that is bold, each run once."""
    runs: list[str] = []
    before = False
    for node in read(markdown):
        inside = kind in node.kinds
        if inside and before:
            runs[-1] += node.text
        elif inside:
            runs.append(node.text)
        before = inside
    return runs


def read_raw(markdown: str) -> list[str]:
    """Return what servers find in the raw text, whatever stands before it: pings, and addresses that get a preview."""
    return [match.group() for pattern in (PINGS, ADDRESSES) for match in pattern.finditer(markdown)]


def _read(text: str, inside: tuple[str, ...]) -> list[Node]:
    nodes: list[Node] = []
    at = 0
    while at < len(text):
        kind, content, length = _first(text[at:], begins_line=at == 0 or text[at - 1] == "\n")
        style = inside if kind in {"text", "escape"} else (*inside, kind)
        nodes += [Node(content, style)] if kind in OPAQUE else _read(content, style)
        at += length
        if kind in LINE and text[at - 1] == "\n":
            nodes.append(Node("\n", inside))
    return nodes


def _first(rest: str, *, begins_line: bool) -> tuple[str, str, int]:
    """Return what begins here, its content and its length. Rules see the rest alone, as Discord's do: nothing stands before it."""
    for kind, pattern in (LINE | INLINE if begins_line else INLINE).items():
        if match := pattern.match(rest):
            groups = match.groups()[1:] if kind == "code" else match.groups()
            return kind, next((part for part in groups if part is not None), ""), match.end()
    plain = _PLAIN.match(rest)
    return "text", plain.group() if plain else rest[0], plain.end() if plain else 1

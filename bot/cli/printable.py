"""Text → text that a terminal only shows, never obeys.

Questions and articles may hold anything: an escape sequence could move the cursor over an earlier line, set the window's title or
answer in the reader's place; a direction mark could make a line read backwards. They are replaced by a visible sign, so that an
author sees that something is there.
"""

from __future__ import annotations

import re

INSTEAD = "\N{REPLACEMENT CHARACTER}"

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 but for white space, DEL, C1 (0x9b begins an escape sequence by itself)
    "\u202a-\u202e\u2066-\u2069"  # directions that are forced upon the rest of the line
    "\ud800-\udfff]"  # halves of characters, which no encoding can print
)


def printable(text: str) -> str:
    """Return the text as one line without anything that a terminal would obey."""
    return _CONTROLS.sub(INSTEAD, _LINE_ENDS.sub(" ", text).replace("\t", "    "))


def whole_text(text: str) -> str:
    """Return what was typed as text that every encoding can hold: bytes that were no UTF-8 become the visible sign."""
    return _HALVES.sub(INSTEAD, text)

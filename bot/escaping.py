"""Text that somebody typed → text that Discord shows and does not obey. Linear in its length.

Everything that is echoed goes through here: questions, names, and what authors wrote as plain text (titles, publishers).
discord.py's own escaping costs the cube of a text's length and leaves links, mentions, timestamps and custom emoji alone.
"""

from __future__ import annotations

import re
import unicodedata

from bot.fitting import units

ECHOED = 200
"""Characters of a question that are shown again: enough to know it by."""

LOOKED_AT = 20
"""Characters looked at for each one shown: most of a hostile text may have no shape."""

NOTHING = "\N{ZERO WIDTH SPACE}"
"""Stands behind every ``@``: Discord reads ``@everyone`` before any backslash."""

MARKS = 3
"""Accents on one letter; a tower of them covers the lines above."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U000e0100-\U000e01ef]"  # fillers, selectors
    f"|(?<![{_EMOJI}])[\u200d\ufe00-\ufe0f]|\u200d(?![{_EMOJI}])"  # what joins and colours emoji, elsewhere
)
_OBEYED = re.compile(
    r"^(?P<before>[^\S\n]*\d*)(?P<bullet>(?<!\d)[-+]|(?<=\d)\.)"  # lists, small print
    r"|(?P<sign>[\\*_~|`#<>\[\]]"
    r"|:(?=\S)"  # emoji, addresses, timestamps; not the colon in a sentence
    r"|(?<=\S)\.(?=\S))"  # invitations, which need no https://
    r"|(?P<at>@)",
    re.MULTILINE,
)


def escape(text: str) -> str:
    """Return Markdown that Discord shows as the text: no link, mention, emoji, timestamp, list, heading or style in it.

    Line ends stay. What has no shape or turns the direction of reading goes, and so do accents beyond three a letter.
    """
    return _OBEYED.sub(_escaped, visible(text))


def echo(text: str, limit: int = ECHOED) -> str:
    """Return a text as one line, escaped, of at most ``limit`` characters; ``…`` ends what was longer."""
    line = " ".join(visible(text[: limit * LOOKED_AT]).split())
    escaped = _OBEYED.sub(_escaped, line[: limit + 1])
    if units(escaped) <= limit:
        return escaped
    kept, used = [], 1
    for sign in re.findall(r"\\.|.", escaped):
        used += units(sign)
        if used > limit:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"


def _escaped(match: re.Match[str]) -> str:
    if match["at"]:
        return "@" + NOTHING
    return f"{match['before'] or ''}\\{match['bullet'] or match['sign']}"


def visible(text: str) -> str:
    """Return a text without what has no shape: controls, directions, halves of characters, towers of accents."""
    lines = _SHAPELESS.sub("", _LINE_ENDS.sub("\n", text))
    kept, marks = [], 0
    for char in lines:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if kind == "Cc":
            kept.append({"\n": "\n", "\t": " "}.get(char, ""))
        elif marks <= MARKS and (kind not in {"Cf", "Cs", "Cn"} or char == "\u200d"):
            kept.append(char)
    return "".join(kept)

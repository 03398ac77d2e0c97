"""The first sentence of a passage: the part that must answer by itself."""

from __future__ import annotations

import re

_MARKS = ".?!\u2026\u3002\uff01\uff1f"
_CLOSERS = "\"'\u201d\u2019)\\]*_"
_END = re.compile(
    rf"(?<![{_MARKS}])[{_MARKS}]++[{_CLOSERS}]*+(?=\s|\Z)"  # a mark with its closing quotes and brackets
    r"|[\u3002\uff01\uff1f]"  # no blank follows in Chinese and Japanese
    r"|\n[ \t]*+\n"  # the end of a block
    r"|\n(?=[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t])"  # the next item of a list
)
_GAP = re.compile(r"\s*")
_LAST_WORD = re.compile(r"[^\s(\[\"'\u201c\u2018]{1,40}\Z")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[A-HJ-Z]")
"""``U.S``, ``e.g``, or one capital; ``I`` is more often the pronoun."""

_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "lt", "col", "sgt", "capt", "adm", "gov", "sen", "rep", "rev",
    "hon", "messrs", "vs", "cf", "eg", "ie", "approx", "ca", "al", "ed", "eds", "est", "inc", "ltd", "co", "corp", "bros", "dept",
    "univ", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
})  # fmt: skip
"""What a full stop may follow without ending a sentence. ``etc.`` is left out: it ends one about as often as not."""

_BEFORE_NUMBERS = frozenset({"no", "nos", "vol", "vols", "art", "arts", "sec", "secs", "ch", "fig", "figs", "p", "pp", "para"})
"""These are abbreviations only before a number: "No. 5", but "May I? No. You may not."."""


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text``, as it stands, without blanks around it: a prefix of ``text.lstrip()``.

    A sentence ends at ``.``, ``?`` or ``!`` before a blank unless a small letter follows, and at the block's end;
    not after abbreviations (``Mr.``, ``e.g.``), initials (``U.S.``) or inside numbers.
    """
    text = text.strip()
    for match in _END.finditer(text):
        if match[0][0] == "\n":
            return text[: match.start()].rstrip()
        if _ends(text, match):
            return text[: match.end()]
    return text


def _ends(text: str, match: re.Match[str]) -> bool:
    gap = _GAP.match(text, match.end())
    following = text[gap.end() : gap.end() + 1] if gap else ""
    if not following or (gap and gap[0].count("\n") > 1):
        return True
    if following.islower():
        return False
    return match[0] != "." or not _is_short_form(text[: match.start()][-41:], following)


def _is_short_form(before: str, following: str) -> bool:
    """Whether a full stop belongs to an abbreviation, to initials or to the number of a list item."""
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    short = word[0].casefold()
    if short in _BEFORE_NUMBERS:
        return following.isdigit()
    return short in _ABBREVIATIONS or bool(_INITIALS.fullmatch(word[0])) or before.isdigit()

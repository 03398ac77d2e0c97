"""Bytes → text: strict UTF-8, and nothing in it that cannot be seen in an editor."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from bot.faq.loading.trees import Mark

if TYPE_CHECKING:
    from bot.faq.loading.reporting import Reporter

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_LEGACY = "cp1252"

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Control characters, odd line breaks that editors count differently, a byte order mark amid the text, half a surrogate pair."""

_SEEN = bytes([*range(0x20, 0x7F), *b"\t\n\r"])


def decode(data: bytes, reporter: Reporter) -> str | None:
    """Return the text with line feeds as line ends, or ``None`` where it is no UTF-8.

    Invisible characters are reported and replaced by spaces, so that the rest of the file can still be checked.
    """
    if data.startswith(_UTF16) or _looks_like_utf16(data):
        reporter.fault((1, 1), "encoding", "the file is UTF-16, not UTF-8", "save it as UTF-8")
        return None
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        _report_bad_byte(error, reporter)
        return None
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if data.isascii() and not data.translate(None, _SEEN):
        return text  # in a tenth of the time that the search takes
    if not _UNSEEN.search(text):
        return text
    for match in _UNSEEN.finditer(text):
        if reporter.full:
            break
        message = f"the invisible character U+{ord(match[0]):04X} cannot be shown"
        reporter.fault(position(text, match.start()), "control-character", message, "delete it or retype this place")
    return _UNSEEN.sub(" ", text)


def position(text: str, offset: int) -> Mark:
    """Return the line and column of a code-point offset."""
    from_line_start = text.rfind("\n", 0, offset) + 1
    return Mark(text.count("\n", 0, offset) + 1, offset - from_line_start + 1)


def unescaped(text: str, mark: tuple[int, int], reporter: Reporter) -> str:
    """Report a text at ``mark`` in which an escape (a NUL in quotes) makes what :func:`decode` would have refused.

    Such characters become spaces, so that the text can be looked at further, and printed.
    """
    if not _UNSEEN.search(text):
        return text
    reporter.fault(mark, "control-character", "an escape makes an invisible character", "write the text without it")
    return _UNSEEN.sub(" ", text)


def _looks_like_utf16(data: bytes) -> bool:
    """Whether every other one of the first bytes is zero, as in UTF-16 of Latin letters without a byte order mark."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[::2]) or not any(head[1::2]))  # noqa: PLR2004 - two letters


def _report_bad_byte(error: UnicodeDecodeError, reporter: Reporter) -> None:
    data, start = bytes(error.object), error.start
    before = data[:start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    meant = data[start : start + 1].decode(_LEGACY, "replace")
    hint = "" if meant == "\ufffd" else f" (in Windows-1252 it would be '{meant}')"
    message = f"byte 0x{data[start]:02X} is not UTF-8{hint}"
    reporter.fault(position(before, len(before)), "encoding", message, "save the file as UTF-8")

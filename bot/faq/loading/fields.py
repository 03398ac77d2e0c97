"""Single fields: what a title, an id or a date may be, and what to tell an author whose text is not one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.faq.loading.forms import Many, One, Schema, Wrong, empty, wrong_type
from bot.faq.loading.shapes import ID, suggested_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.loading.trees import Plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ABOUT = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")
_LONGEST_BODY = 64_000


def _text(value: Plain) -> str:
    if not isinstance(value, str):
        raise wrong_type(value, "a text")
    return value


def line(most: int, *, lines: bool = False) -> One:
    """Return the form of a text of at most so many characters, in one line unless it may have ``lines``."""

    def parse(value: Plain) -> str:
        if not isinstance(value, str):
            raise wrong_type(value, "a text")
        text = value.strip()
        if not text:
            raise empty()
        if len(text) > most:
            raise Wrong("too-long", f" has more than {most:,} characters", "shorten or split it")
        if "\n" in text and not lines:
            raise Wrong("several-lines", ": this must be one line", "join the lines")
        return text

    return One(parse, {"type": "string", "minLength": 1, "maxLength": most})


def matching(parse: Callable[[str], object], pattern: str | None = None) -> One:
    """Return the form of a text that a function takes or refuses."""
    form: Schema = {"type": "string"}
    return One(lambda value: parse(_text(value)), form | ({"pattern": pattern} if pattern else {}))


def choice(*words: str) -> One:
    """Return the form of a text that is one of a few words."""
    quoted = [f"'{word}'" for word in words]

    def parse(value: Plain) -> str:
        if value is None:
            raise empty()
        if not isinstance(value, str) or value not in words:
            remedy = f"write {', '.join(quoted[:-1])} or {quoted[-1]}"
            raise Wrong("unknown-value", f" cannot be '{str(value)[:40]}'", remedy)
        return value

    return One(parse, {"enum": list(words)})


def _body(value: str) -> str:
    """Drop blank lines around a text and blanks at its end; the first line's indentation may mean code."""
    lines = value.rstrip().split("\n")
    while len(lines) > 1 and not lines[0].strip():
        del lines[0]
    text = "\n".join(lines)
    if not text:
        raise empty()
    if len(text) > _LONGEST_BODY:
        raise Wrong("too-long", f" has more than {_LONGEST_BODY:,} characters", "shorten or split it")
    return text


def _identifier(value: str) -> str:
    if not ID.fullmatch(value):
        remedy = f"use a-z, 0-9 and '-', at most 40 characters{suggested_id(value)}"
        raise Wrong("id", f": '{value[:60]}' cannot be an id", remedy)
    return value


def _day(value: str) -> dt.date:
    if not _DAY.fullmatch(value) or not _is_date(value):
        raise Wrong("date", f": '{value[:40]}' is no day", "write it as YYYY-MM-DD, for example 2027-03-01")
    return dt.date.fromisoformat(value)


def _about(value: str) -> str:
    if not _ABOUT.fullmatch(value) or not _is_date(value + "-01-01"[len(value) - 4 :]):
        raise Wrong("date", f": '{value[:40]}' is no date", "write it as YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _is_date(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _web_address(value: str) -> str:
    if len(value) > 2_000:  # noqa: PLR2004 - browsers and Discord cut longer ones
        raise Wrong("too-long", " has more than 2,000 characters", "shorten or split it")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise Wrong("url", ": this is no web address", "copy it from the browser's address line") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", value):
        raise Wrong("url", f": '{value[:60]}' is no http or https address", "write the whole address, starting with https://")
    return value


def _truth(value: Plain) -> bool:
    word = value.casefold() if isinstance(value, str) else value
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise Wrong("yes-or-no", ": this must be true or false", "write true, or remove the line")


def _range(value: Plain) -> tuple[int, int]:
    match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or int(match[1]) > int(match[2] or match[1]):
        raise Wrong("range", ": this must be a number or a range of numbers", "write for example 8-15")
    return int(match[1]), int(match[2] or match[1])


def _number(value: Plain) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[1-9]\d{0,5}", value.strip()):
        raise Wrong("number", ": this must be a number above 0", "write for example 160")
    return int(value)


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value.casefold()):
        raise Wrong("host", f": '{value[:60]}' is no host name", "write for example state.gov, without https://")
    return value.casefold()


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z_]{2,20}", value):
        raise Wrong("invalid", f": '{value[:40]}' is no language's code", "write a code such as en")
    return value


_NUMBER: Schema = {"type": "integer", "minimum": 1}
TITLE, PHRASING, QUESTION, LABEL = line(200), line(300), line(8_000, lines=True), line(100)
BUTTON, LINE = line(30), line(500)
BODY = One(lambda value: _body(_text(value)), {"type": "string", "minLength": 1, "maxLength": _LONGEST_BODY})
IDENTIFIER, HOST = matching(_identifier, f"^{ID.pattern}$"), matching(_host)
DAY, ABOUT = matching(_day, f"^{_DAY.pattern}$"), matching(_about, f"^{_ABOUT.pattern}$")
WEB_ADDRESS, LANGUAGE = matching(_web_address, "^https?://"), matching(_language, "^[a-z_]{2,20}$")
TRUTH, NUMBER = One(_truth, {"type": "boolean"}), One(_number, _NUMBER)
RANGE = One(_range, {"type": ["string", "integer"], "pattern": f"^{_RANGE.pattern}$"})
PHRASINGS, LABELS, IDENTIFIERS = Many(PHRASING, 1_000), Many(LABEL), Many(IDENTIFIER)

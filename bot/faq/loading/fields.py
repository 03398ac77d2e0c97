"""The types of single fields: what a title, an id or a date may be, and what to tell an author whose text is not one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.faq.loading.shapes import ID, suggested_id

_YES, _NO = {"true", "yes"}, {"false", "no"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ABOUT = re.compile(r"\d{4}(-\d{2})?")
_RANGE = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")


def wrong(rule: str, message: str, remedy: str) -> PydanticCustomError:
    """Return an error that ``wording`` passes on as it is."""
    return PydanticCustomError("told", "{message}", {"rule": rule, "message": message, "remedy": remedy})


def as_list(value: object) -> object:
    """Take one text for a list of one, and nothing for an empty list: people write both."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def one_or_many(form: object) -> BeforeValidator:
    """Return :func:`as_list` for a field that the JSON Schema shows in this form."""
    return BeforeValidator(as_list, json_schema_input_type=form)


def _one_line(value: str) -> str:
    if "\n" in value.strip():
        raise wrong("several-lines", "this must be one line", "join the lines")
    return value.strip()


def _body(value: str) -> str:
    """Drop blank lines around a text and blanks at its end; the first line's indentation may mean code."""
    lines = value.rstrip().split("\n")
    while len(lines) > 1 and not lines[0].strip():
        del lines[0]
    return "\n".join(lines)


def _identifier(value: str) -> str:
    if not ID.fullmatch(value):
        remedy = f"use a-z, 0-9 and '-', at most 40 characters{suggested_id(value)}"
        raise wrong("id", f"'{value[:60]}' cannot be an id", remedy)
    return value


def _day(value: str) -> str:
    if not _DAY.fullmatch(value) or not _is_date(value):
        raise wrong("date", f"'{value[:40]}' is no day", "write it as YYYY-MM-DD, for example 2027-03-01")
    return value


def _about(value: str) -> str:
    padded = {4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value)
    if not (_ABOUT.fullmatch(value) or _DAY.fullmatch(value)) or not _is_date(padded):
        raise wrong("date", f"'{value[:40]}' is no date", "write it as YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _is_date(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        raise wrong("url", "this is no web address", "copy it from the browser's address line") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", value):
        raise wrong("url", f"'{value[:60]}' is no http or https address", "write the whole address, starting with https://")
    return value


def _truth(value: object) -> object:
    word = value.casefold() if isinstance(value, str) else value
    if word in _YES or word is True:
        return True
    if word is None or word in _NO or word is False:
        return False
    raise wrong("yes-or-no", "this must be true or false", "write true, or remove the line")


def _range(value: object) -> object:
    match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or int(match[1]) > int(match[2] or match[1]):
        raise wrong("range", "this must be a number or a range of numbers", "write for example 8-15")
    return [int(match[1]), int(match[2] or match[1])]


def _number(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[1-9]\d{0,5}", value.strip()):
        raise wrong("number", "this must be a number above 0", "write for example 160")
    return int(value)


def _host(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value.casefold()):
        raise wrong("host", f"'{value[:60]}' is no host name", "write for example state.gov, without https://")
    return value.casefold()


ONE_LINE = AfterValidator(_one_line)

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE]
Phrasing = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), ONE_LINE]
Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8_000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), ONE_LINE]
ButtonLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30), ONE_LINE]
Body = Annotated[str, AfterValidator(_body), Field(min_length=1, max_length=64_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), ONE_LINE]
Identifier = Annotated[str, AfterValidator(_identifier), WithJsonSchema({"type": "string", "pattern": f"^{ID.pattern}$"})]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "pattern": f"^{_DAY.pattern}$"})]
About = Annotated[str, AfterValidator(_about), WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"})]
WebAddress = Annotated[
    str, Field(max_length=2_000), AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
Truth = Annotated[bool, BeforeValidator(_truth)]
Range = Annotated[
    list[int], BeforeValidator(_range), WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{_RANGE.pattern}$"})
]
Number = Annotated[int, BeforeValidator(_number), WithJsonSchema({"type": "integer", "minimum": 1})]
Host = Annotated[str, AfterValidator(_host)]

Phrasings = Annotated[list[Phrasing], Field(max_length=1_000), one_or_many(list[Phrasing] | Phrasing | None)]
SomePhrasings = Annotated[list[Phrasing], Field(min_length=1, max_length=1_000), one_or_many(list[Phrasing] | Phrasing)]
Labels = Annotated[list[Label], Field(max_length=100), one_or_many(list[Label] | Label | None)]
Identifiers = Annotated[list[Identifier], Field(max_length=100), one_or_many(list[Identifier] | Identifier | None)]

"""Rows ↔ values. A row holds a value's fields in their order, so the columns of every query stand in that order too."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.records.values import Outcome, ServerSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Row = Sequence[Any]
    """What SQLite takes and returns; the schema knows the types."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def micros(at: dt.datetime) -> int:
    """Return a time as it is stored."""
    return (at - _EPOCH) // _MICROSECOND


def time_of(stored: int) -> dt.datetime:
    """Return a stored time."""
    return _EPOCH + stored * _MICROSECOND


def row_of(value: Any) -> Row:  # noqa: ANN401 - any of the values, which share no base
    """Return a value as it is stored."""
    return tuple(_stored(getattr(value, field.name)) for field in fields(value))


def values_of(kind: type[_T], rows: Iterable[Row]) -> tuple[_T, ...]:
    """Return stored values, those that can be read."""
    return readable(rows, lambda row: kind(*map(_read, fields(kind), row)))  # type: ignore[arg-type]  # every kind is a dataclass


def settings_text(settings: ServerSettings) -> str:
    """Return settings as they are stored, without what is the default and without the server, which is the row's key."""
    default = asdict(ServerSettings(settings.server))
    return json.dumps({name: value for name, value in asdict(settings).items() if value != default[name]})


def settings_of(rows: Iterable[Row]) -> tuple[ServerSettings, ...]:
    """Return stored settings. What this version does not know is passed over."""
    return readable(rows, _settings)


def _settings(row: Row) -> ServerSettings:
    known = {field.name for field in fields(ServerSettings)} - {"server"}
    stored = {name: value for name, value in json.loads(row[1]).items() if name in known}
    lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    return replace(ServerSettings(row[0]), **stored | lists)


def readable(rows: Iterable[Row], value_of: Callable[[Row], _T]) -> tuple[_T, ...]:
    """Return the values of the rows that can be read. Damage that SQLite cannot see costs one value: the others are still good."""
    values = []
    for row in rows:
        try:
            values.append(value_of(row))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            _log.warning("a record cannot be read: %s", type(error).__name__)
    return tuple(values)


def _stored(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    if isinstance(value, dt.datetime):
        return micros(value)
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Outcome) else value


_READ: dict[str, Callable[[Any], Any]] = {
    "at": time_of,
    "day": dt.date.fromisoformat,
    "outcome": Outcome,
    "helpful": bool,
    "author": lambda stored: stored or "",  # a vote whose author is forgotten
    "files": lambda stored: tuple(json.loads(stored)),
    "taught": lambda stored: tuple(json.loads(stored)),
    "forgotten": lambda stored: tuple(json.loads(stored)),
}
"""How fields are read that are not stored as they are."""


def _read(field: Any, stored: Any) -> Any:  # noqa: ANN401 - a field of any type
    read = _READ.get(field.name)
    return stored if read is None else read(stored)

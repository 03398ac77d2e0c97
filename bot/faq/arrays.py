"""Two things that flat arrays need everywhere: ranges side by side, and how often pairs occur."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt


Kind = TypeVar("Kind", bound=np.generic)

FEW, AT_ONCE = 1_000, 500_000
"""Values that may be repeated without looking how often, and repeated values made at once: 3 ms."""


def protect(value: object) -> None:
    """Make the arrays of a frozen value, and of those inside it, refuse to be written to."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif is_dataclass(value):
        for field in fields(value):
            protect(getattr(value, field.name))


def smallest(most: int) -> np.dtype[Any]:
    """Return the narrowest kind of whole numbers, of 16 bits at least, that holds 0 to ``most``."""
    return np.result_type(np.min_scalar_type(most), np.uint16)


def repeat(values: npt.NDArray[Kind], lengths: npt.NDArray[np.integer[Any]]) -> npt.NDArray[Kind]:
    """Return each value as often as its length says. Long results are made in slices: numpy stops all other threads meanwhile."""
    if len(values) <= FEW:
        return values.repeat(lengths)
    step = max(1, len(values) * AT_ONCE // max(1, int(lengths.sum())))
    parts = [values[at : at + step].repeat(lengths[at : at + step]) for at in range(0, len(values), step)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def ranges(starts: npt.NDArray[np.integer[Any]], lengths: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.intp]:
    """Concatenate the ranges ``starts[i] … starts[i] + lengths[i]``."""
    places = repeat(starts - (lengths.cumsum() - lengths), lengths).astype(np.intp)
    places += np.arange(len(places))
    return places


def after(lengths: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """Return where each of so many stretches that follow each other begins, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=starts[1:])
    return starts


def joined(parts: Iterable[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Join arrays, of which there may be none, into one of some kind."""
    return np.concatenate([np.zeros(0, kind), *parts]).astype(kind, copy=False)


def distinct(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """Return the distinct values, sorted: ten times as fast as numpy's own way with half a million of them.

    And numpy's (``unique``, ``union1d``) would import its masked arrays, 0.7 MB of memory that nothing here needs.
    """
    values = np.sort(values)
    found: npt.NDArray[Kind] = values[np.append(True, values[1:] != values[:-1])[: len(values)]]
    return found


def count_uses(
    texts: npt.NDArray[np.integer[Any]], things: npt.NDArray[np.integer[Any]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct pairs of text and thing, sorted by both, and how often each occurs."""
    most = int(things.max(initial=0)) + 1
    narrow = np.dtype(np.uint32 if (int(texts.max(initial=0)) + 1) * most < 1 << 32 else np.int64)  # sorted in half the time
    pairs = texts.astype(narrow) * narrow.type(most) + things.astype(narrow, copy=False)
    pairs.sort()
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    uses = np.diff(np.append(first, len(pairs)))
    found = pairs[first].astype(np.int64, copy=False)
    return found // most, found % most, uses.astype(np.int64, copy=False)

"""Arrays and plain data in one file: written beside its place and renamed, checked as a whole when it is read.

A file is a line that names the format and the checksum of the rest, the length of a JSON list, the list, one JSON value a line, and the
arrays end to end. Nothing in it is code, unlike a pickle.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import math
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

FIRST_LINE = b"policybot arrays 1 "
ALIGNED = 64
"""Bytes to whose multiple each array is moved, so that numpy reads it in place."""

LONGEST_LIST = 1_000_000_000
"""Bytes of the list that are believed before the checksum is known."""

LARGEST = 64_000_000
"""Bytes read of a small file; more is none of ours."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file holds. Arrays read from a file cannot be written to, and its values are read as they are asked for, once."""

    arrays: Mapping[str, npt.NDArray[Any]]
    values: Iterable[Any]


@contextlib.contextmanager
def open_state(path: Path, most: int) -> Iterator[IO[bytes]]:
    """Open a file of the state directory that may be anything by now: a pipe or a device is refused, never waited for.

    Raises:
        OSError: it cannot be read, or is no file of at most so many bytes.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError(f"{path} is not a file of the state directory")
        yield file


def read_state(path: Path) -> bytes:
    """Read a small file of the state directory.

    Raises:
        OSError: it cannot be read, or is no file of a fitting size.
    """
    with open_state(path, LARGEST) as file:
        return file.read(LARGEST)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a new file to write to; once that is done without a failure it is the file at a place, whole, else it is gone.

    Raises:
        OSError: the disk is full, or the folder may not be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def write(path: Path, stored: Stored) -> None:
    """Write a file, whole or not at all.

    Raises:
        OSError: the disk is full, or the folder may not be written to.
    """
    shapes, places, at = [], [], 0
    for name, array in stored.arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"the array {name} holds objects, which a file cannot")
        at += -at % ALIGNED
        shapes.append([name, array.dtype.str, array.shape, at])
        places.append(at)
        at += array.nbytes
    lines = "\n".join(json.dumps(value, separators=(",", ":")) for value in (shapes, *stored.values)).encode("ascii")
    with replacing(path) as file:
        digest = hashlib.sha256()
        file.write(FIRST_LINE + b"0" * 64 + b"\n")
        for part in _parts(lines, list(stored.arrays.values()), places):
            digest.update(part)
            file.write(part)
        file.seek(0)
        file.write(FIRST_LINE + digest.hexdigest().encode() + b"\n")


def _parts(lines: bytes, arrays: Sequence[npt.NDArray[Any]], places: Sequence[int]) -> Iterator[bytes | memoryview]:
    yield len(lines).to_bytes(8, "little")
    yield lines
    at = 0
    for array, place in zip(arrays, places, strict=True):
        yield bytes(place - at)
        yield np.ascontiguousarray(array).data.cast("B") if array.size else b""
        at = place + array.nbytes


def read(file: IO[bytes]) -> Stored | None:
    """Read an open file; ``None`` where it is none of ours, or not as it was written."""
    head, size = file.read(len(FIRST_LINE) + 65), file.read(8)
    length = int.from_bytes(size, "little")
    if not head.startswith(FIRST_LINE) or length > LONGEST_LIST:
        return None
    lines = file.read(length)
    block = file.read()  # apart from the lines, which are not needed for long
    digest = hashlib.sha256(size)
    digest.update(lines)
    digest.update(block)
    if head != FIRST_LINE + digest.hexdigest().encode() + b"\n":
        return None
    values = map(json.loads, io.BytesIO(lines))
    shapes = next(values)
    return Stored({name: _array(block, *shape) for name, *shape in shapes}, values)


def _array(block: bytes, dtype: str, shape: list[int], at: int) -> npt.NDArray[Any]:
    kind = np.dtype(dtype)
    if kind.hasobject:
        raise ValueError("an array of objects is none of ours")
    count = math.prod(shape)
    return np.frombuffer(block, kind, count, at).reshape(shape) if count else np.zeros(shape, kind)

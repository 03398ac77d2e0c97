"""A file holds exactly what was written, or is none."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bot.faq.storing import Stored, read, write

if TYPE_CHECKING:
    from pathlib import Path

STORED = Stored(
    {"a": np.arange(5, dtype=np.int32), "none": np.zeros((0, 3), np.uint8), "b": np.ones((2, 2), np.float32)}, [[1], "x", None]
)
kinds = st.sampled_from([np.uint8, np.uint16, np.int32, np.int64, np.float32, np.bool_])


def written(path: Path, stored: Stored) -> bytes:
    write(path, stored)
    return path.read_bytes()


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stored")


@given(
    st.dictionaries(st.text(max_size=5), arrays.arrays(kinds, arrays.array_shapes(min_side=0, max_dims=2))),
    st.lists(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=4)),
)
def test_arrays_and_values_come_back(scratch: Path, held: dict[str, np.ndarray], values: list[Any]) -> None:
    found = read(io.BytesIO(written(scratch / "file", Stored(held, values))))
    assert found is not None
    assert list(found.values) == values
    assert list(found.arrays) == list(held)
    for name, array in held.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array, equal_nan=array.dtype.kind == "f")


def test_what_was_read_cannot_be_written_to(tmp_path: Path) -> None:
    found = read(io.BytesIO(written(tmp_path / "file", STORED)))
    assert found is not None
    with pytest.raises(ValueError, match="read-only"):
        found.arrays["a"][0] = 7


@given(st.data())
def test_any_changed_byte_is_noticed(scratch: Path, data: st.DataObject) -> None:
    whole = bytearray(written(scratch / "file", STORED))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    assert read(io.BytesIO(bytes(whole))) is None


@given(st.data())
def test_a_file_cut_short_is_none(scratch: Path, data: st.DataObject) -> None:
    whole = written(scratch / "file", STORED)
    assert read(io.BytesIO(whole[: data.draw(st.integers(0, len(whole) - 1))])) is None


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    before = written(tmp_path / "file", STORED)
    with pytest.raises(TypeError):
        write(tmp_path / "file", Stored({}, [object()]))
    bad = Stored({"a": np.array([1]), "b": np.array(["x", None], object)}, [])
    with pytest.raises((TypeError, ValueError)):
        write(tmp_path / "file", bad)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == before

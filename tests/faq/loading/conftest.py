from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from bad_files import GOOD

from bot.faq.loading import Loaded, load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder with one good article."""
    base = tmp_path / "kb"
    (base / "t").mkdir(parents=True)
    (base / "t" / "good.md").write_text(GOOD, "utf-8")
    return base


@pytest.fixture
def write(folder: Path) -> Callable[[str, str | bytes], Path]:
    """Put a file into the folder."""

    def put(path: str, content: str | bytes) -> Path:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return target

    return put


@pytest.fixture
def load(folder: Path) -> Callable[..., Loaded]:
    """Load the folder."""
    return lambda **options: load_knowledge(folder, **{"today": TODAY, **options})

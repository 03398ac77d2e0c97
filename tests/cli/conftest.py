"""What the tests of the command line share."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from shop import ARTICLES, BASE, TODAY

from bot.cli.context import Context
from bot.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """Three articles on disk."""
    folder = tmp_path / "content"
    for path, text in {**ARTICLES, "base.yaml": BASE}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def terminal() -> Terminal:
    """A terminal whose three streams are pipes."""
    return Terminal(StringIO(), StringIO(), StringIO(), {})


@pytest.fixture
def context(terminal: Terminal, tmp_path: Path) -> Context:
    """A context at a fixed day, whose state is thrown away."""
    return Context(terminal, {"POLICYBOT_STATE": str(tmp_path / "state")}, lambda: TODAY)

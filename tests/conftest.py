"""What all tests share: the game server's base (see ``game_server.py``) and the shipped one, each built once."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER, SHIPPED, TODAY, faq_of, write_folder
from hypothesis import settings

from bot.faq import load
from bot.faq.indexing import build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.faq import FAQ
    from bot.faq.indexing import Index
    from bot.faq.language import Language
    from bot.faq.vocabulary import Vocabulary

# No example has a time limit: on a busy machine the first one, which builds the dictionary, would fail now and then.
settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")

pytest.register_assert_rewrite("invariants")  # so that a failure tells the values


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    """Give back to the garbage collector what serving took from it: the next test wants to see what it leaves behind."""
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def english() -> Language:
    """What is known of English before any article is read."""
    return load_language("en")


@pytest.fixture(scope="session")
def index(english: Language) -> Index:
    """The game server's index."""
    return build_index(GAME_SERVER, english)


@pytest.fixture(scope="session")
def vocabulary(index: Index) -> Vocabulary:
    """The game server's words."""
    return index.vocabulary


@pytest.fixture(scope="session")
def faq() -> FAQ:
    """The game server, ready to be asked, on 1 June 2026."""
    return faq_of()


@pytest.fixture
def game_server_folder(tmp_path: Path) -> Path:
    """The game server as its authors keep it: files."""
    return write_folder(tmp_path / "knowledge")


@pytest.fixture(scope="session")
def shipped() -> FAQ:
    """The shipped base, ready to be asked, on 1 June 2026."""
    return load(SHIPPED, today=TODAY)

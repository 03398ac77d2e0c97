"""The pictures in docs/ are replies that the bot really gives; which words are bold may differ."""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
from bot.desk.charting import alt_text
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.replies import Reply

ROOT = Path(bot.__file__).parents[1]


@pytest.fixture(scope="module")
def replies() -> dict[str, tuple[str, Reply]]:
    """What was asked and replied, by the name of the picture."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from talks import talks

        return {name: (question, reply) for name, question, reply, _ in talks()}
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def texts_of(picture: Path) -> dict[str, str]:
    """Return the texts that a PNG carries (its iTXt chunks: keyword, flags, language, translated keyword, text)."""
    data, at, found = picture.read_bytes(), 8, {}
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"iTXt":
            keyword, _, rest = data[at + 8 : at + 8 + length].partition(b"\0")
            found[keyword.decode()] = rest[2:].split(b"\0", 2)[2].decode("utf-8")
        at += length + 12
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_pictures_show_what_the_bot_says(theme: str, replies: dict[str, tuple[str, Reply]]) -> None:
    folder = ROOT / "docs" / "pictures"
    shown = {file.stem.removesuffix(f"-{theme}"): texts_of(file) for file in folder.glob(f"*-{theme}.png")}
    said = {name: (question, reply.content.replace("**", "")) for name, (question, reply) in replies.items()}
    assert len(said) >= 6
    drawn = {name: (texts["Title"], texts["Description"].replace("**", "")) for name, texts in shown.items() if name in said}
    assert drawn == said, "run: python benchmarks/reply_pictures.py"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_chart_shows_what_it_says(theme: str) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from talks import month
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    shown = texts_of(ROOT / "docs" / "pictures" / f"stats-{theme}.png")
    assert shown["Description"] == alt_text(month(), Wording.load()), "run: python benchmarks/reply_pictures.py"

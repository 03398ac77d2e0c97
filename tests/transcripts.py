"""Reads ``docs/transcripts.md``: the conversations as they should go. The page's top explains its comments."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[1] / "docs" / "transcripts.md"
USUAL_DAY = dt.date(2026, 6, 1)


@dataclass(frozen=True)
class Turn:
    """One question of a conversation, with what must come of it."""

    number: str
    wanted: Mapping[str, str]
    talk: str
    """The conversation's text block, in one line and without the bold."""

    @property
    def question(self) -> str:
        return self.wanted["ask"].replace("\\n", "\n")

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.wanted["on"]) if "on" in self.wanted else USUAL_DAY


def read_page() -> list[Turn]:
    turns = []
    for section in re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        number = section.split(".")[0]
        comments = re.findall(r"<!-- (.*?) -->", section, re.DOTALL)
        talk = flat(re.search(r"```text\n(.*?)```", section, re.DOTALL)[1])  # type: ignore[index]  # every conversation has one
        for at, comment in enumerate(comments, 1):
            wanted = dict(part.split(": ", 1) for part in re.split(r" \| (?=[a-z]+: )", comment))
            turns.append(Turn(number if len(comments) == 1 else f"{number}.{at}", wanted, talk))
    return turns


def flat(text: str) -> str:
    return " ".join(text.replace("**", "").split())

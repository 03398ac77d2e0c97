"""R3 of the reliability catalogue: answers while the content is changed, broken and mended as fast as it can be read."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from served import BROKEN, REFUNDS, HandClock, write_served

from bot.desk.content import Folder
from bot.desk.opening import serve

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk.serving import Serving
    from bot.faq import FAQ

BATCH = 25
"""Answers between two turns of the event loop, some 10 ms."""


class Rounds:
    """Writes one version after the other, every second one broken, and reloads each."""

    def __init__(self, folder: Path, serving: Serving) -> None:
        self.folder, self.serving = folder, serving
        self.good = (folder / REFUNDS).read_text("utf-8")
        self.base = (folder / "base.yaml").read_text("utf-8")
        self.taken, self.refused = 0, 0

    async def run(self) -> None:
        while True:
            number = self.taken + 1
            (self.folder / "base.yaml").write_text(self.base.replace("name: ", f"name: V{number} "), "utf-8")
            (self.folder / REFUNDS).write_text(BROKEN, "utf-8")
            self.refused += (await self.serving.reload("somebody")).verdict.refused
            (self.folder / REFUNDS).write_text(self.good.replace("within 14 days", f"within {number} days"), "utf-8")
            assert (await self.serving.reload("somebody")).verdict.accepted
            self.taken += 1


def version_of(faq: FAQ) -> str:
    """Return the number that the base's name and the article must share."""
    name = faq.base.name.split()[0]
    return name[1:] if name[0] == "V" and name[1:].isdigit() else "14"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "reloads"),
    [
        pytest.param(50_000, 10, marks=pytest.mark.timeout(600)),
        pytest.param(1_000_000, 500, marks=[pytest.mark.nightly, pytest.mark.timeout(7_200)]),
    ],
)
async def test_no_answer_fails_and_none_is_of_two_versions(tmp_path: Path, answers: int, reloads: int) -> None:
    folder, clock = write_served(tmp_path / "knowledge"), HandClock()
    serving = serve(Folder(folder, tmp_path / "state", clock), clock)
    rounds, seen = Rounds(folder, serving), Counter[str]()
    reloading = asyncio.create_task(rounds.run())
    given = 0
    while given < answers or rounds.taken + rounds.refused < reloads:
        for _ in range(BATCH):
            faq = serving.faq
            [quote] = faq.ask("can i get my money back").passages
            assert f"within {version_of(faq)} days" in quote.text
            seen[version_of(faq)] += 1
        given += BATCH
        await asyncio.sleep(0)
        assert not reloading.done(), reloading.exception()
    reloading.cancel()
    assert rounds.refused >= reloads // 2 - 1
    assert rounds.taken >= reloads // 2 - 1
    assert len(seen) >= rounds.taken

"""What a moderator waits for before a change: CPU and stalls of previews of the shipped base, with 2,000 questions that people asked.

Run: ``python benchmarks/preview_cost.py [QUESTIONS]``. The questions are wordings of the shipped articles, mistyped. Each preview is of
another sentence in one article, or of a lesson; it is applied, so that the next one is of what was shown by this one. What the process
itself works during a stall of the event loop is told apart ("own") from what it only waits for a core.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from datasets import ROOT
from noise import mistype
from reload_cost import watch

from bot.clock import Clock
from bot.desk.changes import Act, Change
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.previewing import Asked
from bot.desk.proposing import Wanted
from bot.desk.teaching import lesson, wordings_of

if TYPE_CHECKING:
    from bot.desk.reloading import Verdict
    from bot.desk.serving import Serving
    from bot.records import Taught

SENTENCES = ("The office in Geneva reviews such requests every spring.", "Most of them were handed on within a month.")
TAUGHT = (
    ("panmunjom armistice signatures", "armistice-no-treaty"),
    ("un resolutions against weapons money", "un-sanctions-overview"),
)
REFUSED = ("can americans go", "un-sanctions-overview")


def make_questions(serving: Serving, count: int) -> tuple[Asked, ...]:
    """Return mistyped wordings of the base, the same ones every time."""
    texts = sorted({mistype(one.question) for one in wordings_of(serving.faq.base)})
    return tuple(map(Asked, random.Random(20261124).sample(texts, count)))


def add_sentence(folder: Path, sentence: str) -> None:
    """Add a sentence to one article."""
    file = folder / "history" / "cold-war-incidents.md"
    file.write_text(f"{file.read_text('utf-8').rstrip()} {sentence}\n", "utf-8")


async def measure(serving: Serving, what: str, wanted: Wanted, taught: list[Taught]) -> None:
    """Preview one change and apply it, if it may be."""

    async def commit(change: Change, verdict: Verdict) -> None:
        del verdict
        taught.extend(change.lessons)

    late: list[tuple[float, float]] = []
    watcher = asyncio.create_task(watch(late))
    await asyncio.sleep(0.2)
    began = time.process_time()
    proposal = await serving.propose(wanted)
    took = time.process_time() - began
    await asyncio.sleep(0.2)
    watcher.cancel()
    found = proposal.preview
    if found is None:
        raise SystemExit(str(proposal.verdict))
    stalls = ", ".join(f"{own:.0f}" for own in sorted((own for _, own in late), reverse=True)[:3])
    asked = f"{found.checked} check questions and wordings, {found.asked} others, {len(found.moves)} move"
    outcome = f"refused for {len(found.lost)}" if proposal.verdict.refused else "can be applied"
    print(f"{what}: {took:.2f} s of CPU; {asked}; {outcome}; own stalls {stalls} ms", flush=True)
    if proposal.id:
        await serving.apply(proposal.id, commit)


async def measure_all(folder: Path, state: Path, count: int) -> None:
    """Edit twice, teach thrice."""
    taught: list[Taught] = []

    async def read_taught() -> list[Taught]:
        return taught

    clock = Clock()
    serving = serve(Folder(folder, state, clock), clock, taught=read_taught)
    questions = make_questions(serving, count)
    for sentence, what in zip(SENTENCES, ("an edit, the version that answers not asked yet", "the next edit"), strict=True):
        add_sentence(folder, sentence)
        await measure(serving, what, Wanted(questions=questions), taught)
    lessons = zip((*TAUGHT, REFUSED), ("a lesson, its wordings not asked yet", "the next lesson", "one that breaks"), strict=True)
    for (text, article), what in lessons:
        change = lesson(Act.TEACH, [text], article, clock.now())
        await measure(serving, what, Wanted(change, questions), taught)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", nargs="?", type=int, default=2_000, help="questions that people asked (2000)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "knowledge"
        shutil.copytree(ROOT / "knowledge", folder)
        asyncio.run(measure_all(folder, Path(place) / "state", parser.parse_args().questions))


if __name__ == "__main__":
    main()

"""What a reload costs and how long it holds up the event loop: CPU and stalls, after ten articles changed.

Run: ``python benchmarks/reload_cost.py [ARTICLES ...] [--each N]``; without a number the shipped base and 10,000 made-up articles
(ten phrasings and 2 KB each). What the process itself works during a stall is told apart ("own") from what it only waits for a core.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import make_base
from datasets import ROOT

from bot.clock import Clock
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.faq import Overlay, keep_compiled

if TYPE_CHECKING:
    from bot.faq.articles import Article

TICK = 0.005
"""Seconds after which the loop wants its turn again."""
CHANGED = 10
RELOADS = 3
SENTENCE = 12
"""Words of a sentence: authors are told of longer first sentences, and thousands of warnings are another load."""


def write_made(folder: Path, articles: int, each: int = 100) -> None:
    """Write made-up articles as YAML, so many a file."""
    folder.mkdir(parents=True)
    made = make_base(10 * articles, passage_words=330).articles
    for start in range(0, len(made), each):
        rows = "".join(f"- {json.dumps(_row(one))}\n" for one in made[start : start + each])
        (folder / f"made-{start:06d}.yaml").write_text(f"articles:\n{rows}", "utf-8")


def _row(one: Article) -> dict[str, object]:
    passages = [{"text": _in_sentences(part.text)} for part in one.passages]
    return {"id": one.id, "topic": "made", "title": one.title, "asks": one.asks, "passages": passages}


def _in_sentences(text: str) -> str:
    words = text.rstrip(".").split()
    return " ".join(f"{' '.join(words[at : at + SENTENCE]).capitalize()}." for at in range(0, len(words), SENTENCE))


def change(folder: Path, number: int) -> None:
    """Add a sentence to ten articles, in as many files where there are so many."""
    files = [path for path in sorted((*folder.rglob("*.md"), *folder.glob("made-*.yaml"))) if path.name != "README.md"]
    for file in files[:: max(1, len(files) // CHANGED)][:CHANGED]:
        text = file.read_text("utf-8")
        if file.suffix == ".md":
            file.write_text(f"{text.rstrip()}\n\nEdit {number} of it.\n", "utf-8")
        else:
            file.write_text(text.replace('."}]', f'. Edit {number} of it."}}]', 1), "utf-8")


async def watch(late: list[tuple[float, float]]) -> None:
    """Note by how many milliseconds each tick is late, and how many of them the process worked."""
    while True:
        due, worked = time.perf_counter() + TICK, time.process_time()
        await asyncio.sleep(TICK)
        lateness = time.perf_counter() - due
        late.append((lateness * 1000, min(lateness, time.process_time() - worked) * 1000))


async def measure(folder: Path, state: Path) -> None:
    """Serve, change and reload a few times."""
    began = time.process_time()
    serving = serve(Folder(folder, state, Clock()), Clock())
    print(f"{len(serving.faq.base.live)} articles, start: {time.process_time() - began:.2f} s of CPU", flush=True)
    for number in range(RELOADS):
        change(folder, number)
        late: list[tuple[float, float]] = []
        watcher = asyncio.create_task(watch(late))
        await asyncio.sleep(0.2)
        began = time.process_time()
        reloaded = await serving.reload("a benchmark")
        took = time.process_time() - began
        if not reloaded.verdict.accepted:
            raise SystemExit(str(reloaded.verdict))
        await asyncio.sleep(0.2)
        watcher.cancel()
        worst, own = max(one for one, _ in late), sorted((one for _, one in late), reverse=True)[:4]
        stalls = ", ".join(f"{one:.0f}" for one in own)
        print(f"  reload {number}: {took:.2f} s of CPU; longest stall {worst:.0f} ms, own {stalls} ms", flush=True)
    began = time.process_time()
    await asyncio.to_thread(keep_compiled, serving.faq)
    print(f"  kept compiled, once a quiet half minute: {time.process_time() - began:.2f} s of CPU", flush=True)
    began = time.process_time()
    change(folder, RELOADS)
    Folder(folder, state, Clock()).load(Overlay(), {})
    print(f"  another start, after {CHANGED} articles changed: {time.process_time() - began:.2f} s of CPU", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", nargs="*", type=int, help="made-up articles; 0 is the shipped base")
    parser.add_argument("--each", type=int, default=100, help="articles a file (100)")
    arguments = parser.parse_args()
    for articles in arguments.articles or [0, 10_000]:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "knowledge"
            if articles:
                write_made(folder, articles, arguments.each)
            else:
                shutil.copytree(ROOT / "knowledge", folder)
            asyncio.run(measure(folder, Path(place) / "state"))


if __name__ == "__main__":
    main()

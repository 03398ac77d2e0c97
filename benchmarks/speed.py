"""What a look-up costs as a base grows, beside what else could find the phrasing: time, recall, building, memory.

Run: ``make speed``, or ``python benchmarks/speed.py --sizes 1000 10000 --svg growth.svg``; ``--million`` adds a million phrasings.

Every row is measured in a process of its own, forked from one that holds the corpus, so that memory is that row's alone. Times are CPU
times of one question after another (*hot*), and with other work between them that empties the caches (*cold*), as a bot that is asked
now and then sees them. Every row is measured by three processes, and of a question's times the least counts. A fixed job (WRatio over
1,000 phrasings) runs before and after each row: where it is slower than in the other rows, other work disturbed that row. Recall is by
phrasing: whether the very phrasing that a question was made from comes first, or among the first five.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from corpus import Asked, make_base, make_questions
from growth import draw
from rapidfuzz import fuzz, process
from speed_peers import PEERS
from stages import candidates, nearest, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
QUESTIONS = 1_000
COLD = 200
SECONDS = 12.0
"""CPU that one row may spend on questions; slow peers answer the first few only, and their row says how many."""

ROUNDS = 3
"""Processes that measure a row one after the other, so that what else the machine does counts less; slow rows are measured once."""

EMPTIES = 8_000_000
"""Numbers (64 MB) summed between two cold questions: more than the caches hold."""

OURS = {"FAQ.ask": whole, "nearest phrasing": nearest, "candidates": candidates}


@dataclass(frozen=True, slots=True)
class Row:
    """One engine at one size. ``at_5`` counts the article where an engine ranks no phrasings."""

    engine: str
    size: int
    build: float = 0.0
    megabytes: float = 0.0
    hot: tuple[float, ...] = ()
    """Seconds of CPU for each question."""
    cold: tuple[float, ...] = ()
    at_1: float = 0.0
    at_5: float = 0.0
    questions: int = 0
    calibration: float = 0.0
    missing: str = ""

    @property
    def p50(self) -> float:
        """Milliseconds of the median question."""
        return float(np.median(self.hot)) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--million", action="store_true", help="also a million phrasings (3 GB of memory, some minutes)")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="engines whose name contains one of these")
    parser.add_argument("--svg", type=Path, help="where to draw how cost grows")
    arguments = parser.parse_args()
    rows = []
    for size in [*arguments.sizes, *([MILLION] if arguments.million else [])]:
        found = measure_size(size, arguments.questions, arguments.only or [""])
        show(size, found)
        rows += found
    show_growth(rows)
    if arguments.svg:
        arguments.svg.write_text(draw(_curves(rows), "One mistyped question, median CPU time"), "utf-8")


def measure_size(size: int, questions: int, only: Sequence[str]) -> list[Row]:
    base = make_base(size)
    asked = make_questions(base, questions)
    phrasings = [text for article in base.articles for text in (article.title, *article.asks)]
    gc.freeze()
    jobs: dict[str, Callable[[], Callable[[str], Sequence[str]]]] = {
        name: lambda make=make: make(base) for name, make in OURS.items()
    }
    jobs |= {name: lambda make=make: _AsTexts(make(phrasings), phrasings) for name, make in PEERS.items()}
    return [
        least_of(lambda name=name, job=job: _apart(lambda: measure(name, size, job, asked, phrasings), Row(name, size)))
        for name, job in jobs.items()
        if any(part in name for part in only)
    ]


def least_of(measure_once: Callable[[], Row]) -> Row:
    """Measure a row several times; of each question the least time counts."""
    row = measure_once()
    for _ in range(ROUNDS - 1):
        if row.missing or sum(row.hot) > SECONDS / 2:
            break
        again = measure_once()
        row = replace(row, hot=tuple(map(min, row.hot, again.hot)), cold=tuple(map(min, row.cold, again.cold)))
    return row


def measure(
    name: str,
    size: int,
    make: Callable[[], Callable[[str], Sequence[str]]],
    asked: Sequence[Asked],
    phrasings: Sequence[str],
) -> Row:
    """Build one engine and ask it."""
    before, started = resident(), process_time()
    try:
        find = make()
    except ImportError as error:
        return Row(name, size, missing=f"{error.name or name} is not installed")
    except LookupError as error:
        return Row(name, size, missing=str(error.args[0]))
    built = process_time() - started
    gc.collect()
    gc.freeze()  # as the bot does with what it loaded
    grown = resident() - before
    calibration = calibrate(phrasings)
    find(asked[-1].question)
    hot, first, fifth = [], 0, 0
    clock = getattr(find, "clock", process_time)
    for one in asked:
        started = clock()
        found = find(one.question)
        hot.append(clock() - started)
        first += found[:1] == [one.phrasing]
        fifth += one.phrasing in found or one.article in found
        if sum(hot) > SECONDS:
            break
    cold = [ask_cold(find, one.question) for one in asked[: min(COLD, len(hot))]] if sum(hot) <= SECONDS else hot
    return Row(
        engine=name,
        size=size,
        build=built,
        megabytes=grown / 1e6,
        hot=tuple(hot),
        cold=tuple(cold),
        at_1=first / len(hot),
        at_5=fifth / len(hot),
        questions=len(hot),
        calibration=max(calibration, calibrate(phrasings)),
    )


def ask_cold(find: Callable[[str], object], question: str) -> float:
    """Seconds of CPU that a question takes after other work has used the caches."""
    clock = getattr(find, "clock", process_time)
    np.ones(EMPTIES).sum()
    started = clock()
    find(question)
    return float(clock() - started)


def calibrate(phrasings: Sequence[str]) -> float:
    """Milliseconds of CPU that a fixed job takes: the least of five."""
    times = []
    for _ in range(5):
        started = process_time()
        process.extract("how do i get my money back for a broken thing", phrasings[:1000], scorer=fuzz.WRatio)
        times.append(process_time() - started)
    return min(times) * 1000


def resident() -> int:
    """Bytes of memory that this process holds (Linux; 0 elsewhere)."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _apart(job: Callable[[], Row], nothing: Row) -> Row:
    """Run a job in a forked process and bring back its row, ``nothing`` where the process died."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(job, theirs))
    child.start()
    theirs.close()
    try:
        row: Row = ours.recv()
    except EOFError:
        row = replace(nothing, missing="it failed, see above")
    child.join()
    return row


def _send(job: Callable[[], Row], to: Connection) -> None:
    to.send(job())


class _AsTexts:
    """A peer that tells phrasings where it found their positions; its own clock, where it needs one, comes along."""

    def __init__(self, find: Callable[[str], Sequence[int]], phrasings: Sequence[str]) -> None:
        self._find, self._phrasings = find, phrasings
        self.clock: Callable[[], float] = getattr(find, "clock", process_time)

    def __call__(self, question: str) -> Sequence[str]:
        return [self._phrasings[at] for at in self._find(question)]


def show(size: int, rows: Sequence[Row]) -> None:
    ours = next((row for row in rows if row.engine == "FAQ.ask"), None)
    print(f"\n{size:,} phrasings\n")
    print("| engine | hot p50 / p99 ms | cold p50 ms | recall@1 / @5 | of FAQ.ask's time | build s | MB | asked | fixed job ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        if row.missing:
            print(f"| {row.engine} | not measured: {row.missing} | | | | | | | |")
            continue
        recall = f"{row.at_1:.3f} / {row.at_5:.3f}" if row.engine != "candidates" else f"article in 20: {row.at_5:.3f}"
        times = f"{row.p50 / ours.p50:.2f}" if ours else ""
        slow, cold = np.percentile(row.hot, 99) * 1000, np.median(row.cold) * 1000
        print(
            f"| {row.engine} | {row.p50:.2f} / {slow:.2f} | {cold:.2f} | {recall} | {times} "
            f"| {row.build:.2f} | {row.megabytes:.0f} | {row.questions} | {row.calibration:.2f} |"
        )


def show_growth(rows: Sequence[Row]) -> None:
    for name, curve in _curves(rows).items():
        if len(curve) > 1:
            (small, quick), (large, slow) = curve[max(0, len(curve) - 3)], curve[-1]
            print(f"{name}: grows with exponent {np.log(slow / quick) / np.log(large / small):.2f} from {small:,} to {large:,}")


def _curves(rows: Sequence[Row]) -> dict[str, list[tuple[int, float]]]:
    curves: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        if not row.missing:
            curves.setdefault(row.engine, []).append((row.size, row.p50))
    return curves


if __name__ == "__main__":
    main()

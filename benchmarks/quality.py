"""The engine beside everything that a bot's author could pick instead, in one run: ``make quality``.

Run: ``POLICYBOT_DATA=… python benchmarks/quality.py [--sample N] [--phrasings 1,3,5,10] [--sets …] [--systems …] [--svg FOLDER]``.
Questions: three public sets (as written, as typed in a hurry, and mistyped by ``noise.py``) and the shipped base's tune questions.
Of each set at most ``--sample`` questions are asked, evenly spaced (0: all). The shipped weights have seen all four sets; what weights
reach on a set that they have not seen, ``fit_weights.py`` prints. The sealed questions are never asked here.

Columns: P@1 with its 95 % interval (bootstrap over articles), recall@3, MRR@10, AUROC (answerable against not), coverage at 95 %
precision; ``won``/``lost``: questions where the engine alone, or the other alone, puts the right article first, and McNemar's exact p;
milliseconds of CPU a question (median, 99th percentile), seconds of CPU to build, growth of the process in MB while it builds and asks.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from datasets import PUBLIC, DataSet, data_folder, load_public, load_tuned, retype
from engines import ENGINE, ENGINES, candidate_recall
from figures import Figures, Judged, judge, mcnemar, measure
from minilm import missing
from peers import PEERS
from pictures import draw_bars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHIPPED = "shipped"
SYSTEMS = ENGINES | PEERS
MAIN_CASE = 5
"""Phrasings an article that the pictures show: what an author writes."""


@dataclass(frozen=True, slots=True)
class Run:
    """One system on one set: what it ranked, and what that cost."""

    judged: Judged
    figures: Figures
    ms: tuple[float, float]
    build_s: float
    grown_mb: float


def run(name: str, sets: Sequence[DataSet]) -> list[Run]:
    """Build a system once for sets of the same base, ask it every question, and measure."""
    gc.collect()
    before, started = _resident_mb(), process_time()
    system = SYSTEMS[name](sets[0].base)
    build_s = process_time() - started
    system("how do i do that")  # what is only made when first asked for
    runs = []
    for data in sets:
        ranked, costs = [], []
        for case in data.cases:
            started = process_time()
            ranked.append(system(case.question))
            costs.append((process_time() - started) * 1000)
        judged = judge(data.cases, ranked)
        p50, p99 = np.percentile(costs, [50, 99])
        runs.append(Run(judged, measure(judged), (float(p50), float(p99)), build_s, _resident_mb() - before))
    return runs


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run_apart(name: str, sets: Sequence[DataSet]) -> list[Run]:
    """Do :func:`run` in a process of its own, so that one system's memory is not another's."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(run, (name, sets))


def show(sets: Sequence[DataSet], phrasings: int, names: Sequence[str]) -> dict[str, list[Run]]:
    """Run all systems on the sets of one base, and print a table for each way of typing."""
    runs = {name: run_apart(name, sets) for name in names}
    for at, data in enumerate(sets):
        n = f"N = {phrasings}, " if data.name in PUBLIC else ""
        known = int(sum(bool(case.expect) for case in data.cases))
        print(f"\n{data.name}, {data.typing}: {n}{len(data.base.live)} articles, {len(data.cases)} questions, {known} answerable")
        print(f"{'':27}P@1    95 %       R@3   MRR   AUROC cov95  won lost p        ms p50  p99   build s   MB")
        for name in names:
            print(_row(name, runs[name][at], runs[ENGINE][at] if name != ENGINE and ENGINE in runs else None))
    return runs


def _row(name: str, one: Run, ours: Run | None) -> str:
    found = one.figures
    shares = f"{found.p_at_1:.3f} {found.low:.3f}-{found.high:.3f} {found.recall_at_3:.3f} {found.mrr_at_10:.3f}"
    sure = f"{found.auroc:.3f} {found.coverage:.3f}".replace("nan", "  -  ")
    won, lost, p = mcnemar(ours.judged, one.judged) if ours else (0, 0, 1.0)
    beside = f"{won:4} {lost:4} {p:<8.1g}" if ours else " " * 18
    return f"{name:26} {shares} {sure} {beside} {one.ms[0]:6.2f} {one.ms[1]:6.2f} {one.build_s:7.2f} {one.grown_mb:6.1f}"


def show_candidates(sets: Sequence[DataSet]) -> None:
    print("\nrecall@20: the right article is among the candidates (with repair, without)")
    for data in sets:
        shares = [candidate_recall(data, repair=repair) for repair in (True, False)]
        print(f"{data.name:10} {data.typing:6} {shares[0]:.3f} {shares[1]:.3f}")


def sampled(data: DataSet, most: int) -> DataSet:
    """Return a set with at most so many of its questions, evenly spaced (0: all)."""
    step = max(1, -(-len(data.cases) // most)) if most else 1
    return DataSet(data.name, data.typing, data.base, data.cases[::step])


def load_sets(arguments: argparse.Namespace) -> Iterator[tuple[int, list[DataSet]]]:
    """Yield the sets of each base: number of phrasings, the same questions in each way of typing."""
    for name in arguments.sets:
        for phrasings in arguments.phrasings if name in PUBLIC else (0,):
            clean, noisy = load_public(name, data_folder(), phrasings) if name in PUBLIC else load_tuned()
            typings = [clean, noisy, retype(clean)] if name in PUBLIC else [clean, noisy]
            yield phrasings, [sampled(data, arguments.sample) for data in typings]


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The engine beside its peers.")
    parser.add_argument("--sample", type=int, default=400, help="questions asked of each set, 0 for all (default: 400)")
    parser.add_argument("--phrasings", default="1,3,5,10", type=lambda text: [int(one) for one in text.split(",")])
    parser.add_argument("--sets", default=[*PUBLIC, SHIPPED], type=lambda text: text.split(","))
    parser.add_argument("--systems", default=list(SYSTEMS), type=lambda text: text.split(","), help="names as the table has them")
    parser.add_argument("--svg", type=Path, help="folder for the pictures")
    return parser.parse_args()


def main() -> None:
    arguments = read_arguments()
    if reason := missing():
        print(f"sentence embeddings (MiniLM) are left out: {reason}")
    shown: list[DataSet] = []
    for phrasings, sets in load_sets(arguments):
        runs = show(sets, phrasings, arguments.systems)
        if phrasings in (0, MAIN_CASE):
            shown += sets
            if arguments.svg:
                _draw(arguments.svg, sets, runs)
    show_candidates(shown)


def _draw(folder: Path, sets: Sequence[DataSet], runs: dict[str, list[Run]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bars = {name: [(one.figures.p_at_1, one.figures.low, one.figures.high) for one in found] for name, found in runs.items()}
    picture = draw_bars(f"{sets[0].name}: right article first", bars, [data.typing for data in sets])
    (folder / f"quality-{sets[0].name}.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    main()

"""What one look-up in the shipped base costs: CPU time of a whole ``FAQ.ask``, from normalising to quoting.

Run: ``python benchmarks/ask_speed.py``. Each question's time is the least of five, so that other work on the machine counts little;
a fixed job of rapidfuzz (``WRatio`` over 1,000 phrasings) is timed in the same run, to compare machines by.
"""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import numpy as np
from datasets import QUESTIONS, ROOT
from rapidfuzz import fuzz, process

from bot.faq import load
from bot.faq.loading import load_questions

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 5


def least(job: Callable[[], object]) -> float:
    """Milliseconds of CPU of the quickest of :data:`TIMES` runs."""
    found = []
    for _ in range(TIMES):
        started = process_time()
        job()
        found.append(process_time() - started)
    return min(found) * 1000


def main() -> None:
    started = process_time()
    faq = load(ROOT / "knowledge")
    loaded = process_time() - started
    questions = [row.question for name in QUESTIONS for row in load_questions(ROOT / name)]
    costs = [least(lambda question=question: faq.ask(question)) for question in questions]
    phrasings = [asks for article in faq.base.articles for asks in (article.title, *article.asks)][:1000]
    fixed = float(
        np.median(
            [
                least(lambda question=question: process.extract(question, phrasings, scorer=fuzz.WRatio))
                for question in questions[:20]
            ]
        )
    )
    p50, p95, p99 = np.percentile(costs, [50, 95, 99])
    print(f"{len(questions)} questions, {len(faq.base.articles)} articles, loaded from files in {loaded:.2f} s CPU")
    print(f"FAQ.ask: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms, worst {max(costs):.2f} ms")
    print(
        f"process.extract(WRatio) over {len(phrasings)} phrasings, median: {fixed:.2f} ms; FAQ.ask p50 is {p50 / fixed:.2f} of it"
    )


if __name__ == "__main__":
    main()

"""Is the promised precision reached: the cuts of the shipped curve and of each base's own, on questions that neither has seen.

Run: ``POLICYBOT_DATA=… python benchmarks/promise.py [--held-out]``. For three precisions: the cut, how many answers were given, the
share of them that was right (with exact 95 % bounds), and the share of the answerable questions that got an answer. The shipped weights
were fitted with these questions in view; with ``--held-out`` each public set is judged by weights fitted without it. The calibration
sees phrasings only.
"""

from __future__ import annotations

import datetime as dt
import sys
from time import process_time
from typing import TYPE_CHECKING

from datasets import PUBLIC, data_folder, load_public, load_tuned, retype
from engines import as_system
from figures import judge, reached
from fit_weights import CONFIDENCE, fit_confidence, fit_ranking, gather_all, of_the_main_case

from bot.faq import FAQ
from bot.faq.calibrating import make_cuts
from bot.faq.cuts import Way
from bot.faq.fusing import Weights, load_weights
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.matching import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasets import DataSet
    from fit_weights import Sample

    from bot.faq.cuts import Cuts

ASKED_FOR = (0.9, 0.95, 0.99)


def show(sets: Sequence[DataSet], label: str, weights: Weights) -> None:
    base = sets[0].base
    started = process_time()
    own = make_cuts(base, weights)
    print(f"\n{label}: calibrated in {process_time() - started:.1f} s of CPU, on {own.answers} answers")
    system = as_system(FAQ(base, build_index(base, load_language(base.language)), weights, today=dt.date.today))
    for data in sets:
        judged = judge(data.cases, [system(case.question) for case in data.cases])
        for name, cuts in (("shipped", weights.cuts), ("own", own)):
            for wanted in ASKED_FOR:
                answers, right, low, high = reached(judged, cuts.cut_for(wanted))
                known = int((judged.answerable & (judged.sure >= cuts.cut_for(wanted))).sum())
                print(
                    f"{data.name:10} {data.typing:6} {name:8} promised {wanted:.2f} cut {cuts.cut_for(wanted):.3f} "
                    f"reached {right / max(1, answers):.3f} ({low:.3f}-{high:.3f}) of {answers:5} "
                    f"answered {known / judged.answerable.sum():.3f}"
                )
    print(f"listening: {_told(own)}; shipped curve {_told(weights.cuts)}")


def _told(cuts: Cuts) -> str:
    return ", ".join(f"{wanted:.2f} from {cuts.cut_for(wanted, Way.LISTENING):.3f}" for wanted in ASKED_FOR)


def weights_without(name: str, samples: Sequence[Sample]) -> Weights:
    """Fit weights on all sets but one. The cuts stay the shipped ones."""
    others = [sample for sample in samples if sample.name != name]
    shipped, ranking = load_weights(), fit_ranking(of_the_main_case(others))
    confidence = dict(zip(("bias", *CONFIDENCE), map(float, fit_confidence(others, ranking)), strict=True))
    confidence["lookalike"] = shipped.confidence["lookalike"]
    return Weights(dict(zip(FEATURES, map(float, ranking), strict=True)), confidence, shipped.cuts)


def main() -> None:
    samples = gather_all(data_folder()) if "--held-out" in sys.argv else []
    for name in PUBLIC:
        clean, noisy = load_public(name, data_folder())
        weights = weights_without(name, samples) if samples else load_weights()
        show([clean, noisy, retype(clean)], name, weights)
    if not samples:
        show(load_tuned(), "shipped base, tune questions", load_weights())


if __name__ == "__main__":
    main()

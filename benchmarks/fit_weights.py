"""Fit ``bot/faq/data/weights.toml``: how much each piece of evidence counts.

Run: ``POLICYBOT_DATA=… python benchmarks/fit_weights.py [--semantic]`` (needs the ``bench`` extra). With ``--semantic`` it fits
``weights-semantic.toml``, for which the ``semantic`` extra must be installed. Prints, for each set, what the weights reach
that were fitted on the other sets only; then the weights fitted on all, and the cuts. Nothing is random.

Ranking: a softmax over the candidates, its weighted sums fitted to give the right article the highest share. Confidence: a logistic
of whether the best article is right, with off-topic questions weighted to one in five. All weights but the look-alike's are held at zero
or above, so that more evidence never counts against an article. The look-alike's stay as set by hand: the public sets have none.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from datasets import PUBLIC, DataSet, data_folder, load_bodies, load_public, load_shipped
from figures import auroc, coverage
from scipy.optimize import minimize
from small import as_sets, load_small

from bot.faq.fusing import circumstances, load_weights
from bot.faq.indexing import Index, build_index
from bot.faq.language import load_language
from bot.faq.matching import CANDIDATES, FEATURES, FURTHER, MEANING, gather_evidence
from bot.faq.reading import read
from bot.faq.semantic import open_embedder, with_meanings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase

MOST = 4_000
"""Questions taken of each set, so that the largest does not outweigh the others' variety."""

OFF_TOPIC, OVERHEARD = 0.2, 0.9
"""Share of off-topic questions assumed when people ask the bot, and of messages when it only listens."""

PHRASINGS = (1, 3, 5, 10)
"""Phrasings an article for which the confidence is fitted: from a base just begun to a ripe one. The ranking is fitted at 5."""

CIRCUMSTANCES = ("length", "explained", "unexplained", "off_subject", "breadth", "mended")
CONFIDENCE = ("near", "grams", "lead", *CIRCUMSTANCES)
ROOM = CANDIDATES + FURTHER
COST, SEMANTIC_COST = 3e-4, 1e-4
"""What the squares of the ranking's weights cost. With a third of 1e-3 the texts that are left out gain two to four points of P@1, and
no public set loses. Cosines differ by tenths where the other evidence differs by halves, so their weights must be larger still."""

TEXTS = 1 / 3
"""Worth for the ranking of the shipped base asked for its texts, with no, one and three phrasings an article: together one set."""

SMALL = 0.5
"""Worth for the ranking of the six small bases together, each way of typing."""

SURE_OF = {"shipped": 2.0, "small": 0.5}
"""Worth for the confidence, 1 for any other sample. Four times as much for the bases of our own costs the public sets one to two points of
coverage, and so does teaching it the texts: one confidence is to hold for both."""

NOBODY = 10.0
"""Look-alike of a place that no candidate fills: with a hundred points less than anyone it has no share."""

LOWERING = ("unexplained", "off_subject")
"""Evidence that may only lower the confidence."""

PRECISIONS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence for a set's questions: ``features`` (questions, candidates, features), what else bears, which candidates are right.

    ``phrasings`` an article; 0 for bases of our own, which have as many as they have. ``worth`` is how much it counts for the ranking.
    """

    name: str
    typing: str
    phrasings: int
    features: np.ndarray
    circumstances: dict[str, np.ndarray]
    right: np.ndarray
    answerable: np.ndarray
    worth: float = 1.0

    @property
    def is_text(self) -> bool:
        """Whether mostly the texts must answer. Such a sample teaches the ranking alone."""
        return self.typing.startswith("text")


def is_semantic() -> bool:
    return "--semantic" in sys.argv


def names() -> tuple[str, ...]:
    """Return the names of the evidence that ranks."""
    return (*FEATURES, *MEANING) if is_semantic() else FEATURES


def confidence_names() -> tuple[str, ...]:
    """Return the names of what bears on the confidence."""
    return (*CONFIDENCE, *MEANING) if is_semantic() else CONFIDENCE


def open_index(base: KnowledgeBase) -> Index:
    index = build_index(base, load_language(base.language))
    if not is_semantic():
        return index
    embedder = open_embedder()
    if embedder is None:
        raise SystemExit("install the extra first: pip install -e '.[semantic]'")
    return with_meanings(index, embedder)


def gather(data: DataSet, phrasings: int, most: int = MOST, worth: float = 1.0) -> Sample:
    index = open_index(data.base)
    ids = [article.id for article in index.articles]
    step = max(1, -(-len(data.cases) // most))
    cases = [case for case in data.cases[::step] if not is_guarded(case.question, index)]
    features = np.zeros((len(cases), ROOM, len(names())))
    right = np.zeros((len(cases), ROOM), bool)
    others = {name: np.zeros((len(cases), ROOM)) for name in CIRCUMSTANCES}
    for at, case in enumerate(cases):
        reading = read(case.question, index.vocabulary)
        evidence = gather_evidence(reading, index)
        found = len(evidence.candidates)
        features[at, :found] = evidence.features
        features[at, found:, FEATURES.index("lookalike")] = NOBODY
        right[at, :found] = [ids[candidate] in case.expect for candidate in evidence.candidates]
        for candidate in range(found):
            for name, value in circumstances(reading, evidence, candidate, index).items():
                others[name][at, candidate] = value
    answerable = np.array([bool(case.expect) for case in cases])
    return Sample(data.name, data.typing, phrasings, features, others, right, answerable, worth)


def join(samples: Sequence[Sample], worth: float) -> Sample:
    """Return several samples as one."""
    first = samples[0]
    return replace(
        first,
        features=np.concatenate([one.features for one in samples]),
        circumstances={name: np.concatenate([one.circumstances[name] for one in samples]) for name in CIRCUMSTANCES},
        right=np.concatenate([one.right for one in samples]),
        answerable=np.concatenate([one.answerable for one in samples]),
        worth=worth,
    )


def is_guarded(question: str, index: Index) -> bool:
    """Whether a guard declines a question, so that no weight ever sees it. Near phrasings do not matter here: none is exact."""
    reading = read(question, index.vocabulary)
    return index.guards.find(reading, gather_evidence(reading, index).question, 0.0) is not None


def fit_ranking(samples: list[Sample]) -> np.ndarray:
    hand = FEATURES.index("lookalike")
    fixed = load_weights().ranking["lookalike"]
    cost = SEMANTIC_COST if is_semantic() else COST
    free = [at for at in range(len(names())) if at != hand]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = cost * float(weights @ weights), 2 * cost * weights
        worths = sum(sample.worth for sample in samples)
        for sample in samples:
            known = sample.right.any(axis=1)
            features, right = sample.features[known], sample.right[known]
            scores = features[:, :, free] @ weights + fixed * features[:, :, hand]
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            won = (shares * right).sum(axis=1)
            total -= float(np.log(won + 1e-12).mean()) * sample.worth / worths
            pull = shares * right / (won[:, None] + 1e-12) - shares
            slope = slope - np.einsum("qc,qcf->f", pull, features[:, :, free]) / len(features) * sample.worth / worths
        return total, slope

    fitted = minimize(loss, np.ones(len(free)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(free)).x
    return np.insert(fitted, hand, fixed)


def describe(sample: Sample, ranking: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the confidence evidence of each question's best article, and whether that article is right."""
    scores = sample.features @ ranking
    best = scores.argmax(axis=1)
    rows = np.arange(len(best))
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    columns = {name: sample.features[rows, best, FEATURES.index(name)] for name in ("near", "grams")}
    columns |= {name: sample.features[rows, best, at] for at, name in enumerate(names()) if name in MEANING}
    columns |= {"lead": 1 / shares.sum(axis=1)} | {name: values[rows, best] for name, values in sample.circumstances.items()}
    return np.stack([columns[name] for name in confidence_names()], axis=1), sample.right[rows, best]


def weigh(sample: Sample, off_topic: float = OFF_TOPIC) -> np.ndarray:
    """Weights of the questions of a set: together 1, off-topic ones a given share of it where the set has any."""
    weights = np.ones(len(sample.answerable))
    off = int((~sample.answerable).sum())
    if off:
        weights[~sample.answerable] = off_topic / (1 - off_topic) * (len(weights) - off) / off
    return weights / weights.sum()


def fit_confidence(samples: list[Sample], ranking: np.ndarray) -> np.ndarray:
    samples = [sample for sample in samples if not sample.is_text]
    described = [describe(sample, ranking) for sample in samples]
    features = np.concatenate([evidence for evidence, _ in described])
    right = np.concatenate([right for _, right in described]).astype(float)
    importance = np.concatenate([weigh(sample) * SURE_OF.get(sample.name, 1.0) for sample in samples])
    importance /= importance.sum()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sure = 1 / (1 + np.exp(-(features @ weights[1:] + weights[0])))
        total = -(importance * (right * np.log(sure + 1e-12) + (1 - right) * np.log(1 - sure + 1e-12))).sum()
        error = importance * (sure - right)
        slope = np.concatenate([[error.sum()], features.T @ error + 4e-4 * weights[1:]])
        return float(total + 2e-4 * weights[1:] @ weights[1:]), slope

    bounds = [(None, None), *((None, 0) if name in LOWERING else (0, None) for name in confidence_names())]
    return minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x


def confidences(sample: Sample, ranking: np.ndarray, confidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    evidence, right = describe(sample, ranking)
    return 1 / (1 + np.exp(-(evidence @ confidence[1:] + confidence[0]))), right


def report(sample: Sample, ranking: np.ndarray, confidence: np.ndarray) -> None:
    scores = sample.features @ ranking
    order = np.argsort(-scores, axis=1, kind="stable")
    hits = np.take_along_axis(sample.right, order, axis=1)[sample.answerable]
    sure, right = confidences(sample, ranking, confidence)
    figures = (
        f"P@1 {hits[:, 0].mean():.3f}  recall@3 {hits[:, :3].any(axis=1).mean():.3f}  recall@20 {hits.any(axis=1).mean():.3f}"
    )
    print(
        f"{sample.name:10} {sample.typing:6} {figures}  AUROC {auroc(sure, sample.answerable):.3f}  "
        f"coverage@95 {coverage(sure, right, sample.answerable):.3f}"
    )


def pick_cuts(held_out: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> list[float]:
    """Return, for each precision, the lowest confidence from which answers kept it, over sets that the weights had not seen."""
    sure = np.concatenate([one for one, _, _ in held_out])
    right = np.concatenate([one for _, one, _ in held_out])
    importance = np.concatenate([one for _, _, one in held_out])
    order = np.argsort(-sure, kind="stable")
    reached = np.cumsum(importance[order] * right[order]) / np.cumsum(importance[order])
    cuts = []
    for precision in PRECISIONS:
        good = np.flatnonzero(reached >= precision)
        cuts.append(float(sure[order[good[-1]]]) if len(good) else 1.0)
    return cuts


def of_the_main_case(samples: list[Sample]) -> list[Sample]:
    """Return the samples that rank and judge: five phrasings an article, and bases of our own."""
    return [sample for sample in samples if sample.phrasings in (0, 5)]


def gather_all(folder: Path) -> list[Sample]:
    """Gather every set; with another number of phrasings than five only a third of the questions."""
    samples = [gather(load_shipped(folder), 0), *(gather(load_bodies(folder, kept), 0, worth=TEXTS) for kept in (0, 1, 3))]
    small = [[gather(data, 0) for data in as_sets(one)] for one in load_small()]
    samples += [join(typed, worth=SMALL) for typed in zip(*small, strict=True)]
    for name in PUBLIC:
        for phrasings in PHRASINGS:
            most = MOST if phrasings == 5 else MOST // 4
            samples += [gather(data, phrasings, most) for data in load_public(name, folder, phrasings)]
    return samples


def main() -> None:
    samples = gather_all(data_folder())
    held_out, overheard = [], []
    for name in (*PUBLIC, "shipped", "small"):
        others = [sample for sample in samples if sample.name != name]
        ranking = fit_ranking(of_the_main_case(others))
        confidence = fit_confidence(others, ranking)
        for sample in of_the_main_case([sample for sample in samples if sample.name == name]):
            report(sample, ranking, confidence)
            if sample.is_text:
                continue
            judged = confidences(sample, ranking, confidence)
            held_out.append((*judged, weigh(sample) * sample.worth))
            if not sample.answerable.all() and sample.name != "small":  # whose near misses are far more than a ninth
                overheard.append((*judged, weigh(sample, OVERHEARD) * sample.worth))
    ranking = fit_ranking(of_the_main_case(samples))
    confidence = fit_confidence(samples, ranking)
    print("\n[ranking]", *(f"{name} = {weight:.2f}" for name, weight in zip(names(), ranking, strict=True)), sep="\n")
    print(
        "\n[confidence]",
        *(f"{name} = {weight:.2f}" for name, weight in zip(("bias", *confidence_names()), confidence, strict=True)),
        sep="\n",
    )
    print("\n[cuts]", f"precision = {list(PRECISIONS)}", sep="\n")
    for way, judged in (("asked", held_out), ("listening", overheard)):
        print(f"{way} = {[round(cut, 3) for cut in pick_cuts(judged)]}")


if __name__ == "__main__":
    main()

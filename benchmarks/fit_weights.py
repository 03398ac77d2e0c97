"""Fit ``bot/faq/data/weights.toml``: how much each piece of evidence counts.

Run: ``POLICYBOT_DATA=… python benchmarks/fit_weights.py`` (needs the ``bench`` extra). Prints, for each set, what the weights reach
that were fitted on the other sets only; then the weights fitted on all, and the cuts. Nothing is random.

Ranking: a softmax over the candidates, its weighted sums fitted to give the right article the highest share. Confidence: a logistic
of whether the best article is right, with off-topic questions weighted to one in five. All weights but the look-alike's are held at zero
or above, so that more evidence never counts against an article. The look-alike's stay as set by hand: the public sets have none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from datasets import PUBLIC, DataSet, data_folder, load_public, load_shipped
from figures import auroc, coverage
from scipy.optimize import minimize

from bot.faq.fusing import load_weights, unexplained
from bot.faq.indexing import Index, build_index
from bot.faq.language import load_language
from bot.faq.matching import CANDIDATES, FEATURES, gather_evidence
from bot.faq.reading import read

MOST = 4_000
"""Questions taken of each set, so that the largest does not outweigh the others' variety."""

OFF_TOPIC = 0.2
"""Share of off-topic questions assumed when people ask the bot."""

CONFIDENCE = ("near", "grams", "lead", "length", "unexplained", "off_subject")
LOWERING = ("unexplained", "off_subject")
"""Evidence that may only lower the confidence."""

PRECISIONS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence for a set's questions: ``features`` (questions, candidates, features), the right candidates, words a question."""

    name: str
    typing: str
    features: np.ndarray
    right: np.ndarray
    words: np.ndarray
    unexplained: np.ndarray
    off_subject: np.ndarray
    answerable: np.ndarray


def gather(data: DataSet) -> Sample:
    index = build_index(data.base, load_language(data.base.language))
    ids = [article.id for article in index.articles]
    step = max(1, -(-len(data.cases) // MOST))
    cases = [case for case in data.cases[::step] if not is_guarded(case.question, index)]
    features = np.zeros((len(cases), CANDIDATES, len(FEATURES)))
    right = np.zeros((len(cases), CANDIDATES), bool)
    words, missing, off = np.zeros(len(cases)), np.zeros((len(cases), CANDIDATES)), np.zeros((len(cases), CANDIDATES))
    for at, case in enumerate(cases):
        reading = read(case.question, index.vocabulary)
        evidence = gather_evidence(reading, index)
        found = len(evidence.candidates)
        features[at, :found] = evidence.features
        right[at, :found] = [ids[candidate] in case.expect for candidate in evidence.candidates]
        words[at] = len(reading.positions)
        missing[at, :found] = [unexplained(reading, evidence, candidate) for candidate in range(found)]
        off[at, :found] = [index.subject.missing(reading, int(candidate)) for candidate in evidence.candidates]
    return Sample(data.name, data.typing, features, right, words, missing, off, np.array([bool(case.expect) for case in cases]))


def is_guarded(question: str, index: Index) -> bool:
    """Whether a guard declines a question, so that no weight ever sees it. Near phrasings do not matter here: none is exact."""
    reading = read(question, index.vocabulary)
    return index.guards.find(reading, gather_evidence(reading, index).question, 0.0) is not None


def fit_ranking(samples: list[Sample]) -> np.ndarray:
    hand = FEATURES.index("lookalike")
    fixed = load_weights().ranking["lookalike"]
    free = [at for at in range(len(FEATURES)) if at != hand]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 1e-3 * float(weights @ weights), 2e-3 * weights
        for sample in samples:
            known = sample.right.any(axis=1)
            features, right = sample.features[known], sample.right[known]
            scores = features[:, :, free] @ weights + fixed * features[:, :, hand]
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            won = (shares * right).sum(axis=1)
            total -= float(np.log(won + 1e-12).mean()) / len(samples)
            pull = shares * right / (won[:, None] + 1e-12) - shares
            slope = slope - np.einsum("qc,qcf->f", pull, features[:, :, free]) / len(features) / len(samples)
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
    columns |= {"lead": 1 / shares.sum(axis=1), "length": np.log1p(sample.words), "unexplained": sample.unexplained[rows, best]}
    columns |= {"off_subject": sample.off_subject[rows, best]}
    return np.stack([columns[name] for name in CONFIDENCE], axis=1), sample.right[rows, best]


def weigh(sample: Sample) -> np.ndarray:
    """Weights of the questions of a set: together 1, off-topic ones :data:`OFF_TOPIC` of it where the set has any."""
    weights = np.ones(len(sample.answerable))
    off = int((~sample.answerable).sum())
    if off:
        weights[~sample.answerable] = OFF_TOPIC / (1 - OFF_TOPIC) * (len(weights) - off) / off
    return weights / weights.sum()


def fit_confidence(samples: list[Sample], ranking: np.ndarray) -> np.ndarray:
    described = [describe(sample, ranking) for sample in samples]
    features = np.concatenate([evidence for evidence, _ in described])
    right = np.concatenate([right for _, right in described]).astype(float)
    importance = np.concatenate([weigh(sample) for sample in samples]) / len(samples)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sure = 1 / (1 + np.exp(-(features @ weights[1:] + weights[0])))
        total = -(importance * (right * np.log(sure + 1e-12) + (1 - right) * np.log(1 - sure + 1e-12))).sum()
        error = importance * (sure - right)
        slope = np.concatenate([[error.sum()], features.T @ error + 4e-4 * weights[1:]])
        return float(total + 2e-4 * weights[1:] @ weights[1:]), slope

    bounds = [(None, None), *((None, 0) if name in LOWERING else (0, None) for name in CONFIDENCE)]
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


def main() -> None:
    folder = data_folder()
    sets = [*(one for name in PUBLIC for one in load_public(name, folder)), load_shipped(folder)]
    samples = [gather(one) for one in sets]
    held_out = []
    for name in dict.fromkeys(sample.name for sample in samples):
        others = [sample for sample in samples if sample.name != name]
        ranking = fit_ranking(others)
        confidence = fit_confidence(others, ranking)
        for sample in samples:
            if sample.name == name:
                report(sample, ranking, confidence)
                held_out.append((*confidences(sample, ranking, confidence), weigh(sample)))
    ranking = fit_ranking(samples)
    confidence = fit_confidence(samples, ranking)
    print("\n[ranking]", *(f"{name} = {weight:.2f}" for name, weight in zip(FEATURES, ranking, strict=True)), sep="\n")
    print(
        "\n[confidence]",
        *(f"{name} = {weight:.2f}" for name, weight in zip(("bias", *CONFIDENCE), confidence, strict=True)),
        sep="\n",
    )
    print(
        "\n[cuts]", f"precision = {list(PRECISIONS)}", f"confidence = {[round(cut, 3) for cut in pick_cuts(held_out)]}", sep="\n"
    )


if __name__ == "__main__":
    main()

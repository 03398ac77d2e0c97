"""Make ``bot/faq/data/kin-en.txt``: which English words are used for one another, so that *purchase* finds what says *buy*.

Run with the packages of ``minilm.py`` installed (they are needed here only): ``python benchmarks/kindred_words.py``.
Each common word is embedded by itself; what the vectors have in common is taken out (their mean and first principal component); two
words are kin from a cosine of 0.4. A line is a stem, then figures and stems: a figure is what the stems behind it are worth, in tenths.

Names, numbers, days, colours and directions are nobody's kin: Iran is not like Iraq, and Monday not like Tuesday, however alike
they are used. They are known by their likeness to the examples below. Nothing else was chosen by hand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from minilm import Embedder

from bot.faq.language import FUNCTION_WORD, load_language

TARGET = Path(__file__).parent.parent / "bot" / "faq" / "data" / "kin-en.txt"

LEAST_ZIPF = 3.4
"""About 18,000 words; rarer ones have few kin that anybody types."""

LEAST_COSINE, MOST_KIN = 0.4, 8
NAME_LIKE = 0.42
"""Mean cosine to the three nearest examples of a kind from which a word is taken to be of that kind."""

NAMES = {
    "countries": (
        "afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus "
        "belgium bolivia bosnia botswana brazil britain bulgaria burma cambodia cameroon canada chile china colombia "
        "congo croatia cuba cyprus denmark ecuador egypt england eritrea estonia ethiopia finland france georgia "
        "germany ghana greece guatemala haiti honduras hungary iceland india indonesia iran iraq ireland israel italy "
        "jamaica japan jordan kazakhstan kenya korea kosovo kuwait laos latvia lebanon liberia libya lithuania "
        "luxembourg malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar namibia nepal "
        "netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland "
        "portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan "
        "sweden switzerland syria taiwan tanzania thailand tunisia turkey uganda ukraine uruguay uzbekistan venezuela "
        "vietnam wales yemen zambia zimbabwe "
    ),
    "peoples": (
        "american british english french german spanish italian russian chinese japanese korean vietnamese iranian "
        "iraqi israeli syrian turkish indian pakistani afghan mexican canadian australian brazilian cuban egyptian "
        "saudi ukrainian polish swedish dutch swiss irish scottish european african asian arab "
    ),
    "cities": (
        "london paris berlin moscow tokyo beijing seoul pyongyang washington chicago boston texas california florida "
        "york angeles francisco toronto sydney rome madrid kiev hanoi tehran baghdad jerusalem cairo delhi mumbai "
        "dubai shanghai hong kong "
    ),
    "people": (
        "aaron abdul adam ahmed alan alex alexander ali alice amy andrew andy anthony barbara ben betty brandon brian "
        "carlos carol chris christopher daniel dave debra diana donald dorothy edward emma eric eva fatima frank fred "
        "gary gordon grace hans harry helen henry igor irene ivan jack jacob jane jason jennifer jerry jim joe jose juan "
        "julia karen kate keith kevin larry laura lee linda lisa louis luis lucy mario martin matt mohammed nancy nicole "
        "oliver olga oscar otto pablo patrick pedro peter phil philip rachel ralph ray roger ron rosa ruth ryan sam "
        "samuel sandra scott sean simon sophia stephen stuart susan tom tony victor vladimir wang walter warren wong "
        "anderson brown campbell garcia johnson jones kennedy lopez miller moore nguyen rodriguez smith taylor thompson williams wilson "
        "john james mary michael david robert william peter paul george thomas richard charles mark steven anna maria "
        "sarah emily jessica kim trump obama biden bush clinton putin "
    ),
    "months": "january february march april may june july august september october november december",
    "days": "monday tuesday wednesday thursday friday saturday sunday",
    "numbers": (
        "one two three four five six seven eight nine ten eleven twelve thirteen twenty thirty forty fifty sixty "
        "seventy eighty ninety hundred thousand million billion trillion first second third fourth fifth sixth "
        "seventh eighth ninth tenth "
    ),
    "directions": "north south east west northern southern eastern western",
    "colours": "red blue green yellow black white orange purple pink brown grey gray",
}


def embed(words: list[str]) -> np.ndarray:
    """Return unit vectors of words, without what all of them have in common."""
    vectors = Embedder().embed(words)
    vectors -= vectors.mean(axis=0)
    commonest = vectors[:6000]
    first = np.linalg.svd(commonest, full_matrices=False)[2][:1]
    vectors -= vectors @ first.T @ first
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def find_names(words: list[str], vectors: np.ndarray) -> np.ndarray:
    """Return which words are names or the like."""
    places = {word: at for at, word in enumerate(words)}
    named = np.zeros(len(words), bool)
    for examples in NAMES.values():
        known = [places[word] for word in examples.split() if word in places]
        nearest = np.sort(vectors @ vectors[known].T, axis=1)[:, -3:]
        named |= nearest.mean(axis=1) >= NAME_LIKE
        named[known] = True
    return named


def main() -> None:
    language = load_language("en")
    words = [
        word
        for word, zipf in language.zipf.items()
        if zipf >= LEAST_ZIPF and len(word) > 2 and language.rarity(word) >= FUNCTION_WORD
    ]
    vectors = embed(words)
    usable = np.flatnonzero(~find_names(words, vectors))
    stems = [language.stem(words[at]) for at in usable]
    kin: dict[str, dict[str, float]] = {}
    for at, stem in enumerate(stems):
        likeness = vectors[usable] @ vectors[usable[at]]
        ours: dict[str, float] = {}
        for other in np.argsort(-likeness)[:80]:
            if likeness[other] >= LEAST_COSINE and stems[other] != stem and len(ours) < MOST_KIN:
                ours.setdefault(stems[other], float(likeness[other]))
        known = kin.setdefault(stem, {})
        known.update({other: max(worth, known.get(other, 0.0)) for other, worth in ours.items()})
    lines = [f"{stem}{_told(others)}" for stem, others in sorted(kin.items()) if others]
    TARGET.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} stems, {sum(map(len, kin.values()))} pairs, {TARGET.stat().st_size} bytes")


def _told(others: dict[str, float]) -> str:
    told, last = "", 0
    for other, worth in sorted(others.items(), key=lambda pair: (-round(pair[1] * 10), pair[0])):
        tenths = min(9, round(worth * 10))
        told += f" {other}" if tenths == last else f" {tenths} {other}"
        last = tenths
    return told


if __name__ == "__main__":
    main()

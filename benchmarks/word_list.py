"""Make ``bot/faq/data/words-en.txt``: how common English words are, so that the engine knows a typo from a word.

Run with the ``wordfreq`` package installed (it is needed here only): ``python benchmarks/word_list.py``.
One line a word, most common first: the word and ten times its Zipf frequency (log10 of uses in a billion words), rounded.
Source and licence of the frequencies: see ``NOTICE``.
"""

from __future__ import annotations

import re
from pathlib import Path

import wordfreq

TARGET = Path(__file__).parent.parent / "bot" / "faq" / "data" / "words-en.txt"
LEAST_ZIPF = 2.9
"""About 30,000 words. Further down the list common misspellings stand among rare words, and would no longer be repaired."""


def main() -> None:
    tenths: dict[str, int] = {}
    for word in wordfreq.top_n_list("en", 100_000):  # commonest first, so "doesn't" counts for "doesnt"
        zipf = wordfreq.zipf_frequency(word, "en")
        if zipf >= LEAST_ZIPF and re.fullmatch(r"[a-z]+(?:'[a-z]+)?", word):
            tenths.setdefault(word.replace("'", ""), round(zipf * 10))
    TARGET.write_text("".join(f"{word} {zipf}\n" for word, zipf in tenths.items()), encoding="utf-8")
    print(f"{len(tenths)} words, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""How much memory an index's arrays take, part by part: 100,000 phrasings in 10,000 articles of 2 KB.

Run: ``python benchmarks/index_size.py``. Texts of articles and Python's own words (terms, vocabulary) are not counted.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np
from corpus import make_base

from bot.faq.indexing import build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Iterator

PHRASINGS = 100_000
WORDS = 330
"""Words of an article's three passages: 2 KB."""


def arrays(value: object, name: str) -> Iterator[tuple[str, int]]:
    """Yield the arrays and packed texts of a frozen value and of those inside it, with their size in bytes."""
    if isinstance(value, np.ndarray):
        yield name, value.nbytes
    elif isinstance(value, bytes):
        yield name, len(value)
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays(getattr(value, field.name), f"{name}.{field.name}")


def main() -> None:
    index = build_index(make_base(PHRASINGS, passage_words=WORDS), load_language("en"))
    parts = ("phrasings", "passages", "lookalikes", "profiles", "bodies", "grams", "subject")
    found = [size for part in parts for size in arrays(getattr(index, part), part)]
    found += arrays(index.vocabulary.repairer.near, "neighbourhood")
    print(f"{len(index.phrasings):,} phrasings: {sum(size for _, size in found) / 1e6:.1f} MB")
    for name, size in sorted(found, key=lambda pair: -pair[1])[:20]:
        print(f"{size / 1e6:6.1f} MB  {name}")


if __name__ == "__main__":
    main()

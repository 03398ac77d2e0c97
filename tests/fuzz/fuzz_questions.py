"""Random and mutated questions to the shipped base: nothing may raise, every invariant must hold.

``make fuzz`` asks 50,000; a number as argument asks that many, ``--seed N`` others than the usual ones. A slice runs in the suite.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from invariants import assert_sound  # noqa: E402  (the line above leads to it, also when this file is run by itself)

from bot.faq import load  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.faq import FAQ

SNIPPETS = (
    *(
        "?",
        "??",
        "!",
        "...",
        ".",
        ",",
        "'",
        "\u2019",
        '"',
        "`",
        "```",
        "\n",
        "\r\n",
        "\t",
        "> ",
        ">> ",
        "~~",
        "**",
        "||",
        "__",
        "\\",
        "\0",
    ),
    *(
        "@everyone",
        "<@123>",
        "<#45>",
        "<:x:1>",
        "<a:x:2>",
        "<t:1:R>",
        ":joy:",
        "https://a.b/c?d=e",
        "www.x.y",
        "U.S.",
        "D.P.R.K.",
        "us",
    ),
    *(
        "\u200b",
        "\u202e",
        "\u00ad",
        "\u0301",
        "\u0338",
        "\ufe0f",
        "\ufdfa",
        "\u0345",
        "\u1e9e",
        "\u0130",
        "\u2126",
        "\ud800",
        "\udfff",
    ),
    *(
        "😀",
        "👨\u200d👩\u200d👧",
        "🇰🇵",
        "환불",
        "北韓",
        "Россия",
        "مساعدة",
        "हिन्दी",
        "ไทย",
        "\U0001d4f7\U0001d4fe\U0001d4f4\U0001d4ee",
        "\uff2e",
        "ﬁ",
        "ß",
        "½",
        "①",
        "१२",
    ),
    *(
        " and ",
        " and what is ",
        "? how ",
        " (",
        ") ",
        "[",
        "](",
        "{{",
        "%s",
        "$",
        "-1",
        "1e309",
        "0x",
        "NaN",
        "lol",
        "idk",
        "pls",
    ),
)
RANGES = (
    (0x20, 0x7E),
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x300, 0x52F),
    (0x590, 0x10FF),
    (0x1E00, 0x2FFF),
    (0x3000, 0xD7FF),
    (0xE000, 0x1FFFF),
)


def make_questions(seeds: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Yield ``count`` questions: one in four random text, the others real wordings, mistyped, cut, joined and littered."""
    chance = random.Random(seed)  # noqa: S311  (reproducible, not secret)
    for _ in range(count):
        if chance.random() < 0.25:
            yield _random_text(chance)
        else:
            yield _mutate(chance.choice(seeds), seeds, chance)


def _random_text(chance: random.Random) -> str:
    pieces = []
    for _ in range(int(chance.expovariate(1 / 8)) + 1):
        low, high = chance.choice(RANGES)
        pieces.append("".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 8))))
    return chance.choice(("", " ")).join(pieces)


def _mutate(text: str, seeds: Sequence[str], chance: random.Random) -> str:
    for _ in range(chance.randint(1, 5)):
        at, size = chance.randint(0, len(text)), chance.randint(1, 6)
        kind = chance.randrange(9)
        if kind == 0:
            text = text[:at] + text[at + size :]
        elif kind == 1:
            text = text[:at] + text[at : at + size] * 2 + text[at + size :]
        elif kind == 2:
            text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        elif kind <= 4:
            text = text[:at] + chance.choice(SNIPPETS) + text[at:]
        elif kind == 5:
            text = f"{text} {chance.choice(('and', 'also', '?', ''))} {chance.choice(seeds)}"
        elif kind == 6:
            text = chance.choice((str.upper, str.title, str.swapcase))(text)
        elif kind == 7:
            words = text.split()
            chance.shuffle(words)
            text = " ".join(words)
        else:
            text = text[:at] + chr(chance.randint(97, 122)) + text[at + 1 :]
    return text


def seeds_of(faq: FAQ) -> list[str]:
    """Everything that people are known to ask: phrasings, look-alikes, headings, check questions."""
    articles = faq.base.live
    wordings = [text for one in articles for text in (one.title, *one.asks, *one.not_for)]
    parts = [text for one in articles for part in one.passages for text in (part.heading or "", *part.asks)]
    return sorted({*wordings, *parts, *(question.question for question in faq.base.questions)})


def run(faq: FAQ, count: int, seed: int) -> tuple[int, float, str]:
    """Ask ``count`` questions; return how many were asked, the slowest one's CPU milliseconds and that one. Raises at the first fault."""
    slowest, which, asked = 0.0, "", 0
    for asked, question in enumerate(make_questions(seeds_of(faq), count, seed), 1):
        started = time.process_time()
        try:
            decision = faq.ask(question)
            took = time.process_time() - started
            assert decision.question == question
            assert_sound(decision, faq)
        except Exception:
            print(f"question {asked}: {question!r}", file=sys.stderr)  # noqa: T201  (what to reproduce)
            raise
        if took > slowest:
            slowest, which = took, question
    return asked, slowest * 1000, which


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.process_time()
    asked, slowest, which = run(load(ROOT / "knowledge"), arguments.count, arguments.seed)
    took = time.process_time() - started
    print(  # noqa: T201
        f"{asked:,} questions, 0 exceptions, every invariant holds; {took:.0f} s CPU, "
        f"the slowest {slowest:.1f} ms: {which[:80]!a}"
    )


if __name__ == "__main__":
    main()

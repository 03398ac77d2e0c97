"""Questions made to be slow: each is decided within 20 ms of CPU on the shipped base, the first time it is asked too.

At 10,000 articles they take no longer: what they cost is reading, not the base (``docs/results-2026-11-24-speed.md``).
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

import pytest
from invariants import assert_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.faq import FAQ

MOST = 0.020
"""Seconds of CPU; the machine is shared, so the best of five counts."""

TRACED = 6
"""How much slower code runs while its coverage is measured, at most."""

LONGEST = 6_000
"""Characters that Discord delivers at most."""


def fill(pattern: str, length: int = LONGEST) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


HOSTILE = {
    "one letter": fill("a"),
    "one letter and blanks": fill("a "),
    "blanks": fill(" "),
    "line ends": fill("\n"),
    "tabs and line ends": fill("\t\r\n"),
    "dots": fill("."),
    "dots before a letter": fill(".", LONGEST - 1) + "a",
    "blanks before a word": "a" + fill(" ", LONGEST - 4) + "and",
    "commas and blanks": fill(", "),
    "and and and": fill(" and"),
    "dotted letters": fill("a."),
    "dotted abbreviations": fill("U.S. "),
    "question marks": fill("? "),
    "question marks alone": fill("?"),
    "apostrophes": fill("'"),
    "letters with apostrophes": fill("a'"),
    "backticks": fill("`"),
    "fences": fill("```"),
    "open fence": "```" + fill("x y "),
    "quoted lines": fill("> a\n"),
    "nested quotes": fill("> "),
    "open brackets": fill("["),
    "link brackets": fill("]("),
    "parentheses": fill("(("),
    "mentions": fill("<@123>"),
    "open mentions": fill("<@"),
    "emoji codes": fill(":smile:"),
    "colons": fill(":"),
    "addresses": fill("https://a.b/"),
    "one address": "https://" + fill("a/"),
    "half addresses": fill("http://"),
    "emoji": fill("😀"),
    "joined emoji": fill("👨\u200d👩\u200d👧"),
    "flags": fill("🇰🇵"),
    "skin tones": fill("👍🏽"),
    "arabic ligature": fill("\ufdfa"),
    "combining marks": "a" + fill("\u0301"),
    "shuffled combining marks": "a" + fill("\u0301\u0327\u0323\u0338\u0345"),
    "zalgo": fill("k\u0338\u0327\u0301"),
    "hangul": fill("환불 방법 "),
    "hangul letters": fill("\u1112\u1161\u11ab"),
    "chinese": fill("北韓制裁"),
    "arabic": fill("استرداد "),
    "cyrillic": fill("санкции "),
    "hindi": fill("हिन्दी "),
    "thai": fill("ประเทศไทย"),
    "mathematical letters": fill("\U0001d4f7\U0001d4fe\U0001d4f4\U0001d4ee "),
    "invisible signs": fill("\u200b\u200d\ufeff"),
    "right to left": fill("\u202ea"),
    "lone surrogates": fill("\ud800"),
    "zeros": fill("\x00"),
    "numbers": " ".join(map(str, range(1_300))),
    "one number": fill("9"),
    "dates": fill("2017-09-01 12:30 "),
    "every word of the base": "north korea sanctions nuclear missile summit passport treaty " * 90,
    "different typos": " ".join(f"sanct{chr(97 + at % 26)}{chr(97 + at // 26)}ons" for at in range(600)),
    "long typos": " ".join(f"denuclear{chr(97 + at % 26)}{chr(97 + at // 26)}zation" for at in range(390)),
    "long words": " ".join(f"{chr(97 + at % 26)}" * 24 for at in range(240)),
    "run together": fill("northkoreasanctions "),
    "torn apart": fill("s a n c t i o n s "),
    "pairs of letters": " ".join(f"{chr(97 + at % 26)}{chr(97 + at // 26 % 26)}" for at in range(2_000)),
    "random letters": " ".join(
        f"{(at * 7919) % 308915776:x}".translate(str.maketrans("0123456789", "ghijklmnop")) for at in range(900)
    ),
    "questions": fill("what is the dprk? "),
    "two long questions": fill("what about sanctions ", 2_900) + "? " + fill("who met in hanoi ", 2_900),
    "and how": fill("and how "),
    "all function words": fill("is it that the of and to in "),
    "synonyms": fill("democratic people's republic of korea "),
    "half a synonym": fill("democratic people's republic of "),
    "capitals": fill("SANCTIONS ON THE DPRK "),
    "guard words": fill("will trump today win the war in iran next year "),
    "longer than anything": fill("north korea ", 400_000),
}


def test_there_are_at_least_forty() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_question_costs_little(name: str, shipped: FAQ) -> None:
    question = HOSTILE[name]
    best = min(cost(question, shipped) for _ in range(5))
    assert best <= MOST * (TRACED if sys.gettrace() else 1), f"{best * 1000:.0f} ms"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_question_is_decided_soundly(name: str, shipped: FAQ) -> None:
    assert_sound(shipped.ask(HOSTILE[name]), shipped)


def shuffled(words: Sequence[str], number: int) -> str:
    """600 words, others for each number, so that nothing of an earlier question is remembered."""
    return " ".join(random.Random(number).sample(words, 600))  # noqa: S311 - seeded, not secret


FRESH: dict[str, Callable[[Sequence[str], int], str]] = {
    "words of the base": shuffled,
    "run together": lambda words, number: " ".join(
        f"{one}{two}" for one, two in zip(shuffled(words, number).split(), shuffled(words, -1 - number).split(), strict=True)
    ),
    "mistyped": lambda words, number: " ".join(
        f"{word[:2]}{'qxz'[number % 3]}{word[2:]}" for word in shuffled(words, number).split()
    ),
    "foreign": lambda words, number: " ".join(f"{word[::-1]}{number}o" for word in shuffled(words, number).split()),
}


@pytest.mark.parametrize("name", FRESH)
def test_a_question_whose_words_were_never_met_costs_little(name: str, shipped: FAQ) -> None:
    words = sorted(shipped.index.vocabulary.words)
    best = min(cost(FRESH[name](words, number), shipped) for number in range(5))
    assert best <= MOST * (TRACED if sys.gettrace() else 1), f"{best * 1000:.0f} ms"


def cost(question: str, faq: FAQ) -> float:
    started = time.process_time()
    faq.ask(question)
    return time.process_time() - started

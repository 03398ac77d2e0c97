"""A slice of ``make fuzz``, with another seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz_questions import make_questions, run, seeds_of

if TYPE_CHECKING:
    from bot.faq import FAQ


def test_a_thousand_random_and_mutated_questions_do_no_harm(shipped: FAQ) -> None:
    asked, _, _ = run(shipped, 1_000, seed=7)
    assert asked == 1_000


def test_the_questions_are_varied_and_reproducible(shipped: FAQ) -> None:
    seeds = seeds_of(shipped)
    one, two = (list(make_questions(seeds, 500, seed=3)) for _ in range(2))
    assert one == two
    assert len(set(one)) > 490
    assert sum(question not in seeds for question in one) > 450
    assert any(not question.isascii() for question in one)

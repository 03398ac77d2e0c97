"""Names with their uses stay sorted and right, whatever comes and goes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.tallies import Tally

names = st.sampled_from("abcdefg")
bags = st.lists(names).map(Counter)


def tally_of(uses: Counter[str], known: set[str]) -> Tally:
    return Tally((), np.zeros(0, np.int32)).changed(uses, known)[0]


@given(bags, bags, st.sets(names), st.sets(names))
def test_a_changed_tally_is_the_one_that_is_counted_anew(
    before: Counter[str], after: Counter[str], known: set[str], known_after: set[str]
) -> None:
    old = tally_of(before, known)
    delta = {name: after[name] - before[name] for name in before | after}
    new, places = old.changed(delta, known_after)
    wanted = sorted({*after, *known_after})
    assert new.names == tuple(wanted)
    assert new.uses.tolist() == [after[name] for name in wanted]
    assert [new.names[place] if place >= 0 else None for place in places] == [
        name if name in wanted else None for name in old.names
    ]


def test_a_tally_does_not_change_the_one_that_it_came_from() -> None:
    old = tally_of(Counter("aab"), set())
    old.uses.setflags(write=False)
    assert old.changed({"a": 1}, ())[0].uses.tolist() == [3, 1]
    assert old.uses.tolist() == [2, 1]

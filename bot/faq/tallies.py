"""Things in alphabetical order with the number of articles that use each, and what becomes of them as articles come and go.

Everything that is numbered in an index is numbered by its place in such a list, so that it does not matter how a base came to be:
an index of which a part was carried over is the same, array by array, as one that was built anew.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy.typing as npt

    Ints = npt.NDArray[np.intp]

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Tally:
    """Names in alphabetical order, and how many articles use each: none where it is only known (to a guard)."""

    names: tuple[str, ...]
    uses: npt.NDArray[np.int32]

    def changed(self, by: Mapping[str, int], known: Collection[str]) -> tuple[Tally, Ints]:
        """Return the tally after uses came (above 0) and went (below), and each name's place in it, -1 for one that is gone.

        A name stays as long as some article uses it or it is among the ``known``.
        """
        uses, new = self.uses.copy(), dict[str, int]()
        for name, more in (dict.fromkeys(known, 0) | dict(by)).items():
            at = bisect_left(self.names, name)
            if at < len(self.names) and self.names[at] == name:
                uses[at] += more
            elif more or name in known:
                new[name] = more
        stays = uses > 0
        for at in np.flatnonzero(~stays).tolist():
            stays[at] = self.names[at] in known
        added = sorted(new)
        names = self.names if stays.all() else tuple([self.names[at] for at in np.flatnonzero(stays).tolist()])
        weave = Weave.of(np.array([bisect_left(names, name) for name in added], np.intp), len(names))
        places = np.full(len(uses), -1, np.intp)
        places[stays] = np.flatnonzero(weave.is_old)
        merged = tuple(sorted((*names, *added))) if added else names
        return Tally(merged, weave.join(uses[stays], np.array([new[name] for name in added], np.int32))), places


@dataclass(frozen=True, slots=True)
class Weave:
    """Where the entries of two sorted arrays stand in both together."""

    is_old: npt.NDArray[np.bool_]
    new: Ints

    @classmethod
    def of(cls, before: Ints, length: int) -> Weave:
        """``before`` tells for each new entry, in order, how many of the ``length`` old ones come before it."""
        new = before + np.arange(len(before))
        is_old = np.ones(length + len(before), bool)
        is_old[new] = False
        return cls(is_old, new)

    def join(self, old: npt.NDArray[Kind], new: npt.NDArray[Any]) -> npt.NDArray[Kind]:
        """Return both arrays as one, of the old one's kind."""
        if not len(new):
            return old
        joined = np.empty(len(self.is_old), old.dtype)
        joined[self.is_old], joined[self.new] = old, new
        return joined

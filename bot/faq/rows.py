"""Uses of the keys that many articles have: half a byte for each article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.intp]
    Uses = npt.NDArray[np.uint8]

MANY = 15
"""Uses that half a byte cannot tell from more: these stand apart. Letter groups and words seldom have as many in one article."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A row for each key and half a byte for each article; where it is :data:`MANY`, the uses are among ``more``."""

    halves: Uses
    """The lower half of byte ``n`` of a row is for article ``2n``, the upper half for the one after."""
    places: npt.NDArray[np.int64]
    """Row and article of each of ``more``, in order, as row times :attr:`width` plus article."""
    more: Uses

    @classmethod
    def of(cls, uses: Uses) -> Rows:
        """Pack a row of uses for each key."""
        even = uses if uses.shape[1] % 2 == 0 else np.pad(uses, ((0, 0), (0, 1)))
        small = np.minimum(even, MANY)
        places = np.flatnonzero(even >= MANY)
        return cls(small[:, ::2] | small[:, 1::2] << 4, places.astype(np.int64), even.ravel()[places])

    @property
    def width(self) -> int:
        """Articles for which a row has room: one more than there are where that is odd."""
        return 2 * int(self.halves.shape[1])

    def take(self, rows: Ints, articles: Ints) -> Uses:
        """Return the uses of some rows in some articles (columns)."""
        found: Uses = self.halves[rows[:, None], articles >> 1] >> ((articles & 1) << 2).astype(np.uint8) & np.uint8(MANY)
        if len(self.places) and len(many := np.flatnonzero(found == MANY)):
            row, column = np.divmod(many, len(articles))
            found.ravel()[many] = self.more[self.places.searchsorted(rows[row] * self.width + articles[column])]
        return found

"""Python's search for cycles, held off where it can find nothing: a base is values that all live on and none of which points back.

A full search of a base of 10,000 articles takes 80 ms, in the middle of whatever question is being answered.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def no_collection() -> Iterator[None]:
    """Put the search off, and leave what was made in the meantime out of later ones. Values without cycles go when nobody holds them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()

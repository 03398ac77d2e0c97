"""Who asked, without knowing who: a keyed hash of the account with a random key for each month.

A month's key is deleted with the last record of that month; from then on nobody can tell whose a pseudonym was. Pseudonyms of
two months have nothing in common.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
"""As long as the hash's own output; more adds nothing (RFC 2104 §3)."""

LETTERS = 32
"""Hexadecimal letters kept, 128 bits: no two people of one month share them."""


@dataclass(frozen=True, slots=True)
class PseudonymKeys:
    """The keys of the months that are kept, by month (``2026-11``), and the pseudonyms made with them. ``repr`` hides the keys."""

    keys: dict[str, bytes] = field(repr=False)

    def of(self, user: int, at: dt.datetime) -> str:
        """Return an account's pseudonym at a time whose month has a key.

        Raises:
            KeyError: that month's key is gone, or was never made.
        """
        return _pseudonym(self.keys[month_of(at)], user)

    def all_of(self, user: int) -> tuple[str, ...]:
        """Return every pseudonym that may still stand in the records for an account."""
        return tuple(_pseudonym(key, user) for key in self.keys.values())


def new_key() -> bytes:
    """Return a key that nobody can guess."""
    return secrets.token_bytes(KEY_BYTES)


def month_of(at: dt.datetime) -> str:
    """Return the month of a time, in UTC, as it is written in the records."""
    return at.astimezone(dt.UTC).strftime("%Y-%m")


def _pseudonym(key: bytes, user: int) -> str:
    return hmac.digest(key, str(user).encode("ascii"), hashlib.sha256).hex()[:LETTERS]

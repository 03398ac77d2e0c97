"""Text → text without what could tell who somebody is, or open a door: mentions, addresses, numbers of phones, cards and accounts.

It errs on the side of too much: moderators read these texts to find gaps in the content, and a gap shows without a number.
Every expression looks at each character a bounded number of times, so the time grows with the length alone.
"""

from __future__ import annotations

import re
import unicodedata

MASK = "[…]"

LONGEST = 500
"""Characters kept of a question; what moderators read in a list ends long before."""

READ = 6_000
"""Characters looked at, the longest that Discord delivers; only the first 500 of what remains are kept."""

_ADDRESS = re.compile(r"[@\uff20]\S|\S[@\uff20]|<[#&]|://|\bwww\.|\bdiscord(?:app)?\.\w", re.IGNORECASE)
"""What makes a word an e-mail address, a mention (of a person, role or channel) or a link."""

_HOST = re.compile(
    r"\b[\w-]{2,63}\.(?:[a-z]{2,24}[/:]|(?:com|net|org|edu|gov|info|io|gg|me|co|dev|app|de|uk|eu)\b)", re.IGNORECASE
)
"""A link without its scheme. A dot alone makes none: people leave out the space after a full stop."""

_RUN = re.compile(r"\w{16,}|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
"""What may be a key: letters and digits without an end (no word that has digits is so long), or the start of a UUID."""

_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b")
"""An IBAN as banks print it (ISO 13616), in groups of four."""

_INTERNET_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}", re.IGNORECASE)
"""Of the fourth version and of the sixth."""

_NUMBER = re.compile(r"\+?\(?\d(?:[\s()./\-\u2010-\u2015\u2212]{0,3}\d){6,}")
"""Seven digits or more, with what stands between the digits of phone numbers, cards and Discord's ids."""

_DATES = re.compile(r"(?:19|20)\d\d(?:\D{1,3}(?:19|20)\d\d)*|(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d")
"""A date, or a row of years: what people ask about, and nobody's number."""

_CARD = re.compile(r"\d(?:[^\w\s]?\s?\d){12,18}(?!\d)")
"""As many digits as payment cards have (ISO/IEC 7812), with any mark and a space between: ``4111, 1111`` is no phone number."""

_CAPITALS_IN_A_KEY = 4
"""Changes from a small to a capital letter in one run: a camel-cased name has fewer, random letters more."""


def redact(text: str) -> str:
    """Return a question without mentions, addresses, links, long numbers and keys, each replaced by ``[…]``; at most 500 characters."""
    visible = "".join(character for character in text[:READ] if unicodedata.category(character) not in {"Cf", "Cs"})
    words = "".join(MASK if _tells(part) else part for part in re.split(r"(\s+)", visible))
    words = _INTERNET_ADDRESS.sub(MASK, _ACCOUNT.sub(MASK, words))
    words = _CARD.sub(_mask_card, _NUMBER.sub(_mask_unless_date, words))
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _tells(word: str) -> bool:
    return bool(_ADDRESS.search(word) or _HOST.search(word)) or any(map(_is_key, _RUN.findall(word)))


def _is_key(run: str) -> bool:
    if "-" in run or (any(map(str.isdigit, run)) and any(map(str.isalpha, run))):
        return True
    return len(re.findall(r"[a-z][A-Z]", run)) >= _CAPITALS_IN_A_KEY


def _mask_unless_date(found: re.Match[str]) -> str:
    return found[0] if _DATES.fullmatch(found[0]) else MASK


def _mask_card(found: re.Match[str]) -> str:
    return MASK if passes_luhn([int(character) for character in found[0] if character.isdecimal()]) else found[0]


def passes_luhn(digits: list[int]) -> bool:
    """Return whether digits end in the check digit that payment cards have (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004 - 2 x 5 has two digits
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0

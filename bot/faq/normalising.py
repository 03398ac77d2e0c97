"""Text → comparable words. The same functions read phrasings, passages and questions, so that equal meaning meets.

Two steps: :func:`clean` takes out what is not speech (links, mentions, code, emoji), :func:`find_words` folds what remains
into words with their offsets. Nothing is corrected here: typos are the business of ``repairing``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.faq.language import Language

RAW_CAP = 6_000
"""Characters read of a question: the longest text that Discord's slash commands deliver. Of longer ones, both ends are read."""

FOLDED_CAP = 8_000
"""Characters left after NFKC, which can multiply a length by 18 (4,000 times U+FDFA becomes 72,000)."""

WORD_CAP = 600
"""Words taken from one question; 2,000 one-letter words must not cost more than a long message does."""

LONGEST_WORD = 40
"""Longer runs are cut: no word of any vocabulary that matters here is longer, and comparing costs grow with length."""

_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_NOT_SPEECH = re.compile(
    r"https?://\S+|www\.\S+"  # links
    r"|<(?:@[!&]?|#|id:|t:|/|a?:)[^<>\n]{1,120}>"  # mentions, channels, timestamps, commands, custom emoji
    r"|@(?:everyone|here)\b"
    r"|:[a-z0-9_+-]{2,40}:",  # emoji shortcodes
    re.IGNORECASE,
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"{_MARK}+")
_PILED_MARKS = re.compile(f"{_MARK}{{4,}}")
"""No letter of any language bears so many, and putting 6,000 into Unicode's order takes 10 ms."""
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u00b4\uff07", "'"))
_BACKTICK = {ord("`"): "'"}
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_VOWEL_SIGNS = "\u0900-\u0963\u0970-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f87\u102b-\u103e\u17b6-\u17d3"
"""Signs of South and South-East Asian scripts that stand inside words, though Unicode does not count them as letters."""

_HAN = re.compile(f"[{_EAST_ASIAN}]")
_DOTTED = r"\b[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S., U.S, D.P.R.K, e.g.
_PLAIN = rf"(?:[^\W_{_EAST_ASIAN}]++|[{_VOWEL_SIGNS}]++)++(?:['\u2019\u2018`\u00b4\uff07][^\W_]+)*"
_WORD = re.compile(rf"{_DOTTED}|(?P<han>[{_EAST_ASIAN}]+)|{_PLAIN}")
_RAW_WORD = re.compile(rf"{_DOTTED}|[{_EAST_ASIAN}]+|{_PLAIN}")


class Word(NamedTuple):
    """A folded word, where it stood (half-open offsets), and whether it was typed in capitals amid smaller letters."""

    text: str
    start: int
    end: int
    capitals: bool = False


def clean(question: str) -> str:
    """Take out code, quotes of others, links, mentions and emoji; keep the speech, composed (NFKC) and capped.

    Where nothing would remain (a question that is all code or all quotation), less is taken out: never a question to nothing.
    """
    text = question if len(question) <= RAW_CAP else question[: RAW_CAP // 2] + " " + question[-RAW_CAP // 2 :]
    # Apostrophes first: NFKC turns an acute accent typed for one into a space.
    text = unicodedata.normalize("NFKC", _PILED_MARKS.sub("", text.translate(_APOSTROPHES)))[:FOLDED_CAP]
    text = _NOT_SPEECH.sub(" ", _INVISIBLE.sub("", _MARKS.sub("", text)))
    for noise in (_FENCE, _QUOTED_LINE):
        shorter = noise.sub(" ", text)
        text = shorter if _WORD.search(shorter) else text
    return text.translate(_BACKTICK)


def find_raw_words(text: str) -> list[str]:
    """Return the words of a text as they were written: what :func:`find_words` folds."""
    return _RAW_WORD.findall(text)


def is_one_word(raw: str) -> bool:
    """Whether a word as written is one word folded: runs of a script without spaces are several."""
    return _HAN.match(raw) is None


def find_words(text: str, *, cap: int | None = None) -> list[Word]:
    """Fold a text into words with offsets into it. ``cap`` bounds how many; both ends of a longer text are kept.

    Passages are read as they were written (no :func:`clean`), so that offsets are those of the author's text.
    """
    small = any(char.islower() for char in text)
    words: list[Word] = []
    for match in _WORD.finditer(text):
        raw, (start, end) = match.group(), match.span()
        if match.lastgroup:  # the only named one is of scripts without spaces
            words += [Word(pair, start + at, start + at + len(pair)) for at, pair in enumerate(_pairs(raw))]
        elif folded := fold(raw):
            words.append(Word(folded, start, end, small and raw.isupper() and len(folded) > 1))
    if cap is not None and len(words) > cap:
        return words[: cap // 2] + words[-(cap // 2) :]
    return words


def _pairs(run: str) -> list[str]:
    """Cut a run of a script without spaces into overlapping pairs, the usual stand-in for words."""
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


@lru_cache(100_000)
def fold(word: str) -> str:
    """Fold one word: compatibility forms, case, accents, apostrophes and dots of abbreviations. Idempotent."""
    if not word.isascii():
        word = word.translate(_APOSTROPHES)
        word = _MARKS.sub("", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word)))
        word = unicodedata.normalize("NFC", word).translate(_APOSTROPHES)
    word = word.casefold().replace(".", "").replace("'", "").replace("`", "")
    return word[:LONGEST_WORD]


def read_words(text: str, language: Language, *, cap: int | None = None) -> list[Word]:
    """Return the words of a text, contractions and chat abbreviations written out.

    ``us`` is marked as capitals (the country) unless the word before it makes it the pronoun.
    """
    words = find_words(text, cap=cap)
    around = [None, *words, None]
    read: list[Word] = []
    for before, word, after in zip(around, words, around[2:], strict=False):
        if word.text in language.rewrites or word.text in language.ordinary_after:
            read += expand(word, before, after, language)
        else:
            read.append(word)
    return read


def expand(word: Word, before: Word | None, after: Word | None, language: Language) -> list[Word]:
    """Return the words that one word between two others stands for: itself, or what it abbreviates."""
    if word.text in language.ordinary_after:
        ordinary = not word.capitals and before is not None and before.text in language.ordinary_after[word.text]
        return [Word(word.text, word.start, word.end, capitals=not ordinary)]
    if word.capitals or word.text not in language.rewrites or _is_spelt_out(word, before, after):
        return [word]
    return [Word(text, word.start, word.end) for text in language.rewrites[word.text]]


def _is_spelt_out(word: Word, before: Word | None, after: Word | None) -> bool:
    """Whether a letter stands beside another letter: the ``r`` of ``d p r k`` is no *are*."""
    return len(word.text) == 1 and any(other is not None and len(other.text) == 1 for other in (before, after))

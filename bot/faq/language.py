"""What is known of a language before any article is read: how common its words are, how people abbreviate in chat.

The data lies in ``bot/faq/data/<code>.toml``, ``words-<code>.txt`` and ``kin-<code>.txt``.
A language without data still works: stems where Snowball knows it, and no word counts as known beforehand.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, SupportsIndex

from bot.faq.neighbourhoods import Neighbourhood
from bot.faq.stemming import stemmer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

COMMONEST_ZIPF = 7.0
"""Zipf frequency (log10 of uses in a billion words) of function words: they say nothing about the matter."""

RAREST_ZIPF = 2.5
"""Below this all words are equally telling. Words missing from the list are taken to be here."""


EVERYDAY = 0.5
"""Worth of a word that people use for the typed one in general English (``purchase`` for buy), where nothing finer is known."""

FUNCTION_WORD = 0.25
"""Rarity below which a word is a function word: ``about`` is, ``money`` is not."""


@dataclass(frozen=True)
class Language:
    """The engine's general knowledge of one language. ``rarity`` and ``knows`` take folded words (see ``normalising``).

    One that :func:`load_language` returned is sent to another process by its ``name``, and read there anew.
    """

    name: str = ""
    stem: Callable[[str], str] = str
    zipf: Mapping[str, float] = field(default_factory=dict)
    rewrites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Contractions and chat abbreviations, each with the words it stands for; none for what says nothing (``lol``)."""
    ordinary_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Abbreviations that are also ordinary words (``us``), each with the words after which it is the ordinary word."""
    noise: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    interrogative: frozenset[str] = frozenset()
    auxiliary: frozenset[str] = frozenset()
    modal: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    addressing: frozenset[str] = frozenset()
    chatter: tuple[str, ...] = ()
    """Wordings of questions that want no answer (``who cares``). These lists are told apart in ``data/en.toml``."""
    everyday: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Stems, each with the stems of words that people use for it, chosen by hand."""
    kin: Mapping[str, str] = field(default_factory=dict)
    """The same on a larger scale and unread: for each stem a line of stems, before them a figure for what they are worth in tenths."""

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        return (load_language, (self.name,)) if self.name else super().__reduce_ex__(protocol)

    @cached_property
    def dictionary(self) -> Neighbourhood:
        """Finds the known words within one edit of a typed one. Making it takes 25 ms, which no question should wait for."""
        return Neighbourhood.of(self.zipf, deletions=1)

    def knows(self, word: str) -> bool:
        """Whether a word is in the dictionary, so that it is never taken for a typo of another."""
        return word in self.zipf

    def kindred(self, stem: str) -> Mapping[str, float]:
        """Return the stems of words that people use for one, each with its worth against the word itself, 0 to 1."""
        found = dict.fromkeys(self.everyday.get(stem, ()), EVERYDAY)
        worth = 0.0
        for piece in self.kin.get(stem, "").split():
            if piece.isdecimal():
                worth = int(piece) / 10
            else:
                found[piece] = max(worth, found.get(piece, 0.0))
        return found

    def telling(self, words: str) -> float:
        """How much a word (or wording) means by itself: the rarity of its rarest word, 0 if that is a function word."""
        rarest = max(map(self.rarity, words.split()), default=0.0)
        return rarest if rarest >= FUNCTION_WORD else 0.0

    def rarity(self, word: str) -> float:
        """How telling a word is in general: 0 for function words, 1 for rare and unknown ones."""
        zipf = self.zipf.get(word, RAREST_ZIPF)
        return min(1.0, max(0.0, (COMMONEST_ZIPF - zipf) / (COMMONEST_ZIPF - RAREST_ZIPF)))


@lru_cache(4)
def load_language(name: str) -> Language:
    """Return the language of ``base.yaml``: a two-letter code or a Snowball name. Read once a process; a value, never changed."""
    code = "en" if name in {"en", "english"} else name
    folder = resources.files("bot.faq") / "data"
    words, typed = folder / f"words-{code}.txt", folder / f"{code}.toml"
    if not typed.is_file():
        return Language(name, stemmer(name))
    data = tomllib.loads(typed.read_text("utf-8"))
    stem = stemmer(name)
    spelt = data["contractions"] | data["chat"]
    return Language(
        name=name,
        stem=stem,
        zipf=_frequencies(words.read_text("utf-8")),
        rewrites={short: tuple(long.split()) for short, long in spelt.items()},
        ordinary_after={word: frozenset(before) for word, before in data["ordinary_after"].items()},
        noise=frozenset(data["lists"]["noise"]),
        asking=frozenset(data["lists"]["asking"]),
        interrogative=frozenset(data["lists"]["interrogative"]),
        auxiliary=frozenset(data["lists"]["auxiliary"]),
        modal=frozenset(data["lists"]["modal"]),
        pointing=frozenset(data["lists"]["pointing"]),
        joining=frozenset(data["lists"]["joining"]),
        small=frozenset(data["lists"]["small"]),
        addressing=frozenset(data["lists"]["addressing"]),
        chatter=tuple(data["lists"]["chatter"]),
        everyday=_groups(data["lists"]["everyday"], stem),
        kin=_kin(folder / f"kin-{code}.txt"),
    )


def _frequencies(lines: str) -> dict[str, float]:
    fields = lines.split()
    return {word: int(tenths) / 10 for word, tenths in zip(fields[::2], fields[1::2], strict=True)}


def _kin(file: Traversable) -> dict[str, str]:
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return {stem: others for stem, _, others in (line.partition(" ") for line in lines)}


def _groups(lines: list[str], stem: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for line in lines:
        stems = {stem(word) for word in line.split()}
        for word in stems:
            groups.setdefault(word, set()).update(stems - {word})
    return {word: tuple(sorted(others)) for word, others in groups.items()}

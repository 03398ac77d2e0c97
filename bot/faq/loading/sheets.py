"""A file that was read and checked by itself, before anything is known of the other files; and the sheets of a whole folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np

from bot.faq.articles import Place
from bot.faq.errors import Severity
from bot.faq.loading.hashing import article_hash
from bot.faq.loading.limits import DEFAULTS, Limits
from bot.faq.loading.phrasings import phrasing_key, phrasings_of
from bot.faq.loading.trees import nearest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path as File

    import numpy.typing as npt

    from bot.faq.articles import Article, Guard, LabelledQuestion, Synonym
    from bot.faq.errors import Fault
    from bot.faq.loading.shapes import Kind
    from bot.faq.loading.trees import Path, Spot

    Find = Callable[[], Mapping[Path, Spot]]
    """Finds out where everything in a file stands."""

NONE = "none"
"""What ``expect`` says where no article answers."""

NO_BASE: Mapping[str, Any] = MappingProxyType({"name": None, "language": "en", "examples": (), "topics": (), "style": None})


@dataclass(frozen=True)
class Sheet:
    """What one file holds, as far as it is valid, and what is wrong with the rest.

    ``claims`` are ids of articles that stand in the file but are not valid, so that a link to one of them is no second fault;
    ``None`` where not even the ids can be read. ``hash`` is that of the file's path, kind and content.
    """

    path: str
    kind: Kind
    articles: tuple[Article, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    guards: tuple[Guard, ...] = ()
    questions: tuple[LabelledQuestion, ...] = ()
    base: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()
    claims: frozenset[str] | None = frozenset()
    hash: str = ""

    @property
    def valid(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return not any(fault.severity is Severity.FAULT for fault in self.faults)

    @cached_property
    def hashes(self) -> tuple[bytes, ...]:
        """What each article adds to the version of a base."""
        return tuple(map(article_hash, self.articles))

    @cached_property
    def wordings(self) -> npt.NDArray[np.uint32]:
        """A number for each phrasing and look-alike: two that are the same to a reader have the same one."""
        return _numbers(text for article in self.articles for text in (*phrasings_of(article), *article.not_for))

    @cached_property
    def titles(self) -> npt.NDArray[np.uint32]:
        """The same for each title."""
        return _numbers(article.title for article in self.articles)


def _numbers(texts: Iterable[str]) -> npt.NDArray[np.uint32]:
    return np.fromiter((crc32(phrasing_key(text).encode("utf-8", "surrogatepass")) for text in texts), np.uint32)


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one load, in the order of their paths, for the next one to take over those whose files are still the same."""

    each: tuple[Sheet, ...] = ()
    limits: Limits = DEFAULTS
    breaches: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    """What breaks the house's rules, by the file's path; a file that is missing here was not held to them."""
    compiled: tuple[File, dt.date] | None = None
    """Where the compiled base is yet to be kept, and the day of its warnings."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What ``base.yaml`` says."""
        return next((sheet.base for sheet in self.each if sheet.base is not None), NO_BASE)


class Places:
    """Where things stand in the files of one load: a file is looked through for it once, when somebody asks."""

    def __init__(self, find: Mapping[str, Find]) -> None:
        """``find`` is by the path of the file."""
        self._find = find
        self._found: dict[str, Mapping[Path, Spot]] = {}

    def place(self, file: str, *path: str | int) -> Place:
        """Return the place of the value at a path of a file, or of its nearest ancestor that has one."""
        if file not in self._found:
            self._found[file] = self._find[file]()
        return Place(file, *nearest(self._found[file], path))


class Asked(NamedTuple):
    """A phrasing: the key by which it is compared, its text, and where it stands in its article."""

    key: str
    text: str
    path: Path


@dataclass(frozen=True, eq=False)
class Written:
    """An article with its number in its file, counted from 0."""

    article: Article
    number: int
    places: Places

    def place(self, *path: str | int) -> Place:
        """Return the place of one of the article's values."""
        return self.places.place(self.article.place.path, "articles", self.number, *path)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """All phrasings, those of the passages too."""
        article = self.article
        own = [Asked(phrasing_key(text), text, ("asks", at)) for at, text in enumerate(article.asks)]
        for number, passage in enumerate(article.passages):
            own += [Asked(phrasing_key(text), text, ("passages", number, "asks", at)) for at, text in enumerate(passage.asks)]
        return tuple(own)


def parse_anew(path: str, kind: Kind, data: bytes, limits: Limits) -> tuple[Sheet, Find]:
    """Return a file's sheet from its content, and how to find everything in it."""
    from bot.faq.loading.parsing import read_sheet  # noqa: PLC0415 - where all is known, the parsers are never imported

    return read_sheet(path, kind, data, limits)

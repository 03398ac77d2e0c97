"""A file that was read and checked by itself, before anything is known of the other files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.faq.articles import Place
from bot.faq.errors import Severity
from bot.faq.loading.phrasings import phrasing_key
from bot.faq.loading.sentences import first_sentence
from bot.faq.loading.trees import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.faq.articles import Article, Guard, LabelledQuestion, Synonym
    from bot.faq.errors import Fault
    from bot.faq.loading.limits import Limits
    from bot.faq.loading.shapes import Kind
    from bot.faq.loading.trees import Path, Spot

NONE = "none"
"""What ``expect`` says where no article answers."""


@dataclass(frozen=True)
class Sheet:
    """What one file holds, as far as it is valid, and what is wrong with the rest.

    ``claims`` are ids of articles that stand in the file but are not valid, so that a link to one of them is no second fault;
    ``None`` where not even the ids can be read. ``find`` reads the file once more for where everything in it stands.
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
    find: Callable[[], Mapping[Path, Spot]] = dict
    places: dict[Path, Spot] = field(default_factory=dict)
    """The places that were asked for so far."""

    @property
    def valid(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return not any(fault.severity is Severity.FAULT for fault in self.faults)

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at a path, or of its nearest ancestor that has one."""
        if path not in self.places:
            self.places[path] = nearest(self._all_places, path)
        return Place(self.path, *self.places[path])

    @property
    def reread(self) -> bool:
        """Whether its file was read once more for a place."""
        return "_all_places" in self.__dict__

    @cached_property
    def _all_places(self) -> Mapping[Path, Spot]:
        return self.find()

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """The articles, each with its number here."""
        return tuple(Written(article, self, number) for number, article in enumerate(self.articles))


class Asked(NamedTuple):
    """A phrasing: the key by which it is compared, its text, and where it stands in its article."""

    key: str
    text: str
    path: Path


class Written:
    """An article with the file that it stands in, and its number there, counted from 0."""

    def __init__(self, article: Article, sheet: Sheet, number: int) -> None:
        """Say which article it is, and where it stands."""
        self.article, self.sheet, self.number = article, sheet, number

    def place(self, *path: str | int) -> Place:
        """Return the place of one of the article's values."""
        return self.sheet.place("articles", self.number, *path)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """All phrasings, those of the passages too."""
        article = self.article
        own = [Asked(phrasing_key(text), text, ("asks", at)) for at, text in enumerate(article.asks)]
        for number, passage in enumerate(article.passages):
            own += [Asked(phrasing_key(text), text, ("passages", number, "asks", at)) for at, text in enumerate(passage.asks)]
        return tuple(own)

    @cached_property
    def title(self) -> str:
        """The title as it is compared."""
        return phrasing_key(self.article.title)

    @cached_property
    def first_sentences(self) -> tuple[int, ...]:
        """The length of each passage's first sentence."""
        return tuple(len(first_sentence(passage.text)) for passage in self.article.passages)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The passages' headings as they are compared."""
        return tuple(phrasing_key(passage.heading) if passage.heading else "" for passage in self.article.passages)


def parse_anew(path: str, kind: Kind, data: bytes, limits: Limits) -> Sheet:
    """Return a file's sheet from its content."""
    from bot.faq.loading.parsing import parse  # noqa: PLC0415 - where all is known from the cache, the parsers are never imported

    return parse(path, kind, data, limits)


def find_places(path: str, kind: Kind, data: bytes, limits: Limits) -> Mapping[Path, Spot]:
    """Return where everything in a file stands."""
    from bot.faq.loading.parsing import places  # noqa: PLC0415 - likewise

    return places(path, kind, data, limits)

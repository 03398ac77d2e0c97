"""What a value may be, and how data are held against it: every fault is told, in an author's words, with what to write instead.

A form reads plain data (see ``trees``) into the value that the engine wants, and describes itself as JSON Schema for editors, so that
the two cannot differ. :class:`Wrong` says what does not fit; the list or table around it says where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from bot.faq.loading.trees import Path, Plain

Schema: TypeAlias = dict[str, object]

CLOSE_ENOUGH = 70
"""rapidfuzz's ratio of ``ask`` and ``asks`` is 86, of ``titel`` and ``title`` 80, of ``source`` and ``style`` 55."""

_NEEDED = {
    "title": "write the question as a person would ask it",
    "asks": "list at least one wording of the question",
    "passages": "write at least one passage with a text",
    "text": "write what is to be quoted",
    "articles": "start the file with 'articles:' and a list",
    "synonyms": "start the file with 'synonyms:' and a list",
    "guards": "start the file with 'guards:' and a list",
    "questions": "start the file with 'questions:' and a list",
    "id": "give it a short name",
    "question": "write what a person asks",
    "expect": "name the article that answers, or write [none]",
    "kind": "give it a short name, for example live-news",
    "when": "list at least one wording of such questions",
    "name": "write what people see",
}
_ANSWER = "the answer is a passage: write 'passages: [{text: ...}]', or in Markdown the text below the front matter"
_ELSEWHERE = {
    "passages": "in a Markdown article the text below the front matter is the passages: remove this key",
    "aliases": "wordings of the question go under 'asks'",
    "phrasings": "wordings of the question go under 'asks'",
    "questions": "wordings of the question go under 'asks'; test questions live in the folder questions/",
    "answer": _ANSWER,
    "content": _ANSWER,
}


class Wrong(ValueError):  # noqa: N818 - what is wrong with a value
    """A value does not fit. ``what`` goes on after the key's name: `` is empty``."""

    def __init__(self, rule: str, what: str, remedy: str) -> None:
        """Say which rule it breaks, how, and what to write."""
        self.rule, self.what, self.remedy = rule, what, remedy
        super().__init__(rule)


class Told(list[tuple["Path", str, str, str]]):
    """Faults as path, rule, message and remedy. The path of a key that is missing leads to where it is not."""

    def add(self, path: Path, wrong: Wrong) -> None:
        """Add what is wrong with the value at a path; an entry of a list is called by its list."""
        key = next((step for step in reversed(path) if isinstance(step, str)), "this entry")
        remedy = _NEEDED.get(key, wrong.remedy) if wrong.rule == "empty" else wrong.remedy
        self.append((path, wrong.rule, f"{key}{wrong.what}", remedy))


class Form(Protocol):
    """What a value may be."""

    def read(self, value: Plain, path: Path, told: Told) -> Any:  # noqa: ANN401 - whatever the engine wants
        """Return what a value means, or add its faults."""

    def schema(self) -> Schema:
        """Return the JSON Schema."""


def empty() -> Wrong:
    """Return what is wrong where something must be written."""
    return Wrong("empty", " is empty", "write something, or remove it")


def wrong_type(value: Plain, wanted: str) -> Wrong:
    """Return what is wrong with a value that is no text, list or mapping where one is ``wanted``."""
    if value is None:
        return empty()
    return Wrong("wrong-type", f" must be {wanted}", "put a text in quotes; write a list as [a, b] or with '- ' lines")


@dataclass(frozen=True)
class One:
    """A single value, by a function that returns what it means or raises :class:`Wrong`."""

    parse: Callable[[Plain], Any]
    form: Schema

    def read(self, value: Plain, path: Path, told: Told) -> Any:  # noqa: ANN401 - see Form
        """See :class:`Form`."""
        try:
            return self.parse(value)
        except Wrong as wrong:
            told.add(path, wrong)

    def schema(self) -> Schema:
        """See :class:`Form`."""
        return self.form


@dataclass(frozen=True)
class Many:
    """A list. With ``lone``, one text is taken for a list of one, and nothing for an empty list: people write both."""

    item: Form
    most: int = 100
    least: int = 0
    lone: bool = True

    def read(self, value: Plain, path: Path, told: Told) -> tuple[Any, ...]:
        """See :class:`Form`."""
        if self.lone and (value is None or isinstance(value, str)):
            value = [] if value is None else [value]
        wrong = self._misfit(value)
        if wrong or not isinstance(value, list):
            told.add(path, wrong or empty())
            return ()
        if isinstance(self.item, One):
            try:
                return tuple(map(self.item.parse, value))
            except Wrong:
                pass  # which one, and whether others are wrong too, is told below
        return tuple([self.item.read(item, (*path, number), told) for number, item in enumerate(value)])

    def _misfit(self, value: Plain) -> Wrong | None:
        if not isinstance(value, list):
            return wrong_type(value, "a list")
        if len(value) < self.least:
            return empty()
        if len(value) > self.most:
            return Wrong("too-long", f" has more than {self.most:,} entries", "shorten or split it")
        return None

    def schema(self) -> Schema:
        """See :class:`Form`."""
        item = self.item.schema()
        listed: Schema = {"type": "array", "items": item, "maxItems": self.most} | (
            {"minItems": self.least} if self.least else {}
        )
        if not self.lone:
            return listed
        return {"anyOf": [listed, item, *([] if self.least else [{"type": "null"}])]}


@dataclass(frozen=True)
class Key:
    """A key of a table: what stands under it, what it is for, and what it means to leave it out (``needed``: it may not be)."""

    form: Form
    about: str
    default: object = None
    needed: bool = False
    nothing: bool = True
    """Whether it may stand there with nothing under it."""


@dataclass(frozen=True)
class Table:
    """A mapping of known keys; an unknown one is a fault: most likely it is misspelt."""

    about: str
    keys: Mapping[str, Key]
    make: Callable[..., Any] = dict
    """Is given the values by their keys, and raises :class:`Wrong` where they do not fit together."""

    def read(self, value: Plain, path: Path, told: Told) -> Any:  # noqa: ANN401 - see Form
        """See :class:`Form`."""
        if not isinstance(value, dict):
            told.add(path, wrong_type(value, "a mapping of 'key: value' lines"))
            return None
        before, values, missing = len(told), {}, False
        for name, key in self.keys.items():
            given = value.get(name)
            if given is not None or (name in value and not key.nothing):
                values[name] = key.form.read(given, (*path, name), told)
            else:
                values[name] = key.default
                missing = missing or (key.needed and name not in value)
        if missing or value.keys() - values.keys():
            self._tell_keys(value, path, told)
        if len(told) > before:
            return None
        try:
            return self.make(**values)
        except Wrong as wrong:
            told.add(path, wrong)

    def _tell_keys(self, value: dict[str, Plain], path: Path, told: Told) -> None:
        unknown = [name for name in value if name not in self.keys]
        told.extend(((*path, name), *unknown_key(name, self.keys)) for name in unknown)
        meant = {_meant(name, self.keys) for name in unknown}  # a misspelt key is told, and not missing as well
        missing = [name for name, key in self.keys.items() if key.needed and name not in value and name not in meant]
        told.extend(((*path, name), *missing_key(name)) for name in missing)

    def schema(self) -> Schema:
        """See :class:`Form`."""
        properties = {name: key.form.schema() | {"description": key.about} for name, key in self.keys.items()}
        needed = [name for name, key in self.keys.items() if key.needed]
        shape: Schema = {"type": "object", "description": self.about, "properties": properties, "additionalProperties": False}
        return shape | ({"required": needed} if needed else {})


def unknown_key(key: str, known: Collection[str]) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that is not among those ``known`` here."""
    meant = _meant(key, known)
    remedy = f"did you mean '{meant}'?" if meant else f"known here are {', '.join(known)}"
    return "unknown-key", f"unknown key '{key[:60]}'", _ELSEWHERE.get(key, remedy)


def missing_key(key: str) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that must be there."""
    return f"missing-{key}", f"{key} is missing", _NEEDED.get(key, "add it")


def _meant(key: str, known: Collection[str]) -> str | None:
    """Return the known key that a misspelt one is close to."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only files with such a fault pay for the import

    best = process.extractOne(key[:60].casefold(), list(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return best[0] if best else None

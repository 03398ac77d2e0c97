"""A node → the valid plain data of a model, or its faults: pydantic's errors in an author's words.

Each says what is wrong with which key, and what to write instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from bot.faq.loading.nodes import Node, Step, mark_of_key, mark_of_value, plain
from bot.faq.loading.schema import PassageModel, SourceModel, StyleModel, TopicModel

if TYPE_CHECKING:
    from collections.abc import Collection

    from pydantic_core import ErrorDetails

    from bot.faq.loading.reporting import Reporter

CLOSE_ENOUGH = 70
"""rapidfuzz's ratio of ``ask`` and ``asks`` is 86, of ``titel`` and ``title`` 80, of ``source`` and ``style`` 55."""

_INNER: dict[str, type[BaseModel]] = {"sources": SourceModel, "passages": PassageModel, "style": StyleModel, "topics": TopicModel}
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
_ELSEWHERE = {
    "passages": "in a Markdown article the text below the front matter is the passages: remove this key",
    "aliases": "wordings of the question go under 'asks'",
    "phrasings": "wordings of the question go under 'asks'",
    "questions": "wordings of the question go under 'asks'; test questions live in the folder questions/",
    "answer": "the answer is a passage: write 'passages: [{text: ...}]', or in Markdown the text below the front matter",
    "content": "the answer is a passage: write 'passages: [{text: ...}]', or in Markdown the text below the front matter",
}
_KINDS_OF_VALUE = {
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "a mapping of 'key: value' lines",
    "model_type": "a mapping of 'key: value' lines",
    "model_attributes_type": "a mapping of 'key: value' lines",
}
_TOO_LONG = {"string_too_long": "characters", "too_long": "entries"}
_EMPTY = {"string_too_short", "too_short"}
_UNKNOWN = "extra_forbidden"


def validate(model: type[BaseModel], node: Node, reporter: Reporter) -> dict[str, Any] | None:
    """Return the data with every key of ``model``, or ``None`` where it has faults (all reported)."""
    try:
        return model.model_validate(plain(node)).model_dump(by_alias=True)
    except ValidationError as error:
        _report(error.errors(include_url=False, include_context=True), model, node, reporter)
        return None


def unknown_key(key: str, known: Collection[str]) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that is not among those ``known`` here."""
    meant = _meant(key, known)
    remedy = f"did you mean '{meant}'?" if meant else f"known here are {', '.join(known)}"
    return "unknown-key", f"unknown key '{key[:60]}'", _ELSEWHERE.get(key, remedy)


def missing_key(key: str) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that must be there."""
    return f"missing-{key}", f"{key} is missing", _NEEDED.get(key, "add it")


def _report(errors: list[ErrorDetails], model: type[BaseModel], node: Node, reporter: Reporter) -> None:
    refused = reporter.marks()
    unknown = [error["loc"] for error in errors if error["type"] == _UNKNOWN]
    misspelt = {(*path[:-1], _meant(str(path[-1]), _keys_at(model, path))) for path in unknown}
    for error in errors:
        path, missing = error["loc"], error["type"] == "missing"
        mark = mark_of_key(node, path) if error["type"] == _UNKNOWN else mark_of_value(node, path)
        if missing and path in misspelt:
            continue  # its misspelt twin is reported
        if missing or mark not in refused:
            reporter.fault(mark, *_words(error, model))


def _keys_at(model: type[BaseModel], path: tuple[Step, ...]) -> Collection[str]:
    """Return the keys that are known beside the one at ``path``."""
    for step in path[:-1]:
        if isinstance(step, str) and step in _INNER:
            model = _INNER[step]
    return [field.alias or name for name, field in model.model_fields.items()]


def _meant(key: str, known: Collection[str]) -> str | None:
    """Return the known key that a misspelt one is close to."""
    best = process.extractOne(key[:60].casefold(), list(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return best[0] if best else None


def _words(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str, str]:
    """Return rule, message and remedy."""
    path, kind = error["loc"], error["type"]
    # the last key of the path; an entry of a list is called by its list
    key = next((step for step in reversed(path) if isinstance(step, str) and not step.startswith("<")), "this entry")
    if kind == "told":
        ctx = error["ctx"]
        return ctx["rule"], f"{key}: {ctx['message']}", ctx["remedy"]
    if kind == _UNKNOWN:
        return unknown_key(str(path[-1]), _keys_at(model, path))
    if kind == "missing":
        return missing_key(key)
    return _wrong_value(error, key)


def _wrong_value(error: ErrorDetails, key: str) -> tuple[str, str, str]:
    kind = error["type"]
    if error["input"] is None or kind in _EMPTY:
        return "empty", f"{key} is empty", _NEEDED.get(key, "write something, or remove it")
    if kind in _KINDS_OF_VALUE:
        remedy = "put a text in quotes; write a list as [a, b] or with '- ' lines"
        return "wrong-type", f"{key} must be {_KINDS_OF_VALUE[kind]}", remedy
    if kind in _TOO_LONG:
        return "too-long", f"{key} has more than {error['ctx']['max_length']:,} {_TOO_LONG[kind]}", "shorten or split it"
    if kind == "literal_error":
        return "unknown-value", f"{key} cannot be '{str(error['input'])[:40]}'", f"write {error['ctx']['expected']}"
    return "invalid", f"{key}: {error['msg']}", "compare with the other files"

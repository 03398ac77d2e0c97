"""pydantic's errors → sentences for authors: what is wrong with which key, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.faq.loading.nodes import Node, Step, mark_of_key, mark_of_value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pydantic_core import ErrorDetails

    from bot.faq.loading.reporting import Reporter

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
UNKNOWN = "extra_forbidden"
UNKNOWN_KEY = "unknown-key"
TOLD = "told"
_TOO_LONG = {"string_too_long": "characters", "too_long": "entries"}
_EMPTY = {"string_too_short", "too_short"}


def tell(
    errors: Sequence[ErrorDetails], node: Node, keys_at: Callable[[tuple[Step, ...]], Collection[str]], reporter: Reporter
) -> None:
    """Report every error of one validated value. ``keys_at`` gives the keys known where an unknown one was met."""
    refused = reporter.marks()
    misspelt = {
        (*error["loc"][:-1], _meant(str(error["loc"][-1]), keys_at(error["loc"]))) for error in errors if error["type"] == UNKNOWN
    }
    for error in errors:
        path = error["loc"]
        mark = mark_of_key(node, path) if error["type"] == UNKNOWN else mark_of_value(node, path)
        if error["type"] == "missing" and path in misspelt:
            continue  # its misspelt twin is reported
        if error["type"] == "missing" or mark not in refused:
            reporter.fault(mark, *_words(error, path, keys_at))


def unknown_key(key: str, known: Collection[str]) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that is not known here."""
    message = f"unknown key '{key[:60]}'"
    if key in _ELSEWHERE:
        return UNKNOWN_KEY, message, _ELSEWHERE[key]
    meant = _meant(key, known)
    return UNKNOWN_KEY, message, f"did you mean '{meant}'?" if meant else f"known here are {', '.join(known)}"


def missing_key(key: str) -> tuple[str, str, str]:
    """Return rule, message and remedy for a key that must be there."""
    return f"missing-{key}", f"{key} is missing", _NEEDED.get(key, "add it")


def _words(
    error: ErrorDetails, path: tuple[Step, ...], keys_at: Callable[[tuple[Step, ...]], Collection[str]]
) -> tuple[str, str, str]:
    """Return rule, message and remedy."""
    key, kind = _name(path), error["type"]
    if kind == TOLD:
        ctx = error["ctx"]
        return ctx["rule"], f"{key}: {ctx['message']}", ctx["remedy"]
    if kind == UNKNOWN:
        return unknown_key(str(path[-1]), keys_at(path))
    if kind == "missing":
        return missing_key(key)
    return _wrong_value(error, key)


def _wrong_value(error: ErrorDetails, key: str) -> tuple[str, str, str]:
    kind = error["type"]
    if error["input"] is None or kind in _EMPTY:
        return "empty", f"{key} is empty", _NEEDED.get(key, "write something, or remove it")
    if kind in _KINDS_OF_VALUE:
        return (
            "wrong-type",
            f"{key} must be {_KINDS_OF_VALUE[kind]}",
            "put a text in quotes; write a list as [a, b] or with '- ' lines",
        )
    if kind in _TOO_LONG:
        return "too-long", f"{key} has more than {error['ctx']['max_length']:,} {_TOO_LONG[kind]}", "shorten or split it"
    if kind == "literal_error":
        return "unknown-value", f"{key} cannot be '{str(error['input'])[:40]}'", f"write {error['ctx']['expected']}"
    return "invalid", f"{key}: {error['msg']}", "compare with the other files"


def _meant(key: str, known: Collection[str]) -> str | None:
    """Return the known key that a misspelt one is close to."""
    best = process.extractOne(key[:60].casefold(), list(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return best[0] if best else None


def _name(path: tuple[Step, ...]) -> str:
    """Return the last key of a path; an entry of a list is called by its list."""
    return next((step for step in reversed(path) if isinstance(step, str) and not step.startswith("<")), "this entry")

"""Content → hashes: of a file, of an article, of a whole base (its version)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from bot.faq.articles import Article, Guard, KnowledgeBase, LabelledQuestion, Overlay, Passage, Source, Synonym, Taught, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq.loading.shapes import Kind

VERSION_LENGTH = 16
"""Hex digits: 64 bits tell any number of versions apart, and a moderator can still read them out."""

NO_CONTENT = frozenset({"place", "blocks", "version"})
"""Where something stands, and what is derived: no part of a version. All other fields count, those added later too."""

_KINDS = (KnowledgeBase, Article, Passage, Source, Synonym, Guard, LabelledQuestion, Overlay, Taught, Topic)
_FIELDS = {kind: attrgetter(*sorted({field.name for field in fields(kind)} - NO_CONTENT)) for kind in _KINDS}


def file_hash(path: str, kind: Kind, data: bytes) -> str:
    """Return the hash of all that a file's sheet is read from, besides the limits."""
    digest = hashlib.sha256(f"{kind}\0{path}\0".encode())
    digest.update(data)
    return digest.hexdigest()


def article_hash(article: Article) -> bytes:
    """Return the hash of all that a reader or the engine could notice of an article."""
    return hashlib.sha256(_canonical(article)).digest()


def version_of(base: KnowledgeBase, articles: Iterable[bytes] | None = None) -> str:
    """Return the hash of all that a reader or the engine could notice: equal content has an equal version wherever it lies.

    ``articles`` are the hashes of the base's articles in any order, where they are known.
    """
    digest = hashlib.sha256(_canonical(replace(base, articles=())))
    for one in sorted(map(article_hash, base.articles) if articles is None else articles):
        digest.update(one)
    return digest.hexdigest()[:VERSION_LENGTH]


def _canonical(value: object) -> bytes:
    return json.dumps(_content(value), default=dt.date.isoformat).encode("ascii")


def _content(value: Any) -> object:  # noqa: ANN401 - any of the engine's values
    """Return plain data for JSON: of a value, its fields in the order of their names."""
    if type(value) is tuple:
        return value if value and type(value[0]) is str else list(map(_content, value))
    fields_of = _FIELDS.get(type(value))
    return list(map(_content, fields_of(value))) if fields_of else value

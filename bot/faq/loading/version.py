"""The version of a knowledge base: a hash of its content, so that equal content has an equal name wherever it lies."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase

LENGTH = 16
"""Hex digits: 64 bits tell any number of versions apart, and a moderator can still read them out."""

NO_CONTENT = frozenset({"place", "blocks", "version"})
"""Where something stands, and what is derived. All other fields count, those added later too."""


def version_of(base: KnowledgeBase) -> str:
    """Return the hash of all that a reader or the engine could notice. Places are left out: moving a line changes nothing."""
    canonical = json.dumps(_content(base), ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:LENGTH]


def _content(value: object) -> object:
    """Return plain data for JSON, as ``dataclasses.asdict`` would but without copying what is never changed."""
    if isinstance(value, tuple):
        return [_content(part) for part in value] if value and not isinstance(value[0], str) else value
    if not is_dataclass(value):
        return value
    return {field.name: _content(getattr(value, field.name)) for field in fields(value) if field.name not in NO_CONTENT}

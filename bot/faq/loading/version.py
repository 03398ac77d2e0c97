"""The version of a knowledge base: a hash of its content, so that equal content has an equal name wherever it lies."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.faq.articles import KnowledgeBase

LENGTH = 16
"""Hex digits: 64 bits tell any number of versions apart, and a moderator can still read them out."""

NO_CONTENT = frozenset({"place", "blocks", "version"})
"""Where something stands, and what is derived. All other fields count, those added later too."""


def version_of(base: KnowledgeBase) -> str:
    """Return the hash of all that a reader or the engine could notice. Places are left out: moving a line changes nothing."""
    content = asdict(base, dict_factory=lambda fields: {name: value for name, value in fields if name not in NO_CONTENT})
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:LENGTH]

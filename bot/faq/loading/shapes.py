"""What a file is, by its path alone."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

ID = re.compile(r"[a-z0-9-]{1,40}")
"""What an article's id looks like: Discord buttons carry it, and a button's own id ends at 100 characters."""


class Kind(StrEnum):
    """What a file is, by its name and folder alone."""

    MARKDOWN = "markdown"
    ARTICLES = "articles"
    BASE = "base"
    SYNONYMS = "synonyms"
    GUARDS = "guards"
    QUESTIONS = "questions"
    QUESTION_LINES = "question-lines"


ONE_OF_EACH = (Kind.BASE, Kind.SYNONYMS, Kind.GUARDS)
_YAML = {"yaml", "yml"}


def is_hidden(name: str) -> bool:
    """Whether a file or folder is left alone: editors, git and Kubernetes keep such, authors their notes."""
    return name.startswith((".", "_"))


def kind_of(path: PurePosixPath | str) -> Kind | None:
    """Return what the file at a path relative to the base is; ``None`` for files that are not looked at."""
    folder, _, name = str(path).rpartition("/")
    stem, _, ending = name.casefold().rpartition(".")
    if stem in {"", "readme"}:  # a name without a suffix, too
        return None
    if folder == "questions" or folder.startswith("questions/"):
        return Kind.QUESTION_LINES if ending == "jsonl" else Kind.QUESTIONS if ending in _YAML else None
    if ending in _YAML:
        return Kind(stem) if stem in ONE_OF_EACH else Kind.ARTICLES
    return Kind.MARKDOWN if ending == "md" else None


def is_misplaced(path: PurePosixPath | str) -> bool:
    """Whether a file is named like one of the base's own but lies in a folder, where nobody looks for it."""
    return "/" in str(path) and kind_of(path) in ONE_OF_EACH


def is_near_miss(path: PurePosixPath | str) -> bool:
    """Whether a file looks like an article under a suffix that is not looked at, so that silence would puzzle its author."""
    return str(path).casefold().endswith((".markdown", ".mdown", ".mkd"))


def suggested_id(text: str) -> str:
    """Return the end of a remedy: an id made from what an author wrote, where anything is left of it."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]
    return f": '{slug}'" if slug else ""

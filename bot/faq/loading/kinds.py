"""What a file is, by its path alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.loading.shapes import Kind

if TYPE_CHECKING:
    from pathlib import PurePosixPath

QUESTIONS = "questions"
ONE_OF_EACH = (Kind.BASE, Kind.SYNONYMS, Kind.GUARDS)
_YAML = {".yaml", ".yml"}
_SPECIAL = {"base": Kind.BASE, "synonyms": Kind.SYNONYMS, "guards": Kind.GUARDS}


def is_hidden(name: str) -> bool:
    """Whether a file or folder is left alone: editors, git and Kubernetes keep such, authors their notes."""
    return name.startswith((".", "_"))


def kind_of(path: PurePosixPath) -> Kind | None:
    """Return what the file at a path relative to the base is; ``None`` for files that are not looked at."""
    suffix, stem = path.suffix.casefold(), path.stem.casefold()
    if stem == "readme":
        return None
    if path.parts[0] == QUESTIONS and len(path.parts) > 1:
        return {".jsonl": Kind.QUESTION_LINES}.get(suffix, Kind.QUESTIONS if suffix in _YAML else None)
    if suffix in _YAML:
        return _SPECIAL.get(stem, Kind.ARTICLES)
    return Kind.MARKDOWN if suffix == ".md" else None


def is_misplaced(path: PurePosixPath) -> bool:
    """Whether a file is named like one of the base's own but lies in a folder, where nobody looks for it."""
    return kind_of(path) in ONE_OF_EACH and len(path.parts) > 1


def is_near_miss(path: PurePosixPath) -> bool:
    """Whether a file looks like an article under a suffix that is not looked at, so that silence would puzzle its author."""
    return path.suffix.casefold() in {".markdown", ".mdown", ".mkd"}

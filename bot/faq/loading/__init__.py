"""Content files → a :class:`~bot.faq.articles.KnowledgeBase`, or every fault at once: ``file:line:column: what; what to do``.

How a file goes through::

    snapshot   the folder as it stood at one moment (kinds, files: what is read, and what is refused before it is)
    decoding   bytes → text
    yaml_events, json_lines, markdown → nodes: plain data that remembers its places, passages and their blocks
    schema     what may stand where (fields, validating, wording: pydantic's errors in an author's words)
    cache      the valid result, by the hash of the file's content
    crosschecks, house_rules, question_checks: what only shows when all files are seen together
    building, overlaying, version → the frozen values of the engine

Importing this package imports neither PyYAML nor pydantic; they come with the first file that is not in the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.articles import Overlay
from bot.faq.errors import UsageError
from bot.faq.loading import knowledge, questions
from bot.faq.loading.cache import ParseCache
from bot.faq.loading.knowledge import Loaded
from bot.faq.loading.limits import Limits
from bot.faq.loading.sentences import first_sentence
from bot.faq.loading.shapes import Kind
from bot.faq.loading.snapshot import Snapshot, take_snapshot

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase, LabelledQuestion

__all__ = [
    "Kind",
    "Limits",
    "Loaded",
    "ParseCache",
    "Snapshot",
    "first_sentence",
    "json_schema",
    "load_knowledge",
    "load_questions",
    "read_folder",
]

_NOTHING_TAUGHT = Overlay()
_DEFAULTS = Limits()


def load_knowledge(  # noqa: PLR0913 - named by the caller, and most left at their defaults
    folder: Path,
    *,
    overlay: Overlay = _NOTHING_TAUGHT,
    today: dt.date,
    limits: Limits = _DEFAULTS,
    cache: ParseCache | None = None,
    snapshot: Snapshot | None = None,
) -> Loaded:
    """Load the knowledge base that lies in ``folder``, with ``overlay`` laid over it.

    ``today`` decides which reviews are due. With a ``cache``, only files that changed are parsed.
    ``snapshot`` holds the folder's files where they were read already.

    Raises:
        ContentError: something is wrong with the content; carries all faults and warnings, sorted by place.
        UsageError: ``folder`` is no folder.
    """
    files = snapshot or read_folder(folder, limits)
    return knowledge.load(files, folder, overlay=overlay, today=today, limits=limits, cache=cache)


def read_folder(folder: Path, limits: Limits = _DEFAULTS) -> Snapshot:
    """Return the files that lie in ``folder``, all of one moment.

    Raises:
        ContentError: the folder kept changing.
        UsageError: ``folder`` is no folder.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name one that holds articles")
    return take_snapshot(folder, limits)


def load_questions(path: Path, *, base: KnowledgeBase | None = None, limits: Limits = _DEFAULTS) -> tuple[LabelledQuestion, ...]:
    """Load one file of labelled questions (YAML, or JSON lines by its suffix), held against ``base`` where one is given.

    Raises:
        ContentError: something is wrong with the content; carries all faults and warnings, sorted by place.
        UsageError: the file cannot be opened.
    """
    return questions.load(path, base, limits)


def json_schema(kind: Kind = Kind.ARTICLES) -> dict[str, object]:
    """Return the JSON Schema (draft-07) of one kind of file, for editors."""
    from bot.faq.loading.schema import schema_of  # noqa: PLC0415 - pydantic is not needed to start

    return schema_of(kind)

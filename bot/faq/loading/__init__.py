"""Content files → a :class:`~bot.faq.articles.KnowledgeBase`, or every fault at once: ``file:line:column: what; what to do``.

How a file goes through::

    snapshot   the folder as it stood at one moment (shapes, files: what is read, and what is refused before it is)
    sheets     what each file holds; those of an earlier load are known by the hash of their file (hashing)
    decoding   bytes → text
    yaml_events, json_lines, markdown → trees: plain data that remembers its places; passages and their blocks
    schema     what may stand where (forms, fields), read into the frozen values of the engine
    parsing    all of these for one file → its sheet
    crosschecks, house_rules, questions: what only shows when all sheets are seen together
    knowledge  all sheets → a base

Importing this package imports no PyYAML; that comes with the first file that is not known yet.
"""

from __future__ import annotations

from bot.faq.loading.crosschecks import fit_overlay
from bot.faq.loading.hashing import version_of
from bot.faq.loading.knowledge import Loaded, load_knowledge, read_folder
from bot.faq.loading.limits import Limits
from bot.faq.loading.questions import load_questions
from bot.faq.loading.sentences import first_sentence
from bot.faq.loading.shapes import Kind
from bot.faq.loading.sheets import Sheets
from bot.faq.loading.snapshot import Snapshot

__all__ = [
    "Kind",
    "Limits",
    "Loaded",
    "Sheets",
    "Snapshot",
    "first_sentence",
    "fit_overlay",
    "json_schema",
    "load_knowledge",
    "load_questions",
    "read_folder",
    "version_of",
]


def json_schema(kind: Kind = Kind.ARTICLES) -> dict[str, object]:
    """Return the JSON Schema (draft-07) of one kind of file, for editors."""
    from bot.faq.loading.schema import schema_of  # noqa: PLC0415 - only editors ask for it

    return schema_of(kind)

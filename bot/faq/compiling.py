"""A FAQ ↔ arrays and plain data: what lies in the state directory for a warm start, and what a child process sends.

The index goes over as its arrays. What is small and made quickly (synonyms, the patterns of guards) is made anew from the base.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bot.faq.articles import Place
from bot.faq.basing import base_from, base_rows
from bot.faq.counting import Counts
from bot.faq.errors import Fault, Severity
from bot.faq.fields import Field
from bot.faq.guarding import Guards
from bot.faq.indexing import Index, phrasings_of
from bot.faq.language import load_language
from bot.faq.neighbourhoods import Neighbourhood
from bot.faq.postings import Postings
from bot.faq.profiles import Grams, Profiles
from bot.faq.storing import Stored
from bot.faq.strings import Strings, pack
from bot.faq.subject import Subject
from bot.faq.synonyms import Thesaurus
from bot.faq.tallies import Tally
from bot.faq.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from bot.faq.articles import KnowledgeBase

    Array = npt.NDArray[Any]

Value = TypeVar("Value")

TALLIES = ("units", "terms", "words")
"""Lists of names among the vocabulary's counts."""

INSIDE: dict[str, type] = {"folded": Strings, "sorted": Strings, "postings": Postings}
"""Kinds of the values that lie inside another value."""


def compile_base(base: KnowledgeBase, warnings: Iterable[Fault], index: Index) -> Stored:
    """Turn a base with its index into arrays and plain data."""
    vocabulary = index.vocabulary
    whole = {"phrasings": index.phrasings, "lookalikes": index.lookalikes, "passages": index.passages, "profiles": index.profiles}
    whole |= {"bodies": index.bodies, "grams": index.grams, "counts": vocabulary.counts, "near": vocabulary.repairer.near}
    tallies = {name: getattr(vocabulary.counts, name) for name in TALLIES}
    whole |= {name: pack(tally.names) for name, tally in tallies.items()}
    arrays = dict(found for name, value in whole.items() for found in _arrays_of(name, value))
    arrays["subject.terms"] = np.array(sorted(index.subject.terms), np.int32)
    arrays["subject.share"] = index.subject.share
    notes = [[*_place(note.place), note.message, note.remedy, note.severity, note.rule] for note in warnings]
    return Stored(arrays, [notes, *base_rows(base)])


def restore_base(stored: Stored) -> tuple[KnowledgeBase, tuple[Fault, ...], Index]:
    """Return the base, its warnings and its index.

    Raises:
        ValueError, TypeError, KeyError, IndexError, StopIteration: the data are none that :func:`compile_base` made.
    """
    rows = iter(stored.values)
    notes = next(rows)
    base = base_from(rows)
    warnings = tuple(Fault(Place(*note[:3]), note[3], note[4], Severity(note[5]), note[6]) for note in notes)
    return base, warnings, _index(base, stored.arrays)


def _index(base: KnowledgeBase, arrays: Mapping[str, Array]) -> Index:
    vocabulary = _vocabulary(base, arrays)
    articles = base.live
    asked = [text for group in phrasings_of(base, articles) for text, _ in group]
    warded_off = [text for article in articles for text in article.not_for]
    return Index(
        articles=articles,
        vocabulary=vocabulary,
        phrasings=_restored(Field, "phrasings", arrays, texts=tuple(asked)),
        lookalikes=_restored(Field, "lookalikes", arrays, texts=tuple(warded_off)),
        passages=_restored(Field, "passages", arrays, texts=()),
        profiles=_restored(Profiles, "profiles", arrays),
        bodies=_restored(Profiles, "bodies", arrays),
        grams=_restored(Grams, "grams", arrays),
        guards=Guards(base.guards, base.overlay.declined, vocabulary),
        subject=Subject(frozenset(arrays["subject.terms"].tolist()), arrays["subject.share"]),
    )


def _vocabulary(base: KnowledgeBase, arrays: Mapping[str, Array]) -> Vocabulary:
    language = load_language(base.language)
    tallies = {name: Tally(tuple(_restored(Strings, name, arrays)), arrays[f"counts.{name}.uses"]) for name in TALLIES}
    counts = Counts(**tallies, general=arrays["counts.general"], firsts=arrays["counts.firsts"])
    thesaurus = Thesaurus((*base.synonyms, *base.overlay.synonyms), language)
    near = _restored(Neighbourhood, "near", arrays, words=Neighbourhood.fitting(counts.words.names))
    return Vocabulary(language, thesaurus, counts, len(base.live), near)


def _arrays_of(name: str, value: Any) -> Iterator[tuple[str, Array]]:  # noqa: ANN401 - any of the index's frozen values
    """Yield the arrays of a value and of those inside it. Texts as Python's strings are left out; :func:`_restored` is given them."""
    for field in fields(value):
        part = getattr(value, field.name)
        if isinstance(part, np.ndarray):
            yield f"{name}.{field.name}", part
        elif isinstance(part, bytes):
            yield f"{name}.{field.name}", np.frombuffer(part, np.uint8)
        elif is_dataclass(part):
            yield from _arrays_of(f"{name}.{field.name}", part)


def _restored(kind: type[Value], name: str, arrays: Mapping[str, Array], **given: Sequence[str]) -> Value:
    values: dict[str, object] = dict(given)
    for field in fields(kind):  # type: ignore[arg-type]  # only dataclasses are asked for
        at = f"{name}.{field.name}"
        if field.name in INSIDE:
            values[field.name] = _restored(INSIDE[field.name], at, arrays)
        elif field.name == "block":
            values[field.name] = arrays[at].tobytes()
        elif field.name not in given:
            values[field.name] = arrays[at]
    return kind(**values)


def _place(place: Place) -> tuple[str, int, int]:
    return place.path, place.line, place.column

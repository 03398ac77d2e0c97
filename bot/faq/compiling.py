"""A FAQ ↔ arrays and plain data: what lies in the state directory for a warm start, and what a child process sends.

The index goes over as its arrays. What is small and made quickly (synonyms, the patterns of guards) is made anew from the base.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from bot.faq.articles import Place, Topic
from bot.faq.basing import base_from, base_rows
from bot.faq.counting import Counts
from bot.faq.errors import Fault, Severity
from bot.faq.fields import Field
from bot.faq.guarding import Guards
from bot.faq.indexing import Index, phrasings_of
from bot.faq.language import load_language
from bot.faq.loading.shapes import Kind
from bot.faq.loading.sheets import Sheet, Sheets
from bot.faq.neighbourhoods import Neighbourhood
from bot.faq.postings import Postings
from bot.faq.profiles import Grams, Profiles
from bot.faq.rows import Rows
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
    from bot.faq.loading.limits import Limits

    Array = npt.NDArray[Any]

Value = TypeVar("Value")

TALLIES = ("units", "terms", "words")
"""Lists of names among the vocabulary's counts."""

NUMBERS = ("titles", "wordings")
"""What a sheet's articles are compared by."""

HASH = 32
"""Bytes of an article's hash."""

INSIDE: dict[str, type] = {"folded": Strings, "postings": Postings, "rows": Rows}
"""Kinds of the values that lie inside another value."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A base with its index, ready to be asked: its warnings, and the sheets that it was read from."""

    base: KnowledgeBase
    index: Index
    warnings: tuple[Fault, ...]
    sheets: Sheets


def compile_base(compiled: Compiled) -> Stored:
    """Turn a base with its index into arrays and plain data."""
    base, index = compiled.base, compiled.index
    vocabulary = index.vocabulary
    whole = {"phrasings": index.phrasings, "lookalikes": index.lookalikes, "passages": index.passages, "profiles": index.profiles}
    whole |= {"bodies": index.bodies, "grams": index.grams, "counts": vocabulary.counts, "near": vocabulary.repairer.near}
    tallies = {name: getattr(vocabulary.counts, name) for name in TALLIES}
    whole |= {name: pack(tally.names) for name, tally in tallies.items()}
    arrays = dict(found for name, value in whole.items() for found in _arrays_of(name, value))
    arrays["subject.terms"] = np.array(sorted(index.subject.terms), np.int32)
    arrays["subject.share"] = index.subject.share
    sheets = compiled.sheets.each
    arrays["sheets.hashes"] = np.frombuffer(b"".join(one for sheet in sheets for one in sheet.hashes), np.uint8)
    for name in NUMBERS:
        arrays[f"sheets.{name}"] = np.concatenate([np.zeros(0, np.uint32), *(getattr(sheet, name) for sheet in sheets)])
    notes = list(map(_note, compiled.warnings))
    return Stored(arrays, [notes, list(map(partial(_sheet_row, compiled.sheets), compiled.sheets.each)), *base_rows(base)])


def restore_base(stored: Stored, limits: Limits) -> Compiled:
    """Return what was compiled of files that were read within limits.

    Raises:
        ValueError, TypeError, KeyError, IndexError, StopIteration: the data are none that :func:`compile_base` made.
    """
    rows = iter(stored.values)
    notes, sheets = next(rows), next(rows)
    base = base_from(rows)
    return Compiled(base, _index(base, stored.arrays), tuple(map(_fault, notes)), _sheets(sheets, base, stored.arrays, limits))


def _sheet_row(sheets: Sheets, sheet: Sheet) -> list[object]:
    """Return all of a sheet that is not part of the base, and the breaches in its file."""
    settings = sheet.base and {**sheet.base, "topics": [[topic.id, topic.name] for topic in sheet.base["topics"]]}
    breaches = sheets.breaches.get(sheet.path)
    told = None if breaches is None else list(map(_note, breaches))
    return [sheet.path, sheet.kind, sheet.hash, len(sheet.wordings), list(map(_note, sheet.faults)), settings, told]


def _sheets(rows: Sequence[Any], base: KnowledgeBase, arrays: Mapping[str, Array], limits: Limits) -> Sheets:
    articles = _by_file(sorted(base.articles, key=lambda article: (article.place.line, article.place.column)))
    synonyms, guards, questions = map(_by_file, (base.synonyms, base.guards, base.questions))
    each, breaches = [], {}
    hashes, first, at = arrays["sheets.hashes"].tobytes(), 0, 0
    numbers = [arrays[f"sheets.{name}"].copy() for name in NUMBERS]  # sheets outlive the index, whose memory this was
    for path, kind, key, wordings, notes, settings, told in rows:
        sheet = Sheet(
            path,
            Kind(kind),
            articles=tuple(articles.get(path, ())),
            synonyms=tuple(synonyms.get(path, ())),
            guards=tuple(guards.get(path, ())),
            questions=tuple(questions.get(path, ())),
            base=settings and _frozen(settings) | {"topics": tuple(Topic(*topic) for topic in settings["topics"])},
            faults=tuple(map(_fault, notes)),
            hash=key,
        )
        last, end = first + len(sheet.articles), at + wordings
        vars(sheet).update(  # what it would work out itself, when it is asked for
            hashes=tuple([hashes[one * HASH : (one + 1) * HASH] for one in range(first, last)]),
            titles=numbers[0][first:last],
            wordings=numbers[1][at:end],
        )
        first, at = last, end
        each.append(sheet)
        if told is not None:
            breaches[path] = tuple(map(_fault, told))
    return Sheets(tuple(each), limits, breaches)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - plain data, whatever it is
    """Return plain data with tuples for JSON's lists."""
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _by_file(found: Iterable[Any]) -> dict[str, list[Any]]:
    files: dict[str, list[Any]] = {}
    for one in found:
        files.setdefault(one.place.path, []).append(one)
    return files


def _note(fault: Fault) -> list[object]:
    place = fault.place
    return [place.path, place.line, place.column, fault.message, fault.remedy, fault.severity, fault.rule]


def _fault(note: Sequence[Any]) -> Fault:
    return Fault(Place(*note[:3]), note[3], note[4], Severity(note[5]), note[6])


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

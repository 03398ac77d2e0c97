"""An article's file with one thing changed: title, status, phrasings, look-alikes, a passage's text or wordings. All else keeps its bytes.

What comes out is read again: it holds exactly the article that was asked for, and the others as they were, or it is refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.faq.articles import Place, Status
from bot.faq.errors import Severity, UsageError
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.parsing import parse, read_sheet
from bot.faq.loading.shapes import Kind, kind_of
from bot.faq.loading.sheets import Places
from bot.faq.splicing import (
    Splice,
    added_entries,
    apply,
    change_key,
    change_list,
    change_row,
    change_text,
    spots,
    written_entries,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.faq.articles import Article, Passage
    from bot.faq.loading.sheets import Sheet
    from bot.faq.splicing import Entry, Spot

NOWHERE = Place("")
_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n")
_CHARACTER = re.compile(r"\r\n?|.", re.DOTALL)


def rewritten(path: str, data: bytes, wanted: Article) -> bytes:
    """Return the content of an article's file in which the article of ``wanted``'s id is ``wanted``.

    Title, status, ``asks``, ``not_for``, and the passages' texts and ``asks`` may differ from what the file says.

    Raises:
        UsageError: the file has faults or no such article, or what is wanted cannot be written into it; says which and why.
    """
    before = articles_in(path, data)
    number = next((number for number, article in enumerate(before) if article.id == wanted.id), None)
    if number is None:
        raise UsageError(f"there is no article '{wanted.id}' in {path}")
    old = before[number]
    if len(old.passages) != len(wanted.passages):
        raise UsageError("a passage cannot be added or taken away like this; upload the whole article")
    raw = data.removeprefix(codecs.BOM_UTF8).decode()
    text = _LINE_END.sub("\n", raw)
    if kind_of(PurePosixPath(path)) is Kind.MARKDOWN:
        made = _in_markdown(text, path, data, old, wanted)
    else:
        made = _in_yaml(text, number, old, wanted)
    result = data[: len(data) - len(raw.encode())] + _spliced(raw, made).encode()
    _check(path, result, [*before[:number], wanted, *before[number + 1 :]])
    return result


def with_entries(path: str, data: bytes | None, key: str, entries: Sequence[Entry]) -> bytes:
    """Return a file whose list under ``key`` has these entries more, at its end; ``data`` is ``None`` where there is no file yet.

    Raises:
        UsageError: the file has faults or is written so that nothing can be added in place, or the entries are none of its kind.
    """
    raw = "" if data is None else data.removeprefix(codecs.BOM_UTF8).decode()
    text = _LINE_END.sub("\n", raw)
    before = () if data is None else getattr(_sheet(path, data, *Kind), key)
    if before:
        at = spots(text).entries[key][1]
        if at.inline or not at.items:
            raise UsageError(f"{path}: nothing can be added to {key} in place: write it as a list with a line for each entry")
        made = added_entries(text, at, entries)
    else:
        made = Splice(len(text), len(text), "\n".join([f"{key}:", *written_entries(entries, 2), ""]))
    result = (data or b"")[: len(data or b"") - len(raw.encode())] + _spliced(raw, [made]).encode()
    if len(getattr(_sheet(path, result, *Kind), key)) != len(before) + len(entries):
        raise UsageError(f"{path}: nothing can be added to {key} in place: add it by hand")
    return result


def articles_in(path: str, data: bytes) -> list[Article]:
    """Return the articles of one file.

    Raises:
        UsageError: it has faults; says the first.
    """
    return list(_sheet(path, data, Kind.MARKDOWN, Kind.ARTICLES).articles)


def _sheet(path: str, data: bytes, *kinds: Kind) -> Sheet:
    kind = kind_of(PurePosixPath(path))
    if kind is None or kind not in kinds:
        raise UsageError(f"{path} is no file of articles: its name must end in .md or .yaml")
    sheet = parse(path, kind, data, DEFAULTS)
    for fault in sheet.faults:
        if fault.severity is Severity.FAULT:
            raise UsageError(str(fault))
    return sheet


def _spliced(raw: str, made: Iterable[Splice]) -> str:
    """Make splices that count every line end as one character, and end the lines that they add like the first one of the file."""
    found = _LINE_END.search(raw)
    line_end = found[0] if found else "\n"
    at: Sequence[int] = range(len(raw) + 1)
    if "\r" in raw:
        at = [*(match.start() for match in _CHARACTER.finditer(raw)), len(raw)]
    return apply(raw, [Splice(at[start], at[end], new.replace("\n", line_end)) for start, end, new in made])


def _check(path: str, result: bytes, wanted: Sequence[Article]) -> None:
    if [*map(bare, articles_in(path, result))] != [*map(bare, wanted)]:
        raise UsageError(
            f"{path} cannot be changed like this: a text may hold no headings and no comments, a wording is one line without |; "
            "where it is none of these, upload the whole article"
        )


def bare(article: Article) -> Article:
    """Return an article without what says where it stands."""
    passages = tuple(replace(passage, blocks=(), place=NOWHERE) for passage in article.passages)
    return replace(article, passages=passages, place=NOWHERE)


def _in_yaml(text: str, number: int, old: Article, wanted: Article) -> Iterator[Splice]:
    table = spots(text)
    if "articles" in table.entries:
        table = (table.entries["articles"][1].items or ())[number]
    yield from _keys(text, table, old, wanted)
    listed = table.entries["passages"][1].items or ()
    for at, was, new in zip(listed, old.passages, wanted.passages, strict=True):
        if was.text != new.text:
            key, value = at.entries["text"]
            yield change_text(text, value, new.text, indent=key.column + 2)
        yield from change_list(text, at, "asks", was.asks, new.asks)


def _keys(text: str, table: Spot, old: Article, wanted: Article) -> Iterator[Splice]:
    if old.title != wanted.title:
        yield change_text(text, table.entries["title"][1], wanted.title, indent=0)
    if old.status is not wanted.status:
        word = None if wanted.status is Status.LIVE else str(wanted.status)
        yield change_key(text, table, "status", word, after="title")
    yield from change_list(text, table, "asks", old.asks, wanted.asks)
    yield from change_list(text, table, "not_for", old.not_for, wanted.not_for)


def _in_markdown(text: str, path: str, data: bytes, old: Article, wanted: Article) -> Iterator[Splice]:
    front = _FRONT.match(text)
    if front is None:
        return  # refused by the check
    begin = front.start(1)
    yield from (Splice(begin + start, begin + end, new) for start, end, new in _keys(front[1], spots(front[1]), old, wanted))
    starts = [0, 0, *accumulate(len(line) + 1 for line in text.split("\n"))]  # by the number of the line, counted from 1
    spot = partial(Places({path: read_sheet(path, Kind.MARKDOWN, data, DEFAULTS)[1]}).place, path, "articles", 0, "passages")
    for number, (was, new) in enumerate(zip(old.passages, wanted.passages, strict=True)):
        blocks = [(*span, spot(number, "text", at).line) for at, span in enumerate(was.blocks)]
        if was.text != new.text:
            yield _other_text(text, starts, was.text, new.text, blocks)
        if was.asks != new.asks and not was.asks:
            yield _added_asks(text, starts[was.place.line], starts[blocks[0][2]], new)
        elif was.asks != new.asks:
            marks = [spot(number, "asks", at) for at in range(len(was.asks))]
            begins = [starts[mark.line] + mark.column - 1 for mark in marks]
            spans = [(begin, begin + len(ask)) for begin, ask in zip(begins, was.asks, strict=True)]
            yield from change_row(spans, was.asks, new.asks, new.asks, " | ") if new.asks else [_without_comment(text, begins[0])]


def _other_text(text: str, starts: Sequence[int], was: str, new: str, blocks: Sequence[tuple[int, int, int]]) -> Splice:
    """Put a passage's text in another's place. Comments that stood between its blocks come to stand above it."""
    ends = [line + was.count("\n", start, end) for start, end, line in blocks]
    covered = {line for (_, _, first), last in zip(blocks, ends, strict=True) for line in range(first, last + 1)}
    first, last = blocks[0][2], ends[-1]
    between = (text[starts[line] : starts[line + 1] - 1] for line in range(first, last) if line not in covered)
    notes = [note for note in between if note.strip()]
    return Splice(starts[first], starts[last + 1] - 1, "\n".join([*notes, *([""] if notes else []), new]))


def _added_asks(text: str, heading: int, body: int, passage: Passage) -> Splice:
    """Write a passage's first wordings: right under a heading of one line, else above the text."""
    comment = f"<!-- asks: {' | '.join(passage.asks)} -->\n"
    if heading != body and text[heading:body].lstrip().startswith("#"):
        under = text.index("\n", heading) + 1
        return Splice(under, under, comment)
    return Splice(body, body, comment + "\n")


def _without_comment(text: str, within: int) -> Splice:
    """Take away the comment in which the wordings stand, with its line."""
    end = text.index("-->", within) + len("-->")
    return Splice(text.rindex("<!--", 0, within), end + (text[end : end + 1] == "\n"), "")

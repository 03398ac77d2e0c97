"""Files of other forms → article files for a knowledge folder: JSON, YAML, Markdown, or a CSV table with a row for each article."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.faq.articles import Place
from bot.faq.drafting import id_from
from bot.faq.editing import articles_in
from bot.faq.errors import ContentError, Fault, UsageError
from bot.faq.exporting import COLUMNS, FORMULA, as_markdown, folder_of
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.parsing import parse
from bot.faq.loading.shapes import ID, Kind
from bot.faq.splicing import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEEDED = ("title", "asks", "text")
_SOURCE = re.compile(r"(?P<title>.*?)\s*<(?P<url>https?://\S+)>")
_ADDRESS = re.compile(r"(?P<title>)(?P<url>https?://\S+)")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article file to be, by its path below the folder. ``places``: where each of its lines comes from, the last for all after it.

    ``columns`` are those of a table, which holds nothing else of an article; empty: the form holds all of it.
    """

    path: str
    data: bytes
    places: tuple[Place, ...]
    columns: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return PurePosixPath(self.path).stem

    def origin(self, fault: Fault) -> Fault:
        """Return a fault of the file to be as one of the file that it comes from."""
        return replace(fault, place=self.places[min(fault.place.line, len(self.places)) - 1])

    def over(self, data: bytes) -> Incoming:
        """Return it as written over the file that is there: what a table has no column for stays. Faults are for loading to tell."""
        try:
            (old,), (new,) = articles_in(self.path, data), articles_in(self.path, self.data)
        except (UsageError, ValueError):
            return self
        if not self.columns:
            return self
        known = {(one.title, one.url): one for one in old.sources}
        sources = tuple(known.get((one.title, one.url), one) for one in new.sources) if "source" in self.columns else old.sources
        whole = replace(old, topic=new.topic, title=new.title, asks=new.asks, passages=new.passages, sources=sources)
        return Incoming(*as_markdown(whole), self.places[:1])


def incoming(name: str, data: bytes) -> list[Incoming]:
    """Return the articles of a file of any form, by its ``name``'s ending.

    Raises:
        ContentError: it has faults; with the line and the column of each, in a table the number of the field.
        UsageError: no file of that ending can hold articles, or Markdown cannot hold one of them.
    """
    path = PurePosixPath(name)
    ending = path.suffix.casefold()
    if ending == ".csv":
        return list(_rows(name, data))
    if ending not in {".md", ".json", ".yaml", ".yml"}:
        raise UsageError(f"{name}: articles are read from files that end in .md, .csv, .json or .yaml")
    sheet = parse(name, Kind.MARKDOWN if ending == ".md" else Kind.ARTICLES, data, DEFAULTS)
    if not sheet.valid:
        raise ContentError(sheet.faults)
    if ending == ".md":
        article = sheet.articles[0]
        target = f"{folder_of(path.parent.name)}/{article.id}.md"
        return [Incoming(target, data, tuple(Place(name, line) for line in range(1, data.count(b"\n") + 2)))]
    return [Incoming(*as_markdown(article), (article.place,)) for article in sheet.articles]


def _rows(name: str, data: bytes) -> Iterator[Incoming]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name} is not UTF-8: save it as 'CSV UTF-8'") from None
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=max(",;\t", key=head.count))
    line, taken = 1, set[str]()
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        _check_header(name, header)
        line = 1 + reader.line_num
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _from_row(Place(name, line), header, cells, taken)
            line = 1 + reader.line_num
    except csv.Error as error:
        raise ContentError([Fault(Place(name, line), f"this row cannot be read: {error}", "look for a quote too much")]) from None


def _check_header(name: str, header: Sequence[str]) -> None:
    faults = [
        Fault(Place(name, 1, number), f"there is no column '{cell}' for articles", f"name it one of: {', '.join(COLUMNS)}")
        for number, cell in enumerate(header, 1)
        if cell not in COLUMNS
    ]
    lacking = [column for column in NEEDED if column not in header]
    if lacking:
        message = f"there is no column {', '.join(lacking)}"
        faults.append(Fault(Place(name), message, f"write in the first row: {','.join(COLUMNS)}"))
    if faults:
        raise ContentError(faults)


def _from_row(place: Place, header: Sequence[str], cells: Sequence[str], taken: set[str]) -> Incoming:
    """Return the file for one row of a table; ``taken`` are the ids of the rows above."""
    if len(cells) > len(header):
        raise ContentError([Fault(place, f"this row has {len(cells)} fields", f"the first row names {len(header)}")])
    row = dict.fromkeys(COLUMNS, "") | {key: _unguarded(cell).strip(" \t") for key, cell in zip(header, cells, strict=False)}
    name, folder = row["id"], folder_of(row["topic"])
    fitting = name if ID.fullmatch(name) else id_from(row["title"], taken)
    taken.add(fitting)
    lines = [("---", "id"), (f"title: {quoted(row['title'])}", "title")]
    lines += [(f"id: {quoted(name)}", "id")] if name not in {"", fitting} else []
    lines += [(f"topic: {quoted(row['topic'])}", "topic")] if row["topic"] not in {"", folder} else []
    lines += [("asks:", "asks"), *((f"  - {quoted(text)}", "asks") for text in _parted(row["asks"]))]
    lines += [(line, "source") for line in _sources(row["source"])]
    lines += [("---", "text"), (row["text"] + "\n", "text")]
    places = [replace(place, column=header.index(key) + 1 if key in header else 1) for _, key in lines]
    data = "\n".join(line for line, _ in lines).encode()
    return Incoming(f"{folder}/{fitting}.md", data, tuple(places), tuple(header))


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def _parted(cell: str) -> list[str]:
    return [text for part in re.split(r"\n" if "\n" in cell else r"\|", cell) if (text := part.strip())]


def _sources(cell: str) -> Iterator[str]:
    if cell:
        yield "sources:"
    for line in filter(str.strip, cell.split("\n")):
        title, url = source_from(line)
        yield f"  - title: {quoted(title)}"
        if url:
            yield f"    url: {quoted(url)}"


def source_from(line: str) -> tuple[str, str]:
    """Return title and address of a source written as ``title <address>``, an address or a title alone; no address: ``""``."""
    match = _SOURCE.fullmatch(line.strip()) or _ADDRESS.fullmatch(line.strip())
    return (match["title"] or match["url"], match["url"]) if match else (line.strip(), "")

"""One file's bytes → a :class:`Sheet`: decoded, read, checked against the schema, its passages found.

The cold path: this imports PyYAML, and markdown-it where a text needs it, so it is imported only for files that are not in the cache.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import snowballstemmer

from bot.faq.articles import Article, Guard, LabelledQuestion, Passage, Place, Synonym
from bot.faq.loading.decoding import decode
from bot.faq.loading.forms import Told, missing_key, unknown_key
from bot.faq.loading.hashing import file_hash
from bot.faq.loading.json_lines import parse_json_lines
from bot.faq.loading.markdown import in_blocks, sections, split_front_matter
from bot.faq.loading.reporting import Reporter
from bot.faq.loading.schema import BASE, FRONT_MATTER, LISTS
from bot.faq.loading.shapes import Kind
from bot.faq.loading.sheets import NONE, Sheet
from bot.faq.loading.shown import warn_of_texts
from bot.faq.loading.trees import START, Mark, Tree, nearest
from bot.faq.loading.yaml_events import parse_yaml
from bot.faq.stemming import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.faq.loading.forms import Form
    from bot.faq.loading.limits import Limits
    from bot.faq.loading.markdown import Section
    from bot.faq.loading.sheets import Find
    from bot.faq.loading.trees import Path, Plain, Spot

_ONE: Path = ("articles", 0)
_OF_ONE_ARTICLE = {"title", "asks", "passages"}

TOP_LEVEL = "general"
"""The topic of Markdown articles that lie in no folder: their own name would make every article a topic."""


def parse(path: str, kind: Kind, data: bytes, limits: Limits) -> Sheet:
    """Return what a file holds. Never raises for anything that stands in it: faults are part of the sheet."""
    return read_sheet(path, kind, data, limits)[0]


def read_sheet(path: str, kind: Kind, data: bytes, limits: Limits) -> tuple[Sheet, Find]:
    """Return what a file holds, and how to find it there, which keeps all that was read in memory."""
    parser = _Parser(path, kind, limits)
    parser.parse(data)
    claims = None if parser.hides_ids else frozenset(parser.claims if parser.reporter.faulty else ())
    sheet = Sheet(path, kind, faults=parser.reporter.found, claims=claims, **parser.found, hash=file_hash(path, kind, data))
    return sheet, lambda: parser.places


class _Parser:
    """Parses one file; what it finds are the fields of its sheet."""

    def __init__(self, path: str, kind: Kind, limits: Limits) -> None:
        self.reporter = Reporter(path, limits.faults)
        self.found: dict[str, Any] = {}
        self.claims: set[str] = set()
        self.hides_ids = False
        self._path = path
        self._kind = kind
        self._limits = limits
        self._tree = Tree(None, [START])
        self._sections: list[Section] = []
        self._left = limits.lines

    @cached_property
    def places(self) -> Mapping[Path, Spot]:
        """Where everything stands, once all of it is read."""
        return self._tree.places | _section_places(self._sections)

    def parse(self, data: bytes) -> None:
        """Read a file's content."""
        text = decode(data, self.reporter)
        if text is None:
            self.hides_ids = True
            return
        if self._kind is Kind.MARKDOWN:
            self._markdown(text)
        else:
            self._data(text)
        warn_of_texts(self.found, lambda: self.places, text, self.reporter)

    def _markdown(self, text: str) -> None:
        self.claims = {PurePosixPath(self._path).stem}
        split = split_front_matter(text, self.reporter)
        if split is None:
            return
        front, offset, body_line = split
        tree = parse_yaml(front, self.reporter, self._limits, first_line=2)
        self._sections = self._passages(text[offset:], body_line)
        if tree is None and self.reporter.faulty:
            return  # what cannot be read is not missing
        self._tree = replace(tree or Tree({}, [START]), root=_ONE)
        self.claims |= _ids(self._tree.data)
        values = self._read(FRONT_MATTER, self._tree.data, _ONE)
        if values is not None and self._sections:
            passages = tuple([section.passage(self._path) for section in self._sections])
            self.found["articles"] = (self._article(values, passages, self._tree.marks[0]),)

    def _passages(self, body: str, line: int) -> list[Section]:
        size, lines = len(body.encode()), body.count("\n")
        if size > self._limits.body_bytes or lines > self._limits.lines:
            remedy = f"keep it under {self._limits.body_bytes:,} bytes and {self._limits.lines:,} lines: split the article"
            self.reporter.fault((line, 1), "too-long", f"the text has {size:,} bytes in {lines:,} lines", remedy)
            return []
        before = len(self.reporter.found)
        found = sections(body, line, self.reporter)
        if not found and len(self.reporter.found) == before:
            remedy = "write the answer below the front matter"
            self.reporter.fault((line - 1, 1), "missing-passages", "the article has no text", remedy)
        return found

    def _data(self, text: str) -> None:
        if self._kind is Kind.QUESTION_LINES:
            self._tree = parse_json_lines(text, self.reporter, self._limits)
            self._list("questions", self._tree.data)
            return
        tree = parse_yaml(text, self.reporter, self._limits)
        if tree is None:
            self._report_empty()
            return
        self._tree = tree
        if self._kind is Kind.BASE:
            self._base(tree)
        elif self._kind is Kind.ARTICLES and isinstance(tree.data, dict) and _OF_ONE_ARTICLE & tree.data.keys():
            self._tree = replace(tree, root=_ONE, rows={**tree.rows, id(tree.data): tree.marks[0]})
            self._list("articles", [tree.data])
        else:
            self._list_file(tree, LISTS[self._kind][0])

    def _report_empty(self) -> None:
        if self.reporter.faulty:
            self.hides_ids = True
        elif self._kind is Kind.ARTICLES:
            self.reporter.fault((1, 1), "empty-file", "the file is empty", "write 'articles:' and a list, or delete the file")
        else:
            self.reporter.warn((1, 1), "empty-file", "the file is empty", "fill it, or delete it")

    def _base(self, tree: Tree) -> None:
        base = self._read(BASE, tree.data, ())
        if base is not None:
            language = base["language"]
            if language not in CODES and language not in snowballstemmer.algorithms():
                message = f"there is no stemmer for '{language}': words must be typed as they are written here"
                remedy = "write a code such as en, if it is one of Snowball's"
                self.reporter.warn(nearest(tree.places, ("language",)), "unknown-language", message, remedy)
            self.found["base"] = base

    def _list_file(self, tree: Tree, key: str) -> None:
        if not isinstance(tree.data, dict):
            message = f"the file does not start with '{key}:'"
            self.reporter.fault(tree.start(()), "wrong-type", message, f"put '{key}:' above the list")
            self.hides_ids = True
        elif self._has_header(tree, tree.data, key):
            self._list(key, tree.data[key])

    def _has_header(self, tree: Tree, data: dict[str, Plain], key: str) -> bool:
        """Whether the file's one key is there; anything else beside or under it than a list is reported."""
        others = data.keys() - {key}
        if others:
            refused = self.reporter.marks()
            others = {name for name in others if tree.key((name,)) not in refused}
        for name in others:
            self.reporter.fault(tree.key((name,)), *unknown_key(name, [key]))
        if key not in data:
            self.hides_ids = True
            if not others and not self.reporter.faulty:
                self.reporter.fault(tree.start(()), *missing_key(key))
            return False
        if data[key] is not None and not isinstance(data[key], list):
            self.hides_ids = True
            self.reporter.fault(tree.start((key,)), "wrong-type", f"{key} must be a list", "start every entry with '- '")
        elif self._kind is Kind.ARTICLES and not data[key]:
            self.reporter.fault(tree.key((key,)), "empty", f"{key} is empty", "write an article, or delete the file")
        return True

    def _list(self, key: str, items: Plain) -> None:
        form = LISTS[Kind.QUESTIONS if self._kind is Kind.QUESTION_LINES else self._kind][1]
        made = getattr(self, f"_{key}")
        valid = []
        for number, item in enumerate(items if isinstance(items, list) else []):
            values = self._read(form, item, (key, number))
            if values is None:
                self.claims |= _ids(item)
            else:
                valid.append(made(values, item, number))
            if self.reporter.full:
                break
        self.found[key] = tuple(valid)

    def _read(self, form: Form, data: Plain, root: Path) -> Any:  # noqa: ANN401 - see Form
        """Return the value of data at a path, ``None`` where it has faults (all reported)."""
        told = Told()
        value = form.read(data, (), told)
        if not told:
            return value
        refused = self.reporter.marks()
        for path, rule, message, remedy in told:
            at, missing = (*root, *path), rule.startswith("missing-")
            mark = self._tree.key(at) if rule == "unknown-key" else nearest(self._tree.places, at)
            if missing or mark not in refused:
                self.reporter.fault(mark, rule, message, remedy)
        return None

    def _articles(self, values: dict[str, Any], item: Any, _: int) -> Article:  # noqa: ANN401 - read by its form
        parts = [
            Passage(part["heading"], *self._text(part["text"]), part["asks"], self._place(row))
            for part, row in zip(values["passages"], item["passages"], strict=True)
        ]
        return self._article(values, tuple(parts), self._tree.rows[id(item)])

    def _article(self, values: dict[str, Any], passages: tuple[Passage, ...], mark: tuple[int, int]) -> Article:
        path = PurePosixPath(self._path)
        values["id"] = values["id"] or path.stem
        if not values["topic"]:
            top = path.stem if self._kind is Kind.ARTICLES else TOP_LEVEL  # at the top, a YAML file is a topic of its own
            values["topic"] = path.parts[0] if len(path.parts) > 1 else top
        values["passages"] = passages
        return Article(**values, place=Place(self._path, *mark))

    def _synonyms(self, values: dict[str, Any], item: Plain, _: int) -> Synonym:
        return Synonym(values["words"] or values["from"], values["to"], self._place(item))

    def _guards(self, values: dict[str, Any], item: Plain, _: int) -> Guard:
        return Guard(**values, place=self._place(item))

    def _questions(self, values: dict[str, Any], _: Plain, number: int) -> LabelledQuestion:
        values["expect"] = tuple(name for name in values["expect"] if name != NONE)
        return LabelledQuestion(**values, place=Place(self._path, *self._tree.places["questions", number, "question"]))

    def _place(self, item: Plain) -> Place:
        return Place(self._path, *self._tree.rows[id(item)])

    def _text(self, text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the text of a passage in YAML and its blocks, as far as the file's budget of lines goes."""
        before, self._left = self._left, self._left - text.count("\n") - 1
        if self._left >= 0:
            return in_blocks(text)
        if before >= 0:
            remedy = f"keep them under {self._limits.lines:,} lines: split the file"
            mark = self._tree.start(("articles",))
            self.reporter.fault(mark, "too-long", "the texts of this file have too many lines", remedy)
        return text, ()


def _ids(data: Plain) -> set[str]:
    name = data.get("id") if isinstance(data, dict) else None
    return {name} if isinstance(name, str) and name else set()


def _section_places(found: list[Section]) -> dict[Path, Spot]:
    places: dict[Path, Spot] = {(*_ONE, "passages"): found[0].mark} if found else {}
    for number, section in enumerate(found):
        path = (*_ONE, "passages", number)
        places |= {path: section.mark, (*path, "heading"): section.mark, (*path, "text"): section.text_mark}
        places |= {(*path, "asks", at): ask.mark for at, ask in enumerate(section.asks)}
        places |= {(*path, "text", at): Mark(line, 1) for at, (_, _, line) in enumerate(section.blocks)}
    return places

"""One file's bytes → a :class:`Sheet`: decoded, read, checked against the schema, its passages found.

The cold path: this imports PyYAML, markdown-it and pydantic, so it is imported only for files that are not in the cache.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import snowballstemmer

from bot.faq.loading.decoding import decode
from bot.faq.loading.json_lines import parse_json_lines
from bot.faq.loading.markdown import Section, blocks_of, sections, split_front_matter
from bot.faq.loading.nodes import Items, Mark, Node, Table, Text, descend, mark_of_value, marks
from bot.faq.loading.reporting import Reporter
from bot.faq.loading.schema import ArticleModel, BaseModelFile, FrontMatter, GuardModel, QuestionModel, SynonymModel
from bot.faq.loading.shapes import Kind
from bot.faq.loading.sheets import Sheet
from bot.faq.loading.shown import warn_of_texts
from bot.faq.loading.validating import missing_key, unknown_key, validate
from bot.faq.loading.yaml_events import parse_yaml
from bot.faq.stemming import CODES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bot.faq.loading.limits import Limits
    from bot.faq.loading.shapes import Shape

_LISTS: dict[Kind, tuple[str, type[BaseModel]]] = {
    Kind.ARTICLES: ("articles", ArticleModel),
    Kind.SYNONYMS: ("synonyms", SynonymModel),
    Kind.GUARDS: ("guards", GuardModel),
    Kind.QUESTIONS: ("questions", QuestionModel),
    Kind.QUESTION_LINES: ("questions", QuestionModel),
}
_OF_ONE_ARTICLE = {"title", "asks", "passages"}


def parse(path: str, kind: Kind, data: bytes, limits: Limits) -> Sheet:
    """Return what a file holds. Never raises for anything that stands in it: faults are part of the sheet."""
    return _Parser(path, kind, limits).parse(data)


class _Parser:
    """Parses one file."""

    def __init__(self, path: str, kind: Kind, limits: Limits) -> None:
        self._path = path
        self._kind = kind
        self._limits = limits
        self._reporter = Reporter(path, limits.faults)
        self._shape: Shape = {}
        self._marks: dict[str, Mark] = {}
        self._claims: set[str] = set()
        self._hides_ids = False

    def parse(self, data: bytes) -> Sheet:
        text = decode(data, self._reporter)
        if text is None:
            self._hides_ids = True
        elif self._kind is Kind.MARKDOWN:
            self._markdown(text)
        else:
            self._yaml(text)
        if text is not None:
            warn_of_texts(self._shape, self._marks, text, self._reporter)
        claims = None if self._hides_ids else frozenset(self._claims)
        return Sheet(self._path, self._kind, self._shape, self._marks, self._reporter.found, claims)

    def _markdown(self, text: str) -> None:
        self._claims = {PurePosixPath(self._path).stem}
        split = split_front_matter(text, self._reporter)
        if split is None:
            return
        front, offset, body_line = split
        node = parse_yaml(front, self._reporter, self._limits, first_line=2)
        found = self._sections(text[offset:], body_line)
        if node is None and self._reporter.faulty:
            return  # what cannot be read is not missing
        node = node or Table({}, Mark(1, 1))
        self._claims |= _ids(node)
        article = validate(FrontMatter, node, self._reporter)
        if article is None or not found:
            return
        article["passages"] = [section.shape for section in found]
        self._shape = {"articles": [article]}
        self._marks = marks(node, "articles.0") | _section_marks(found)

    def _sections(self, body: str, line: int) -> list[Section]:
        size, lines = len(body.encode()), body.count("\n")
        if size > self._limits.body_bytes or lines > self._limits.lines:
            remedy = f"keep it under {self._limits.body_bytes:,} bytes and {self._limits.lines:,} lines: split the article"
            self._reporter.fault((line, 1), "too-long", f"the text has {size:,} bytes in {lines:,} lines", remedy)
            return []
        before = len(self._reporter.found)
        found = sections(body, line, self._reporter)
        if not found and len(self._reporter.found) == before:
            remedy = "write the answer below the front matter"
            self._reporter.fault((line - 1, 1), "missing-passages", "the article has no text", remedy)
        return found

    def _yaml(self, text: str) -> None:
        read = parse_json_lines if self._kind is Kind.QUESTION_LINES else parse_yaml
        node = read(text, self._reporter, self._limits)
        if node is None:
            self._report_empty()
        elif self._kind is Kind.BASE:
            self._base(node)
        elif self._kind is Kind.ARTICLES and isinstance(node, Table) and _OF_ONE_ARTICLE & node.entries.keys():
            self._list("articles", Items((node,), node.mark), ArticleModel)
        else:
            self._list_file(node)

    def _report_empty(self) -> None:
        if self._reporter.faulty:
            self._hides_ids = True
        elif self._kind is Kind.ARTICLES:
            self._reporter.fault((1, 1), "empty-file", "the file is empty", "write 'articles:' and a list, or delete the file")
        else:
            self._reporter.warn((1, 1), "empty-file", "the file is empty", "fill it, or delete it")

    def _base(self, node: Node) -> None:
        base = validate(BaseModelFile, node, self._reporter)
        if base is not None:
            self._check_language(str(base["language"]), node)
            if isinstance(base["topics"], dict):
                base["topics"] = [{"id": topic, "name": name} for topic, name in base["topics"].items()]
            self._shape = {"base": base}
            self._marks = marks(node, "base")

    def _check_language(self, language: str, node: Node) -> None:
        if language not in CODES and language not in snowballstemmer.algorithms():
            mark = mark_of_value(node, ("language",))
            message = f"there is no stemmer for '{language}': words must be typed as they are written here"
            self._reporter.warn(mark, "unknown-language", message, "write a code such as en, if it is one of Snowball's")

    def _list_file(self, node: Node) -> None:
        key, model = _LISTS[self._kind]
        if self._kind is Kind.QUESTION_LINES:
            self._list(key, node, model)
        elif not isinstance(node, Table):
            message = f"the file does not start with '{key}:'"
            self._reporter.fault(node.mark, "wrong-type", message, f"put '{key}:' above the list")
            self._hides_ids = True
        elif self._has_header(node, key):
            self._list(key, node.entries[key].node, model)

    def _has_header(self, node: Table, key: str) -> bool:
        """Whether the file's one key is there with a list under it; anything else is reported."""
        refused = self._reporter.marks()
        others = [name for name, entry in node.entries.items() if name != key and entry.key not in refused]
        for name in others:
            self._reporter.fault(node.entries[name].key, *unknown_key(name, [key]))
        if key not in node.entries:
            self._hides_ids = True
            if not others and not self._reporter.faulty:
                self._reporter.fault(node.mark, *missing_key(key))
            return False
        entry = node.entries[key]
        if isinstance(entry.node, Table) or (isinstance(entry.node, Text) and entry.node.value is not None):
            self._hides_ids = True
            self._reporter.fault(entry.node.mark, "wrong-type", f"{key} must be a list", "start every entry with '- '")
        elif self._kind is Kind.ARTICLES and not (isinstance(entry.node, Items) and entry.node.items):
            self._reporter.fault(entry.key, "empty", f"{key} is empty", "write an article, or delete the file")
        return True

    def _list(self, key: str, node: Node, model: type[BaseModel]) -> None:
        items = node.items if isinstance(node, Items) else ()
        valid: list[Shape] = []
        for item in items:
            found = validate(model, item, self._reporter)
            if found is None:
                self._claims |= _ids(item)
            else:
                self._marks |= marks(item, f"{key}.{len(valid)}")
                valid.append(found)
            if self._reporter.full:
                break
        self._shape = {key: valid}
        if key == "articles":
            self._find_blocks(node)

    def _find_blocks(self, node: Node) -> None:
        """Add what markdown-it finds to passages that came without it, as far as the file's budget of lines goes."""
        left = self._limits.lines
        passages = [passage for article in self._shape["articles"] for passage in article["passages"]]
        for passage in passages:
            passage["blocks"] = []
        for passage in passages:
            left -= passage["text"].count("\n") + 1
            if left < 0:
                remedy = f"keep them under {self._limits.lines:,} lines: split the file"
                self._reporter.fault(node.mark, "too-long", "the texts of this file have too many lines", remedy)
                return
            passage["blocks"] = blocks_of(passage["text"])


def _ids(node: Node) -> set[str]:
    found, _ = descend(node, ("id",))
    return {found.value} if isinstance(found, Text) and found.value else set()


def _section_marks(found: list[Section]) -> dict[str, Mark]:
    made = {"articles.0.passages": found[0].mark}
    for number, section in enumerate(found):
        path = f"articles.0.passages.{number}"
        made |= {path: section.mark, f"{path}.heading": section.mark, f"{path}.text": section.text_mark}
        made |= {f"{path}.asks.{at}": ask.mark for at, ask in enumerate(section.asks)}
    return made

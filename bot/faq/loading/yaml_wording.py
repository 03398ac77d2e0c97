"""What libyaml complains of, said to an author: where it starts, what it most likely is, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.faq.loading.nodes import Mark

if TYPE_CHECKING:
    import yaml

QUOTE_IT = "put the whole text in double quotes"


class _Saying(NamedTuple):
    context: str
    problem: str
    rule: str
    message: str
    remedy: str
    at_start: bool


_SAYINGS = (
    _Saying("quoted scalar", "end of stream", "unclosed-quote", "this quote is never closed", "add the closing quote", at_start=True),
    _Saying("quoted scalar", "document indicator", "unclosed-quote", "this quote is never closed", "add the closing quote", at_start=True),
    _Saying("flow sequence", "", "unclosed-bracket", "this '[' is not closed, or a comma is missing", "add ']' or the comma", at_start=True),
    _Saying("flow mapping", "", "unclosed-bracket", "this '{' is not closed, or a comma is missing", "add '}' or the comma", at_start=True),
    _Saying("", "mapping values are not allowed", "colon", "a second ': ' stands in this text, or the indentation is off", QUOTE_IT, at_start=False),
    _Saying("simple key", "could not find expected ':'", "colon", "this line has no ': ' after its key", "write 'key: value'", at_start=True),
    _Saying("", "unknown escape character", "escape", "a backslash in double quotes makes an escape that YAML does not know",
            "write \\\\ for a backslash, or use single quotes", at_start=False),
    _Saying("", "escape code", "escape", "this escape names no character", "write the character itself", at_start=False),
    _Saying("", "hexdecimal", "escape", "this escape is cut short", "write the character itself", at_start=False),
    _Saying("", "cannot start any token", "odd-start", "a text cannot start with this character", QUOTE_IT, at_start=False),
    _Saying("block scalar", "", "block-text", "text follows '|' or '>' on the same line", "start the text on the next line, indented", at_start=False),
    _Saying("block collection", "'-'", "indentation", "a key stands where a '- ' list item is expected", "indent it or make it an item", at_start=False),
    _Saying("block mapping", "expected key", "indentation", "this does not fit under the keys above",
            "check the indentation, and quotes or brackets before it", at_start=False),
    _Saying("anchor", "", "anchor", "'&' starts a YAML anchor", QUOTE_IT, at_start=True),
    _Saying("alias", "", "alias", "'*' starts a YAML alias", QUOTE_IT, at_start=True),
    _Saying("tag", "", "tag", "'!' starts a YAML tag", QUOTE_IT, at_start=True),
)  # fmt: skip


def explain(error: yaml.YAMLError, text: str, last_quoted: yaml.ScalarEvent | None) -> tuple[Mark, str, str, str]:
    """Return place, rule, message and remedy. ``last_quoted`` is the last quoted text before the parser gave up."""
    if _character_at(text, getattr(error, "problem_mark", None)) == "\t":
        return _mark(error.problem_mark), "tab", "a tab is used to indent", "indent with spaces"  # type: ignore[attr-defined] # a MarkedYAMLError has it
    context, problem = str(getattr(error, "context", None) or ""), str(getattr(error, "problem", None) or "")
    end = _mark(getattr(error, "problem_mark", None))
    start = _mark(getattr(error, "context_mark", None)) if getattr(error, "context_mark", None) else end
    if "expected key" in problem and last_quoted is not None and _runs_into(last_quoted, end):
        message = f"this quote is closed only in line {end.line}, amid other text"
        return _mark(last_quoted.start_mark), "unclosed-quote", message, "close it where the text ends"
    for saying in _SAYINGS:
        if saying.context in context and saying.problem in problem:
            return (start if saying.at_start else end), saying.rule, saying.message, saying.remedy
    return end, "syntax", problem or "this is no YAML", "compare with the lines around it; put texts with odd characters in quotes"


def _runs_into(quoted: yaml.ScalarEvent, end: Mark) -> bool:
    """Whether a quoted text spans lines and ends on the line of the trouble: its opening quote is what was forgotten."""
    return bool(quoted.start_mark.line < quoted.end_mark.line == end.line - 1)


def _character_at(text: str, mark: yaml.Mark | None) -> str:
    return "" if mark is None else text[mark.index : mark.index + 1]


def _mark(mark: yaml.Mark | None) -> Mark:
    return Mark(1, 1) if mark is None else Mark(mark.line + 1, mark.column + 1)

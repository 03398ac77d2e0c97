"""What libyaml complains of, said to an author: where it starts, what it most likely is, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.faq.loading.trees import Mark

if TYPE_CHECKING:
    import yaml
    from yaml._yaml import Mark as FastMark

    AnyMark = yaml.Mark | FastMark

QUOTE_IT = "put the whole text in double quotes"


class _Saying(NamedTuple):
    """What it means when libyaml's context and problem contain these words."""

    context: str
    problem: str
    rule: str
    message: str
    remedy: str


_TOLD_WHERE_IT_BEGAN = (
    _Saying("quoted scalar", "end of stream", "unclosed-quote", "this quote is never closed", "add the closing quote"),
    _Saying("quoted scalar", "document indicator", "unclosed-quote", "this quote is never closed", "add the closing quote"),
    _Saying("flow sequence", "", "unclosed-bracket", "this '[' is not closed, or a comma is missing", "add ']' or the comma"),
    _Saying("flow mapping", "", "unclosed-bracket", "this '{' is not closed, or a comma is missing", "add '}' or the comma"),
    _Saying("simple key", "expected ':'", "colon", "this line has no ': ' after its key", "write 'key: value'"),
    _Saying("anchor", "", "anchor", "'&' starts a YAML anchor", QUOTE_IT),
    _Saying("alias", "", "alias", "'*' starts a YAML alias", QUOTE_IT),
    _Saying("tag", "", "tag", "'!' starts a YAML tag", QUOTE_IT),
)
"""Whatever was left open runs on to the end of the file: its start is what the author must see."""

_TOLD_WHERE_IT_FAILED = (
    _Saying("", "mapping values", "colon", "a second ': ' stands in this text, or the indentation is off", QUOTE_IT),
    _Saying("", "tag handle", "tag", "'!' starts a YAML tag", QUOTE_IT),
    _Saying("", "unknown escape", "escape", "this backslash makes no escape that YAML knows", "double it, or use single quotes"),
    _Saying("", "escape code", "escape", "this escape names no character", "write the character itself"),
    _Saying("", "hexdecimal", "escape", "this escape is cut short", "write the character itself"),
    _Saying("", "cannot start any token", "odd-start", "a text cannot start with this character", QUOTE_IT),
    _Saying("", "node content", "odd-start", "a text cannot start with this character", QUOTE_IT),
    _Saying("", "entries are not allowed", "odd-start", "this sign starts a list or a key of its own", QUOTE_IT),
    _Saying("", "keys are not allowed", "odd-start", "this sign starts a list or a key of its own", QUOTE_IT),
    _Saying("", "escape sequence of", "escape", "this escape is cut short", "write the character itself"),
    _Saying("", "<document start>", "syntax", "text goes on after the end of the content", "remove it, or put all in quotes"),
    _Saying("block scalar", "", "block-text", "text follows '|' or '>' on its line", "start it on the next line, indented"),
    _Saying("block collection", "", "indentation", "a key stands amid list items", "indent it, or make it an item"),
    _Saying("block mapping", "", "indentation", "this does not fit under the keys above", "indent it like them; check quotes"),
)


def explain(error: yaml.YAMLError, text: str, last_quoted: yaml.ScalarEvent | None) -> tuple[Mark, str, str, str]:
    """Return place, rule, message and remedy. ``last_quoted`` is the last quoted text before the parser gave up."""
    found: AnyMark | None = getattr(error, "problem_mark", None)
    opened: AnyMark | None = getattr(error, "context_mark", None)
    end = _mark(found)
    if found is not None and text[found.index : found.index + 1] == "\t":
        return end, "tab", "a tab is used to indent", "indent with spaces"
    context, problem = str(getattr(error, "context", None) or ""), str(getattr(error, "problem", None) or "")
    if last_quoted is not None and context.endswith("block mapping") and _mark(last_quoted.end_mark).line == end.line:
        return _blame_quote(_mark(last_quoted.start_mark), end)
    for sayings, mark in ((_TOLD_WHERE_IT_BEGAN, _mark(opened) if opened else end), (_TOLD_WHERE_IT_FAILED, end)):
        for saying in sayings:
            if saying.context in context and saying.problem in problem:
                return mark, saying.rule, saying.message, saying.remedy
    return end, "syntax", problem or "this is no YAML", "compare with the lines around it; put odd texts in quotes"


def _blame_quote(start: Mark, end: Mark) -> tuple[Mark, str, str, str]:
    """Explain text right after a closing quote: one that was never meant to close, or the close of a quote many lines above."""
    if start.line < end.line:
        message = f"this quote is closed only in line {end.line}, amid other text"
        return start, "unclosed-quote", message, "close it where the text ends"
    remedy = "put all of it in quotes, and double a quote that is part of it"
    return end, "after-quote", "text goes on after the closing quote", remedy


def _mark(mark: AnyMark | None) -> Mark:
    return Mark(1, 1) if mark is None else Mark(mark.line + 1, mark.column + 1)

"""Whatever happens to a file, loading says so in its own words, at a place that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bad_files import GOOD, GOOD_YAML
from conftest import TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.articles import Place
from bot.faq.loading import Kind, Limits, knowledge
from bot.faq.loading.parsing import parse, read_sheet
from bot.faq.loading.sheets import Places

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

VALID = {
    Kind.MARKDOWN: GOOD,
    Kind.ARTICLES: GOOD_YAML,
    Kind.BASE: "name: x\nlanguage: en\nexamples: [a, b]\ntopics: {t: T}\nstyle:\n  asks: 8-15\n  require: [as_of]\n",
    Kind.SYNONYMS: "synonyms:\n  - words: [nk, 'dprk']\n  - {from: kju, to: kim}\n",
    Kind.GUARDS: 'guards:\n  - kind: news\n    when: ["today", now]\n    reply: None.\n    point_to: [good]\n',
    Kind.QUESTIONS: "questions:\n  - {id: a, question: b?, expect: [good], passage: 2, kind: c}\n",
    Kind.QUESTION_LINES: '{"id": "a", "question": "b \\u00e9", "expect": ["none"], "passage": null}\n',
}
SNIPPETS = [
    *(": ", "- ", "\n", "\n\n", "  ", "\t", "? ", "| ", "&a ", "*a", "!!int ", "<<: ", " #x", "---\n", "...\n", "## ", "```\n"),
    *("<!-- asks: ", "-->", '\\"', "\\ud800", "null", "none", "id: x\n", "title: y\n", "asks:\n", "\r\n", "https://"),
    *("@everyone", "[a.b](https://c.d)", "<div>"),
    *"\"'[]{}#>%@`|\\~\0\x1b\ufeff\u2028\u00e9\U0001f600,\r",
]


@st.composite
def mutated(draw: DrawFn) -> tuple[Kind, bytes]:
    """Return a valid file with a few cuts, copies, insertions and broken bytes."""
    kind = draw(st.sampled_from(list(VALID)))
    text = VALID[kind]
    for _ in range(draw(st.integers(1, 4))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        change = draw(st.sampled_from(["insert", "cut", "copy", "line"]))
        if change == "insert":
            text = text[:at] + draw(st.sampled_from(SNIPPETS)) + text[at:]
        elif change == "cut":
            text = text[:at] + text[at + size :]
        elif change == "copy":
            text = text[:at] + text[max(0, at - size) : at] * 2 + text[at:]
        else:
            lines = text.split("\n")
            number = at % len(lines)
            text = "\n".join([*lines[:number], lines[number], *lines[number:]])
    data = text.encode("utf-8")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + bytes([draw(st.integers(128, 255))]) + data[at:]
    return kind, data


def lines_of(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@settings(max_examples=1_500, deadline=None)
@given(mutated())
def test_a_mutated_file_gives_faults_within_it_or_a_valid_sheet(file: tuple[Kind, bytes]) -> None:
    kind, data = file
    sheet = parse("t/file", kind, data, Limits())
    lines = lines_of(data)
    for fault in sheet.faults:
        assert 1 <= fault.place.line <= len(lines), (fault, data)
        assert 1 <= fault.place.column <= len(lines[fault.place.line - 1]) + 1, (fault, data)
        assert "\n" not in str(fault)
        assert fault.rule
    content = knowledge.Content((sheet,), Places({sheet.path: read_sheet(sheet.path, kind, data, Limits())[1]}))
    base = content.base("x")
    for fault in content.faults(limits=Limits(), today=TODAY):
        assert fault.place == Place(".") or fault.place.line <= len(lines)
    if sheet.valid:
        assert all(found.title and found.asks and found.passages for found in base.articles)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(list(VALID)), st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(kind: Kind, data: bytes) -> None:
    sheet = parse("t/file", kind, data, Limits())
    assert sheet.valid or sheet.faults


def test_the_starting_points_are_valid() -> None:
    for kind, text in VALID.items():
        assert parse("t/file", kind, text.encode(), Limits()).faults == (), kind

"""Articles go out to JSON, Markdown and tables, and come back as they were, as far as the form holds them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shop import an_article

from bot.faq.articles import Article, Passage, Source, Status
from bot.faq.editing import articles_in, bare
from bot.faq.errors import ContentError, UsageError
from bot.faq.exporting import as_csv, as_json, as_markdown
from bot.faq.importing import incoming
from bot.faq.loading import load_knowledge
from bot.faq.loading.markdown import in_blocks

SHIPPED = load_knowledge(Path("knowledge"), today=dt.date(2026, 11, 1)).base.articles


def back(name: str, data: bytes) -> list[Article]:
    """Return the articles that come in from a file, read from what would be written."""
    return [bare(article) for one in incoming(name, data) for article in articles_in(one.path, one.data)]


def test_the_shipped_base_goes_to_json_and_back() -> None:
    assert back("base.json", as_json(SHIPPED).encode()) == [*map(bare, SHIPPED)]


def test_the_shipped_base_goes_to_markdown_and_back() -> None:
    for article in SHIPPED:
        assert back(*as_markdown(article)) == [bare(article)]


def held(article: Article) -> Article:
    """Return what a table holds of an article."""
    sources = tuple(Source(one.title, url=one.url) for one in article.sources)
    return Article(article.id, article.topic, article.title, article.asks, bare(article).passages, sources=sources)


def test_what_a_table_holds_of_the_shipped_base_comes_back() -> None:
    assert back("base.csv", as_csv(SHIPPED).encode()) == [held(article) for article in SHIPPED]


LINE = st.text("abc é='\"-+@|,;:#<>&*[]{}!%`\\~", min_size=1, max_size=20).map(str.strip).filter(bool)
TEXT = st.text("ab é'\"+@|,;:&\n", min_size=1, max_size=60).map(lambda text: in_blocks(text)[0].strip() if text.strip() else "")
TEXT = TEXT.filter(bool)  # a line of = would be a heading; blanks at the end of a block are not read


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw an article whose parts are full of signs that mean something to YAML, CSV or a spreadsheet."""
    wordings = st.lists(LINE.map(lambda text: f"q{text}"), max_size=3, unique=True).map(tuple)
    asked = st.lists(st.text("ab c", min_size=1).map(str.strip).filter(bool), max_size=2).map(tuple)
    first = Passage(None, f"Yes. {draw(TEXT)}", ((0, 0),), draw(asked))
    second = Passage("When", f"Then {draw(TEXT)}", ((0, 0),), draw(asked))
    source = Source(
        draw(LINE.filter(lambda text: "<" not in text)), draw(LINE), "https://example.com/a?b=c", "2025-05", copy=True
    )
    return Article(
        *("door", draw(st.sampled_from(["rules", "Rules & more", "questions", "..", "a/b"])), draw(LINE)),
        (draw(LINE), *draw(wordings)),
        (first, second)[: draw(st.integers(1, 2))],
        *(draw(wordings), draw(wordings), ("window",), (source, Source("Law"))),
        *("2025", dt.date(2026, 1, 2), dt.date(2027, 1, 2), draw(LINE), "A label"),
        draw(st.sampled_from(Status)),
    )


@given(articles())
def test_any_article_comes_back_from_json_and_markdown_whole_and_from_a_table_as_far_as_it_goes(article: Article) -> None:
    assert back("x.json", as_json([article]).encode()) == [bare(article)]
    assert back(*as_markdown(article)) == [bare(article)]
    live = replace(article, status=Status.LIVE)
    assert back("x.csv", as_csv([live]).encode()) == [held(live)]


@pytest.mark.parametrize("text", ["One. \n\nTwo.", "One.\n \t\nTwo.", "One.\t\n\nTwo. \n"])
def test_blanks_before_a_blank_line_do_not_keep_an_article_out(text: str) -> None:
    data = json.dumps({"articles": [{"id": "a", "topic": "t", "title": "T", "asks": ["x"], "passages": [{"text": text}]}]})
    (article,) = back("x.json", data.encode())
    assert article.passages[0].text == "One.\n\nTwo."


@given(articles())
def test_no_field_of_a_table_is_a_formula(article: Article) -> None:
    for row in csv.reader(io.StringIO(as_csv([article]), newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_drafts_and_retired_articles_stay_out_of_a_table() -> None:
    assert as_csv([an_article("a", "A?", "Yes.", status=Status.DRAFT)]) == "id,topic,title,asks,text,source\n"


def test_what_markdown_cannot_hold_is_refused() -> None:
    article = an_article("a", "A?", "One.", "Two.")
    for passages in (
        (article.passages[0], replace(article.passages[1], heading=None)),
        (replace(article.passages[0], asks=("x|y",)),),
    ):
        with pytest.raises(UsageError, match="'a'"):
            as_markdown(replace(article, passages=passages))


def test_a_table_of_a_spreadsheet_is_read_with_its_own_signs() -> None:
    text = '"Members.\r\n\r\n## When?\r\n\r\nAt nine."'
    table = f"\ufeffTitle;Asks;Text;Id\r\nWho may enter?;may i come in | is it open;{text};\r\n;;;\r\n".encode()
    (one,) = incoming("list.csv", table)
    assert one.path == "general/who-may-enter.md"
    (article,) = articles_in(one.path, one.data)
    assert (article.asks, [part.heading for part in article.passages]) == (("may i come in", "is it open"), [None, "When?"])


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("title,asks\nA?,b\n", "x.csv:1:1: there is no column text"),
        ("title,asks,text,sourcs\n", "x.csv:1:4: there is no column 'sourcs'"),
        ("title,asks,text\nA?,b,c\nB?,b,c,d\n", "x.csv:3:1: this row has 4 fields"),
        ('title,asks,text\nA?,b,"c\n', "x.csv:2:1: this row cannot be read"),
        ('title,"asks,text\nA?,b,c\n', "x.csv:1:1: this row cannot be read"),
        ("", "x.csv:1:1: there is no column title, asks, text"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(table: str, fault: str) -> None:
    with pytest.raises(ContentError) as raised:
        incoming("x.csv", table.encode())
    assert str(raised.value).startswith(fault)


def test_json_with_faults_says_all_of_them_at_line_and_column() -> None:
    with pytest.raises(ContentError) as raised:
        incoming(
            "x.json", b'{"articles": [\n {"id": "A b", "title": "T", "asks": ["x"], "passages": [{"text": "y"}],\n  "tgas": []}]}'
        )
    assert [(fault.place.line, fault.rule) for fault in raised.value.faults] == [(2, "id"), (3, "unknown-key")]


@pytest.mark.parametrize(("name", "data"), [("x.pdf", b""), ("x.csv", b"\xff\xfe"), ("x", b"")])
def test_a_file_that_holds_no_articles_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UsageError, match="x"):
        incoming(name, data)

"""Articles → files of other forms: JSON as the schema has it, Markdown, or the rows of a table."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from bot.faq.articles import Status
from bot.faq.drafting import OTHER
from bot.faq.editing import articles_in, bare
from bot.faq.errors import UsageError
from bot.faq.splicing import scalar, written_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.faq.articles import Article, Passage, Source

COLUMNS = ("id", "topic", "title", "asks", "text", "source")
"""What people keep in a table. ``text`` is all that stands below the front matter, ``source`` a line for each: ``title <address>``."""

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula, which could send the reader's data away, and what is already guarded: ``'`` keeps it a text."""

_FOLDER = re.compile(r"(?!questions$)[a-z0-9][a-z0-9-]{0,39}")


def as_json(articles: Iterable[Article]) -> str:
    """Return articles as a file of the schema ``articles``."""
    return json.dumps({"articles": [_shape(article) for article in articles]}, ensure_ascii=False, indent=2) + "\n"


def as_markdown(article: Article) -> tuple[str, bytes]:
    """Return path and content of an article's own file.

    Raises:
        UsageError: Markdown cannot hold it (a passage without a heading behind another).
    """
    folder, path = folder_of(article.topic), f"{folder_of(article.topic)}/{article.id}.md"
    unsaid = {"id", "passages"} | ({"topic"} if folder == article.topic else set())
    front = _front({key: value for key, value in _shape(article).items() if key not in unsaid})
    data = "\n".join(["---", *front, "---", _body(article), ""]).encode()
    try:
        whole = list(map(bare, articles_in(path, data))) == [bare(article)]
    except UsageError as error:
        raise UsageError(f"the article '{article.id}' cannot be written as Markdown ({error}); write JSON") from None
    if not whole:
        raise UsageError(f"the article '{article.id}' has a passage that Markdown cannot tell from its neighbours; write JSON")
    return path, data


def as_csv(articles: Iterable[Article]) -> str:
    """Return the live articles as a table with a header. Other states, and what has no column, are left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for article in articles:
        if article.status is Status.LIVE:
            asks = "\n".join(article.asks)
            asks += "\n" * ("|" in asks and len(article.asks) == 1)  # a line end says that lines part them
            sources = "\n".join(f"{one.title} <{one.url}>" if one.url else one.title for one in article.sources)
            values = (article.id, article.topic, article.title, asks, _body(article), sources)
            writer.writerow([f"'{value}" if FORMULA.match(value) else value for value in values])
    return out.getvalue()


def folder_of(topic: str) -> str:
    """Return the folder for articles of a topic: its own name where that can be one."""
    return topic if _FOLDER.fullmatch(topic) else OTHER


def _shape(article: Article) -> dict[str, Any]:
    """Return an article as the schema has it, without what is not said."""
    return _said(
        {
            "id": article.id,
            "topic": article.topic,
            "title": article.title,
            "label": article.label,
            "status": None if article.status is Status.LIVE else str(article.status),
            "asks": article.asks,
            "not_for": article.not_for,
            "tags": article.tags,
            "see_also": article.see_also,
            "sources": [_source(one) for one in article.sources],
            "as_of": article.as_of,
            "until": article.until and str(article.until),
            "review_by": article.review_by and str(article.review_by),
            "owner": article.owner,
            "passages": [_said({"heading": one.heading, "text": one.text, "asks": one.asks}) for one in article.passages],
        }
    )


def _source(source: Source) -> dict[str, Any]:
    whole = {"title": source.title, "publisher": source.publisher, "url": source.url, "date": source.date}
    return _said(whole | {"copy": "true" if source.copy else None})


def _said(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in shape.items() if value}


def _front(shape: dict[str, Any]) -> Iterator[str]:
    for key, value in shape.items():
        if isinstance(value, str):
            yield f"{key}: {scalar(value, inline=False)}"
        elif isinstance(value, list):
            yield f"{key}:"
            for one in value:
                yield from written_entries([one], 2) if isinstance(one, dict) else [f"  - {scalar(one, inline=False)}"]


def _body(article: Article) -> str:
    return "\n\n".join(map(_section, article.passages))


def _section(passage: Passage) -> str:
    heading = f"## {passage.heading}\n" if passage.heading else ""
    asks = f"<!-- asks: {' | '.join(passage.asks)} -->\n" if passage.asks else ""
    return f"{heading}{asks}\n{passage.text}".lstrip("\n")

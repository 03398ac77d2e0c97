"""Articles → files of other forms: JSON as the schema has it, Markdown, or the rows of a table."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

from bot.faq.articles import Article, Passage, Source, Status
from bot.faq.drafting import OTHER
from bot.faq.editing import articles_in, bare
from bot.faq.errors import UsageError
from bot.faq.splicing import scalar, written_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS = ("id", "topic", "title", "asks", "text", "source")
"""What people keep in a table. ``text`` is all that stands below the front matter, ``source`` a line for each: ``title <address>``."""

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula, which could send the reader's data away, and what is already guarded: ``'`` keeps it a text."""

KEYS = {
    Article: (
        *("id", "topic", "title", "label", "status", "asks", "not_for", "tags", "see_also"),
        *("sources", "as_of", "until", "review_by", "owner", "passages"),
    ),
    Passage: ("heading", "text", "asks"),
    Source: ("title", "publisher", "url", "date", "copy"),
}
"""What the schema has of each, in the order in which it is written."""

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


def _shape(value: object) -> Any:  # noqa: ANN401 - JSON is anything
    """Return an article, or a part of one, as the schema has it, without what is not said."""
    if isinstance(value, Article | Passage | Source):
        parts = {key: getattr(value, key) for key in KEYS[type(value)]}
        return {key: _shape(part) for key, part in parts.items() if part and part is not Status.LIVE}
    if isinstance(value, tuple):
        return list(map(_shape, value))
    return "true" if value is True else str(value)


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

"""How long and how complete articles should be: the house's own rules are faults, the general ones are warnings.

Only live articles are held to them: a draft is allowed to be one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.faq.articles import Status
from bot.faq.loading.phrasings import phrasing_key
from bot.faq.loading.reporting import fault, warning
from bot.faq.loading.sentences import first_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.faq.articles import Place
    from bot.faq.errors import Fault
    from bot.faq.loading.sheets import Written

FIRST_SENTENCE = 160
"""Characters that a phone shows of a push notification: the answer must be in it."""

PASSAGE_LENGTH = 900
"""A reply holds 500 characters well; beyond this it will be cut between blocks."""

_COUNTED = {
    "asks": ("phrasings", "more under asks, as people would ask it"),
    "passages": ("passages", "more, each below a heading of its own (## …)"),
}
"""How what is counted is called, and what to write where there is too little of it."""

_REQUIRED = {
    "sources": "write under sources where its facts come from: title, publisher and url",
    "as_of": "write how new its facts are, say as_of: 2026-11",
    "review_by": "write when to look at it again, say review_by: 2027-11-01",
    "owner": "write who looks after it, say owner: editors",
}

BLOCK_LENGTH = 1_800
"""A Discord message ends at 2,000 characters, and the last line and a warning need some: a longer block can never be quoted."""


def check_style(written: Iterable[Written], style: Mapping[str, Any] | None) -> Iterator[Fault]:
    """Yield what breaks the house's rules, or the general ones where the house has none."""
    rules = style or {}
    for entry in written:
        if entry.article.status is Status.LIVE:
            yield from _check_counts(entry, rules)
            yield from _check_required(entry, rules)
            yield from _check_hosts(entry, rules)
            yield from _check_passages(entry, rules)
        yield from _check_headings(entry)


def _check_counts(entry: Written, rules: Mapping[str, Any]) -> Iterator[Fault]:
    for key, count in (("asks", len(entry.article.asks)), ("passages", len(entry.article.passages))):
        limits = rules.get(key)
        if limits and not limits[0] <= count <= limits[1]:
            what, more = _COUNTED[key]
            remedy = f"write {limits[0] - count} {more}" if count < limits[0] else f"take {count - limits[1]} away, or merge some"
            yield fault(
                entry.place(key), f"style-{key}", f"{count} of the {limits[0]} to {limits[1]} {what} of the house rules", remedy
            )


def _check_required(entry: Written, rules: Mapping[str, Any]) -> Iterator[Fault]:
    for key in rules.get("require", ()):
        if not getattr(entry.article, key):
            remedy = _REQUIRED.get(key, f"write {key} above the text")
            yield fault(entry.article.place, "style-require", f"{key} is missing, which the house rules want", remedy)


def _check_hosts(entry: Written, rules: Mapping[str, Any]) -> Iterator[Fault]:
    hosts = rules.get("source_hosts", ())
    for number, source in enumerate(entry.article.sources if hosts else ()):
        host = urlsplit(source.url or "").hostname
        if host and not any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts):
            remedy = "link to the publisher's own site, or leave the url out and say 'copy: true'"
            yield fault(entry.place("sources", number, "url"), "style-host", f"'{host}' is not among the source_hosts", remedy)


def _check_passages(entry: Written, rules: Mapping[str, Any]) -> Iterator[Fault]:
    for number, passage in enumerate(entry.article.passages):
        place = partial(entry.place, "passages", number, "text")
        yield from _check_first_sentence(len(first_sentence(passage.text)), place, rules)
        yield from _check_length(len(passage.text), place, rules)
        for at, (start, end) in enumerate(passage.blocks):
            if end - start > BLOCK_LENGTH:
                message = f"a block of {end - start:,} characters can never be quoted whole: a reply holds {BLOCK_LENGTH:,}"
                yield fault(place(at), "block-too-long", message, "split it with a blank line")


def _check_first_sentence(length: int, place: Callable[[], Place], rules: Mapping[str, Any]) -> Iterator[Fault]:
    most = rules.get("first_sentence")
    message, remedy = f"the first sentence has {length} characters", "answer first and shortly, explain in the next sentence"
    if most and length > most:
        yield fault(place(), "style-first-sentence", f"{message}, the house rule is {most}", remedy)
    elif not most and length > FIRST_SENTENCE:
        yield warning(place(), "long-first-sentence", f"{message}, a phone shows {FIRST_SENTENCE}", remedy)


def _check_length(length: int, place: Callable[[], Place], rules: Mapping[str, Any]) -> Iterator[Fault]:
    most, aim = rules.get("passage_length"), rules.get("passage_aim")
    message, remedy = f"the passage has {length} characters", "shorten or split it"
    if most and length > most:
        yield fault(place(), "style-passage-length", f"{message}, the house rule is {most}", remedy)
    elif aim and length > aim:
        yield warning(place(), "passage-aim", f"{message}, the aim is {aim}", remedy)
    elif not most and length > PASSAGE_LENGTH:
        yield warning(place(), "long-passage", f"{message}: replies will cut it", remedy)


def _check_headings(entry: Written) -> Iterator[Fault]:
    """Headings tell passages apart, for readers and for the labels of test questions."""
    seen: set[str] = set()
    for number, passage in enumerate(entry.article.passages):
        key = phrasing_key(passage.heading) if passage.heading else ""
        if key and key in seen:
            place = entry.place("passages", number, "heading")
            yield warning(place, "repeated-heading", "two passages have this heading", "make them differ")
        seen.add(key)

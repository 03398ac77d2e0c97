"""What a moderator hands in → a file of the knowledge folder to be: an upload, a changed article, a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.desk.changes import Edit
from bot.faq.articles import Status
from bot.faq.drafting import OTHER, draft_markdown, id_from
from bot.faq.editing import articles_in, rewritten
from bot.faq.errors import UsageError
from bot.faq.exporting import folder_of
from bot.faq.importing import source_from
from bot.faq.loading.limits import DEFAULTS
from bot.faq.loading.parsing import parse
from bot.faq.loading.shapes import Kind, is_hidden, kind_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from bot.faq.articles import Article, KnowledgeBase

    Read = Callable[[str], bytes | None]
    """Returns a file of the folder as it is now, ``None`` where there is none; raises ``UsageError`` where it cannot be read."""


def uploaded(name: str, data: bytes, topic: str | None, base: KnowledgeBase, read: Read) -> Edit:
    """Return an uploaded file in its place: that of the article it holds, else the folder of a topic.

    Raises:
        UsageError: it cannot be a file of articles, or its article stands among others in a file of another form.
    """
    path = PurePosixPath(name)
    kind = None if path.name != name or is_hidden(name) or not name.isprintable() else kind_of(path)
    if kind not in {Kind.MARKDOWN, Kind.ARTICLES}:
        raise UsageError(f"'{name[:80]}' is no file of articles: upload one whose name ends in .md or .yaml")
    target = _place_of(name, _ids_of(name, data), base) or f"{_folder(topic)}/{name}"
    if kind_of(PurePosixPath(target)) is not kind:
        raise UsageError(f"its article stands in {target}: download that file, change it there, and upload it")
    return Edit(target, read(target), data)


def _ids_of(name: str, data: bytes) -> set[str]:
    """Return the ids in a file; of one with faults, what its name says."""
    try:
        return {article.id for article in articles_in(name, data)}
    except UsageError:
        return {PurePosixPath(name).stem}


def _place_of(name: str, ids: set[str], base: KnowledgeBase) -> str | None:
    """Return the file of the base that an upload is meant to replace: one that holds its articles, or has its name."""
    holding = sorted({article.place.path for article in base.articles if article.id in ids})
    named = sorted({article.place.path for article in base.articles if PurePosixPath(article.place.path).name == name})
    return next((path for path in holding if path in named), next(iter([*holding, *named]), None))


def current(name: str, base: KnowledgeBase, read: Read) -> tuple[Article, bytes]:
    """Return an article as its file has it now, and the file.

    Raises:
        UsageError: it is not there any more, or the file has faults.
    """
    path = next((article.place.path for article in base.articles if article.id == name), None)
    data = None if path is None else read(path)
    if path is None or data is None:
        raise UsageError(f"there is no file of the article '{name}' any more; /kb reload reads the files again")
    for article in articles_in(path, data):
        if article.id == name:
            return article, data
    raise UsageError(f"there is no article '{name}' in {path} any more; /kb reload reads the files again")


@dataclass(frozen=True, slots=True)
class Words:
    """What an article shall say; ``None``: as it does. ``passage`` is the number, from 0, of the one that gets ``text``."""

    title: str
    asks: Sequence[str] | None = None
    passage: int = 0
    text: str | None = None
    status: str | None = None


def changed(old: Article, data: bytes, words: Words, read: Read) -> Edit:
    """Return the file of an article, with other words; ``data`` is the file as whoever changes it saw it.

    Raises:
        UsageError: it was changed meanwhile, nothing differs, or the words cannot be written into it.
    """
    path = old.place.path
    if read(path) != data:
        raise UsageError(f"{path} was changed meanwhile by somebody else: open it again")
    passages = list(old.passages)
    if words.text is not None:
        passages[words.passage] = replace(passages[words.passage], text=words.text)
    wanted = replace(
        old,
        title=words.title,
        asks=old.asks if words.asks is None else tuple(words.asks),
        passages=tuple(passages),
        status=Status(words.status or old.status),
    )
    if wanted == old:
        raise UsageError("it says that already")
    return Edit(path, data, rewritten(path, data, wanted))


@dataclass(frozen=True, slots=True)
class Draft:
    """A new article, as somebody writes it. ``source`` is a title, an address, or ``title <address>``."""

    title: str
    asks: Sequence[str]
    text: str
    source: str = ""
    topic: str | None = None


def drafted(draft: Draft, base: KnowledgeBase, today: dt.date, read: Read) -> Edit:
    """Return the file of a new article, which nobody sees yet.

    Raises:
        UsageError: the topic is none that a folder can have, or the file is there already.
    """
    path = f"{_folder(draft.topic)}/{id_from(draft.title, {article.id for article in base.articles})}.md"
    if read(path) is not None:
        raise UsageError(f"{path} is there already, though it answers nothing yet; /kb reload reads the files again")
    source = source_from(draft.source) if draft.source else None
    return Edit(path, None, draft_markdown(draft.title, today, asks=draft.asks, text=draft.text, source=source).encode())


def titled(edit: Edit) -> str:
    """Return what people call a file that is about to be written: its articles' titles, and where it lies."""
    try:
        titles = [article.title for article in articles_in(edit.path, edit.after or b"")]
    except (UsageError, ValueError):
        return edit.path  # its faults are told by whoever proposes it
    return f'"{titles[0]}" ({edit.path})' if len(titles) == 1 else edit.path


def house_rules(read: Read, edit: Edit) -> Mapping[str, Any]:
    """Return what the base wants of an article that is live (``style`` in its ``base.yaml``) and the draft in a file has not yet."""
    data = read("base.yaml")
    base = parse("base.yaml", Kind.BASE, data, DEFAULTS).base if data else None
    style = (base or {}).get("style") or {}
    try:
        draft = articles_in(edit.path, edit.after or b"")[0]
    except UsageError:
        return style  # its faults are told by whoever proposes it
    counts = {"asks": len(draft.asks), "passages": len(draft.passages)}
    met = {key for key, count in counts.items() if style.get(key) and style[key][0] <= count <= style[key][1]}
    missing = [key for key in style.get("require") or () if not getattr(draft, key)]
    return {key: rule for key, rule in style.items() if key not in met} | {"require": missing}


def _folder(topic: str | None) -> str:
    folder = folder_of(topic or OTHER)
    if folder != (topic or OTHER):
        raise UsageError(f"'{topic}' is no name for a topic's folder: use small letters, digits and hyphens")
    return folder

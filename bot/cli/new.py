"""``policybot new``: the skeleton of an article, in the knowledge folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.errors import ConfigurationError, Exit, WrongUsageError
from bot.cli.options import make_folders, write_new
from bot.cli.printable import printable, whole_text
from bot.faq.drafting import OTHER, draft_markdown, draft_yaml, id_from
from bot.faq.errors import ContentError
from bot.faq.exporting import folder_of
from bot.faq.loading import load_knowledge

if TYPE_CHECKING:
    import datetime as dt
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from bot.cli.context import Context

TITLE_LENGTH = 200
"""What the schema lets a title have."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``new``."""
    parser.add_argument("title", nargs="+", help="the article's question, as a person would ask it")
    parser.add_argument("--topic", metavar="T", help=f"the folder to write it into (default: {OTHER})")
    parser.add_argument("--yaml", action="store_true", help="write YAML in place of Markdown")


def run(arguments: Namespace, context: Context) -> int:
    """Write the file, print its path, and tell what is left to do."""
    folder = context.own_folder()
    if folder is None:
        raise ConfigurationError(
            "there is no knowledge folder here to write into: make one with mkdir knowledge, or name one with --knowledge DIR"
        )
    topics, taken = _known(folder, context.today())
    title = " ".join(printable(whole_text(" ".join(arguments.title))).split())
    if not any(map(str.isalnum, title)) or len(title) > TITLE_LENGTH:
        raise WrongUsageError(f"write the question that the article will answer, in at most {TITLE_LENGTH} characters")
    topic = _topic(arguments.topic, topics)
    path = folder / topic / f"{id_from(title, taken)}{'.yaml' if arguments.yaml else '.md'}"
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise WrongUsageError(f"the folder {topic} leads out of {folder}: name another with --topic")
    make_folders(path.parent)
    write_new(path, (draft_yaml if arguments.yaml else draft_markdown)(title, context.today()))
    context.terminal.say(str(path))
    context.terminal.warn(_what_is_left(path, topic, topics))
    return Exit.FINE


def _known(folder: Path, today: dt.date) -> tuple[list[str], set[str]]:
    """Return the topics of a folder (none where it has faults), and the ids in use, drafts' and faulty files' too."""
    taken = {file.stem.casefold() for file in folder.rglob("*") if file.suffix in {".md", ".yaml", ".yml"}}
    try:
        base = load_knowledge(folder, today=today).base
    except ContentError:  # an empty folder has one: no article
        return [], taken
    return [topic.id for topic in base.topics], taken | {article.id for article in base.articles}


def _topic(wanted: str | None, topics: Sequence[str]) -> str:
    if wanted is None:
        return OTHER
    if folder_of(wanted) != wanted:
        hint = f"; there are {', '.join(topics)}" if topics else ""
        raise WrongUsageError(f"'{wanted}' is no name for a topic's folder: use small letters, digits and hyphens{hint}")
    return wanted


def _what_is_left(path: Path, topic: str, topics: Sequence[str]) -> list[str]:
    lines = [f"Fill it in, take out the line 'status: draft', then run: policybot check {path.parent.parent}"]
    if topics and topic not in topics:
        lines.append(f"The topic '{topic}' is new. There are: {', '.join(topics)}.")
    return lines

"""``policybot import FILE …``: articles from tables, JSON, YAML or Markdown files into the knowledge folder, all of them or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import ConfigurationError, Exit, WrongUsageError
from bot.desk.changes import Edit
from bot.desk.reloading import faults_of
from bot.desk.writing import NotWrittenError, write
from bot.faq import load
from bot.faq.errors import ContentError, Fault
from bot.faq.importing import incoming
from bot.faq.loading import read_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Container, Iterator, Sequence

    from bot.cli.context import Context
    from bot.faq.articles import Place
    from bot.faq.importing import Incoming


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``import``."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a .csv, .json, .yaml or .md file")
    parser.add_argument("--replace", action="store_true", help="write over articles' own files that are there already")


def run(arguments: Namespace, context: Context) -> int:
    """Read everything, check the folder as it would be, then write."""
    folder = context.own_folder()
    if folder is None:
        raise ConfigurationError("there is no knowledge folder here to write into: name one with --knowledge DIR")
    found = [one for file in arguments.files for one in incoming(str(file), _read(file))]
    there = {file.path: data for file, data in read_folder(folder).files}
    _refuse(found, () if arguments.replace else there)
    found = [one.over(there[one.path]) if one.path in there else one for one in found]
    edits = [Edit(one.path, there.get(one.path), one.data) for one in found]
    try:
        load(folder, today=context.today(), edits={edit.path: edit.after for edit in edits})
        write(folder, edits)
    except ContentError as error:
        raise ContentError(_told(error, found)) from None
    except NotWrittenError as error:
        raise WrongUsageError(str(error)) from None
    context.terminal.say(*(str(folder / edit.path) for edit in edits))
    return Exit.FINE


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUsageError(f"{file} cannot be read: {(error.strerror or 'unknown reason').lower()}") from error


def _refuse(found: Sequence[Incoming], there: Container[str]) -> None:
    """Refuse what would be written over something."""
    first: dict[str, Place] = {}
    faults = []
    for one in found:
        if one.path in there:
            faults.append(Fault(one.places[0], f"{one.path} is there already", "give the article another id, or use --replace"))
        elif one.path in first:
            faults.append(Fault(one.places[0], f"the id '{one.id}' is taken by {first[one.path]}", "give it another id"))
        first.setdefault(one.path, one.places[0])
    if faults:
        raise ContentError(faults)


def _told(error: ContentError, found: Sequence[Incoming]) -> Iterator[Fault]:
    """Yield the faults, those of an article to be at the place that it comes from."""
    origins = {one.path: one for one in found}
    for fault in faults_of(error):
        one = origins.get(fault.place.path)
        yield one.origin(fault) if one else fault

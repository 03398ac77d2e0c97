"""``policybot export``: the articles in another form; or what was taught in chat, as a patch to the files."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import CommandError, ConfigurationError, Exit, WrongUsageError
from bot.cli.options import make_folders, write_new
from bot.desk.changes import Edit
from bot.desk.learned import with_learned
from bot.desk.writing import NotWrittenError, write
from bot.faq import load
from bot.faq.exporting import as_csv, as_json, as_markdown
from bot.faq.loading import load_knowledge, read_folder
from bot.records import overlay_of
from bot.records.sqlite_files import database_path
from bot.records.tending import taught_in

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from bot.cli.context import Context

LEFT_OUT = {"taught-unknown", "taught-elsewhere"}
"""Warnings of lessons that no file can take over."""


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``export``."""
    form = parser.add_mutually_exclusive_group(required=True)
    form.add_argument("--csv", action="store_true", help="a table: id, topic, title, asks, text, source of each live article")
    form.add_argument("--json", action="store_true", help="everything, as the schema of articles has it")
    form.add_argument("--markdown", action="store_true", help="a file for each article, into the folder --out")
    form.add_argument("--learned", action="store_true", help="what was taught in chat, as a patch to the files")
    parser.add_argument("--out", metavar="PATH", help="where to write it (a folder for --markdown), instead of printing it")
    parser.add_argument("--write", action="store_true", help="with --learned: change the files")


def run(arguments: Namespace, context: Context) -> int:
    """Export."""
    if arguments.write and (arguments.out or not arguments.learned):
        raise WrongUsageError("--write changes the knowledge folder, so it goes with --learned and without --out")
    if arguments.learned:
        return _learned(arguments, context)
    base = load_knowledge(context.folder(), today=context.today()).base
    if arguments.markdown:
        return _files(arguments.out, [as_markdown(article) for article in base.articles], context)
    return _give(as_csv(base.articles) if arguments.csv else as_json(base.articles), arguments.out, context)


def _give(text: str, out: str | None, context: Context) -> int:
    if out is None:
        context.terminal.put_text(text)
    else:
        write_new(out, text)
        context.terminal.say(out)
    return Exit.FINE


def _files(out: str | None, made: list[tuple[str, bytes]], context: Context) -> int:
    if out is None:
        raise WrongUsageError("name the folder for the files with --out DIR")
    for name, data in made:
        path = Path(out, name)
        make_folders(path.parent)
        write_new(path, data.decode())
    context.terminal.say(f"{len(made)} files in {out}")
    return Exit.FINE


def _learned(arguments: Namespace, context: Context) -> int:
    """Print what was taught and is not in the files yet as a patch, or write it."""
    settings = context.settings()
    folder = context.folder_of(settings)
    url = settings.database_url.get_secret_value() if settings.database_url else None
    database = database_path(url, settings.state)
    if not database.exists():
        raise ConfigurationError(
            f"there is no database {database}: the bot keeps there what is taught; name its folder with POLICYBOT_STATE"
        )
    overlay = overlay_of(taught_in(database))
    snapshot = read_folder(folder)
    loaded = load_knowledge(folder, overlay=overlay, today=context.today(), snapshot=snapshot)
    files = {file.path: data for file, data in snapshot.files}
    made = with_learned(loaded.base, files)
    load(folder, today=context.today(), edits=made)  # so that what has faults is never written
    left_out = [f"left out: {fault}" for fault in loaded.warnings if fault.rule in LEFT_OUT]
    context.terminal.warn(left_out)
    if not made:
        context.terminal.warn([f"The files hold all {'else ' if left_out else ''}that was taught."])
    elif arguments.write:
        _write(folder, [Edit(path, files.get(path), data) for path, data in made.items()])
        context.terminal.say(*(str(folder / path) for path in made))
    else:
        patch = "".join(line for path, data in made.items() for line in _patch(folder, path, files.get(path), data))
        return _give(patch, arguments.out, context)
    return Exit.FINE


def _write(folder: Path, edits: list[Edit]) -> None:
    try:
        write(folder, edits)
    except NotWrittenError as error:
        raise CommandError(str(error)) from None


def _patch(folder: Path, path: str, before: bytes | None, after: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff, which ``git apply`` and ``patch -p1`` take from the working directory."""
    name = (folder / path).resolve()
    shown = name.relative_to(Path.cwd()) if name.is_relative_to(Path.cwd()) else Path(path)
    old, new = ((data or b"").decode().splitlines(keepends=True) for data in (before, after))
    origin = "/dev/null" if before is None else f"a/{shown.as_posix()}"
    for line in unified_diff(old, new, origin, f"b/{shown.as_posix()}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

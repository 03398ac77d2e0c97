"""``policybot db``: look after the records: their schema, their health, and copies of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import Exit, WrongUsageError
from bot.clock import Clock
from bot.records import RecordsError, Retention, tending
from bot.records.sqlite import SqliteRecords
from bot.records.sqlite_files import database_path

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from bot.cli.context import Context

ACTIONS = {
    "status": "what is kept, how much of it, and whether a bot uses it now",
    "check": "look for damage (a bot may run meanwhile)",
    "migrate": "bring the schema up to this version; the bot does so by itself when it starts",
    "backup": "copy the database into FILE (a bot may run meanwhile)",
    "restore": "put the copy FILE in the database's place (no bot may run)",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the command's own options."""
    parser.add_argument("action", choices=ACTIONS, help="; ".join(f"{name}: {does}" for name, does in ACTIONS.items()))
    parser.add_argument("file", nargs="?", type=Path, help="the copy, for backup and restore")


def run(arguments: Namespace, context: Context) -> int:
    """Do one of the actions."""
    action, file, say = arguments.action, arguments.file, context.terminal.say
    if (file is not None) != (action in {"backup", "restore"}):
        raise WrongUsageError(f"policybot db {action} {'needs the name of a FILE' if file is None else 'takes no FILE'}")
    settings = context.settings()
    url = settings.database_url.get_secret_value() if settings.database_url else None
    path = database_path(url, settings.state)
    retention = Retention(settings.retention_days, settings.keep_text)
    match action:
        case "status":
            say(*_status(path))
        case "check":
            faults = tending.faults_of(path)
            say(*(faults or [f"{path} is sound."]))
            return Exit.FAULTS if faults else Exit.FINE
        case "migrate":
            asyncio.run(_open(path, retention))
            say(f"{path} has the schema of this version.")
        case "backup":
            tending.back_up(path, file)
            say(f"Copied {path} to {file}. It holds people's questions: keep it as safe as the database, and not for long.")
        case _:
            aside = tending.restore(path, file, dt.datetime.now(dt.UTC))
            asyncio.run(_open(path, retention, expire=True))
            say(f"Restored {path} from {file}; what is older than the retention was deleted.")
            say("Data that people had deleted since that copy was made is back: ask them to use /privacy delete again.")
            say(*([f"The former database is {aside}."] if aside else []))
    return Exit.FINE


def _status(path: Path) -> Iterator[str]:
    status = tending.status_of(path)
    if status is None:
        yield f"{path}: nothing is kept yet; the bot begins it when it starts."
        return
    use = "in use by a running bot" if status.running else "not in use"
    yield f"{path}: {status.bytes / 1e6:.1f} MB, {use}, schema {status.schema} of {status.newest}"
    yield from (f"  {count:>8,}  {kind}" for kind, count in status.kept.items())
    yield from (f"moved aside: {name} (deleted when the retention has passed)" for name in status.aside)


async def _open(path: Path, retention: Retention, *, expire: bool = False) -> None:
    """Open the records as the bot does, which brings them up to date."""
    clock = Clock()
    records = await SqliteRecords.open(path, clock, retention)
    try:
        state = await records.state()
        if trouble := state.trouble or state.notice:
            raise RecordsError(trouble)
        if expire:
            await records.expire(clock.now())
    finally:
        await records.close()

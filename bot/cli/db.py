"""``policybot db``: look after the records: their schema, their health, and copies of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.errors import CommandError, ConfigurationError, Exit, WrongUsageError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context
    from bot.settings import Settings

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
    if (arguments.file is not None) != (arguments.action in {"backup", "restore"}):
        needs = "needs the name of a FILE" if arguments.file is None else "takes no FILE"
        raise WrongUsageError(f"policybot db {arguments.action} {needs}")
    from bot.cli.configuring import settings_for  # noqa: PLC0415 - 0.1 s, which other commands need not pay
    from bot.records import RecordsError, StorageRefusedError  # noqa: PLC0415 - likewise

    settings = settings_for(context)
    try:
        return _Tending(settings, context).do(arguments.action, arguments.file)
    except StorageRefusedError as error:
        raise ConfigurationError(str(error)) from None
    except RecordsError as error:
        raise CommandError(str(error)) from None


class _Tending:
    """One run of the command."""

    def __init__(self, settings: Settings, context: Context) -> None:
        from bot.records import tending  # noqa: PLC0415 - see run
        from bot.records.sqlite_files import database_path  # noqa: PLC0415 - see run

        self._settings, self._say, self._tending = settings, context.terminal.say, tending
        url = settings.database_url.get_secret_value() if settings.database_url else None
        self._path = database_path(url, settings.state)

    def do(self, action: str, file: Path | None) -> int:
        """Do it, and return the exit code."""
        if action == "backup" and file is not None:
            self._tending.back_up(self._path, file)
            self._say(
                f"Copied {self._path} to {file}. It holds people's questions: keep it as safe as the database, and not for long."
            )
        elif action == "restore" and file is not None:
            return self._restore(file)
        elif action == "check":
            return self._check()
        elif action == "migrate":
            asyncio.run(self._open())
            self._say(f"{self._path} has the schema of this version.")
        else:
            self._status()
        return Exit.FINE

    def _status(self) -> None:
        status = self._tending.status_of(self._path)
        if status is None:
            self._say(f"{self._path}: nothing is kept yet; the bot begins it when it starts.")
            return
        use = "in use by a running bot" if status.running else "not in use"
        self._say(f"{self._path}: {status.bytes / 1e6:.1f} MB, {use}, schema {status.schema} of {status.newest}")
        self._say(*(f"  {count:>8,}  {kind}" for kind, count in status.kept.items()))
        self._say(*(f"moved aside: {name} (deleted when the retention has passed)" for name in status.aside))

    def _check(self) -> int:
        faults = self._tending.faults_of(self._path)
        self._say(*(faults or [f"{self._path} is sound."]))
        return Exit.FAULTS if faults else Exit.FINE

    def _restore(self, file: Path) -> int:
        aside = self._tending.restore(self._path, file, dt.datetime.now(dt.UTC))
        asyncio.run(self._open(expire=True))
        self._say(f"Restored {self._path} from {file}; what is older than the retention was deleted.")
        self._say("Data that people had deleted since that copy was made is back: ask them to use /privacy delete again.")
        if aside is not None:
            self._say(f"The former database is {aside}.")
        return Exit.FINE

    async def _open(self, *, expire: bool = False) -> None:
        """Open the records as the bot does, which brings them up to date."""
        from bot.clock import SystemClock  # noqa: PLC0415 - see run
        from bot.records import RecordsError, Retention  # noqa: PLC0415 - see run
        from bot.records.sqlite import SqliteRecords  # noqa: PLC0415 - see run

        clock = SystemClock()
        records = await SqliteRecords.open(self._path, clock, Retention(self._settings.retention_days, self._settings.keep_text))
        try:
            state = await records.state()
            if trouble := state.trouble or state.notice:
                raise RecordsError(trouble)
            if expire:
                await records.expire(clock.now())
        finally:
            await records.close()

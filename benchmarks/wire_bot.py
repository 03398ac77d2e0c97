"""The bot of ``on_the_wire.py``: real in all its parts, but pointed at a fake Discord and watched from inside.

Run by that script alone: ``wire_bot.py API GATEWAY TOKEN sqlite|memory FOLDER``. SIGHUP reloads, SIGUSR1 begins to watch the event
loop; SIGTERM ends it, and what it saw goes to standard output as JSON: by how many milliseconds each tick was late, and how many of
them the process did not work (no thread of it), so that it was others who held it up.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from datasets import ROOT

sys.path += [str(ROOT / "tests" / "discord"), str(ROOT / "tests")]

from fake.wiring import pointed_at
from memory_records import MemoryRecords
from pydantic import SecretStr

from bot.client import PolicyBot
from bot.clock import Clock
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.parts import Parts
from bot.records.sqlite import SqliteRecords
from bot.running import Runner
from bot.settings import Settings
from bot.wording import Wordings

if TYPE_CHECKING:
    from bot.desk.serving import Serving

TICK = 0.005
"""Seconds after which the watcher wants its turn again."""


def waited(process: int | str = "self") -> float:
    """Return for how many milliseconds the threads of a process, taken together, have waited for a core (Linux's run delay)."""
    waits = 0
    for file in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):  # the thread has ended
            waits += int(file.read_text().split()[1])
    return waits / 1e6


class Watch:
    """How late the event loop was for each tick, and how many reloads there were."""

    def __init__(self) -> None:
        self.late: list[tuple[float, float]] = []
        self.reloads = 0
        self._watching: asyncio.Task[None] | None = None
        self._reloading: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Look at the clock from now on."""
        self._watching = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            due, before = time.monotonic() + TICK, time.process_time()
            await asyncio.sleep(TICK)
            late, worked = time.monotonic() - due, time.process_time() - before
            self.late.append((late * 1000, max(0.0, late - worked) * 1000))

    def reload(self, serving: Serving) -> None:
        """Reload, and count it if what was read answers now."""
        task = asyncio.create_task(self._reload(serving))
        self._reloading.add(task)
        task.add_done_callback(self._reloading.discard)

    async def _reload(self, serving: Serving) -> None:
        self.reloads += (await serving.reload("SIGHUP")).verdict.accepted


async def be(token: str, kind: str, folder: Path) -> None:
    """Run the bot until SIGTERM; ``folder`` gets its state and a copy of the shipped content."""
    shutil.copytree(ROOT / "knowledge", folder / "knowledge", dirs_exist_ok=True)
    clock, watch, stop, loop = Clock(), Watch(), asyncio.Event(), asyncio.get_running_loop()
    records = MemoryRecords() if kind == "memory" else await SqliteRecords.open(folder / "records.db", clock)
    serving = serve(Folder(folder / "knowledge", folder, clock), clock)
    parts = Parts(Settings(_env_file=None), serving, records, Wordings.load(), clock, "figures")
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, watch.begin)
    loop.add_signal_handler(signal.SIGHUP, watch.reload, serving)
    runner = Runner(parts, lambda reads_messages: PolicyBot(parts, reads_messages=reads_messages), stop)
    await runner.run(SecretStr(token), reads_messages=False)
    await records.close()
    print(json.dumps({"late": watch.late, "reloads": watch.reloads}))


def main() -> None:
    api, gateway, token, kind, folder = sys.argv[1:]
    with pointed_at(SimpleNamespace(api=api, gateway_url=gateway)):
        asyncio.run(be(token, kind, Path(folder)))


if __name__ == "__main__":
    main()

"""Log lines for people or for programs. One event is one line, or continues indented, so that no text can pass for another event.

Neither tokens nor anybody's words get into them: secrets are struck out of every line, and discord.py keeps to what is worth a
warning or a note, because its debug lines repeat whole messages.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

STRUCK_OUT = "[secret]"
QUIET = ("discord", "aiohttp", "asyncio", "aiosqlite")
"""Libraries whose debug lines hold messages, addresses with tokens, or every step of every task."""

_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]{23,40}\.[A-Za-z0-9_-]{5,10}\.[A-Za-z0-9_-]{25,}")
_INTERACTION = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?\"']+")
"""Whoever knows the token of an interaction can write in the bot's name for 15 minutes. It stands in addresses."""
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal would obey, or an encoding cannot hold. The line feed is dealt with by itself."""


class TextFormatter(logging.Formatter):
    """``2026-11-24T12:00:00Z WARNING bot.calling: …``, further lines (of tracebacks) indented."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def redact(self, text: str) -> str:
        """Return the text without secrets: those that are known, and whatever looks like a token."""
        for secret in self._secrets:
            text = text.replace(secret, STRUCK_OUT)
        return _INTERACTION.sub(rf"\1{STRUCK_OUT}", _BOT_TOKEN.sub(STRUCK_OUT, text))

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as it is written."""
        text = self.redact(super().format(record)).replace("\t", "    ")
        return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text).replace("\n", "\n    ")


class JsonFormatter(TextFormatter):
    """One object a line: ``time``, ``level``, ``logger``, ``message`` and, after a failure, ``traceback``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as it is written."""
        told = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: self.redact(text) for name, text in told.items()})


def start_logging(level: str, form: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Write log lines to standard error from now on. ``level`` and ``form`` are those of the settings."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter((JsonFormatter if form == "json" else TextFormatter)(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))

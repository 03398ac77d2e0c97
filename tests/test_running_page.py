"""``docs/running.md`` explains every message that an operator can meet."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot
from bot import calling, running, watchdog
from bot.settings import NOT_SET

ROOT = Path(bot.__file__).parents[1]
PAGE = ROOT / "docs" / "running.md"
MODULES = [path for path in sorted((ROOT / "bot").rglob("*.py")) if "faq" not in path.parts]
LEVELS = {"info", "warning", "error", "critical", "exception"}
_DIFFERS = re.compile(r"%[.\d]*[sdf]|\{[^}]*\}|…")
"""What stands for something else each time, in a message or on the page."""


def quotes() -> list[str]:
    text = re.sub(r"^ *```.*?^ *```", "", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`]+)`", text)


def log_messages() -> dict[str, str]:
    """Every literal message of a log call, with the module that writes it."""
    found = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_log = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS
            if is_log and ast.unparse(node.func.value) in {"log", "_log"} and isinstance(node.args[0], ast.Constant):
                found[node.args[0].value] = path.name
    return found


CONSTANTS = [running.UNKNOWN, running.NO_CONTENT, running.LISTENING, *running.CLOSED.values()]
CONSTANTS += [calling.REFUSED, NOT_SET, f"{watchdog.SILENT}; until …", f"{watchdog.STUCK}; until …"]


def pattern(text: str) -> str:
    return ".*".join(re.escape(part) for part in _DIFFERS.split(text))


def explained(message: str) -> bool:
    """Whether the page quotes the message, with ellipses where it differs or goes on, or an example of it."""
    return any(
        re.fullmatch(pattern(quote), message) or re.fullmatch(pattern(message), quote) for quote in quotes() if " " in quote
    )


def test_there_are_messages_to_explain() -> None:
    assert len(log_messages()) > 25


@pytest.mark.parametrize("message", [*(one for one in log_messages() if _DIFFERS.sub("", one)), *CONSTANTS])
def test_the_page_explains(message: str) -> None:
    assert explained(message)


def test_a_message_that_is_not_there_is_not_taken_for_explained() -> None:
    assert not explained("The moon is made of cheese, channel %d")

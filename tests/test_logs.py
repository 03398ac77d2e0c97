from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from bot.logs import start_logging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "a" * 38
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5"
log = logging.getLogger("bot.calling")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    for name in ("discord", "aiohttp", "asyncio", "aiosqlite"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def written(form: str, level: str = "info", secrets: tuple[str, ...] = ()) -> io.StringIO:
    stream = io.StringIO()
    start_logging(level, form, secrets, stream)
    return stream


def raised_by(action: Callable[[], object]) -> Exception:
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("form", ["text", "json"])
def test_one_event_is_one_line_whatever_stands_in_it(form: str) -> None:
    stream = written(form)
    log.warning("reason: %s", "x\n2026-11-24T12:00:00Z CRITICAL bot: pay\x1b[2J\r\u202e\u2028\ud800")
    lines = stream.getvalue().splitlines()
    assert len([line for line in lines if not line.startswith("    ")]) == 1
    assert not set("\x1b\r\u202e\u2028\ud800") & set(stream.getvalue())
    stream.getvalue().encode()


def test_a_text_line_tells_time_level_and_module() -> None:
    stream = written("text")
    log.warning("away")
    assert stream.getvalue().endswith("Z WARNING bot.calling: away\n")


def test_a_json_line_holds_the_traceback_too() -> None:
    stream = written("json")
    log.error("failed", exc_info=raised_by(lambda: int(TOKEN)))
    [line] = stream.getvalue().splitlines()
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "bot.calling", "failed")
    assert "ValueError: invalid literal for int() with base 10: '[secret]'" in told["traceback"]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, "postgresql://me:hunter2@host/db", "http://me:pass@proxy:1"])
def test_no_secret_gets_into_a_line(form: str, secret: str) -> None:
    stream = written(form, secrets=(secret, ""))
    log.info("using %s", secret)
    log.error("trouble with %r", {"dsn": secret}, exc_info=raised_by(lambda: int(secret)))
    assert secret not in stream.getvalue()
    assert stream.getvalue().count("[secret]") == 3


@pytest.mark.parametrize(
    "address",
    [
        f"https://discord.com/api/v10/interactions/123/{INTERACTION}/callback",
        f"https://discord.com/api/v10/webhooks/123/{INTERACTION}?wait=1",
        f"https://discord.com/api/v10/webhooks/123/{INTERACTION}/messages/@original",
    ],
)
def test_the_token_of_an_interaction_is_struck_out_of_addresses(address: str) -> None:
    stream = written("text")
    log.warning("POST %s has failed", address)
    assert INTERACTION not in stream.getvalue()
    assert "/123/[secret]" in stream.getvalue()


def test_an_unknown_token_is_struck_out_too() -> None:
    stream = written("text")
    log.warning("Authorization: Bot %s", TOKEN)
    assert TOKEN not in stream.getvalue()


@pytest.mark.parametrize("name", ["discord.gateway", "discord.http", "discord.webhook.async_", "aiohttp.access", "asyncio"])
def test_libraries_do_not_repeat_messages_even_when_debugging(name: str) -> None:
    stream = written("text", level="debug")
    logging.getLogger(name).debug("For Shard ID 0: WebSocket Event: {'content': 'somebody wrote this'}")
    log.debug("ours")
    assert "somebody" not in stream.getvalue()
    assert "ours" in stream.getvalue()


def test_the_level_holds_for_libraries_as_well() -> None:
    stream = written("text", level="error")
    logging.getLogger("discord.gateway").warning("behind")
    assert stream.getvalue() == ""

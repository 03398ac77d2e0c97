"""Every language says everything, with the same braces; every text is used; every text that the code asks for is there."""

from __future__ import annotations

import ast
import datetime as dt
import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

import bot
from bot.wording import ENGLISH, Wording, Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(bot.__file__).parent
LOCALES = sorted(file.stem for file in (PACKAGE / "locales").glob("*.toml"))
OTHERS = [locale for locale in LOCALES if locale != ENGLISH]
APART = {"forms", "languages", "counted", "commands"}
"""Sections that are not asked for by ``say``."""


def texts_of(locale: str) -> dict[str, Any]:
    """Return everything in a file by its dotted key; commands apart."""
    sections = tomllib.loads((PACKAGE / "locales" / f"{locale}.toml").read_text(encoding="utf-8"))
    return {f"{room}.{name}": text for room, texts in sections.items() if room != "commands" for name, text in texts.items()}


def commands_of(locale: str) -> dict[str, str]:
    sections = tomllib.loads((PACKAGE / "locales" / f"{locale}.toml").read_text(encoding="utf-8"))
    return sections.get("commands", {})  # type: ignore[no-any-return]  # the file's own form


def braces(text: str | list[str]) -> set[str]:
    return {name for part in ([text] if isinstance(text, str) else text) for _, name, _, _ in Formatter().parse(part) if name}


ENGLISH_TEXTS = texts_of(ENGLISH)
TREES = {path.relative_to(PACKAGE): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a method or function of that name, with its place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (getattr(node.func, "attr", None) or getattr(node.func, "id", None)) == name:
                yield f"{path}:{node.lineno}", node


def literals() -> set[str]:
    """Return every string in the code; of an f-string that begins with a room, all keys of that beginning."""
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    found = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    starts = [text for text in found if re.fullmatch(r"[a-z]+\.[a-z_]*", text)]
    return found | {key for key in ENGLISH_TEXTS for start in starts if start.endswith((".", "_")) and key.startswith(start)}


USED = literals()


def test_english_and_another_language_are_complete() -> None:
    assert LOCALES == ["de", "en"]
    assert Wordings.load().locales == ("de", "en")


@pytest.mark.parametrize("locale", OTHERS)
def test_a_language_has_every_text(locale: str) -> None:
    assert set(texts_of(locale)) ^ set(ENGLISH_TEXTS) == set()


@pytest.mark.parametrize("locale", OTHERS)
def test_a_text_has_the_same_braces_in_every_language(locale: str) -> None:
    other = texts_of(locale)
    assert {key: braces(other[key]) for key in ENGLISH_TEXTS if braces(other[key]) != braces(ENGLISH_TEXTS[key])} == {}


@pytest.mark.parametrize("locale", OTHERS)
def test_a_language_is_not_a_copy_of_english(locale: str) -> None:
    same = {key for key, text in texts_of(locale).items() if text == ENGLISH_TEXTS[key] and re.search("[a-z]{4}", str(text))}
    assert len(same) < 0.15 * len(ENGLISH_TEXTS), sorted(same)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_empty_or_hangs_over(locale: str) -> None:
    parts = [part for text in texts_of(locale).values() for part in ([text] if isinstance(text, str) else text)]
    assert [part for part in parts if part != part.strip() or (not part and part != "")] == []


def test_every_text_that_the_code_names_is_there() -> None:
    """Only literal keys can be checked; those that are chosen at run time stand as literals elsewhere in the code."""
    rooms = {key.partition(".")[0] for key in ENGLISH_TEXTS}
    keys = {
        (where, argument.value)
        for where, call in calls("say")
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    named = {(where, key) for where, key in keys if re.fullmatch(r"[a-z_]+\.[a-z_]+", key) and key.partition(".")[0] in rooms}
    assert len(named) > 20
    assert {(where, key) for where, key in named if key not in ENGLISH_TEXTS} == set()
    stray = {text for text in USED if re.fullmatch(r"[a-z]+\.[a-z_]*[a-z]", text) and text.partition(".")[0] in rooms - APART}
    assert stray - set(ENGLISH_TEXTS) == set()


def test_every_count_that_the_code_names_is_there() -> None:
    keys = {
        argument.value
        for _, call in calls("counted")
        for argument in call.args[1:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert keys
    assert {key for key in keys if f"counted.{key}" not in ENGLISH_TEXTS} == set()


def test_every_text_is_used() -> None:
    unused = {key for key in ENGLISH_TEXTS if key.partition(".")[0] not in APART and key not in USED}
    unused |= {key for key in ENGLISH_TEXTS if key.startswith("counted.") and key.partition(".")[2] not in USED}
    assert unused == set()


def test_a_text_that_the_code_fills_in_gets_the_values_it_wants() -> None:
    wrong = []
    for where, call in calls("say"):
        key = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if key in ENGLISH_TEXTS and not any(keyword.arg is None for keyword in call.keywords):
            given = {keyword.arg for keyword in call.keywords}
            wrong += [(where, key, given)] if given != braces(ENGLISH_TEXTS[str(key)]) else []
    assert wrong == []


@pytest.mark.parametrize("locale", OTHERS)
def test_a_translated_command_is_one_that_discord_takes(locale: str) -> None:
    for english, text in commands_of(locale).items():
        assert 1 <= len(text) <= 100
        if re.fullmatch(r"[-_a-z0-9]{1,32}", english):
            assert re.fullmatch(r"[-_\w]{1,32}", text), english
            assert text == text.lower()


@pytest.mark.parametrize(
    ("as_of", "shown"),
    [("2024", "2024"), ("2025-05", "May 2025"), ("2025-12-31", "December 2025"), ("2025-13", "2025"), ("2025-xx", "2025")],
)
def test_the_day_of_the_facts_is_shown_as_a_month(as_of: str, shown: str) -> None:
    assert Wording.load().month_of(as_of) == shown


def test_a_day_is_written_as_its_language_does() -> None:
    assert Wording.load().short_date(dt.date(2026, 8, 31)) == "31 Aug 2026"
    assert Wording.load("de").short_date(dt.date(2026, 8, 31)) == "31. Aug. 2026"
    assert Wording.load("de").month_of("2025-03") == "März 2025"


def test_one_is_one_and_large_numbers_are_parted() -> None:
    english, german = Wording.load(), Wording.load("de")
    assert [english.counted(number, "fault") for number in (0, 1, 2, 1_000)] == [
        "0 faults",
        "1 fault",
        "2 faults",
        "1,000 faults",
    ]
    assert german.counted(12_345, "file") == "12.345 Dateien"


@pytest.mark.parametrize(
    ("locale", "language"),
    [(None, "en"), ("", "en"), ("en-US", "en"), ("en-GB", "en"), ("de", "de"), ("pt-BR", "en"), ("zh-CN", "en"), ("xx", "en")],
)
def test_a_reader_gets_their_language_or_english(locale: str | None, language: str) -> None:
    assert Wordings.load().of(locale).locale == language


def test_braces_in_a_value_are_no_braces_of_ours() -> None:
    assert (
        Wording.load().say("replies.declined_once", base="{x!r} {0} {{")
        == "I have no answer on that. I can help with {x!r} {0} {{."
    )


def test_a_language_is_named_by_code_or_by_snowballs_name() -> None:
    assert Wording.load().language_name("de") == "German"
    assert Wording.load("de").language_name("en") == "Englisch"
    assert Wording.load().language_name("norwegian") == "Norwegian"

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.choices import Shown, share_of, with_one
from bot.fitting import units
from bot.records import ServerSettings
from bot.settings import Settings
from bot.wording import Wording

NEW = ServerSettings(1)
PROCESS = Settings(_env_file=None)  # type: ignore[call-arg]  # mypy knows the fields alone


def shown(process: Settings = PROCESS, locale: str = "en", **chosen: object) -> Shown:
    return Shown(replace(NEW, **chosen), process, Wording.load(locale))  # type: ignore[arg-type]  # named by tests


def test_a_new_server_is_shown_with_what_holds_by_default() -> None:
    assert list(shown().lines()) == [
        "Channels to listen in: none",
        "Forums to answer in: none",
        "Answers to /ask: for everybody, unless the asker wants otherwise",
        "Answers to questions: at most 1 wrong in 20 (as the bot was set up)",
        "Answers that nobody asked for: at most 1 wrong in 100 (as the bot was set up)",
        "Moderator roles: none",
        "Channel for questions to humans: none",
        "Log channel: none",
        "Language in channels: as this server has it in Discord",
        "Keeping the text of questions without an answer: on",
        "Understanding follow-up questions: off",
    ]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("listening", (5, 6), "<#5>, <#6>"),
        ("forums", (7,), "<#7>"),
        ("moderator_roles", (8, 9), "<@&8>, <@&9>"),
        ("human_channel", 5, "<#5>"),
        ("log_channel", 5, "<#5>"),
        ("private", True, "for the asker alone, unless they want otherwise"),
        ("precision", 0.98, "at most 1 wrong in 50"),
        ("listening_precision", 0.95, "at most 1 wrong in 20"),
        ("language", "de", "German"),
        ("keep_text", False, "off"),
        ("follow_ups", True, "on"),
    ],
)
def test_a_chosen_value_is_told_in_words(name: str, value: object, words: str) -> None:
    assert shown(**{name: value}).value(name) == words


def test_a_text_that_the_process_does_not_keep_is_not_said_to_be_kept() -> None:
    assert shown(Settings(_env_file=None, keep_text=False)).value("keep_text") == "off"  # type: ignore[call-arg]  # see above


@pytest.mark.parametrize("one_in", [10, 20, 50, 100])
def test_a_share_is_shown_as_it_was_chosen(one_in: int) -> None:
    assert shown(precision=share_of(one_in)).value("precision") == f"at most 1 wrong in {one_in}"


def test_what_nobody_asked_for_must_be_at_least_as_sure() -> None:
    assert shown().in_order
    assert shown(precision=0.99).in_order
    assert not shown(precision=0.99, listening_precision=0.95).in_order
    assert not shown(Settings(_env_file=None, precision=0.98), listening_precision=0.95).in_order  # type: ignore[call-arg]  # see above


@given(st.sets(st.integers(1, 20)), st.integers(1, 20), st.booleans(), st.sets(st.integers(1, 20)))
def test_one_more_or_less_leaves_the_others_that_still_exist(chosen: set[int], one: int, on: bool, existing: set[int]) -> None:  # noqa: FBT001 - drawn
    result = with_one(tuple(chosen), one, on=on, existing=existing)
    assert set(result) - {one} == (chosen & existing) - {one}
    assert (one in result) == on
    assert result == tuple(sorted(result))


@pytest.mark.parametrize("locale", ["en", "de"])
def test_all_settings_of_a_large_server_fit_one_message(locale: str) -> None:
    many = tuple(range(10**19, 10**19 + 500))
    full = shown(
        locale=locale,
        listening=many,
        forums=many,
        moderator_roles=many,
        human_channel=many[0],
        log_channel=many[1],
        precision=0.9,
        listening_precision=0.99,
        language="de",
        private=True,
    )
    lines = list(full.lines())
    assert len(lines) == len(fields(ServerSettings)) - 1
    assert units("\n".join(lines)) <= 2_000

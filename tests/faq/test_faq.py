"""The library's front door: three lines are enough, and a folder is the same as the values that it holds."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from game_server import EVENT_ENDS, GAME_SERVER, TODAY, faq_of

import bot.faq
from bot.faq import ContentError, Kind, Overlay, UsageError, build, load
from bot.faq.articles import Place, Taught

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq.articles import Article

NOWHERE = Place("")


def placeless(article: Article) -> Article:
    return replace(article, place=NOWHERE, passages=tuple(replace(one, place=NOWHERE) for one in article.passages))


def test_three_lines_are_enough(game_server_folder: Path) -> None:
    faq = load(game_server_folder, today=TODAY)
    decision = faq.ask("can i get my mony back")
    assert (
        decision.passages[0].text
        == "Purchases are refunded within 14 days if the item was not used. Write to billing with your order number."
    )


def test_a_folder_is_the_same_as_the_values_in_it(game_server_folder: Path) -> None:
    base = load(str(game_server_folder), today=TODAY).base
    assert tuple(map(placeless, base.articles)) == GAME_SERVER.articles
    assert (base.name, base.language, base.examples, base.topics) == (
        GAME_SERVER.name,
        GAME_SERVER.language,
        GAME_SERVER.examples,
        GAME_SERVER.topics,
    )
    assert tuple(replace(one, place=NOWHERE) for one in base.synonyms) == GAME_SERVER.synonyms
    assert tuple(replace(one, place=NOWHERE) for one in base.guards) == GAME_SERVER.guards


def test_a_folder_decides_like_the_values_in_it(game_server_folder: Path) -> None:
    loaded, built = load(game_server_folder, today=TODAY), faq_of()
    for question in ("how do refunds work", "refund", "tell me a joke", "summer event", "xyz"):
        one, two = loaded.ask(question), built.ask(question)
        assert replace(one, knowledge_version="", took_ms=0) == replace(two, knowledge_version="", took_ms=0)


def test_every_fault_is_told_at_once(game_server_folder: Path) -> None:
    (game_server_folder / "server" / "bad.md").write_text("---\ntitel: x\n---\ntext\n", "utf-8")
    (game_server_folder / "guards.yaml").write_text("guards: [{kind: x, when: [y], point_to: [nowhere]}]", "utf-8")
    with pytest.raises(ContentError) as error:
        load(game_server_folder, today=TODAY)
    assert {fault.place.path for fault in error.value.faults} == {"server/bad.md", "guards.yaml"}


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load(tmp_path / "nowhere")


def test_what_is_taught_lies_over_the_files(game_server_folder: Path) -> None:
    overlay = Overlay(phrasings=(Taught("claims", "zzz qqq www"),))
    taught, plain = load(game_server_folder, overlay=overlay, today=TODAY), load(game_server_folder, today=TODAY)
    assert taught.ask("zzz qqq www").article == "claims"
    assert taught.version != plain.version


def test_parsed_files_and_the_good_version_are_kept_in_the_state(game_server_folder: Path, tmp_path: Path) -> None:
    first, second = (load(game_server_folder, state=tmp_path / "state", today=TODAY) for _ in range(2))
    assert list((tmp_path / "state").rglob("*"))
    assert first.ask("refund policy") == second.ask("refund policy")


def test_the_day_is_the_real_one_unless_given(game_server_folder: Path) -> None:
    expired = EVENT_ENDS if dt.date.today() > EVENT_ENDS else None  # noqa: DTZ011  (the day where people are is meant)
    assert load(game_server_folder).ask("summer event date").passages[0].expired == expired


def test_a_base_in_memory_is_built_without_files() -> None:
    faq = build(GAME_SERVER, today=lambda: EVENT_ENDS + dt.timedelta(1))
    assert faq.ask("summer event date").passages[0].expired == EVENT_ENDS
    assert faq.warnings == ()
    assert faq.base is GAME_SERVER


def test_two_bases_live_side_by_side() -> None:
    small = faq_of(replace(GAME_SERVER, articles=GAME_SERVER.articles[:1]))
    assert small.ask("how do refunds work").decision is not Kind.ANSWERED
    assert faq_of().ask("how do refunds work").article == "refunds"


def test_every_name_of_the_front_door_is_there_and_documented() -> None:
    for name in bot.faq.__all__:
        assert getattr(bot.faq, name).__doc__, name


def test_the_engine_brings_neither_discord_nor_a_database() -> None:
    code = (
        "import sys, bot.faq; print(sorted({'discord', 'aiohttp', 'aiosqlite', 'sqlite3', 'rich', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_faq_can_be_sent_to_another_process(game_server_folder: Path) -> None:
    faq = load(game_server_folder, today=TODAY)
    sent = pickle.loads(pickle.dumps(faq))  # noqa: S301 - our own, a moment ago
    for question in ("how do refunds work", "refnud plz", "summer event", "tell me a joke"):
        assert sent.ask(question) == faq.ask(question)
    assert sent.base == faq.base


def test_a_base_in_no_language_that_is_known_can_be_sent_too() -> None:
    faq = faq_of(replace(GAME_SERVER, language="xx"))
    assert pickle.loads(pickle.dumps(faq.base)) == faq.base  # noqa: S301 - likewise
    assert pickle.loads(pickle.dumps(faq.index)).vocabulary.names == faq.index.vocabulary.names  # noqa: S301 - likewise

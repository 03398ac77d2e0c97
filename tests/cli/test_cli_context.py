from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot
from bot.cli.context import packaged_base
from bot.cli.errors import ConfigurationError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.cli.context import Context


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_option_beats_the_environment_beats_the_folder_here(context: Context, here: Path, tmp_path: Path) -> None:
    for name in ("option", "environment", "here/knowledge"):
        (tmp_path / name).mkdir()
    assert context.folder() == Path("knowledge")
    named = replace(context, environ={"POLICYBOT_KNOWLEDGE": str(tmp_path / "environment")})
    assert named.folder() == tmp_path / "environment"
    assert replace(named, knowledge=tmp_path / "option").folder() == tmp_path / "option"
    assert replace(named, knowledge=tmp_path / "option").folder(here) == here


def test_without_any_the_packaged_base_is_used(context: Context, here: Path) -> None:
    assert here.is_dir()
    assert context.own_folder() is None
    assert context.folder() == packaged_base()
    assert (packaged_base() / "base.yaml").is_file()


def test_an_installed_package_carries_its_base_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "site-packages" / "bot"
    (tmp_path / "site-packages" / "knowledge").mkdir(parents=True)  # some other package's
    monkeypatch.setattr(bot, "__file__", str(installed / "__init__.py"))
    assert packaged_base() == installed / "_knowledge"


def test_an_empty_variable_is_no_folder(context: Context, here: Path) -> None:
    (here / "knowledge").mkdir()
    assert replace(context, environ={"POLICYBOT_KNOWLEDGE": ""}).folder() == Path("knowledge")


def test_a_folder_that_is_not_there_is_told_in_one_sentence(context: Context, here: Path) -> None:
    with pytest.raises(ConfigurationError, match="the knowledge folder, gone, does not exist: name one with --knowledge DIR"):
        replace(context, knowledge=Path("gone")).folder()
    with pytest.raises(ConfigurationError, match="that POLICYBOT_KNOWLEDGE names, gone, does not exist"):
        replace(context, environ={"POLICYBOT_KNOWLEDGE": "gone"}).folder()
    (here / "file").touch()
    with pytest.raises(ConfigurationError, match="the folder, file, is not a folder"):
        context.folder(Path("file"))


def test_state_lies_where_the_variable_says_else_where_the_platform_keeps_it(context: Context, tmp_path: Path) -> None:
    assert context.state() == tmp_path / "state"
    assert replace(context, environ={}).state().name == "policybot"


@pytest.mark.parametrize(("set_to", "on"), [("true", True), ("TRUE", True), ("1", True), ("false", False), ("", False)])
def test_the_semantic_extra_is_switched_on_in_the_environment(set_to: str, *, on: bool, context: Context) -> None:
    assert replace(context, environ={"POLICYBOT_SEMANTIC": set_to}).semantic() is on
    assert Settings(semantic=set_to or "false").semantic is on  # type: ignore[arg-type]  # text is what the environment holds


def test_the_semantic_extra_is_off_unless_switched_on(context: Context) -> None:
    assert not replace(context, environ={}).semantic()
    assert not Settings.model_fields["semantic"].default

from __future__ import annotations

from pathlib import Path

import pytest

import bot
from bot.cli.arguments import COMMANDS, help_text, read_arguments
from bot.cli.errors import WrongUsageError


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_module_with_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        read_arguments([name, "--help"])
    assert done.value.code == 0
    told = capsys.readouterr().out
    assert f"usage: policybot {name}" in told
    assert "--knowledge" in told


def test_nothing_at_all_asks_for_help() -> None:
    request = read_arguments([])
    assert request.command is None
    assert help_text().endswith("\ntry: policybot chat\n")
    assert all(f"  {name}" in help_text() for name in COMMANDS)


def test_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        read_arguments(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"policybot {bot.__version__}\n"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("caht", "chat"), ("aks", "ask"), ("evalute", "evaluate"), ("eval", "evaluate"), ("CHAT", "chat"), ("shema", "schema")],
)
def test_a_misspelt_command_is_told_what_it_may_have_meant(typed: str, meant: str) -> None:
    with pytest.raises(WrongUsageError, match=f"there is no command '{typed}'; did you mean: policybot {meant}"):
        read_arguments([typed])


def test_a_command_like_no_other_is_told_what_to_try() -> None:
    with pytest.raises(WrongUsageError, match="there is no command 'xyzzy'; try: policybot chat"):
        read_arguments(["xyzzy"])


@pytest.mark.parametrize(
    "argv", [["--knowledge", "here", "ask", "hi"], ["ask", "hi", "--knowledge", "here"], ["--knowledge=here", "ask", "hi"]]
)
def test_the_folder_may_stand_before_or_after_the_command(argv: list[str]) -> None:
    request = read_arguments(argv)
    assert request.knowledge == Path("here")
    assert request.options.question == ["hi"]


def test_words_of_a_question_need_no_quotes() -> None:
    request = read_arguments(["ask", "can", "i", "--json", "pay"])
    assert request.options.question == ["can", "i", "pay"]
    assert request.options.json


@pytest.mark.parametrize("precision", ["0", "1", "-0.5", "1.5", "nan", "inf", "much", ""])
def test_a_precision_outside_the_open_interval_is_wrong_usage(precision: str) -> None:
    with pytest.raises(WrongUsageError, match=r"no share between 0 and 1, such as 0\.95 \(see: policybot ask --help\)"):
        read_arguments(["ask", "hi", f"--precision={precision}"])


@pytest.mark.parametrize(
    "argv",
    [
        ["ask"],
        ["ask", "hi", "--as-of", "yesterday"],
        ["ask", "hi", "--unknown"],
        ["--unknown"],
        ["--knowledge"],
        ["--knowledge", "", "chat"],
        ["chat", "extra"],
        ["new"],
        ["schema", "--kind", "no"],
        ["ask", "hi", "--prec", "0.5"],
    ],
)
def test_wrong_usage_is_raised_not_printed(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongUsageError):
        read_arguments(argv)
    assert capsys.readouterr() == ("", "")

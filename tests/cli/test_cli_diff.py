"""``policybot diff`` as a reviewer and a pull request's checks meet it."""

from __future__ import annotations

import json
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from served import REFUNDS, break_it, edit, write_served

from bot.__main__ import main
from bot.cli.diff import SHOWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., tuple[int, str, str]]

RANKS = REFUNDS.with_name("ranks.md")

FIRST_SENTENCE = "Purchases are refunded within 14 days if the item was not used."

MORE = """\
questions:
  - {id: vip, question: how to get vip, expect: [ranks]}
  - {id: hours, question: when is the web store open, expect: [hours]}
"""
HOURS = """\
---
title: Opening hours of the shop
asks:
  - when is the web store open
  - opening hours
---
The web store is always open.
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The game server as it is served, and a copy to change."""
    old = write_served(tmp_path / "old")
    new = tmp_path / "new"
    shutil.copytree(old, new)
    return old, new


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folders: tuple[Path, Path]) -> Call:
    """Compare the two folders from their parent; return the exit code, what was printed and what went to standard error."""
    monkeypatch.setenv("POLICYBOT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.chdir(folders[0].parent)

    def run(*argv: str, old: str = "old", new: str = "new") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        return main(["diff", old, new, *argv]), out.getvalue(), err.getvalue()

    return run


def steal(new: Path) -> None:
    """Let ranks have the wordings that refunds answers."""
    edit(new, RANKS, "asks:\n", "asks:\n  - can I get my money back for a rank\n  - can i get my money back\n")
    text = (new / REFUNDS).read_text("utf-8")
    before, _, rest = text.partition("asks:\n")
    (new / REFUNDS).write_text(f"{before}asks:\n  - refund policy\nnot_for:{rest.partition('not_for:')[2]}", "utf-8")


def add_check(folder: Path, line: str) -> None:
    with (folder / "questions" / "gate.yaml").open("a", encoding="utf-8") as file:
        file.write(line)


def test_equal_folders_differ_in_nothing(call: Call) -> None:
    code, out, err = call()
    assert (code, err) == (0, "")
    assert out.endswith("\n\nNothing: the two folders hold the same content.\n")


def test_a_change_that_moves_nothing_names_the_files(call: Call, folders: tuple[Path, Path]) -> None:
    edit(folders[1], REFUNDS, "within 14 days", "within 30 days")
    code, out, _ = call()
    assert code == 0
    assert out.splitlines()[2:] == [
        "All 2 check questions keep their answer.",
        "",
        "## Articles (1)",
        "",
        "- changed: `server/refunds.md`",
        f'  - the first passage: "{FIRST_SENTENCE}" → "{FIRST_SENTENCE.replace("14", "30")}"',
    ]


def test_what_differs_in_an_article_is_told_key_by_key(call: Call, folders: tuple[Path, Path]) -> None:
    edit(folders[1], REFUNDS, "asks:\n", "until: 2027-08-31\nasks:\n  - cash back\n")
    code, out, _ = call()
    assert code == 0
    assert out.splitlines()[-3:] == [
        "- changed: `server/refunds.md`",
        '  - `until`: new: "2027-08-31"',
        '  - `asks`: new: "cash back"',
    ]
    found = json.loads(call("--json")[1])
    assert found["differences"] == [
        {"article": "refunds", "part": "until", "before": None, "after": "2027-08-31", "heading": None},
        {"article": "refunds", "part": "asks", "before": None, "after": "cash back", "heading": None},
    ]


def test_a_regression_fails_and_names_place_thief_and_phrasing(call: Call, folders: tuple[Path, Path]) -> None:
    steal(folders[1])
    code, out, err = call()
    assert (code, err) == (1, "")
    assert "1 of 2 check questions fail." in out
    assert "## Check questions that lose their answer (1)" in out
    assert (
        "- `new/questions/gate.yaml:2:32` the question 'can I get my money back' must find 'refunds', but 'ranks' answers it"
        in out
    )
    assert "by its phrasing 'can i get my money back'" in out
    assert '- "can I get my money back" (`questions/gate.yaml:2:32`): Can I get a refund? → How do I buy a rank?' in out
    assert out.index("lose their answer") < out.index("get something else") < out.index("## Articles")


def test_scripts_read_the_same_as_json(call: Call, folders: tuple[Path, Path]) -> None:
    steal(folders[1])
    code, out, _ = call("--json")
    found = json.loads(out)
    assert code == 1
    assert found["articles"] == {"added": [], "changed": ["ranks", "refunds"], "removed": []}
    [regression] = found["regressions"]
    assert (regression["id"], regression["place"], regression["stolen_by"]) == (
        "money-back",
        "questions/gate.yaml:2:32",
        "ranks",
    )
    [move] = found["moves"]
    assert move["before"] == {
        "decision": "answered",
        "passages": [{"article": "refunds", "heading": None}],
        "suggestions": [],
        "guard": None,
    }
    assert (found["checked"], found["asked"], found["unmet"], found["dropped"]) == (2, 0, [], [])


def test_further_questions_are_asked_of_both_and_fail_nothing(call: Call, folders: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(MORE, "utf-8")
    (folders[1] / "server" / "hours.md").write_text(HOURS, "utf-8")
    code, out, _ = call("--questions", "more.yaml")
    assert code == 0
    assert "All 2 check questions keep their answer. 1 of 2 further questions move." in out
    assert '- "when is the web store open" (`more.yaml:3:27`): ' in out
    assert out.endswith("- added: `server/hours.md`\n")


def test_a_new_check_question_that_is_not_met_fails(call: Call, folders: tuple[Path, Path]) -> None:
    add_check(folders[1], "  - {id: dragons, question: recipe for zebra pancakes, expect: [ranks]}\n")
    code, out, _ = call()
    assert code == 1
    assert "## New check questions without their answer (1)" in out


def test_a_removed_check_question_is_named_and_fails_nothing(call: Call, folders: tuple[Path, Path]) -> None:
    edit(
        folders[1],
        REFUNDS.parent.parent / "questions/gate.yaml",
        "  - {id: claim-land, question: how to claim land, expect: [claims]}\n",
        "",
    )
    code, out, _ = call()
    assert code == 0
    assert "No answer changes: nothing differs that answers are made of." in out
    assert '## Check questions removed (1)\n\n- "how to claim land" (`questions/gate.yaml:3:32`)' in out


def test_the_precision_decides_what_moves(call: Call, folders: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(MORE, "utf-8")
    (folders[1] / "server" / "hours.md").write_text(HOURS.replace("  - when is the web store open\n", ""), "utf-8")
    asked = ("--json", "--questions", "more.yaml", "--precision")
    low, high = (json.loads(call(*asked, precision)[1])["moves"] for precision in ("0.5", "0.99"))
    assert [move["after"]["decision"] for move in low] == ["answered"]
    assert low != high


def test_texts_cannot_shape_the_report(call: Call, folders: tuple[Path, Path]) -> None:
    add_check(folders[0], "  - {id: evil, question: '# [x](http://evil.example) @team `b` **c**', expect: [none]}\n")
    out = call()[1]
    assert r"\# \[x\](http\://evil\.example)" in out
    assert "@team" not in out


def test_a_long_list_is_cut_and_counted(call: Call, folders: tuple[Path, Path]) -> None:
    for number in range(SHOWN + 7):
        add_check(folders[0], f"  - {{id: q{number}, question: how to claim land {number}, expect: [claims]}}\n")
    assert "\n- … and 7 more\n" in call()[1]


def test_faults_are_told_with_the_folder_that_they_are_in(call: Call, folders: tuple[Path, Path]) -> None:
    break_it(folders[0])
    code, out, err = call()
    assert (code, out) == (1, "")
    assert err.splitlines()[0].startswith("old/server/refunds.md:5:1: unknown key 'not_fr'")


@pytest.mark.parametrize("argv", [{"old": "gone"}, {"new": "gone"}])
def test_a_folder_that_is_not_there_is_wrong_usage(call: Call, argv: dict[str, str]) -> None:
    assert call(**argv) == (2, "", "policybot: gone is no folder: name one that holds articles\n")


def test_a_file_of_questions_that_is_not_there_is_wrong_usage(call: Call) -> None:
    code, out, err = call("--questions", "gone.yaml")
    assert (code, out) == (2, "")
    assert err.startswith("policybot: gone.yaml cannot be read: ")

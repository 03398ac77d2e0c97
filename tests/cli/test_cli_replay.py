"""``policybot replay``: an earlier version is asked."""

from __future__ import annotations

import json
import sys
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from served import REFUNDS, HandClock, edit, write_served

from bot.__main__ import main
from bot.desk.content import Folder
from bot.desk.opening import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_served(tmp_path / "knowledge")


@pytest.fixture
def versions(folder: Path, tmp_path: Path) -> list[str]:
    """Two versions that answered: refunds within 14, then within 30 days."""
    first = serve(Folder(folder, tmp_path / "state", HandClock()), HandClock()).faq.version
    edit(folder, REFUNDS, "within 14 days", "within 30 days")
    return [first, serve(Folder(folder, tmp_path / "state", HandClock()), HandClock()).faq.version]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Call:
    monkeypatch.setenv("POLICYBOT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")

    def run(*argv: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        return main(["--knowledge", str(folder), "replay", *argv]), out.getvalue(), err.getvalue()

    return run


def test_an_earlier_version_answers_as_it_did(call: Call, versions: list[str]) -> None:
    code, out, _ = call(versions[0][:7], "can i get my money back", "--json", "--why")
    told = json.loads(out)
    assert (code, told["knowledge_version"]) == (0, versions[0])
    assert "within 14 days" in told["passages"][0]["text"]
    assert told["explanation"]
    assert "within 30 days" in call(versions[1][:12], "can i get my money back")[1]


def test_a_version_that_is_not_kept_is_told_with_those_that_are(call: Call, versions: list[str]) -> None:
    code, _, err = call("zzz", "can i get my money back")
    assert code == 2
    assert err.strip().endswith(f"no kept version begins with 'zzz'; kept are {versions[1][:7]}, {versions[0][:7]}")


def test_a_beginning_that_several_have_is_refused(call: Call, versions: list[str]) -> None:
    assert len(versions) == 2
    code, _, err = call("", "can i get my money back")
    assert code == 2
    assert "more than one version begins with ''" in err


def test_where_no_version_is_kept_that_is_said(call: Call) -> None:
    code, _, err = call("abc", "can i get my money back")
    assert code == 78
    assert "is kept in" in err
    assert "POLICYBOT_STATE" in err


def test_a_damaged_copy_is_told(call: Call, versions: list[str], tmp_path: Path) -> None:
    copy = tmp_path / "state" / "versions" / versions[0]
    copy.write_bytes(copy.read_bytes()[:-1])
    code, _, err = call(versions[0][:7], "can i get my money back")
    assert code == 78
    assert "is damaged" in err

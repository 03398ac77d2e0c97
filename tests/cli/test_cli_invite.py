from __future__ import annotations

import sys
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.__main__ import main
from bot.cli.invite import PERMISSIONS
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "a" * 38


@pytest.fixture(autouse=True)
def an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"POLICYBOT_{name.upper()}", raising=False)


def invite(monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    return main(["invite"]), out.getvalue(), err.getvalue()


def links_in(text: str) -> list[dict[str, list[str]]]:
    return [
        parse_qs(urlsplit(line.strip()).query) for line in text.splitlines() if line.strip().startswith("https://discord.com/")
    ]


def test_it_prints_a_link_with_the_least_permissions_one_with_none_and_one_for_an_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLICYBOT_DISCORD_TOKEN", TOKEN)
    code, out, err = invite(monkeypatch)
    full, commands, account = links_in(out)
    assert (code, err) == (0, "")
    assert full == {
        "client_id": ["123456789012345678"],
        "scope": ["bot applications.commands"],
        "permissions": ["274877975552"],
    }
    assert commands == {"client_id": ["123456789012345678"], "scope": ["applications.commands"]}
    assert account == commands | {"integration_type": ["1"]}
    assert "a" * 38 not in out


def test_the_permissions_hold_neither_administrator_nor_mentioning_everyone() -> None:
    administrator, mention_everyone = 1 << 3, 1 << 17
    assert PERMISSIONS == 274877975552
    assert PERMISSIONS & (administrator | mention_everyone) == 0


def test_the_applications_number_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POLICYBOT_APPLICATION_ID=42\n", encoding="utf-8")
    _, out, _ = invite(monkeypatch)
    assert [link["client_id"] for link in links_in(out)] == [["42"]] * 3


def test_without_either_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = invite(monkeypatch)
    assert (code, out) == (78, "")
    assert err == ("policybot: set POLICYBOT_DISCORD_TOKEN or POLICYBOT_APPLICATION_ID, so that the links can name your bot\n")

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

import bot
from bot.settings import NOT_SET, Settings, SettingsError, application_of, misspelt, read_settings

EXAMPLE = Path(bot.__file__).parents[1] / ".env.example"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "a" * 38
SECRET = "a" * 38


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"POLICYBOT_{name.upper()}", raising=False)


def faults_of(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(f"POLICYBOT_{name.upper()}", value)
    with pytest.raises(SettingsError) as raised:
        read_settings(None)
    return list(raised.value.faults)


def test_without_any_setting_everything_has_a_default() -> None:
    settings = read_settings(None)
    assert (settings.precision, settings.retention_days, settings.token()) == (0.95, 30, None)


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = faults_of(
        monkeypatch,
        precision="2",
        home_servers="12, main",
        retention_days="31",
        keep_text="perhaps",
        log_level="loud",
        proxy="proxy.example.org",
        shard_ids="0",
        discord_token="Bot abc",  # noqa: S106 - what a newcomer pastes
    )
    assert len(faults) == 8
    assert "POLICYBOT_PRECISION must be a share between 0 and 1, such as 0.95; it is '2'" in faults
    assert "POLICYBOT_HOME_SERVERS must be the numbers of servers, with commas between them; it is 'main'" in faults
    assert "POLICYBOT_RETENTION_DAYS must be a number of days from 1 to 30; it is '31'" in faults
    assert any(fault.startswith("POLICYBOT_SHARD_IDS needs POLICYBOT_SHARDS") for fault in faults)


def test_a_missing_token_is_told_beside_other_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_PRECISION", "0")
    with pytest.raises(SettingsError) as raised:
        read_settings(None, needs_token=True)
    assert len(raised.value.faults) == 2
    assert raised.value.faults[1] == NOT_SET


@pytest.mark.parametrize("secret", ["discord_token", "proxy", "database_url"])
def test_a_wrong_secret_is_never_repeated(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv(f"POLICYBOT_{secret.upper()}", "hunter2-hunter2")
    monkeypatch.setenv("POLICYBOT_PRECISION", "2")
    with pytest.raises(SettingsError) as raised:
        read_settings(None)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


def test_no_secret_shows_in_a_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("POLICYBOT_PROXY", "http://me:hunter2@proxy.example.org")
    settings = read_settings(None)
    assert SECRET not in f"{settings!r}{settings}{settings.model_dump()}{settings.model_dump_json()}"
    assert "hunter2" not in f"{settings!r}{settings}{settings.model_dump()}{settings.model_dump_json()}"


def test_the_token_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("POLICYBOT_DISCORD_TOKEN_FILE", str(file))
    settings = read_settings(None, needs_token=True)
    token = settings.token()
    assert token is not None
    assert token.get_secret_value() == TOKEN
    assert settings.application() == 123456789012345678


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"client-secret"])
def test_a_token_file_that_holds_none_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    [fault] = faults_of(monkeypatch, discord_token_file=str(file))
    assert fault.startswith("POLICYBOT_DISCORD_TOKEN_FILE ")


def test_two_tokens_are_one_too_many(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    [fault] = faults_of(monkeypatch, discord_token=TOKEN, discord_token_file=str(tmp_path))
    assert "keep one of the two" in fault


@pytest.mark.parametrize(
    ("token", "application"),
    [
        (TOKEN, 123456789012345678),
        (f"Bot {TOKEN}", None),
        (f'"{TOKEN}"', None),
        ("", None),
        ("a.b.c", None),
        (TOKEN.replace("MTIz", "AAAA"), None),
        (TOKEN.rsplit(".", 1)[0], None),
    ],
)
def test_a_token_names_its_application_or_is_none(token: str, application: int | None) -> None:
    assert application_of(token) == application


def test_numbers_of_servers_may_be_parted_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_HOME_SERVERS", "12, 34 56")
    assert read_settings(None).home_servers == (12, 34, 56)


def test_a_shard_beyond_the_last_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    [fault] = faults_of(monkeypatch, shards="2", shard_ids="0,2")
    assert "shard 2" in fault


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("POLICYBOT_PRECISION=0.9\nPOLICYBOT_LOG_LEVEL=DEBUG\n", encoding="utf-8")
    monkeypatch.setenv("POLICYBOT_PRECISION", "0.8")
    settings = read_settings(file)
    assert (settings.precision, settings.log_level) == (0.8, "debug")


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="save it as UTF-8"):
        read_settings(tmp_path / ".env")


def test_an_empty_setting_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYBOT_PRECISION", "")
    assert read_settings(None).precision == 0.95


def test_a_misspelt_name_is_told_what_it_may_have_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POLICYBOT_DISCORD_TOKNE=x\n", encoding="utf-8")
    monkeypatch.setenv("POLICYBOT_SOMETHING_ELSE", "1")
    [line] = misspelt(tmp_path / ".env")
    assert line == "POLICYBOT_DISCORD_TOKNE is no setting and is not used; did you mean POLICYBOT_DISCORD_TOKEN?"


def test_the_example_lists_every_setting_with_a_comment_and_no_other() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    listed = {match[1]: number for number, line in enumerate(lines) if (match := re.match(r"#?(POLICYBOT_[A-Z_]+)=", line))}
    assert set(listed) == {f"POLICYBOT_{name.upper()}" for name in Settings.model_fields}
    assert [name for name, number in listed.items() if not lines[number - 1].startswith("# ")] == []


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings(tmp_path / ".env") == read_settings(None)


def test_every_value_of_the_example_is_one_that_works(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
    text = EXAMPLE.read_text(encoding="utf-8").replace("/run/secrets/policybot-token", str(tmp_path / "token"))
    (tmp_path / ".env").write_text(re.sub("^#(?=POLICYBOT_)", "", text, flags=re.MULTILINE), encoding="utf-8")
    settings = read_settings(tmp_path / ".env", needs_token=True)
    assert settings.shard_ids == (0,)
    assert settings.proxy is not None
    assert misspelt(tmp_path / ".env") == ()

"""The environment and ``.env`` → one frozen value. Every fault is told at once, in sentences, and no secret is ever shown.

``.env.example`` describes every setting for the person who sets it.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from platformdirs import user_state_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.records import ServerSettings

PREFIX = "POLICYBOT_"
FOR_DEVELOPERS = {"POLICYBOT_DISCORD_SPEC", "POLICYBOT_DATA"}
"""Names that the tests and benchmarks read."""
LONGEST_KEPT = 30
"""Days that question texts and feedback may be kept: what the privacy page promises."""

NOT_SET = (
    "POLICYBOT_DISCORD_TOKEN is not set: copy the token from your application's page in the Discord Developer Portal "
    "(Bot, Reset Token) into the environment or the file .env"
)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{17,40}\.[A-Za-z0-9_-]{5,10}\.[A-Za-z0-9_-]{25,120}")
_SHOWN = 40
"""Characters of a wrong value that are repeated: enough to find it."""


class SettingsError(Exception):
    """Settings cannot be used. ``faults`` holds a plain sentence for each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def application_of(token: str) -> int | None:
    """Return the application's id, which stands in the first part of a bot's token; ``None`` where this is no token."""
    if not _TOKEN.fullmatch(token):
        return None
    first = token.split(".", 1)[0]
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    except binascii.Error:
        return None
    return int(decoded) if decoded.isdigit() else None


def _is_token(token: SecretStr | None) -> SecretStr | None:
    if token is None or application_of(token.get_secret_value().strip()) is not None:
        return token
    raise ValueError(
        "is no bot token: it has three parts with dots between them, without quotation marks and without 'Bot' before it; "
        "take it from the Developer Portal (Bot, Reset Token), not the client secret or the public key"
    )


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [part for part in re.split(r"[\s,]+", value) if part] if isinstance(value, str) else value


def _is_proxy(url: SecretStr | None) -> SecretStr | None:
    if url is None or re.match(r"https?://[^/\s]+", url.get_secret_value()):
        return url
    raise ValueError("must be the address of an HTTP proxy, such as http://proxy.example.org:3128")


Share = Annotated[float, Field(gt=0, lt=1, description="a share between 0 and 1, such as 0.95")]
Switch = Annotated[bool, Field(description="true or false")]
Ids = Annotated[tuple[Annotated[int, Field(ge=0)], ...], BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What whoever runs the bot may choose. Every setting has a default but the token, which only Discord's commands need."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, enable_decoding=False, hide_input_in_errors=True
    )

    discord_token: Annotated[SecretStr | None, AfterValidator(_is_token)] = None
    discord_token_file: Path | None = None
    """A file that holds the token alone, as container platforms hand over secrets. Use :meth:`token`, which reads either."""
    application_id: Annotated[int | None, Field(ge=1, description="the application's number from the Developer Portal")] = None
    knowledge: Path | None = None
    state: Path = Field(default_factory=lambda: user_state_path("policybot", appauthor=False))
    database_url: SecretStr | None = None
    precision: Share = 0.95
    listening_precision: Share = 0.99
    """Unprompted replies face mostly messages that nobody wants answered, so they need to be surer."""
    semantic: Switch = False
    """Whether what sentences mean is weighed, too: needs the extra of that name, and says once in the log where it is missing."""
    inbox_people: Annotated[int, Field(ge=1, le=100, description="a number of people from 1 to 100")] = 2
    """Different people who must have asked alike before the inbox shows it."""
    gate: Annotated[Literal["refuse", "warn"], BeforeValidator(_lower), Field(description="refuse or warn")] = "refuse"
    """What ``/kb reload`` does about check questions that would lose their answer."""
    on_change: Annotated[Literal["offer", "apply", "off"], BeforeValidator(_lower), Field(description="offer, apply or off")] = (
        "offer"
    )
    """What happens when the files of the knowledge base change by themselves."""
    message_content: Annotated[Literal["auto", "on", "off"], BeforeValidator(_lower), Field(description="auto, on or off")] = (
        "auto"
    )
    home_servers: Annotated[Ids, Field(description="the numbers of servers, with commas between them")] = ()
    keep_text: Switch = True
    retention_days: Annotated[int, Field(ge=1, le=LONGEST_KEPT, description=f"a number of days from 1 to {LONGEST_KEPT}")] = (
        LONGEST_KEPT
    )
    proxy: Annotated[SecretStr | None, AfterValidator(_is_proxy)] = None
    shards: Annotated[int | None, Field(ge=1, description="how many shards there are in all, 1 or more")] = None
    shard_ids: Annotated[Ids, Field(description="the numbers of this process's shards, counted from 0, with commas")] = ()
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(_lower), Field(description="debug, info, warning or error")
    ] = "info"
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower), Field(description="text or json")] = "text"
    debug: Switch = False

    @field_validator("discord_token_file")
    @classmethod
    def _holds_a_token(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None:
            return None
        if info.data.get("discord_token") is not None:
            raise ValueError("is set beside POLICYBOT_DISCORD_TOKEN; keep one of the two")
        try:
            text = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError("must name a file that can be read and holds the token alone") from None
        _is_token(SecretStr(text))
        return path

    @field_validator("shard_ids")
    @classmethod
    def _fit_the_shards(cls, ids: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        shards = info.data.get("shards")
        if ids and shards is None:
            raise ValueError("needs POLICYBOT_SHARDS: how many shards there are in all processes together")
        if shards is not None and ids and max(ids) >= shards:
            raise ValueError(f"names shard {max(ids)}, but with {shards} of them the last is {shards - 1}")
        return ids

    def precision_in(self, server: ServerSettings, *, asked: bool = True) -> float:
        """Return the precision in force in a server: what it chose, else what holds everywhere; unless ``asked``, for listening."""
        return server.precision or self.precision if asked else server.listening_precision or self.listening_precision

    def token(self) -> SecretStr | None:
        """Return the bot's token, from the setting or from the file; ``None`` where neither is set."""
        if self.discord_token is None and self.discord_token_file is not None:
            return SecretStr(self.discord_token_file.read_text(encoding="utf-8").strip())
        return self.discord_token and SecretStr(self.discord_token.get_secret_value().strip())

    def application(self) -> int | None:
        """Return the application's id: the setting, else what the token says."""
        token = self.token()
        return self.application_id or (application_of(token.get_secret_value()) if token else None)


def read_settings(env_file: Path | None = Path(".env"), *, needs_token: bool = False) -> Settings:
    """Read the environment, and the file where there is one; the environment wins.

    Raises:
        SettingsError: with every fault.
    """
    faults: list[str] = []
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # mypy knows the fields alone
    except ValidationError as error:
        faults += _sentences(error)
    except (OSError, UnicodeDecodeError):
        raise SettingsError([f"{env_file} cannot be read as text: save it as UTF-8, or remove it"]) from None
    if needs_token and not any(
        _given(env_file).get(name) for name in ("policybot_discord_token", "policybot_discord_token_file")
    ):
        faults.append(NOT_SET)
    if faults:
        raise SettingsError(faults)
    return settings


def misspelt(env_file: Path | None = Path(".env")) -> tuple[str, ...]:
    """Return a sentence for each name in the environment or the file that looks like a setting and is none."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strange = sorted({name.upper() for name in _given(env_file) if name.upper().startswith(PREFIX)} - known - FOR_DEVELOPERS)
    close = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.8) for name in strange}
    return tuple(f"{name} is no setting and is not used; did you mean {match[0]}?" for name, match in close.items() if match)


def _given(env_file: Path | None) -> dict[str, str | None]:
    """Return what is set, under names in lower case."""
    return {**DotEnvSettingsSource(Settings, env_file=env_file).env_vars, **EnvSettingsSource(Settings).env_vars}


def _sentences(error: ValidationError) -> Iterator[str]:
    told = set()
    for fault in error.errors():
        field = str(fault["loc"][0])
        if field in told:  # a list may have several wrong members
            continue
        told.add(field)
        name = PREFIX + field.upper()
        if fault["type"] == "value_error":
            yield f"{name} {fault['ctx']['error']}"
        else:
            wanted = Settings.model_fields[field].description or "readable text"
            yield f"{name} must be {wanted}; it is '{str(fault['input'])[:_SHOWN]}'"

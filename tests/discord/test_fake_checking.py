from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from fake.faults import fail
from fake.spec import VARIABLE, Spec, SpecMissing

if TYPE_CHECKING:
    from pathlib import Path

    from fake import FakeDiscord

NOBODY: dict[str, Any] = {"allowed_mentions": {"parse": []}}
needs_spec = pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no copy of Discord's OpenAPI document")


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def button(ident: str = "a", **more: object) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "A", "custom_id": ident, **more}


def command(name: str = "ask", **more: object) -> dict[str, Any]:
    return {"name": name, "type": 1, "description": "Ask", **more}


MENU = {"type": 3, "custom_id": "m", "options": [{"label": "A", "value": "a"}]}
OPTION = {"name": "one", "type": 3, "description": "One"}

MESSAGES: dict[str, tuple[dict[str, Any], str]] = {
    "2,001 characters": ({"content": "x" * 2001}, "2001 characters"),
    "empty": ({"content": ""}, "empty"),
    "embeds of 6,001": ({"embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]}, "6001 characters together"),
    "six rows": ({"content": "x", "components": [row(button(str(n))) for n in range(6)]}, "6 rows"),
    "six buttons": ({"content": "x", "components": [row(*(button(str(n)) for n in range(6)))]}, "6 components"),
    "menu beside a button": ({"content": "x", "components": [row(button(), MENU)]}, "row for itself"),
    "one id twice": ({"content": "x", "components": [row(button(), button())]}, "used 2 times"),
    "url and custom_id": ({"content": "x", "components": [row(button(url="https://example.org", style=5))]}, "both"),
    "link without url": ({"content": "x", "components": [row(button(style=5))]}, "exactly if its style is link"),
    "no label": ({"content": "x", "components": [row({**button(), "label": ""})]}, "neither label nor emoji"),
    "V2 with content": ({"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]}, "forbids content"),
    "V2 without its flag": ({"components": [{"type": 10, "content": "y"}]}, "needs the components-V2 flag"),
    "V2 of 4,001": ({"flags": 1 << 15, "components": [{"type": 10, "content": "y" * 4001}]}, "4001 characters"),
}
POLICIES: dict[str, tuple[dict[str, Any], str]] = {
    "none": ({}, "allowed_mentions is missing"),
    "everybody": ({"allowed_mentions": {"parse": ["everyone"]}}, "instead of []"),
    "no parse": ({"allowed_mentions": {}}, "instead of []"),
    "one user": ({"allowed_mentions": {"parse": [], "users": ["5"]}}, "users"),
    "replied": ({"allowed_mentions": {"parse": [], "replied_user": True}}, "replied_user"),
}
COMMANDS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "101 commands": ([command(f"c{n}") for n in range(101)], "101 commands"),
    "one name twice": ([command(), command()], "2 times"),
    "capitals": ([command("Ask")], "no name"),
    "a space": ([command("a b")], "no name"),
    "no description": ([{**command(), "description": ""}], "has no description"),
    "required after optional": (
        [command(options=[OPTION, {**OPTION, "name": "two", "required": True}])],
        "required follows",
    ),
    "choices with autocomplete": (
        [command(options=[{**OPTION, "autocomplete": True, "choices": [{"name": "a", "value": "a"}]}])],
        "both autocomplete and choices",
    ),
    "a menu with description": ([{"name": "Say it", "type": 3, "description": "x"}], "has a description"),
}


async def sent(discord: FakeDiscord, method: str, path: str, body: object) -> int:
    headers = {"Authorization": f"Bot {discord.token}"}
    async with aiohttp.request(method, discord.api + path, json=body, headers=headers) as answer:
        return answer.status


def reasons(discord: FakeDiscord) -> str:
    """Return what was found, and forgive it."""
    found = "\n".join(map(str, discord.violations))
    discord.violations.clear()
    return found


@pytest.mark.parametrize("case", MESSAGES)
async def test_a_message_that_breaks_a_rule_between_fields_is_refused_and_kept(discord: FakeDiscord, case: str) -> None:
    body, reason = MESSAGES[case]
    channel = discord.add_server("Game").channel("general")
    assert await sent(discord, "POST", f"/channels/{channel.id}/messages", body | NOBODY) == 400
    assert reason in reasons(discord)
    assert channel.messages == {}


@pytest.mark.parametrize("case", POLICIES)
async def test_a_message_that_could_ping_is_delivered_but_fails_the_test(discord: FakeDiscord, case: str) -> None:
    body, reason = POLICIES[case]
    channel = discord.add_server("Game").channel("general")
    assert await sent(discord, "POST", f"/channels/{channel.id}/messages", {"content": "hi", **body}) == 200
    found = reasons(discord)
    assert found.startswith("message: ")
    assert reason in found


@pytest.mark.parametrize("case", COMMANDS)
async def test_commands_that_break_a_rule_are_refused(discord: FakeDiscord, case: str) -> None:
    body, reason = COMMANDS[case]
    assert await sent(discord, "PUT", f"/applications/{discord.bot.id}/commands", body) == 400
    assert reason in reasons(discord)
    assert discord.commands.writes == 0


@needs_spec
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"content": "x", "contnet": "y"}, "'contnet' was unexpected"),
        ({"content": 5}, "content"),
        ({"content": "x", "components": [row(button(label="y" * 81))]}, "components.0.components.0.label"),
        ({"content": "x", "components": [row(button("y" * 101))]}, "components.0.components.0.custom_id"),
        ({"embeds": [{"title": "y" * 257}]}, "embeds.0.title"),
    ],
)
async def test_discords_document_is_held_strictly_and_names_the_place(
    discord: FakeDiscord, body: dict[str, Any], reason: str
) -> None:
    channel = discord.add_server("Game").channel("general")
    assert await sent(discord, "POST", f"/channels/{channel.id}/messages", body | NOBODY) == 400
    assert reason in reasons(discord)


async def test_a_route_that_the_fake_does_not_have_is_no_silent_404(discord: FakeDiscord) -> None:
    assert await sent(discord, "GET", "/nowhere", None) == 404
    assert "GET /nowhere: a route that the fake does not have" in reasons(discord)


async def test_a_payload_is_checked_also_if_a_fault_answers_it(discord: FakeDiscord) -> None:
    channel = discord.add_server("Game").channel("general")
    discord.faults.on("*", fail(503))
    assert await sent(discord, "POST", f"/channels/{channel.id}/messages", {"content": "hi"}) == 503
    assert "allowed_mentions is missing" in reasons(discord)


@needs_spec
async def test_the_answer_to_an_interaction_is_checked_by_its_type(discord: FakeDiscord) -> None:
    server = discord.add_server("Game")
    made = discord.interactions.begin(4, server.add_member("mara").user, server.channel("general"), {"id": "1", "name": "a"})
    choices = [{"name": str(number), "value": "x"} for number in range(26)]
    body = {"type": 8, "data": {"choices": choices}}
    assert await sent(discord, "POST", f"/interactions/{made.id}/{made.token}/callback", body) == 400
    assert "choices: data.choices: " in reasons(discord)


@needs_spec
async def test_the_fake_checks_its_own_answers_and_events(discord: FakeDiscord) -> None:
    server = discord.add_server("Game")
    await server.add_member("mara").say(server.channel("general"), "hi")
    assert await sent(discord, "GET", "/users/@me", None) == 200
    assert discord.checker.own["answer"] == 1
    discord.checker.event("MESSAGE_CREATE", {"content": "half a message"})
    assert "the fake's own MESSAGE_CREATE" in reasons(discord)


def test_a_document_that_is_named_but_missing_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "openapi.json"))
    with pytest.raises(SpecMissing, match=r"cannot be read.*Correct the path, or unset it"):
        Spec.from_environment()


def test_without_a_document_the_fake_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert Spec.from_environment() is None

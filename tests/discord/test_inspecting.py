from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from fake import Permission
from fake.faults import fail
from memory_records import MemoryRecords
from pydantic import SecretStr

from bot.inspecting import inspect
from bot.records import AuditEntry, RecordsError, ServerSettings
from bot.settings import Settings

if TYPE_CHECKING:
    import pytest
    from fake import FakeDiscord

    from bot.inspecting import Finding
    from bot.records import Records

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)


async def findings(fake: FakeDiscord, records: Records | None = None, **settings: object) -> list[Finding]:
    return await inspect(Settings(_env_file=None, **settings), SecretStr(fake.token), records or MemoryRecords())


async def chosen(*servers: ServerSettings) -> Records:
    records = MemoryRecords()
    for server in servers:
        await records.save_settings(server, AuditEntry(server.server, 1, "setup", "", NOW))
    return records


async def test_a_bot_that_is_fine_has_only_fine_findings(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    channel = server.channel("general")
    found = await findings(wired, await chosen(ServerSettings(server.id, listening=(channel.id,), log_channel=channel.id)))
    assert all(one.fine for one in found)
    assert [one.line for one in found][2:] == [
        "Game, #general, where the bot listens: all permissions are there",
        "Game, #general, where the bot writes its log: all permissions are there",
    ]


async def test_each_missing_permission_is_named_with_its_channel(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    forum, log = server.add_forum("help"), server.add_channel("log")
    server.deny(forum, Permission.SEND_MESSAGES_IN_THREADS, Permission.READ_MESSAGE_HISTORY)
    records = await chosen(ServerSettings(server.id, forums=(forum.id,), log_channel=log.id, human_channel=77))
    wrong = [one.line for one in await findings(wired, records) if not one.fine]
    assert wrong == [
        "Game, #help, where the bot listens: give the bot's role Send Messages in Threads, Read Message History in that channel",
        "Game: channel 77, where the bot hands questions over, is gone or hidden from it: see /setup there",
    ]


async def test_the_intent_that_listening_needs_is_asked_for_as_a_start_would(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    wired.gateway.granted = 0
    records = await chosen(ServerSettings(server.id, listening=(server.channel("general").id,)))
    [wrong] = await findings(wired, records)
    assert not wrong.fine
    assert "switch on Message Content Intent" in wrong.line
    assert all(one.fine for one in await findings(wired, records, message_content="off"))


async def test_a_bot_in_no_server_is_told_to_be_invited(wired: FakeDiscord) -> None:
    wrong = [one.line for one in await findings(wired) if not one.fine]
    assert wrong == ["The bot is in no server yet: open a link of policybot invite"]


async def test_home_servers_must_be_named_when_there_are_several_and_be_ones_it_is_in(wired: FakeDiscord) -> None:
    first = wired.add_server("Game")
    wired.add_server("Other")
    [wrong] = [one.line for one in await findings(wired) if not one.fine]
    assert "POLICYBOT_HOME_SERVERS must say whose moderators may reload" in wrong
    [wrong] = [one.line for one in await findings(wired, home_servers=(first.id, 77)) if not one.fine]
    assert wrong.startswith("POLICYBOT_HOME_SERVERS names 77, where the bot is not")


async def test_a_wrong_token_an_absent_discord_and_absent_records_are_findings_too(wired: FakeDiscord) -> None:
    class Away(MemoryRecords):
        async def listening_servers(self) -> bool:
            raise RecordsError("the disk is away")

    [wrong] = await inspect(Settings(_env_file=None), SecretStr("MTA.some.other"), MemoryRecords())
    assert wrong.line.startswith("Discord does not know this token")
    wired.faults.on("GET /users/@me", fail(503))
    [wrong] = await findings(wired)
    assert "look at the network and POLICYBOT_PROXY" in wrong.line
    [wrong] = await findings(wired, Away())
    assert wrong.line == "The channels were not looked at: the disk is away"


async def test_a_gateway_that_cannot_be_reached_is_not_waited_for_for_ever(
    wired: FakeDiscord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inspecting.CONNECT_WITHIN", 0.3)
    wired.gateway.weather.refusals = 100
    [wrong] = await findings(wired)
    assert wrong.line.startswith("Discord could not be asked (TimeoutError)")

"""A second opinion: simcord's model of Discord, written by others, on a handful of flows that the tests here also play on the fake.

It replaces the wire, so it says nothing of retries and reconnections, but it parses, checks and refuses by itself.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import discord
import pytest
import simcord
from bot_under_test import FixedDay, make_parts

from bot.client import PolicyBot
from bot.gateway import GatewayBot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from simcord.results import InteractionResult


class WithoutWire(PolicyBot):
    """The bot with discord.py's own log-in: the real one sets a time limit on a connection that simcord does not make."""

    async def login(self, token: str) -> None:
        await super(GatewayBot, self).login(token)


class SteadyClock(FixedDay):
    """The seconds of the machine: simcord begins ``time.monotonic`` anew at 0 for a bot that is connected."""

    def monotonic(self) -> float:
        return time.perf_counter()


class Idle(asyncio.Event):
    """What the backlog waits on while it has nothing to do; simcord wants to be told that such a wait is no work."""

    def __init__(self, env: simcord.Env) -> None:
        super().__init__()
        self._env = env

    async def wait(self) -> Literal[True]:
        await self._env.external_wait(super().wait(), reason="a question")
        return True


class There:
    """A server in simcord's Discord, with two people, a moderator and the bot in it."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env
        self.server = env.create_guild()
        self.channel = self.server.create_text_channel("general")
        self.ann = self.server.add_member(env.create_user("ann"))
        self.ben = self.server.add_member(env.create_user("ben"))
        desk = self.server.create_role("desk", permissions=discord.Permissions(manage_guild=True, manage_messages=True))
        self.mod = self.server.add_member(env.create_user("mod"), roles=[desk])


@pytest.fixture
async def there() -> AsyncIterator[There]:
    parts = replace(make_parts(), clock=SteadyClock())
    bot = WithoutWire(parts, reads_messages=False)
    env = simcord.Env(bot, shard_count=1)
    bot.backlog._wake = Idle(env)
    await env.start()
    try:
        yield There(env)
    finally:
        await env.shutdown()
        await parts.records.close()
    assert env.errors == []


def labels(components: list[dict]) -> list[str]:
    return [part["label"] for row in components for part in row["components"] if "label" in part]


def offered(message: simcord.ResponseMessage) -> dict[str, str]:
    """Return the options of a message's menu by their labels."""
    parts = [part for row in message.components for part in row["components"]]
    return {option["label"]: option["value"] for part in parts for option in part.get("options", ())}


def answer_of(done: InteractionResult) -> simcord.ResponseMessage:
    assert done.response is not None
    return done.response


async def test_a_mention_is_answered_as_a_reply_that_pings_nobody(there: There) -> None:
    me = there.server.me
    assert me is not None
    asked = await there.ann.send(there.channel, f"{me.mention} how do i get my mony back")
    reply = there.channel.last_message
    assert reply is not None
    assert reply.content.replace("**", "").startswith("Purchases are")
    assert reply.reference is not None
    assert reply.reference.message_id == asked.id
    assert reply.mentions == []


async def test_a_message_that_is_not_for_the_bot_stays_unanswered(there: There) -> None:
    asked = await there.ann.send(there.channel, "how do i get my mony back")
    assert there.channel.last_message is not None
    assert there.channel.last_message.id == asked.id


async def test_a_slash_question_is_answered_and_its_buttons_work(there: There) -> None:
    done = await there.ann.slash(there.channel, "ask", question="can I get my money back")
    shown = answer_of(done)
    assert labels(shown.components) == ["More", "Helpful", "Wrong"]
    more = await there.ben.click(shown.message, label="More")
    assert answer_of(more).ephemeral
    assert "Sources:" in answer_of(more).content
    noted = await there.ben.click(shown.message, label="Helpful")
    assert answer_of(noted).content == "Thank you. Noted."


async def test_a_choice_turns_into_the_answer_for_its_asker(there: There) -> None:
    done = await there.ann.slash(there.channel, "ask", question="refunds")
    label = labels(answer_of(done).components)[0]
    await there.ann.click(answer_of(done).message, label=label)
    assert labels(answer_of(done).components) == ["More", "Helpful", "Wrong"]


async def test_questions_are_offered_while_typing(there: There) -> None:
    choices = await there.ann.autocomplete(there.channel, "ask", "question", "how long does a bann")
    assert 0 < len(choices) <= 25
    assert "ban" in choices[0]["name"]


async def test_menus_lead_from_topics_to_a_passage(there: There) -> None:
    done = await there.ann.slash(there.channel, "topics")
    await there.ann.select(answer_of(done).message, [offered(answer_of(done))["The server (5)"]])
    await there.ann.select(answer_of(done).message, [offered(answer_of(done))["Can I get a refund?"]])
    assert "Purchases are" in answer_of(done).content


async def test_a_message_is_answered_from_its_menu(there: There) -> None:
    asked = await there.ben.send(there.channel, "someone griefed my base how can i claim land")
    done = await there.ann.context_menu(there.channel, "Answer from the FAQ", asked)
    assert done.ephemeral
    public = [one for one in there.channel.history(viewer=there.ben) if one.reference]
    assert [one.reference.message_id for one in public if one.reference] == [asked.id]
    assert "golden shovel" in public[0].content


async def test_what_only_moderators_may_do_is_hidden_from_others_and_refused_to_those_who_are_shown_it(there: There) -> None:
    assert "kb status" not in there.ann.available_commands(there.channel)
    with pytest.raises(simcord.SetupError):
        await there.ann.slash(there.channel, "kb status")
    assert "kb status" in there.mod.available_commands(there.channel)
    done = await there.mod.slash(there.channel, "kb status")
    assert done.ephemeral
    assert "articles" not in answer_of(done).content  # simcord says of no command that the server installed it, and so nobody may

"""S3: who may do what, as a table over actors, contexts, permits and kinds of interaction; and what the table cannot say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
import pytest
from memory_records import MemoryRecords

from bot.permissions import Authority, Permit, Refusal
from bot.records import AuditEntry, ServerSettings
from bot.settings import Settings
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discord.types.guild import Guild as GuildData

HOME, OTHER, FOREIGN = 1_001, 1_002, 1_003
"""The base's home, another server of the bot, and one that it is not in."""
OWNER, SOMEBODY, APP = 11, 12, 99
ADMINS, MANAGERS, MODERATORS, JANITORS, FORMER = 21, 22, 23, 24, 25
"""Numbers of roles within a server; see :func:`role`."""
RIGHTS = {ADMINS: 1 << 3, MANAGERS: 1 << 5, MODERATORS: 0, JANITORS: 1 << 13, FORMER: 0}
"""Administrator, Manage Server, nothing, Manage Messages, nothing."""


@dataclass(frozen=True)
class Actor:
    """Somebody, and the roles that they have everywhere (``elsewhere``: only in servers other than the base's home)."""

    name: str
    roles: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    owner: bool = False
    timed_out: bool = False
    brought_along: bool = False
    """They use the bot as a user-installed app."""


ACTORS = (
    Actor("owner", owner=True),
    Actor("admin", (ADMINS,)),
    Actor("manager", (MANAGERS,)),
    Actor("moderator", (MODERATORS,)),
    Actor("janitor", (JANITORS,)),
    Actor("member"),
    Actor("timed-out moderator", (MODERATORS,), timed_out=True),
    Actor("timed-out manager", (MANAGERS,), timed_out=True),
    Actor("ex-moderator", (FORMER,)),
    Actor("admin of another server", elsewhere=(ADMINS,)),
    Actor("user-installed moderator", (MODERATORS, MANAGERS), brought_along=True),
)


@dataclass(frozen=True)
class Context:
    """Where it happens, and what whoever runs the bot has set."""

    name: str
    server: int | None
    homes: tuple[int, ...] = (HOME,)
    bot_in: tuple[int, ...] = (HOME, OTHER)
    shards: tuple[int, ...] = ()


CONTEXTS = (
    Context("home", HOME),
    Context("another server", OTHER),
    Context("only server", HOME, homes=(), bot_in=(HOME,)),
    Context("several servers and no home", HOME, homes=(), bot_in=(HOME, OTHER)),
    Context("direct messages", None),
    Context("a server without the bot", FOREIGN),
)

MANAGE = {"owner", "admin", "manager"}
MODERATE = MANAGE | {"moderator"}
ALLOWED = {
    # the base, at its home: those who moderate there; elsewhere nobody, whatever they are there
    ("home", "base"): MODERATE,
    ("only server", "base"): MODERATE,
    # one's own server: its managers set it up, its moderators delete, and moderate
    ("home", "set_up"): MANAGE,
    ("only server", "set_up"): MANAGE,
    ("several servers and no home", "set_up"): MANAGE,
    ("another server", "set_up"): MANAGE | {"admin of another server"},
    ("home", "delete_reply"): MODERATE | {"janitor"},
    ("only server", "delete_reply"): MODERATE | {"janitor"},
    ("several servers and no home", "delete_reply"): MODERATE | {"janitor"},
    ("another server", "delete_reply"): MODERATE | {"janitor", "admin of another server"},
    ("home", "server"): MODERATE,
    ("only server", "server"): MODERATE,
    ("several servers and no home", "server"): MODERATE,
    ("another server", "server"): MODERATE | {"admin of another server"},
}
"""Who may, written down by hand. What is not here, nobody may."""

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
KINDS = {"command": COMMAND, "button": COMPONENT, "autocomplete": AUTOCOMPLETE, "form": FORM}


def expected(actor: Actor, context: Context, permit: Permit) -> bool:
    return actor.name in ALLOWED.get((context.name, permit.value), set())


def role(server: int, number: int) -> int:
    return server * 1_000 + number


class World:
    """Servers and people as discord.py builds them from what Discord sends."""

    def __init__(self) -> None:
        self.client = discord.Client(intents=discord.Intents.none())
        self.state = self.client._connection
        own = {"id": str(APP), "username": "policybot", "discriminator": "0", "avatar": None}
        self.state.user = discord.ClientUser(state=self.state, data=own)  # type: ignore[arg-type]  # the parts that it reads
        for server in (HOME, OTHER):
            self.state._add_guild(discord.Guild(data=self.guild(server), state=self.state))

    def guild(self, server: int) -> GuildData:
        rights = {server: 1 << 10} | {role(server, number): bits for number, bits in RIGHTS.items()}
        roles = [
            {
                "id": str(number),
                "name": "r",
                "permissions": str(bits),
                "position": 0,
                "color": 0,
                "hoist": False,
                "managed": False,
                "mentionable": False,
                "colors": {"primary_color": 0},
            }
            for number, bits in rights.items()
        ]
        return {
            "id": str(server),
            "name": "s",
            "owner_id": str(OWNER),
            "roles": roles,
            "emojis": [],
            "features": [],
            "preferred_locale": "en-US",
        }

    def interaction(self, actor: Actor, context: Context, kind: int) -> discord.Interaction[Any]:
        user = {"id": str(OWNER if actor.owner else SOMEBODY), "username": actor.name, "discriminator": "0", "avatar": None}
        data: dict[str, Any] = {
            "id": "5",
            "type": kind,
            "token": "t",
            "version": 1,
            "application_id": str(APP),
            "attachment_size_limit": 1,
            "entitlements": [],
            "authorizing_integration_owners": {"1": user["id"]}
            if actor.brought_along or context.server in {None, FOREIGN}
            else {"0": str(context.server)},
            "data": {"custom_id": "x", "component_type": 2} if kind == COMPONENT else {"id": "1", "name": "kb", "type": 1},
        }
        if context.server is None:
            return discord.Interaction(data=data | {"user": user}, state=self.state)  # type: ignore[arg-type]  # the parts that it reads
        member = self.member(actor, context.server, user)
        there = {"id": str(context.server), "features": [], "locale": "en-US"}
        return discord.Interaction(
            data=data | {"guild_id": str(context.server), "guild": there, "member": member}, state=self.state
        )  # type: ignore[arg-type]

    def member(self, actor: Actor, server: int, user: dict[str, Any]) -> dict[str, Any]:
        roles = [*actor.roles, *(actor.elsewhere if server != HOME else ())]
        rights = (1 << 60) - 1 if actor.owner or ADMINS in roles else sum({RIGHTS[number] for number in roles}) | 1 << 10
        until = (discord.utils.utcnow() + dt.timedelta(hours=1)).isoformat() if actor.timed_out else None
        shown = {
            "user": user,
            "roles": [str(role(server, number)) for number in roles],
            "joined_at": None,
            "flags": 0,
            "deaf": False,
            "mute": False,
        }
        return shown | {"permissions": str(rights), "communication_disabled_until": until}


@pytest.fixture
async def world() -> World:
    return World()


async def authority_in(context: Context, records: MemoryRecords | None = None) -> Authority:
    records = records or MemoryRecords()
    for server in (HOME, OTHER):
        chosen = ServerSettings(server, moderator_roles=(role(server, MODERATORS), server))  # @everyone has the server's number
        await records.save_settings(chosen, AuditEntry(server, 1, "setup", "", dt.datetime(2026, 11, 24, tzinfo=dt.UTC)))
    shards = {"shards": 4, "shard_ids": context.shards} if context.shards else {}
    return Authority(Settings(_env_file=None, home_servers=context.homes, **shards), records, lambda: context.bot_in)  # type: ignore[arg-type, call-arg]


def cases() -> Iterator[tuple[Actor, str, int]]:
    yield from ((actor, name, kind) for actor in ACTORS for name, kind in KINDS.items())


@pytest.mark.parametrize("permit", Permit, ids=lambda permit: permit.value)
@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
async def test_nobody_is_allowed_or_denied_who_should_not_be(world: World, context: Context, permit: Permit) -> None:
    authority = await authority_in(context)
    wrong, right = [], 0
    for actor, name, kind in cases():
        refusal = await authority.refuses(world.interaction(actor, context, kind), permit)
        if (refusal is None) != expected(actor, context, permit):
            wrong.append((actor.name, name, refusal))
        right += (refusal is None) == (not refusal)
    assert wrong == []
    assert right == len(ACTORS) * len(KINDS)


def test_the_table_is_large_enough_and_has_both_answers() -> None:
    answers = [expected(actor, context, permit) for actor, _, _ in cases() for context in CONTEXTS for permit in Permit]
    assert len(answers) >= 1_000
    assert 0.1 < sum(answers) / len(answers) < 0.5


async def refusal(world: World, actor: str, context: Context, permit: Permit = Permit.BASE) -> Refusal | None:
    found = next(one for one in ACTORS if one.name == actor)
    return await (await authority_in(context)).refuses(world.interaction(found, context, COMMAND), permit)


async def test_a_refusal_says_what_is_missing(world: World) -> None:
    home, other, _, several, direct, without = CONTEXTS
    assert await refusal(world, "member", home) is Refusal.NO_MODERATOR
    assert await refusal(world, "moderator", home, Permit.SET_UP) is Refusal.NO_MANAGER
    assert await refusal(world, "timed-out manager", home) is Refusal.TIMED_OUT
    assert await refusal(world, "owner", other) is Refusal.NOT_HOME
    assert await refusal(world, "owner", several) is Refusal.NO_HOME
    assert await refusal(world, "owner", direct) is Refusal.NO_SERVER
    assert await refusal(world, "owner", without) is Refusal.NO_SERVER
    assert await refusal(world, "user-installed moderator", home) is Refusal.NO_SERVER
    assert await refusal(world, "owner", home) is None


def test_every_refusal_has_its_sentence_and_the_one_without_a_home_names_the_setting() -> None:
    wording = Wordings.load().of("en")
    assert all(wording.say(refused.value) for refused in Refusal)
    assert "POLICYBOT_HOME_SERVERS" in wording.say(Refusal.NO_HOME.value)


async def test_a_process_that_sees_some_shards_only_takes_no_server_for_the_only_one(world: World) -> None:
    assert await refusal(world, "owner", Context("one of many", HOME, homes=(), bot_in=(HOME,), shards=(2,))) is Refusal.NO_HOME


async def test_while_the_servers_are_not_known_nobody_may(world: World) -> None:
    assert await refusal(world, "owner", Context("starting", HOME, homes=(), bot_in=())) is Refusal.NO_SERVER


async def test_in_storage_trouble_managers_still_may_and_roles_count_for_nothing(world: World) -> None:
    records = MemoryRecords()
    authority = await authority_in(CONTEXTS[0], records)
    records.trouble = "the disk is full"
    by_name = {actor.name: world.interaction(actor, CONTEXTS[0], COMMAND) for actor in ACTORS}
    assert not await authority.refuses(by_name["manager"], Permit.BASE)
    assert await authority.refuses(by_name["moderator"], Permit.BASE)


async def test_a_role_that_was_deleted_makes_nobody_a_moderator(world: World) -> None:
    authority = await authority_in(CONTEXTS[0])
    moderator = next(actor for actor in ACTORS if actor.name == "moderator")
    server = world.client.get_guild(HOME)
    assert server is not None
    server._remove_role(role(HOME, MODERATORS))
    assert await authority.refuses(world.interaction(moderator, CONTEXTS[0], COMMAND), Permit.BASE)


async def test_a_member_of_one_server_may_nothing_in_another(world: World) -> None:
    """Even where an event mixed up two servers, it is refused, not trusted."""
    authority = await authority_in(CONTEXTS[0])
    mixed = world.interaction(ACTORS[0], CONTEXTS[0], COMMAND)
    assert not await authority.refuses(mixed, Permit.BASE)
    mixed.user = world.interaction(ACTORS[0], CONTEXTS[1], COMMAND).user
    assert await authority.refuses(mixed, Permit.BASE) is Refusal.NO_SERVER

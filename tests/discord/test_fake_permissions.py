from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from fake import FakeDiscord, Permission
from fake.permissions import EVERYTHING, NOTHING, WHILE_TIMED_OUT, Overwrite, allowed
from fake.sample_bot import connected

if TYPE_CHECKING:
    from fake.state import Member, Role

VIEW, SEND, ADMIN = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.ADMINISTRATOR
EVERYONE, MOD, MUTED, ME = 1, 2, 3, 9
BOTH = VIEW | SEND
COMPARED = [
    VIEW,
    SEND,
    Permission.MANAGE_CHANNELS,
    Permission.ADD_REACTIONS,
    Permission.MANAGE_MESSAGES,
    Permission.READ_MESSAGE_HISTORY,
    Permission.MANAGE_ROLES,
    Permission.MANAGE_THREADS,
]
"""Those about channels that discord.py, too, leaves to roles and overwrites alone."""


@pytest.mark.parametrize(
    ("roles", "overwrites", "expected"),
    [
        ({EVERYONE: BOTH}, [], BOTH),
        ({EVERYONE: VIEW, MOD: SEND}, [], BOTH),
        ({EVERYONE: BOTH}, [Overwrite(EVERYONE, 0, deny=SEND)], VIEW),
        ({EVERYONE: BOTH, MOD: NOTHING}, [Overwrite(EVERYONE, 0, deny=SEND), Overwrite(MOD, 0, allow=SEND)], BOTH),
        ({EVERYONE: BOTH, MOD: NOTHING, MUTED: NOTHING}, [Overwrite(MUTED, 0, deny=SEND), Overwrite(MOD, 0, allow=SEND)], BOTH),
        ({EVERYONE: BOTH, MOD: NOTHING}, [Overwrite(MOD, 0, allow=SEND), Overwrite(ME, 1, deny=SEND)], VIEW),
        ({EVERYONE: BOTH}, [Overwrite(MOD, 0, deny=BOTH)], BOTH),
        ({EVERYONE: BOTH}, [Overwrite(EVERYONE, 0, deny=VIEW)], NOTHING),
        ({EVERYONE: NOTHING, MOD: ADMIN}, [Overwrite(ME, 1, deny=BOTH)], EVERYTHING),
    ],
)
def test_roles_and_overwrites_are_applied_in_discords_order(
    roles: dict[int, Permission], overwrites: list[Overwrite], expected: Permission
) -> None:
    assert allowed(ME, roles, overwrites) == expected
    assert allowed(ME, roles, reversed(overwrites)) == expected  # their order in the channel means nothing


def test_owners_may_do_everything_and_the_timed_out_only_read() -> None:
    denied = [Overwrite(ME, 1, deny=BOTH)]
    assert allowed(ME, {EVERYONE: NOTHING}, denied, owner=True) == EVERYTHING
    assert allowed(ME, {EVERYONE: BOTH | Permission.MANAGE_GUILD}, timed_out=True) == WHILE_TIMED_OUT & BOTH
    assert allowed(ME, {EVERYONE: ADMIN}, timed_out=True) == EVERYTHING


async def test_discord_py_computes_the_same_from_what_it_is_told(wired: FakeDiscord) -> None:
    chance = random.Random(5)  # noqa: S311 # not secret
    server = wired.add_server("Game", channels=tuple(f"c{number}" for number in range(40)))
    bits = COMPARED
    for name in ("a", "b"):
        server.bot_member.roles.append(server.add_role(name, chance.choice(bits)))
    targets: list[Role | Member] = [*server.roles.values(), server.bot_member]
    async with connected(wired) as bot:
        for channel in server.channels:
            for target in targets:
                channel.overwrite(target, allow=chance.choice(bits), deny=chance.choice(bits))
        await wired.settled()
        guild = bot.get_guild(server.id)
        assert guild is not None
        theirs = {one.name: one.permissions_for(guild.me).value for one in guild.text_channels}
    ours = {channel.name: channel.allows(wired.bot) for channel in server.channels}
    mask = sum(bits)
    assert {name: value & mask for name, value in theirs.items()} == {name: held & mask for name, held in ours.items()}
    assert len(set(ours.values())) > 5

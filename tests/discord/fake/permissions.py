"""Who may do what: Discord's permission bits, and the order in which roles and channel overwrites are applied.

Source: the pages "Permissions" and "Time Out" of Discord's developer documentation. Written apart from discord.py's own, so
that the two check each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Permission(IntFlag):
    """The permissions that the fake enforces, and those that a bot about questions may ask of its moderators."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


EVERYTHING = Permission((1 << 41) - 1)
NOTHING = Permission(0)
USUAL = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What ``@everyone`` may do in a server that nobody has configured."""
WHILE_TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


@dataclass(slots=True)
class Overwrite:
    """What a channel denies and allows to one role or one member, whatever their roles say."""

    target: int
    kind: Literal[0, 1]
    """0 for a role, 1 for a member."""
    allow: Permission = NOTHING
    deny: Permission = NOTHING


def allowed(
    user: int,
    roles: Mapping[int, Permission],
    overwrites: Iterable[Overwrite] = (),
    *,
    owner: bool = False,
    timed_out: bool = False,
) -> Permission:
    """Return what a member may do in a channel with these overwrites (none: in the server at large).

    ``roles`` tells what each of the member's roles allows, ``@everyone`` first. The owner and administrators may do everything.
    For others the channel's word on ``@everyone`` comes first, then on all their roles together (an allowing role beats a
    denying one), then on the member. Whoever is timed out can only read; whoever cannot see a channel can do nothing in it.
    """
    held = NOTHING
    for permissions in roles.values():
        held |= permissions
    if owner or Permission.ADMINISTRATOR in held:
        return EVERYTHING
    overwrites = list(overwrites)
    everyone, *others = roles
    for targets in ({everyone}, set(others), {user}):
        denied = given = NOTHING
        for overwrite in overwrites:
            if overwrite.target in targets:
                denied |= overwrite.deny
                given |= overwrite.allow
        held = held & ~denied | given
    if timed_out:
        held &= WHILE_TIMED_OUT
    return held if Permission.VIEW_CHANNEL in held else NOTHING

"""Servers, and the world that holds everything and tells what happens in it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from fake import payloads, transcript
from fake.permissions import NOTHING, Permission, allowed
from fake.state import DM, FORUM, TEXT, THREAD, Attachment, Channel, Member, Message, Role, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fake.clock import Clock
    from fake.people import Person
    from fake.permissions import Overwrite

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
"""Where Discord's snowflakes begin to count."""


@dataclass(eq=False, repr=False)
class Server:
    """A server (Discord calls it a guild) with its roles, members and channels."""

    world: World
    id: int
    name: str
    owner: Person
    locale: str
    has_bot: bool = False
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Server {self.name}>"

    @property
    def channels(self) -> list[Channel]:
        """All channels and threads, oldest first."""
        return [channel for channel in self.world.channels.values() if channel.server is self]

    @property
    def everyone(self) -> Role:
        """The role that all have; its id is the server's."""
        return self.roles["@everyone"]

    @property
    def bot_member(self) -> Member:
        """The bot, as a member."""
        return self.members[self.world.bot.id]

    def channel(self, name: str) -> Channel:
        """Return the channel of that name."""
        return next(channel for channel in self.channels if channel.name == name)

    def allows(self, user: User, overwrites: Iterable[Overwrite] = ()) -> Permission:
        """Return what this user may do in a channel with these overwrites; nothing if they are no member."""
        member = self.members.get(user.id)
        if member is None:
            return NOTHING
        out = member.timed_out_until is not None and member.timed_out_until > self.world.clock.wall()
        roles = {role.id: role.permissions for role in (self.everyone, *member.roles)}
        return allowed(user.id, roles, overwrites, owner=user is self.owner.user, timed_out=out)

    def add_role(self, name: str, permissions: Permission = NOTHING) -> Role:
        """Create a role, above those that there are."""
        role = self.roles[name] = Role(self.world.next_id(), name, permissions, position=len(self.roles))
        self.world.emit("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": payloads.role(role)}, server=self)
        return role

    def add_member(
        self, who: str | Person, roles: Iterable[Role | str] = (), *, admin: bool = False, bot: bool = False
    ) -> Person:
        """Let somebody join: a new user of that name, or one that exists. ``admin`` gives a role that may do everything."""
        user = self.world.add_user(who, bot=bot).user if isinstance(who, str) else who.user
        given = [self.roles[role] if isinstance(role, str) else role for role in roles]
        if admin:
            given.append(self.roles.get("Admin") or self.add_role("Admin", Permission.ADMINISTRATOR))
        member = self.members[user.id] = Member(user, self.world.clock.wall(), given)
        self._tell("GUILD_MEMBER_ADD", member)
        return self.world.bind(user, self)

    def update(self, member: Member) -> None:
        """Tell of a member's changed roles or time-out."""
        self._tell("GUILD_MEMBER_UPDATE", member)

    def _tell(self, name: str, member: Member) -> None:
        self.world.emit(name, {**payloads.member(member), "guild_id": str(self.id)}, server=self)

    def add_channel(self, name: str, overwrites: Iterable[Overwrite] = (), *, kind: int = TEXT) -> Channel:
        """Create a channel."""
        channel = Channel(self.world, self.world.next_id(), kind, name, self, overwrites=list(overwrites))
        self.world.channels[channel.id] = channel
        self.world.emit("CHANNEL_CREATE", payloads.channel(channel), server=self)
        return channel

    def add_forum(self, name: str, overwrites: Iterable[Overwrite] = ()) -> Channel:
        """Create a forum."""
        return self.add_channel(name, overwrites, kind=FORUM)

    def add_thread(self, parent: Channel, name: str, owner: User, first: Message | None = None) -> Channel:
        """Start a thread in a channel, from its message ``first`` or from none."""
        thread = Channel(self.world, first.id if first else self.world.next_id(), THREAD, name, self, parent, owner=owner)
        self.world.channels[thread.id] = thread
        if first is not None:
            first.thread = thread
        self.world.emit("THREAD_CREATE", {**payloads.channel(thread), "newly_created": True}, server=self)
        return thread

    def deny(self, channel: Channel, *permissions: Permission, to: Role | Member | None = None) -> None:
        """Take permissions in one channel, from the bot unless ``to`` names somebody else."""
        channel.overwrite(to or self.bot_member, deny=reduce(or_, permissions, NOTHING))

    def allow(self, channel: Channel, *permissions: Permission, to: Role | Member | None = None) -> None:
        """Give permissions in one channel, to the bot unless ``to`` names somebody else."""
        channel.overwrite(to or self.bot_member, allow=reduce(or_, permissions, NOTHING))


class World:
    """All that there is. Whoever puts the parts together (``FakeDiscord``) sets ``emit`` and ``bind``."""

    emit: Callable[..., None]
    """Tells the gateway: ``emit(name, data, server=..., message=...)``."""
    bind: Callable[[User, Server | None], Person]

    def __init__(self, clock: Clock, bot_name: str) -> None:
        self.clock = clock
        self._last_id = 0
        self.bot = User(self.next_id(), bot_name, bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.servers: dict[int, Server] = {}
        self.channels: dict[int, Channel] = {}
        self.files: dict[int, Attachment] = {}
        """Attachments that can be fetched, at ``cdn``."""
        self.cdn = ""

    def next_id(self) -> int:
        """Return a new snowflake: milliseconds since 2015, shifted by 22 bits; later ones are larger."""
        millis = int((self.clock.wall() - EPOCH).total_seconds() * 1000)
        self._last_id = max(self._last_id + 1, millis << 22)
        return self._last_id

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = False, bot: bool = False) -> Person:
        """Create an account; ``installed`` says that this user has the bot as a user-installed app."""
        user = User(self.next_id(), name, bot, locale, installed)
        self.users[user.id] = user
        return self.bind(user, None)

    def conversation(self, *users: User) -> Channel:
        """Return the direct messages between two users, opening them if need be."""
        for channel in self.channels.values():
            if channel.kind == DM and set(channel.recipients) == set(users):
                return channel
        channel = Channel(self, self.next_id(), DM, " and ".join(user.name for user in users), recipients=list(users))
        self.channels[channel.id] = channel
        return channel

    def mentioned_in(self, content: str) -> list[User]:
        """Return the users whom a text mentions."""
        idents = dict.fromkeys(int(ident) for ident in re.findall(r"<@!?(\d+)>", content))
        return [self.users[ident] for ident in idents if ident in self.users]

    def post(self, message: Message) -> Message:
        """Put a new message into its channel and tell of it."""
        message.channel.messages[message.id] = message
        message.channel.diary.append(transcript.said(message))
        if message.reference is not None:
            message.reference.replies.append(message)
        self.emit("MESSAGE_CREATE", payloads.message_event(message), server=message.channel.server, message=message)
        return message

    def edit(self, message: Message, **changes: Any) -> None:  # noqa: ANN401 # one type for each field of a message
        """Change fields of a message (``content``, ``components`` …) and tell of it."""
        message.edits.append(message.content)
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited = self.clock.wall()
        message.channel.diary.append(transcript.edited(message))
        self.emit("MESSAGE_UPDATE", payloads.message_event(message), server=message.channel.server, message=message)

    def delete(self, message: Message) -> None:
        """Remove a message and tell of it."""
        message.deleted = True
        channel = message.channel
        channel.messages.pop(message.id, None)
        channel.diary.append(transcript.deleted(message))
        gone = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.server is not None and message.ephemeral_for is None:
            gone["guild_id"] = str(channel.server.id)
        self.emit("MESSAGE_DELETE", gone, server=channel.server, message=message)

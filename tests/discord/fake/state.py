"""Users, roles, members, messages and channels: plain data, with the verbs that change it.

Each change is told to ``World.emit`` (see ``world``); the gateway sends it to the sessions that may know of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fake import payloads
from fake.permissions import NOTHING, USUAL, Overwrite, Permission

if TYPE_CHECKING:
    import datetime as dt

    from fake.wire import JSON
    from fake.world import Server, World

TEXT, DM, FORUM, THREAD = 0, 1, 15, 11
"""Kinds of channel."""
DEFAULT, REPLY = 0, 19
"""Kinds of message."""
EPHEMERAL, LOADING = 1 << 6, 1 << 7
"""Flags of a message that one person alone sees, and of one that still says "is thinking"."""


@dataclass(eq=False, slots=True)
class User:
    """An account: a person's, or a bot's."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    installed: bool = False
    """Whether this user has installed the bot for themselves."""
    dms_closed: bool = False

    @property
    def mention(self) -> str:
        """The text that mentions this user."""
        return f"<@{self.id}>"


@dataclass(eq=False, slots=True)
class Role:
    """A role of one server."""

    id: int
    name: str
    permissions: Permission
    position: int = 0


@dataclass(eq=False, slots=True)
class Member:
    """A user in one server."""

    user: User
    joined: dt.datetime
    roles: list[Role] = field(default_factory=list)
    timed_out_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it hangs on a message."""

    id: int
    filename: str
    content: bytes
    description: str | None = None

    @property
    def text(self) -> str:
        """The content, read as UTF-8."""
        return self.content.decode()


@dataclass(eq=False, repr=False)
class Message:
    """A message, as everybody (or, where ``ephemeral_for`` is set, one user alone) sees it."""

    id: int
    channel: Channel
    author: User
    content: str
    created: dt.datetime
    kind: int = DEFAULT
    mentions: list[User] = field(default_factory=list)
    reference: Message | None = None
    """The message that this one replies to, also when that has been deleted."""
    replies: list[Message] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    embeds: list[JSON] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    edited: dt.datetime | None = None
    edits: list[str] = field(default_factory=list)
    """What it said before each edit, oldest first."""
    deleted: bool = False
    ephemeral_for: User | None = None
    asker: User | None = None
    """Who used the interaction that led to it, and ``metadata``: what Discord tells of that interaction."""
    metadata: JSON | None = None
    thread: Channel | None = None

    def __repr__(self) -> str:
        return f"<Message of {self.author.name}: {self.content!r}>"

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in reading order."""
        return [part.get("label", "") for part in payloads.controls(self.components) if part["type"] == payloads.BUTTON]

    async def edit(self, content: str) -> None:
        """Its author changes what it says."""
        self.channel.world.edit(self, content=content)

    async def delete(self) -> None:
        """Its author (or a moderator) deletes it."""
        self.channel.world.delete(self)


@dataclass(eq=False, repr=False)
class Channel:
    """A text channel, a forum, a thread or a conversation in direct messages."""

    world: World
    id: int
    kind: int
    name: str
    server: Server | None = None
    parent: Channel | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    recipients: list[User] = field(default_factory=list)
    """The two users of a direct conversation."""
    owner: User | None = None
    """Who started the thread."""
    archived: bool = False
    locked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    diary: list[str] = field(default_factory=list)
    """What people saw happen, in order; see ``transcript``."""

    def __repr__(self) -> str:
        return f"<Channel {self.name}>"

    @property
    def starter(self) -> Message:
        """The first message of a forum post."""
        return self.messages[self.id]

    def allows(self, user: User) -> Permission:
        """Return what this user may do here; a thread asks its parent."""
        if self.server is None:
            return USUAL if user in self.recipients else NOTHING
        if self.kind == THREAD and self.parent is not None:
            return self.parent.allows(user)
        return self.server.allows(user, self.overwrites)

    def overwrite(self, target: Role | Member, *, allow: Permission = NOTHING, deny: Permission = NOTHING) -> None:
        """Allow and deny, on top of what was said before; the later word counts."""
        ident = target.id if isinstance(target, Role) else target.user.id
        mine = next((one for one in self.overwrites if one.target == ident), None)
        if mine is None:
            mine = Overwrite(ident, 0 if isinstance(target, Role) else 1)
            self.overwrites.append(mine)
        mine.allow = mine.allow & ~deny | allow
        mine.deny = mine.deny & ~allow | deny
        self.world.emit("CHANNEL_UPDATE", payloads.channel(self), server=self.server)

    async def close(self, *, locked: bool = True, archived: bool = False) -> None:
        """A moderator locks or archives a thread."""
        self.locked, self.archived = locked, archived
        self.world.emit("THREAD_UPDATE", payloads.channel(self), server=self.server)

    async def delete(self) -> None:
        """A moderator removes the channel with all that was said in it."""
        del self.world.channels[self.id]
        kind = "THREAD_DELETE" if self.kind == THREAD else "CHANNEL_DELETE"
        self.world.emit(kind, payloads.channel(self), server=self.server)

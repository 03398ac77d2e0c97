"""People: what a user can do in Discord's client, as methods.

Whatever the client would not offer raises ``NotOffered``: a command that is not there or hidden, a button that is not on the
message. ``forged=True`` sends it all the same, as a modified client would, or one whose administrators have allowed it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from fake import payloads, transcript
from fake.callbacks import context_of
from fake.commands import NotOffered, filled_in, hidden_by_default, resolved
from fake.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, DEADLINE, SUBMIT
from fake.permissions import Permission
from fake.state import FORUM, REPLY, THREAD, Attachment, Message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from fake.callbacks import Interactions
    from fake.commands import Commands
    from fake.interactions import Choice, Form, Interaction
    from fake.state import Channel, Member, Role, User
    from fake.wire import JSON
    from fake.world import Server, World

SLASH, MESSAGE_MENU = 1, 3
"""Kinds of command."""
PATIENCE = 5.0
"""Seconds that a person watches "is thinking…"."""


class Person:
    """A user, and the server in which they were made a member (none: they only have direct messages)."""

    def __init__(self, user: User, server: Server | None, world: World, interactions: Interactions, commands: Commands) -> None:
        self.user = user
        self.server = server
        self._world = world
        self._interactions = interactions
        self._commands = commands

    def __repr__(self) -> str:
        return f"<Person {self.name}>"

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """The text that mentions this person."""
        return self.user.mention

    @property
    def dms(self) -> Channel:
        """The direct messages with the bot."""
        return self._world.conversation(self._world.bot, self.user)

    @property
    def member(self) -> Member:
        """This person as a member of their server."""
        if self.server is None:
            raise NotOffered(f"{self.name} is in no server")
        return self.server.members[self.id]

    def chat_with(self, other: Person) -> Channel:
        """Return the direct messages with another person, where only user-installed apps can be used."""
        return self._world.conversation(self.user, other.user)

    async def set_roles(self, *roles: Role) -> None:
        """A moderator gives this person these roles in place of all others."""
        self.member.roles = list(roles)
        self._update()

    async def time_out(self, seconds: float) -> None:
        """A moderator silences this person for a while."""
        self.member.timed_out_until = self._world.clock.wall() + dt.timedelta(seconds=seconds)
        self._update()

    def _update(self) -> None:
        if self.server is not None:
            self.server.update(self.member)

    async def say(
        self, channel: Channel, text: str, *, mentions_bot: bool = False, reply_to: Message | None = None, ping: bool = True
    ) -> Message:
        """Write a message; ``mentions_bot`` puts the bot's mention in front, ``ping`` pings the author replied to."""
        self._need(channel, Permission.SEND_MESSAGES_IN_THREADS if channel.kind == THREAD else Permission.SEND_MESSAGES)
        message = self._written(channel, f"{self._world.bot.mention} {text}" if mentions_bot else text)
        if reply_to is not None:
            message.kind, message.reference = REPLY, reply_to
            if ping and reply_to.author not in message.mentions:
                message.mentions.append(reply_to.author)
        return self._world.post(message)

    async def dm(self, text: str) -> Message:
        """Write to the bot directly."""
        return await self.say(self.dms, text)

    async def upload(self, channel: Channel, text: str, files: Mapping[str, bytes]) -> Message:
        """Write a message with files."""
        self._need(channel, Permission.ATTACH_FILES)
        message = self._written(channel, text)
        message.attachments = [Attachment(self._world.next_id(), name, content) for name, content in files.items()]
        return self._world.post(message)

    def file(self, name: str, content: bytes) -> Attachment:
        """Return a file, to be given to a command that takes one."""
        return Attachment(self._world.next_id(), name, content)

    async def forum_post(self, forum: Channel, title: str, text: str) -> Channel:
        """Start a post in a forum: the thread comes first, then its first message, with the same id."""
        if forum.server is None or forum.kind != FORUM:
            raise NotOffered(f"#{forum.name} is no forum")
        self._need(forum, Permission.SEND_MESSAGES)
        thread = forum.server.add_thread(forum, title, self.user)
        first = self._written(thread, text)
        first.id = thread.id
        self._world.post(first)
        return thread

    async def start_thread(self, message: Message, name: str) -> Channel:
        """Start a thread from a message."""
        if message.channel.server is None:
            raise NotOffered("There are no threads in direct messages")
        self._need(message.channel, Permission.CREATE_PUBLIC_THREADS)
        return message.channel.server.add_thread(message.channel, name, self.user, message)

    def _written(self, channel: Channel, content: str) -> Message:
        mentions = self._world.mentioned_in(content)
        return Message(self._world.next_id(), channel, self.user, content, self._world.clock.wall(), mentions=mentions)

    async def slash(self, where: Channel, command: str, *, forged: bool = False, **options: object) -> Interaction:
        """Use a slash command, ``"ask"`` or ``"kb reload"``, and wait for the answer."""
        name, *path = command.split()
        found = self._offered(where, name, SLASH, forged=forged)
        given = {key: getattr(value, "user", value) for key, value in options.items()}
        data = self._data(found, {"options": filled_in(path, found, given)}, resolved(given, where))
        named = {key: getattr(value, "filename", getattr(value, "name", value)) for key, value in given.items()}
        told = "".join(f" {key}: {value}" for key, value in named.items())
        return await self._do(f"used /{command}{told}", COMMAND, where, data)

    async def autocomplete(
        self, where: Channel, command: str, option: str, partial: str, *, forged: bool = False, **others: object
    ) -> list[Choice]:
        """Type into an option of a slash command; return what the bot offers, nothing if it does not answer."""
        name, *path = command.split()
        found = self._offered(where, name, SLASH, forged=forged)
        options = filled_in(path, found, {**others, option: partial}, focused=option)
        done = await self._do("", AUTOCOMPLETE, where, self._data(found, {"options": options}, {}))
        return done.choices or []

    async def context_menu(self, name: str, message: Message, *, forged: bool = False) -> Interaction:
        """Choose an app's entry in the menu of a message."""
        self._see(message)
        found = self._offered(message.channel, name, MESSAGE_MENU, forged=forged)
        data = self._data(found, {"target_id": str(message.id)}, {"messages": {str(message.id): payloads.message(message)}})
        told = f"chose “{name}” in the menu of {message.author.name}'s message"
        return await self._do(told, COMMAND, message.channel, data, target=message)

    async def click(
        self, message: Message, label: str | None = None, *, custom_id: str | None = None, forged: bool = False
    ) -> Interaction:
        """Press the button of that label or id."""
        data: JSON = {"custom_id": custom_id, "component_type": payloads.BUTTON, "id": 1}
        if not forged:
            button = self._control(message, {payloads.BUTTON}, label, custom_id)
            data, label = _used(button), button.get("label")
        return await self._do(f"pressed [{label or custom_id}]", COMPONENT, message.channel, data, source=message)

    async def select(self, message: Message, values: Collection[Any], *, custom_id: str | None = None) -> Interaction:
        """Choose in a menu, by the values or labels of its options, or people, roles and channels themselves."""
        menu = self._control(message, payloads.SELECTS, None, custom_id)
        chosen, named = _chosen(menu, values)
        data = {**_used(menu), "values": chosen} | ({"resolved": resolved(named, message.channel)} if named else {})
        told = f"chose {', '.join(str(getattr(value, 'name', value)) for value in values)}"
        return await self._do(told, COMPONENT, message.channel, data, source=message)

    async def submit(self, form: Form, values: Mapping[str, Any]) -> Interaction:
        """Fill in a form, by the custom ids of its fields, and send it."""
        left = dict(values)
        data = {"custom_id": form.custom_id, "components": [_submitted(part, left) for part in form.components]}
        if left:
            raise NotOffered(f"The form {form.title!r} has no field {sorted(left)}")
        shown = form.interaction
        links = {"source": shown.source, "parent": shown}
        return await self._do(f"filled in “{form.title}”", SUBMIT, shown.channel, data, **links)

    async def _do(self, told: str, kind: int, where: Channel, data: JSON, **links: Any) -> Interaction:  # noqa: ANN401 # see begin
        """Begin an interaction, and wait for what comes back."""
        if told:
            where.diary.append(transcript.did(self.user, told))
        made = self._interactions.begin(kind, self.user, where, data, **links)
        clock = self._world.clock
        await clock.wait_until(lambda: made.acknowledged is not None or made.failed, DEADLINE)
        await clock.wait_until(lambda: not made.thinking, PATIENCE)
        return made

    def _offered(self, where: Channel, name: str, kind: int, *, forged: bool) -> JSON:
        if forged:
            return self._commands.named(where.server, name, kind)
        self._need(where, Permission.USE_APPLICATION_COMMANDS)
        installs = ([0] if where.server is None or where.server.has_bot else []) + ([1] if self.user.installed else [])
        found = self._commands.offered(where.server, name, kind, context=context_of(where), installs=installs)
        if where.server is not None and hidden_by_default(found, where.allows(self.user)):
            raise NotOffered(f"{self.name} may not use {name!r}: its default permissions hide it")
        return found

    def _data(self, command: JSON, facts: JSON, found: JSON) -> JSON:
        base = {key: command[key] for key in ("id", "name", "type", "guild_id") if key in command}
        return base | facts | ({"resolved": found} if found else {})

    def _control(self, message: Message, kinds: Collection[int], label: str | None, custom_id: str | None) -> JSON:
        self._see(message)
        there = [part for part in payloads.controls(message.components) if part["type"] in kinds and part.get("custom_id")]
        for part in there:
            if label in (None, part.get("label")) and custom_id in (None, part["custom_id"]):
                if part.get("disabled"):
                    raise NotOffered(f"[{label or custom_id}] is switched off")
                return part
        raise NotOffered(f"The message has no [{label or custom_id or 'menu'}]; it has {[part.get('label') for part in there]}")

    def _see(self, message: Message) -> None:
        self._need(message.channel, Permission.VIEW_CHANNEL)
        if message.deleted or message.ephemeral_for not in (None, self.user):
            raise NotOffered(f"{self.name} does not see that message")

    def _need(self, where: Channel, permission: Permission) -> None:
        if permission not in where.allows(self.user):
            raise NotOffered(f"{self.name} may not do that in #{where.name}: {permission.name} is missing")


def _used(part: JSON) -> JSON:
    return {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}


def _chosen(menu: JSON, values: Collection[Any]) -> tuple[list[str], dict[str, object]]:
    """Return the values of a menu that these stand for, and the things among them by name."""
    if not menu["min_values"] <= len(values) <= menu["max_values"]:
        raise NotOffered(f"The menu takes {menu['min_values']} to {menu['max_values']} values, not {len(values)}")
    if menu["type"] != 3:  # a menu of people, roles or channels
        things = [getattr(value, "user", value) for value in values]
        return [str(thing.id) for thing in things], {str(thing.id): thing for thing in things}
    by_word = {option["label"]: option["value"] for option in menu["options"]}
    by_word |= {option["value"]: option["value"] for option in menu["options"]}
    if unknown := [value for value in values if value not in by_word]:
        raise NotOffered(f"The menu does not have {unknown}; it has {list(by_word)}")
    return [by_word[value] for value in values], {}


def _submitted(part: JSON, left: dict[str, Any]) -> JSON:
    """Return one part of a form as it is sent back, taking its value out of ``left``."""
    if part["type"] == payloads.ROW:
        return {"type": part["type"], "id": part["id"], "components": [_submitted(inner, left) for inner in part["components"]]}
    if part["type"] == payloads.LABEL:
        return {"type": part["type"], "id": part["id"], "component": _submitted(part["component"], left)}
    if "custom_id" not in part:
        return {"type": part["type"], "id": part["id"]}
    base = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
    value = left.pop(part["custom_id"], None)
    if part["type"] == payloads.TEXT_INPUT:
        text = part.get("value") or "" if value is None else value
        if (part.get("required", True) and not text) or len(text) > part.get("max_length", 4000):
            raise NotOffered(f"The field {part['custom_id']!r} takes no {len(text)} characters")
        return base | {"value": text}
    return base | ({"values": value or []} if part["type"] in {*payloads.SELECTS, 19, 22} else {"value": value})

"""The routes on which the bot answers interactions, and the event that begins one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake import payloads
from fake.composing import changes, composed, pinged
from fake.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    MESSAGE,
    MODAL,
    SILENT,
    SUBMIT,
    THINKING,
    UPDATE,
    Acknowledgement,
    Choice,
    Form,
    Interaction,
)
from fake.permissions import USUAL
from fake.state import DM, EPHEMERAL, LOADING, REPLY
from fake.wire import Answer, Refusal, invalid

if TYPE_CHECKING:
    from fake.rest import Routes
    from fake.state import Channel, Message, User
    from fake.wire import JSON, Call
    from fake.world import World

TOKEN_LASTS = 15 * 60.0
"""Seconds until an interaction's token is worth nothing."""
FITTING = {
    COMMAND: {MESSAGE, THINKING, MODAL},
    COMPONENT: {MESSAGE, THINKING, SILENT, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    SUBMIT: {MESSAGE, THINKING, SILENT, UPDATE},
}
SLASH_REPLY, MENU_REPLY = 20, 23
"""Kinds of message: the answers to a slash command and to a context menu."""
BY_SERVER, BY_USER = "0", "1"
"""Who has installed the bot."""
IN_SERVER, IN_BOT_DM, IN_PRIVATE = 0, 1, 2


class Interactions:
    """Begins interactions for people, and serves the routes on which the bot answers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clock = world.clock
        self._by_token: dict[str, Interaction] = {}
        self._waiting: set[Interaction] = set()

    @property
    def waiting(self) -> bool:
        """Whether any interaction waits for its answer."""
        self._waiting = {one for one in self._waiting if one.acknowledged is None and not one.failed}
        return bool(self._waiting)

    def forget(self) -> None:
        """Forget interactions: their tokens are worth nothing any more."""
        self._by_token.clear()

    def routes(self) -> Routes:
        """Return the routes by method and documented path."""
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        original, single = hook + "/messages/@original", hook + "/messages/{message_id}"
        return {
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): self.callback,
            ("POST", hook): self.follow_up,
            ("GET", original): self.read,
            ("PATCH", original): self.edit,
            ("DELETE", original): self.delete,
            ("GET", single): self.read,
            ("PATCH", single): self.edit,
            ("DELETE", single): self.delete,
        }

    def begin(self, kind: int, user: User, channel: Channel, data: JSON, **links: Interaction | Message | None) -> Interaction:
        """Tell the bot that a person has done something; ``links`` are ``source``, ``target`` or ``parent``."""
        owners = _owners(user, channel)
        made = Interaction(self._world.next_id(), kind, user, channel, data, self._clock.now(), self._clock, owners)
        for name, value in links.items():
            setattr(made, name, value)
        self._by_token[made.token] = made
        self._waiting.add(made)
        self._world.emit("INTERACTION_CREATE", self._event(made), server=channel.server)
        return made

    def _event(self, made: Interaction) -> JSON:
        channel, server = made.channel, made.channel.server
        held = channel.allows(made.user)
        event: JSON = {
            "id": str(made.id),
            "application_id": str(self._world.bot.id),
            "type": made.kind,
            "data": made.data,
            "token": made.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": {**payloads.channel(channel), "permissions": str(int(held))},
            "app_permissions": str(int(channel.allows(self._world.bot) if server and server.has_bot else USUAL)),
            "locale": made.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": made.owners,
            "context": context_of(channel),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if server is not None:
            member = payloads.member(server.members[made.user.id]) | {"permissions": str(int(held))}
            event |= {"guild_id": str(server.id), "guild_locale": server.locale, "member": member}
            event["guild"] = {"id": str(server.id), "locale": server.locale, "features": []}
        else:
            event["user"] = payloads.user(made.user)
        if made.source is not None:
            event["message"] = payloads.message(made.source)
        return event

    def callback(self, call: Call) -> Answer:
        """Take the bot's first answer."""
        made = self._by_token.get(call.params["interaction_token"])
        if made is None or made.id != call.id("interaction_id") or made.failed:
            raise Refusal(10062)
        if made.acknowledged is not None:
            raise Refusal(40060)
        kind, data = call.body["type"], call.body.get("data") or {}
        if kind not in FITTING[made.kind] or (kind in (SILENT, UPDATE) and made.source is None):
            raise invalid("type", code="BASE_TYPE_CHOICES", message=f"no answer of type {kind} to an interaction {made.kind}")
        made.acknowledged = Acknowledgement(kind, self._clock.now() - made.born)
        self._carry_out(made, kind, data, call)
        return Answer(body=self._outcome(made, kind)) if call.query.get("with_response") in ("1", "true") else Answer(204)

    def _carry_out(self, made: Interaction, kind: int, data: JSON, call: Call) -> None:
        if kind == MESSAGE:
            made.original = self._post(made, data, call)
        elif kind == THINKING:
            made.original = self._post(made, {"flags": (data.get("flags") or 0) | LOADING}, call)
        elif kind in (SILENT, UPDATE):
            made.original = made.source
            if kind == UPDATE and made.source is not None:
                self._world.edit(made.source, **changes(made.source, data, call))
        elif kind == CHOICES:
            made.choices = [Choice(choice["name"], choice["value"]) for choice in data["choices"]]
        else:
            made.modal = Form(made, data["custom_id"], data["title"], payloads.numbered(data["components"]))

    def _outcome(self, made: Interaction, kind: int) -> JSON:
        shown = made.original
        about: JSON = {"id": str(made.id), "type": made.kind, "channel_id": str(made.channel.id)}
        if made.channel.server is not None:
            about["guild_id"] = str(made.channel.server.id)
        if shown is None:
            return {"interaction": about}
        about["response_message_id"] = str(shown.id)
        about["response_message_loading"] = made.thinking
        about["response_message_ephemeral"] = shown.ephemeral_for is not None
        if kind not in (MESSAGE, UPDATE):
            return {"interaction": about}
        return {"interaction": about, "resource": {"type": kind, "message": payloads.message(shown)}}

    def follow_up(self, call: Call) -> Answer:
        """Fill a deferral, or send one more message."""
        made = self._of_webhook(call)
        if made.thinking and made.original is not None:
            return self._fill(made.original, call)
        message = self._post(made, call.body, call, follows=made.original)
        made.followups.append(message)
        return Answer(body=payloads.message(message))

    def read(self, call: Call) -> Answer:
        """Show one of the messages."""
        return Answer(body=payloads.message(self._message(call)))

    def edit(self, call: Call) -> Answer:
        """Change one of the messages."""
        message = self._message(call)
        if message.flags & LOADING:
            return self._fill(message, call)
        self._world.edit(message, **changes(message, call.body, call))
        return Answer(body=payloads.message(message))

    def delete(self, call: Call) -> Answer:
        """Delete one of the messages."""
        self._world.delete(self._message(call))
        return Answer(204)

    def _fill(self, message: Message, call: Call) -> Answer:
        made = changes(message, call.body, call)
        made["flags"] = message.flags & EPHEMERAL
        self._world.edit(message, **made)
        message.edits.clear()  # people never saw anything else than "is thinking"
        return Answer(body=payloads.message(message))

    def _post(self, made: Interaction, data: JSON, call: Call, follows: Message | None = None) -> Message:
        message = composed(made.channel, data, call)
        message.metadata, message.asker = made.metadata(), made.user
        message.reference = follows or made.target or made.source
        message.kind = REPLY if message.reference is not None else SLASH_REPLY
        if made.target is not None and follows is None:
            message.kind = MENU_REPLY
        message.mentions = pinged(self._world, data, message.reference)
        if message.flags & EPHEMERAL:
            message.ephemeral_for = made.user
        return self._world.post(message)

    def _of_webhook(self, call: Call) -> Interaction:
        made = self._by_token.get(call.params["webhook_token"])
        if made is None or made.acknowledged is None or call.id("webhook_id") != self._world.bot.id:
            raise Refusal(10015)
        if self._clock.now() - made.born > TOKEN_LASTS:
            raise Refusal(50027)
        return made

    def _message(self, call: Call) -> Message:
        made = self._of_webhook(call)
        ident = call.id("message_id") if "message_id" in call.params else None
        known = [one for one in (made.original, *made.followups) if one is not None and not one.deleted]
        found = made.original if ident is None else next((one for one in known if one.id == ident), None)
        if found is None or found.deleted:
            raise Refusal(10008)
        return found


def context_of(channel: Channel) -> int:
    """Return where an interaction happens: in a server, in direct messages with the bot, or between other people."""
    if channel.server is not None:
        return IN_SERVER
    return IN_BOT_DM if channel.kind == DM and channel.world.bot in channel.recipients else IN_PRIVATE


def _owners(user: User, channel: Channel) -> JSON:
    """Return whose installations let the interaction happen: the server's, the user's or both."""
    owners = {BY_USER: str(user.id)} if user.installed else {}
    if channel.server is not None and channel.server.has_bot:
        owners[BY_SERVER] = str(channel.server.id)
    elif context_of(channel) == IN_BOT_DM:
        owners[BY_SERVER] = "0"
    return owners

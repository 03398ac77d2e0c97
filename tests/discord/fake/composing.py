"""From what the bot sent to a message: a new one, or the changes of an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fake import payloads
from fake.state import EPHEMERAL, Attachment, Message

if TYPE_CHECKING:
    from fake.state import Channel, User
    from fake.wire import JSON, Call
    from fake.world import World


def composed(channel: Channel, body: JSON, call: Call) -> Message:
    """Return a new message of the bot, not posted yet."""
    world = channel.world
    message = Message(world.next_id(), channel, world.bot, "", world.clock.wall(), flags=body.get("flags") or 0)
    for name, value in changes(message, body, call).items():
        setattr(message, name, value)
    return message


def changes(message: Message, body: JSON, call: Call) -> dict[str, Any]:
    """Return what an edit changes; a field that is not named stays as it is."""
    world = message.channel.world
    made: dict[str, Any] = {}
    if "content" in body:
        made["content"] = body["content"] or ""
    if "components" in body:
        made["components"] = payloads.numbered(body["components"] or [])
    if "embeds" in body:
        made["embeds"] = body["embeds"] or []
    if "attachments" in body or call.files:
        kept = {int(part["id"]) for part in body.get("attachments") or []}
        told = {part.get("filename"): part.get("description") for part in body.get("attachments") or []}
        new = [Attachment(world.next_id(), file.name, file.content, told.get(file.name)) for file in call.files]
        made["attachments"] = [one for one in message.attachments if one.id in kept] + new
    if body.get("flags") is not None:
        made["flags"] = body["flags"] | message.flags & EPHEMERAL
    return made


def pinged(world: World, body: JSON, replied_to: Message | None) -> list[User]:
    """Return whom a message of the bot pings: by default everybody whom it names, and whoever it replies to."""
    policy = body.get("allowed_mentions")
    named = world.mentioned_in(body.get("content") or "")
    if policy is not None:
        ids = {int(ident) for ident in policy.get("users") or []}
        named = [user for user in named if "users" in (policy.get("parse") or []) or user.id in ids]
    if replied_to is not None and (policy is None or policy.get("replied_user")):
        named.append(replied_to.author)
    return named

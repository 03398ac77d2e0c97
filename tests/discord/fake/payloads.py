"""State as the JSON that Discord sends. Snowflakes go as strings, permissions as decimal strings, times as ISO 8601."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fake.state import Attachment, Channel, Member, Message, Role, User
    from fake.wire import JSON
    from fake.world import Server

ROW, BUTTON, TEXT_INPUT, TEXT, LABEL = 1, 2, 4, 10, 18
SELECTS = {3, 5, 6, 7, 8}
"""Kinds of component that this fake treats by name."""
THREAD = 11


def controls(components: list[JSON]) -> Iterator[JSON]:
    """Yield every component inside these, rows and containers opened up, in reading order."""
    for part in components:
        yield part
        yield from controls(part.get("components") or [])
        yield from controls([part[key] for key in ("accessory", "component") if part.get(key)])


def numbered(components: list[JSON]) -> list[JSON]:
    """Return the components as Discord gives them back: every one with an integer id."""
    counter = iter(range(1, 1000))

    def number(part: JSON) -> JSON:
        given = {"id": next(counter), **part}
        if "components" in part:
            given["components"] = [number(inner) for inner in part["components"]]
        for key in ("accessory", "component"):
            if part.get(key):
                given[key] = number(part[key])
        if part["type"] in SELECTS:
            given = {"min_values": 1, "max_values": 1, **given}
            given.pop("required", None)  # means something in forms alone
        return given

    return [number(part) for part in components]


def user(who: User) -> JSON:
    """Return a user."""
    return {
        "id": str(who.id),
        "username": who.name.lower().replace(" ", "_"),
        "global_name": None if who.bot else who.name,
        "discriminator": "0" if not who.bot else "0001",
        "avatar": None,
        "bot": who.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def member(who: Member, *, with_user: bool = True) -> JSON:
    """Return a member; in a message's event the user stands beside it instead."""
    until = who.timed_out_until
    return {
        **({"user": user(who.user)} if with_user else {}),
        "roles": [str(role.id) for role in who.roles],
        "joined_at": who.joined.isoformat(),
        "nick": None,
        "avatar": None,
        "banner": None,
        "flags": 0,
        "pending": False,
        "premium_since": None,
        "mute": False,
        "deaf": False,
        "communication_disabled_until": until.isoformat() if until else None,
    }


def role(one: Role) -> JSON:
    """Return a role."""
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(one: Channel) -> JSON:
    """Return a channel, a thread or a direct conversation."""
    base: JSON = {"id": str(one.id), "type": one.kind, "flags": 0}
    base["last_message_id"] = str(next(reversed(one.messages))) if one.messages else None
    if one.server is None:
        return {**base, "recipients": [user(who) for who in one.recipients if who is not one.world.bot]}
    base |= {"guild_id": str(one.server.id), "name": one.name, "parent_id": str(one.parent.id) if one.parent else None}
    if one.kind == THREAD:
        return base | _thread(one)
    return base | {
        "position": 0,
        "nsfw": False,
        "topic": None,
        "rate_limit_per_user": 0,
        "permission_overwrites": [
            {"id": str(it.target), "type": it.kind, "allow": str(int(it.allow)), "deny": str(int(it.deny))}
            for it in one.overwrites
        ],
    }


def _thread(one: Channel) -> JSON:
    created = one.world.clock.wall().isoformat()
    return {
        "owner_id": str(one.owner.id) if one.owner else str(one.world.bot.id),
        "message_count": len(one.messages),
        "total_message_sent": len(one.messages),
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": one.archived,
            "locked": one.locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": created,
            "create_timestamp": created,
        },
    }


def attachment(one: Attachment, where: Channel) -> JSON:
    """Return an attachment, which can be fetched from then on."""
    where.world.files[one.id] = one
    url = f"{where.world.cdn}/attachments/{where.id}/{one.id}/{quote(one.filename.replace('/', '_'))}"
    return {"id": str(one.id), "filename": one.filename, "size": len(one.content), "url": url, "proxy_url": url}


def message(one: Message, *, nested: bool = True) -> JSON:
    """Return a message as a route answers it; ``nested`` adds the message that it replies to."""
    data: JSON = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "type": one.kind,
        "author": user(one.author),
        "content": one.content,
        "timestamp": one.created.isoformat(),
        "edited_timestamp": one.edited.isoformat() if one.edited else None,
        "mentions": [user(who) for who in one.mentions],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [attachment(it, one.channel) for it in one.attachments],
        "embeds": [{"type": "rich", **embed} for embed in one.embeds],
        "components": one.components,
        "flags": one.flags,
        "pinned": False,
        "tts": False,
    }
    if one.nonce is not None:
        data["nonce"] = one.nonce
    if one.metadata is not None:
        bot = str(one.channel.world.bot.id)
        data |= {"interaction_metadata": one.metadata, "application_id": bot, "webhook_id": bot}
    if one.thread is not None:
        data["thread"] = channel(one.thread)
    if one.reference is not None:
        data |= _reference(one.reference, nested=nested)
    return data


def _reference(target: Message, *, nested: bool) -> JSON:
    data: JSON = {"message_reference": {"type": 0, "channel_id": str(target.channel.id), "message_id": str(target.id)}}
    if target.channel.server is not None:
        data["message_reference"]["guild_id"] = str(target.channel.server.id)
    if nested:
        data["referenced_message"] = None if target.deleted else message(target, nested=False)
    return data


def message_event(one: Message) -> JSON:
    """Return a message as the gateway sends it: with the server and its author's member, unless it is ephemeral."""
    data = message(one)
    where = one.channel.server
    if where is None or one.ephemeral_for is not None:
        return data
    data["guild_id"] = str(where.id)
    writer = where.members.get(one.author.id)
    if writer is not None and one.metadata is None:
        data["member"] = member(writer, with_user=False)
    return data


def without_content(data: JSON) -> JSON:
    """Return a message's payload as a bot without the message-content intent gets it."""
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}


def server(one: Server) -> JSON:
    """Return a server as GUILD_CREATE brings it; of the members only the bot, as without the members intent."""
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner.id),
        "preferred_locale": one.locale,
        "member_count": len(one.members),
        "joined_at": one.bot_member.joined.isoformat(),
        "unavailable": False,
        "roles": [role(it) for it in one.roles.values()],
        "members": [member(one.bot_member)],
        "channels": [channel(it) for it in one.channels if it.kind != THREAD],
        "threads": [channel(it) for it in one.channels if it.kind == THREAD and not it.archived],
        **{key: [] for key in ("features", "emojis", "stickers", "voice_states", "presences", "stage_instances")},
        **dict.fromkeys(("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level"), 0),
    }


def account(bot: User) -> JSON:
    """Return the bot as it sees itself."""
    return {**user(bot), "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}

"""A channel as people see it: who said what to whom, buttons in brackets, what only one person sees marked as such."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from fake.payloads import BUTTON, SELECTS, controls
from fake.state import LOADING

if TYPE_CHECKING:
    from fake.state import Message, User
    from fake.world import World


def said(message: Message) -> str:
    """Tell a new message."""
    asker = message.asker or (message.reference.author if message.reference is not None else None)
    addressed = f" → {asker.name}" if asker is not None and message.ephemeral_for is None else ""
    return _told(message, f"{message.author.name}{addressed}{_privately(message)}: ")


def edited(message: Message) -> str:
    """Tell what a message says after an edit."""
    return _told(message, f"{message.author.name}{_privately(message)} edited: ")


def deleted(message: Message) -> str:
    """Tell that a message is gone."""
    return f"(deleted{_privately(message)}: {message.author.name}'s {_shortened(_readable(message, message.content))})"


def did(who: User, what: str) -> str:
    """Tell what somebody did other than write."""
    return f"* {who.name} {what}"


def _told(message: Message, opening: str) -> str:
    if message.flags & LOADING:
        return opening + "is thinking…"
    lines = [_readable(message, message.content)] if message.content else []
    for embed in message.embeds:
        lines += [embed[key] for key in ("title", "description") if embed.get(key)]
    lines += [f"[file {file.filename}, {len(file.content)} bytes]" for file in message.attachments]
    if shown := _controls(message):
        lines.append(shown)
    first, *rest = "\n".join(lines).split("\n")
    return "\n".join([opening + first, *(textwrap.indent(line, "    ") for line in rest)])


def _controls(message: Message) -> str:
    parts = []
    for part in controls(message.components):
        if part["type"] == BUTTON:
            grey = " (off)" if part.get("disabled") else ""
            parts.append(f"[{part.get('label') or (part.get('emoji') or {}).get('name')}{grey}]")
        elif part["type"] in SELECTS:
            options = " | ".join(option["label"] for option in part.get("options") or [])
            parts.append(f"[{part.get('placeholder') or 'choose'} ▾ {options}]")
    return " ".join(parts)


def _privately(message: Message) -> str:
    return f" (only {message.ephemeral_for.name} sees this)" if message.ephemeral_for is not None else ""


def _readable(message: Message, text: str) -> str:
    """Return a text with names in place of ids, as Discord's client shows it."""
    world = message.channel.world
    text = re.sub(r"<@!?(\d+)>", lambda found: _name(world, int(found[1])), text)
    return re.sub(r"<#(\d+)>", lambda found: _channel(world, int(found[1])), text)


def _name(world: World, ident: int) -> str:
    return f"@{world.users[ident].name}" if ident in world.users else "@unknown-user"


def _channel(world: World, ident: int) -> str:
    return f"#{world.channels[ident].name}" if ident in world.channels else "#unknown"


def _shortened(text: str) -> str:
    return repr(textwrap.shorten(text, 60, placeholder=" …"))

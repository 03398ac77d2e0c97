"""Checks what the bot sends, and what the fake itself answers; keeps every fault until the test's end."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fake import rules
from fake.interactions import MESSAGE, UPDATE
from fake.state import DM, EPHEMERAL, THREAD
from fake.wire import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fake.spec import Spec
    from fake.wire import JSON, Call
    from fake.world import World

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
MESSAGES = "/channels/{channel_id}/messages"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
THREADS = "/channels/{channel_id}/threads"
OTHER_SURFACES = {
    MESSAGES + "/{message_id}": "edit",
    MESSAGES + "/{message_id}/threads": "thread",
    THREADS: "thread",
    WEBHOOK + "/messages/@original": "edit of an answer",
    WEBHOOK + "/messages/{message_id}": "edit of a follow-up",
}
"""What a payload is called, by the path that it was sent to."""
CALLBACKS = {4: "answer", 5: "deferral", 6: "silent deferral", 7: "update", 8: "choices", 9: "modal"}
WITH_MESSAGE = {MESSAGE, UPDATE}
"""The callbacks that carry a message: a new one, or what the clicked one shall say."""
PLAIN_EVENTS = {"THREAD_CREATE": "ThreadResponse", "CHANNEL_CREATE": "GuildChannelResponse"}
SHOWN = 1500
"""Characters of a payload that a violation shows."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A payload that Discord would refuse, or that breaks the project's mention policy."""

    surface: str
    reason: str
    payload: str

    def __str__(self) -> str:
        return f"{self.surface}: {self.reason}\n    {self.payload}"


class Checker:
    """Keeps ``violations`` and how many payloads of each surface were looked at."""

    def __init__(self, world: World, spec: Spec | None) -> None:
        self._world = world
        self._spec = spec
        self.violations: list[Violation] = []
        self.checked: Counter[str] = Counter()
        """Payloads of the bot, by surface."""
        self.own: Counter[str] = Counter()
        """Payloads of the fake itself."""

    def request(self, call: Call) -> list[str]:
        """Check a request; return why Discord would refuse it (breaches of the mention policy it would take)."""
        call.surface = self._surface(call)
        if call.template == UNKNOWN:
            self._keep(f"{call.method} {call.path}", [UNKNOWN], call.json)
            return []
        if not call.surface:
            return []
        self.checked[call.surface] += 1
        refused = self._spec.request(call.method, call.template, call.json) if self._spec else []
        try:
            refused += self._broken_rules(call)
            policy = [reason for body in _messages(call) for reason in rules.of_mentions(body)]
        except (AttributeError, KeyError, TypeError) as error:
            # The rules read a body of the documented shape; the schema, if there is one, has said what is wrong with this one.
            refused, policy = [*refused, f"the body has another shape than documented ({error!r})"], []
        self._keep(call.surface, refused + policy, call.json)
        return refused

    def answer(self, call: Call, status: int, body: object) -> None:
        """Check what the fake answers."""
        if self._spec is None or (body is None and status == 204):
            return
        self.own["answer"] += 1
        what = f"the fake's own answer to {call.method} {call.template}"
        self._keep(what, self._spec.answer(call.method, call.template, status, body), body)

    def event(self, name: str, data: JSON) -> None:
        """Check what the fake sends over the gateway, as far as it is made of documented objects."""
        if self._spec is None:
            return
        self.own["event"] += 1
        for schema, body in _documented_parts(name, data):
            self._keep(f"the fake's own {name}", self._spec.schema(schema, body), body)

    def _keep(self, surface: str, reasons: list[str], payload: object) -> None:
        shown = json.dumps(payload, ensure_ascii=False, default=str)[:SHOWN] if reasons else ""
        self.violations += [Violation(surface, reason, shown) for reason in reasons]

    def _surface(self, call: Call) -> str:
        if call.method == "GET" or call.json is None:
            return ""
        if call.template == MESSAGES:
            return self._kind_of_message(call)
        if call.template == CALLBACK:
            return self._kind_of_answer(call)
        if call.template == WEBHOOK:
            return "private follow-up" if _flags(call.body) & EPHEMERAL else "follow-up"
        return OTHER_SURFACES.get(call.template, "commands" if "/commands" in call.template else call.template)

    def _kind_of_answer(self, call: Call) -> str:
        kind = CALLBACKS.get(call.body.get("type") or 0, "callback of no known type")
        return f"private {kind}" if _flags(call.body.get("data")) & EPHEMERAL else kind

    def _kind_of_message(self, call: Call) -> str:
        channel = self._world.channels.get(call.id("channel_id"))
        kind = channel.kind if channel else None
        where = {DM: " in direct messages", THREAD: " in a thread"}.get(kind or 0, "")
        return ("reply" if call.body.get("message_reference") else "message") + where

    def _broken_rules(self, call: Call) -> list[str]:
        new = call.method == "POST" and call.body.get("type") != UPDATE
        found = [reason for body in _messages(call) for reason in rules.of_message(body, new=new, files=bool(call.files))]
        if call.surface == "modal":
            found += rules.of_modal(call.body["data"])
        if call.surface == "commands" and isinstance(call.json, list):
            found += rules.of_commands(call.json)
        elif call.surface == "commands" and call.method == "POST":
            found += rules.of_commands([call.json])
        return found


def _messages(call: Call) -> Iterator[JSON]:
    """Yield the message in a request, if it carries one."""
    if call.template == CALLBACK:
        if call.body.get("type") in WITH_MESSAGE and call.body.get("data") is not None:
            yield call.body["data"]
    elif call.template == THREADS:
        if "message" in call.body:
            yield call.body["message"]
    elif call.template.startswith((MESSAGES, WEBHOOK)) and not call.template.endswith("threads"):
        yield call.body


def _flags(body: Any) -> int:  # noqa: ANN401 # whatever was sent
    flags = body.get("flags") if isinstance(body, dict) else None
    return flags if isinstance(flags, int) else 0


def _documented_parts(name: str, data: JSON) -> Iterator[tuple[str, JSON]]:
    """Yield the objects of an event that the document describes, without the keys that only the gateway adds."""
    if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        yield "MessageResponse", {key: value for key, value in data.items() if key not in ("guild_id", "member")}
    elif name in PLAIN_EVENTS:
        yield PLAIN_EVENTS[name], {key: value for key, value in data.items() if key != "newly_created"}
    elif name == "READY":
        yield "UserPIIResponse", data["user"]
    elif name == "GUILD_CREATE":
        yield from (("GuildRoleResponse", role) for role in data["roles"])
        yield from (("GuildChannelResponse", channel) for channel in data["channels"])
        yield from (("GuildMemberResponse", member) for member in data["members"])
    elif name == "INTERACTION_CREATE" and "message" in data:
        yield "MessageResponse", data["message"]

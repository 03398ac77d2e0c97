"""What crosses the wire, as values: a call with its body, an answer, and a refusal with Discord's own codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = dict[str, Any]
"""A JSON object. Its values are whatever the other side sent; ``checking`` says what they should be."""

UNKNOWN = "a route that the fake does not have"
"""Stands for the documented path of a call that there is no route for."""
REFUSALS: Mapping[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (403, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}
"""Discord's error codes, with the HTTP status and the words that come with them."""


class Refusal(Exception):  # noqa: N818 # it is Discord's answer, not a fault of the fake
    """Discord says no: raised by a route, sent as JSON. ``details`` is the nested ``errors`` of an invalid form body."""

    def __init__(self, code: int, details: JSON | None = None) -> None:
        self.status, message = REFUSALS[code]
        self.body: JSON = {"message": message, "code": code}
        if details:
            self.body["errors"] = details
        super().__init__(f"{self.status} {message}")


def invalid(*path: str, code: str, message: str) -> Refusal:
    """Return the refusal 50035 with one error at this path of the body."""
    details: JSON = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path):
        details = {part: details}
    return Refusal(50035, details)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent along."""

    name: str
    content: bytes


@dataclass(slots=True)
class Call:
    """One request of the bot, as recorded in ``discord.requests``."""

    method: str
    template: str
    """The path as Discord documents it: ``/channels/{channel_id}/messages``."""
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    when: float
    """On the fake's clock."""
    json: Any = None
    files: tuple[File, ...] = ()
    status: int | None = None
    """The answer's status; none while in flight, or if the fake never answered."""
    surface: str = ""
    """What kind of payload this is ("message", "follow-up"); empty for calls that carry none."""

    def id(self, name: str) -> int:
        """Return a snowflake of the path; what is no number is nobody's id."""
        text = self.params[name]
        return int(text) if text.isdecimal() else 0

    @property
    def body(self) -> JSON:
        """The JSON object that was sent; empty if none was."""
        return self.json if isinstance(self.json, dict) else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. A body of none is an empty one."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

"""Interactions: a person uses a command, a button, a menu or a form, and the bot must answer within three seconds.

The answer goes to the callback, once. After it the interaction's token is good for fifteen minutes: the bot may read, change
and delete its first answer (``@original``) and send follow-ups. A deferral ("is thinking") is filled by the first edit of
``@original`` or by the first follow-up. The routes are in ``callbacks``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fake import payloads
from fake.state import LOADING

if TYPE_CHECKING:
    from fake.clock import Clock
    from fake.state import Channel, Message, User
    from fake.wire import JSON

DEADLINE = 3.0
"""Seconds after which an unanswered interaction has failed."""
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
"""Kinds of interaction."""
MESSAGE, THINKING, SILENT, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of answer."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How the bot answered first, and after how many seconds."""

    type: int
    after: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of autocomplete."""

    name: str
    value: str | int | float


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """A modal that a person sees; ``Person.submit`` fills it in."""

    interaction: Interaction
    custom_id: str
    title: str
    components: list[JSON]


@dataclass(eq=False, repr=False)
class Interaction:
    """One use of a command, a control or a form, and all that came back; tests call it ``done``."""

    id: int
    kind: int
    user: User
    channel: Channel
    data: JSON
    born: float
    clock: Clock
    owners: JSON
    source: Message | None = None
    """The message whose control was used."""
    target: Message | None = None
    """The message on which a context menu was opened."""
    parent: Interaction | None = None
    """The interaction that showed the form which is submitted here."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    acknowledged: Acknowledgement | None = None
    original: Message | None = None
    """What ``@original`` means."""
    modal: Form | None = None
    choices: list[Choice] | None = None
    followups: list[Message] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Interaction of {self.user.name}: {self.acknowledged}>"

    @property
    def thinking(self) -> bool:
        """Whether the person sees "is thinking…"."""
        return self.original is not None and bool(self.original.flags & LOADING)

    @property
    def message(self) -> Message | None:
        """The message that the bot shows as its answer: a new one, or the clicked one if that was changed."""
        if self.acknowledged is None or self.acknowledged.type == SILENT or self.thinking:
            return None
        return self.original

    @property
    def failed(self) -> bool:
        """Whether the person was told that the interaction failed: no answer in three seconds."""
        return self.acknowledged is None and self.clock.now() - self.born >= DEADLINE

    def metadata(self) -> JSON:
        """Return what a message tells about the interaction that it came from."""
        facts: JSON = {"id": str(self.id), "type": self.kind, "user": payloads.user(self.user)}
        facts["authorizing_integration_owners"] = self.owners
        if self.kind == COMPONENT and self.source is not None:
            facts["interacted_message_id"] = str(self.source.id)
        if self.kind == SUBMIT and self.parent is not None:
            facts["triggering_interaction_metadata"] = self.parent.metadata()
        if self.target is not None:
            facts["target_message_id"] = str(self.target.id)
        return facts

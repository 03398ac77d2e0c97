"""The one way out: every message, edit, deletion and interaction response of the bot goes through :class:`Sender`.

Whatever it sends, nobody is pinged, whatever the text says; a reply that was sent twice is shown once; and a failure is told by the
result, never raised (see :mod:`bot.calling`).
"""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.calling import ANSWER_WITHIN, UNKNOWN_MESSAGE, Call, Caller
from bot.pacing import Recent
from bot.replies import Reply

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock
    from bot.pacing import Ages

Result = TypeVar("Result")

ACKNOWLEDGE_WITHIN = 2.5
"""Seconds after an interaction in which a lost acknowledgement is sent again; Discord takes none after 3."""

REPLY_NEEDS_HISTORY = 160002
"""Discord's code where the bot may write but not read back: it can send, but not reply."""
ALREADY_ACKNOWLEDGED = 40060
"""Discord's code where an earlier try arrived after all, though its answer was lost."""

THINKING, ACKNOWLEDGED = "thinking", "acknowledged"
"""Marks of an interaction, in its ``extras``: it was deferred and not answered since; Discord says that it has an answer."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a reply."""

    name: str
    content: bytes
    description: str | None = None
    """What a picture shows, for whoever does not see it."""


class Sender:
    """Sends replies.

    ``ages`` knows the time at Discord, ``view_of`` makes its buttons, ``is_deleted`` tells of a question whether it was deleted
    meanwhile, and ``on_revoked`` is called once if Discord no longer knows the token.
    """

    def __init__(
        self,
        clock: Clock,
        ages: Ages,
        *,
        view_of: Callable[[Reply], discord.ui.View],
        is_deleted: Callable[[int], bool],
        on_revoked: Callable[[], None],
    ) -> None:
        self._view_of, self._is_deleted, self._ages = view_of, is_deleted, ages
        self._caller = Caller(clock, on_revoked=on_revoked)
        self._without_history: Recent[int, None] = Recent()

    def is_refused(self, channel: int) -> bool:
        """Return whether Discord refused a message in this channel just now, so that an answer would be work for nothing."""
        return self._caller.is_refused(channel)

    async def reply(
        self, question: discord.Message | discord.PartialMessage, reply: Reply, *, asked_at: dt.datetime
    ) -> discord.Message | None:
        """Answer a message. Sent twice, it is shown once. ``asked_at`` is by Discord's clock (``created_at``).

        Returns:
            The reply, or ``None`` where none was sent: too late, question or channel gone, refused.
        """
        channel = question.channel
        reference = discord.MessageReference(message_id=question.id, channel_id=channel.id, fail_if_not_exists=True)

        async def send() -> discord.Message:
            content = self._content(reply) | {"nonce": str(question.id)}
            if channel.id not in self._without_history:
                try:
                    return await channel.send(**content, reference=reference)
                except discord.HTTPException as error:
                    if error.code != REPLY_NEEDS_HISTORY:
                        raise
                    self._without_history[channel.id] = None
            return await channel.send(**content)

        left = ANSWER_WITHIN - self._ages.of(asked_at)
        return await self._caller.make(Call("reply", channel.id, left, wanted=lambda: not self._is_deleted(question.id)), send)

    async def post(
        self, channel: discord.abc.MessageableChannel, reply: Reply, *, attached: Attached | None = None
    ) -> discord.Message | None:
        """Send a message that answers none, such as a line in the log channel. Returns it, or ``None`` where it was not sent."""
        nonce = secrets.token_hex(12)
        send = lambda: channel.send(**self._content(reply, attached), nonce=nonce)  # noqa: E731 - made anew for each try
        return await self._caller.make(Call("message", channel.id), send)

    async def edit(self, message: discord.Message | discord.PartialMessage, reply: Reply) -> bool:
        """Show something else in the place of a message of the bot. Returns whether it does."""
        return await self._caller.make(Call("edit", message.channel.id), lambda: message.edit(**self._edited(reply))) is not None

    async def delete(self, message: discord.Message | discord.PartialMessage) -> bool:
        """Remove a message of the bot. Returns whether it is gone, which it may have been before."""

        async def remove() -> bool:
            try:
                await message.delete()
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
            return True

        return await self._caller.make(Call("deletion", message.channel.id), remove) is True

    async def respond(
        self, interaction: discord.Interaction[Any], reply: Reply, *, private: bool, attached: Attached | None = None
    ) -> discord.Message | None:
        """Answer an interaction; where it was deferred before, fill that in; where it was answered before, with a follow-up.

        Returns:
            The message, or ``None`` where none was shown: too late, or answered elsewhere.
        """

        async def begin() -> discord.Message | None:
            done = await interaction.response.send_message(**self._content(reply, attached), ephemeral=private)
            return done.resource if isinstance(done.resource, discord.Message) else None

        async def follow() -> discord.Message:
            return await interaction.followup.send(**self._content(reply, attached), ephemeral=private, wait=True)

        async def fill() -> discord.Message:
            files = [_file(attached)] if attached else []
            return await interaction.edit_original_response(**self._edited(reply), attachments=files)

        if not _is_acknowledged(interaction):
            return await self._acknowledge(interaction, begin)
        if interaction.extras.pop(THINKING, False):  # a follow-up would fill it in too, but sent twice it shows twice
            return await self._caller.make(Call("update"), fill)
        return await self._caller.make(Call("follow-up", again=False), follow)

    async def say(self, interaction: discord.Interaction[Any], line: str) -> None:
        """Answer an interaction with one line that only its person sees."""
        await self.respond(interaction, Reply(line), private=True)

    async def open(self, interaction: discord.Interaction[Any], form: discord.ui.Modal) -> None:
        """Show somebody a form, which must be the first answer to what they did."""
        await self._acknowledge(interaction, lambda: interaction.response.send_modal(form))

    async def update(self, interaction: discord.Interaction[Any], reply: Reply) -> bool:
        """Show something else in the place of the message whose button was pressed. Returns whether it does."""
        if _is_acknowledged(interaction):
            edit = lambda: interaction.edit_original_response(**self._edited(reply))  # noqa: E731 - as short as its twin
            return await self._caller.make(Call("update"), edit) is not None
        return await self._acknowledge(interaction, lambda: interaction.response.edit_message(**self._edited(reply))) is not None

    async def defer(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        """Tell Discord that the answer to a command or button takes longer; :meth:`respond` then fills it in. Once is enough."""
        if _is_acknowledged(interaction):
            return
        interaction.extras[THINKING] = True
        await self._acknowledge(interaction, lambda: interaction.response.defer(ephemeral=private, thinking=True))

    async def _acknowledge(self, interaction: discord.Interaction[Any], call: Callable[[], Awaitable[Result]]) -> Result | None:
        """Make the first call of an interaction. Repeating it is safe, since Discord takes only one."""

        async def first() -> Result:
            try:
                return await call()
            except discord.HTTPException as error:
                interaction.extras[ACKNOWLEDGED] = error.code == ALREADY_ACKNOWLEDGED
                raise

        left = ACKNOWLEDGE_WITHIN - self._ages.of(interaction.created_at)
        return await self._caller.make(Call("response", within=left), first)

    def _content(self, reply: Reply, attached: Attached | None = None) -> dict[str, Any]:
        """Return what ``send`` wants, which must not be told of buttons or a file where there are none."""
        content = self._edited(reply) | {"suppress_embeds": True}
        if content["view"] is None:
            del content["view"]
        return content | {"file": _file(attached)} if attached else content

    def _edited(self, reply: Reply) -> dict[str, Any]:
        """Return what ``edit`` wants: there, no buttons means to take away those that are shown."""
        view = self._view_of(reply) if reply.buttons or reply.menu else None
        if view is not None:
            view.stop()  # discord.py keeps no view that is finished, and starts no 15-minute task for it; our buttons need neither
        return {"content": reply.content, "view": view, "allowed_mentions": discord.AllowedMentions.none()}


def _is_acknowledged(interaction: discord.Interaction[Any]) -> bool:
    return interaction.response.is_done() or interaction.extras.get(ACKNOWLEDGED, False)


def _file(attached: Attached) -> discord.File:
    """Return what Discord wants; it is read once, so each try needs its own."""
    return discord.File(io.BytesIO(attached.content), attached.name, description=attached.description)

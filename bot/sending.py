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

from bot.calling import UNKNOWN_MESSAGE, Call, Caller
from bot.pacing import Ages, Recent
from bot.replies import Reply

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable

    from bot.clock import Clock

Result = TypeVar("Result")

ANSWER_WITHIN = 30.0
"""Seconds after a question in which a reply is still one; later the talk has moved on."""
ACKNOWLEDGE_WITHIN = 2.5
"""Seconds after an interaction in which a lost acknowledgement is sent again; Discord takes none after 3."""

REPLY_NEEDS_HISTORY = 160002
"""Discord's code where the bot may write but not read back: it can send, but not reply."""
ALREADY_ACKNOWLEDGED = 40060
"""Discord's code where an earlier try arrived after all, though its answer was lost."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a reply."""

    name: str
    content: bytes
    description: str | None = None
    """What a picture shows, for whoever does not see it."""


class Sender:
    """Sends replies.

    ``view_of`` makes Discord's buttons, ``is_deleted`` tells of a question whether it was deleted meanwhile, ``on_revoked`` is called
    once if Discord no longer knows the token, and ``ages`` knows the time at Discord.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        view_of: Callable[[Reply], discord.ui.View],
        is_deleted: Callable[[int], bool] = lambda _: False,
        on_revoked: Callable[[], None] = lambda: None,
        ages: Ages | None = None,
    ) -> None:
        self._clock, self._view_of, self._is_deleted = clock, view_of, is_deleted
        self._caller = Caller(clock, on_revoked=on_revoked)
        self._ages = ages or Ages(clock)
        self._acknowledged: Recent[int, None] = Recent()
        self._without_history: Recent[int, None] = Recent()
        self._thinking: Recent[int, None] = Recent()
        """Interactions that were deferred and not answered since."""

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
        until = self._clock.monotonic() + ANSWER_WITHIN - self._ages.of(asked_at)
        call = Call("reply", channel.id, until, wanted=lambda: not self._is_deleted(question.id))
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

        return await self._caller.make(call, send)

    async def post(
        self, channel: discord.abc.MessageableChannel, reply: Reply, *, attached: Attached | None = None
    ) -> discord.Message | None:
        """Send a message that answers none, such as a line in the log channel. Returns it, or ``None`` where it was not sent."""
        nonce = secrets.token_hex(12)

        async def send() -> discord.Message:
            return await channel.send(**self._content(reply, attached), nonce=nonce)

        return await self._caller.make(Call("message", channel.id, self._clock.monotonic() + ANSWER_WITHIN), send)

    async def edit(self, message: discord.Message | discord.PartialMessage, reply: Reply) -> bool:
        """Show something else in the place of a message of the bot. Returns whether it does."""
        call = Call("edit", message.channel.id, self._clock.monotonic() + ANSWER_WITHIN)
        return await self._caller.make(call, lambda: message.edit(**self._edited(reply))) is not None

    async def delete(self, message: discord.Message | discord.PartialMessage) -> bool:
        """Remove a message of the bot. Returns whether it is gone, which it may have been before."""

        async def remove() -> bool:
            try:
                await message.delete()
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
            return True

        call = Call("deletion", message.channel.id, self._clock.monotonic() + ANSWER_WITHIN)
        return await self._caller.make(call, remove) is True

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

        if not self._is_acknowledged(interaction):
            return await self._acknowledge(interaction, begin)
        if interaction.id not in self._thinking:
            return await self._caller.make(Call("follow-up", again=False), follow)
        self._thinking.pop(interaction.id, None)
        return await self._caller.make(self._update(), fill)  # a follow-up would fill it in too, but sent twice it shows twice

    async def say(self, interaction: discord.Interaction[Any], line: str) -> None:
        """Answer an interaction with one line that only its person sees."""
        await self.respond(interaction, Reply(line), private=True)

    async def open(self, interaction: discord.Interaction[Any], form: discord.ui.Modal) -> None:
        """Show somebody a form, which must be the first answer to what they did."""
        await self._acknowledge(interaction, lambda: interaction.response.send_modal(form))

    async def update(self, interaction: discord.Interaction[Any], reply: Reply) -> bool:
        """Show something else in the place of the message whose button was pressed. Returns whether it does."""
        if self._is_acknowledged(interaction):
            edit = lambda: interaction.edit_original_response(**self._edited(reply))  # noqa: E731 - as short as its twin
            return await self._caller.make(self._update(), edit) is not None
        return await self._acknowledge(interaction, lambda: interaction.response.edit_message(**self._edited(reply))) is not None

    async def defer(self, interaction: discord.Interaction[Any], *, private: bool) -> None:
        """Tell Discord that the answer to a command or button takes longer; :meth:`respond` then fills it in. Once is enough."""
        if self._is_acknowledged(interaction):
            return
        self._thinking[interaction.id] = None
        await self._acknowledge(interaction, lambda: interaction.response.defer(ephemeral=private, thinking=True))

    def _update(self) -> Call:
        return Call("update", until=self._clock.monotonic() + ANSWER_WITHIN)

    def _is_acknowledged(self, interaction: discord.Interaction[Any]) -> bool:
        return interaction.response.is_done() or interaction.id in self._acknowledged

    async def _acknowledge(self, interaction: discord.Interaction[Any], call: Callable[[], Awaitable[Result]]) -> Result | None:
        """Make the first call of an interaction. Repeating it is safe, since Discord takes only one."""

        async def first() -> Result:
            try:
                return await call()
            except discord.HTTPException as error:
                if error.code == ALREADY_ACKNOWLEDGED:
                    self._acknowledged[interaction.id] = None
                raise

        until = self._clock.monotonic() + ACKNOWLEDGE_WITHIN - self._ages.of(interaction.created_at)
        return await self._caller.make(Call("response", until=until), first)

    def _content(self, reply: Reply, attached: Attached | None = None) -> dict[str, Any]:
        """Return what ``send`` wants."""
        content: dict[str, Any] = {
            "content": reply.content,
            "suppress_embeds": True,
            "allowed_mentions": discord.AllowedMentions.none(),
        }
        if reply.buttons or reply.menu:
            content["view"] = self._buttons(reply)
        if attached is not None:
            content["file"] = _file(attached)
        return content

    def _edited(self, reply: Reply) -> dict[str, Any]:
        """Return what ``edit`` wants: there, no buttons means to take away those that are shown."""
        buttons = self._buttons(reply) if reply.buttons or reply.menu else None
        return {"content": reply.content, "view": buttons, "allowed_mentions": discord.AllowedMentions.none()}

    def _buttons(self, reply: Reply) -> discord.ui.View:
        view = self._view_of(reply)
        view.stop()  # discord.py keeps no view that is finished, and starts no 15-minute task for it; our buttons need neither
        return view


def _file(attached: Attached) -> discord.File:
    """Return what Discord wants; it is read once, so each try needs its own."""
    return discord.File(io.BytesIO(attached.content), attached.name, description=attached.description)

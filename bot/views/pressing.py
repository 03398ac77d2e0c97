"""Buttons and menus as Discord knows them: all that a press needs stands in the id, so they work after a restart, from any shard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

import discord

from bot.buttons import TEMPLATE, Action, ButtonId
from bot.fitting import clip
from bot.replies import LABEL, Reply

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Iterator

    from bot.client import Interaction, PolicyBot
    from bot.ledger import Asked
    from bot.wording import Wording

    Handler = Callable[["Press"], Awaitable[None]]


STYLES = {Action.HUMAN: discord.ButtonStyle.primary, Action.DELETE: discord.ButtonStyle.danger}
"""Looks that say something; all others are plain, so that none asks to be pressed."""

ASKED_ABOUT = {Action.MEANT, Action.NOT_FOR_US, Action.DELETE}
"""What stands under a private question about an answer; ``extra`` is the answer. No other id may name one, for ids can be forged."""

TAKEN = "taken"
"""Marks an interaction that something sees to, in its ``extras``."""

MENU = "menu:"
"""What a menu's id begins with, so that none can pass for a button."""


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button, or picked a menu's option: ``value``. The id says what was pressed, not who may."""

    bot: PolicyBot
    interaction: Interaction
    id: ButtonId
    wording: Wording
    value: str = ""

    @property
    def who(self) -> int:
        """The person who pressed."""
        return self.interaction.user.id

    @property
    def message(self) -> discord.Message:
        """The message that the button stands under."""
        assert self.interaction.message is not None  # noqa: S101 - a component's interaction always has one
        return self.interaction.message

    @property
    def reply(self) -> int:
        """The answer that the press is about: the message that the button stands under, or the one that was asked about before."""
        named = self.id.action in ASKED_ABOUT and self.id.extra.isdecimal()
        return int(self.id.extra) if named else self.message.id

    @property
    def entry(self) -> Asked | None:
        """What is known of the question behind that answer; nothing after a restart."""
        return self.bot.ledger.of_reply(self.reply)

    async def finds_article(self, article: str = "") -> bool:
        """Whether an article, else the one in the id, is still there; if not, whoever pressed is told."""
        known = self.bot.parts.serving.faq.knows(article or self.id.article)
        if not known:
            await self.tell("buttons.article_gone")
        return known

    async def wording_here(self, *, public: bool) -> Wording:
        """Return the texts for what takes the place of this message: in the server's language where everybody sees it."""
        if not public or self.message.flags.ephemeral:
            return self.wording
        return self.bot.wording_of(await self.bot.server_settings(self.interaction.guild_id), self.interaction.guild)

    async def update(self, reply: Reply) -> bool:
        """Show something else in the place of the message. Returns whether it does."""
        return await self.bot.sender.update(self.interaction, reply)

    async def show(self, reply: Reply) -> None:
        """Show something to whoever pressed, and to nobody else."""
        await self.bot.sender.respond(self.interaction, reply, private=True)

    async def tell(self, key: str, **values: object) -> None:
        """Say one fixed line to whoever pressed, and to nobody else."""
        await self.show(Reply(self.wording.say(key, **values)))


def view_of(reply: Reply) -> discord.ui.View:
    """Return the menu and the buttons of a reply."""
    view = discord.ui.View(timeout=None)
    if reply.menu is not None:
        options = [discord.SelectOption(label=one.label, value=one.value) for one in reply.menu.options]
        named = MENU + reply.menu.id.encode()
        view.add_item(Pressed(discord.ui.Select(custom_id=named, placeholder=reply.menu.hint, options=options)))
    for button in reply.buttons:
        style = STYLES.get(button.id.action, discord.ButtonStyle.secondary)
        label, named = clip(button.label, LABEL), button.id.encode()
        view.add_item(Pressed(discord.ui.Button(label=label, style=style, custom_id=named, row=1)))
    return view


def buttons_of(message: discord.Message) -> Iterator[ButtonId]:
    """Yield what the bot's buttons under a message carry."""
    for row in message.components:
        for item in getattr(row, "children", ()):
            if button := ButtonId.decode(getattr(item, "custom_id", None) or ""):
                yield button


class Pressed(discord.ui.DynamicItem[discord.ui.Item[Any]], template=f"(?:{MENU})?{TEMPLATE}"):
    """Any button or menu of the bot."""

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], __: re.Match[str]) -> Self:
        """Take one as it came back."""
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the button, or the option that was picked, says."""
        bot: PolicyBot = interaction.client
        button = ButtonId.decode(self.custom_id.removeprefix(MENU))
        if button is None:
            return  # of another version: on_interaction tells so
        interaction.extras[TAKEN] = True
        picked = cast("dict[str, list[str]]", interaction.data or {}).get("values", [])
        press = Press(bot, interaction, button, bot.wording_for(interaction), next(iter(picked), ""))
        try:
            await bot.handlers[button.action](press)
        except Exception as error:  # noqa: BLE001 - whoever pressed gets a line, not Discord's "interaction failed"
            await bot.failed(interaction, error)

"""A small bot that uses what the fake offers: the tests of the fake drive it, in their process or (through the proxy) as a child.

It knows nothing of policies: it says back what it was told.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
from typing import TYPE_CHECKING, Any, Self

from discord import (
    AllowedMentions,
    ButtonStyle,
    File,
    Intents,
    Interaction,
    Member,
    Message,
    Permissions,
    Role,
    SelectOption,
    TextStyle,
)
from discord import app_commands as app
from discord.ext import commands
from discord.ui import Button, DynamicItem, Item, Label, Modal, Select, TextInput, View

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncIterator

    from discord import RawMessageDeleteEvent, RawMessageUpdateEvent, Thread

    from fake.server import FakeDiscord

WITHOUT_CONTENT = Intents(guilds=True, guild_messages=True, dm_messages=True)
WITH_CONTENT = Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)


class Reason(Modal, title="What was wrong?"):
    """A form with one field."""

    text: Label[View] = Label(text="Reason", component=TextInput(custom_id="reason", style=TextStyle.short))

    async def on_submit(self, interaction: Interaction) -> None:
        field = self.text.component
        assert isinstance(field, TextInput)
        await interaction.response.send_message(f"Noted: {field.value}", ephemeral=True)


class WrongButton(DynamicItem[Button[View]], template=r"wrong:(?P<number>\d+)"):
    """A button that opens the form, also after a restart."""

    def __init__(self, number: int) -> None:
        super().__init__(Button(label="Wrong", style=ButtonStyle.secondary, custom_id=f"wrong:{number}"))

    @classmethod
    async def from_custom_id(cls, _: Interaction, __: Item[Any], match: re.Match[str]) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(Reason())


class Menu(Select[View]):
    """A menu whose choice changes the message that it hangs on."""

    def __init__(self) -> None:
        super().__init__(custom_id="menu", options=[SelectOption(label="One", value="1"), SelectOption(label="Two", value="2")])

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(content=f"Chosen: {self.values[0]}", view=None)


@app.command(description="Say it back")
@app.allowed_installs(guilds=True, users=True)
@app.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app.describe(question="What to say", private="Only to you")
async def ask(interaction: Interaction, question: app.Range[str, 1, 300], *, private: bool = False) -> None:
    view = View(timeout=None)
    view.add_item(WrongButton(1))
    await interaction.response.send_message(f"You asked: {question}", ephemeral=private, view=view)


@ask.autocomplete("question")
async def complete(_: Interaction, partial: str) -> list[app.Choice[str]]:
    return [app.Choice(name=f"{partial}?", value=partial)]


@app.command(description="Take a moment")
async def slow(interaction: Interaction, *, by_follow_up: bool = True) -> None:
    await interaction.response.defer(thinking=True, ephemeral=True)
    await asyncio.sleep(0.02)
    if by_follow_up:
        await interaction.followup.send("Done")
        await interaction.followup.send("And more", file=File(io.BytesIO(b"three lines"), "more.txt"))
    else:
        await interaction.edit_original_response(content="Done")


@app.command(description="Never answer")
async def silent(_: Interaction) -> None:
    return


@app.command(description="Choose")
async def choose(interaction: Interaction) -> None:
    view = View(timeout=None)
    view.add_item(Menu())
    await interaction.response.send_message("Choose", view=view)


@app.context_menu(name="Say it back")
async def say_back(interaction: Interaction, message: Message) -> None:
    await interaction.response.send_message(f"It says: {message.content}")


class Setup(app.Group):
    """A group of commands for moderators."""

    def __init__(self) -> None:
        needed = Permissions(manage_guild=True)
        super().__init__(name="setup", description="For moderators", guild_only=True, default_permissions=needed)

    @app.command(description="Who may")
    async def roles(self, interaction: Interaction, role: Role, who: Member) -> None:
        await interaction.response.send_message(f"{who.display_name} as {role.name}", ephemeral=True)


class SampleBot(commands.AutoShardedBot):
    """Answers mentions and direct messages; keeps what it heard in ``heard``."""

    def __init__(self, intents: Intents = WITHOUT_CONTENT, *, proxy: str | None = None) -> None:
        nobody = AllowedMentions.none()
        super().__init__((), intents=intents, allowed_mentions=nobody, proxy=proxy, help_command=None, guild_ready_timeout=0.05)
        self.heard: list[str] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(WrongButton)
        everything: list[app.Command[Any, ..., Any] | app.ContextMenu | app.Group] = [
            ask,
            slow,
            silent,
            choose,
            say_back,
            Setup(),
        ]
        for command in everything:
            self.tree.add_command(command)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait the five seconds that Discord asks for."""

    async def on_message(self, message: Message) -> None:
        self.heard.append(f"{message.author.name}: {message.content}")
        if not message.author.bot and (self.user in message.mentions or message.guild is None):
            await message.reply(f"You said: {message.content}", mention_author=False)

    async def on_thread_create(self, thread: Thread) -> None:
        self.heard.append(f"thread {thread.name}")

    async def on_raw_message_edit(self, event: RawMessageUpdateEvent) -> None:
        self.heard.append(f"edited: {event.data['content']}")

    async def on_raw_message_delete(self, event: RawMessageDeleteEvent) -> None:
        self.heard.append(f"deleted: {event.message_id}")


@contextlib.asynccontextmanager
async def connected(discord: FakeDiscord, intents: Intents = WITHOUT_CONTENT) -> AsyncIterator[SampleBot]:
    """Run the bot in this process, which must be pointed at the fake, until the block ends."""
    bot = SampleBot(intents)
    running = asyncio.create_task(bot.start(discord.token))
    try:
        await discord.online()
        await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await asyncio.wait([running])


if __name__ == "__main__":
    SampleBot(proxy=os.environ["SAMPLE_PROXY"]).run(os.environ["SAMPLE_TOKEN"])

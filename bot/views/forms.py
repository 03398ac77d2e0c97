"""Forms that people fill in. One that was opened before a restart is told so when it is sent (``buttons.stale``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.views.pressing import TAKEN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from bot.client import Interaction

    Filled = Callable[[Interaction, Mapping[str, str]], Awaitable[None]]
    """What is done with a form that was sent: the interaction, and the texts by the fields' names."""

PATIENCE = 3_600.0
"""Seconds for which a form can be sent: somebody may write an article in it."""
LONGEST = 4_000
"""Characters of a field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form. ``most``: characters that it takes; ``long``: it has several lines."""

    name: str
    label: str
    text: str = ""
    most: int = LONGEST
    long: bool = False
    needed: bool = True


class Form(discord.ui.Modal):
    """A form of at most five fields."""

    def __init__(self, title: str, fields: Iterable[Field], filled: Filled) -> None:
        super().__init__(title=title, timeout=PATIENCE)
        self._filled, self._inputs = filled, dict[str, discord.ui.TextInput[Any]]()
        for field in fields:
            style = discord.TextStyle.paragraph if field.long else discord.TextStyle.short
            text = discord.ui.TextInput[Any](
                custom_id=field.name, style=style, default=field.text[: field.most], required=field.needed, max_length=field.most
            )
            self._inputs[field.name] = text
            self.add_item(discord.ui.Label(text=field.label, component=text))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was written."""
        interaction.extras[TAKEN] = True
        await self._filled(interaction, {name: text.value.strip() for name, text in self._inputs.items()})

    async def on_error(  # type: ignore[override]  # discord.py's own forms differ from its views in this, too
        self, interaction: discord.Interaction[Any], error: Exception
    ) -> None:
        """Tell whoever sent the form."""
        await cast("Interaction", interaction).client.failed(interaction, error)

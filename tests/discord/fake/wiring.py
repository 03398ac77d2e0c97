"""Points discord.py, in this process, at the fake."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fake.server import FakeDiscord


@contextlib.contextmanager
def pointed_at(discord: FakeDiscord) -> Iterator[None]:
    """Let every client made in this block talk with the fake; afterwards everything is as it was."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = discord.api, yarl.URL(discord.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway

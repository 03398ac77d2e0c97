"""The knowledge folder → the FAQ that a command asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq import load

if TYPE_CHECKING:
    from bot.cli.context import Context
    from bot.faq import FAQ


def open_knowledge(context: Context) -> FAQ:
    """Load the knowledge base in force.

    Raises:
        ConfigurationError: there is no such folder.
        ContentError: it has faults.
    """
    return load(context.folder(), today=context.today(), state=context.state())

"""The knowledge folder → the FAQ that a command asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq import calibrate, load

if TYPE_CHECKING:
    from bot.cli.context import Context
    from bot.faq import FAQ


def open_knowledge(context: Context, *, calibrated: bool = False) -> FAQ:
    """Load the knowledge base in force; ``calibrated`` for commands that ask many questions, as it takes seconds the first time.

    Raises:
        ConfigurationError: there is no such folder.
        ContentError: it has faults.
    """
    faq = load(context.folder(), today=context.today(), state=context.state())
    return calibrate(faq, state=context.state()) if calibrated else faq

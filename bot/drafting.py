"""Words that a moderator is about to teach, between one button and the next. In memory only: after a restart they are gone."""

from __future__ import annotations

import secrets

from bot.pacing import Recent

KEPT = 200
"""Drafts; the oldest go first. Nobody works on so many at once."""


class Drafts:
    """Draft lessons by id, each of one server."""

    def __init__(self) -> None:
        self._drafts: Recent[str, tuple[int, tuple[str, ...]]] = Recent(KEPT)

    def put(self, server: int, texts: tuple[str, ...]) -> str:
        """Keep texts, and return an id of 16 letters and digits that nobody can guess."""
        name = secrets.token_hex(8)
        self._drafts[name] = server, texts
        return name

    def get(self, server: int, name: str) -> tuple[str, ...] | None:
        """Return a server's draft; ``None`` where it has none of that id."""
        owner, texts = self._drafts.get(name, (0, ()))
        return texts if texts and owner == server else None

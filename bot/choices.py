"""What a server's moderators can choose, as they read it: each setting with its name and its value in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.records import ServerSettings
    from bot.settings import Settings
    from bot.wording import Wording

NAMED = 15
"""Channels or roles named in one line; a message has room for three such lists."""


def share_of(one_in: int) -> float:
    """Return the wanted share of right answers where one in so many may be wrong."""
    return 1 - 1 / one_in


@dataclass(frozen=True, slots=True)
class Shown:
    """The settings of a server in words. ``process`` is what holds where the server chose nothing."""

    settings: ServerSettings
    process: Settings
    wording: Wording

    @property
    def precision(self) -> float:
        """The precision in force where the bot is asked."""
        return self.process.precision_in(self.settings)

    @property
    def listening_precision(self) -> float:
        """The precision in force where it is not."""
        return self.process.precision_in(self.settings, asked=False)

    @property
    def in_order(self) -> bool:
        """Whether answers that nobody asked for are at least as sure as those to questions."""
        return self.listening_precision >= self.precision

    def line(self, name: str) -> str:
        """Return one setting's name and value: ``Log channel: #mods``."""
        return self.wording.say("setup.line", name=self.name(name), value=self.value(name))

    def lines(self) -> Iterable[str]:
        """Return a line for each setting."""
        return [self.line(field.name) for field in fields(self.settings) if field.name != "server"]

    def name(self, name: str) -> str:
        """Return what people call a setting."""
        return self.wording.say(f"setup.{name}")

    def value(self, name: str) -> str:
        """Return a setting's value in words."""
        value, say = getattr(self.settings, name), self.wording.say
        match name:
            case "precision" | "listening_precision":
                words = say("setup.one_in", number=self.wording.number(round(1 / (1 - getattr(self, name)))))
                return words if value is not None else say("setup.by_default", value=words)
            case "language":
                return self.wording.language_name(value) if value else say("setup.as_discord")
            case "private":
                return say("setup.privately" if value else "setup.publicly")
            case "keep_text" | "follow_ups":
                return say("setup.on" if value and (name != "keep_text" or self.process.keep_text) else "setup.off")
            case _:
                return _mentions("@&" if name == "moderator_roles" else "#", value) or say("setup.nowhere")


def _mentions(sign: str, chosen: tuple[int, ...] | int | None) -> str:
    """Return channels or roles as Discord shows them, whatever they are called by now."""
    ids = chosen if isinstance(chosen, tuple) else (chosen,) if chosen else ()
    named = [f"<{sign}{one}>" for one in ids[:NAMED]]
    return ", ".join([*named, "…"] if len(ids) > NAMED else named)


def with_one(chosen: tuple[int, ...], one: int, *, on: bool, existing: Collection[int]) -> tuple[int, ...]:
    """Return a list of channels or roles with one more or less, without those that no longer exist, the oldest first."""
    others = {other for other in chosen if other in existing and other != one}
    return tuple(sorted(others | {one} if on else others))

"""What the bot itself says: its fixed lines, one file a language, for the terminal and for Discord.

The texts lie in ``bot/locales/<language>.toml``, in sections by room; ``say("replies.which_one")`` names section and key.
Everything else that people read was written by an author of the knowledge base.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

ENGLISH = "en"
"""The language that has every text, and the one for readers whose own we do not have."""


class Wording:
    """The fixed texts of one language. ``locale`` is its code, as in Discord's locales."""

    def __init__(self, locale: str, texts: Mapping[str, Mapping[str, Any]]) -> None:
        self.locale = locale
        self._texts = texts

    @classmethod
    def load(cls, locale: str = ENGLISH) -> Wording:
        """Read one language; ``FileNotFoundError`` where there is no such one."""
        return cls(locale, tomllib.loads((_folder() / f"{locale}.toml").read_text(encoding="utf-8")))

    def say(self, key: str, /, **values: object) -> str:
        """Return a text, its ``{braces}`` filled in. Values stand there as they are: escape what somebody typed.

        Raises:
            KeyError: there is no such text, or a value is missing.
        """
        room, _, name = key.partition(".")
        text: str = self._texts[room][name]
        return text.format(**values)

    def counted(self, number: int, key: str) -> str:
        """Return ``1 fault``, ``3 faults``, ``1,000 faults``; the forms stand under ``[counted]``."""
        one, other = self._texts["counted"][key]
        form: str = one if number == 1 else other
        return form.format(number=self.number(number))

    def number(self, number: int) -> str:
        """Return a number as people of this language write it."""
        return f"{number:,}".replace(",", self._texts["forms"]["thousands"])

    def short_date(self, day: dt.date) -> str:
        """Return a day as ``31 Aug 2026``, which no reader takes for another day."""
        month = self._texts["forms"]["short_months"][day.month - 1]
        return self.say("forms.short_date", day=day.day, month=month, year=day.year)

    def month_of(self, as_of: str) -> str:
        """Return an article's ``as_of`` as ``May 2025``, or the year alone where no month is known."""
        year, _, rest = as_of.partition("-")
        months = self._texts["forms"]["months"]
        if not rest[:2].isdecimal() or not 1 <= int(rest[:2]) <= len(months):
            return year
        return self.say("forms.month_of", month=months[int(rest[:2]) - 1], year=year)

    def language_name(self, language: str) -> str:
        """Return the name of a base's language, which is given as a code or by Snowball's name."""
        name: str = self._texts["languages"].get(language, language.replace("_", " ").title())
        return name

    def command(self, english: str) -> str | None:
        """Return the name or description of a command, an option or a choice in this language, if it has one."""
        return self._texts.get("commands", {}).get(english)


class Wordings:
    """All languages."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self._by_locale = {wording.locale: wording for wording in wordings}

    @classmethod
    def load(cls) -> Wordings:
        """Read every language that is shipped."""
        return cls(Wording.load(file.stem) for file in _folder().glob("*.toml"))

    @property
    def locales(self) -> tuple[str, ...]:
        """The codes of all languages, sorted."""
        return tuple(sorted(self._by_locale))

    def of(self, locale: str | None) -> Wording:
        """Return the wording for a reader's or a server's locale (``en-GB``, ``de``, ``pt-BR``); English where it is not there."""
        language = (locale or ENGLISH).partition("-")[0]
        return self._by_locale.get(language, self._by_locale[ENGLISH])


def _folder() -> Path:
    return Path(__file__).with_name("locales")

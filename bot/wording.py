"""What the bot itself says: its fixed lines, in one place, for the terminal and for Discord.

Everything else that people read was written by an author of the knowledge base.
Simple English, no blame, nothing that only a joke or an emoji would explain. Lines end where a phone's first lines end.
"""

from __future__ import annotations

LINE_LENGTH = 120
"""Characters of a declining line: two lines on a phone, read before the thumb moves on."""

DECLINED = "I have no answer on that. I can help with {base}: see /topics."
DECLINED_ONCE = "I have no answer on that. I can help with {base}."
"""For one question on its own, where there is nowhere to type ``/topics``."""
DECLINED_SHORT = "I have no answer on that."
"""Where the base's name would make the line too long."""
DECLINED_NEAR = "I have no answer on that. The nearest topic I know:"

OTHER_SCRIPT = "I know answers in {language} only. Please ask in a few simple {language} words."
LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "pt": "Portuguese",
    "ru": "Russian",
}

WHICH_ONE = "Which one do you mean?"
THIS_ONE = "Do you mean this?"
NONE_OF_THESE = "None of these"
NONE_PICKED = "Then I have no answer on that. Other words may help."

EXPIRED = "Check first: the last extension we have on file ran to {date}."
SMALL_PRINT = "-# "
"""Discord's mark for small text; the terminal shows it as it is."""
COPY = " (copy)"
AS_OF = "as of {date}"
BETWEEN = " · "

FIRST_PASSAGE = "In short"
"""What a passage without a heading is called in a list."""
OTHER_PASSAGES = "Other passages:"
SOURCES = "Sources:"
RELATED = "Related:"
WHY_THIS_ONE = "Why this one:"

NOTHING_CHANGED = "Nothing was changed: {faults} in {files}. You still talk to version {version}."
LAST_GOOD = "policybot: the files have faults; until they are mended the last good version answers, {version}."
SAME_CONTENT = "Nothing is new: the files hold what you already talk to, version {version}."
RELOADED = "Done. You now talk to version {version} (before: {before}). {added} added, {changed} changed, {removed} removed."
GATE_KEPT = "All {questions} check questions keep their answer."
ADDED, CHANGED, REMOVED = "Added:", "Changed:", "Removed:"
BESIDES = "Changed besides articles: names, examples, synonyms, guards or check questions."

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def language_name(language: str) -> str:
    """Return the name of a base's language, which is given as a code or by Snowball's name."""
    return LANGUAGES.get(language, language.replace("_", " ").title())


def short_date(year: int, month: int, day: int) -> str:
    """Return a day as ``31 Aug 2026``, which no reader takes for another day."""
    return f"{day} {MONTHS[month - 1][:3]} {year}"


def month_of(as_of: str) -> str:
    """Return an article's ``as_of`` as ``May 2025``, or the year alone where no month is known."""
    year, _, rest = as_of.partition("-")
    month = rest[:2]
    return f"{MONTHS[int(month) - 1]} {year}" if month.isdigit() and 1 <= int(month) <= len(MONTHS) else year


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 fault``, ``3 faults``, ``1,000 faults``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

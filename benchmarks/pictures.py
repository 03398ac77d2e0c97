"""Pictures of real replies for the pages in ``docs/``: reply values, drawn as Discord shows messages, dark and light.

Run: ``python benchmarks/pictures.py [FOLDER]`` (default: ``docs/pictures``). The questions are asked of the shipped base on a fixed
day, so the pictures change only where the bot does. SVG, because that needs nothing but text; a browser makes a PNG of one.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from datasets import ROOT

from bot.buttons import Action
from bot.faq import load
from bot.replies import more_reply, reply_to
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Reply

USUAL, LATER = dt.date(2026, 6, 1), dt.date(2026, 10, 5)
ASKER = 1
WIDTH, LEFT, RIGHT, LINE, SMALL_LINE, SIZE, SMALL = 640, 72, 24, 22, 18, 16, 12.5

THEMES = {
    "dark": {"paper": "#313338", "text": "#dbdee1", "name": "#f2f3f5", "faint": "#a3a6aa", "button": "#4e5058", "on": "#ffffff"},
    "light": {"paper": "#ffffff", "text": "#313338", "name": "#060607", "faint": "#5c5e66", "button": "#e3e5e8", "on": "#1e1f22"},
}
LINK, BADGE = {"dark": "#4cb3ff", "light": "#0067c0"}, "#5865f2"

NARROW, WIDE = set("iljtf.,:;'!|()[] I1r-"), set("mwMW@%")
_MARK = re.compile(r"\\(?P<sign>.)|\*\*(?P<bold>.+?)\*\*|\[(?P<link>(?:\\.|[^\]])+)\]\([^)]+\)|(?P<plain>.)", re.DOTALL)
_SIGN = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Word:
    """A word and how it looks: ``plain``, ``bold`` or ``link``. The blank before it is its own."""

    text: str
    style: str


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, question, reply, note in talks():
        for theme in THEMES:
            (folder / f"{name}-{theme}.svg").write_text(draw(question, reply, note, theme), encoding="utf-8")


def talks() -> Iterator[tuple[str, str, Reply, str]]:
    """Yield a name, what was typed, the reply, and who sees it (empty: everybody)."""
    faq, wordings = load(ROOT / "knowledge", today=USUAL), Wordings.load()
    english = wordings.of("en")
    asked = (
        ("answered", "how many us trops are in south korea rn", USUAL, "en"),
        ("past-its-day", "can american citizen go nort korea for travel", LATER, "en"),
        ("suggested", "sanctions?", USUAL, "en"),
        ("declined", "did nk fire missile today", USUAL, "en"),
        ("two-parts", "how many nuclear tests has nk done and who are the lazarus group", USUAL, "en"),
        ("german", "wtf is CVID", USUAL, "de"),
    )
    for name, question, day, locale in asked:
        decision = faq.ask(question, as_of=day)
        yield name, question, reply_to(decision, faq.base, wordings.of(locale), asker=ASKER), ""
    question = "is it a crime to hire a north korean freelancer"
    decision = faq.ask(question)
    more = next(
        button.id for button in reply_to(decision, faq.base, english, asker=ASKER).buttons if button.id.action is Action.MORE
    )
    why = next(hit.why for hit in decision.hits if hit.article == more.article)
    yield "more", question, more_reply(faq.article(more.article), more.passage, faq.base, english, why), "Only you can see this"


def draw(question: str, reply: Reply, note: str, theme: str) -> str:
    """Return a question and its reply as a whole SVG document."""
    colours = THEMES[theme]
    said, y = message(22, "mara", question, colours, theme, badge=False)
    answered, y = message(y + 16, "Policybot", reply.content, colours, theme, badge=True)
    row, y = buttons(y, [button.label for button in reply.buttons], colours)
    if note:
        answered.append(f'<text x="{LEFT}" y="{y + 14}" font-size="{SMALL}" fill="{colours["faint"]}">{escape(note)}</text>')
        y += SMALL_LINE
    body = "\n".join(
        [
            f'<rect width="{WIDTH}" height="{y + 16}" rx="8" fill="{colours["paper"]}" stroke="{colours["button"]}"/>',
            *said,
            *answered,
            *row,
        ]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 16}" width="{WIDTH}" height="{y + 16}" role="img" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}">\n'
        f"<title>{escape(question)}</title>\n<desc>{escape(reply.content)}</desc>\n{body}\n</svg>\n"
    )


def message(y: int, name: str, content: str, colours: dict[str, str], theme: str, *, badge: bool) -> tuple[list[str], int]:  # noqa: PLR0913 - a picture has many parts
    """Return a message's shapes and where it ends."""
    face = BADGE if badge else colours["faint"]
    shapes = [
        f'<circle cx="36" cy="{y + 14}" r="18" fill="{face}"/>',
        f'<text x="36" y="{y + 20}" text-anchor="middle" fill="#ffffff" font-weight="bold">{name[0].upper()}</text>',
        f'<text x="{LEFT}" y="{y + 8}" font-weight="bold" fill="{colours["name"]}">{name}</text>',
    ]
    if badge:
        x = LEFT + width_of(name, SIZE) * 1.08 + 8
        shapes.append(f'<rect x="{x:.0f}" y="{y - 5}" width="36" height="16" rx="4" fill="{BADGE}"/>')
        shapes.append(
            f'<text x="{x + 18:.0f}" y="{y + 7.5}" text-anchor="middle" font-size="11" font-weight="bold" fill="#ffffff">APP</text>'
        )
    y += 12
    for line in content.split("\n"):
        small = line.startswith("-# ")
        size, step = (SMALL, SMALL_LINE) if small else (SIZE, LINE)
        for row in wrapped(list(words_of(line.removeprefix("-# "))), size):
            y += step
            shapes.append(text_of(row, y - 4, size, colours["faint" if small else "text"], theme))
        if not line:
            y += LINE // 2
    return shapes, y


def words_of(line: str) -> Iterator[Word]:
    """Yield a line's words with their style."""
    bullet = line.startswith("- ")
    pieces = [Word("• " if bullet else "", "plain")]
    for match in _MARK.finditer(line[2:] if bullet else line):
        style = match.lastgroup or "plain"
        text = _SIGN.sub(r"\1", match[style])
        pieces.append(Word(text, style if style in {"bold", "link"} else "plain"))
    for piece in joined(pieces):
        for text in re.findall(r"\s*\S+|\s+$", piece.text):
            yield Word(text, piece.style)


def joined(pieces: list[Word]) -> Iterator[Word]:
    """Join neighbours of one style."""
    for style, group in groupby(pieces, key=lambda piece: piece.style):
        if text := "".join(piece.text for piece in group):
            yield Word(text, style)


def wrapped(words: list[Word], size: float) -> Iterator[list[Word]]:
    """Yield rows of words that fit between the margins."""
    row: list[Word] = []
    used = 0.0
    for word in words:
        width = width_of(word.text, size) * (1.06 if word.style == "bold" else 1)
        if row and used + width > WIDTH - LEFT - RIGHT and word.text[0] == " ":
            yield row
            row, used = [], 0.0
        row.append(word if row else Word(word.text.lstrip(), word.style))
        used += width
    if row:
        yield row


def text_of(row: list[Word], y: float, size: float, colour: str, theme: str) -> str:
    """Return a row as one text element, so that the reader's own font decides where each word stands."""
    looks = {"plain": "", "bold": ' font-weight="bold"', "link": f' fill="{LINK[theme]}"'}
    spans = "".join(f"<tspan{looks[piece.style]}>{escape(piece.text)}</tspan>" for piece in joined(row))
    return f'<text x="{LEFT}" y="{y}" font-size="{size}" fill="{colour}" xml:space="preserve">{spans}</text>'


def buttons(y: int, labels: list[str], colours: dict[str, str]) -> tuple[list[str], int]:
    """Return a row of buttons, begun anew where one does not fit, and where it ends."""
    shapes: list[str] = []
    x, top = float(LEFT), y + 10
    for label in labels:
        width = width_of(label, 14) * 1.06 + 32
        if x > LEFT and x + width > WIDTH - RIGHT:
            x, top = LEFT, top + 40
        shapes.append(f'<rect x="{x:.0f}" y="{top}" width="{width:.0f}" height="32" rx="8" fill="{colours["button"]}"/>')
        shapes.append(
            f'<text x="{x + width / 2:.0f}" y="{top + 21}" text-anchor="middle" font-size="14" fill="{colours["on"]}">'
            f"{escape(label)}</text>"
        )
        x += width + 8
    return shapes, top + 32 if labels else y


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is in a common sans serif."""
    return size * sum(0.3 if char in NARROW else 0.85 if char in WIDE else 0.68 if char.isupper() else 0.55 for char in text)


if __name__ == "__main__":
    main()

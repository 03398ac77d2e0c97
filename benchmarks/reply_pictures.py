"""Pictures of real replies for the pages in ``docs/``: reply values, drawn as Discord shows messages, dark and light.

Run: ``python benchmarks/reply_pictures.py [FOLDER]`` (default: ``docs/pictures``; needs the extra ``bench`` and the DejaVu fonts). The
questions are asked of the shipped base on a fixed day, so the pictures change only where the bot does. Each PNG carries the question
and the reply as text, for a test that they are still what the bot says.
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from datasets import ROOT
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from talks import month, talks

from bot.desk.charting import LOOKS, alt_text, draw
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Reply

SCALE = 2
"""Pixels a unit of length, so that the pictures are sharp on phones."""
WIDTH, LEFT, RIGHT, LINE, SMALL_LINE, SIZE, SMALL = 640, 72, 24, 22, 18, 15, 12
REGULAR, BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"

THEMES = {
    "dark": {"paper": "#313338", "text": "#dbdee1", "name": "#f2f3f5", "faint": "#a3a6aa", "button": "#4e5058", "on": "#ffffff"},
    "light": {"paper": "#ffffff", "text": "#313338", "name": "#060607", "faint": "#5c5e66", "button": "#e3e5e8", "on": "#1e1f22"},
}
LINK, BADGE = {"dark": "#4cb3ff", "light": "#0067c0"}, "#5865f2"

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
            Picture(theme).save(folder / f"{name}-{theme}.png", question, reply, note)
    english = Wordings.load().of("en")
    for theme in THEMES:
        chart = Image.open(io.BytesIO(draw(month(), english, LOOKS[theme])))
        chart.save(folder / f"stats-{theme}.png", pnginfo=said("/kb stats", alt_text(month(), english)), optimize=True)


def said(title: str, text: str) -> PngImagePlugin.PngInfo:
    """Return texts that a picture carries."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Title", title)
    info.add_itxt("Description", text)
    return info


class Picture:
    """One picture in the making: ``y`` is where the next thing goes, in units."""

    def __init__(self, theme: str) -> None:
        self.colours, self.link, self.y = THEMES[theme], LINK[theme], 10
        self.image = Image.new("RGB", (WIDTH * SCALE, 1200 * SCALE), self.colours["paper"])
        self.pen = ImageDraw.Draw(self.image)

    def save(self, path: Path, question: str, reply: Reply, note: str) -> None:
        """Draw a question and its reply, and write them."""
        self.message("mara", question, badge=False)
        self.y += 12
        self.message("Policybot", reply.content, badge=True)
        self.buttons([button.label for button in reply.buttons])
        if note:
            self.text(LEFT, self.y + 6, note, SMALL, "faint")
            self.y += SMALL_LINE
        info = said(question, reply.content)
        self.image.crop((0, 0, WIDTH * SCALE, (self.y + 18) * SCALE)).quantize(64).save(path, pnginfo=info, optimize=True)

    def message(self, name: str, content: str, *, badge: bool) -> None:
        """Draw who says what."""
        y = self.y
        self.pen.ellipse([one * SCALE for one in (18, y, 54, y + 36)], fill=BADGE if badge else self.colours["faint"])
        self.text(36 - self.width(name[0].upper(), SIZE, bold=True) / 2, y + 9, name[0].upper(), SIZE, "on_badge", bold=True)
        self.text(LEFT, y, name, SIZE, "name", bold=True)
        if badge:
            x = LEFT + self.width(name, SIZE, bold=True) + 8
            self.pen.rounded_rectangle([one * SCALE for one in (x, y + 1, x + 36, y + 17)], 4 * SCALE, fill=BADGE)
            self.text(x + 6, y + 3, "APP", 10, "on_badge", bold=True)
        self.y = y + 22
        for line in content.split("\n"):
            self.line(line)

    def line(self, line: str) -> None:
        """Draw one line of a message, wrapped."""
        small = line.startswith("-# ")
        size, step = (SMALL, SMALL_LINE) if small else (SIZE, LINE)
        for row in self.wrapped(list(words_of(line.removeprefix("-# "))), size):
            x = float(LEFT)
            for word in row:
                self.text(x, self.y, word.text, size, "faint" if small else word.style, bold=word.style == "bold")
                x += self.width(word.text, size, bold=word.style == "bold")
            self.y += step
        if not line:
            self.y += LINE // 2

    def wrapped(self, words: list[Word], size: int) -> Iterator[list[Word]]:
        """Yield rows of words that fit between the margins."""
        row: list[Word] = []
        used = 0.0
        for word in words:
            width = self.width(word.text, size, bold=word.style == "bold")
            apart = word.text[0] == " " or bool(row and row[-1].text.endswith(" "))
            if row and apart and used + width > WIDTH - LEFT - RIGHT:
                yield row
                row, used = [], 0.0
            row.append(word if row else Word(word.text.lstrip(), word.style))
            used += width
        if row:
            yield row

    def buttons(self, labels: list[str]) -> None:
        """Draw a row of buttons, begun anew where one does not fit."""
        x, top = float(LEFT), self.y + 8
        for label in labels:
            width = self.width(label, 13) + 32
            if x > LEFT and x + width > WIDTH - RIGHT:
                x, top = LEFT, top + 38
            self.pen.rounded_rectangle(
                [one * SCALE for one in (x, top, x + width, top + 32)], 8 * SCALE, fill=self.colours["button"]
            )
            self.text(x + 16, top + 8, label, 13, "on")
            x += width + 8
        if labels:
            self.y = top + 32

    def text(self, x: float, y: float, text: str, size: int, colour: str, *, bold: bool = False) -> None:  # noqa: PLR0913 - where, what, how
        """Draw a text at its upper left corner."""
        ink = {
            "plain": self.colours["text"],
            "bold": self.colours["text"],
            "link": self.link,
            "on_badge": "#ffffff",
        } | self.colours
        self.pen.text((x * SCALE, y * SCALE), text, font=font(size, bold=bold), fill=ink[colour])

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        """Return how wide a text is."""
        return font(size, bold=bold).getlength(text) / SCALE


def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a font of a size in units."""
    return ImageFont.truetype(BOLD if bold else REGULAR, size * SCALE)


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


if __name__ == "__main__":
    main()

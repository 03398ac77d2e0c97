"""A server's figures → a picture of them: one column a day (or week), as high as questions came, by what became of them.

Drawn by Pillow with the face that it brings along, which has the letters of English alone: accents go, and nothing else is written.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.faq.decisions import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from PIL import ImageDraw

    from bot.desk.figures import Day, Figures
    from bot.wording import Wording

WIDTH, HEIGHT = 1200, 800
"""Pixels. A phone shows the picture a third as wide, so the smallest letters are 30 high: ten of the phone's points."""
LEFT, RIGHT, TOP, BOTTOM = 150, 50, 270, 80
"""Around the columns: numbers of up to six digits, nothing, title and legend, dates."""
TITLE, BIG, SMALL = 46, 40, 30
MOST = 45
"""Columns: with more days than these, a column is a week or more."""
GAP, ROUND = 0.28, 5
"""Share of a column's room that is left free, and the radius of its top's corners."""
STEPS = (1, 2, 5)
LINES = 4
"""At most so many lines behind the columns."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours. Those of the three decisions differ in lightness as well as in hue, for those who see few colours."""

    paper: str
    text: str
    faint: str
    line: str
    kinds: tuple[str, str, str]


LOOKS = {
    "dark": Look("#2b2d31", "#f2f3f5", "#b5bac1", "#3f4147", ("#62adff", "#f7c873", "#747884")),
    "light": Look("#ffffff", "#1e1f22", "#5c5e66", "#e3e5e8", ("#1d63d6", "#e69f00", "#7c7f88")),
}
"""Discord's own papers, so that the picture looks at home in the chat."""


def alt_text(figures: Figures, wording: Wording) -> str:
    """Return what the picture shows, for whoever does not see it."""
    first, last = (wording.short_date(figures.days[at].day) for at in (0, -1))
    sums = {kind.value: wording.number(figures.sum_of(kind)) for kind in Kind}
    sums[Kind.ANSWERED.value] = wording.counted(figures.sum_of(Kind.ANSWERED), "question")
    busiest = max(figures.days, key=_height)
    peak = {"day": wording.short_date(busiest.day), "most": wording.number(_height(busiest))}
    return wording.say("stats.alt", first=first, last=last, **sums, **peak)


def draw(figures: Figures, wording: Wording, look: Look) -> bytes:
    """Return the picture as a PNG file.

    Raises:
        ImportError: Pillow is not there.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - 4 MB, for the few who look at it

    image = Image.new("RGB", (WIDTH, HEIGHT), look.paper)
    pen = ImageDraw.Draw(image)
    columns = list(_columns(figures.days))
    highest = max(*map(_height, columns), 1)
    step = _step(highest)
    top = step * -(-highest // step)
    _head(pen, figures, wording, look)
    _lines(pen, top, step, wording, look)
    _draw_columns(pen, columns, top, look)
    _dates(pen, [*(column.day for column in columns[:-1]), figures.days[-1].day], wording, look)
    file = io.BytesIO()
    image.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def _height(day: Day) -> int:
    return day.answered + day.suggested + day.declined


def _columns(days: Sequence[Day]) -> Iterator[Day]:
    """Yield the days, or as many of them together as make at most so many columns; each begins with its first day."""
    from bot.desk.figures import Day  # noqa: PLC0415 - a type elsewhere

    span = -(-len(days) // MOST)
    for first in range(0, len(days), span):
        some = days[first : first + span]
        yield Day(some[0].day, *(sum(getattr(day, kind.value) for day in some) for kind in Kind))


def _step(highest: int) -> int:
    """Return the least round number of which few make the whole height."""
    power = 1
    while True:
        for step in STEPS:
            if highest <= step * power * LINES:
                return step * power
        power *= 10


def _head(pen: ImageDraw.ImageDraw, figures: Figures, wording: Wording, look: Look) -> None:
    """The title, and what the colours mean with their sums: what one would read off the columns stands there."""
    first, last = figures.days[0].day, figures.days[-1].day
    dates = f"{_date(first, wording, years=first.year != last.year)} - {_date(last, wording, years=first.year != last.year)}"
    _write(pen, (RIGHT, 50), wording.say("stats.title"), TITLE, look.text)
    _write(pen, (WIDTH - RIGHT, 62), dates, SMALL, look.faint, "ra")
    room = (WIDTH - 2 * RIGHT) // len(Kind)
    for number, (kind, colour) in enumerate(zip(Kind, look.kinds, strict=True)):
        x = RIGHT + number * room
        pen.rounded_rectangle((x, 140, x + 34, 174), 8, colour)
        _write(pen, (x + 50, 157), wording.number(figures.sum_of(kind)), BIG, look.text, "lm")
        _write(pen, (x + 50, 205), wording.say(f"stats.{kind.value}"), SMALL, look.faint, "lm")


def _lines(pen: ImageDraw.ImageDraw, top: int, step: int, wording: Wording, look: Look) -> None:
    for value in range(0, top + 1, step):
        y = _y(value, top)
        pen.line((LEFT, y, WIDTH - RIGHT, y), look.line, 2)
        _write(pen, (LEFT - 16, y), wording.number(value), SMALL, look.faint, "rm")


def _draw_columns(pen: ImageDraw.ImageDraw, columns: Sequence[Day], top: int, look: Look) -> None:
    room = (WIDTH - LEFT - RIGHT) / len(columns)
    for number, column in enumerate(columns):
        left = round(LEFT + room * (number + GAP / 2))
        right = round(left + room * (1 - GAP))
        done, whole = 0, _height(column)
        for kind, colour in zip(Kind, look.kinds, strict=True):
            height = getattr(column, kind.value)
            if not height:
                continue
            done += height
            ends = (done == whole, done == whole, False, False)
            low, high = _y(done - height, top), _y(done, top)
            radius = ROUND if low - high > 2 * ROUND else 0  # Pillow cannot round what is lower than its corners
            pen.rounded_rectangle((left, high, right, low), radius, colour, corners=ends)


def _dates(pen: ImageDraw.ImageDraw, days: Sequence[dt.date], wording: Wording, look: Look) -> None:
    """The first date, one in the middle where there is room, and the last."""
    room = (WIDTH - LEFT - RIGHT) / len(days)
    shown = {0: "la", len(days) - 1: "ra"} if len(days) > 1 else {0: "ma"}
    shown |= {len(days) // 2: "ma"} if len(days) > len(Kind) else {}
    edges = {"la": 0.0, "ma": 0.5, "ra": 1.0}
    for number, anchor in shown.items():
        x = LEFT + room * (number + edges[anchor])
        _write(pen, (x, HEIGHT - BOTTOM + 16), _date(days[number], wording), SMALL, look.faint, anchor)


def _date(day: dt.date, wording: Wording, *, years: bool = False) -> str:
    date = wording.short_date(day)
    return date if years else date.removesuffix(f" {day.year}")


def _y(value: int, top: int) -> int:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top)


def _write(  # noqa: PLR0913, PLR0917 - where, what, and how it looks
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str, anchor: str = "la"
) -> None:
    from PIL import ImageFont  # noqa: PLC0415 - see draw

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    pen.text(at, plain, fill=colour, font=ImageFont.load_default(size), anchor=anchor)

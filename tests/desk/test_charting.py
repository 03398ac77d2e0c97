from __future__ import annotations

import datetime as dt
import io
import sys
from itertools import pairwise

import pytest
from game_server import GAME_SERVER
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.desk.charting import BOTTOM, HEIGHT, LEFT, LOOKS, MOST, TOP, WIDTH, Look, _columns, _step, alt_text, draw
from bot.desk.figures import Day, Figures, Kept, figures_of
from bot.faq.decisions import Kind
from bot.records import Tally
from bot.wording import Wording, Wordings

LAST = dt.date(2026, 11, 24)
ENGLISH = Wording.load()


def figures(days: int, *counts: tuple[int, int, int]) -> Figures:
    """Return figures of so many days, the last of which have these counts."""
    first = LAST - dt.timedelta(days=days - 1)
    tallies = [
        Tally(LAST - dt.timedelta(days=len(counts) - 1 - number), 1, "asked", kind.value, "", count)
        for number, some in enumerate(counts)
        for kind, count in zip(Kind, some, strict=True)
    ]
    return figures_of(Kept(tallies, (), ()), GAME_SERVER, first, LAST)


def picture(figures_: Figures, look: Look = LOOKS["dark"], wording: Wording = ENGLISH) -> Image.Image:
    return Image.open(io.BytesIO(draw(figures_, wording, look))).convert("RGB")


def near(colour: tuple[int, ...], wanted: str) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(colour, ImageColor.getrgb(wanted), strict=True))


@pytest.mark.parametrize("look", LOOKS)
def test_a_column_shows_what_became_of_a_days_questions(look: str) -> None:
    """The middle of its parts, from the foot up: half answered, a quarter to choose, a quarter without an answer."""
    shown = picture(figures(1, (20, 10, 10)), LOOKS[look])
    assert shown.size == (WIDTH, HEIGHT)
    room = HEIGHT - TOP - BOTTOM
    middle = (LEFT + WIDTH - 50) // 2
    for share, colour in zip((0.25, 0.625, 0.875), LOOKS[look].kinds, strict=True):
        found = shown.getpixel((middle, round(HEIGHT - BOTTOM - room * share)))
        assert isinstance(found, tuple)
        assert near(found, colour)
    corner = shown.getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert near(corner, LOOKS[look].paper)


@pytest.mark.parametrize("look", LOOKS)
def test_the_colours_can_be_told_apart_without_seeing_hues(look: str) -> None:
    lightness = [Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0)) for colour in LOOKS[look].kinds]
    paper = Image.new("RGB", (1, 1), LOOKS[look].paper).convert("L").getpixel((0, 0))
    steps = sorted([*lightness, paper])  # type: ignore[type-var]  # numbers: the pictures have one band
    assert all(high - low > 15 for low, high in pairwise(steps))  # type: ignore[operator]  # likewise


@pytest.mark.parametrize("days", [1, 2, 7, 30, 45, 46, 90, 365])
def test_every_question_of_every_day_stands_in_one_column(days: int) -> None:
    found = figures(days, *[(3, 2, 1)] * days)
    columns = list(_columns(found.days))
    assert len(columns) <= MOST
    assert sum(column.answered + column.suggested + column.declined for column in columns) == found.asked == days * 6
    assert columns[0].day == found.days[0].day


@given(st.integers(1, 10**7))
def test_the_scale_has_few_round_numbers_and_room_for_the_highest(highest: int) -> None:
    step = _step(highest)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert highest <= 4 * step
    assert step == 1 or highest > 4 * step / 2.5


@settings(max_examples=15)
@given(st.integers(1, 365), st.lists(st.tuples(*[st.integers(0, 10**6)] * 3), max_size=6))
def test_whatever_was_counted_a_picture_comes_of_it_that_a_phone_loads_quickly(
    days: int, counts: list[tuple[int, int, int]]
) -> None:
    data = draw(figures(max(days, len(counts), 1), *counts), ENGLISH, LOOKS["light"])
    assert data.startswith(b"\x89PNG")
    assert len(data) < 100_000


@pytest.mark.parametrize("locale", Wordings.load().locales)
def test_what_is_written_into_the_chart_has_letters_that_its_face_has(locale: str) -> None:
    wording = Wordings.load().of(locale)
    for key in ("title", *(kind.value for kind in Kind)):
        assert wording.say(f"stats.{key}").isascii()


def test_the_picture_is_told_to_whoever_does_not_see_it() -> None:
    assert alt_text(figures(7, (5, 1, 0), (20, 10, 10)), ENGLISH) == (
        "Columns from 18 Nov 2026 to 24 Nov 2026: 25 questions answered, 11 with choices offered, 10 without an answer. "
        "Most came on 24 Nov 2026: 40."
    )
    for locale in Wordings.load().locales:
        assert len(alt_text(figures(365, (10**6,) * 3), Wordings.load().of(locale))) < 1_024


def test_nothing_is_drawn_before_somebody_wants_it() -> None:
    code = "import sys, bot.desk.charting, bot.cogs; sys.exit('PIL' in sys.modules)"
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_day_without_questions_is_an_empty_place() -> None:
    assert Day(LAST, 0, 0, 0) in figures(2, (1, 0, 0), (0, 0, 0)).days
    picture(figures(2, (1, 0, 0), (0, 0, 0)))

"""The reliability curve as an SVG that reads in light and dark, by screen readers, and without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bot.faq.evaluating.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.faq.evaluating.evaluation import Bin, Evaluation

SIDE = 400
"""Length of each axis, in the picture's own units."""

LEFT, TOP, RIGHT, BOTTOM = 70, 60, 30, 70
"""Room for the axes' names and figures, and for the heading."""

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
SMALLEST, LARGEST = 3.0, 7.0
"""Radius of the dots of the smallest and the largest bin."""

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.heading { font-size: 16px; font-weight: 600; }
.paper { fill: #ffffff; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.ideal { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 5 4; }
.interval { stroke: #0550ae; stroke-width: 1.5; }
.curve { stroke: #0550ae; stroke-width: 2; fill: none; }
.dot { fill: #0550ae; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .paper { fill: #0d1117; }
  .grid { stroke: #30363d; }
  .ideal { stroke: #9198a1; }
  .interval, .curve { stroke: #79c0ff; }
  .dot { fill: #79c0ff; }
}"""


def as_svg(evaluation: Evaluation) -> str:
    """Return the picture as a whole SVG document."""
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title desc">'
    )
    bins = evaluation.reliability
    lines = [
        head,
        f'<title id="title">{escape(plain(f"Reliability of {evaluation.base}"))}</title>',
        f'<desc id="desc">{escape(_description(evaluation))}</desc>',
        f"<style>\n{STYLE}\n</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="heading" x="{LEFT}" y="30">Confidence kept: {evaluation.overall.questions:,} questions</text>',
        *_axes(),
        *_curve(bins),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _description(evaluation: Evaluation) -> str:
    error = evaluation.overall["calibration_error"].value
    start = (
        f"Share of questions whose best article was right, against the confidence claimed, "
        f"for {evaluation.overall.questions} questions in {len(evaluation.reliability)} groups of like confidence."
    )
    points = "; ".join(
        f"claimed {each.confidence:.0%}, right {each.right:.0%} of {each.questions}" for each in evaluation.reliability
    )
    return f"{start} {points or 'Nothing was measured'}." + ("" if error is None else f" Calibration error {error:.1%}.")


def _axes() -> Iterator[str]:
    for tick in TICKS:
        x, y = _x(tick), _y(tick)
        yield f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{TOP + SIDE}"/>'
        yield f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{LEFT + SIDE}" y2="{y}"/>'
        yield f'<text x="{x}" y="{TOP + SIDE + 20}" text-anchor="middle">{tick:.0%}</text>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tick:.0%}</text>'
    middle = TOP + SIDE / 2
    yield f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 45}" text-anchor="middle">confidence claimed</text>'
    yield f'<text x="20" y="{middle}" text-anchor="middle" transform="rotate(-90 20 {middle})">share that was right</text>'
    yield f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'


def _curve(bins: Sequence[Bin]) -> Iterator[str]:
    if not bins:
        return
    most = max(each.questions for each in bins)
    for each in bins:
        x = _x(each.confidence)
        yield f'<line class="interval" x1="{x}" y1="{_y(each.low)}" x2="{x}" y2="{_y(each.high)}"/>'
    yield f'<polyline class="curve" points="{" ".join(f"{_x(each.confidence)},{_y(each.right)}" for each in bins)}"/>'
    for each in bins:
        radius = round(SMALLEST + (LARGEST - SMALLEST) * each.questions / most, 1)
        label = f"claimed {each.confidence:.1%}, right {each.right:.1%} of {each.questions}"
        dot = f'<circle class="dot" cx="{_x(each.confidence)}" cy="{_y(each.right)}" r="{radius}">'
        yield f"{dot}<title>{label}</title></circle>"


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)

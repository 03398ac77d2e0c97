"""Grouped bars and lines as SVG that reads in light and dark, and without colours: every mark carries its figure as a title."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEFT, TOP, WIDTH, ROW, GAP = 200, 60, 420, 11, 10
"""Room for names, for the heading; length of a full bar; height of a bar; room between groups, in the picture's own units."""

STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.heading { font-size: 15px; font-weight: 600; }
.paper { fill: #ffffff; }
.grid { stroke: #d0d7de; }
.bar0 { fill: #0550ae; } .bar1 { fill: #54aeff; } .bar2 { fill: #b6e3ff; stroke: #0550ae; stroke-width: .5; }
.spread { stroke: #1f2328; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .paper { fill: #0d1117; } .grid { stroke: #30363d; } .spread { stroke: #e6edf3; }
}"""

Bar = tuple[float, float, float]
"""A share and its bounds."""


def draw_bars(heading: str, groups: Mapping[str, Sequence[Bar]], series: Sequence[str]) -> str:
    """Draw for each group (a system) a bar for each of the series (ways of typing). Shares, 0 to 1."""
    step = ROW * len(series) + GAP
    height, width = TOP + step * len(groups) + 30, LEFT + WIDTH + 60
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>{escape(heading)}</title>\n<style>\n{STYLE}\n</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="heading" x="16" y="24">{escape(heading)}</text>',
        f'<text x="16" y="44">bars, from the top: {escape(", ".join(series))}; thin lines: 95 % intervals</text>',
        *_grid(height - 25),
    ]
    for at, (name, bars) in enumerate(groups.items()):
        top = TOP + at * step
        lines.append(f'<text x="{LEFT - 8}" y="{top + step / 2}" text-anchor="end">{escape(name)}</text>')
        lines += [_bar(top + place * ROW, place, series[place], bar) for place, bar in enumerate(bars)]
    return "\n".join([*lines, "</svg>\n"])


def _grid(bottom: int) -> Iterator[str]:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = LEFT + WIDTH * share
        yield f'<line class="grid" x1="{x}" y1="{TOP - 4}" x2="{x}" y2="{bottom}"/>'
        yield f'<text x="{x}" y="{bottom + 15}" text-anchor="middle">{share:.0%}</text>'


def _bar(top: float, place: int, name: str, bar: Bar) -> str:
    share, low, high = (LEFT + WIDTH * value for value in bar)
    middle = top + ROW / 2 - 0.5
    title = f"<title>{escape(name)}: {bar[0]:.1%} ({bar[1]:.1%} to {bar[2]:.1%})</title>"
    return (
        f'<rect class="bar{place}" x="{LEFT}" y="{top}" width="{share - LEFT:.1f}" height="{ROW - 1}">{title}</rect>'
        f'<line class="spread" x1="{low:.1f}" y1="{middle}" x2="{high:.1f}" y2="{middle}"/>'
    )

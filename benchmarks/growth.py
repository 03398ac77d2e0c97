"""A log-log picture of how cost grows, as SVG without any library."""

from __future__ import annotations

from itertools import pairwise
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Curve = Sequence[tuple[int, float]]
    """Phrasings and milliseconds."""

WIDTH, HEIGHT, LEFT, BOTTOM, RIGHT = 760, 460, 70, 50, 210
COLOURS = ("#0b5fa5", "#3fa34d", "#c23b22", "#8e5ea2", "#d98200", "#5a5a5a", "#00857a", "#a0522d")


def draw(curves: Mapping[str, Curve], title: str) -> str:
    """Draw a line for each engine: milliseconds over phrasings, both on logarithmic scales."""
    sizes = [size for curve in curves.values() for size, _ in curve]
    times = [time for curve in curves.values() for _, time in curve]
    across = (log10(min(sizes)), max(log10(max(sizes)), log10(min(sizes)) + 1))
    along = (float(int(log10(min(times)) - 1)), float(int(log10(max(times)) + 1)))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><text x="{LEFT}" y="20" font-size="15">{title}</text>',
        *_grid(across, along),
    ]
    ends = _apart([_y(curve[-1][1], along) for curve in curves.values()])
    for (name, curve), colour, end in zip(curves.items(), COLOURS, ends, strict=False):
        points = " ".join(f"{_x(size, across):.1f},{_y(time, along):.1f}" for size, time in curve)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(
            f'<circle cx="{_x(size, across):.1f}" cy="{_y(time, along):.1f}" r="3" fill="{colour}"/>' for size, time in curve
        )
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{end + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _grid(across: tuple[float, float], along: tuple[float, float]) -> list[str]:
    lines = []
    for power in range(int(along[0]), int(along[1]) + 1):
        y = _y(10.0**power, along)
        lines.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
    for power in range(int(across[0]), int(across[1]) + 1):
        x = _x(10**power, across)
        lines.append(f'<path d="M{x:.1f} 35V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{10**power:,} phrasings</text>')
    return lines


def _x(size: float, across: tuple[float, float]) -> float:
    return LEFT + (log10(size) - across[0]) / (across[1] - across[0]) * (WIDTH - LEFT - RIGHT)


def _y(time: float, along: tuple[float, float]) -> float:
    return HEIGHT - BOTTOM - (log10(time) - along[0]) / (along[1] - along[0]) * (HEIGHT - BOTTOM - 35)


def _apart(ends: Sequence[float], least: float = 15) -> list[float]:
    """Move labels down until none covers another."""
    moved = list(ends)
    for before, at in pairwise(sorted(range(len(ends)), key=ends.__getitem__)):
        moved[at] = max(moved[at], moved[before] + least)
    return moved

"""From which confidence answers keep a wanted precision: a curve that is shipped, and one for each base, kept between two runs.

A base's own curve is made by ``calibrating``. It holds for one version of the content; until that of a new version is made, the
last one of the same base is still nearer the truth than the shipped one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

import bot
from bot.faq.storing import read_state, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.faq.articles import KnowledgeBase

FORMAT = 1
"""Raised whenever curves are made in another way; kept ones of another format are made anew."""


WEIGHTS = ("weights.toml", "weights-semantic.toml")
"""The files of weights, in ``data``: of the engine alone, and with the semantic extra."""


class Way(StrEnum):
    """How a question came: by asking the bot, or overheard in a channel, where most messages are no question for it."""

    ASKED = "asked"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Cuts:
    """For each of the wanted ``precision`` (rising) the confidence that keeps it, for each way of asking."""

    precision: tuple[float, ...]
    asked: tuple[float, ...]
    listening: tuple[float, ...]
    version: str = ""
    """The content that the curve was made for; empty for the shipped one."""
    answers: int = 0
    """How many made-up questions were answered at the usual precision: what the curve rests on besides the shipped one."""

    def cut_for(self, precision: float, way: Way = Way.ASKED) -> float:
        """Return the confidence from which answers keep the wanted precision; values between are interpolated."""
        return float(np.interp(precision, self.precision, self.asked if way is Way.ASKED else self.listening))

    def reached_at(self, confidence: float, way: Way) -> float:
        """Return the precision that answers from a confidence on are taken to reach."""
        return float(np.interp(confidence, self.asked if way is Way.ASKED else self.listening, self.precision))


@dataclass(frozen=True, slots=True)
class KeptCuts:
    """The curves in a state directory, one file a base. Whatever goes wrong with them costs time, never an answer."""

    directory: Path

    def get(self, base: KnowledgeBase) -> Cuts | None:
        """Return the last curve made for a base, of this version of its content or an earlier one."""
        try:
            return _read(json.loads(read_state(self._file(base))))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def put(self, base: KnowledgeBase, cuts: Cuts) -> None:
        """Keep a curve in place of the base's last one. A full or read-only disk is no reason to fail."""
        with contextlib.suppress(OSError), replacing(self._file(base)) as file:
            file.write(json.dumps({"made_by": _maker(), **asdict(cuts)}).encode())

    def _file(self, base: KnowledgeBase) -> Path:
        return self.directory / f"{hashlib.sha256(base.name.encode()).hexdigest()[:32]}.json"


def _maker() -> str:
    """What made a curve: its format, this release, and the weights that the confidences came from."""
    weights = b"".join((resources.files("bot.faq") / "data" / name).read_bytes() for name in WEIGHTS)
    return f"{FORMAT} {bot.__version__} {hashlib.sha256(weights).hexdigest()[:16]}"


def _read(stored: Mapping[str, Any]) -> Cuts | None:
    if stored["made_by"] != _maker():
        return None
    precision, asked, listening = (_curve(stored[name]) for name in ("precision", "asked", "listening"))
    curves = (precision, asked, listening)
    rising = all(one <= two for curve in curves for one, two in pairwise(curve))
    shares = all(0 < value < 1 for curve in curves for value in curve)
    if not rising or not shares or len({len(curve) for curve in curves}) != 1 or not curves[0]:
        return None
    return Cuts(precision, asked, listening, version=str(stored["version"]), answers=int(stored["answers"]))


def _curve(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(map(float, values))

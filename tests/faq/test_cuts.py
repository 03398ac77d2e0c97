"""Curves of confidence and precision: read between their points, kept between two runs, never trusted blindly."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.cuts import Cuts, KeptCuts, Way
from bot.faq.fusing import load_weights

if TYPE_CHECKING:
    from pathlib import Path

CUTS = Cuts((0.5, 0.9), (0.2, 0.6), (0.4, 0.8), version="v1", answers=7)


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999), st.sampled_from(Way))
def test_a_higher_precision_never_has_a_lower_cut(one: float, other: float, way: Way) -> None:
    low, high = sorted((one, other))
    assert 0 < load_weights().cuts.cut_for(low, way) <= load_weights().cuts.cut_for(high, way) < 1


@given(st.floats(0.001, 0.999))
def test_a_message_overheard_needs_more_confidence_than_a_question(precision: float) -> None:
    cuts = load_weights().cuts
    assert cuts.cut_for(precision, Way.LISTENING) > cuts.cut_for(precision)


def test_the_shipped_curve_rises_with_the_precision() -> None:
    cuts = load_weights().cuts
    assert len(cuts.precision) == len(cuts.asked) == len(cuts.listening)
    for curve in (cuts.precision, cuts.asked, cuts.listening):
        assert list(curve) == sorted(set(curve))


def test_values_between_the_points_are_interpolated_and_outside_them_held() -> None:
    assert CUTS.cut_for(0.7) == pytest.approx(0.4)
    assert (CUTS.cut_for(0.1), CUTS.cut_for(0.99)) == (0.2, 0.6)
    assert CUTS.reached_at(0.6, Way.LISTENING) == pytest.approx(0.7)


def test_a_kept_curve_is_the_same_curve(tmp_path: Path) -> None:
    kept = KeptCuts(tmp_path / "calibration")
    assert kept.get(GAME_SERVER) is None
    kept.put(GAME_SERVER, CUTS)
    assert kept.get(GAME_SERVER) == CUTS


def test_bases_do_not_share_a_curve(tmp_path: Path) -> None:
    kept = KeptCuts(tmp_path)
    kept.put(GAME_SERVER, CUTS)
    assert kept.get(replace(GAME_SERVER, name="another")) is None
    assert kept.get(replace(GAME_SERVER, version="edited")) == CUTS  # of earlier content: still nearer than the shipped one


@pytest.mark.parametrize(
    "spoilt",
    [
        {"asked": [0.6, 0.2]},
        {"asked": [0.2]},
        {"asked": [0.2, 1.5]},
        {"asked": "no"},
        {"asked": None},
        {"precision": [], "asked": [], "listening": []},
        {"answers": "many"},
        {"made_by": "an earlier release"},
    ],
)
def test_a_spoilt_or_outdated_curve_is_none(tmp_path: Path, spoilt: dict[str, object]) -> None:
    kept = KeptCuts(tmp_path)
    kept.put(GAME_SERVER, CUTS)
    (file,) = tmp_path.iterdir()
    stored = json.loads(file.read_text("utf-8"))
    assert stored.items() >= {"version": "v1", "answers": 7}.items()
    file.write_text(json.dumps(stored | spoilt), "utf-8")
    assert kept.get(GAME_SERVER) is None


@pytest.mark.parametrize("content", ["", "[]", "{", "null", "[" * 10_000, "\x00"])
def test_what_is_no_curve_at_all_is_none(tmp_path: Path, content: str) -> None:
    kept = KeptCuts(tmp_path)
    kept.put(GAME_SERVER, CUTS)
    (file,) = tmp_path.iterdir()
    file.write_text(content, "utf-8")
    assert kept.get(GAME_SERVER) is None


def test_a_state_directory_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    KeptCuts(blocked).put(GAME_SERVER, CUTS)
    assert KeptCuts(blocked).get(GAME_SERVER) is None
    assert asdict(CUTS)["answers"] == 7

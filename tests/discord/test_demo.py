from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from demo import play
from game_server import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path


async def test_the_demo_shows_people_asking_and_a_moderators_morning(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    shown = await play(folder, tmp_path / "state")
    assert shown.count("\nPolicybot") >= 25
    for seen in (
        "Policybot → ann: ",  # a mistyped question
        "ben: anyone up for a game later? im on from 8\ncho:",  # not answered
        "Policybot edited: UN sanctions",  # a choice
        "Answered here a few minutes ago",
        "(deleted: Policybot's",
        "Nothing was changed: 1 fault in 1 file",
        "unknown key 'titel'",
        "Done.",
        "[I take it]",
        "1 of 2: 2 people, no answer found",
        "mara declined",
        'If I learn "trump kim handshake at the border" for ',
        "mara taught ",
        "Not learned: it would break ",
        "until: 2026-08-31 → 2027-08-31",
        "mara undid upload",
        "mara paused",
        "[file questions.png",
    ):
        assert seen in shown, seen

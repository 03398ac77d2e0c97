from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from bot.cli.check import Watch

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_changed_is_nothing_told(knowledge: Path) -> None:
    watch = Watch(knowledge)
    assert watch.changed_files() == 0


def test_a_file_that_was_only_touched_is_unchanged(knowledge: Path) -> None:
    watch = Watch(knowledge)
    os.utime(knowledge / "base.yaml", (1, 1))
    shutil.copy(knowledge / "money" / "refunds.md", knowledge / "copy")
    (knowledge / "copy").replace(knowledge / "money" / "refunds.md")
    assert watch.changed_files() == 0


def test_added_changed_and_removed_files_count_once(knowledge: Path) -> None:
    watch = Watch(knowledge)
    (knowledge / "new.md").write_text("new")
    (knowledge / "base.yaml").write_text("name: Other")
    (knowledge / "money" / "payment.md").unlink()
    assert watch.changed_files() == 3
    assert watch.changed_files() == 0


def test_a_change_of_equal_size_is_seen(knowledge: Path) -> None:
    watch = Watch(knowledge)
    text = (knowledge / "base.yaml").read_text()
    (knowledge / "base.yaml").write_text(text.replace("shop", "shed"))
    assert watch.changed_files() == 1


def test_files_that_nobody_looks_at_do_not_count(knowledge: Path) -> None:
    watch = Watch(knowledge)
    for name in (".refunds.md.swp", "notes.txt", "_draft.md", "README.md"):
        (knowledge / name).write_text("x")
    assert watch.changed_files() == 0


def test_a_file_that_becomes_refused_counts(knowledge: Path) -> None:
    watch = Watch(knowledge)
    os.mkfifo(knowledge / "pipe.md")
    assert watch.changed_files() == 1
    assert watch.changed_files() == 0


def test_a_folder_that_is_gone_for_a_moment_is_as_it_was(knowledge: Path) -> None:
    watch = Watch(knowledge)
    knowledge.rename(knowledge.parent / "away")
    assert watch.changed_files() == 0
    (knowledge.parent / "away").rename(knowledge)
    assert watch.changed_files() == 0

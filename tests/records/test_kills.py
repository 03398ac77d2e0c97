"""Killed at any moment, nothing acknowledged is lost and nothing is half done (catalogue D1, D9)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kept import NIGHTLY

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes that are killed are forks")


def run(*argv: str) -> Any:  # noqa: ANN401 - what JSON holds
    script = Path(__file__).with_name("kill_writers.py")
    done = subprocess.run([sys.executable, script, *argv], capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_whoever_is_killed_while_writing_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    rounds = 200 if NIGHTLY else 25
    done = run("writers", str(tmp_path), str(rounds))
    assert done["kills"] == rounds
    assert done["acknowledged"] > rounds
    assert (done["lost"], done["halves"], done["unsound"]) == (0, 0, 0)


def test_whichever_statement_of_a_migration_is_the_last_the_schema_is_old_or_new_and_the_data_equal(tmp_path: Path) -> None:
    for done in run("migrations", str(tmp_path)).values():
        assert done["kills"] > 20
        assert done["old"] > 5
        assert done["new"] > 2
        assert done["old"] + done["new"] == done["kills"]
        assert (done["unsound"], done["different"], done["not healed"]) == (0, 0, 0)

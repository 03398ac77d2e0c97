from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.cli import schema
from bot.cli.arguments import read_arguments
from bot.cli.errors import WrongUsageError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.cli.context import Context


def test_the_schema_is_printed(context: Context) -> None:
    assert schema.run(read_arguments(["schema"]).options, context) == 0
    told = json.loads(context.terminal.stdout.getvalue())  # type: ignore[attr-defined]  # a StringIO
    assert told["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert '"articles"' in json.dumps(told)


def test_the_schema_of_front_matter_is_written_over_the_last_one(context: Context, tmp_path: Path) -> None:
    out = tmp_path / "article.json"
    out.write_text("old")
    assert schema.run(read_arguments(["schema", "--kind", "markdown", "--out", str(out)]).options, context) == 0
    assert "asks" in json.loads(out.read_text())["properties"]
    assert context.terminal.stdout.getvalue() == f"{out}\n"  # type: ignore[attr-defined]  # a StringIO


@pytest.mark.parametrize("out", ["gone/schema.json", ".", "a\0b"])
def test_a_file_that_cannot_be_written_is_told(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUsageError, match="cannot be written: "):
        schema.run(read_arguments(["schema", "--out", out]).options, context)

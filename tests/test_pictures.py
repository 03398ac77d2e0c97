"""The pictures in docs/ are replies that the bot really gives; which words are bold may differ."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import bot

ROOT = Path(bot.__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"


def told(folder: Path) -> dict[str, tuple[str, str]]:
    """Return what each picture shows: the question, and the reply without bold."""
    roots = {file.name: ET.parse(file).getroot() for file in sorted(folder.glob("*.svg"))}  # noqa: S314 - our own files
    return {
        name: (root.findtext(f"{SVG}title", ""), root.findtext(f"{SVG}desc", "").replace("**", ""))
        for name, root in roots.items()
    }


def test_the_pictures_show_what_the_bot_says(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "benchmarks/pictures.py", tmp_path], cwd=ROOT, check=True, timeout=60)
    drawn = told(tmp_path)
    assert len(drawn) >= 12
    assert told(ROOT / "docs" / "pictures") == drawn, "run: python benchmarks/pictures.py"
    assert {name.removesuffix("-dark.svg") for name in drawn if "-dark" in name} == {
        name.removesuffix("-light.svg") for name in drawn if "-light" in name
    }

"""The pages are true: every command runs and prints what they show, every link leads somewhere, nothing is named that is not there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import dropwhile
from pathlib import Path
from typing import NamedTuple

import pytest

import bot
from bot.cli.arguments import COMMANDS

ROOT = Path(bot.__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "knowledge" / "README.md", *(ROOT / "benchmarks").glob("*.md")]
)

NOT_YET: set[str] = set()
"""Commands that a page names and a later issue brings; one that is there by now, or named no more, must go from this list."""

CONTENT_MAY_HAVE_FAULTS = {0, 1}
"""What ``check`` ends with is the content's business (tests/knowledge); here it matters that it ran."""

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


class Shown(NamedTuple):
    """A command line of a page, and the lines that the page shows below it."""

    page: str
    command: str
    output: str


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return _COMMENT.sub("", _FENCE.sub("", text_of(page)))


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def shown_in(page: Path) -> list[Shown]:
    blocks = [body for language, body in _FENCE.findall(text_of(page)) if language in {"console", "sh"}]
    shown: list[Shown] = []
    for block in blocks:
        lines = list(dropwhile(lambda line: not line.startswith("$ "), block.splitlines()))
        for line in lines:
            if line.startswith("$ "):
                shown.append(Shown(name_of(page), line[2:].strip(), ""))
            else:
                shown[-1] = shown[-1]._replace(output=f"{shown[-1].output}{line}\n")
    return shown


SHOWN = [shown for page in PAGES for shown in shown_in(page)]
OURS = [shown for shown in SHOWN if "policybot" in shown.command.split() and not shown.command.startswith(("uv ", "pipx "))]
RUN = list({(shown.command, shown.output): shown for shown in OURS}.values())
"""A command that two pages show alike is run once."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout, so that what a page writes is written there."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    shutil.copytree(ROOT / "benchmarks" / "questions", folder / "benchmarks" / "questions")
    scripts = folder / "scripts"
    scripts.mkdir()
    (scripts / "policybot").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    (scripts / "policybot").chmod(0o755)
    return folder


def run(argv: list[str], scratch: Path) -> subprocess.CompletedProcess[str]:
    own = {"PATH": f"{scratch / 'scripts'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    own["POLICYBOT_STATE"] = str(scratch / "state")
    return subprocess.run(
        argv, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", cwd=scratch, env=own, timeout=100, check=False
    )


def plain(text: str) -> list[str]:
    """Words without bold: which words are bold is taste, and where a line ends is the page's width."""
    return text.replace("**", "").split()


def test_pages_show_commands() -> None:
    assert {"README.md", "docs/tuning.md"} <= {shown.page for shown in OURS}


@pytest.mark.parametrize("shown", RUN, ids=lambda shown: f"{shown.page}: {shown.command}")
def test_a_command_runs_and_prints_what_the_page_shows(shown: Shown, scratch: Path) -> None:
    """A line ``...`` of the page stands for whatever is left out there."""
    done = run(["bash", "-c", shown.command], scratch)
    faulty = bool(re.search(r"\bcheck\b", shown.command))
    assert done.returncode in (CONTENT_MAY_HAVE_FAULTS if faulty else {0}), done.stderr
    at = 0
    printed = " ".join(plain(done.stdout + done.stderr))
    for part in re.split(r"^\.\.\.$", shown.output, flags=re.MULTILINE):
        expected = " ".join(plain(part))
        found = printed.find(expected, at)
        assert found >= 0, f"the page shows:\n{part}\nit printed:\n{done.stdout}"
        at = found + len(expected)


def test_a_line_with_another_command_is_one_that_readers_know() -> None:
    known = re.compile(r"make( |$)|uv run policybot |pip install |pipx |python -m |py -m |git |cd |cp |\.venv|\.ci/run$")
    rest = [shown for shown in SHOWN if shown not in OURS]
    assert [shown for shown in rest if not known.match(shown.command)] == []


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = {
        (name_of(page), target)
        for page in PAGES
        for target in re.findall(r"(?:`|\$ )make ([a-z]+)\b", _COMMENT.sub("", text_of(page)))
    }
    assert {(page, target) for page, target in named if target not in targets} == set()


def test_every_policybot_command_named_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"`policybot ([a-z]+)\b", prose_of(page))}
    assert named - set(COMMANDS) == NOT_YET


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_on_a_page_runs(page: Path, scratch: Path) -> None:
    for language, code in _FENCE.findall(text_of(page)):
        if language == "python":
            done = run([sys.executable, "-c", code], scratch)
            assert done.returncode == 0, done.stderr
            assert re.findall(r"# (\S+)$", code, re.MULTILINE) == done.stdout.split()


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    headings = _HEADING.findall(_FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[tuple[str, str]]:
    """The path and the anchor of every link to a file of ours."""
    targets = [target for target in _LINK.findall(prose_of(page)) if not re.match(r"[a-z]+:", target)]
    return [(path, anchor) for path, _, anchor in (target.partition("#") for target in targets)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            ahead += [target for path, _ in links(page) if path and (target := (page.parent / path).resolve()) in PAGES]
    assert [name_of(page) for page in PAGES if page not in reached] == []


def test_paths_in_the_architecture_exist() -> None:
    named = re.findall(r"`((?:bot|tests|docs|knowledge|benchmarks)/[\w./-]*)`", text_of(ROOT / "docs" / "architecture.md"))
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_module_of_the_engine_has_its_room_in_the_architecture() -> None:
    rooms = text_of(ROOT / "docs" / "architecture.md")
    modules = [name_of(path) for path in sorted((ROOT / "bot" / "faq").glob("*.py"))]
    assert [name for name in modules if f"`{name}`" not in rooms] == []


def test_the_changelog_begins_with_what_is_unreleased_and_then_this_version() -> None:
    headings = re.findall(r"^## \[([^\]]+)\]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[:2] == ["Unreleased", bot.__version__]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))

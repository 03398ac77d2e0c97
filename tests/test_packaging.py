"""What is shipped: locks that name no place, a wheel that carries the knowledge base, settings that are all listed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

import bot
from bot.settings import FOR_DEVELOPERS, PREFIX, Settings

ROOT = Path(bot.__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
QUESTION = "How many US troops are in South Korea?"
"""Word for word a heading, so that it is answered however the engine is tuned."""
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


def run(*argv: str | Path, cwd: Path = ROOT, typed: str | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [*map(str, argv)],
        input=typed,
        stdin=subprocess.DEVNULL if typed is None else None,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**kept, "LC_ALL": "C.UTF-8", **environ},
        timeout=100,
        check=False,
    )


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace(".", "-").replace("_", "-") for requirement in requirements}


# Locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    """Only pins, their hashes and the names of who wants them: whoever installs chooses from where."""
    allowed = re.compile(
        r"[a-z0-9._-]+(\[[a-z,]+\])?==[\w.+!-]+( ; [\w .'<>=!()-]+)? \\|"
        r"    --hash=sha256:[0-9a-f]{64}( \\)?|"
        r"    # via( [a-z0-9._-]+)?( \(pyproject\.toml\))?|"
        r"    #   [a-z0-9._-]+( \(pyproject\.toml\))?"
    )
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not allowed.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    needed = [*project["project"]["dependencies"], *extras["build"], *project["build-system"]["requires"]]
    shipped, developed = pins("requirements.lock"), pins("requirements-dev.lock")
    assert names(needed) <= set(shipped)
    assert names(extras["dev"]) <= set(developed)
    assert shipped.items() <= developed.items()


# Settings


def test_every_setting_is_listed_with_a_comment_and_none_besides() -> None:
    read = {PREFIX + name.upper() for name in Settings.model_fields}
    named = {
        name
        for path in (ROOT / "bot").rglob("*.py")
        for name in re.findall(r"\bPOLICYBOT_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))
    }
    assert named - read == FOR_DEVELOPERS
    blocks = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")
    listed = {name: block for block in blocks for name in re.findall(r"^#?(POLICYBOT_[A-Z_]+)=", block, re.MULTILINE)}
    assert set(listed) == read
    assert [name for name, block in listed.items() if not block.startswith("# ")] == []


# The Makefile on machines that lack something


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("no-such-python", "There is no no-such-python here."),
        ("#!/bin/sh\nexit 1\n", "Policybot needs Python 3.11 or newer"),
        ("#!/bin/sh\ncase $2 in *ensurepip*) exit 1;; esac\n", "This Python cannot make virtual environments."),
    ],
    ids=["none", "too old", "without venv"],
)
def test_make_says_in_a_sentence_what_a_machine_lacks(tmp_path: Path, python: str, sentence: str) -> None:
    name = python
    if python.startswith("#!"):
        fake = tmp_path / "python"
        fake.write_text(python, encoding="utf-8")
        fake.chmod(0o755)
        name = str(fake)
    done = run("make", "chat", f"PYTHON={name}", f"VENV={tmp_path / 'venv'}")
    assert done.returncode == 2
    assert done.stdout.startswith(sentence)
    assert done.stdout.count("\n") == 1
    assert not (tmp_path / "venv").exists()


def test_bare_make_lists_the_verbs() -> None:
    done = run("make")
    assert done.returncode == 0
    assert {line.split()[1] for line in done.stdout.splitlines()} >= {"chat", "test", "check", "fuzz", "fix", "lock", "help"}


# The wheel


def build(target: str, where: Path, tree: Path = ROOT) -> Path:
    done = run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", where, cwd=tree)
    assert done.returncode == 0, done.stderr
    return next(where.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an empty environment into which only the wheel was installed.

    Its dependencies are lent from this environment, by a path file of its own: path files of a lent folder are not read, so the
    checkout, which is linked in here by one, is out of reach there.
    """
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=False)
    base = {"base": str(home), "platbase": str(home)}
    purelib, scripts = (Path(sysconfig.get_path(kind, "venv", base)) for kind in ("purelib", "scripts"))
    install = ("install", "--quiet", "--no-deps", "--no-index", wheel)
    done = run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", home, *install)
    assert done.returncode == 0, done.stderr
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (purelib / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    return scripts


def test_the_wheel_carries_the_base_and_the_licences_and_no_tests(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    shipped = {str(path.relative_to(ROOT / "knowledge")) for path in (ROOT / "knowledge").rglob("*") if path.is_file()}
    assert {f"bot/_knowledge/{path}" for path in shipped} <= held
    assert {"bot/faq/data/en.toml", "bot/faq/data/weights.toml", "bot/faq/data/words-en.txt"} <= held
    assert {name.rpartition("/")[2] for name in held if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert {name.partition("/")[0] for name in held} == {"bot", f"policybot-{bot.__version__}.dist-info"}


def test_a_wheel_made_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    again = build("wheel", tmp_path / "again", next((tmp_path / "source").iterdir()))
    with ZipFile(wheel) as one, ZipFile(again) as two:
        assert sorted(one.namelist()) == sorted(two.namelist())


def test_an_installed_policybot_answers_from_its_own_base(installed: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    state = {"POLICYBOT_STATE": str(tmp_path / "state")}
    lies = run(installed / "python", "-c", "import bot; print(bot.__file__)", cwd=here)
    assert Path(lies.stdout.strip()).is_relative_to(installed.parent)
    asked = run(installed / "policybot", "ask", QUESTION, cwd=here, **state)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "28,500" in asked.stdout
    talked = run(installed / "policybot", "chat", cwd=here, typed=f"{QUESTION}\n", **state)
    assert (talked.returncode, talked.stderr) == (0, "")
    assert "28,500" in talked.stdout
    assert list(here.iterdir()) == []

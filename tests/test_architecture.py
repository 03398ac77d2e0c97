"""The walls that docs/architecture.md promises: who may import whom, what an import may do, how long a module may be."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parents[1]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
COMMANDS = ("chat", "ask", "check", "evaluate", "new", "schema")
LONGEST_MODULE = 300
HOLDALLS = {"utils", "util", "helpers", "common", "misc", "constants", "managers"}
TO_THE_EDGE = ("discord", "aiohttp", "asyncio", "aiosqlite", "sqlite3", "rich", "pydantic_settings")

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def python(code: str, *argv: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own; with ``-c`` the working directory comes first, so ``cwd`` chooses which bot it is."""
    return subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, cwd=cwd, timeout=100, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to be spoilt."""
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_are_kept() -> None:
    done = python(LINT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "spoilt_by"),
    [
        ("bot/faq/deciding.py", "import discord"),
        ("bot/faq/indexing.py", "from bot.cli import terminal"),
        ("bot/cli/ask.py", "import sqlite3"),
        ("bot/faq/loading/files.py", "from bot.faq import matching"),
        ("bot/faq/engine.py", "from bot.faq import evaluating"),
    ],
)
def test_a_forbidden_import_breaks_a_contract(checkout: Path, module: str, spoilt_by: str) -> None:
    with (checkout / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{spoilt_by}\n")
    done = python(LINT, cwd=checkout)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout


def test_no_terminal_command_imports_what_only_discord_needs() -> None:
    imports = "\n".join(f"import bot.cli.{command}" for command in COMMANDS)
    done = python(f"import sys, bot.__main__\n{imports}\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert set(COMMANDS) <= {name.removeprefix("bot.cli.") for name in loaded}
    assert not loaded & {*TO_THE_EDGE}


def test_a_question_imports_no_masked_arrays() -> None:
    """Some functions of numpy do at their first call, and then 0.7 MB more stay in memory."""
    done = python("import sys; from bot.faq import load; load('knowledge').ask('can i visit'); print('numpy.ma' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr


def test_importing_every_module_reads_no_file_and_starts_nothing() -> None:
    """Python tells every file that is opened and every process and connection that is begun (audit events)."""
    code = """
import importlib, sys
names, root = sys.argv[2:], sys.argv[1]
seen = []
def hook(event, args):
    if event == "open" and str(args[0]).startswith(root) and not str(args[0]).endswith((".py", ".pyc")) and ".pyc." not in str(args[0]):
        seen.append(f"{event} {args[0]}")
    if event in ("subprocess.Popen", "socket.connect", "os.mkdir", "os.remove") and "__pycache__" not in str(args[0]):
        seen.append(f"{event} {args[0]}")
for name in ("numpy", "pydantic", "rapidfuzz", "yaml", "markdown_it", "snowballstemmer", "platformdirs"):
    importlib.import_module(name)
sys.addaudithook(hook)
for name in names:
    importlib.import_module(name)
print("\\n".join(seen))
"""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES]
    done = python(code, str(ROOT / "bot"), *(name for name in names if name != "bot.__main__"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_only_defines(path: Path) -> None:
    """At the top level stand imports, names, functions and classes; nothing loops, tries, opens or calls for its effect."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If):
            assert ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}, f"{path.name}:{node.lineno}"
        elif isinstance(node, ast.Expr):
            assert isinstance(node.value, ast.Constant), f"{path.name}:{node.lineno}"
        else:
            defines = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            assert isinstance(node, defines), f"{path.name}:{node.lineno}"


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is_for_and_none_is_a_holdall() -> None:
    undescribed = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert undescribed == []
    assert [path for path in MODULES if path.stem in HOLDALLS] == []

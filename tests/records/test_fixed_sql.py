"""No SQL is ever put together from pieces: every statement is a constant of its module, or a line of a migration."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot.records

MODULES = sorted(Path(bot.records.__file__).parent.glob("*.py"))
RUNS_SQL = {"execute", "executemany", "executescript", "execute_fetchall", "execute_insert", "_rows", "_change", "_write_soon"}
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|DROP|ATTACH|VACUUM)\b")
HANDED_ON = {"sql", "statement", "pragma"}
"""Parameters and loop variables that pass on what is constant where it comes from."""


def built_sql(source: str) -> list[str]:
    """Return what is wrong in a module."""
    tree = ast.parse(source)
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    wrong = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL:
            first = node.args[0]
            fixed = isinstance(first, ast.Constant) or (isinstance(first, ast.Name) and first.id in constants | HANDED_ON)
            wrong += [] if fixed else [f"{node.lineno}: {ast.unparse(first)}"]
        if isinstance(node, ast.JoinedStr | ast.BinOp) and SQL.search(ast.unparse(node)):
            wrong.append(f"{node.lineno}: {ast.unparse(node)}")
    return wrong


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_no_module_of_the_records_builds_sql(module: Path) -> None:
    assert built_sql(module.read_text(encoding="utf-8")) == []


def test_all_of_the_sql_was_looked_at() -> None:
    calls = sum(module.read_text(encoding="utf-8").count("execute_fetchall(") for module in MODULES)
    assert calls > 20


@pytest.mark.parametrize(
    "built",
    [
        'db.execute(f"SELECT {x}")',
        'db.execute("SELECT " + x)',
        'db.execute("SELECT %s" % x)',
        'db.execute("SELECT {}".format(x))',
        'query = f"DELETE FROM {x}"',
        "db.execute_fetchall(query)",
    ],
)
def test_the_check_sees_every_way_to_build_sql(built: str) -> None:
    assert built_sql(built)

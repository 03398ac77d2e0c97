"""Hostile files cost at most a second and 64 MB, and never the process. Each is loaded in a child that the kernel would stop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from bad_files import article, body, front

SECONDS, MEGABYTES = 1, 64
ROOT = Path(__file__).parents[3]
LARGE = 990_000

RUNNER = """
import json, os, resource, sys, time
from pathlib import Path, PurePosixPath
from bot.faq.loading import Limits, parsing
from bot.faq.loading.shapes import Kind, kind_of

seconds, megabytes = int(sys.argv[1]), int(sys.argv[2])

def measure(path):
    data = path.read_bytes()
    inside = PurePosixPath("questions" if path.suffix == ".jsonl" else "t", path.name)
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + megabytes * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    start = time.process_time()
    sheet = parsing.parse(str(inside), kind_of(inside), data, Limits())
    used = time.process_time() - start
    lines = data.count(b"\\n") + 1
    return {
        "cpu": used, "valid": sheet.valid, "faults": [fault.rule for fault in sheet.faults][:3],
        "inside": all(1 <= fault.place.line <= lines for fault in sheet.faults),
    }

parsing.parse("t/warm.md", Kind.MARKDOWN, b"---\\ntitle: a\\nasks: [b]\\n---\\nText.\\n", Limits())
for name in sys.argv[3:]:
    child = os.fork()
    if child == 0:
        Path(name + ".json").write_text(json.dumps(measure(Path(name))))
        os._exit(0)
    os.waitpid(child, 0)
"""
"""Imports and one good file come first: what is measured and capped is the bomb alone. A child that dies leaves no result."""


class Bomb(NamedTuple):
    what: str
    name: str
    content: str
    refused: bool = True


def laughs(levels: int, width: int) -> str:
    rows = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(rows)


def merges(levels: int, width: int) -> str:
    rows = (f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * width)}]}}" for n in range(1, levels))
    return "\n".join(["a0: &a0 {x: y}", *rows])


def items(count: int) -> str:
    return '"' + "- a\\n" * count + '"'


MUCH = f"- {{title: a, asks: b, passages: [{{text: {items(250)}}}]}}\n"

BOMBS = (
    Bomb("billion laughs", "x.yaml", laughs(9, 9)),
    Bomb("wide laughs", "x.yaml", laughs(30, 10)),
    Bomb("merge keys", "x.yaml", merges(9, 9)),
    Bomb("many merge keys", "x.yaml", merges(22, 2)),
    Bomb("a million brackets", "x.yaml", "[" * LARGE),
    Bomb("a million braces", "x.yaml", "{" * LARGE),
    Bomb("a million open pairs", "x.yaml", "{a: " * (LARGE // 4)),
    Bomb("thirty thousand brackets in front matter", "x.md", front("tags: " + "[" * 30_000)),
    Bomb("thousands of dashes", "x.yaml", "- " * (LARGE // 2)),
    Bomb("deep mappings", "x.yaml", "".join(f"{' ' * n}a:\n" for n in range(1_000))),
    Bomb("complex keys", "x.yaml", "? " * (LARGE // 2)),
    Bomb("anchors", "x.yaml", "".join(f"k{n}: &a{n} x\n" for n in range(50_000))),
    Bomb("aliases", "x.yaml", "a: [" + "*a," * (LARGE // 3)),
    Bomb("tag directives", "x.yaml", "".join(f"%TAG !a{n}! x\n" for n in range(55_000)) + "---\na: b\n"),
    Bomb("tag directives of a second document", "x.yaml", "a: b\n...\n" + "".join(f"%TAG !a{n}! x\n" for n in range(60_000))),
    Bomb("documents", "x.yaml", "---\na: b\n" * (LARGE // 9)),
    Bomb("an unclosed quote", "x.yaml", 'title: "' + "a b\n" * (LARGE // 4)),
    Bomb("many unclosed quotes", "x.yaml", '- "\n' * (LARGE // 4)),
    Bomb("a long number", "x.yaml", "title: 0x" + "f" * LARGE),
    Bomb("a long key", "x.yaml", "x" * LARGE + ": y\n"),
    Bomb("many keys", "x.yaml", "".join(f"k{n}: v\n" for n in range(90_000))),
    Bomb("many unknown keys of many articles", "x.yaml", "articles:\n" + "- {a: b, c: d, e: f}\n" * (LARGE // 21)),
    Bomb("many empty articles", "x.yaml", "articles:\n" + "- {}\n" * (LARGE // 5)),
    Bomb("many texts", "x.yaml", "articles: [" + "a," * (LARGE // 2) + "]"),
    Bomb("many asks", "x.yaml", "title: a\npassages: [{text: b}]\nasks: [" + "a," * 90_000 + "]"),
    Bomb("many empty asks", "x.yaml", "title: a\npassages: [{text: b}]\nasks: [" + "{}," * 90_000 + "]"),
    Bomb("twin keys", "x.yaml", "a: b\n" * (LARGE // 5)),
    Bomb("blank lines", "x.yaml", "\n" * LARGE),
    Bomb("comments", "x.yaml", "#\n" * (LARGE // 2)),
    Bomb("blanks", "x.yaml", " " * LARGE),
    Bomb("blanks within a text", "x.yaml", "title: a" + " " * (LARGE - 20) + "b"),
    Bomb("hashes", "x.yaml", "articles:\n" + "- a #b\n" * (LARGE // 7)),
    Bomb("escapes", "x.yaml", 'title: "' + "\\x41" * (LARGE // 4 - 5) + '"'),
    Bomb("line breaks in a quote", "x.yaml", 'title: "a' + "\n" * (LARGE - 20) + 'b"'),
    Bomb("a block text of blanks", "x.yaml", "title: |\n" + " \n" * (LARGE // 2 - 10)),
    Bomb("indented more and more", "x.yaml", "title: |\n" + "".join(f"{' ' * n}\n" for n in range(1_300))),
    Bomb("control characters", "x.yaml", "\x01" * LARGE),
    Bomb("NULs", "x.md", "\0a" * (LARGE // 2)),
    Bomb("lists of Markdown in YAML", "x.yaml", article("owner: me").replace("The answer.", items(15_900)), refused=False),
    Bomb("much Markdown in YAML", "x.yaml", "articles:\n" + MUCH * 75, refused=False),
    Bomb("too much Markdown in YAML", "x.yaml", "articles:\n" + MUCH * 100),
    Bomb("Markdown quotes", "x.md", body(">" * 63_000), refused=False),
    Bomb("Markdown quotes by the line", "x.md", body(("> " * 16 + "\n") * 1_900), refused=False),
    Bomb("Markdown lists in lists", "x.md", body(("- " * 16 + "a\n") * 1_800), refused=False),
    Bomb("Markdown lists", "x.md", body("- a\n" * 15_900), refused=False),
    Bomb("Markdown lists by indentation", "x.md", body("".join(f"{'  ' * n}- a\n" for n in range(250))), refused=False),
    Bomb("paragraphs", "x.md", body("a\n\n" * 9_900), refused=False),
    Bomb("table rows", "x.md", body("|a|b|\n|-|-|\n" + "|\n" * 19_000), refused=False),
    Bomb("table columns", "x.md", body("|a" * 16_000 + "\n" + "|-" * 15_000), refused=False),
    Bomb("headings", "x.md", body("# a\nb\n" * 9_900), refused=False),
    Bomb("empty headings", "x.md", body("#\n" * 19_900)),
    Bomb("underlined headings", "x.md", body("a\n=\n" * 9_900)),
    Bomb("brackets", "x.md", body("[" * 63_000), refused=False),
    Bomb("link definitions", "x.md", body("[a]: b\n" * 9_000), refused=False),
    Bomb("open link definitions", "x.md", body("[a\n\n" * 9_900), refused=False),
    Bomb("links", "x.md", body("[a](" * 15_900), refused=False),
    Bomb("masked links", "x.md", body("[b.org](https://a.org/) " * 2_600), refused=False),
    Bomb("pings", "x.md", body("@here " * 10_600), refused=False),
    Bomb("open comments", "x.md", body("<!--\n" * 12_000)),
    Bomb("comments of asks", "x.md", body("<!-- asks: a -->\n" * 3_700)),
    Bomb("comments of comments", "x.md", body("<!-- " * 12_000 + "-->")),
    Bomb("asks in a comment", "x.md", body("## a\n<!-- asks: " + "a | " * 15_000 + "-->\nb\n"), refused=False),
    Bomb("code blocks", "x.md", body("```\n```\n" * 7_900), refused=False),
    Bomb("HTML", "x.md", body("<a\n" * 19_000), refused=False),
    Bomb("dots", "x.md", body("." * 63_000), refused=False),
    Bomb("abbreviations", "x.md", body("U.S. " * 12_700), refused=False),
    Bomb("deep JSON", "x.jsonl", "[" * LARGE),
    Bomb("deep closed JSON", "x.jsonl", "[" * (LARGE // 2) + "]" * (LARGE // 2)),
    Bomb("escaped quotes in JSON", "x.jsonl", '"' + '\\"' * (LARGE // 2 - 1)),
    Bomb("blanks in JSON", "x.jsonl", " " * (LARGE - 1) + '"'),
    Bomb("many objects", "x.jsonl", "{}\n" * (LARGE // 3)),
    Bomb("many values in JSON", "x.jsonl", "[" + "1," * (LARGE // 2 - 2) + "1]"),
)  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What every bomb did to its child; nothing where the child died."""
    folder = tmp_path_factory.mktemp("bombs")
    files = {bomb.what: folder / f"{number}-{bomb.name}" for number, bomb in enumerate(BOMBS)}
    for bomb in BOMBS:
        files[bomb.what].write_text(bomb.content, "utf-8")
        assert files[bomb.what].stat().st_size <= 1_000_000, "the size alone must not be what stops it"
    limits = [str(10 * SECONDS), str(MEGABYTES)]
    subprocess.run([sys.executable, "-c", RUNNER, *limits, *map(str, files.values())], check=True, cwd=ROOT)
    found = {what: file.with_name(f"{file.name}.json") for what, file in files.items()}
    return {what: json.loads(file.read_text("utf-8")) for what, file in found.items() if file.exists()}


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.what.replace(" ", "-"))
def test_a_bomb_costs_little_and_kills_nothing(bomb: Bomb, results: dict[str, dict[str, float]]) -> None:
    assert bomb.what in results, "the child died"
    result = results[bomb.what]
    assert result["cpu"] <= SECONDS, result
    assert result["inside"], result
    assert result["valid"] is not bomb.refused, result

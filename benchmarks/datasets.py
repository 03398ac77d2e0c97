"""The development sets as knowledge bases and questions: three public ones, read from a folder, and the shipped one.

The public sets are not part of this project; ``POLICYBOT_DATA`` names the folder that holds ``clinc150.kb.jsonl`` and the others.
An article of theirs is its first N phrasings; its title and its only passage repeat the first, so that nothing is added.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from noise import mistype

from bot.faq.articles import Article, KnowledgeBase, Passage
from bot.faq.loading import load_knowledge, load_questions

ROOT = Path(__file__).parent.parent
PUBLIC = ("clinc150", "banking77", "hwu64")
QUESTIONS = ("benchmarks/questions/tune.yaml", "knowledge/questions/gate.yaml")
"""The shipped base's questions that may be looked at. The sealed set is never read here."""


EASY = 40
"""One public question in so many stands for the easy off-topic ones that a bot hears most: some 150, as many as near misses."""

BODIES = 3
"""One left-out phrasing in so many is asked of the shipped base's texts: some 900 questions."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the articles that answer it (none: it must be declined)."""

    question: str
    expect: frozenset[str]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A knowledge base with questions, in one way of typing."""

    name: str
    typing: str
    base: KnowledgeBase
    cases: tuple[Case, ...]


def data_folder() -> Path:
    """Return the folder of the public sets; ends the program with one sentence where it is not set."""
    folder = os.environ.get("POLICYBOT_DATA")
    if not folder or not Path(folder).is_dir():
        raise SystemExit("set POLICYBOT_DATA to the folder with clinc150.kb.jsonl, banking77.kb.jsonl and hwu64.kb.jsonl")
    return Path(folder)


def load_public(name: str, folder: Path, phrasings: int = 5) -> tuple[DataSet, DataSet]:
    """Load a public set with its first ``phrasings`` an article: the questions as written, and as typed in a hurry (given with it)."""
    asks: dict[str, list[str]] = {}
    for row in _rows(folder / f"{name}.kb.jsonl"):
        if row["rank"] < phrasings:
            asks.setdefault(row["article"], []).append(row["phrasing"])
    articles = tuple(
        Article(
            id=key, topic=name, title=texts[0], asks=tuple(texts[1:]), passages=(Passage(None, texts[0], ((0, len(texts[0])),)),)
        )
        for key, texts in sorted(asks.items())
    )
    base = KnowledgeBase(name, "en", (), (), articles, version=f"{name}-{phrasings}")
    rows = _rows(folder / f"{name}.questions.jsonl")
    clean, noisy = (tuple(Case(row[key], frozenset(row["expect"]) - {"none"}) for row in rows) for key in ("question", "noisy"))
    return DataSet(name, "clean", base, clean), DataSet(name, "noisy", base, noisy)


def retype(data: DataSet) -> DataSet:
    """Return the same questions in our own way of typing badly (``noise.py``)."""
    return replace(data, typing="ours", cases=tuple(Case(mistype(case.question), case.expect) for case in data.cases))


def load_tuned() -> tuple[DataSet, DataSet]:
    """Load the shipped base with its tune questions alone: as written, and mistyped by ``noise.py``."""
    base = load_knowledge(ROOT / "knowledge", today=dt.date(2026, 11, 24)).base
    clean = DataSet("shipped", "clean", base, _cases(QUESTIONS[0]))
    return clean, retype(clean)


def load_shipped(folder: Path) -> DataSet:
    """Load the shipped base with its tune and check questions, and every :data:`EASY`-th public question as an easy off-topic one."""
    base = load_tuned()[0].base
    cases = [case for name in QUESTIONS for case in _cases(name)]
    return DataSet("shipped", "asked", base, (*cases, *_easy(folder)))


def load_bodies(folder: Path, kept: int) -> DataSet:
    """Load the shipped base with so many phrasings an article; some of the others are asked of it, which mostly its text must answer."""
    base = load_tuned()[0].base
    left = [Case(text, frozenset({one.id})) for one in base.live for text in _asks(one)[kept:]]
    articles = tuple(
        replace(one, asks=one.asks[:kept], passages=tuple(replace(passage, asks=()) for passage in one.passages))
        for one in base.live
    )
    none = [case for name in QUESTIONS for case in _cases(name) if not case.expect]
    cases = (*left[::BODIES], *none, *_easy(folder))
    return DataSet("shipped", f"text, {kept}", replace(base, articles=articles, version=f"shipped-{kept}"), cases)


def _asks(article: Article) -> list[str]:
    return [*article.asks, *(text for passage in article.passages for text in passage.asks)]


def _easy(folder: Path) -> list[Case]:
    rows = [row for name in PUBLIC for row in _rows(folder / f"{name}.questions.jsonl")]
    return [Case(str(row["question"]), frozenset()) for row in rows[::EASY]]


def _cases(name: str) -> tuple[Case, ...]:
    return tuple(Case(row.question, frozenset(row.expect)) for row in load_questions(ROOT / name))


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

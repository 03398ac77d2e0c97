"""What a load takes over from an earlier one, in memory or compiled, changes what it costs and nothing of what comes out."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from game_server import TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq import FAQ, ContentError, Fault, Limits, keep_compiled, load
from bot.faq.loading import load_knowledge, read_folder
from bot.faq.storing import Stored, read, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.faq.articles import KnowledgeBase
    from bot.faq.loading.sheets import Sheet

ROOT = Path(__file__).parents[2]

SAYINGS = ["get a refund", "lost my rank", "claim some land", "Get a refund!"]
HEADS = [
    "see_also: [a]",
    "see_also: [nowhere]",
    "status: retired",
    "not_for: [lost my rank]",
    "review_by: 2026-01-01",
    "owner: a #b",
]
articles = st.tuples(st.sampled_from(SAYINGS), st.sampled_from(SAYINGS), st.sampled_from([None, *HEADS]), st.sampled_from("x."))


def markdown(title: str, asked: str, head: str | None, text: str) -> str:
    return "\n".join(["---", f"title: {title}", f"asks: [{asked}]", *filter(None, [head]), "---", text * 200, ""])


def yaml(title: str, asked: str, head: str | None, text: str) -> str:
    lines = [f"title: {title}", f"asks: [{asked}]", f"passages: [{{text: {text}.}}]", *filter(None, [head])]
    return (
        f"articles:\n- id: b\n  title: Nobody's\n  asks: [nobody]\n  passages: [{{text: No.}}]\n- {chr(10).join(lines)}".replace(
            "\n", "\n  "
        ).replace("\n  - ", "\n- ")
    )


edits = st.lists(
    st.one_of(
        *(st.tuples(st.just(f"t/{name}.md"), st.none() | articles.map(lambda found: markdown(*found))) for name in "acd"),
        st.tuples(st.just("e.yaml"), st.none() | articles.map(lambda found: yaml(*found))),
        st.tuples(
            st.just("base.yaml"), st.sampled_from([None, "name: x", "style: {first_sentence: 50}", "topics: {t: T}", "style: {"])
        ),
        st.tuples(st.just("synonyms.yaml"), st.sampled_from([None, "synonyms: [{words: [rank, role]}]"])),
        st.tuples(st.just("guards.yaml"), st.sampled_from([None, "guards: [{kind: k, when: [now], point_to: [d]}]"])),
        st.tuples(
            st.just("questions/q.yaml"), st.sampled_from([None, "questions: [{id: a, question: b, expect: [c], passage: 1}]"])
        ),
        st.tuples(st.just("questions/r.jsonl"), st.sampled_from([None, '{"id": "a", "question": "c", "expect": ["none"]}'])),
        st.tuples(st.just("t/synonyms.yaml"), st.sampled_from([None, "misplaced"])),
        st.tuples(st.just("t/f.markdown"), st.sampled_from([None, "nearly missed"])),
    ),
    min_size=1,
    max_size=4,
)


def put(folder: Path, path: str, content: str | None) -> None:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    if content is not None:
        place.write_text(content, "utf-8")


def outcome(folder: Path, **options: Any) -> FAQ | tuple[Fault, ...]:  # noqa: ANN401 - load's own
    try:
        return load(folder, today=TODAY, **options)
    except ContentError as error:
        return error.faults


def told(found: FAQ | tuple[Fault, ...]) -> tuple[KnowledgeBase, tuple[Fault, ...]] | tuple[Fault, ...]:
    return (found.base, found.warnings) if isinstance(found, FAQ) else found


def worked_out(sheet: Sheet) -> tuple[object, ...]:
    return sheet.hashes, sheet.titles.tolist(), sheet.wordings.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, min_size=1, max_size=5))
def test_any_sequence_of_edits_gives_what_a_fresh_load_gives(steps: list[Sequence[tuple[str, str | None]]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder, state = Path(scratch) / "kb", Path(scratch) / "state"
        put(folder, "t/a.md", markdown("A title", "a wording", None, "."))
        before = outcome(folder)
        for step in steps:
            for path, content in step:
                put(folder, path, content)
            fresh = outcome(folder)
            for found in (outcome(folder, before=before), outcome(folder, state=state)):
                assert told(found) == told(fresh)
                if isinstance(found, FAQ) and isinstance(fresh, FAQ):
                    assert found.ask("refund my rank") == fresh.ask("refund my rank")
                    assert found.sheets is not None
                    anew = load_knowledge(folder, today=TODAY).sheets.each
                    assert found.sheets.each == anew
                    assert [worked_out(sheet) for sheet in found.sheets.each] == [worked_out(sheet) for sheet in anew]
            before = fresh if isinstance(fresh, FAQ) else before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for at, name in enumerate("abc"):
        put(tmp_path / "kb", f"t/{name}.md", markdown(f"Title {name}", f"wording {at}", None, "Yes."))
    return tmp_path / "kb"


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which files are parsed from now on."""
    from bot.faq.loading import knowledge

    paths: list[str] = []
    parse_anew: Callable[..., tuple[Sheet, Any]] = knowledge.parse_anew

    def noted(path: str, *rest: Any) -> tuple[Sheet, Any]:  # noqa: ANN401 - as it is
        paths.append(path)
        return parse_anew(path, *rest)

    monkeypatch.setattr(knowledge, "parse_anew", noted)
    return paths


def test_only_files_that_changed_are_parsed_and_the_others_articles_are_the_same_objects(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load(folder, today=TODAY)
    put(folder, "t/b.md", markdown("Another", "wording", None, "Yes."))
    paths = parsed(monkeypatch)
    after = load(folder, today=TODAY, before=before)
    assert paths == ["t/b.md"]
    assert [one is other for one, other in zip(before.base.articles, after.base.articles, strict=True)] == [True, False, True]


def test_after_an_edit_a_start_takes_over_the_newest_compiled_base(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder, today=TODAY, state=tmp_path / "state")
    put(folder, "t/b.md", markdown("Another", "wording", None, "Yes."))
    paths = parsed(monkeypatch)
    assert load(folder, today=TODAY, state=tmp_path / "state").article("b").title == "Another"
    assert paths == ["t/b.md"]


def test_a_start_after_a_file_went_imports_no_parser(folder: Path, tmp_path: Path) -> None:
    warned = load(folder, today=TODAY, state=tmp_path / "state").warnings
    put(folder, "t/b.md", None)
    code = (
        "import sys, datetime\nfrom bot.faq import load\n"
        "faq = load(sys.argv[1], state=sys.argv[2], today=datetime.date.fromisoformat(sys.argv[3]))\n"
        "print(len(faq.warnings), [name for name in ('yaml', 'pydantic', 'markdown_it') if name in sys.modules])"
    )
    place = [str(folder), str(tmp_path / "state"), str(TODAY)]
    done = subprocess.run([sys.executable, "-c", code, *place], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == f"{len([one for one in warned if one.place.path != 't/b.md'])} []"
    assert len(warned) > 2


def test_sheets_that_were_compiled_keep_none_of_the_memory_of_the_index(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        faq = load(folder, today=TODAY, state=tmp_path / "state")
    assert faq.sheets is not None
    bases = [sheet.wordings.base for sheet in faq.sheets.each]
    assert bases == [bases[0]] * 3
    assert bases[0] is not None
    assert (bases[0].base, bases[0].tolist()) == (None, [int(one) for sheet in faq.sheets.each for one in sheet.wordings])


def test_narrower_limits_are_not_fooled_by_sheets_of_wider_ones(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = load(folder, today=TODAY, state=state)
    narrow = Limits(body_bytes=20)
    for options in ({"before": before}, {"state": state}):
        assert isinstance(outcome(folder, limits=narrow, **options), tuple)


def test_what_is_loaded_after_something_is_compiled_once_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = load(folder, today=TODAY, state=state)
    put(folder, "t/b.md", markdown("Another", "wording", None, "Yes."))
    after = load(folder, today=TODAY, state=state, before=before)
    assert len(list((state / "compiled").iterdir())) == 1
    keep_compiled(after)
    assert len(list((state / "compiled").iterdir())) == 2
    assert load(folder, today=TODAY, state=state).base == after.base
    keep_compiled(load(folder, today=TODAY))  # from no state: nothing to do


def test_a_sheet_holds_nothing_of_its_file_but_what_was_made_of_it(folder: Path) -> None:
    loaded = load_knowledge(folder, today=TODAY)
    for sheet, (_, data) in zip(loaded.sheets.each, read_folder(folder).files, strict=True):
        assert not [value for value in vars(sheet).values() if value == data or callable(value)]


@pytest.mark.parametrize(
    "forged", [None, 7, [[1]], [["t/a.md", "no kind", "", 1, [], None, None]], [["a", "base", "", 1, [], {"a": 1}, None]]]
)
def test_a_right_checksum_over_no_sheets_costs_only_time(folder: Path, tmp_path: Path, forged: object) -> None:
    state = tmp_path / "state"
    fresh = load(folder, today=TODAY, state=state)
    (place,) = (state / "compiled").iterdir()
    with place.open("rb") as file:
        stored = read(file)
        assert stored is not None
        days, notes, _, *rest = stored.values
    write(place, Stored(stored.arrays, [days, notes, forged, *rest]))
    assert load(folder, today=TODAY, state=state).base == fresh.base
    write(place, Stored(stored.arrays, [days, notes, forged, *rest]))
    put(folder, "t/b.md", markdown("Another", "wording", None, "Yes."))
    assert told(outcome(folder, state=state)) == told(outcome(folder))

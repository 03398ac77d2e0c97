"""The commands through ``main``, in this process: what they print, and the code that they return."""

from __future__ import annotations

import json
import sys
import unicodedata
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shop import ARTICLES, BASE, TODAY, Screen

from bot.__main__ import main
from bot.cli import check as check_command
from bot.cli.chat import history
from bot.cli.evaluate import counted
from bot.cli.failing import report
from bot.cli.talking import Talk
from bot.cli.terminal import Terminal
from bot.desk.reloading import Verdict
from bot.faq import FAQ, load
from bot.faq.articles import LabelledQuestion, Place
from bot.faq.errors import ContentError, Fault, UsageError
from bot.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, knowledge: Path) -> Call:
    """Run a command line with something typed; return the exit code, what was printed and what went to standard error."""
    monkeypatch.setenv("POLICYBOT_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("POLICYBOT_KNOWLEDGE", str(knowledge))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # as main sets it, but only for as long as the test runs
    monkeypatch.chdir(tmp_path)

    def run(*argv: str, typed: str = "") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(typed.encode())))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        code = main(argv)
        return code, out.getvalue(), err.getvalue()

    return run


def test_help_and_version_are_fine(call: Call, capsys: pytest.CaptureFixture[str]) -> None:
    assert call()[0] == 0
    assert call("--version")[0] == 0
    assert call("ask", "--help")[0] == 0
    assert capsys.readouterr() == ("", "")


def test_a_question_is_answered_and_explained(call: Call) -> None:
    code, out, err = call("ask", "how do i get my money back", "--why")
    reply, explained = out.split("\n\n", 1)
    assert (code, err) == (0, "")
    assert reply.endswith("\n-# The shop · as of May 2025")
    assert explained


def test_json_holds_an_explanation_only_where_asked_for(call: Call) -> None:
    assert "explanation" not in json.loads(call("ask", "--json", "refund")[1])
    assert json.loads(call("ask", "--json", "--why", "refund")[1])["explanation"]


def test_questions_from_a_pipe_give_rows_or_objects(call: Call) -> None:
    typed = "how do i get my money back\n환불이 되나요\n"
    rows = [line.split("\t") for line in call("ask", "-", typed=typed)[1].splitlines()]
    assert [row[0] for row in rows] == ["answered", "declined"]
    assert [json.loads(line)["decision"] for line in call("ask", "-", "--json", typed=typed)[1].splitlines()] == [
        "answered",
        "declined",
    ]
    explained = call("ask", "-", "--why", typed=typed)[1].splitlines()
    assert len(explained) > 2
    assert sum("\t" in line for line in explained) == 2


def test_a_higher_precision_never_answers_more(call: Call) -> None:
    typed = "refund\nmoney back\npay\nship\nreturn something\ncredit cards\n"
    answered = [call("ask", "-", "--precision", precision, typed=typed)[1].count("answered\t") for precision in ("0.5", "0.999")]
    assert answered[0] >= answered[1]


def test_a_conversation_in_a_pipe_ends_with_it(call: Call) -> None:
    code, out, err = call("chat", typed="how do i get my money back\n\n/topics\n/quit\nnot asked\n")
    assert (code, err) == (0, "")
    assert out.count("\n\n") == 2
    assert "Money (2 articles)" in out


def test_a_reload_in_a_conversation_sees_what_changed(call: Call, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_and_reload() -> Iterator[str]:
        file = knowledge / "money" / "payment.md"
        yield "/reload"
        file.write_text(file.read_text().replace("Cheques are not.", "Cheques too."))
        yield "/reload"
        yield "/article payment"
        file.write_text("---\n")
        yield "/reload"

    monkeypatch.setattr(Terminal, "lines", lambda _: change_and_reload())
    code, out, _ = call("chat")
    assert code == 0
    assert "Nothing is new" in out
    assert "Changed: money/payment.md" in out
    assert "Cheques too." in out
    assert "Nothing was changed: " in out


def test_a_person_is_greeted_prompted_and_remembered(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    prompts = []
    lines = iter(["how do i get my money back"])

    def typed(prompt: str = "") -> str:
        prompts.append(prompt)
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setattr(Terminal, "reads_a_person", True)
    code, out, err = call("chat")
    assert code == 0
    assert out.startswith("**The shop: 3 articles.**\nAsk in your own words, for example:\n  how do i get my money back\n")
    assert (prompts, err) == (["", ""], "> > ")  # the screen is a pipe here, so the prompts go to standard error
    assert "how do i get my money back" in (tmp_path / "state" / "chat_history").read_text()


def test_an_interrupt_is_130(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "lines", interrupted)
    assert call("chat") == (130, "", "\n")


def test_a_history_that_cannot_be_kept_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with history(tmp_path / "file" / "history") as remember:
        remember("a question")
    with history(tmp_path) as remember:  # a folder, not a file
        remember("")


def test_without_a_line_editor_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "readline", None)  # type: ignore[arg-type]  # what makes an import fail
    with history(tmp_path / "history") as remember:
        remember("a question")
    assert not (tmp_path / "history").exists()


def test_a_check_is_printed_with_paths_that_can_be_opened(call: Call, knowledge: Path, tmp_path: Path) -> None:
    (knowledge / "money" / "refunds.md").write_text("---\ntitel: x\n---\ntext\n")
    code, out, _ = call("check", "content")
    assert code == 1
    path, line, _ = out.split(":", 2)
    assert (tmp_path / path).is_file()
    assert line == "2"
    assert json.loads(call("check", "--json")[1])["faults"][0]["rule"]


def test_a_watch_checks_once_for_each_change(call: Call, knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            (knowledge / "money" / "refunds.md").write_text("---\ntitel: x\n---\ntext\n")
        if len(pauses) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(check_command.time, "sleep", pause)
    code, out, _ = call("check", "--watch")
    assert code == 130
    assert out.count("checking again: 1 file changed\n") == 1
    assert out.index("0 faults, ") < out.index("checking again")
    pauses.clear()
    told = call("check", "--watch", "--json")[1].splitlines()
    assert all(json.loads(line)["faults"] for line in told)


QUESTIONS = """\
questions:
  - {id: q1, question: how do i get my money back, expect: [refunds]}
  - {id: q2, question: who won the football last night, expect: [none]}
"""


def test_an_evaluation_is_printed_and_drawn(call: Call, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(QUESTIONS)
    code, out, err = call("evaluate", "q.yaml", "--svg", "curve.svg")
    assert (code, err) == (0, "")
    assert "2 questions" in out
    assert "<svg" in (tmp_path / "curve.svg").read_text()
    assert isinstance(json.loads(call("evaluate", "q.yaml", "--json")[1]), dict)
    assert call("evaluate", "q.yaml", "--svg", "gone/curve.svg")[0] == 2


def test_a_gate_question_that_fails_fails_the_evaluation(call: Call, tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(QUESTIONS)
    (tmp_path / "bad.yaml").write_text(QUESTIONS.replace("[refunds]", "[shipping]"))
    assert call("evaluate", "--gate", "q.yaml")[0] == 0
    assert "2 questions" in call("evaluate", "q.yaml", "--gate", "q.yaml")[1]
    assert call("evaluate", "bad.yaml")[0] == 0
    code, _, err = call("evaluate", "q.yaml", "--gate", "bad.yaml")
    assert code == 1
    assert err.startswith("bad.yaml:2:")


def test_faulty_or_missing_questions_are_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("questions: 3\n")
    (tmp_path / "two.yaml").write_text(QUESTIONS.replace("[refunds]", "[gone]"))
    code, out, err = call("evaluate", "one.yaml", "--gate", "two.yaml")
    assert (code, out) == (1, "")
    assert "one.yaml:1:" in err
    assert "two.yaml:2:" in err
    assert call("evaluate", "gone.yaml")[0] == 2
    assert call("evaluate")[0] == 2


def test_progress_is_for_a_person_alone() -> None:
    questions = [LabelledQuestion(name, "a?", ()) for name in "ab"]
    screen, pipe = Screen(), StringIO()
    assert list(counted(questions, Terminal(StringIO(), StringIO(), screen, {}))) == questions
    assert "2/2" in screen.getvalue()
    assert list(counted(questions, Terminal(StringIO(), StringIO(), pipe, {}))) == questions
    assert pipe.getvalue() == ""


def test_each_kind_of_failure_has_its_code_and_sentence(terminal: Terminal) -> None:
    def told(error: Exception, **environ: str) -> tuple[int, str]:
        terminal.stderr.seek(0)
        terminal.stderr.truncate()
        return report(error, terminal, environ), terminal.stderr.getvalue()  # type: ignore[attr-defined]  # a StringIO

    assert told(UsageError("the folder is odd")) == (2, "policybot: the folder is odd\n")
    fault = Fault(Place("a.md", 3, 1), "title is missing", "write one")
    assert told(ContentError([fault])) == (
        1,
        "a.md:3:1: title is missing; write one\npolicybot: 1 fault in 1 file; mend them, then try again\n",
    )
    code, sentence = told(RuntimeError("odd\x1b[2J\nthing"))
    assert code == 70
    assert sentence.startswith("policybot: something went wrong inside (RuntimeError: odd�[2J thing); please report")
    assert sentence.count("\n") == 1
    assert told(OSError(28, "No space left on device"))[1].startswith("policybot: a file or the output could not be used: ")
    lines = told(RuntimeError("odd"), POLICYBOT_DEBUG="1")[1].splitlines()
    assert lines[0] == "RuntimeError: odd"
    assert lines[-1].startswith("policybot: something went wrong inside (RuntimeError: odd)")


@pytest.fixture(scope="module")
def real_faq(tmp_path_factory: pytest.TempPathFactory) -> FAQ:
    """The three articles of the shop in the real engine."""
    folder = tmp_path_factory.mktemp("shop")
    for path, text in {**ARTICLES, "base.yaml": BASE}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load(folder, today=TODAY)


@given(
    st.lists(
        st.text(st.characters(codec=None), max_size=80) | st.sampled_from(["/more", "/why", "1", "refund", "pay"]), max_size=6
    )
)
@settings(max_examples=60, deadline=None)
def test_no_text_typed_to_the_real_engine_raises_or_reaches_the_screen_raw(real_faq: FAQ, typed: list[str]) -> None:
    out = StringIO()
    terminal = Terminal(StringIO(), out, StringIO(), {})
    talk = Talk(real_faq, Wording.load(), precision=0.95, today=lambda: TODAY, reload=lambda old: Verdict(old, old.base.version))
    for line in typed:
        if reply := talk.take(line):
            terminal.show(*reply.lines)
    assert not [char for char in out.getvalue() if char != "\n" and unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]

"""The commands as people and scripts meet them: in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

import bot

ROOT = Path(bot.__file__).parents[1]
POLICYBOT = (sys.executable, "-m", "bot")
NEVER_IMPORTED = ("discord", "aiohttp", "asyncio", "aiosqlite", "sqlite3", "rich", "bot.settings")


@pytest.fixture
def environ(tmp_path: Path, knowledge: Path) -> dict[str, str]:
    """An environment with a state directory and a knowledge folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    own = {"POLICYBOT_STATE": str(tmp_path / "state"), "POLICYBOT_KNOWLEDGE": str(knowledge), "PYTHONPATH": str(ROOT)}
    return kept | own | {"TERM": "xterm", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def run(environ: dict[str, str], here: Path, *argv: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*POLICYBOT, *argv], input=typed, capture_output=True, cwd=here, env=environ, timeout=60, check=False)


def outcome(done: subprocess.CompletedProcess[bytes]) -> tuple[int, str, str]:
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_bare_policybot_prints_help_and_what_to_try(environ: dict[str, str], here: Path) -> None:
    code, out, err = outcome(run(environ, here))
    assert (code, err) == (0, "")
    assert out.endswith("try: policybot chat\n")


def test_a_misspelt_command_is_wrong_usage(environ: dict[str, str], here: Path) -> None:
    assert outcome(run(environ, here, "caht")) == (2, "", "policybot: there is no command 'caht'; did you mean: policybot chat\n")


def test_a_folder_that_is_not_there_is_wrong_configuration(environ: dict[str, str], here: Path) -> None:
    for command in (["ask", "hi"], ["chat"], ["check"], ["evaluate", "x.yaml"], ["new", "hi"]):
        code, out, err = outcome(run(environ | {"POLICYBOT_KNOWLEDGE": "gone"}, here, *command))
        assert (code, out) == (78, "")
        expected = "the knowledge folder that POLICYBOT_KNOWLEDGE names, gone, does not exist: name one with --knowledge DIR"
        assert err == f"policybot: {expected}\n"


def test_a_question_is_answered_as_in_a_channel(environ: dict[str, str], here: Path) -> None:
    code, out, err = outcome(run(environ, here, "ask", "how do i get my money back"))
    assert (code, err) == (0, "")
    assert out.replace("**", "") == (
        "Yes, within 30 days of the purchase you get your money back. Bring the receipt. Gift cards are never refunded.\n"
        "-# The shop · as of May 2025\n"
    )


def test_a_day_can_be_asked_for(environ: dict[str, str], here: Path) -> None:
    question = ("ask", "do you ship abroad?", "--as-of")
    assert not run(environ, here, *question, "2026-08-31").stdout.startswith(b"Check first")
    assert run(environ, here, *question, "2026-09-01").stdout.startswith(
        b"Check first: the last extension we have on file ran to 31 Aug 2026.\n"
    )


def test_json_is_one_object_with_the_keys_of_the_contract(environ: dict[str, str], here: Path) -> None:
    done = run(environ, here, "ask", "--json", "which", "credit", "cards", "do", "you", "accept")
    told = json.loads(done.stdout)
    assert (told["decision"], told["article"]) == ("answered", "payment")
    assert list(told) == [
        *(
            "question",
            "decision",
            "article",
            "confidence",
            "passages",
            "suggestions",
            "guard",
            "hits",
            "knowledge_version",
            "took_ms",
        )
    ]
    assert "explanation" in json.loads(run(environ, here, "ask", "--json", "--why", "cards").stdout)


def test_why_follows_the_reply(environ: dict[str, str], here: Path) -> None:
    plain, why = (run(environ, here, "ask", *more, "refund for a cancelled order").stdout for more in ([], ["--why"]))
    assert why.startswith(plain + b"\n")
    assert len(why) > len(plain) + 1


def test_one_question_a_line_gives_one_result_a_line(environ: dict[str, str], here: Path) -> None:
    typed = "how do i get my money back\n\n환불이 되나요\n\x1b]0;x\x07 ��\n".encode() + b"caf\xe9 \xff\x00\r\nlast without end"
    rows = run(environ, here, "ask", "-", typed=typed).stdout.decode().splitlines()
    assert len(rows) == 6
    assert rows[0].split("\t")[:2] == ["answered", "refunds"]
    assert rows[2].split("\t")[0] == "declined"
    done = run(environ, here, "ask", "-", "--json", typed=typed)
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(objects)) == (0, 6)
    assert objects[4]["question"] == "caf� �\x00"
    assert b"\x1b" not in done.stdout


def test_bytes_that_are_no_text_are_no_crash(environ: dict[str, str], here: Path) -> None:
    done = subprocess.run([*POLICYBOT, "ask", "--json", b"caf\xe9"], capture_output=True, cwd=here, env=environ, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"] == "caf�"


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_results_stream_as_questions_come(environ: dict[str, str], here: Path, form: list[str]) -> None:
    with subprocess.Popen(
        [*POLICYBOT, "ask", "-", *form], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=here, env=environ
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(b"refund\n")
            process.stdin.flush()
            assert process.stdout.readline().endswith(b"\n")  # while standard input is still open
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_reader_who_has_seen_enough_ends_it_quietly(environ: dict[str, str], here: Path) -> None:
    with subprocess.Popen(
        [*POLICYBOT, "ask", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=here,
        env=environ,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"refund\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"refund\n" * 3)
        process.stdin.close()
        assert process.wait(20) == 0
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_told_in_one_sentence(environ: dict[str, str], here: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*POLICYBOT, "ask", "refund"], stdout=full, stderr=subprocess.PIPE, cwd=here, env=environ, check=False
        )
    assert done.returncode == 70
    assert done.stderr.decode().count("\n") == 1
    assert "No space left on device" in done.stderr.decode()


def test_asking_imports_nothing_that_it_does_not_need(environ: dict[str, str], here: Path) -> None:
    script = (
        "import sys; from bot.__main__ import main; code = main(['ask', 'refund']); print(code, *sys.modules, file=sys.stderr)"
    )
    argv = [sys.executable, "-c", script]
    done = [subprocess.run(argv, capture_output=True, cwd=here, env=environ, check=True) for _ in range(2)]
    code, *modules = done[1].stderr.decode().split()
    assert code == "0"
    assert not set(modules) & {*NEVER_IMPORTED, "pydantic", "yaml", "markdown_it"}  # the second run finds all files in the cache


def test_help_imports_no_engine(environ: dict[str, str], here: Path) -> None:
    script = "import sys; from bot.__main__ import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=here, env=environ, check=True)
    assert not set(done.stderr.decode().split()) & {*NEVER_IMPORTED, "bot.faq", "numpy", "rapidfuzz", "platformdirs", "pydantic"}


def test_a_state_directory_that_cannot_be_is_no_reason_to_fail(environ: dict[str, str], here: Path) -> None:
    (here / "file").touch()
    assert run(environ | {"POLICYBOT_STATE": str(here / "file" / "state")}, here, "ask", "refund").returncode == 0


def test_faults_end_every_command_with_all_their_places(environ: dict[str, str], here: Path, knowledge: Path) -> None:
    (knowledge / "money" / "refunds.md").write_text("---\ntitel: x\n---\ntext\n")
    (knowledge / "travel" / "shipping.md").write_text("---\ntitle: x\nasks: []\n---\ntext\n")
    code, out, err = outcome(run(environ, here, "ask", "refund"))
    assert (code, out) == (1, "")
    assert "money/refunds.md:2:1: " in err
    assert "travel/shipping.md:3:" in err
    assert err.splitlines()[-1].startswith("policybot: ")


def test_a_failure_that_nobody_foresaw_is_one_sentence(environ: dict[str, str], here: Path) -> None:
    script = "import sys, bot.cli.schema as s\ns.json_schema = None\nfrom bot.__main__ import main; sys.exit(main(['schema']))"
    argv = [sys.executable, "-c", script]
    done = subprocess.run(argv, capture_output=True, cwd=here, env=environ, check=False)
    assert done.returncode == 70
    assert done.stderr.decode().count("\n") == 1
    assert "TypeError: 'NoneType' object is not callable" in done.stderr.decode()
    told = subprocess.run(argv, capture_output=True, cwd=here, env=environ | {"POLICYBOT_DEBUG": "1"}, check=False)
    assert "Traceback" in told.stderr.decode()


def test_check_tells_file_line_and_column_and_a_sum(environ: dict[str, str], here: Path, knowledge: Path) -> None:
    code, out, err = outcome(run(environ, here, "check"))
    assert (code, err) == (0, "")
    assert "0 faults, " in out.splitlines()[-1]
    (knowledge / "money" / "refunds.md").write_text("---\ntitel: x\n---\ntext\n")
    code, out, err = outcome(run(environ, here, "check", str(knowledge)))
    assert (code, err) == (1, "")
    assert f"{knowledge}/money/refunds.md:2:1: " in out
    code, out, _ = outcome(run(environ, knowledge, "check", "--json", "."))
    assert code == 1
    assert json.loads(out)["faults"][0]["path"] == "money/refunds.md"


def test_warnings_do_not_fail_a_check(environ: dict[str, str], here: Path, knowledge: Path) -> None:
    file = knowledge / "money" / "refunds.md"
    file.write_text(file.read_text().replace("as_of:", "review_by: 2001-01-01\nas_of:"))
    code, out, _ = outcome(run(environ, here, "check"))
    assert code == 0
    assert "warning: " in out


QUESTIONS = """\
questions:
  - {id: q1, question: how do i get my money back, expect: [refunds], style: plain}
  - {id: q2, question: international delivery, expect: [shipping]}
  - {id: q3, question: who won the football last night, expect: [none]}
"""


def test_evaluate_prints_figures_draws_and_never_fails_for_them(environ: dict[str, str], here: Path) -> None:
    (here / "q.yaml").write_text(QUESTIONS)
    code, out, err = outcome(run(environ, here, "evaluate", "q.yaml", "--svg", "curve.svg"))
    assert (code, err) == (0, "")
    assert "3 questions" in out
    assert (here / "curve.svg").read_text().lstrip().startswith(("<svg", "<?xml"))
    code, out, err = outcome(run(environ, here, "evaluate", "q.yaml", "--json"))
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), dict)


def test_evaluate_fails_where_a_gate_question_does(environ: dict[str, str], here: Path) -> None:
    (here / "q.yaml").write_text(QUESTIONS)
    assert run(environ, here, "evaluate", "--gate", "q.yaml").returncode == 0
    (here / "bad.yaml").write_text("questions:\n  - {id: q1, question: how do i get my money back, expect: [shipping]}\n")
    assert run(environ, here, "evaluate", "bad.yaml").returncode == 0
    code, _, err = outcome(run(environ, here, "evaluate", "q.yaml", "--gate", "bad.yaml"))
    assert code == 1
    assert err.startswith("bad.yaml:2:")


def test_evaluate_tells_all_faults_of_all_files(environ: dict[str, str], here: Path) -> None:
    (here / "one.yaml").write_text("questions:\n  - {id: q1, question: hi, expect: [gone]}\n")
    (here / "two.yaml").write_text("questions: 3\n")
    code, out, err = outcome(run(environ, here, "evaluate", "one.yaml", "two.yaml"))
    assert (code, out) == (1, "")
    assert "one.yaml:2:" in err
    assert "two.yaml:1:" in err
    assert run(environ, here, "evaluate", "gone.yaml").returncode == 2
    assert run(environ, here, "evaluate").returncode == 2


def test_a_pipe_can_chat_without_prompts(environ: dict[str, str], here: Path) -> None:
    code, out, err = outcome(run(environ, here, "chat", typed=b"how do i get my money back\n/more\n1\n/quit\nnever asked\n"))
    assert (code, err) == (0, "")
    assert out.replace("**", "").startswith("Yes, ")
    assert "> " not in out
    assert "A refund takes five working days." in out
    assert run(environ, here, "chat", typed=b"\xff\xfe\x00\x1b[31m\n").returncode == 0


def spawn(environ: dict[str, str], here: Path, *argv: str, columns: int = 100) -> pexpect.spawn[str]:
    return pexpect.spawn(
        POLICYBOT[0], [*POLICYBOT[1:], *argv], cwd=str(here), env=environ, encoding="utf-8", timeout=20, dimensions=(40, columns)
    )


def ended(child: pexpect.spawn[str]) -> int | None:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_newcomer_is_greeted_and_leaves_politely(environ: dict[str, str], here: Path) -> None:
    child = spawn(environ, here, "chat")
    child.expect("The shop: 3 articles")
    child.expect("how do i get my money back")
    child.expect("> ")
    child.sendline("how do i get my money back")
    child.expect("as of May 2025")
    child.expect("> ")
    child.sendeof()
    assert ended(child) == 0


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_an_interrupt_leaves_with_130_and_no_traceback(environ: dict[str, str], here: Path, term: str) -> None:
    child = spawn(environ | {"TERM": term}, here, "chat")
    child.expect("> ")
    for _ in range(4):  # on a busy machine the line editor, just taking over the terminal, may lose one
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=5) == 0:
            break
    assert "Traceback" not in child.before
    assert ended(child) == 130


def test_a_dumb_terminal_gets_no_codes(environ: dict[str, str], here: Path) -> None:
    child = spawn(environ | {"TERM": "dumb"}, here, "chat")
    child.expect("> ")
    greeting = child.before
    child.sendline("how do i get my money back")
    child.expect("as of May 2025")
    assert "\x1b" not in greeting + child.before
    child.sendline("/quit")
    assert ended(child) == 0


def test_what_was_typed_is_remembered(environ: dict[str, str], here: Path, tmp_path: Path) -> None:
    for keys in ("how do i get my money back\r", "\x1b[A\x1b[A\r"):  # the second time: cursor up, past /quit
        child = spawn(environ, here, "chat")
        child.expect("> ")
        child.send(keys)
        child.expect("as of May 2025")
        child.expect("> ")
        child.sendline("/quit")
        assert ended(child) == 0
    history = tmp_path / "state" / "chat_history"
    assert "how do i get my money back" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_a_paste_of_several_lines_is_one_question(environ: dict[str, str], here: Path) -> None:
    child = spawn(environ, here, "chat")
    child.expect("> ")
    child.send("\x1b[200~how do i get\nmy money back\x1b[201~\r")
    child.expect("as of May 2025")
    child.expect("> ")
    child.sendline("/why")
    child.expect("> ")
    assert "my money back" in child.before or "money" in child.before
    child.sendeof()
    assert ended(child) == 0


def test_a_person_sees_how_far_a_long_evaluation_has_got(environ: dict[str, str], here: Path) -> None:
    rows = "".join(f"  - {{id: q{number}, question: 'refund {number}', expect: [refunds]}}\n" for number in range(300))
    (here / "q.yaml").write_text("questions:\n" + rows)
    child = spawn(environ, here, "evaluate", "q.yaml")
    child.expect("/300")
    child.expect("300 questions")
    assert ended(child) == 0


def test_watch_checks_again_when_content_changes(environ: dict[str, str], here: Path, knowledge: Path) -> None:
    child = spawn(environ, here, "check", "--watch", columns=200)
    child.expect("0 faults, ")
    (knowledge / "money" / "refunds.md").write_text("---\ntitel: x\n---\ntext\n")
    child.expect("checking again: 1 file changed")
    child.expect(r"money/refunds\.md:2:1: ")
    child.expect("[1-9] faults?, ")
    child.sendintr()
    assert ended(child) == 130
    assert "Traceback" not in child.before


def test_an_interrupt_while_answering_a_pipe_is_130(environ: dict[str, str], here: Path) -> None:
    with subprocess.Popen(
        [*POLICYBOT, "ask", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=here, env=environ
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"refund\n")
        process.stdin.flush()
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert b"Traceback" not in process.stderr.read()


def test_closed_streams_are_no_crash(environ: dict[str, str], here: Path) -> None:
    script = f"{' '.join(POLICYBOT)} ask refund <&- >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", script], cwd=here, env=environ, check=False).returncode == 0

"""Whole evaluations of a FAQ that answers from a table, and the three forms they are shown in."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_outcomes import decision, question, table

from bot.faq.articles import KnowledgeBase, LabelledQuestion
from bot.faq.decisions import Decision, Hit, Kind
from bot.faq.evaluating import Evaluation, Name, as_svg, as_text, evaluate, to_json

Pairs = list[tuple[LabelledQuestion, Decision]]

PICTURE = """\
Is the confidence kept?  | claimed   o right   - 95 % interval   @ claimed and right are the same
 claimed   right      n  0 %                     50%                   100 %
   10.0%    0.0%      1  o----|--------------------------------------------
   40.0%  100.0%      1   -------------------|-----------------------------o
   55.0%   50.0%      2   ------------------------o--|---------------------
   90.0%  100.0%      1   --------------------------------------------|----o"""


@pytest.fixture
def pairs() -> Pairs:
    return [
        (question("1", "a", style="plain", kind="answerable"), decision("answered", "a", "b", confidence=0.9)),
        (question("2", "b", style="slang", kind="answerable"), decision("answered", "a", "b", confidence=0.55)),
        (question("3", "b", style="slang", kind="answerable"), decision("suggested", "b", "a", confidence=0.55)),
        (question("4", "a", style="plain", kind="answerable"), decision("declined", "a", confidence=0.4)),
        (question("5", style="plain", kind="opinion"), decision("declined", "a", confidence=0.7, guard="opinion")),
        (question("6", style="plain", kind="near-miss"), decision("declined", "b", confidence=0.1)),
    ]


@pytest.fixture
def evaluation(pairs: Pairs) -> Evaluation:
    return evaluate(table(pairs, "a", "b"), [asked for asked, _ in pairs], precision=0.9)


def test_every_question_is_asked_once_at_the_wanted_precision(pairs: Pairs) -> None:
    faq = table(pairs, "a", "b")
    evaluate(faq, (asked for asked, _ in pairs), precision=0.9)
    assert faq.asked == [(asked.question, 0.9) for asked, _ in pairs]


def test_the_whole_and_its_groups_are_measured(evaluation: Evaluation) -> None:
    assert evaluation.overall["p_at_1"].value == pytest.approx(3 / 4)
    assert evaluation.overall[Name.ANSWERED_WRONGLY].value == pytest.approx(1 / 6)
    assert evaluation.overall[Name.RIGHT_OR_SUGGESTED].of == 4
    assert [(group.name, group.questions) for group in evaluation.by_style] == [("plain", 4), ("slang", 2)]
    assert [group.name for group in evaluation.by_kind] == ["answerable", "near-miss", "opinion"]
    slang = evaluation.by_style[1]
    assert slang[Name.P_AT_1].value == pytest.approx(1 / 2)
    assert slang[Name.OFF_TOPIC_ANSWERED].value is None
    assert slang[Name.OFF_TOPIC_ANSWERED].of == 0


def test_none_of_a_few_is_not_taken_for_certain(evaluation: Evaluation) -> None:
    off_topic = evaluation.overall[Name.OFF_TOPIC_ANSWERED]
    assert (off_topic.value, off_topic.low) == (0.0, 0.0)
    assert off_topic.high == pytest.approx(0.8419, abs=1e-4)  # 0 of 2, exactly


def test_the_questions_of_one_article_tell_little_however_many_they_are() -> None:
    pairs = [(question(str(number), "a"), decision("answered", "a" if number % 2 else "b")) for number in range(40)]
    overall = evaluate(table(pairs, "a", "b"), [asked for asked, _ in pairs]).overall
    assert (overall["p_at_1"].value, overall["p_at_1"].low, overall["p_at_1"].high) == (0.5, 0.0, pytest.approx(0.975))
    assert (overall["calibration_error"].value, overall["calibration_error"].low) == (0.0, None)


def test_the_precision_reached_has_exact_bounds(evaluation: Evaluation) -> None:
    kept = evaluation.kept
    assert (kept.promised, kept.answers, kept.right, kept.reached) == (0.9, 2, 1, 0.5)
    assert (kept.low, kept.high) == (pytest.approx(0.0126, abs=1e-4), pytest.approx(0.9874, abs=1e-4))


def answers(right: int, wrong: int, confidence: float = 0.9) -> Pairs:
    asked = [question(f"{confidence}-{number}", "a") for number in range(right + wrong)]
    return [(one, decision("answered", "a" if at < right else "b", confidence=confidence)) for at, one in enumerate(asked)]


@pytest.mark.parametrize(
    ("right", "wrong", "verdict"),
    [
        (195, 4, "Not enough yet: 199 of 200 answers, so 95.0% is only expected."),
        (193, 7, "Kept. No tested confidence proves it."),
        (299, 1, "Kept. Proved from confidence 0.5 on."),
        (270, 30, "Not kept: the whole interval is below it. Ask for a higher precision. No tested confidence proves it."),
    ],
)
def test_a_promise_is_judged_from_two_hundred_answers_on(right: int, wrong: int, verdict: str) -> None:
    pairs = answers(right, wrong)
    found = evaluate(table(pairs, "a", "b"), [asked for asked, _ in pairs], precision=0.95)
    assert f"Is the promise kept? {verdict}" in as_text(found)
    assert to_json(found)["answers"]["verdict"] == found.kept.verdict  # type: ignore[index] # it is plain data


def test_a_confidence_is_proved_only_if_every_higher_one_is() -> None:
    pairs = [*answers(300, 0, 0.96), *answers(250, 250, 0.55)]
    found = evaluate(table(pairs, "a", "b"), [asked for asked, _ in pairs], precision=0.95)
    assert found.kept.proved == 0.6
    assert found.kept.verdict == "not kept"


def test_the_reliability_curve_leaves_guarded_questions_out(evaluation: Evaluation) -> None:
    assert sum(each.questions for each in evaluation.reliability) == 5
    assert [each.confidence for each in evaluation.reliability] == pytest.approx([0.1, 0.4, 0.55, 0.9])
    assert [each.right for each in evaluation.reliability] == pytest.approx([0, 1, 0.5, 1])


def test_mistakes_come_worst_first_with_their_reason() -> None:
    pairs = [
        (question("mild", "z"), decision("answered", "a", confidence=0.6)),
        (question("sure"), decision("answered", "b", confidence=0.9)),
        (question("second", "b"), decision("suggested", "a", "b", confidence=0.5)),
        (question("third", "c"), decision("suggested", "a", "b", "c", confidence=0.4)),
        (question("missing", "d"), decision("declined", "a", confidence=0.2)),
        (question("fine", "a"), decision("answered", "a", confidence=0.99)),
    ]
    evaluation = evaluate(table(pairs, "a", "b", "c", "d"), [asked for asked, _ in pairs])
    assert [mistake.question.id for mistake in evaluation.wrong_answers] == ["sure", "mild"]
    assert [mistake.question.id for mistake in evaluation.ranked_low] == ["missing", "third", "second"]
    assert (evaluation.wrong_answers[0].got, evaluation.wrong_answers[0].why) == ("b", "it says b")
    assert evaluation.ranked_low[1].rank == 3


def test_no_questions_are_an_evaluation_without_figures() -> None:
    evaluation = evaluate(table([], "a"), [])
    assert {measure.value for measure in evaluation.overall.measures} == {None}
    assert evaluation.kept.reached is None
    assert "0 questions" in as_text(evaluation)
    ET.fromstring(as_svg(evaluation))  # noqa: S314 - our own document
    assert json.loads(json.dumps(to_json(evaluation), allow_nan=False))["reliability"] == []


def test_equal_outcomes_give_an_equal_evaluation(pairs: Pairs, evaluation: Evaluation) -> None:
    assert evaluate(table(pairs, "a", "b"), [asked for asked, _ in pairs], precision=0.9) == evaluation


# --- shown --------------------------------------------------------------------------------------------------------------------


def test_the_picture_in_plain_text_stays_as_it_is(evaluation: Evaluation) -> None:
    assert PICTURE in as_text(evaluation)


def test_the_text_tells_figures_groups_and_mistakes(evaluation: Evaluation) -> None:
    text = as_text(evaluation)
    assert text.startswith("A tiny base\n6 questions, 2 articles, wanted precision 90.0%\n")
    assert "right article first (P@1)          75.0%" in text
    assert "answers that are right             50.0%  1.3% - 98.7%         2 answers (expected 90.0%)" in text
    assert "\nslang               2  50 (0-98)" in text
    assert (
        "Answered wrongly, the surest first\n* 0.55 What about 2?\n       expected b (at place 2), answered, first was a" in text
    )


def test_a_hostile_question_steers_no_terminal_and_breaks_no_line() -> None:
    asked = LabelledQuestion("q", "\x1b[2J\x07 first\nsecond " + "word " * 60, (), style="\x1b]0;x\x07")
    text = as_text(evaluate(table([(asked, decision("answered", "a"))], "a"), [asked]))
    assert all(character.isprintable() or character == "\n" for character in text)
    assert max(map(len, text.splitlines())) <= 100
    assert "* 0.50 [2J first second word" in text


def test_json_holds_all_figures_under_their_names(evaluation: Evaluation) -> None:
    data = json.loads(json.dumps(to_json(evaluation), allow_nan=False))
    assert data["overall"]["p_at_1"]["value"] == pytest.approx(0.75)
    assert set(data["overall"]) == {name.value for name in Name}
    assert data["by_style"]["slang"]["questions"] == 2
    assert data["answers"] == {
        "promised": 0.9,
        "answers": 2,
        "right": 1,
        "reached": 0.5,
        "low": pytest.approx(0.0126, abs=1e-4),
        "high": pytest.approx(0.9874, abs=1e-4),
        "proved": None,
        "verdict": "not enough yet",
    }
    assert data["answered_wrongly"][0]["expect"] == ["b"]
    assert data["ranked_low"] == []


def test_the_picture_for_pages_is_well_formed_and_says_what_it_shows(evaluation: Evaluation) -> None:
    root = ET.fromstring(as_svg(evaluation))  # noqa: S314 - our own document
    space = "{http://www.w3.org/2000/svg}"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert root.find(f"{space}title").text == "Reliability of A tiny base"
    assert "claimed 90%, right 100% of 1" in root.find(f"{space}desc").text
    assert "prefers-color-scheme: dark" in root.find(f"{space}style").text
    dots = root.findall(f"{space}circle")
    assert [(dot.attrib["cx"], dot.attrib["cy"]) for dot in dots] == [
        ("110.0", "460.0"),
        ("230.0", "60.0"),
        ("290.0", "260.0"),
        ("430.0", "60.0"),
    ]


@given(st.text(max_size=80))
@settings(max_examples=50)
def test_any_name_of_a_base_makes_a_well_formed_picture(name: str) -> None:
    asked = LabelledQuestion("q", "?", ())
    decision = Decision("?", Kind.DECLINED, 0.3, "v", hits=(Hit("a", 0.3, 0.3, "p", "w"),))

    class Faq:
        base = KnowledgeBase(name, "en", (), (), ())

        def ask(self, question: str, *, precision: float = 0.95) -> Decision:
            assert question == "?"
            assert precision == 0.95
            return decision

    ET.fromstring(as_svg(evaluate(Faq(), [asked])))  # noqa: S314 - our own document

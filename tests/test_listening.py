"""When the bot speaks unasked: only to a question of everybody, that names its matter, and that is answered for sure."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from game_server import ARTICLES, SHIPPED, TODAY
from hypothesis import given
from hypothesis import strategies as st

from bot.faq import Kind, load
from bot.faq.language import load_language
from bot.listening import asks, unprompted

if TYPE_CHECKING:
    from bot.faq import FAQ
    from bot.faq.language import Language

BASE = load(SHIPPED, today=TODAY)
"""The shipped base, for the test that hypothesis calls many times."""

OVERHEARD = yaml.safe_load((Path(__file__).parent / "overheard.yaml").read_text("utf-8"))["messages"]


@pytest.mark.parametrize(
    "message",
    [
        "Why did the Hanoi summit fail?",
        "why did the hanoi summit fail",
        "ok so guys, why did the hanoi summit fail",
        "whats the new york channel",
        "lol is it true nk devs are working remote for us tech companies",
        "how to get a special validation passport",
        "We were in Seoul last week. Can Americans travel to North Korea?",
        "those 55 boxes of bones nk gave back, did they figure out who they were",
        "@everyone does anybody know what KEDO was?",
        "> he said it was over\nis the korean war over?",
        "Trump, Kim, Moon: who of them signed in Singapore?",
        "can you send money to north korea",
    ],
)
def test_a_question_to_everybody_asks(message: str, english: Language) -> None:
    assert asks(message, english)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "sanctions?",
        "the hanoi summit failed.",
        "i know why the hanoi summit failed",
        "when i was in north korea it was cold",
        "what a mess in north korea",
        "do not go to north korea",
        "who cares what north korea wants?",
        "can you believe trump met kim?",
        "have you ever been to north korea?",
        "what do you think about sanctions?",
        "<@80351110224678912> what did trump sign in singapore?",
        "<@&165511591545143296> what did trump sign in singapore?",
        "@mike what did trump sign in singapore?",
        "Mike, do you know what trump signed in singapore?",
        "hey Mike: could you tell me what trump signed in singapore?",
        "> why did the hanoi summit fail?",
        ">>> why did the hanoi summit fail?\nand the others?",
        "```\nwhy did the hanoi summit fail?\n```",
        "https://example.org/why-did-the-hanoi-summit-fail?",
    ],
)
def test_talk_and_questions_to_a_person_ask_nothing_of_everybody(message: str, english: Language) -> None:
    assert not asks(message, english)


def test_a_language_without_data_is_heard_by_its_question_marks() -> None:
    german = load_language("de")
    assert asks("Warum wurde ich gesperrt?", german)
    assert asks("환불은 어떻게 받을 수 있나요?", load_language("ko"))
    assert not asks("Warum wurde ich gesperrt", german)


def test_a_sure_answer_is_given_unasked(shipped: FAQ) -> None:
    answers = {
        "why did the hanoi summit fail": "hanoi-summit",
        "Can Americans travel to North Korea?": "travel-ban",
        "did nk really hack sony over a seth rogen movie lmao": "cyber-operations",
    }
    found = {question: unprompted(shipped, question) for question in answers}
    assert {question: one.article for question, one in found.items() if one} == answers


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("did north korea fire a missile today?", Kind.DECLINED),  # a guard has a line when it is asked
        ("what did trump promise them?", Kind.SUGGESTED),
        ("does it apply to canadians too?", Kind.DECLINED),
    ],
)
def test_guards_choices_and_doubts_are_silence(message: str, asked: Kind, shipped: FAQ) -> None:
    assert shipped.ask(message).decision is asked
    assert unprompted(shipped, message) is None


def test_what_names_nothing_is_not_answered_in_a_base_about_one_thing(shipped: FAQ) -> None:
    question = "my transfer is being declined, why can I not transfer money to a friend?"
    assert not shipped.names(question, "money-and-trade")
    assert all(unprompted(shipped, question, share / 100) is None for share in range(50, 100, 5))


def test_a_base_about_many_things_is_answered_by_its_cut_alone(faq: FAQ) -> None:
    assert not faq.has_subject
    found = [unprompted(faq, f"{wording}?") for one in ARTICLES for wording in one.asks]
    assert sum(one is not None for one in found) >= len(found) / 2
    assert unprompted(faq, "does anybody want to trade a horse?") is None


def test_talk_about_the_subject_is_nearly_always_silence(shipped: FAQ) -> None:
    """Of 173 messages made to provoke it two are answered today."""
    answered = [message for message in OVERHEARD if unprompted(shipped, message)]
    assert len(OVERHEARD) >= 170
    assert len(answered) <= 3, answered


def test_no_gate_question_is_answered_wrongly_unasked(shipped: FAQ) -> None:
    wrong, right = [], 0
    for question in shipped.base.questions:
        found = unprompted(shipped, question.question)
        if found and not {quote.article for quote in found.passages} & set(question.expect):
            wrong.append((question.question, found.article))
        right += bool(found)
    assert wrong == []
    assert right >= 30


def test_a_higher_precision_never_answers_more_unasked(shipped: FAQ) -> None:
    for question in shipped.base.questions[::4]:
        answered = [unprompted(shipped, question.question, share / 1000) is not None for share in (600, 900, 950, 980, 990, 995)]
        assert answered == sorted(answered, reverse=True), question.question


@given(st.text(max_size=200), st.sampled_from([0.01, 0.5, 0.9, 0.99, 0.999]))
def test_any_message_is_answered_or_met_with_silence(message: str, precision: float) -> None:
    found = unprompted(BASE, message, precision)
    assert found is None or (found.decision is Kind.ANSWERED and found.passages)


@pytest.mark.parametrize("piece", ["a", " ", ">", "`", ", ", "a b ", "?", ">\n", "``` ", "@a", "mike, you ", "<@"])
def test_hostile_messages_cost_what_long_ones_do(piece: str, english: Language) -> None:
    """Four times as long costs about four times as much; the quadratic would be sixteen."""
    short, long = (cpu_of("x " + piece * (length // len(piece)), english) for length in (1500, 6000))
    assert long < 10 * short + 0.002


def cpu_of(message: str, language: Language) -> float:
    times = []
    for _ in range(5):
        started = time.process_time()
        asks(message, language)
        times.append(time.process_time() - started)
    return min(times)

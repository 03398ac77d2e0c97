from __future__ import annotations

from bot.ledger import KEPT_SECONDS, LIVING_SECONDS, REPEAT_SECONDS, Asked, Ledger


class Hands:
    """A clock's hands, to be turned."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(ledger: Ledger, question: int, *, asker: int = 7, channel: int = 1) -> Asked:
    entry = Asked(question, f"question {question}", asker, 99, channel)
    assert ledger.take(entry)
    return entry


def test_a_question_is_taken_once() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    entry = taken(ledger, 1)
    assert not ledger.take(entry)


def test_a_question_that_was_deleted_before_it_was_taken_is_never_answered() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    assert ledger.delete(1) is None
    assert ledger.is_deleted(1)
    assert not ledger.take(Asked(1, "late", 7, 99, 1))


def test_an_answer_is_found_by_its_reply_and_as_a_repeat_for_ten_minutes() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1)
    ledger.answer(1, 50, ("refunds",), answered=True)
    assert ledger.of_reply(50) is ledger.of_question(1)
    assert ledger.repeated(1, "refunds") is not None
    assert ledger.repeated(2, "refunds") is None
    hands.now += REPEAT_SECONDS + 1
    assert ledger.repeated(1, "refunds") is None
    assert ledger.living(1) is not None
    hands.now += LIVING_SECONDS
    assert ledger.living(1) is None
    assert ledger.of_question(1) is not None
    hands.now += KEPT_SECONDS
    assert ledger.of_question(1) is None


def test_what_was_only_offered_is_no_repeat() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1)
    ledger.answer(1, 50, ("refunds", "ranks"), answered=False)
    assert ledger.repeated(1, "refunds") is None


def test_an_answer_that_changed_is_no_repeat_of_what_it_was() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1)
    ledger.answer(1, 50, ("refunds",), answered=True)
    ledger.reword(1, "how do I claim land")
    ledger.answer(1, 50, ("claims",), answered=True)
    assert ledger.repeated(1, "refunds") is None
    repeated = ledger.repeated(1, "claims")
    assert repeated is not None
    assert repeated.text == "how do I claim land"


def test_deleting_the_reply_ends_the_repeat_but_not_the_question() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1)
    ledger.answer(1, 50, ("refunds",), answered=True)
    gone = ledger.delete(50)
    assert gone is not None
    assert gone.reply == 50
    assert ledger.repeated(1, "refunds") is None
    assert ledger.of_reply(50) is None
    kept = ledger.of_question(1)
    assert kept is not None
    assert kept.reply is None


def test_deleting_the_question_returns_the_reply_that_shall_go_with_it() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1)
    ledger.answer(1, 50, ("refunds",), answered=True)
    gone = ledger.delete(1)
    assert gone is not None
    assert gone.reply == 50
    assert ledger.of_question(1) is None
    assert ledger.repeated(1, "refunds") is None


def test_a_person_is_forgotten_whole_and_the_others_stay() -> None:
    hands = Hands()
    ledger = Ledger(hands)
    taken(ledger, 1, asker=7)
    taken(ledger, 2, asker=8)
    ledger.answer(1, 50, ("refunds",), answered=True)
    assert ledger.forget(7) == 1
    assert ledger.of_reply(50) is None
    assert ledger.of_question(1) is None
    assert ledger.of_question(2) is not None


def test_however_much_is_asked_only_so_much_is_kept() -> None:
    hands = Hands()
    ledger = Ledger(hands, kept=10)
    for question in range(100):
        taken(ledger, question)
        ledger.answer(question, 1_000 + question, ("refunds",), answered=True)
        ledger.delete(5_000 + question)
    assert ledger.of_question(89) is None
    assert ledger.of_question(90) is not None
    inside = [len(one) for one in vars(ledger).values() if hasattr(one, "__len__")]
    assert max(inside) <= 10


def test_what_nobody_asked_cannot_be_answered() -> None:
    ledger = Ledger(Hands())
    ledger.answer(1, 50, ("refunds",), answered=True)
    ledger.reword(1, "words")
    assert ledger.of_reply(50) is None
    assert ledger.of_question(1) is None

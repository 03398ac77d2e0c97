"""A question to what is posted, and what is written down of it, without Discord."""

from __future__ import annotations

import datetime as dt

import pytest
from game_server import TODAY, faq_of
from memory_records import MemoryRecords
from served import FakeContent, HandClock

from bot.answering import Answer, Answering, articles_of, message_link
from bot.desk.serving import Serving
from bot.faq.decisions import Kind
from bot.ledger import Asked, Ledger
from bot.parts import Parts
from bot.pausing import Pauses
from bot.records import Asking, Outcome, ServerSettings
from bot.remembering import Remembering
from bot.settings import Settings
from bot.wording import Wordings

SERVER, CHANNEL, ANN = 1, 2, 3
HERE = ServerSettings(SERVER)
WITH_HUMANS = ServerSettings(SERVER, human_channel=9)
ENTRY = Asked(100, "write to ann@example.org about my refund", ANN, SERVER, CHANNEL)
WORDINGS = Wordings.load()
ENGLISH = WORDINGS.of("en")


class DayClock(HandClock):
    """A clock on the day that the game server's articles are judged by."""

    def today(self) -> dt.date:
        return TODAY


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ledger(clock: HandClock) -> Ledger:
    return Ledger(clock.monotonic)


@pytest.fixture
def answering(clock: HandClock, ledger: Ledger) -> Answering:
    faq = faq_of()
    serving = Serving(faq, FakeContent(lambda: faq), clock=clock)
    parts = Parts(Settings(_env_file=None), serving, MemoryRecords(), WORDINGS, DayClock())
    return Answering(parts, ledger, Pauses(parts.records, parts.clock))


def asked(text: str, **rest: object) -> Asked:
    return Asked(**{"question": 100, "text": text, "asker": ANN, "server": SERVER, "channel": CHANNEL, **rest})  # type: ignore[arg-type]


def labels(answer: Answer | None) -> list[str]:
    assert answer is not None
    return [button.label for button in answer.reply.buttons]


def test_what_is_overheard_is_answered_or_passed_over_in_silence(answering: Answering) -> None:
    surely = answering.answer(asked("can I get my money back?", overheard=True), HERE, ENGLISH)
    assert surely is not None
    assert surely.decision.decision is Kind.ANSWERED
    for text in ("refunds?", "purple monkey dishwasher?", "tell me a joke"):
        assert answering.answer(asked(text, overheard=True), HERE, ENGLISH) is None


def test_people_are_offered_only_where_a_server_has_some_and_no_guard_spoke(answering: Answering) -> None:
    offered = {
        "with humans": answering.answer(asked("purple monkey dishwasher"), WITH_HUMANS, ENGLISH),
        "without": answering.answer(asked("purple monkey dishwasher"), HERE, ENGLISH),
        "guarded": answering.answer(asked("tell me a joke"), WITH_HUMANS, ENGLISH),
        "answered": answering.answer(asked("how to claim land"), WITH_HUMANS, ENGLISH),
        "in direct messages": answering.answer(asked("purple monkey dishwasher", server=None), WITH_HUMANS, ENGLISH),
    }
    assert [name for name, answer in offered.items() if "Ask a human" in labels(answer)] == ["with humans"]


def test_the_same_answer_soon_after_in_the_same_channel_is_one_line_with_a_link(answering: Answering, ledger: Ledger) -> None:
    first = answering.answer(asked("how to claim land"), HERE, ENGLISH)
    assert first is not None
    ledger.take(Asked(100, "how to claim land", ANN, SERVER, CHANNEL))
    ledger.answer(100, 500, articles_of(first.decision), answered=True)
    again = answering.answer(asked("how to claim land", question=101), HERE, ENGLISH)
    assert again is not None
    assert message_link(SERVER, CHANNEL, 500) in again.reply.content
    for other in (
        asked("how to claim land", question=101, channel=CHANNEL + 1),
        asked("how to claim land", question=101, private=True),
        asked("how to claim land"),  # the same question, worded anew
    ):
        whole = answering.answer(other, HERE, ENGLISH)
        assert whole is not None
        assert "golden shovel" in whole.reply.content


def test_a_server_decides_how_sure_answers_must_be(answering: Answering) -> None:
    text = "what about gifted items"
    strict = answering.answer(asked(text), ServerSettings(SERVER, precision=0.9999), ENGLISH)
    lax = answering.answer(asked(text), ServerSettings(SERVER, precision=0.5), ENGLISH)
    assert strict is not None
    assert lax is not None
    assert lax.decision.decision is Kind.ANSWERED
    assert strict.decision.decision is not Kind.ANSWERED


def test_a_follow_up_is_read_with_the_article_replied_to_only_where_a_server_wants_that(answering: Answering) -> None:
    text = "and gifts?"
    without = answering.answer(asked(text, context="refunds"), HERE, ENGLISH)
    wanted = answering.answer(asked(text, context="refunds"), ServerSettings(SERVER, follow_ups=True), ENGLISH)
    assert without is not None
    assert wanted is not None
    assert wanted.decision.article == "refunds"
    assert without.decision.article != "refunds"


def test_a_passage_of_an_article_that_is_gone_is_a_key_error(answering: Answering) -> None:
    assert "golden shovel" in answering.passage("claims", 0, ENGLISH, asker=ANN).content
    with pytest.raises(KeyError):
        answering.passage("gone", 0, ENGLISH, asker=ANN)


@pytest.mark.parametrize(("whole_process", "server"), [(True, True), (True, False), (False, True)])
async def test_words_are_kept_only_where_both_process_and_server_agree(
    clock: HandClock, *, whole_process: bool, server: bool
) -> None:
    records = MemoryRecords()
    remembering = Remembering(records, clock, keep_text=whole_process)
    assert await remembering.question(ENTRY, Outcome.DECLINED, ServerSettings(SERVER, keep_text=server), "v1")
    [kept] = await records.remembered()
    assert (kept.text is not None) is (whole_process and server)
    assert "ann@example.org" not in (kept.text or "")
    assert kept.author not in {"", str(ANN)}


async def test_storage_trouble_is_told_and_never_raised(clock: HandClock, caplog: pytest.LogCaptureFixture) -> None:
    records = MemoryRecords()
    remembering = Remembering(records, clock, keep_text=True)
    records.trouble = "the disk is full"
    assert not await remembering.question(ENTRY, Outcome.DECLINED, HERE, "v1")
    assert not await remembering.feedback(500, SERVER, ANN, "refunds", "v1", helpful=True)
    assert await remembering.hand_over(ENTRY, HERE) == "buttons.not_saved"
    assert "the disk is full" in caplog.text
    assert "refund" not in caplog.text


async def test_a_question_is_handed_over_once_however_many_ask_and_an_hour_later_one_may_ask_again(clock: HandClock) -> None:
    remembering = Remembering(MemoryRecords(), clock, keep_text=True)
    first = await remembering.hand_over(ENTRY, HERE)
    other = await remembering.hand_over(Asked(101, ENTRY.text, ANN + 1, SERVER, CHANNEL), HERE)
    assert isinstance(first, Asking)
    assert isinstance(other, Asking)
    assert (first.id, other.people) == (other.id, 2)
    for _ in range(2):
        await remembering.hand_over(ENTRY, HERE)
    assert await remembering.hand_over(ENTRY, HERE) == "buttons.too_many"
    clock.turn(dt.timedelta(hours=1).total_seconds())
    assert isinstance(await remembering.hand_over(ENTRY, HERE), Asking)

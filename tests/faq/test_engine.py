"""``FAQ.ask`` through its front door, on the game server's base."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from game_server import (
    APPEALS,
    ARTICLES,
    EVENT,
    EVENT_ENDS,
    GAME_SERVER,
    GUARDS,
    RANKS,
    REFUNDS,
    article,
    base_of,
    faq_of,
    passage,
)

from bot.faq import FAQ, Kind, UsageError
from bot.faq.articles import Article, Overlay, Status, Synonym, Taught

GERMAN = base_of(
    article(
        "erstattung",
        "Wie bekomme ich mein Geld zurück?",
        ("Rückerstattung beantragen", "Geld zurück bekommen", "Kauf stornieren", "ich möchte eine Erstattung für meinen Einkauf"),
        passage("Käufe werden innerhalb von 14 Tagen erstattet."),
    ),
    article(
        "sperre",
        "Wie lange dauert eine Sperre?",
        ("warum wurde ich gesperrt", "Sperre aufheben", "Entsperrung beantragen"),
        passage("Die erste Sperre dauert sieben Tage."),
    ),
    language="de",
)
KOREAN = base_of(
    article(
        "refund",
        "환불은 어떻게 받나요?",
        ("환불 방법", "돈을 돌려받고 싶어요", "구매 취소"),
        passage("환불은 14일 안에 신청하면 됩니다."),
    ),
    article(
        "ban",
        "차단은 어떻게 이의 제기하나요?",
        ("차단 해제", "왜 차단됐나요", "밴 풀어주세요"),
        passage("차단 이의는 포럼에서 신청합니다."),
    ),
    language="ko",
)


@pytest.mark.parametrize(
    ("question", "expected", "heading"),
    [
        ("can I get my money back", "refunds", None),
        ("how long until my refund is on my card", "refunds", "How long does a refund take?"),
        ("refund for a gift", "refunds", "Are gifts refunded?"),
        ("hey guys quick question, how do I protect my house from griefers??", "claims", None),
        ("HOW MANY DAYS IS A BAN", "appeals", "How long does a ban last?"),
        ("what does the goldn shovle do", "claims", None),
        ("what does donor rank cost", "ranks", None),
    ],
)
def test_a_clear_question_is_answered_with_the_passage_that_answers(
    question: str, expected: str, heading: str | None, faq: FAQ
) -> None:
    decision = faq.ask(question)
    assert (decision.decision, decision.article) == (Kind.ANSWERED, expected)
    (quote,) = decision.passages
    assert (quote.article, quote.heading) == (expected, heading)
    assert quote.text in {part.text for part in faq.article(expected).passages}
    assert decision.suggestions == ()
    assert decision.near is None


@pytest.mark.parametrize("one", ARTICLES, ids=lambda one: one.id)
def test_an_author_s_own_phrasing_is_always_answered(one: Article, faq: FAQ) -> None:
    for wording in (one.title, *one.asks):
        decision = faq.ask(wording, precision=0.999)
        assert (decision.decision, decision.article) == (Kind.ANSWERED, one.id), wording


@pytest.mark.parametrize("topic", ["refund", "ban", "vip", "claims?"])
def test_a_bare_topic_word_is_a_choice(topic: str, faq: FAQ) -> None:
    decision = faq.ask(topic)
    assert decision.decision is Kind.SUGGESTED
    assert 1 <= len(decision.suggestions) <= 3
    assert all(0 < len(choice.label) <= 30 for choice in decision.suggestions)
    assert decision.passages == ()
    assert decision.article is None


@pytest.mark.parametrize(
    "question",
    [
        "who won the champions league",
        "is the pope catholic",
        "best pizza in naples",
        "",
        "?!",
        "😀😀",
        "미국 사람이 여행 갈 수 있나요",
        "asdf qwer",
    ],
)
def test_what_the_base_does_not_know_is_not_answered(question: str, faq: FAQ) -> None:
    decision = faq.ask(question)
    assert decision.decision is not Kind.ANSWERED
    assert decision.passages == ()


def test_two_questions_get_a_passage_each(faq: FAQ) -> None:
    decision = faq.ask("how do refunds work and how many days is a ban")
    assert decision.decision is Kind.ANSWERED
    assert decision.article == "refunds"
    assert [(quote.article, quote.heading) for quote in decision.passages] == [
        ("refunds", None),
        ("appeals", "How long does a ban last?"),
    ]
    alone = [faq.ask(half).confidence for half in ("how do refunds work", "how many days is a ban")]
    assert decision.confidence == pytest.approx(min(alone))


def test_two_questions_of_one_article_get_one_passage(faq: FAQ) -> None:
    assert len(faq.ask("how do refunds work? are gifts refunded?").passages) == 1


def test_half_a_message_that_is_unclear_gets_no_half_answer(faq: FAQ) -> None:
    decision = faq.ask("how do refunds work and who won the champions league last night in madrid")
    assert len(decision.passages) <= 1


@pytest.mark.parametrize(
    "question", ["tell me a joke", "is the server down", "server status right now", "is lobby two lagging again"]
)
def test_a_guarded_question_is_declined_with_its_author_s_line(question: str, faq: FAQ) -> None:
    decision = faq.ask(question, precision=0.01)
    assert decision.decision is Kind.DECLINED
    guard = next(guard for guard in GUARDS if guard.kind == decision.guard)
    assert decision.notice == guard.reply
    assert decision.near is None
    assert decision.hits


def test_a_guard_points_to_the_nearest_of_its_articles(faq: FAQ) -> None:
    assert faq.ask("why does nobody read my refund ticket").near == "refunds"
    assert faq.ask("why does nobody read my ban ticket").near == "appeals"


def test_a_guarded_half_is_not_answered(faq: FAQ) -> None:
    assert faq.ask("how do refunds work and is the server down").decision is Kind.DECLINED


def test_an_article_s_own_phrasing_wins_against_a_guard() -> None:
    status = article("status", "Is the server down?", ("is the server offline",), passage("The status page tells."))
    decision = faq_of(replace(GAME_SERVER, articles=(*ARTICLES, status))).ask("is the server down?")
    assert (decision.article, decision.guard) == ("status", None)


def test_a_look_alike_is_not_answered_by_its_article(faq: FAQ) -> None:
    trap = "refund of tournament entry fees"
    assert faq.ask(trap).article != "refunds"
    without = faq_of(replace(GAME_SERVER, articles=tuple(replace(one, not_for=()) for one in ARTICLES)))
    assert faq.ask(trap).confidence < without.ask(trap).confidence


def test_past_its_day_an_article_warns(faq: FAQ) -> None:
    after = EVENT_ENDS + dt.timedelta(1)
    assert faq.ask("summer event date", as_of=after).passages[0].expired == EVENT_ENDS
    assert faq.ask("summer event date", as_of=EVENT_ENDS).passages[0].expired is None
    assert faq.ask("summer event date").passages[0].expired is None  # today is 1 June


@pytest.mark.parametrize("precision", [0, 1, -1, 1.5, 3, float("nan"), float("inf")])
def test_a_precision_that_is_none_is_wrong_usage(precision: float, faq: FAQ) -> None:
    with pytest.raises(UsageError, match="precision must lie between 0 and 1"):
        faq.ask("refund", precision=precision)


def test_a_higher_precision_never_answers_more(faq: FAQ) -> None:
    questions = [wording for one in ARTICLES for wording in one.asks] + [
        "refund gift",
        "my card",
        "land",
        "seat in lobby",
        "trade a kit",
    ]
    for question in questions:
        answered = [faq.ask(question, precision=step / 100).decision is Kind.ANSWERED for step in range(1, 100, 7)]
        assert answered == sorted(answered, reverse=True), question


def test_a_follow_up_is_read_with_the_article_it_follows(faq: FAQ) -> None:
    alone, after = faq.ask("and how long?"), faq.ask("and how long?", context="appeals")
    assert alone.decision is not Kind.ANSWERED
    assert after.article in {None, "appeals"}
    assert after.question == "and how long?"


def test_a_follow_up_may_be_answered_by_the_article_it_follows(faq: FAQ) -> None:
    """Too short to be answered alone, whichever article is meant; after that article's answer it is clear."""
    follow_ups = [("how long?", "appeals"), ("and gifts?", "refunds"), ("how much?", "ranks"), ("and blocks?", "claims")]
    unclear = [(question, context) for question, context in follow_ups if faq.ask(question).decision is not Kind.ANSWERED]
    assert context_answers(unclear, faq)


def context_answers(follow_ups: list[tuple[str, str]], faq: FAQ) -> list[str]:
    after = [faq.ask(question, context=context) for question, context in follow_ups]
    assert all(decision.article == context for decision, (_, context) in zip(after, follow_ups, strict=True) if decision.article)
    return [decision.article for decision in after if decision.article]


def test_a_full_question_ignores_what_it_follows(faq: FAQ) -> None:
    assert faq.ask("how do refunds work", context="appeals") == faq.ask("how do refunds work")


def test_a_follow_up_on_no_article_is_wrong_usage(faq: FAQ) -> None:
    with pytest.raises(UsageError, match="no live article 'nothing'"):
        faq.ask("and how long?", context="nothing")


def test_the_same_question_has_the_same_decision_but_for_its_time(faq: FAQ) -> None:
    one, two = faq.ask("how do refunds work"), faq.ask("how do refunds work")
    assert one == two
    assert one.took_ms > 0
    assert one.knowledge_version == "test" == faq.version


@pytest.mark.parametrize(
    "question",
    [
        "can I get my money back",
        "when do i get my refund and how do i claim land",
        "refund",
        "tell me a joke",
        "purple monkey",
        "x",
    ],
)
def test_a_plain_decision_lacks_only_hits_and_highlights(question: str, faq: FAQ) -> None:
    plain, full = faq.ask(question, plain=True), faq.ask(question)
    whole = tuple(replace(quote, text="", highlights=()) for quote in full.passages)
    assert plain.hits == ()
    assert replace(plain, passages=tuple(replace(quote, text="") for quote in plain.passages)) == replace(
        full, hits=(), passages=whole
    )


def test_hits_come_best_first_whatever_the_decision(faq: FAQ) -> None:
    for question in ("how do refunds work", "refund", "tell me a joke", "who won the champions league"):
        hits = faq.ask(question).hits
        assert len(hits) == len(ARTICLES)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].confidence == faq.ask(question).confidence


def test_an_article_is_found_by_its_id(faq: FAQ) -> None:
    assert faq.article("refunds") is REFUNDS
    with pytest.raises(KeyError):
        faq.article("nothing")


def test_drafts_and_retired_articles_are_never_quoted() -> None:
    hidden = (replace(REFUNDS, status=Status.DRAFT), replace(RANKS, status=Status.RETIRED), APPEALS)
    faq = faq_of(replace(GAME_SERVER, articles=hidden))
    for question in ("how do refunds work", "how to get vip", "refund"):
        decision = faq.ask(question)
        assert {hit.article for hit in decision.hits} == {"appeals"}
        assert decision.article is None
    with pytest.raises(KeyError):
        faq.article("refunds")


def test_an_empty_base_declines_everything() -> None:
    decision = faq_of(base_of()).ask("how do refunds work")
    assert decision.decision is Kind.DECLINED
    assert (decision.hits, decision.passages, decision.suggestions) == ((), (), ())
    assert 0 <= decision.confidence <= 1


def test_one_article_answers_its_question_and_nothing_else() -> None:
    faq = faq_of(base_of(REFUNDS))
    assert faq.ask("can i get my moeny back pls").article == "refunds"
    assert faq.ask("what will the weather be like in tehran").article is None


def test_ten_articles_still_answer() -> None:
    more = [
        article(
            "homes", "How do I set a home?", ("set a home", "where is my bed"), passage("Homes are set with the command sethome.")
        ),
        article(
            "trade",
            "How do I trade with players?",
            ("trading window", "swap items safely"),
            passage("Trades open by a right click."),
        ),
        article("lag", "What can I do against lag?", ("low fps", "game stutters"), passage("Lower your render distance.")),
        article(
            "mods",
            "Which mods are allowed?",
            ("is optifine allowed", "minimap mods"),
            passage("Minimaps without radar are allowed."),
        ),
        article(
            "votes", "How do I vote for the server?", ("vote links", "vote rewards"), passage("Votes are cast on three sites.")
        ),
    ]
    faq = faq_of(replace(GAME_SERVER, articles=(*ARTICLES, *more)))
    assert len(faq.ask("how do refunds work").hits) == 10
    for one in (*ARTICLES, *more):
        assert faq.ask(one.asks[0]).article == one.id


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("wie bekomme ich mein geld zuruck", "erstattung"),
        ("warum wurde ich gesperrrt", "sperre"),
        ("KAUF STORNIEREN??", "erstattung"),
    ],
)
def test_a_german_base_answers_german_questions(question: str, expected: str) -> None:
    assert faq_of(GERMAN).ask(question).article == expected


@pytest.mark.parametrize(("question", "expected"), [("환불 방법 알려주세요", "refund"), ("왜 차단됐나요?", "ban")])
def test_a_korean_base_finds_korean_questions(question: str, expected: str) -> None:
    decision = faq_of(KOREAN).ask(question)
    assert decision.hits[0].article == expected
    assert decision.decision is not Kind.DECLINED


def test_what_moderators_taught_is_answered_and_what_they_declined_is_not() -> None:
    overlay = Overlay(
        phrasings=(Taught("refunds", "gimme dem coins again mate"),),
        declined=("who is the richest player here",),
        synonyms=(Synonym(("moolah", "money")),),
    )
    faq = faq_of(replace(GAME_SERVER, overlay=overlay))
    assert faq.ask("gimme dem coins again mate").article == "refunds"
    assert faq.ask("who is the richest player here?").guard == "not-our-topic"
    assert faq.ask("can I get my moolah back").article == "refunds"


def test_a_lone_surrogate_does_no_harm(faq: FAQ) -> None:
    """Whoever writes the question down may have to replace it; what the engine says itself is sound."""
    decision = faq.ask("how do refunds work \ud800")
    assert decision.article == "refunds"
    assert all(quote.text.isascii() for quote in decision.passages)
    for text in (*(hit.why for hit in decision.hits), *(hit.phrasing for hit in decision.hits)):
        text.encode("utf-8")


def test_the_event_s_article_is_the_one_with_a_last_day() -> None:
    assert [one.id for one in ARTICLES if one.until] == [EVENT.id]

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from discord_markdown import kinds, read_raw, shown, spans
from hypothesis import given
from hypothesis import strategies as st
from shop import A_QUOTE, ANSWER, CHOICE, REFUNDS, SHIPPING, TODAY, a_base, a_decision

from bot.buttons import CUSTOM_ID, Action, ButtonId
from bot.faq.articles import Article, Passage, Source
from bot.faq.decisions import Kind, Suggestion
from bot.fitting import units
from bot.replies import (
    BUTTONS_IN_ROW,
    CONTENT,
    LABEL,
    Reply,
    answer_reply,
    label_of,
    more_reply,
    repeat_reply,
    reply_to,
    taken_as,
)
from bot.saying import quote_of
from bot.wording import Wordings

if TYPE_CHECKING:
    from bot.faq import FAQ
    from bot.faq.articles import KnowledgeBase
    from bot.faq.decisions import Decision
    from bot.wording import Wording

WORDINGS = Wordings.load()
ENGLISH, GERMAN = WORDINGS.of("en"), WORDINGS.of("de")
BASE = a_base(REFUNDS, SHIPPING)
ASKER = 2**63
LINK = "https://discord.com/channels/123456789012345678/123456789012345678/123456789012345678"


def said(decision: Decision, base: KnowledgeBase = BASE, wording: Wording = ENGLISH) -> Reply:
    return reply_to(decision, base, wording, asker=ASKER)


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


def test_an_answer_is_the_passage_one_small_line_and_three_buttons() -> None:
    reply = said(ANSWER)
    assert reply.content == "Yes, within **30 days**. Bring the receipt.\n-# The shop (copy) · as of May 2025"
    assert labels(reply) == ["More", "Helpful", "Wrong"]
    assert [button.id for button in reply.buttons] == [
        ButtonId(action, "refunds", 0, ASKER, "v4f2a91c0aaaa") for action in (Action.MORE, Action.HELPFUL, Action.WRONG)
    ]


def test_past_its_day_the_warning_comes_first() -> None:
    reply = said(replace(ANSWER, passages=(replace(A_QUOTE, expired=dt.date(2026, 8, 31)),)))
    assert reply.content.splitlines()[:2] == [
        "Check first: the last extension we have on file ran to 31 Aug 2026.",
        "Yes, within **30 days**. Bring the receipt.",
    ]


def test_a_question_of_two_parts_gets_both_each_with_its_source_and_three_bold_spans_in_all() -> None:
    one = replace(A_QUOTE, text="a b c d", highlights=((0, 1), (2, 3)))
    two = replace(
        A_QUOTE, article="shipping", text="e f g h", highlights=((0, 1), (2, 3)), source="Post", copy=False, as_of="2024"
    )
    reply = said(replace(ANSWER, passages=(one, two)))
    assert reply.content == "**a** **b** c d\n-# The shop (copy) · as of May 2025\n\n**e** f g h\n-# Post · as of 2024"
    assert len(reply.buttons) == 3


def test_a_press_on_more_knows_which_passage_was_quoted() -> None:
    reply = answer_reply([quote_of(REFUNDS, 1, TODAY)], BASE, ENGLISH, asker=ASKER)
    assert {button.id.passage for button in reply.buttons} == {1}


def test_suggestions_are_buttons_that_pick() -> None:
    reply = said(CHOICE)
    assert reply.content == "Which one do you mean?"
    assert labels(reply) == ["Refunds", "Shipping", "None of these"]
    assert [button.id.action for button in reply.buttons] == [Action.PICK, Action.PICK, Action.NONE]
    assert [button.id.article for button in reply.buttons] == ["refunds", "shipping", ""]


def test_one_suggestion_is_asked_about_as_one() -> None:
    assert said(replace(CHOICE, suggestions=CHOICE.suggestions[:1])).content == "Do you mean this?"


def test_a_decline_is_one_line_and_at_most_one_topic() -> None:
    assert said(a_decision()) == Reply("I have no answer on that. I can help with The shop: see /topics.")
    near = said(a_decision(near="shipping"))
    assert near.content == "I have no answer on that. The nearest topic I know:"
    assert labels(near) == ["Do you ship abroad"]
    assert near.buttons[0].id == ButtonId(Action.PICK, "shipping", asker=ASKER)


def test_a_guard_speaks_its_authors_line() -> None:
    reply = said(a_decision(guard="live-news", notice="I don't have **live** news.", near="refunds"))
    assert reply.content == "I don't have **live** news."
    assert len(reply.buttons) == 1


def test_a_bases_name_is_no_markdown() -> None:
    reply = said(a_decision(), a_base(REFUNDS, name="*Shop* @everyone <#1>"))
    assert (
        shown(reply.content).replace("\u200b", "")
        == "I have no answer on that. I can help with *Shop* @everyone <#1>: see /topics."
    )
    assert read_raw(reply.content) == []


def test_a_german_reads_german_around_the_authors_words() -> None:
    assert said(ANSWER, wording=GERMAN).content.endswith("-# The shop (Kopie) · Stand Mai 2025")
    assert labels(said(ANSWER, wording=GERMAN)) == ["Mehr", "Hilfreich", "Falsch"]
    assert labels(said(CHOICE, wording=GERMAN))[-1] == "Nichts davon"


def test_more_shows_what_else_there_is() -> None:
    reply = more_reply(REFUNDS, 1, BASE, ENGLISH, "can I *return* it")
    assert shown(reply.content) == (
        "Can I get a refund?\n"
        "Other passages: In short\n"
        "Sources:\n"
        "The shop: Terms of sale, 2025-05 (copy)\n"
        "Law of sales\n"
        "Related: Do you ship abroad?\n"
        'Why this one: your words are near to its wording "can I *return* it"'
    )
    assert spans(reply.content, "masked link") == ["Terms of sale"]
    assert reply.buttons == ()


def test_more_of_an_article_that_stands_alone_is_its_title() -> None:
    assert more_reply(SHIPPING, 0, BASE, ENGLISH).content == "Do you ship abroad?"


@pytest.mark.parametrize("url", ["https://a.b/(x)", "https://a.b/" + "x" * 400, "https://a.b/x\\y", "https://a.b/<x>"])
def test_an_address_that_would_break_the_link_is_left_out(url: str) -> None:
    article = replace(REFUNDS, sources=(Source("Terms", url=url), Source("Terms [2025]", url="https://a.b")))
    reply = more_reply(article, 0, BASE, ENGLISH)
    assert "masked link" not in kinds(reply.content)
    assert "Terms\nTerms [2025]" in shown(reply.content)


def test_a_repeat_is_one_line_with_a_link_and_a_button() -> None:
    reply = repeat_reply(LINK, quote_of(REFUNDS, 1, TODAY), BASE, ENGLISH, asker=ASKER)
    assert reply.content == f"Answered here a few minutes ago: {LINK}"
    assert [button.id for button in reply.buttons] == [ButtonId(Action.PRIVATE, "refunds", 1, ASKER)]


def test_a_follow_up_says_how_it_was_taken() -> None:
    reply = taken_as(said(ANSWER), "when did *it* start?", ENGLISH)
    assert reply.content.splitlines()[0] == "Taken as: when did \\*it\\* start?"
    assert reply.content.splitlines()[1:] == said(ANSWER).content.splitlines()
    assert reply.buttons == said(ANSWER).buttons


def test_a_button_says_the_authors_label_or_what_tells_of_the_title() -> None:
    assert label_of(replace(REFUNDS, label="Refunds"), BASE) == "Refunds"
    long = replace(REFUNDS, title="What happens to the money when an order is cancelled late?")
    assert len(label_of(long, BASE)) <= 30
    assert label_of(replace(REFUNDS, title="\u200b\u202e"), BASE) == "refunds"


# What must hold for every article and every decision

ODD = st.sampled_from(
    ["😀", "**", "`", "@everyone", "<@1>", "\u0301", "한", "\u202e", "[x](https://a.b)", "*", "\n", "```\n", "- ", "\\"]
)
TEXT = st.lists(st.one_of(st.text(max_size=30), ODD), min_size=1, max_size=20).map("".join).filter(str.strip)
HUGE = st.builds(lambda text, times: text * times, TEXT, st.sampled_from([1, 1, 5, 50, 500]))
LINE = TEXT.map(lambda text: " ".join(text.split())[:100]).filter(str.strip)
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)
DAYS = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
ADDRESSES = st.none() | st.just("https://a.b/" + "c" * 200)
SOURCES = st.builds(Source, LINE, st.none() | LINE, ADDRESSES, st.none() | st.just("2025-05"), st.booleans())
PASSAGES = st.builds(lambda heading, text: Passage(heading, text, ((0, len(text)),)), st.none() | LINE, HUGE)
ARTICLES = st.builds(
    lambda name, title, passages, sources, as_of, until, label: Article(
        *(name, "topic", title, (title,), tuple(passages), (), (), ("refunds", "shipping")),
        sources=tuple(sources),
        as_of=as_of,
        until=until,
        label=label,
    ),
    IDS,
    LINE,
    st.lists(PASSAGES, min_size=1, max_size=4) | PASSAGES.map(lambda passage: [passage] * 100),
    st.lists(SOURCES, max_size=3) | SOURCES.map(lambda source: [source] * 100),
    st.none() | st.sampled_from(["2024", "2025-05", "2025-05-14", "odd"]),
    DAYS,
    st.none() | LINE.map(lambda text: text[:30]),
)
WORDS = re.compile(r"\w+")


def within_limits(reply: Reply) -> bool:
    ids = [button.id.encode() for button in reply.buttons]
    assert 0 < units(reply.content) <= CONTENT
    assert reply.content.strip()
    assert len(ids) <= BUTTONS_IN_ROW
    assert len(set(ids)) == len(ids)
    assert all(len(text) <= CUSTOM_ID for text in ids)
    assert all(0 < units(button.label) <= LABEL and button.label.strip() for button in reply.buttons)
    assert re.search(r"@(?:everyone|here)|<@[!&]?\d", reply.content) is None
    return True


@given(st.lists(ARTICLES, min_size=1, max_size=3), st.sampled_from([ENGLISH, GERMAN]), st.booleans())
def test_no_answer_breaks_a_limit_of_discord(articles: list[Article], wording: Wording, picked: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    base = a_base(REFUNDS, SHIPPING, *articles)
    quotes = [quote_of(article, -1 % len(article.passages), TODAY) for article in articles]
    if not picked:
        bold = [tuple(match.span() for match in WORDS.finditer(quote.text[:300]))[:3] for quote in quotes]
        quotes = [replace(quote, highlights=spans) for quote, spans in zip(quotes, bold, strict=True)]
    decision = a_decision(Kind.ANSWERED, article=quotes[0].article, passages=tuple(quotes))
    reply = said(decision, base, wording)
    assert within_limits(reply)
    assert within_limits(taken_as(reply, quotes[0].text, wording))
    for quote in quotes[:2]:
        if quote.expired:
            assert wording.short_date(quote.expired) in reply.content


@given(ARTICLES, TEXT, st.sampled_from([ENGLISH, GERMAN]))
def test_nothing_that_more_opens_breaks_a_limit_of_discord(article: Article, why: str, wording: Wording) -> None:
    base = a_base(REFUNDS, SHIPPING, article)
    assert within_limits(more_reply(article, 0, base, wording, why))
    assert within_limits(repeat_reply(LINK, quote_of(article, 0, TODAY), base, wording, asker=ASKER))


@given(st.lists(ARTICLES, min_size=1, max_size=5, unique_by=lambda article: article.id), st.none() | LINE, LINE, st.booleans())
def test_no_choice_and_no_decline_breaks_a_limit_of_discord(
    articles: list[Article],
    notice: str | None,
    question: str,
    near: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    base = a_base(*articles, name=question)
    offered = tuple(Suggestion(article.id, article.title, article.label or article.title, 0.5) for article in articles)
    assert within_limits(said(a_decision(Kind.SUGGESTED, suggestions=offered), base))
    declined = a_decision(question=question, notice=notice, near=articles[0].id if near else None)
    reply = said(declined, base)
    assert within_limits(reply)
    assert len(reply.buttons) <= 1
    if not notice:
        assert "\n" not in reply.content
        assert kinds(reply.content) == set()


@given(ARTICLES)
def test_what_more_opens_obeys_no_title(article: Article) -> None:
    allowed = {"masked link", "list"}
    assert kinds(more_reply(article, 0, a_base(article), ENGLISH, article.title).content) <= allowed


# The shipped base

PUSHED = 150
"""Characters of a message that a phone's lock screen shows."""


def test_every_passage_of_the_shipped_base_is_shown_whole(shipped: FAQ) -> None:
    for article in shipped.base.live:
        for number, passage in enumerate(article.passages):
            reply = answer_reply([quote_of(article, number, TODAY)], shipped.base, ENGLISH, asker=ASKER)
            assert reply.content.startswith(passage.text)
            assert shown(reply.content).startswith(shown(passage.text))


def test_a_push_notification_holds_a_whole_first_sentence(shipped: FAQ) -> None:
    whole = 0
    for article in shipped.base.live:
        for number in range(len(article.passages)):
            content = answer_reply([quote_of(article, number, TODAY)], shipped.base, ENGLISH, asker=ASKER).content
            first = re.split(r"(?<=[.!?;:])\s", content, maxsplit=1)[0]
            whole += len(first) <= PUSHED
    passages = sum(len(article.passages) for article in shipped.base.live)
    assert whole / passages > 0.95


def test_every_button_of_the_shipped_base_is_short_and_its_own(shipped: FAQ) -> None:
    made = [label_of(article, shipped.base) for article in shipped.base.live]
    assert max(map(len, made)) <= 30
    assert len(set(made)) == len(made)

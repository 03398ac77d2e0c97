from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shop import A_QUOTE, ANSWER, CHOICE, GIFTS, REFUNDS, SHIPPING, TODAY, FakeFAQ, Screen, a_base, a_decision

from bot.cli.spans import text_of
from bot.cli.talking import HELP, Talk
from bot.cli.terminal import Terminal
from bot.completing import find_articles
from bot.desk.reloading import Verdict, compare
from bot.faq.decisions import Kind
from bot.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable


def a_talk(faq: FakeFAQ | None = None, reload: Callable[[FakeFAQ], Verdict] | None = None) -> Talk:
    keep = reload or (lambda old: Verdict(old, old.base.version))  # type: ignore[arg-type]  # a fake
    return Talk(faq or FakeFAQ(), Wording.load(), precision=0.9, today=lambda: TODAY, reload=keep)  # type: ignore[arg-type]  # a fake


def said(talk: Talk, *typed: str) -> list[str]:
    """Type lines; return what the last one brings."""
    for line in typed[:-1]:
        talk.take(line)
    reply = talk.take(typed[-1])
    assert reply is not None
    return [text_of(line) for line in reply.lines]


def test_a_question_is_asked_with_precision_and_day() -> None:
    faq = FakeFAQ()
    assert said(a_talk(faq), "  refund ")[0] == "Yes, within 30 days. Bring the receipt."
    assert faq.asked == [("refund", 0.9, TODAY)]


def test_a_number_picks_a_suggestion_and_another_one_after_it() -> None:
    talk = a_talk()
    assert said(talk, "money", "1")[0] == "Yes, within 30 days. Bring the receipt."
    assert said(talk, "2")[0] == "Parcels go to the EU."


def test_zero_takes_none_and_ends_the_choice() -> None:
    faq = FakeFAQ()
    talk = a_talk(faq)
    assert said(talk, "money", "0") == ["Then I have no answer on that. Other words may help."]
    talk.take("1")
    assert faq.asked[-1][0] == "1"


def test_a_number_that_is_not_there_is_told_which_are() -> None:
    assert said(a_talk(), "money", "7") == ["The numbers here are 1 to 2, and 0 for none of these."]


@pytest.mark.parametrize(
    "typed",
    ["2017", "1 2", "1.", "²", "\N{ARABIC-INDIC DIGIT ONE}", "one", pytest.param("9" * 5_000, id="more digits than int takes")],
)
def test_what_is_no_number_of_a_choice_is_a_question(typed: str) -> None:
    faq = FakeFAQ()
    said(a_talk(faq), "money", typed)
    assert faq.asked[-1][0] == typed


def test_numbers_without_a_choice_are_a_question() -> None:
    faq = FakeFAQ()
    said(a_talk(faq), "refund", "1")
    assert faq.asked[-1][0] == "1"


def test_the_near_topic_of_a_decline_can_be_picked() -> None:
    faq = FakeFAQ(decisions={"ship": a_decision(near="shipping")})
    assert said(a_talk(faq), "ship", "1")[0] == "Parcels go to the EU."


def test_more_shows_the_rest_of_what_was_answered_and_why() -> None:
    assert said(a_talk(), "refund", "/more") == [
        "Can I get a refund?",
        "Other passages:",
        "  1 Part 2",
        "Sources:",
        "- The shop: Terms of sale, 2025-05 (copy) https://shop.example.com/terms",
        "- Law of sales",
        "Related:",
        "  2 Do you ship abroad?",
        "Why this one: refund is in it",
    ]


def test_what_more_lists_can_be_picked() -> None:
    talk = a_talk()
    assert said(talk, "refund", "/more", "1")[0] == "A refund takes five days."
    assert said(talk, "2")[0] == "Parcels go to the EU."
    assert said(talk, "/more") == ["Do you ship abroad?"]


def test_more_leaves_out_the_passage_that_was_shown() -> None:
    second = replace(A_QUOTE, heading="Part 2", text="A refund takes five days.")
    faq = FakeFAQ(decisions={"how long": replace(ANSWER, passages=(second,))})
    assert said(a_talk(faq), "how long", "/more")[2] == "  1 In short"


def test_more_of_two_answers_is_numbered_through() -> None:
    both = replace(ANSWER, passages=(A_QUOTE, replace(A_QUOTE, article="gift-cards", heading=None)))
    faq = FakeFAQ(base=a_base(REFUNDS, SHIPPING, replace(GIFTS, see_also=("shipping", "gone"))), decisions={"both": both})
    lines = said(a_talk(faq), "both", "/more")
    assert [line for line in lines if line.startswith("  ")] == [
        "  1 Part 2",
        "  2 Do you ship abroad?",
        "  3 Do you ship abroad?",
    ]


def test_more_before_any_answer_says_so() -> None:
    assert said(a_talk(), "/more") == ["There is no answer on the screen that could have more to it. Ask a question first."]
    assert said(a_talk(), "refund", "nonsense", "/more")[0].startswith("There is no answer")


def test_why_explains_the_last_question() -> None:
    talk = a_talk()
    assert said(talk, "/why") == ["Ask a question first."]
    assert said(talk, "money", "1", "/why") == ["why money at 0.9"]


def test_topics_lead_to_articles_lead_to_passages() -> None:
    talk = a_talk()
    assert said(talk, "/topics")[0] == "  1 Money (3 articles)"
    assert said(talk, "1") == ["Money", "  1 Where can I buy gift cards?", "  2 Can I get a refund?", "  3 Do you ship abroad?"]
    assert said(talk, "1") == ["In every shop."]


def test_an_article_is_shown_whole() -> None:
    assert said(a_talk(), "/article refunds") == [
        *("Can I get a refund?", "", "Yes, within 30 days. Bring the receipt.", "", "Part 2", "A refund takes five days.", ""),
        *("Sources:", "- The shop: Terms of sale, 2025-05 (copy) https://shop.example.com/terms", "- Law of sales"),
        "-# The shop (copy) · as of May 2025",
    ]


def test_an_article_without_a_name_is_the_one_on_the_screen() -> None:
    assert said(a_talk(), "/article")[0].startswith("Which one? Type /article and its name")
    assert said(a_talk(), "refund", "/article")[0] == "Can I get a refund?"


def test_an_articles_name_may_be_misspelt_and_a_vague_one_offers_a_choice() -> None:
    assert said(a_talk(), "/article gft crads")[0] == "Where can I buy gift cards?"
    assert said(a_talk(), "/article zzzz") == ["No article has a name like that. See /topics for what there is."]
    two = a_base(replace(REFUNDS, id="card-refunds", title="Card refunds"), replace(GIFTS, id="card-limits", title="Card limits"))
    talk = a_talk(FakeFAQ(base=two))
    assert said(talk, "/article card") == ["Which one do you mean?", "1 Card limits  2 Card refunds  0 None of these"]
    assert said(talk, "1") == ["In every shop."]


def test_an_exact_id_needs_no_likeness() -> None:
    assert find_articles(" Refunds ", [REFUNDS, replace(REFUNDS, id="refunds-2")]) == [REFUNDS]


def test_a_reload_that_works_changes_what_is_asked_and_forgets_the_choice() -> None:
    new = FakeFAQ(decisions={})
    talk = a_talk(reload=lambda old: Verdict(new, "4f2a91c", compare(old.base, new.base)))  # type: ignore[arg-type]  # a fake
    assert said(talk, "money", "/reload")[0].startswith("Done.")
    assert said(talk, "1")[0].startswith("I have no answer")
    assert new.asked[-1][0] == "1"


def test_a_reload_that_fails_changes_nothing() -> None:
    talk = a_talk()
    assert said(talk, "money", "/reload")[0].startswith("Nothing is new")
    assert said(talk, "2")[0] == "Parcels go to the EU."


def test_help_lists_every_command_and_a_wrong_one_gets_a_hint() -> None:
    talk = a_talk()
    assert tuple(said(talk, "/help")) == HELP
    assert all(command in "\n".join(HELP) for command in ("/more", "/why", "/topics", "/article", "/reload", "/quit"))
    assert said(talk, "/tpoics") == ["There is no /tpoics here. Did you mean /topics?"]
    assert said(talk, "/xyzzy " + "x" * 100) == ["There is no /xyzzy here. See /help."]
    assert said(talk, "/TOPICS")[0] == "  1 Money (3 articles)"


def test_an_empty_line_shows_nothing_and_keeps_the_choice() -> None:
    talk = a_talk()
    assert said(talk, "money", "   ") == []
    assert said(talk, "2")[0] == "Parcels go to the EU."


@pytest.mark.parametrize("typed", ["/quit", "/exit", "/q", " /quit "])
def test_quit_leaves(typed: str) -> None:
    assert a_talk().take(typed) is None


def test_drafts_are_never_shown() -> None:
    hidden = replace(GIFTS, status="draft")
    talk = a_talk(FakeFAQ(base=a_base(REFUNDS, SHIPPING, hidden)))
    assert said(talk, "/topics")[0] == "  1 Money (2 articles)"
    assert said(talk, "/article gift-cards") == ["No article has a name like that. See /topics for what there is."]


ANYTHING = st.text(st.characters(codec=None), max_size=60)
COMMANDS = st.sampled_from(["/more", "/why", "/topics", "/article", "/article ", "/reload", "/help", "/"])
TYPED = st.one_of(ANYTHING, st.tuples(COMMANDS, ANYTHING).map("".join), st.sampled_from(["refund", "money", "0", "1", "2", "99"]))


@given(st.lists(TYPED, max_size=8), ANYTHING)
def test_nothing_that_is_typed_or_written_raises_or_reaches_the_screen_raw(typed: list[str], content: str) -> None:
    hostile = replace(A_QUOTE, text=f"a {content} b", highlights=((1, 3),), source=content, as_of=content)
    faq = FakeFAQ(
        base=a_base(replace(REFUNDS, title=content), replace(SHIPPING, see_also=("refunds",)), GIFTS, name=content),
        decisions={
            "refund": replace(ANSWER, passages=(hostile,)),
            "money": CHOICE,
            "0": a_decision(notice=content, near="refunds"),
        },
    )
    screen = Screen()
    terminal = Terminal(StringIO(), screen, StringIO(), {"TERM": "xterm"})
    talk = a_talk(faq)
    for line in typed:
        if reply := talk.take(line):
            terminal.show(*reply.lines)
    told = screen.getvalue()
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[22m"):
        told = told.replace(code, "")
    assert not [
        char for char in told if char != "\n" and (char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff")
    ]


def test_a_decision_about_a_day_uses_the_clock() -> None:
    days = iter([dt.date(2026, 8, 31), dt.date(2026, 9, 1)])
    talk = Talk(FakeFAQ(), Wording.load(), precision=0.9, today=lambda: next(days), reload=lambda _: pytest.fail("not asked for"))  # type: ignore[arg-type]  # a fake
    assert Kind.SUGGESTED is CHOICE.decision
    assert said(talk, "money", "2")[0] == "Check first: the last extension we have on file ran to 31 Aug 2026."

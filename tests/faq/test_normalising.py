"""Text → words: what is speech stays, in any script; what is not goes; equal meaning becomes equal letters."""

from __future__ import annotations

import itertools
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.normalising import FOLDED_CAP, LONGEST_WORD, RAW_CAP, WORD_CAP, clean, find_words, fold, read_words

if TYPE_CHECKING:
    from bot.faq.language import Language

TABLE = {
    # case, width, letters that only look different
    "REFUND Refund refund": "refund refund refund",
    "ＲＥＦＵＮＤ ｒｅｆｕｎｄ": "refund refund",  # noqa: RUF001  (full width is the point)
    "\U0001d4fb\U0001d4ee\U0001d4ef\U0001d4fe\U0001d4f7\U0001d4ed ⓡⓔⓕⓤⓝⓓ ﬁx": "refund refund fix",
    "straße STRASSE": "strasse strasse",
    "İstanbul": "istanbul",
    # accents, composed and decomposed
    "café cafe\u0301 naïve Ångström": "cafe cafe naive angstrom",
    "z\u0338\u0327a\u0337l\u0328g\u0335o\u0335": "zalgo",
    # apostrophes of every keyboard, contractions written out
    "don't don\u2019t don\u00b4t don`t dont": "do not do not do not do not do not",
    "rock'n'roll o\u2019brien's": "rocknroll obriens",
    # dots of abbreviations
    "D.P.R.K. D.P.R.K DPRK": "dprk dprk dprk",
    "U.S. and U.S and U.S.A.": "us and us and usa",
    "costs 3.14 at 12:30": "costs 3 14 at 12 30",
    # not speech: links, mentions, commands, timestamps, emoji
    "see https://example.org/a?b=c&d or www.example.com/x now": "see or now",
    "<@123> <@!45> <@&6> <#7> <t:1700000000:R> </kb reload:8> hi": "hi",
    "@everyone @here refund": "refund",
    "<:pepe:12> <a:dance:34> :smile: 😀 👍🏽 👨\u200d👩\u200d👧 refund": "refund",
    # code and other people's words
    "```py\nprint(1)\n``` why does it fail": "why does it fail",
    "what is `claim`": "what is claim",
    "> somebody said this\nis that true": "is that true",
    "a > b and c < d": "a b and c d",
    # invisible signs and writing direction
    "re\u00adfund ref\u200bund \u202erefund\u202c \ufeffrefund": "refund refund refund refund",
    # chat
    "wtf is a claim": "what is a claim",
    "idk pls": "do not know please",
    # other scripts stay
    "환불 방법": "환불 방법",
    "Возврат денег": "возврат денег",
    "استرداد المال": "استرداد المال",
    "我想退款": "我想 想退 退款",
    "退": "退",
    "メール refund": "メー ール refund",
    "η επιστροφή": "η επιστροφη",
    # nothing
    "": "",
    " \t\n": "",
    "?!... 😀": "",
}


@pytest.mark.parametrize("typed", TABLE)
def test_a_question_becomes_these_words(typed: str, english: Language) -> None:
    assert " ".join(word.text for word in read_words(clean(typed), english)) == TABLE[typed]


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("U.S. policy", True),
        ("US policy", True),
        ("us policy", True),
        ("does us recognise north korea", True),
        ("help us please", False),
        ("HELP US", False),
        ("tell us more", False),
        ("tell US companies", True),
    ],
)
def test_us_is_the_country_unless_the_word_before_makes_it_the_pronoun(typed: str, country: bool, english: Language) -> None:  # noqa: FBT001
    (us,) = (word for word in read_words(typed, english) if word.text == "us")
    assert us.capitals is country


def test_capitals_amid_smaller_letters_are_no_chat_abbreviation(english: Language) -> None:
    """``SEC`` is an agency, ``sec`` is a second; in a shouted sentence nobody can tell."""
    assert [word.text for word in read_words("the SEC rule", english)] == ["the", "sec", "rule"]
    assert [word.text for word in read_words("one sec", english)] == ["one", "second"]


@pytest.mark.parametrize("whole", ["```all of it is code```", "> all of it is quoted", "```unclosed"])
def test_a_question_is_never_cleaned_to_nothing(whole: str) -> None:
    assert find_words(clean(whole))


def test_an_unclosed_fence_reaches_to_the_end() -> None:
    assert [word.text for word in find_words(clean("why does this fail ```x = 1"))] == ["why", "does", "this", "fail"]


def test_of_a_long_message_both_ends_are_read(english: Language) -> None:
    words = read_words(clean("hello " + "filler " * 5_000 + "refund"), english, cap=WORD_CAP)
    assert words[0].text == "hello"
    assert words[-1].text == "refund"
    assert len(words) <= WORD_CAP


def test_length_is_capped_before_and_after_folding() -> None:
    one_letter_of_eighteen = "\ufdfa"
    assert len(unicodedata.normalize("NFKC", one_letter_of_eighteen * 4_000)) == 72_000
    assert len(clean(one_letter_of_eighteen * 4_000)) <= FOLDED_CAP
    assert len(clean("a" * 100_000)) <= RAW_CAP + 1


def test_a_very_long_word_is_cut() -> None:
    (word,) = find_words("a" * 3_000)
    assert len(word.text) == LONGEST_WORD


def test_thousands_of_combining_marks_leave_their_letter() -> None:
    assert [word.text for word in find_words(clean("a" + "\u0301\u0327\u0338" * 1_500))] == ["a"]


def test_offsets_point_into_the_author_s_own_text() -> None:
    text = "The U.S. says: don\u2019t travel — café!"
    assert [text[word.start : word.end] for word in find_words(text)] == ["The", "U.S.", "says", "don\u2019t", "travel", "café"]


def test_an_author_s_curly_apostrophe_meets_the_asker_s_straight_one(english: Language) -> None:
    author, asker = "I can\u2019t log in, what\u2019s wrong", "i can't log in whats wrong"
    assert [word.text for word in read_words(author, english)] == [word.text for word in read_words(clean(asker), english)]


@given(st.text(max_size=60))
def test_folding_a_folded_word_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "Z", "S", "C"]), max_size=200))
def test_words_are_within_the_text_and_in_order(text: str) -> None:
    words = find_words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.text for word in words)
    assert all(one.start <= two.start for one, two in itertools.pairwise(words))


@given(st.text(max_size=200))
def test_composed_and_decomposed_questions_have_the_same_words(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert [word.text for word in find_words(clean(composed))] == [word.text for word in find_words(clean(decomposed))]


@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Nd"]), min_size=1, max_size=30))
def test_letters_of_any_script_never_vanish(text: str) -> None:
    """Hangul fillers and a few other letters are invisible; everything that can be seen is kept."""
    visible = [char for char in text if find_words(clean(char))]
    assert bool(find_words(clean(text))) or not visible


@pytest.mark.parametrize("word", ["हिन्दी", "தமிழ்", "ภาษาไทย", "မြန်မာ"])
def test_vowel_signs_do_not_split_words(word: str) -> None:
    assert [found.text for found in find_words(word)] == [fold(word)]

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.loading import first_sentence

CASES = [
    ("One. Two.", "One."),
    ("Only one", "Only one"),
    ("  Blanks around. Two.", "Blanks around."),
    ("Is it? Yes.", "Is it?"),
    ("Stop! Now.", "Stop!"),
    ("Really?! Yes.", "Really?!"),
    ("He said \u201cno.\u201d Then he left.", "He said \u201cno.\u201d"),
    ("(In brackets.) Two.", "(In brackets.)"),
    ('She asked "why?" and left. Two.', 'She asked "why?" and left.'),
    ("The U.S. government says so. Two.", "The U.S. government says so."),
    ("The U.S. State Department says so. Two.", "The U.S. State Department says so."),
    ("Mr. Kim met Dr. Lee. Two.", "Mr. Kim met Dr. Lee."),
    ("J. R. Smith wrote it. Two.", "J. R. Smith wrote it."),
    ("Some, e.g. Japan, agreed. Two.", "Some, e.g. Japan, agreed."),
    ("Some, e.g. the South, agreed. Two.", "Some, e.g. the South, agreed."),
    ("It is No. 5 of the list. Two.", "It is No. 5 of the list."),
    ("May I? No. You may not.", "May I?"),
    ("The answer is no. You may not.", "The answer is no."),
    ("See Art. 41 of the Charter. Two.", "See Art. 41 of the Charter."),
    ("It rose by 3.5 percent. Two.", "It rose by 3.5 percent."),
    ("Visit state.gov for more. Two.", "Visit state.gov for more."),
    ("It was so ... but not now. Two.", "It was so ... but not now."),
    ("It was so... Then it ended.", "It was so..."),
    ("It was so\u2026 Then it ended.", "It was so\u2026"),
    ("Neither do I. Two.", "Neither do I."),
    ("Wrapped\nover lines. Two.", "Wrapped\nover lines."),
    ("A block\n\nAnother. Two.", "A block"),
    ("Made by Smith Inc.\n\nAnother.", "Made by Smith Inc."),
    ("Ends small.\n\nand goes on.", "Ends small."),
    ("- first item\n- second item", "- first item"),
    ("1. First do this. Then that.\n2. Second.", "1. First do this."),
    ("The rules:\n1. Be kind\n2. Be short", "The rules:"),
    ("\u4e00\u53e5\u3002\u4e8c\u53e5\u3002", "\u4e00\u53e5\u3002"),
    ("In 2018. 12 June was the day.", "In 2018."),
    ("Etc. This goes on.", "Etc."),
    ("The end of Jan. 5 came. Two.", "The end of Jan. 5 came."),
    (".", "."),
    ("", ""),
    (" . Odd.", "."),
    ("**Bold.** Two.", "**Bold.**"),
]


@pytest.mark.parametrize(("text", "sentence"), CASES)
def test_the_first_sentence_ends_where_a_reader_would_end_it(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@given(st.text(alphabet="aA .?!\n-1\u3002\"'U)", max_size=60))
def test_it_is_a_prefix_of_the_text_without_blanks_around_it(text: str) -> None:
    sentence = first_sentence(text)
    assert text.lstrip().startswith(sentence)
    assert sentence == sentence.strip()
    assert bool(sentence) == bool(text.strip())
    assert "\n\n" not in sentence


@pytest.mark.parametrize(
    "text", ["." * 64_000, "U.S. " * 12_800, ". " * 32_000, "\n " * 32_000 + "x", "?x" * 32_000, "a" * 64_000, ")" * 64_000]
)
def test_hostile_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    first_sentence(text)
    assert time.process_time() - start < 0.5

"""Answers to questions that nobody put to the bot: in a listening channel it gives a sure answer, or is silent. Knows no Discord.

Most messages of a channel are not for it. So three things must hold, each by itself: the message *asks* something of everybody, the
question says *by name* what it is about, and the FAQ is surer than it need be when it is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.faq.cuts import Way
from bot.faq.decisions import Kind
from bot.faq.language import load_language
from bot.faq.normalising import WORD_CAP, clean, fold, read_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.faq import FAQ, Decision
    from bot.faq.language import Language

LISTENING_PRECISION = 0.99
"""Share of unprompted answers that shall be right, where a server has not set its own."""

NAMED = 10.0
"""By how much the errors allowed grow for a question that names its matter. Overheard messages go wrong by being off topic, and naming
takes away nineteen of twenty such answers: of 242 at 0.94 (6,000 questions put to four bases without a subject) it leaves 14, on the
shipped base none of 4, and 119 of 136 right ones."""

LEAST_PRECISION = 0.9
"""Never less is asked of an unprompted answer, be it by name."""

FEWEST = 3
"""Words of a question: ``sanctions?`` may be anything."""

SKIPPED = 4
"""Words of greeting or filler before a question begins: ``ok so guys maybe``."""

_TO_SOMEBODY = re.compile(r"<@[!&]?\d+>|(?<!\S)@(?!everyone\b|here\b)\w")
"""A mention of a person or role, as Discord writes it or as people type it."""

_NOT_OWN = re.compile(r"^[ \t]*>>>[\s\S]*|^[ \t]*>[^\n]*|```[\s\S]*?(?:```|\Z)", re.MULTILINE)
"""What others said, and code: whoever quotes a question does not ask it."""

_NAME_FIRST = re.compile(r"\s*(?:\w+\s+)?(\w+)\s*[,:]")
_SENTENCE = re.compile(r"([^.!?\u2026\uff1f\n]+)([.!?\u2026\uff1f]*)")
_CLAUSE = re.compile(r"[^,;:()]+")


def unprompted(faq: FAQ, text: str, precision: float = LISTENING_PRECISION) -> Decision | None:
    """Return the answer to a message that nobody addressed to the bot, or ``None``: silence.

    ``precision`` is the share of unprompted answers that shall be right. Guards, choices and doubts are silence. In a base about one
    thing nothing is answered that does not name it, or a thing of its article; in any other base naming makes it surer.
    A reply to somebody else is not for the bot either; that is for the caller to see.
    """
    if not asks(text, load_language(faq.base.language)):
        return None
    named = _answer(faq, text, 1 - NAMED * (1 - precision))
    if named and all(faq.names(text, quote.article) for quote in named.passages):
        return named
    return None if faq.has_subject else _answer(faq, text, precision)


def _answer(faq: FAQ, text: str, precision: float) -> Decision | None:
    decision = faq.ask(text, precision=max(LEAST_PRECISION, precision), way=Way.LISTENING)
    return decision if decision.decision is Kind.ANSWERED else None


def asks(text: str, language: Language) -> bool:
    """Whether a message asks something of everybody: a question, addressed to no person, that wants an answer.

    Of a language without data only questions with a question mark are seen.
    """
    if _TO_SOMEBODY.search(text):
        return False
    sentences = _SENTENCE.findall(clean(_NOT_OWN.sub(" ", text)))
    return any(_is_question(sentence, mark, language) and not _is_addressed(sentence, language) for sentence, mark in sentences)


def _is_question(sentence: str, mark: str, language: Language) -> bool:
    clauses = [_opening(clause, language) for clause in _CLAUSE.findall(sentence)]
    if sum(map(len, clauses)) < FEWEST or any(_is_chatter(clause, language) for clause in clauses):
        return False
    return "?" in mark or "\uff1f" in mark or any(_opens_as_question(clause, language) for clause in clauses)


def _opening(clause: str, language: Language) -> list[str]:
    """The words of a clause from where it says something: without greeting and filler."""
    words = [word.text for word in read_words(clause, language, cap=WORD_CAP)]
    idle = language.noise | language.joining
    return words[next((at for at, word in enumerate(words[:SKIPPED]) if word not in idle), 0) :]


def _is_chatter(words: Sequence[str], language: Language) -> bool:
    said = " ".join(words) + " "
    return any(said.startswith(f"{wording} ") for wording in language.chatter)


def _opens_as_question(words: Sequence[str], language: Language) -> bool:
    """Whether words without a question mark are a question: *is it*, *how many*, *what happened*; not *when I was*, *do not*."""
    first, second = [*words, "", ""][:2]
    if first in language.interrogative:
        return second == "to" or second not in language.small | language.pointing
    return first in language.auxiliary | language.modal and second != "not"


def _is_addressed(sentence: str, language: Language) -> bool:
    """Whether a sentence begins with somebody's name: ``Mike, did you ...``, ``hey Mike: are you ...``."""
    begins = _NAME_FIRST.match(sentence)
    if begins is None:
        return False
    words = {word.text for word in read_words(sentence, language, cap=WORD_CAP)}
    common = language.noise | language.joining | language.pointing | language.interrogative | language.auxiliary
    return fold(begins[1]) not in common and not words.isdisjoint(language.addressing)

"""A question → positions: the literal word first, everything else beside it at a discount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from game_server import GAME_SERVER
from hypothesis import given, settings
from hypothesis import strategies as st
from small_vocabulary import build_vocabulary

from bot.faq.articles import Synonym
from bot.faq.indexing import build_index
from bot.faq.language import load_language
from bot.faq.reading import POSITIONS_KEPT, How, Position, Reading, read

if TYPE_CHECKING:
    from bot.faq.language import Language
    from bot.faq.vocabulary import Vocabulary


GAME_WORDS = build_index(GAME_SERVER, load_language("en")).vocabulary


def only(question: str, vocabulary: Vocabulary) -> Position:
    (position,) = read(question, vocabulary).positions
    return position


def hows(position: Position, vocabulary: Vocabulary) -> dict[str, How]:
    return {vocabulary.names[alternative.term]: alternative.how for alternative in position.alternatives}


def test_a_word_of_the_base_is_literally_itself(vocabulary: Vocabulary) -> None:
    first = only("refunds", vocabulary).alternatives[0]
    assert (vocabulary.names[first.term], first.weight, first.how) == ("refund", 1.0, How.LITERAL)


def test_a_repair_stands_beside_the_word_at_a_discount(vocabulary: Vocabulary) -> None:
    position = only("refnud", vocabulary)
    assert (position.typed, position.read_as) == ("refnud", "refund")
    assert [(vocabulary.names[other.term], other.how) for other in position.alternatives] == [("refund", How.REPAIRED)]
    assert position.alternatives[0].weight < 1


def test_a_group_and_its_words_count_for_each_other(vocabulary: Vocabulary) -> None:
    """In full when the whole wording is typed, by half when a part is."""
    assert hows(only("premium rank", vocabulary), vocabulary)["vip°"] is How.LITERAL
    whole, part = only("donor rank", vocabulary), only("donor", vocabulary)
    assert whole.alternatives[0].weight > part.alternatives[0].weight
    assert hows(part, vocabulary)["vip°"] is How.PART


def test_a_one_way_synonym_counts_less_than_the_word(vocabulary: Vocabulary) -> None:
    robux = only("robux", vocabulary)
    assert hows(robux, vocabulary)["money"] is How.SYNONYM
    assert all(other.weight < 1 for other in robux.alternatives if other.how is How.SYNONYM)
    assert "robux" not in hows(only("money", vocabulary), vocabulary)


def test_a_one_way_synonym_of_several_words_counts_for_each_of_them(english: Language) -> None:
    vocabulary = build_vocabulary(english, [Synonym(("war games",), to="exercises")], [["exercises", "war", "games"]])
    positions = read("their war games", vocabulary).positions
    assert [hows(each, vocabulary).get("exercis") for each in positions[1:]] == [How.SYNONYM, How.SYNONYM]


def test_a_slip_inside_a_wording_does_not_tear_it_apart(vocabulary: Vocabulary) -> None:
    """*premium rank* is one term, and ``premum rank`` is a typo of it, at a discount."""
    position = only("premum rank", vocabulary)
    assert (position.typed, position.read_as) == ("premum rank", "premium rank")
    assert hows(position, vocabulary)["vip°"] is How.REPAIRED
    assert position.alternatives[0].weight < 1


def test_everyday_words_count_by_half(vocabulary: Vocabulary) -> None:
    assert hows(only("reimburse", vocabulary), vocabulary)["refund"] is How.EVERYDAY


def test_a_typo_of_another_form_of_a_word_finds_the_word(vocabulary: Vocabulary) -> None:
    """The base has *refund* and *refunds*; the dictionary knows that ``refundibg`` is neither, but *refunding* has their stem."""
    position = only("refundin", vocabulary)
    assert hows(position, vocabulary)["refund"] is How.REPAIRED


def test_a_typo_of_an_everyday_word_counts_for_the_word_of_the_base(vocabulary: Vocabulary) -> None:
    literal, typo = only("reimburse", vocabulary), only("reimbursse", vocabulary)
    assert hows(typo, vocabulary)["refund"] is How.EVERYDAY
    assert typo.alternatives[0].weight < literal.alternatives[0].weight


@pytest.mark.parametrize("other", ["weather", "sweden", "tehran"])
def test_a_word_of_the_language_that_the_base_lacks_stays_unexplained(other: str, vocabulary: Vocabulary) -> None:
    position = only(other, vocabulary)
    assert (position.alternatives, position.read_as) == ((), other)
    assert position.rarity > 0.3


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("claimblocks", "claim blocks"), ("re fund", "refund"), ("v i p", "vip"), ("gold en shovel", "golden shovel")],
)
def test_spaces_are_mended(typed: str, plain: str, vocabulary: Vocabulary) -> None:
    assert read(typed, vocabulary).plain == plain


def test_filler_weighs_little(vocabulary: Vocabulary) -> None:
    please, refund = read("please refund", vocabulary).positions
    assert please.rarity < 0.2 < refund.rarity


def test_of_a_long_message_the_telling_words_survive_in_their_order(vocabulary: Vocabulary) -> None:
    filler = " ".join(f"{word} the of and" for word in ("monday", "tuesday", "kitchen", "garden") * 30)
    reading = read(f"refund {filler} griefers", vocabulary)
    assert len(reading.positions) <= POSITIONS_KEPT
    typed = [position.typed for position in reading.positions]
    assert typed[0] == "refund"
    assert typed[-1] == "griefers"


def test_nothing_is_read_from_nothing(vocabulary: Vocabulary) -> None:
    assert read("?! \n", vocabulary) == Reading((), "", "", ("",))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_whatever_is_typed_every_weight_is_a_share(typed: str) -> None:
    reading = read(typed, GAME_WORDS)
    for position in reading.positions:
        assert 0 <= position.rarity <= 1
        weights = [alternative.weight for alternative in position.alternatives]
        assert weights == sorted(weights, reverse=True)
        assert all(0 < weight <= 1 for weight in weights)
        assert len({alternative.term for alternative in position.alternatives}) == len(weights)

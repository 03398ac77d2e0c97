"""Articles that are taken for each other, on small shops: five clean articles, and ones that ask almost the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.faq.articles import Article, KnowledgeBase, Passage, Place
from bot.faq.confusing import ConfusablePair, find_confusable
from bot.faq.errors import Severity
from bot.faq.indexing import Index, build_index
from bot.faq.language import load_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CLEAN = {
    "refunds": ["how do i get a refund", "money back for an order", "when is my refund paid out", "refund to my card"],
    "shipping": ["how long does shipping take", "delivery time to canada", "track my parcel", "where is my parcel now"],
    "hours": ["when is the shop open", "opening hours on sunday", "what time do you close", "shop open on holidays"],
    "accounts": ["reset my password", "cannot log in to my account", "change my email address", "forgot my account password"],
    "gift-cards": ["buy a gift card", "gift card balance", "does a gift card expire", "redeem a gift voucher"],
}
TWINS = {
    "returns": ["how do i send an order back", "send back an order within 30 days", "return label for a parcel"],
    "exchanges": ["how do i send an order back for another size", "swap what i got", "exchange for another colour"],
    "refunds": CLEAN["refunds"],
    "shipping": CLEAN["shipping"],
    "gift-cards": CLEAN["gift-cards"],
}


def shop(asks: Mapping[str, Sequence[str]], not_for: Mapping[str, Sequence[str]] | None = None) -> Index:
    articles = tuple(
        Article(
            id=name,
            topic="shop",
            title=name.replace("-", " "),
            asks=tuple(asks[name]),
            passages=(Passage("In short", f"All about {name}.", ((0, 10),)),),
            not_for=tuple((not_for or {}).get(name, ())),
            place=Place(f"shop/{name}.md", 2, 1),
        )
        for name in sorted(asks)
    )
    return build_index(KnowledgeBase("Shop", "en", (), (), articles), load_language("en"))


def only_pair(index: Index) -> ConfusablePair:
    (pair,) = find_confusable(index)
    return pair


def test_a_clean_base_has_no_confusable_pair() -> None:
    assert find_confusable(shop(CLEAN)) == ()


def test_articles_that_ask_almost_the_same_are_a_pair() -> None:
    pair = only_pair(shop(TWINS))
    assert (pair.one, pair.other) == ("exchanges", "returns")
    found = {(each.article, each.phrasing, each.taken_for) for each in pair.confusions}
    assert ("exchanges", "how do i send an order back for another size", "returns") in found
    assert all(each.near >= each.own + 0.15 for each in pair.confusions)


def test_a_pair_names_the_words_that_tell_its_articles_apart() -> None:
    pair = only_pair(shop(TWINS))
    assert {"another", "swap"} <= set(pair.words_of_one)
    assert {"30", "label"} <= set(pair.words_of_other)
    assert not set(pair.words_of_one) & set(pair.words_of_other)


def test_the_warning_stands_at_the_article_to_edit_and_says_how() -> None:
    index = shop(TWINS)
    pair = only_pair(index)
    fault = pair.as_fault(index.articles)
    assert (fault.severity, fault.rule) == (Severity.WARNING, "confusable")
    assert fault.place == Place(f"shop/{pair.fix.article}.md", 2, 1)
    assert fault.message == (
        "easily confused: 'how do i send an order back for another size' (exchanges) and 'how do i send an order back' (returns)"
    )
    assert fault.remedy == "reword 'how do i send an order back': say 'returns' or '30' or 'label'"


def test_where_both_phrasings_name_their_article_there_is_nothing_to_do() -> None:
    asks = CLEAN | {
        "bikes": ["can i rent a bike for the weekend", "bike hire", "bike rental price"],
        "boats": ["can i rent a boat for the weekend", "boat hire", "boat rental price"],
    }
    assert find_confusable(shop(asks)) == ()


def test_the_advised_look_alikes_end_the_confusion() -> None:
    not_for = {
        "returns": ["how do i send an order back for another one"],
        "exchanges": ["how do i send an order back to you", "send back my order in 30 days"],
    }
    assert find_confusable(shop(TWINS, not_for)) == ()


def test_rewording_ends_the_confusion() -> None:
    asks = TWINS | {"returns": ["how do i return something", "returns within 30 days", "return label for a parcel"]}
    assert find_confusable(shop(asks)) == ()


def test_headings_are_not_asked() -> None:
    asks = {name: [*phrasings, f"the {name} department"] for name, phrasings in CLEAN.items()}
    index = shop(asks)  # "In short" heads a passage of every article
    assert all(
        "In short" not in (each.phrasing, each.its_phrasing) for pair in find_confusable(index) for each in pair.confusions
    )


def test_a_base_of_one_article_confuses_nothing() -> None:
    assert find_confusable(shop({"refunds": CLEAN["refunds"]})) == ()


def test_no_more_phrasings_are_asked_than_allowed() -> None:
    assert find_confusable(shop(TWINS), most=1) == ()


def test_a_phrasing_s_own_text_in_its_article_does_not_count_for_it() -> None:
    confusions = [each for pair in find_confusable(shop(TWINS)) for each in pair.confusions]
    assert confusions
    assert all(each.own < 0.9 for each in confusions)


def test_the_order_of_articles_changes_no_pair() -> None:
    assert find_confusable(shop(dict(reversed(TWINS.items())))) == find_confusable(shop(TWINS))

"""The shipped base: whole, without faults, and answering the questions that it must."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from game_server import SHIPPED, TODAY

from bot.faq import ContentError, Kind, load
from bot.faq.gating import run_gate
from bot.faq.loading.sentences import first_sentence

if TYPE_CHECKING:
    from pathlib import Path

    from bot.faq import FAQ

IDS = {
    "alliance": "china-role deterrence-and-missile-defence japan-and-abductees joint-exercises russia-dprk us-rok-alliance",
    "cyber": "cyber-operations it-workers",
    "diplomacy": "agreed-framework deals-2000-and-2012 dmz-meeting-2019 hanoi-summit new-york-channel no-diplomatic-relations "
    "singapore-summit six-party-talks sweden-protecting-power",
    "goals": "denuclearization-meaning diplomacy-not-force do-sanctions-work dprk-demands policy-by-administration "
    "stop-provocations us-goals where-talks-stand",
    "history": "armistice-no-treaty cold-war-incidents korean-war",
    "humanitarian": "food-aid human-rights humanitarian-exemptions refugees-defectors separated-families",
    "inter-korean": "hostile-states-turn inter-korean-summits joint-projects north-south-dialogue",
    "names": "glossary-institutions glossary-names",
    "sanctions": "embargo-1950 money-and-trade orders-and-laws sanctions-monitoring sanctions-relief terror-sponsor-list "
    "un-sanctions-overview un-trade-bans us-sanctions-overview",
    "travel": "detained-americans otto-warmbier pow-mia special-validation travel-ban",
    "weapons": "arsenal-and-doctrine chemical-weapons missiles-icbm npt-and-iaea nuclear-sites nuclear-tests satellite-launches",
}
MUST_PASS = 0.95


def test_these_sixty_articles_are_there(shipped: FAQ) -> None:
    expected = {(topic, name) for topic, names in IDS.items() for name in names.split()}
    assert {(article.topic, article.id) for article in shipped.base.live} == expected
    assert len(expected) == len(shipped.base.articles) == 60


def test_every_topic_has_a_name(shipped: FAQ) -> None:
    assert {topic.id for topic in shipped.base.topics} == set(IDS)
    assert all(topic.name for topic in shipped.base.topics)


def test_every_passage_answers_in_its_first_sentence(shipped: FAQ) -> None:
    long = [
        (article.id, passage.heading)
        for article in shipped.base.live
        for passage in article.passages
        if len(first_sentence(passage.text)) > 160
    ]
    assert long == []


def test_every_passage_can_be_quoted_whole(shipped: FAQ) -> None:
    assert [article.id for article in shipped.base.live for passage in article.passages if len(passage.text) > 900] == []


def test_no_passage_leans_on_the_one_before(shipped: FAQ) -> None:
    """Each is quoted alone: a passage must not begin with a word for what was named before."""
    leaning = {"it", "this", "that", "these", "those", "they", "he", "she"}
    found = [
        (article.id, passage.text[:30])
        for article in shipped.base.live
        for passage in article.passages
        if passage.text.split()[0].casefold() in leaning
    ]
    assert found == []


def test_every_article_says_where_it_is_from_and_as_of_when(shipped: FAQ) -> None:
    for article in shipped.base.live:
        assert article.sources, article.id
        assert article.as_of, article.id
        assert article.review_by, article.id


LONG_SENTENCE = (
    "North Korea has carried out six nuclear tests, " + "and each of them was followed by a resolution, " * 4 + "so far.\n\n"
)


@pytest.mark.parametrize(
    ("line", "instead", "rule"),
    [
        ("as_of: ", "# as_of: ", "style-require"),
        ("\n---\n", "\n---\n" + LONG_SENTENCE, "style-first-sentence"),
        ("## ", "There is more to say. " * 50 + "\n\n## ", "style-passage-length"),
    ],
)
def test_the_house_rules_are_on(line: str, instead: str, rule: str, tmp_path: Path) -> None:
    copy = shutil.copytree(SHIPPED, tmp_path / "knowledge")
    file = copy / "weapons" / "nuclear-tests.md"
    file.write_text(file.read_text("utf-8").replace(line, instead, 1), "utf-8")
    with pytest.raises(ContentError) as error:
        load(copy, today=TODAY)
    assert rule in {fault.rule for fault in error.value.faults}, error.value.faults


def test_nearly_all_gate_questions_pass(shipped: FAQ) -> None:
    failures = run_gate(shipped)
    asked = len(shipped.base.questions)
    assert asked >= 150
    assert len(failures) <= (1 - MUST_PASS) * asked, "\n".join(failure.sentence for failure in failures)


def test_every_example_of_the_first_screen_is_answered(shipped: FAQ) -> None:
    assert [example for example in shipped.base.examples if shipped.ask(example).decision is not Kind.ANSWERED] == []


def test_every_article_answers_its_own_title_and_phrasings(shipped: FAQ) -> None:
    lost = [
        (article.id, text)
        for article in shipped.base.live
        for text in (article.title, *article.asks)
        if shipped.ask(text).hits[0].article != article.id
    ]
    assert lost == []


def test_no_look_alike_is_answered_by_its_article(shipped: FAQ) -> None:
    lost = [
        (article.id, text) for article in shipped.base.live for text in article.not_for if shipped.ask(text).article == article.id
    ]
    assert lost == []


def test_the_end_of_the_issue_holds(shipped: FAQ) -> None:
    talk = shipped.ask("how do washington and pyongyang talk if theres no embasy")
    assert talk.article in {"new-york-channel", "sweden-protecting-power", "no-diplomatic-relations"}
    assert shipped.ask("who will win the next election in Seoul").decision is Kind.DECLINED
    assert shipped.ask("sanctions").decision is Kind.SUGGESTED

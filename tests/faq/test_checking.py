"""Whole folders checked: faults, lost check questions, confusable articles and synonyms, sorted, and never an exception."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.faq.articles import Place
from bot.faq.checking import Report, check
from bot.faq.errors import Fault, Severity, UsageError

TODAY = dt.date(2026, 6, 1)
SHIPPED = Path(__file__).parents[2] / "knowledge"

ASKS = {
    "refunds": ["how do i get a refund", "money back for an order", "when is my refund paid out", "refund to my card"],
    "shipping": ["how long does shipping take", "delivery time to canada", "track my parcel", "where is my parcel now"],
    "hours": ["when is the shop open", "opening hours on sunday", "what time do you close", "shop open on holidays"],
    "accounts": ["reset my password", "cannot log in to my account", "change my email address", "forgot my account password"],
    "gift-cards": ["buy a gift card", "gift card balance", "does a gift card expire", "redeem a gift voucher"],
}


def write_shop(folder: Path, **more: list[str]) -> Path:
    topic = folder / "shop"
    topic.mkdir(parents=True)
    for name, asks in (ASKS | more).items():
        listed = "".join(f"  - {ask}\n" for ask in asks)
        title = name.replace("-", " ").capitalize()
        (topic / f"{name}.md").write_text(f"---\ntitle: {title}\nasks:\n{listed}---\nAll about {title}.\n", "utf-8")
    (folder / "base.yaml").write_text("name: Shop\ntopics: {shop: Shop}\n", "utf-8")
    return folder


def ask_at_the_gate(folder: Path, question: str, expect: str) -> None:
    (folder / "questions").mkdir(exist_ok=True)
    text = f"questions:\n  - id: q1\n    question: {question}\n    expect: [{expect}]\n"
    (folder / "questions" / "gate.yaml").write_text(text, "utf-8")


def rules(faults: tuple[Fault, ...]) -> list[str]:
    return [fault.rule for fault in faults]


def test_a_clean_shop_has_nothing_to_report(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop")
    ask_at_the_gate(folder, "how long does shipping take", "shipping")
    report = check(folder, today=TODAY)
    assert (report.faults, report.warnings, report.confusable) == ((), (), ())
    assert report.as_lines() == ("Looked at 5 live articles, 0 synonyms and 1 check question.",)


def test_faults_of_the_content_are_all_reported_and_end_the_check(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop")
    (folder / "shop" / "broken.md").write_text("---\ntitel: Oops\nasks: [a b c]\n---\nText.\n", "utf-8")
    (folder / "shop" / "hours.md").write_text("---\ntitle: Hours\n---\nText.\n", "utf-8")
    report = check(folder, today=TODAY)
    assert {fault.place.path for fault in report.faults} == {"shop/broken.md", "shop/hours.md"}
    assert list(report.faults) == sorted(
        report.faults, key=lambda fault: (fault.place.path, fault.place.line, fault.place.column)
    )
    assert report.as_lines()[-1] == "Check questions, confusable articles and synonyms were not looked at: mend the faults first."


def test_a_broken_house_rule_says_what_to_write(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop")
    style = "style: {asks: 8-15, passages: 2-6, require: [sources, as_of]}\n"
    (folder / "base.yaml").write_text(f"name: Shop\ntopics: {{shop: Shop}}\n{style}", "utf-8")
    lines = [line.partition(": ")[2] for line in check(folder, today=TODAY).as_lines() if line.startswith("shop/refunds.md")]
    assert lines == [
        "as_of is missing, which the house rules want; write how new its facts are, say as_of: 2026-11",
        "sources is missing, which the house rules want; write under sources where its facts come from: title, publisher and url",
        "4 of the 8 to 15 phrasings of the house rules; write 4 more under asks, as people would ask it",
        "1 of the 2 to 6 passages of the house rules; write 1 more, each below a heading of its own (## …)",
    ]


def test_a_lost_gate_question_is_a_fault_at_its_place(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop")
    ask_at_the_gate(folder, "how long does shipping take", "hours")
    report = check(folder, today=TODAY)
    assert rules(report.faults) == ["gate"]
    assert (report.faults[0].place.path, report.faults[0].place.line) == ("questions/gate.yaml", 3)
    assert "'shipping'" in report.faults[0].message


def test_confusable_articles_are_warnings_in_full_in_json(tmp_path: Path) -> None:
    folder = write_shop(
        tmp_path / "shop",
        returns=["how do i send an order back", "send back an order within 30 days", "return label for a parcel"],
        exchanges=["how do i send an order back for another size", "swap what i got", "exchange for another colour"],
    )
    report = check(folder, today=TODAY)
    assert report.faults == ()
    assert rules(report.warnings) == ["confusable"]
    data = json.loads(json.dumps(report.to_json()))
    (pair,) = data["confusable"]
    assert (pair["one"], pair["other"]) == ("exchanges", "returns")
    assert pair["fix"]["advice"] == data["warnings"][0]["remedy"]


def test_synonyms_that_collide_or_do_nothing_are_warnings(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", vouchers=["who issues vouchers", "coupon for parents", "voucher of last year"])
    (folder / "synonyms.yaml").write_text("synonyms:\n  - words: [unicorn, one-horned horse]\n", "utf-8")
    report = check(folder, today=TODAY)
    assert rules(report.warnings) == ["unused-synonym"]
    assert report.warnings[0].place == Place("synonyms.yaml", 2, 5)


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        check(tmp_path / "nowhere", today=TODAY)


def test_an_empty_folder_is_a_fault_and_no_exception(tmp_path: Path) -> None:
    assert rules(check(tmp_path, today=TODAY).faults) == ["no-articles"]


def test_lines_mix_faults_and_warnings_by_place_and_end_with_notes() -> None:
    fault = Fault(Place("b.md", 2, 1), "wrong", "mend it", Severity.FAULT, "x")
    warning = Fault(Place("a.md", 9, 1), "odd", "look at it", Severity.WARNING, "y")
    assert Report((fault,), (warning,), ("Note.",)).as_lines() == (
        "a.md:9:1: warning: odd; look at it",
        "b.md:2:1: wrong; mend it",
        "Note.",
    )


def test_of_many_warnings_alike_the_first_are_listed_and_the_rest_counted() -> None:
    alike = [Fault(Place("a.md", line, 1), "odd", "look at it", Severity.WARNING, "y") for line in range(1, 16)]
    other = Fault(Place("z.md", 1, 1), "old", "mend it", Severity.WARNING, "x")
    lines = Report((), (*alike, other)).as_lines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["a.md"] * 10 + ["z.md"]
    assert lines[-1] == "… and 5 more warnings of the kind 'y': --json has all of them"


def test_json_has_the_parts_of_each_line() -> None:
    fault = Fault(Place("b.md", 2, 1), "wrong", "mend it", Severity.FAULT, "x")
    assert Report((fault,)).to_json() == {
        "faults": [
            {"path": "b.md", "line": 2, "column": 1, "severity": "fault", "rule": "x", "message": "wrong", "remedy": "mend it"}
        ],
        "warnings": [],
        "confusable": [],
        "notes": [],
    }


def test_a_check_from_the_cache_reports_the_same(tmp_path: Path) -> None:
    folder = write_shop(tmp_path / "shop", returns=["how do i get an order refunded", "money back for my order", "send it back"])
    first = check(folder, today=TODAY, state=tmp_path / "state")
    assert check(folder, today=TODAY, state=tmp_path / "state") == first
    assert check(folder, today=TODAY) == first


def test_the_shipped_base_has_no_fault_but_lost_gate_questions() -> None:
    report = check(SHIPPED, today=TODAY)
    assert not [str(fault) for fault in report.faults if fault.rule != "gate"]

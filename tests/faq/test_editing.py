from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.editing import articles_in, bare, rewritten
from bot.faq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.faq.articles import Article

MARKDOWN = b"""\
---
# who may enter
title: Who may enter?  # as people ask it
asks:
  - can i come in     # the usual one
  # from the survey
  - 'who''s allowed'
tags: [door, key]
---
Members may enter. Guests may not.

<!-- checked with Kim -->

They ring first.

## When is it open?
<!-- asks: opening times | when do you close -->

It opens at nine.
"""

YAML = b"""\
articles:
  - id: door  # keep
    title: "Who may enter?"
    asks: [can i come in, "who's allowed"]
    passages:
      - text: Members may enter.
  - id: times
    title: When is it open?
    asks:
    - opening times
    not_for: what is the time  # a clock's business
    passages:
    - heading: Hours
      text: >-
        It opens
        at nine.

      asks: []
    - {heading: Doors, text: There are two., asks: [how many doors]}
"""


def the_article(data: bytes, path: str = "rules/door.md", number: int = 0) -> Article:
    return articles_in(path, data)[number]


def changed(data: bytes, wanted: Article, path: str = "rules/door.md") -> tuple[list[str], list[str]]:
    """Return the lines that went, and those that came."""
    old, new = data.decode().splitlines(), rewritten(path, data, wanted).decode().splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def test_a_phrasing_more_is_a_line_more() -> None:
    article = the_article(MARKDOWN)
    assert changed(MARKDOWN, replace(article, asks=(*article.asks, "may my dog enter"))) == ([], ["  - may my dog enter"])


def test_a_phrasing_less_takes_its_line_alone() -> None:
    article = the_article(MARKDOWN)
    assert changed(MARKDOWN, replace(article, asks=article.asks[1:])) == (["  - can i come in     # the usual one"], [])


def test_a_phrasing_worded_otherwise_keeps_the_comment_behind_it() -> None:
    article = the_article(MARKDOWN)
    wanted = replace(article, asks=("can I come in: now?", *article.asks[1:]))
    assert changed(MARKDOWN, wanted)[1] == ['  - "can I come in: now?"     # the usual one']


def test_a_title_keeps_the_comment_behind_it() -> None:
    assert changed(MARKDOWN, replace(the_article(MARKDOWN), title="Who is let in?")) == (
        ["title: Who may enter?  # as people ask it"],
        ["title: Who is let in?  # as people ask it"],
    )


def test_the_first_look_alike_comes_behind_the_phrasings() -> None:
    wanted = replace(the_article(MARKDOWN), not_for=("who may leave",))
    assert changed(MARKDOWN, wanted) == ([], ["not_for:", "  - who may leave"])


def test_a_passage_gets_another_text_and_notes_among_it_stay() -> None:
    article = the_article(MARKDOWN)
    first = replace(article.passages[0], text="Everybody may enter.\n\n- by day\n- by night")
    result = rewritten("rules/door.md", MARKDOWN, replace(article, passages=(first, *article.passages[1:]))).decode()
    assert "---\n<!-- checked with Kim -->\n\nEverybody may enter.\n\n- by day\n- by night\n\n## When is it open?\n" in result


def test_wordings_of_a_passage_come_and_go_in_their_comment() -> None:
    article = the_article(MARKDOWN)
    second = replace(article.passages[1], asks=("when do you close", "late hours"))
    assert changed(MARKDOWN, replace(article, passages=(article.passages[0], second))) == (
        ["<!-- asks: opening times | when do you close -->"],
        ["<!-- asks: when do you close | late hours -->"],
    )


def test_the_last_wording_takes_its_comment_along_and_the_first_brings_one() -> None:
    article = the_article(MARKDOWN)
    first, second = article.passages
    wanted = replace(article, passages=(replace(first, asks=("is it private",)), replace(second, asks=())))
    result = rewritten("rules/door.md", MARKDOWN, wanted).decode()
    assert "---\n<!-- asks: is it private -->\n\nMembers" in result
    assert "## When is it open?\n\nIt opens" in result
    again = replace(wanted, passages=(wanted.passages[0], replace(second, asks=("hours",))))
    assert "## When is it open?\n<!-- asks: hours -->\n\nIt opens" in rewritten("rules/door.md", result.encode(), again).decode()


def test_lists_in_brackets_stay_in_brackets() -> None:
    article = the_article(YAML, "house.yaml")
    wanted = replace(article, asks=(*article.asks, "is there a key"), not_for=("who may leave",))
    assert changed(YAML, wanted, "house.yaml") == (
        ['    asks: [can i come in, "who\'s allowed"]'],
        ['    asks: [can i come in, "who\'s allowed", "is there a key"]', "    not_for:", "      - who may leave"],
    )


def test_one_article_of_a_file_of_many_changes_alone() -> None:
    article = the_article(YAML, "house.yaml", 1)
    hours, doors = article.passages
    wanted = replace(
        article,
        asks=("opening times", "hours"),
        not_for=(*article.not_for, "who is it"),
        passages=(replace(hours, text="At nine.\n\nOr ten.", asks=("when",)), replace(doors, text="Two.\n\nThree.", asks=())),
    )
    result = rewritten("house.yaml", YAML, wanted).decode()
    assert "    asks:\n    - opening times\n    - hours\n" in result
    assert '    not_for: ["what is the time", "who is it"]  # a clock\'s business\n' in result
    assert '      text: |-\n        At nine.\n\n        Or ten.\n\n      asks: ["when"]\n' in result
    assert '    - {heading: Doors, text: "Two.\\n\\nThree.", asks: []}\n' in result


@pytest.mark.parametrize(
    "text", ["Hello.\n\n## A heading", "A note <!-- asks: this -->", "```\ncode", "", "  \n", "<!-- all of it -->", "Two\x00"]
)
def test_a_text_that_would_be_read_otherwise_is_refused(text: str) -> None:
    article = the_article(MARKDOWN)
    wanted = replace(article, passages=(replace(article.passages[0], text=text), *article.passages[1:]))
    with pytest.raises(UsageError):
        rewritten("rules/door.md", MARKDOWN, wanted)


def test_a_wording_that_a_comment_cannot_hold_is_refused() -> None:
    article = the_article(MARKDOWN)
    for wording in ("this | that", "x --> y"):
        second = replace(article.passages[1], asks=("opening times", wording))
        with pytest.raises(UsageError):
            rewritten("rules/door.md", MARKDOWN, replace(article, passages=(article.passages[0], second)))


def test_an_article_without_phrasings_is_refused_with_the_fault() -> None:
    with pytest.raises(UsageError, match="asks"):
        rewritten("rules/door.md", MARKDOWN, replace(the_article(MARKDOWN), asks=()))


def test_what_cannot_be_changed_like_this_is_refused() -> None:
    article = the_article(MARKDOWN)
    for wanted in (replace(article, tags=("x",)), replace(article, passages=article.passages[:1]), replace(article, id="other")):
        with pytest.raises(UsageError):
            rewritten("rules/door.md", MARKDOWN, wanted)
    with pytest.raises(UsageError, match=r"rules/door\.md:1:1"):
        rewritten("rules/door.md", b"no front matter", article)
    with pytest.raises(UsageError, match="no file of articles"):
        rewritten("synonyms.yaml", b"synonyms: []", article)


WORDS = st.text("abz é:#'\"-?,[]{}&*!|>%@`_", min_size=1, max_size=12).map(str.strip).filter(bool)
ONE_LINE = WORDS.map(lambda text: f"v{text}v")
SIGNS = st.sampled_from(["- ", "? ", "yes", "null", "12:30", "~", "'", '"', "#x", "a: b", "a #b", "[x]", "%x", "日本 語", "🙂"])
WORDINGS = st.lists(
    st.one_of(ONE_LINE, SIGNS.map(lambda sign: f"v {sign} v"), ONE_LINE.map('"{}"'.format)), max_size=5, unique=True
)


def block(key: str, texts: list[str], indent: str) -> list[str]:
    return [
        f"{key}:  # about {key}",
        *(line for text in texts for line in (f"{indent}# above", f"{indent}- {quoted(text)}  # behind")),
    ]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def inline(key: str, texts: list[str]) -> list[str]:
    return [f"{key}: [{', '.join(map(quoted, texts))}]  # about {key}"]


def drawn_list(draw: st.DrawFn) -> Callable[[str, int], list[str]]:
    """Return what draws the lines of a list of at least so many texts, in one of the ways in which people write them."""

    def written(key: str, least: int) -> list[str]:
        texts = draw(WORDINGS.filter(lambda texts: len(texts) >= least))
        form = draw(st.sampled_from(["block", "flush", "inline", "lone", "none"]))
        if form == "lone" and texts:
            return [f"{key}: {quoted(texts[0])}"]
        if form == "none" and not least:
            return draw(st.sampled_from([[], [f"{key}:"], [f"{key}: []  # none"]]))
        return inline(key, texts) if form == "inline" or not texts else block(key, texts, "  " if form == "block" else "")

    return written


@st.composite
def yaml_files(draw: st.DrawFn) -> bytes:
    """Draw a YAML file of one article, or of two of which it is the first."""
    texts = ["Then this.  # why", "|-\n      Then\n      this.", ">-\n      Then\n\n      this.\n"]
    written, text = drawn_list(draw), draw(st.sampled_from(texts))
    lines = [
        *[
            "# top",
            f"title: {quoted(draw(ONE_LINE))}  # title",
            *written("asks", 1),
            "tags: [a, b]",
            *written("not_for", 0),
            "passages:",
        ],
        *["  # first", "  - text: First. It goes on.", "  # second", "  - heading: Second", f"    text: {text}"],
        *["    " + line for line in written("asks", 0)],
        "# end",
    ]
    if draw(st.booleans()):
        several = [line for part in lines for line in part.split("\n")]
        other = ["  # the other", "  - {id: window, title: A window, asks: [window], passages: [{text: Glass.}]}"]
        lines = ["articles:", "  - id: door", *("    " + line if line else "" for line in several), *other]
    return ("\n".join(lines) + "\n").encode()


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw a Markdown file."""
    written = drawn_list(draw)
    asks = draw(st.lists(st.text("abc é?", min_size=1, max_size=9).map(str.strip).filter(bool), max_size=3, unique=True))
    lines = [
        *[
            "---",
            "# top",
            f"title: {quoted(draw(ONE_LINE))}  # title",
            *written("asks", 1),
            "tags: [a, b]",
            *written("not_for", 0),
        ],
        *["owner: me # end", "---", "First. It goes on.", "", "<!-- a note -->", "", "- one", "- two", ""],
        *["# Second", *([f"<!-- asks: {' | '.join(asks)} -->"] if asks else []), "", "Then this.", ""],
    ]
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + ends.join(lines).encode()


def with_one_change(article: Article, draw: st.DrawFn) -> tuple[str, Article]:
    texts = st.lists(st.text("ab é.,:-*", min_size=1).map(str.strip).filter(bool), min_size=1, max_size=3).map("\n\n".join)
    key = draw(st.sampled_from(["title", "asks", "not_for", "text", "wordings"]))
    first, second = article.passages
    if key == "title":
        return "title", replace(article, title=draw(ONE_LINE))
    if key == "text":
        return key, replace(article, passages=(replace(first, text=f"New {draw(texts)} end"), second))
    if key == "wordings":
        wordings = draw(st.lists(st.text("abc:#", min_size=1), max_size=4, unique=True))
        return key, replace(article, passages=(first, replace(second, asks=tuple(wordings))))
    old = list(getattr(article, key))
    new = draw(st.permutations([*draw(st.lists(st.sampled_from(old or ["x"]), unique=True)), *draw(WORDINGS)]))
    return key, replace(article, **{key: tuple(dict.fromkeys(new)) or ("v",)})


@given(files(), st.data())
def test_after_any_change_the_file_holds_what_was_wanted_and_every_other_line_is_the_same(
    data: bytes, drawn: st.DataObject
) -> None:
    key, wanted = with_one_change(the_article(data), drawn.draw)
    result = rewritten("rules/door.md", data, wanted)
    article = the_article(result)
    assert (article.title, article.asks, article.not_for) == (wanted.title, wanted.asks, wanted.not_for)
    assert [(one.text, one.asks) for one in article.passages] == [(one.text, one.asks) for one in wanted.passages]
    assert others(result, key) == others(data, key)


@given(yaml_files(), st.data())
def test_after_any_change_a_yaml_file_holds_what_was_wanted_with_every_comment_of_its_own_line(
    data: bytes, drawn: st.DataObject
) -> None:
    before = articles_in("rules/door.yaml", data)
    _, wanted = with_one_change(before[0], drawn.draw)
    result = rewritten("rules/door.yaml", data, wanted)
    after = articles_in("rules/door.yaml", result)
    assert (after[0].title, after[0].asks, after[0].not_for) == (wanted.title, wanted.asks, wanted.not_for)
    assert [(one.text, one.asks) for one in after[0].passages] == [(one.text, one.asks) for one in wanted.passages]
    assert [bare(article) for article in after[1:]] == [bare(article) for article in before[1:]]
    assert full_comments(result) == full_comments(data)


def full_comments(data: bytes) -> list[bytes]:
    return [line for line in data.splitlines() if line.lstrip().startswith(b"#")]


def others(data: bytes, key: str) -> list[str]:
    """Return the lines that have nothing to do with what was changed: all comments, all other keys, all other texts."""
    lines = data.decode().splitlines(keepends=True)
    if key == "text":
        return [line for line in lines if line.startswith(("#", "title", "<!--", "Then", "owner", "tags"))]
    if key == "wordings":
        return [line for line in lines if not line.startswith("<!-- asks")]
    at = next((number for number, line in enumerate(lines) if line.startswith(f"{key}:")), 0)
    end = next((number for number, line in enumerate(lines[at + 1 :], at + 1) if line[0] not in " -#"), len(lines)) if at else 0
    comments = [line for line in lines[at:end] if line.lstrip().startswith("#")]
    return lines[:at] + comments + lines[end:]

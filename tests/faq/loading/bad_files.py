"""Files that are wrong in one way each, with the place and rule that an author must be told.

``Bad(what, path, content, line, column, rule)``: the content is put at ``path`` beside one good article.
"""

from __future__ import annotations

from typing import NamedTuple


class Bad(NamedTuple):
    what: str
    path: str
    content: str | bytes
    line: int
    column: int
    rule: str


GOOD = """\
---
title: How do I report someone?
asks:
  - someone is being rude to me
  - where do I report spam
---
Right-click the message, then Apps, then Report.

## What happens next?
<!-- asks: when will I hear back | who reads my report -->

A moderator answers within a day.
"""

GOOD_YAML = """\
articles:
  - id: roles
    title: How do I get my roles back?
    asks: [my roles are gone, i rejoined and lost my roles]
    passages:
      - text: Roles come back within ten minutes.
      - heading: Still missing?
        text: |
          Press Restore.

          A moderator does the rest.
"""

MD, YAML = "t/wrong.md", "t/wrong.yaml"


def front(*lines: str) -> str:
    """Return a Markdown article whose front matter ends with these lines, from line 4 on."""
    return "\n".join(["---", "title: A title", "asks: [a wording]", *lines, "---", "The answer.", ""])


def body(text: str) -> str:
    """Return a Markdown article with this body, from line 5 on."""
    return f"---\ntitle: A title\nasks: [a wording]\n---\n{text}"


def article(*lines: str) -> str:
    """Return a YAML file of one article that ends with these lines, from line 6 on, indented by four."""
    head = ["articles:", "  - id: one", "    title: A title", "    asks: [a wording]", "    passages: [{text: The answer.}]"]
    return "\n".join([*head, *(f"    {line}" for line in lines), ""])


ENCODING = (
    Bad("UTF-16 with a byte order mark", MD, GOOD.encode("utf-16"), 1, 1, "encoding"),
    Bad("UTF-16 without a byte order mark", MD, GOOD.encode("utf-16-le"), 1, 1, "encoding"),
    Bad("UTF-16, big end first", YAML, b"\xfe\xff" + GOOD_YAML.encode("utf-16-be"), 1, 1, "encoding"),
    Bad("a Latin-1 letter", MD, GOOD.replace("rude", "caf\xe9").encode("latin-1"), 4, 25, "encoding"),
    Bad("a letter cut in two", MD, "---\ntitle: \u00e9".encode()[:-1], 2, 8, "encoding"),
    Bad("an encoded surrogate", YAML, b"articles:\n  - id: \xed\xa0\x80\n", 2, 9, "encoding"),
    Bad("an overlong form", YAML, b"a: \xc0\xaf\n", 1, 4, "encoding"),
    Bad("a bad byte after old Mac line ends", YAML, b"a: b\rc: \xff\n", 2, 4, "encoding"),
    Bad("a NUL", MD, body("An\0swer.\n"), 5, 3, "control-character"),
    Bad("a terminal escape", MD, front("owner: r\x1b[31med"), 4, 9, "control-character"),
    Bad("a line separator", MD, body("One\u2028two.\n"), 5, 4, "control-character"),
    Bad("a byte order mark in the middle", YAML, article("owner: a\ufeffb"), 6, 13, "control-character"),
    Bad("a C1 control", YAML, article("owner: \x85b"), 6, 12, "control-character"),
)

SYNTAX = (
    Bad("an unclosed double quote", YAML, 'articles:\n  - title: "abc\n    asks: [x]\n', 2, 12, "unclosed-quote"),
    Bad("an unclosed single quote", YAML, "articles:\n  - title: 'abc\n", 2, 12, "unclosed-quote"),
    Bad("a quote closed by the next one", YAML, 'title: "abc\nasks: "x"\n', 1, 8, "unclosed-quote"),
    Bad("text after a closing quote", MD, front('owner: "the" editors'), 4, 14, "after-quote"),
    Bad("an unclosed bracket", MD, front("tags: [a, b", "owner: me"), 4, 7, "unclosed-bracket"),
    Bad("an unclosed brace", YAML, "articles:\n  - {title: x\n", 2, 5, "unclosed-bracket"),
    Bad("a second colon", MD, front("owner: Rules: the team"), 4, 13, "colon"),
    Bad("a line without a colon", MD, front("owner: me", "tags"), 5, 1, "colon"),
    Bad("a tab as indentation", YAML, "articles:\n\t- id: x\n", 2, 1, "tab"),
    Bad("a text that starts with @", MD, front("owner: @mods"), 4, 8, "odd-start"),
    Bad("a text that starts with a backquote", MD, front("owner: `x`"), 4, 8, "odd-start"),
    Bad("a text that starts with %", MD, front("owner: %x"), 4, 8, "odd-start"),
    Bad("a text that starts with a comma", MD, front("owner: ,x"), 4, 8, "odd-start"),
    Bad("a list on its key's line", MD, front("owner: - x"), 4, 8, "odd-start"),
    Bad("an unknown escape", MD, front('owner: "C:\\dir"'), 4, 11, "escape"),
    Bad("an escaped surrogate", YAML, 'articles:\n  - title: "a \\ud800 b"\n', 2, 17, "escape"),
    Bad("a short escape", YAML, 'title: "\\x4"\n', 1, 11, "escape"),
    Bad("an escaped NUL", MD, front('owner: "a\\0b"'), 4, 8, "control-character"),
    Bad("text behind a block sign", MD, front("owner: > me", "  too"), 4, 10, "block-text"),
    Bad("a key amid a list", YAML, "- a\nb: c\n", 2, 1, "indentation"),
    Bad("a key that is indented too little", YAML, "articles:\n  - id: x\n   title: y\n", 3, 4, "indentation"),
    Bad("text after the end", YAML, '"a" "b"\n', 1, 5, "syntax"),
    Bad("a key without a word", YAML, "? [a]\n: b\n", 1, 3, "key"),
)

REFUSED = (
    Bad("an anchor", MD, front("owner: &me someone"), 4, 8, "anchor"),
    Bad("an alias", YAML, article("owner: *me"), 6, 12, "alias"),
    Bad("an alias as a key", YAML, "*me : x\n", 1, 1, "alias"),
    Bad("a lone star", MD, front("tags: [*]"), 4, 8, "alias"),
    Bad("a merge key", YAML, article("<<: {owner: me}"), 6, 5, "merge-key"),
    Bad("a tag", MD, front("owner: !!python/name:os.system"), 4, 8, "tag"),
    Bad("a tag of an unknown handle", MD, front("owner: !e!tag x"), 4, 8, "tag"),
    Bad("an int tag", MD, front("owner: !!int 12"), 4, 8, "tag"),
    Bad("a tag directive", YAML, "%TAG ! tag:x,2000:\n---\ntitle: x\n", 1, 1, "directive"),
    Bad("a duplicate key", MD, front("owner: a", "tags: [b]", "owner: c"), 6, 1, "duplicate-key"),
    Bad(
        "a duplicate title",
        YAML,
        "articles:\n  - title: a\n    title: b\n    asks: [c]\n    passages: [{text: d}]\n",
        3,
        5,
        "duplicate-key",
    ),
    Bad("a second document", YAML, "articles: []\n---\narticles: []\n", 2, 1, "several-documents"),
    Bad("deep brackets", YAML, "articles: " + "[" * 40 + "\n", 1, 26, "too-deep"),
    Bad("deep indentation", YAML, "".join(f"{'  ' * depth}a:\n" for depth in range(40)), 16, 31, "too-deep"),
)

SCHEMA = (
    Bad("no title", MD, "---\nasks: [x]\n---\nText.\n", 2, 1, "missing-title"),
    Bad("an empty title", MD, "---\ntitle:\nasks: [x]\n---\nText.\n", 2, 1, "empty"),
    Bad("a blank title", MD, '---\ntitle: "  "\nasks: [x]\n---\nText.\n', 2, 8, "empty"),
    Bad("no asks", MD, "---\ntitle: x\n---\nText.\n", 2, 1, "missing-asks"),
    Bad("an empty list of asks", MD, "---\ntitle: x\nasks: []\n---\nText.\n", 3, 1, "empty"),
    Bad("an empty ask", MD, "---\ntitle: x\nasks:\n  - a\n  -\n---\nText.\n", 5, 4, "empty"),
    Bad("asks as a mapping", MD, "---\ntitle: x\nasks: {a: b}\n---\nText.\n", 3, 1, "wrong-type"),
    Bad("a mapping as an ask", MD, "---\ntitle: x\nasks:\n  - why: because\n---\nText.\n", 4, 5, "wrong-type"),
    Bad("a list as a title", MD, "---\ntitle: [x]\nasks: [a]\n---\nText.\n", 2, 1, "wrong-type"),
    Bad("an ask of two lines", YAML, "title: x\nasks:\n  - |\n    a\n    b\npassages: [{text: c}]\n", 3, 5, "several-lines"),
    Bad("a title that is too long", MD, f"---\ntitle: {'x' * 201}\nasks: [a]\n---\nText.\n", 2, 8, "too-long"),
    Bad("a misspelt key", MD, front("sorces: []"), 4, 1, "unknown-key"),
    Bad("a misspelt title", MD, "---\ntitel: x\nasks: [a]\n---\nText.\n", 2, 1, "unknown-key"),
    Bad("a key from elsewhere", MD, front("aliases: [b]"), 4, 1, "unknown-key"),
    Bad("passages in front matter", MD, front("passages: []"), 4, 1, "unknown-key"),
    Bad("an unknown key of a source", MD, front("sources:", "  - title: x", "    link: y"), 6, 5, "unknown-key"),
    Bad("a source without a title", MD, front("sources:", "  - publisher: x"), 5, 5, "missing-title"),
    Bad("a source as a text", MD, front("sources: [https://example.org]"), 4, 11, "wrong-type"),
    Bad("an ftp address", MD, front("sources:", "  - {title: x, url: ftp://example.org}"), 5, 21, "url"),
    Bad("a javascript address", MD, front("sources:", "  - {title: x, url: 'javascript:alert(1)'}"), 5, 21, "url"),
    Bad("an address without a host", MD, front("sources:", "  - {title: x, url: 'https://'}"), 5, 21, "url"),
    Bad("an address with a broken host", MD, front("sources:", "  - {title: x, url: 'https://[::1'}"), 5, 21, "url"),
    Bad("copy as a word", MD, front("sources:", "  - {title: x, copy: maybe}"), 5, 22, "yes-or-no"),
    Bad("a day that is none", MD, front("until: 2026-02-30"), 4, 8, "date"),
    Bad("a day in words", MD, front("review_by: 31 Aug 2026"), 4, 12, "date"),
    Bad("a month as a day", MD, front("until: 2026-08"), 4, 8, "date"),
    Bad("a month that is none", MD, front("as_of: 2026-13"), 4, 8, "date"),
    Bad("a year in words", MD, front("as_of: today"), 4, 8, "date"),
    Bad("an unknown status", MD, front("status: published"), 4, 9, "unknown-value"),
    Bad("an id with blanks", MD, front("id: My Article"), 4, 5, "id"),
    Bad("an id that is too long", MD, front(f"id: {'x' * 41}"), 4, 5, "id"),
    Bad("a list as an id", MD, front("id: [x]"), 4, 1, "wrong-type"),
    Bad("a status of nothing", MD, front("status:"), 4, 1, "empty"),
    Bad(
        "an address that is too long",
        MD,
        front("sources:", f"  - {{title: x, url: 'https://a.org/{'x' * 2_000}'}}"),
        5,
        21,
        "too-long",
    ),
    Bad("more tags than fit", MD, front(f"tags: [{', '.join(['a'] * 101)}]"), 4, 1, "too-long"),
    Bad("an id that climbs", MD, front("id: ../x"), 4, 5, "id"),
    Bad("a file name that is no id", "t/My Article.md", front(), 2, 1, "file-name"),
    Bad("an id of see_also that is none", MD, front("see_also: [A B]"), 4, 12, "id"),
    Bad("an empty file", YAML, "", 1, 1, "empty-file"),
    Bad("a file of comments", YAML, "# to do\n", 1, 1, "empty-file"),
    Bad("a text as a file", YAML, "hello\n", 1, 1, "wrong-type"),
    Bad("a list as a file", YAML, "- id: x\n", 1, 1, "wrong-type"),
    Bad("articles that are empty", YAML, "articles: []\n", 1, 1, "empty"),
    Bad("articles that are nothing", YAML, "articles:\n", 1, 1, "empty"),
    Bad("articles as a mapping", YAML, "articles:\n  x: {title: y}\n", 2, 3, "wrong-type"),
    Bad("articles misspelt", YAML, "article:\n  - id: x\n", 1, 1, "unknown-key"),
    Bad("an unknown key beside articles", YAML, article() + "version: 1\n", 6, 1, "unknown-key"),
    Bad("an empty mapping as a file", YAML, "{}\n", 1, 1, "missing-articles"),
    Bad("an empty article", YAML, "articles:\n  -\n", 2, 4, "empty"),
    Bad("an article without passages", YAML, "articles:\n  - title: x\n    asks: [y]\n", 2, 5, "missing-passages"),
    Bad("a passage without a text", YAML, "title: x\nasks: [y]\npassages:\n  - heading: z\n", 4, 5, "missing-text"),
    Bad("a passage with a blank text", YAML, 'title: x\nasks: [y]\npassages:\n  - text: " "\n', 4, 11, "empty"),
    Bad("a misspelt key of a passage", YAML, "title: x\nasks: [y]\npassages:\n  - txet: z\n", 4, 5, "unknown-key"),
    Bad(
        "no id of an article in a long file name",
        f"t/{'x' * 50}.yaml",
        GOOD_YAML.replace("  - id: roles\n    ", "  - "),
        2,
        5,
        "file-name",
    ),
)

MARKDOWN = (
    Bad("an empty Markdown file", MD, "", 1, 1, "front-matter"),
    Bad("no front matter", MD, "# Hello\n\nText.\n", 1, 1, "front-matter"),
    Bad("front matter that never ends", MD, "---\ntitle: x\nasks: [y]\n\nText.\n", 1, 1, "front-matter"),
    Bad("empty front matter", MD, "---\n---\nText.\n", 1, 1, "missing-title"),
    Bad("no text", MD, "---\ntitle: x\nasks: [y]\n---\n", 4, 1, "missing-passages"),
    Bad("a blank text", MD, "---\ntitle: x\nasks: [y]\n---\n\n \n", 4, 1, "missing-passages"),
    Bad("a heading without a text", MD, body("Text.\n\n## Why?\n"), 7, 1, "empty-passage"),
    Bad("a heading above a heading", MD, body("# Title\n\n## Why?\nText.\n"), 5, 1, "empty-passage"),
    Bad("a heading with nothing but a comment", MD, body("Text.\n\n## Why?\n<!-- asks: a b -->\n"), 7, 1, "empty-passage"),
    Bad("an empty heading", MD, body("Text.\n\n##\nMore.\n"), 7, 1, "empty"),
    Bad("a long heading", MD, body(f"Text.\n\n## {'x' * 201}\nMore.\n"), 7, 1, "heading"),
    Bad("a text underlined by mistake", MD, body("One line\nand another\n---\nMore.\n"), 5, 1, "heading"),
    Bad("an unclosed code block", MD, body("Text.\n\n```py\nx = 1\n"), 7, 1, "unclosed-fence"),
    Bad("a code block closed by another sign", MD, body("Text.\n\n ~~~\nx = 1\n```\n"), 7, 2, "unclosed-fence"),
    Bad("an unclosed code block of one line", MD, body("Text.\n\n```"), 7, 1, "unclosed-fence"),
    Bad("an unclosed comment", MD, body("Text.\n\n<!-- to do\n"), 7, 1, "unclosed-comment"),
    Bad("asks below the text", MD, body("Text.\n\n<!-- asks: a b -->\n"), 7, 1, "asks-comment"),
    Bad("asks amid a paragraph", MD, body("Text. <!-- asks: a b -->\n"), 5, 7, "asks-comment"),
    Bad("asks misspelt in a comment", MD, body("<!-- ask: a b -->\nText.\n"), 5, 1, "unknown-key"),
    Bad("no asks in a comment", MD, body("## Why?\n<!-- asks: | -->\nText.\n"), 6, 1, "empty"),
    Bad("a long ask in a comment", MD, body(f"## Why?\n<!-- asks: a | {'x' * 301} -->\nText.\n"), 6, 16, "too-long"),
    Bad("a long text", MD, body("x" * 70_000), 5, 1, "too-long"),
    Bad("many lines", MD, body("x\n" * 25_000), 5, 1, "too-long"),
    Bad("a long text in YAML", YAML, f"{GOOD_YAML}    owner: {'x' * 70_000}\n", GOOD_YAML.count("\n") + 1, 12, "too-long"),
    Bad("a paragraph that no message holds", MD, body(f"Short.\n\n{'word ' * 400}\n"), 7, 1, "block-too-long"),
    Bad(
        "a paragraph that no message holds, in YAML",
        YAML,
        f"title: x\nasks: [y]\npassages:\n  - text: {'word ' * 400}\n",
        4,
        11,
        "block-too-long",
    ),
)

TOGETHER = (
    Bad("an id that is taken", MD, front("id: good"), 4, 5, "duplicate-id"),
    Bad("a link into nothing", MD, front("see_also: [good, god]"), 4, 18, "unknown-article"),
    Bad("a phrasing of another article", MD, front().replace("a wording", "Where do I report SPAM?!"), 3, 8, "shared-phrasing"),
    Bad(
        "a phrasing of another article's passage",
        MD,
        body("Text.\n\n## Why?\n<!-- asks: b c |  Who reads my report -->\nMore.\n"),
        8,
        19,
        "shared-phrasing",
    ),
    Bad("a look-alike that is its own phrasing", MD, front("not_for:", "  - A wording?"), 5, 5, "own-look-alike"),
    Bad(
        "a guard that points nowhere",
        "guards.yaml",
        "guards:\n  - kind: news\n    when: [today]\n    point_to: [nothing]\n",
        4,
        16,
        "unknown-article",
    ),
    Bad(
        "a question that expects nothing",
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: [nothing]}\n",
        2,
        35,
        "unknown-article",
    ),
    Bad(
        "a question's passage that is none",
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: good, passage: Never}\n",
        2,
        49,
        "unknown-passage",
    ),
    Bad(
        "a question's passage beyond the last",
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: good, passage: 3}\n",
        2,
        49,
        "unknown-passage",
    ),
    Bad(
        "a question's id twice",
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: none}\n  - {id: a, question: c, expect: none}\n",
        3,
        10,
        "duplicate-question",
    ),
    Bad("base twice", "base.yml", "name: x\n", 1, 1, "second-file"),
)

OTHER_FILES = (
    Bad(
        "none beside an article",
        "questions/q.yaml",
        "questions:\n  - {id: a, question: b, expect: [none, good]}\n",
        2,
        5,
        "expect",
    ),
    Bad("nothing expected", "questions/q.yaml", "questions:\n  - {id: a, question: b, expect: []}\n", 2, 26, "empty"),
    Bad("no question", "questions/q.yaml", "questions:\n  - {id: a, expect: [good]}\n", 2, 5, "missing-question"),
    Bad("broken JSON", "questions/q.jsonl", '\n{"id": "a" "question": "b"}\n', 2, 12, "syntax"),
    Bad("two objects on a line", "questions/q.jsonl", "{} {}\n", 1, 4, "syntax"),
    Bad("no object", "questions/q.jsonl", '"text"\n', 1, 1, "wrong-type"),
    Bad(
        "a key twice in JSON",
        "questions/q.jsonl",
        '{"id": "a", "id": "b", "question": "c", "expect": ["none"]}\n',
        1,
        13,
        "duplicate-key",
    ),
    Bad(
        "an unknown key in JSON", "questions/q.jsonl", '{"id": "a", "question": "c", "expects": ["none"]}\n', 1, 30, "unknown-key"
    ),
    Bad(
        "half a surrogate pair in JSON",
        "questions/q.jsonl",
        '{"id": "a", "question": "\\ud800", "expect": ["none"]}\n',
        1,
        25,
        "control-character",
    ),
    Bad(
        "half a surrogate pair in an id",
        "questions/q.jsonl",
        '{"id": "a", "question": "b", "expect": ["\\ud800x"]}\n',
        1,
        41,
        "control-character",
    ),
    Bad("a line break in an id", "questions/q.jsonl", '{"id": "a", "question": "b", "expect": ["x\\ny"]}\n', 1, 41, "id"),
    Bad("deep JSON", "questions/q.jsonl", "[" * 40 + "]" * 40 + "\n", 1, 17, "too-deep"),
    Bad("a line too long for a question", "questions/q.jsonl", "\n[" + "1, " * 100_000 + "1]\n", 2, 1, "too-long"),
    Bad("very deep JSON", "questions/q.jsonl", "[" * 100_000 + "]" * 100_000 + "\n", 1, 1, "too-deep"),
    Bad("half a synonym", "synonyms.yaml", "synonyms:\n  - {from: nk}\n", 2, 5, "synonym"),
    Bad("a lone synonym", "synonyms.yaml", "synonyms:\n  - words: [nk]\n", 2, 5, "synonym"),
    Bad("both forms of a synonym", "synonyms.yaml", "synonyms:\n  - {words: [a, b], from: c, to: d}\n", 2, 5, "synonym"),
    Bad("synonyms as a text", "synonyms.yaml", "synonyms: nk\n", 1, 11, "wrong-type"),
    Bad("a guard without a kind", "guards.yaml", "guards:\n  - when: [today]\n", 2, 5, "missing-kind"),
    Bad("a guard without wordings", "guards.yaml", "guards:\n  - kind: news\n    when:\n", 3, 5, "empty"),
    Bad("an unknown key of the base", "base.yaml", "name: x\nlang: en\n", 2, 1, "unknown-key"),
    Bad("a language that is none", "base.yaml", "language: English please\n", 1, 11, "invalid"),
    Bad("topics as a text", "base.yaml", "topics: [{id: t}]\n", 1, 10, "missing-name"),
    Bad("a topic without a name", "base.yaml", "topics:\n  t:\n", 2, 3, "empty"),
    Bad("an unknown house rule", "base.yaml", "style:\n  ask: 8-15\n", 2, 3, "unknown-key"),
    Bad("a house rule that is no range", "base.yaml", "style:\n  asks: many\n", 2, 9, "range"),
    Bad("a range from high to low", "base.yaml", "style:\n  asks: 9-3\n", 2, 9, "range"),
    Bad("a house rule of nothing", "base.yaml", "style:\n  first_sentence: 0\n", 2, 19, "number"),
    Bad("a required key that is none", "base.yaml", "style:\n  require: [sources, colour]\n", 2, 22, "unknown-value"),
    Bad("a source host with a scheme", "base.yaml", "style:\n  source_hosts: ['https://state.gov']\n", 2, 18, "host"),
)

WARNED = (
    Bad("a hash without a blank", MD, front("owner: see #rules"), 4, 12, "hash-comment"),
    Bad("a ping", MD, body("Ask.\n\nThen @everyone will know.\n"), 7, 6, "mass-mention"),
    Bad(
        "a ping in YAML",
        YAML,
        "title: x\nasks: [y]\npassages:\n  - text: |\n      Ask.\n      Call @here now.\n",
        6,
        12,
        "mass-mention",
    ),
    Bad("a link that lies", MD, body("See [state.gov/travel](https://example.org/x).\n"), 5, 5, "masked-link"),
    Bad("a comment amid text", MD, body("Text <!-- to do --> more.\n"), 5, 6, "comment-shown"),
    Bad("a review that is due", MD, front("review_by: 2026-01-01"), 4, 12, "review-due"),
    Bad("an article that has expired", MD, front("until: 2026-01-01"), 4, 8, "expired"),
    Bad("a link to itself", MD, front("see_also: wrong"), 4, 11, "self-link"),
    Bad("a phrasing twice", MD, front().replace("[a wording]", "[a wording, A wording?]"), 3, 19, "repeated-phrasing"),
    Bad("a needless look-alike", MD, front("not_for: [where do i report spam]"), 4, 11, "needless-look-alike"),
    Bad("a shared title", MD, front().replace("A title", "How do I report someone"), 2, 8, "shared-title"),
    Bad("a long first sentence", MD, body(f"{'word ' * 40}.\n"), 5, 1, "long-first-sentence"),
    Bad("a long passage", MD, body("Yes. " + "Word word word.\n\n" * 60), 5, 1, "long-passage"),
    Bad("a heading twice", MD, body("## Why?\nOne.\n\n## why\nTwo.\n"), 8, 1, "repeated-heading"),
    Bad("a base file in a folder", "t/base.yaml", "name: x\n", 1, 1, "misplaced"),
    Bad("an article under another suffix", "t/x.markdown", GOOD, 1, 1, "ignored-file"),
    Bad("no synonyms", "synonyms.yaml", "# none yet\n", 1, 1, "empty-file"),
    Bad(
        "a wording in two groups",
        "synonyms.yaml",
        "synonyms:\n  - words: [a, bit]\n  - words: [c, bits]\n",
        3,
        5,
        "shared-wording",
    ),
    Bad("an unknown language", "base.yaml", "language: tlh\n", 1, 11, "unknown-language"),
)

FAULTS = (*ENCODING, *SYNTAX, *REFUSED, *SCHEMA, *MARKDOWN, *TOGETHER, *OTHER_FILES)

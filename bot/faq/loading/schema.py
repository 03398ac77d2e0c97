"""What may stand in each file, as tables of forms. The JSON Schema that editors use is made from them, so the two cannot differ."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.faq.articles import Source, Status, Topic
from bot.faq.loading import fields
from bot.faq.loading.forms import Form, Key, Many, One, Schema, Table, Wrong
from bot.faq.loading.shapes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.faq.loading.forms import Told
    from bot.faq.loading.trees import Path, Plain

DRAFT_07 = "http://json-schema.org/draft-07/schema#"
"""The dialect that yaml-language-server supports everywhere."""


def _needed(form: Form, about: str) -> Key:
    return Key(form, about, needed=True, nothing=False)


def _list(form: Many, about: str) -> Key:
    return Key(form, about, (), nothing=form.lone)


_SOURCE = Table(
    "Where facts of an article come from.",
    {
        "title": _needed(fields.TITLE, "The document's title."),
        "publisher": Key(fields.LABEL, "Who published it first, in plain words."),
        "url": Key(fields.WEB_ADDRESS, "The address on the publisher's own site."),
        "date": Key(fields.ABOUT, "The document's date: YYYY, YYYY-MM or YYYY-MM-DD."),
        "copy": Key(fields.TRUTH, "true where it was read in a copy, not at its publisher.", default=False),
    },
    Source,
)
_PASSAGE = Table(
    "A section of an article, quoted alone. Its first sentence answers by itself.",
    {
        "heading": Key(fields.TITLE, "Short and specific; the first passage may do without."),
        "text": _needed(fields.BODY, "Markdown as Discord shows it."),
        "asks": _list(fields.PHRASINGS, "Wordings of questions that exactly this passage answers."),
    },
)
_STATUS = fields.choice(*map(str, Status))
_ARTICLE: Mapping[str, Key] = {
    "id": Key(fields.IDENTIFIER, "The file's name unless given. Never reuse one."),
    "topic": Key(fields.LABEL, "The first folder unless given."),
    "title": _needed(fields.TITLE, "The question as a person would ask it."),
    "asks": _needed(Many(fields.PHRASING, 1_000, 1), "Wordings of the question that this article answers."),
    "not_for": _list(fields.PHRASINGS, "Look-alikes: wordings that this article must not answer."),
    "tags": _list(fields.LABELS, "Words for grouping."),
    "see_also": _list(fields.IDENTIFIERS, "Ids of related articles."),
    "sources": _list(Many(_SOURCE, lone=False), "Where the facts come from, the best first."),
    "as_of": Key(fields.ABOUT, "The day up to which the facts hold: YYYY, YYYY-MM or YYYY-MM-DD."),
    "until": Key(fields.DAY, "After this day, replies warn first."),
    "review_by": Key(fields.DAY, "The day by which someone looks at it again."),
    "owner": Key(fields.LABEL, "Who looks after it."),
    "label": Key(fields.BUTTON, "What a button for this article says, at most 30 characters."),
    "status": Key(
        One(lambda value: Status(_STATUS.parse(value)), _STATUS.form),
        "Only live articles are quoted.",
        Status.LIVE,
        nothing=False,
    ),
}
FRONT_MATTER = Table("The top of an article's Markdown file, between two lines of ``---``.", _ARTICLE)
ARTICLE = Table(
    "An article in a YAML file.",
    {**_ARTICLE, "passages": _needed(Many(_PASSAGE, least=1, lone=False), "What is quoted, part by part.")},
)

_REQUIRED = ("not_for", "tags", "see_also", "sources", "as_of", "until", "review_by", "owner", "label")
_STYLE = Table(
    "House rules: breaking one is a fault.",
    {
        "asks": Key(fields.RANGE, "How many phrasings an article has, for example 8-15."),
        "passages": Key(fields.RANGE, "How many passages an article has, for example 2-6."),
        "first_sentence": Key(fields.NUMBER, "Characters that a passage's first sentence may have."),
        "passage_length": Key(fields.NUMBER, "Characters that a passage may have."),
        "passage_aim": Key(fields.NUMBER, "Characters above which a passage earns a warning."),
        "require": _list(Many(fields.choice(*_REQUIRED)), "Keys that every live article must have."),
        "source_hosts": _list(Many(fields.HOST), "Sites that a source's url may be on."),
    },
)


class _Topics:
    """``topics`` of ``base.yaml``: a mapping of ids and names, or a list of such pairs."""

    _listed = Many(Table("A topic's name.", dict.fromkeys(("id", "name"), _needed(fields.LABEL, "")), Topic))

    def read(self, value: Plain, path: Path, told: Told) -> tuple[Topic, ...]:
        """Return the topics in their order."""
        if isinstance(value, dict):
            return tuple(Topic(key, fields.LABEL.read(name, (*path, key), told)) for key, name in value.items())
        return self._listed.read(value, path, told)

    def schema(self) -> Schema:
        """Return the JSON Schema of both forms."""
        return {"anyOf": [{"type": "object", "additionalProperties": fields.LABEL.form}, self._listed.schema()]}


BASE = Table(
    "``base.yaml``: what the whole knowledge base is.",
    {
        "name": Key(fields.LABEL, "What people see as the base's name; the folder's name unless given."),
        "language": Key(fields.LANGUAGE, "A code such as en, or Snowball's name such as english.", "en", nothing=False),
        "examples": _list(fields.PHRASINGS, "Questions for the first screen."),
        "topics": Key(_Topics(), "Folder names and what people see for them.", ()),
        "style": Key(_STYLE, "House rules."),
    },
)


def _synonym(**found: Any) -> dict[str, Any]:  # noqa: ANN401 - checked by their forms
    words, said, to = found["words"], found["from"], found["to"]
    if (words and (said or to)) or bool(said) != (to is not None) or (not said and len(words) < 2):  # noqa: PLR2004 - a pair
        raise Wrong("synonym", ": this is no pair of synonyms", "write 'words: [a, b]', or 'from: a' and 'to: b'")
    return found


def _question(**found: Any) -> dict[str, Any]:  # noqa: ANN401 - likewise
    if "none" in found["expect"] and len(found["expect"]) > 1:
        raise Wrong("expect", ": 'none' stands beside an article", "keep one of the two")
    return found


_LABELS = Many(fields.LABEL, 200)
LISTS: Mapping[Kind, tuple[str, Table]] = MappingProxyType({
    Kind.ARTICLES: ("articles", ARTICLE),
    Kind.SYNONYMS: (
        "synonyms",
        Table(
            "Words that mean the same, or words that also mean another.",
            {
                "words": _list(_LABELS, "Any of these means any other."),
                "from": _list(_LABELS, "What people say."),
                "to": Key(fields.LABEL, "What it also means."),
            },
            _synonym,
        ),
    ),
    Kind.GUARDS: (
        "guards",
        Table(
            "A kind of question that is declined, or only pointed to an article.",
            {
                "kind": _needed(fields.IDENTIFIER, "A short name, for example live-news."),
                "when": _needed(Many(fields.PHRASING, 1_000, 1), "Wordings of such questions."),
                "reply": Key(fields.LINE, "One line that is said instead of an answer."),
                "point_to": _list(fields.IDENTIFIERS, "Ids of articles that may help all the same."),
            },
        ),
    ),
    Kind.QUESTIONS: (
        "questions",
        Table(
            "A question and the articles that answer it: any one of them counts.",
            {
                "id": _needed(fields.LABEL, "A short name of this question."),
                "question": _needed(fields.QUESTION, "What a person asks."),
                "expect": _needed(Many(fields.IDENTIFIER, 20, 1), "Ids of articles that answer it, or [none]."),
                "passage": Key(fields.PHRASING, "The heading of the passage that answers, or its number."),
                "kind": Key(fields.LABEL, "A group of questions, for reports."),
                "style": Key(fields.LABEL, "How it is worded, for reports."),
            },
            _question,
        ),
    ),
})  # fmt: skip
"""The one key of each kind of file that holds a list, and what each entry is."""


def schema_of(kind: Kind) -> dict[str, object]:
    """Return the JSON Schema (draft-07) of one kind of file, for editors."""
    whole = {"$schema": DRAFT_07}
    if kind in {Kind.MARKDOWN, Kind.BASE}:
        return whole | (FRONT_MATTER if kind is Kind.MARKDOWN else BASE).schema()
    if kind is Kind.QUESTION_LINES:
        return whole | LISTS[Kind.QUESTIONS][1].schema()
    key, entry = LISTS[kind]
    many = Table(
        "A file of many entries.", {key: _needed(Many(entry, 100_000, lone=False), "All entries, in any order.")}
    ).schema()
    if kind is not Kind.ARTICLES:
        return whole | many
    forms = {"many": many, "one": ARTICLE.schema()}
    return whole | {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in forms], "$defs": forms}

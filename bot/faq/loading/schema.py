"""What may stand in each file, as pydantic models. The JSON Schema that editors use is made from them, so the two cannot differ.

Values arrive as text (see ``yaml_events``), lists and mappings; an unknown key is a fault: most likely it is misspelt.
Only the cold path imports this module: files read from the cache were valid when they were put there.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, TypeAdapter, create_model, model_validator

from bot.faq.loading import fields
from bot.faq.loading.fields import as_list, one_or_many, wrong
from bot.faq.loading.shapes import Kind

DRAFT_07 = "http://json-schema.org/draft-07/schema#"
"""The dialect that yaml-language-server supports everywhere."""


class _Strict(BaseModel):
    """Unknown keys are faults, texts stay texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceModel(_Strict):
    """Where facts of an article come from."""

    title: fields.Title = Field(description="The document's title.")
    publisher: fields.Label | None = Field(None, description="Who published it first, in plain words.")
    url: fields.WebAddress | None = Field(None, description="The address on the publisher's own site.")
    date: fields.About | None = Field(None, description="The document's date: YYYY, YYYY-MM or YYYY-MM-DD.")
    read_in_a_copy: fields.Truth = Field(
        default=False, alias="copy", description="true where it was read in a copy, not at its publisher."
    )


class PassageModel(_Strict):
    """A section of an article, quoted alone. Its first sentence answers by itself."""

    heading: fields.Title | None = Field(None, description="Short and specific; the first passage may do without.")
    text: fields.Body = Field(description="Markdown as Discord shows it.")
    asks: fields.Phrasings = Field(default=[], description="Wordings of questions that exactly this passage answers.")


class FrontMatter(_Strict):
    """The top of an article's Markdown file, between two lines of ``---``."""

    id: fields.Identifier | None = Field(None, description="The file's name unless given. Never reuse one.")
    topic: fields.Label | None = Field(None, description="The first folder unless given.")
    title: fields.Title = Field(description="The question as a person would ask it.")
    asks: fields.SomePhrasings = Field(description="Wordings of the question that this article answers.")
    not_for: fields.Phrasings = Field(default=[], description="Look-alikes: wordings that this article must not answer.")
    tags: fields.Labels = Field(default=[], description="Words for grouping.")
    see_also: fields.Identifiers = Field(default=[], description="Ids of related articles.")
    sources: list[SourceModel] = Field(default=[], max_length=100, description="Where the facts come from, the best first.")
    as_of: fields.About | None = Field(None, description="The day up to which the facts hold: YYYY, YYYY-MM or YYYY-MM-DD.")
    until: fields.Day | None = Field(None, description="After this day, replies warn first.")
    review_by: fields.Day | None = Field(None, description="The day by which someone looks at it again.")
    owner: fields.Label | None = Field(None, description="Who looks after it.")
    label: fields.ButtonLabel | None = Field(None, description="What a button for this article says, at most 30 characters.")
    status: Literal["live", "draft", "retired"] = Field("live", description="Only live articles are quoted.")


class ArticleModel(FrontMatter):
    """An article in a YAML file."""

    passages: list[PassageModel] = Field(min_length=1, max_length=100, description="What is quoted, part by part.")


class TopicModel(_Strict):
    """A topic's name."""

    id: fields.Label
    name: fields.Label


class StyleModel(_Strict):
    """House rules: breaking one is a fault."""

    asks: fields.Range | None = Field(None, description="How many phrasings an article has, for example 8-15.")
    passages: fields.Range | None = Field(None, description="How many passages an article has, for example 2-6.")
    first_sentence: fields.Number | None = Field(None, description="Characters that a passage's first sentence may have.")
    passage_length: fields.Number | None = Field(None, description="Characters that a passage may have.")
    passage_aim: fields.Number | None = Field(None, description="Characters above which a passage earns a warning.")
    require: Annotated[
        list[Literal["not_for", "tags", "see_also", "sources", "as_of", "until", "review_by", "owner", "label"]],
        BeforeValidator(as_list),
    ] = Field(default=[], description="Keys that every live article must have.")
    source_hosts: Annotated[list[fields.Host], BeforeValidator(as_list)] = Field(
        default=[], description="Sites that a source's url may be on."
    )


def _topics_form(value: object) -> str | None:
    return "<mapping>" if isinstance(value, dict) else "<list>"


class BaseModelFile(_Strict):
    """``base.yaml``: what the whole knowledge base is."""

    name: fields.Label | None = Field(None, description="What people see as the base's name; the folder's name unless given.")
    language: Annotated[str, Field(pattern=r"^[a-z_]{2,20}$")] = Field(
        "en", description="A code such as en, or Snowball's name such as english."
    )
    examples: fields.Phrasings = Field(default=[], description="Questions for the first screen.")
    topics: Annotated[
        Annotated[dict[str, fields.Label], Tag("<mapping>")]
        | Annotated[list[TopicModel], BeforeValidator(as_list), Tag("<list>")],
        Discriminator(_topics_form),
    ] = Field(default=[], description="Folder names and what people see for them.")
    style: StyleModel | None = Field(None, description="House rules.")


class SynonymModel(_Strict):
    """Words that mean the same, or words that also mean another."""

    words: Annotated[list[fields.Label], Field(max_length=200), BeforeValidator(as_list)] = Field(
        default=[], description="Any of these means any other."
    )
    said: Annotated[list[fields.Label], Field(max_length=200), one_or_many(list[fields.Label] | fields.Label)] = Field(
        default=[], alias="from", description="What people say."
    )
    to: fields.Label | None = Field(None, description="What it also means.")

    @model_validator(mode="after")
    def _one_of_two_forms(self) -> SynonymModel:
        both = bool(self.words) and (bool(self.said) or self.to is not None)
        half = bool(self.said) != (self.to is not None)
        lone = not self.said and len(self.words) < 2  # noqa: PLR2004 - a word alone has no synonym
        if both or half or lone:
            raise wrong("synonym", "this is no pair of synonyms", "write 'words: [a, b]', or 'from: a' and 'to: b'")
        return self


class GuardModel(_Strict):
    """A kind of question that is declined, or only pointed to an article."""

    kind: fields.Identifier = Field(description="A short name, for example live-news.")
    when: fields.SomePhrasings = Field(description="Wordings of such questions.")
    reply: fields.Line | None = Field(None, description="One line that is said instead of an answer.")
    point_to: fields.Identifiers = Field(default=[], description="Ids of articles that may help all the same.")


class QuestionModel(_Strict):
    """A question and the articles that answer it: any one of them counts."""

    id: fields.Label = Field(description="A short name of this question.")
    question: fields.Question = Field(description="What a person asks.")
    expect: Annotated[
        list[fields.Identifier], Field(min_length=1, max_length=20), one_or_many(list[fields.Identifier] | fields.Identifier)
    ] = Field(description="Ids of articles that answer it, or [none].")
    passage: fields.Phrasing | None = Field(None, description="The heading of the passage that answers, or its number.")
    kind: fields.Label | None = None
    style: fields.Label | None = None

    @model_validator(mode="after")
    def _none_stands_alone(self) -> QuestionModel:
        if "none" in self.expect and len(self.expect) > 1:
            raise wrong("expect", "'none' stands beside an article", "keep one of the two")
        return self


_MANY = create_model(
    "ArticlesFile", __base__=_Strict, __doc__="A YAML file of many articles.", articles=(list[ArticleModel], Field(min_length=1))
)
_SYNONYMS = create_model("SynonymsFile", __base__=_Strict, __doc__="``synonyms.yaml``.", synonyms=list[SynonymModel])
_GUARDS = create_model("GuardsFile", __base__=_Strict, __doc__="``guards.yaml``.", guards=list[GuardModel])
_QUESTIONS = create_model(
    "QuestionsFile",
    __base__=_Strict,
    __doc__="A file of questions with the articles that answer them.",
    questions=list[QuestionModel],
)
_FORMS: dict[Kind, Any] = {  # a union of models has no type that mypy can name
    Kind.MARKDOWN: FrontMatter,
    Kind.ARTICLES: _MANY | ArticleModel,
    Kind.BASE: BaseModelFile,
    Kind.SYNONYMS: _SYNONYMS,
    Kind.GUARDS: _GUARDS,
    Kind.QUESTIONS: _QUESTIONS,
    Kind.QUESTION_LINES: QuestionModel,
}


def schema_of(kind: Kind) -> dict[str, object]:
    """Return the JSON Schema (draft-07) of one kind of file, for editors."""
    form: TypeAdapter[object] = TypeAdapter(_FORMS[kind])
    return {"$schema": DRAFT_07} | form.json_schema(by_alias=True, mode="validation")

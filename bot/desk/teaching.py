"""Teaching that cannot un-teach: what a lesson would break, which word does it, and a wording that would break nothing.

Besides the check questions, every wording of an article is one while a lesson is looked at: each that finds its article today must
still find it. A change of one article can move any question, so all of them are asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.desk.changes import Act, Change
from bot.faq import build
from bot.faq.articles import LabelledQuestion, Taught
from bot.faq.gating import run_gate
from bot.faq.loading.phrasings import phrasing_key
from bot.faq.normalising import find_words
from bot.records import Taught as Lesson
from bot.records.redacting import MASK
from bot.records.values import ALSO, SAME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from bot.desk.previewing import Preview
    from bot.faq import FAQ
    from bot.faq.articles import Article, KnowledgeBase
    from bot.faq.vocabulary import Vocabulary

TRIES = 4
"""Words that are tried for a wording that breaks nothing. Each try costs a candidate and a look at what was broken."""

LARGEST = 1_000
"""Articles up to which that is tried: in larger bases nobody should wait for it."""

LONGEST = 200
"""Characters of what is taught: more is a message, not a question, and what follows would not be looked at by a moderator."""

MOST_WORDS = 8
"""Wordings of one taught synonym."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a lesson is not accepted, in terms of its words.

    ``word`` is the one that does it: ``right`` has it in ``often`` wordings, the article it is taught to in ``seldom``.
    ``advice`` is a word of that article with which the wording would break nothing.
    """

    word: str = ""
    right: str = ""
    often: int = 0
    seldom: int = 0
    advice: str = ""


def wordings_of(base: KnowledgeBase) -> tuple[LabelledQuestion, ...]:
    """Return every wording of a live article as a check question. What was taught is one anyway."""
    return tuple(
        LabelledQuestion(f"wording: {article.id} {text}", text, (article.id,), place=article.place)
        for article in base.live
        for text in dict.fromkeys(_asks(article))
    )


def teachable(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts as they are taught, each once: in one line, without the marks of what was taken out of them.

    What has no word or more than :data:`LONGEST` characters is left out.
    """
    lines = (" ".join(text.replace(MASK, " ").split()) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if len(line) <= LONGEST and find_words(line)))


def owner_of(base: KnowledgeBase, text: str) -> Article | None:
    """Return the live article that has a text among its phrasings already, if one has: it cannot be taught to another one."""
    key = phrasing_key(text)
    return next((one for one in base.live if any(phrasing_key(ask) == key for ask in list(_asks(one))[1:])), None)


def lesson(act: Act, texts: Iterable[str], article: Article | None, at: dt.datetime) -> Change:
    """Return the change that teaches texts: to an article, as off topic, or (without an article) as a synonym."""
    kind: Literal["phrasing", "declined", "synonym"] = "declined" if act is Act.DECLINE else "phrasing" if article else "synonym"
    lessons = tuple(Lesson(None, kind, article.id if article else None, text, 0, at) for text in texts)
    detail = ", ".join(f'"{one.text}"' for one in lessons)
    return Change(act, detail=about(detail, article.title) if article else detail, lessons=lessons)


def about(texts: str, title: str) -> str:
    """Return texts with the article that they belong to, as the history and the log channel name a lesson."""
    return f'{texts} → "{title}"'


def room_for(lessons: Iterable[Lesson], taught: Iterable[Lesson]) -> tuple[int, ...]:
    """Return the ids of what was taught of the same words before, to whatever it was: it makes room for lessons."""
    keys = {(one.kind == "synonym", phrasing_key(one.text)) for one in lessons}
    return tuple(one.id for one in taught if one.id is not None and (one.kind == "synonym", phrasing_key(one.text)) in keys)


def synonym_of(words: str) -> str | None:
    """Return what somebody typed (``nk = dprk``, ``drills > exercises``) as a synonym is taught; ``None`` where it is none."""
    left, also, right = words.partition(ALSO.strip())
    wordings = [" ".join(one.split()) for one in left.split(SAME.strip())]
    to = " ".join(right.split())
    enough = len(wordings) + bool(also) > 1 and len(wordings) <= MOST_WORDS and bool(to) == bool(also)
    if not enough or not all(map(find_words, [*wordings, *([to] if also else [])])) or {"=", ">"} & set(to):
        return None
    return SAME.join(wordings) + (f"{ALSO}{to}" if also else "")


def means_so_already(synonym: str, vocabulary: Vocabulary) -> bool:
    """Whether a synonym, as it is taught, says of no word what is not so already."""
    left, _, right = synonym.partition(ALSO)
    first, *others = (vocabulary.read_text(words) for words in left.split(SAME))
    if right:
        targets = {term.name for term in vocabulary.read_text(right)}
        return all(targets <= {term.name, *term.also} for terms in (first, *others) for term in terms)
    return all([term.name for term in terms] == [term.name for term in first] for terms in others)


def object_to(old: FAQ, new: FAQ, found: Preview, look: Callable[[FAQ], Preview]) -> Objection | None:
    """Return why ``new``, in which phrasings were taught, loses check questions, as ``found`` tells; ``None`` where none was taught.

    ``look`` compares another candidate in the same way.
    """
    taught = tuple(one for one in new.base.overlay.phrasings if one not in old.base.overlay.phrasings)
    if not taught or not found.lost:
        return None
    objection = _culprit(taught, found, new)
    if len(taught) > 1 or len(new.base.live) > LARGEST:
        return objection
    return replace(objection, advice=_advise(new, taught[0], found, look))


def _culprit(taught: tuple[Taught, ...], found: Preview, new: FAQ) -> Objection:
    """Find the most telling word that a lesson shares with what it breaks."""
    vocabulary = new.index.vocabulary
    for one in found.regressions:
        question, right = one.failure.question, next(iter(one.failure.question.expect), None)
        lesson = next((lesson for lesson in taught if lesson.article == one.failure.stolen_by), None)
        if lesson is None or right is None or not new.knows(right):
            continue
        asked = _telling(question.question, vocabulary)
        shared = {name: word for name, word in _telling(lesson.phrasing, vocabulary).items() if name in asked}
        if not shared:
            continue
        articles = new.article(right), new.article(lesson.article)
        uses = {name: [_uses(article, name, vocabulary) for article in articles] for name in shared}
        name = max(shared, key=lambda name: (uses[name][0] > uses[name][1], vocabulary.rarity_of_name(name)))
        return Objection(shared[name], articles[0].title, often=uses[name][0], seldom=uses[name][1])
    return Objection()


def _advise(new: FAQ, taught: Taught, found: Preview, look: Callable[[FAQ], Preview]) -> str:
    """Return a word of the article that makes the lesson harmless; it is tried, so that the advice holds. Empty where none does."""
    lost = [one.failure.question for one in found.regressions]
    for word in _own_words(taught, new):
        longer = replace(taught, phrasing=f"{taught.phrasing} {word}")
        phrasings = tuple(longer if one == taught else one for one in new.base.overlay.phrasings)
        base = replace(new.base, overlay=replace(new.base.overlay, phrasings=phrasings), version=f"{new.version} {word}")
        trial = build(base, semantic=new.meanings is not None, before=new).with_cuts(new.cuts)
        if not run_gate(trial, lost) and not look(trial).lost:
            return word
    return ""


def _own_words(taught: Taught, new: FAQ) -> list[str]:
    """Return words of the article that are its own, those that it uses oftenest first, without those that the lesson has."""
    vocabulary, article = new.index.vocabulary, new.article(taught.article)
    has = _telling(taught.phrasing, vocabulary)
    shown: dict[str, str] = {}
    worth: Counter[str] = Counter()
    for text in _asks(article):
        for name, word in _telling(text, vocabulary).items():
            if name not in has:
                shown.setdefault(name, word)
                worth[name] += int(1000 * vocabulary.rarity_of_name(name))
    return [shown[name] for name, _ in worth.most_common(TRIES)]


def _telling(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the words of a text that tell something, by the names of their terms."""
    return {term.name: " ".join(term.words) for term in vocabulary.read_text(text) if vocabulary.tells(term)}


def _uses(article: Article, name: str, vocabulary: Vocabulary) -> int:
    return sum(any(term.name == name for term in vocabulary.read_text(text)) for text in _asks(article))


def _asks(article: Article) -> Iterator[str]:
    yield article.title
    yield from article.asks
    for passage in article.passages:
        yield from passage.asks

"""The base that the engine's tests share: five articles of a game server with a small shop. Learn it once.

==========  ===========================================================================
``refunds``  money back for purchases; three passages; sources; a look-alike
``ranks``    buying a rank (VIP) and what it gives; a passage with a list
``appeals``  why somebody was banned, how to appeal, how long bans last
``claims``   protecting land from griefers
``event``    the summer event; holds until 31 August 2026
==========  ===========================================================================

There are two two-way synonyms (``VIP``, ``terms of service``), one one-way synonym (``robux`` also means money) and three guards.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bot.faq import build
from bot.faq.articles import Article, Guard, KnowledgeBase, Passage, Source, Synonym, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.faq import FAQ

TODAY = dt.date(2026, 6, 1)
EVENT_ENDS = dt.date(2026, 8, 31)
SHIPPED = Path(__file__).parent.parent / "knowledge"
"""The other base: the one that ships."""


def passage(text: str, heading: str | None = None, asks: Iterable[str] = ()) -> Passage:
    """Return a passage whose blocks are parted by blank lines."""
    blocks = tuple((match.start(), match.end()) for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text))
    return Passage(heading, text, blocks, tuple(asks))


def article(name: str, title: str, asks: Iterable[str], *passages: Passage, **rest: object) -> Article:
    """Return an article of the topic ``server``."""
    return Article(name, "server", title, tuple(asks), passages, **rest)  # type: ignore[arg-type] # checked by the tests that read them


REFUNDS = article(
    "refunds",
    "Can I get a refund?",
    (
        "can I get my money back",
        "how do refunds work",
        "i want a refund for my purchase",
        "refund policy",
        "bought the wrong thing can I return it",
    ),
    passage("Purchases are refunded within 14 days if the item was not used. Write to billing with your order number."),
    passage(
        "Refunds arrive on your card within five working days. Paypal is quicker: two days.",
        "How long does a refund take?",
        ("when does my money arrive after a refund", "refund still not on my card"),
    ),
    passage(
        "Gifted items are never refunded. The player who paid may ask billing for store credit instead.",
        "Are gifts refunded?",
        ("refund for a gift", "someone gifted me a kit can they get money back"),
    ),
    not_for=("refund of tournament entry fees",),
    tags=("billing",),
    see_also=("ranks",),
    sources=(Source("Shop rules", "Server team", "https://example.org/shop", "2026-03"), Source("Old shop rules")),
    as_of="2026-03",
)
RANKS = article(
    "ranks",
    "How do I buy a rank?",
    ("how to get vip", "what does the vip rank cost", "buy premium rank", "which ranks are there", "donor rank perks"),
    passage("Ranks are sold in the web store. The VIP rank costs 9 euros and lasts forever."),
    passage(
        "A rank gives you these perks:\n\n- a coloured name\n- two extra homes\n- a seat when the lobby is full",
        "What does a rank give?",
        ("perks of vip", "what do I get with a rank"),
    ),
    sources=(Source("Store page", copy=True),),
    as_of="2026-05-02",
)
APPEALS = article(
    "appeals",
    "How do I appeal a ban?",
    ("why was I banned", "unban me please", "ban appeal form", "how can I get unbanned", "I was banned for no reason"),
    passage("A ban is appealed with the form on the forum. A moderator who did not issue the ban answers within a week."),
    passage(
        "A first ban lasts seven days. A second ban lasts a month, a third one forever.",
        "How long does a ban last?",
        ("how many days is a ban", "when does my ban end"),
    ),
)
CLAIMS = article(
    "claims",
    "How do I protect my land?",
    (
        "how to claim land",
        "protect my house from griefers",
        "someone griefed my base",
        "what does the golden shovel do",
        "claim blocks",
    ),
    passage(
        "Land is claimed with a golden shovel: click two opposite corners. Nobody else can build or break blocks inside a claim."
    ),
    passage(
        "You earn 100 claim blocks an hour of play. Unused claims expire after 60 days.",
        "How do I get more claim blocks?",
        ("earn claim blocks", "do claims expire"),
    ),
)
EVENT = article(
    "event",
    "When is the summer event?",
    ("summer event date", "how long is the summer event on", "what can I win in the summer event"),
    passage("The summer event runs until 31 August 2026. Fishing tournaments start every evening at eight."),
    until=EVENT_ENDS,
)
ARTICLES = (APPEALS, CLAIMS, EVENT, RANKS, REFUNDS)

SYNONYMS = (
    Synonym(("VIP", "premium rank", "donor rank")),
    Synonym(("terms of service", "TOS", "server rules")),
    Synonym(("robux",), to="money"),
)
GUARDS = (
    Guard("chit-chat", ("hello how are you doing today", "tell me a joke"), "I only know the server's rules."),
    Guard("live-news", ("is ... (down|offline|lagging)", "servers status (today|right now)"), "I have no live status."),
    Guard("own-case", ("(my|our) ... ticket",), "Staff answer tickets; this is the general rule.", ("appeals", "refunds")),
)
GAME_SERVER = KnowledgeBase(
    name="Blockhaven",
    language="en",
    examples=("can I get my money back", "how to claim land"),
    topics=(Topic("server", "The server"),),
    articles=ARTICLES,
    synonyms=SYNONYMS,
    guards=GUARDS,
    version="test",
)


def base_of(
    *articles: Article, language: str = "en", synonyms: Iterable[Synonym] = (), guards: Iterable[Guard] = ()
) -> KnowledgeBase:
    """Return a base of other articles."""
    return KnowledgeBase("Test", language, (), (), tuple(articles), tuple(synonyms), tuple(guards), version="test")


def faq_of(base: KnowledgeBase = GAME_SERVER) -> FAQ:
    """Return a FAQ on the day :data:`TODAY`."""
    return build(base, today=lambda: TODAY)


def write_folder(folder: Path, base: KnowledgeBase = GAME_SERVER) -> Path:
    """Write a base as the files that an author would keep, and return the folder."""
    for one in base.articles:
        file = folder / one.topic / f"{one.id}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_front_matter(one) + "\n\n".join(map(_section, one.passages)) + "\n", "utf-8")
    topics = ", ".join(f"{{id: {topic.id}, name: {topic.name}}}" for topic in base.topics)
    examples = "".join(f"  - {example}\n" for example in base.examples)
    (folder / "base.yaml").write_text(
        f"name: {base.name}\nlanguage: {base.language}\ntopics: [{topics}]\nexamples:\n{examples}", "utf-8"
    )
    (folder / "synonyms.yaml").write_text("synonyms:\n" + "".join(map(_synonym, base.synonyms)), "utf-8")
    (folder / "guards.yaml").write_text("guards:\n" + "".join(map(_guard, base.guards)), "utf-8")
    return folder


def _front_matter(one: Article) -> str:
    lines = ["---", f"title: {one.title}", _list("asks", one.asks)]
    lines += [_list(key, getattr(one, key)) for key in ("not_for", "tags", "see_also") if getattr(one, key)]
    if one.sources:
        lines.append("sources:")
    for source in one.sources:
        lines.append(f"  - title: {source.title}")
        lines += [f"    {key}: {getattr(source, key)}" for key in ("publisher", "url", "date") if getattr(source, key)]
        lines += ["    copy: true"] if source.copy else []
    lines += [f"{key}: {getattr(one, key)}" for key in ("as_of", "until") if getattr(one, key)]
    return "\n".join([*lines, "---", ""])


def _section(one: Passage) -> str:
    heading = f"## {one.heading}\n" if one.heading else ""
    asks = f"<!-- asks: {' | '.join(one.asks)} -->\n" if one.asks else ""
    return f"{heading}{asks}\n{one.text}" if heading else one.text


def _list(key: str, values: Iterable[str]) -> str:
    return "\n".join([f"{key}:", *(f"  - {value}" for value in values)])


def _synonym(synonym: Synonym) -> str:
    if synonym.to is None:
        return f"  - words: [{', '.join(synonym.words)}]\n"
    return f"  - {{from: {', '.join(synonym.words)}, to: {synonym.to}}}\n"


def _guard(guard: Guard) -> str:
    lines = [f"  - kind: {guard.kind}", "    when:", *(f'      - "{wording}"' for wording in guard.when)]
    lines += [f"    reply: {guard.reply}"] if guard.reply else []
    lines += [f"    point_to: [{', '.join(guard.point_to)}]"] if guard.point_to else []
    return "\n".join(lines) + "\n"

"""How often the bot would speak unasked in a channel that it listens to, on the shipped base.

Run: ``POLICYBOT_DATA=… python benchmarks/listening.py [PRECISION]``. Prints, for the wanted precision (default .99):

* a channel of 2,000 ordinary off-topic messages, half of them talk made here, half questions of the public sets: at most 0.25 % replies;
* all questions of the public sets, and talk about the base's own subject that asks the bot nothing (tests/overheard.yaml);
* the base's own tune and check questions, said to nobody: how many are answered, how many of these wrongly, and CPU a message.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from typing import TYPE_CHECKING

import yaml
from datasets import PUBLIC, QUESTIONS, ROOT, data_folder, load_public

from bot.faq import load
from bot.faq.loading import load_questions
from bot.listening import LISTENING_PRECISION, unprompted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.faq import FAQ

SEED = 20261124
CHANNEL = 2_000
MOST_REPLIES = 0.0025
SHOWN = 10

# One word in ten or so sounds like the base's subject (Kim, Seoul, a nuke, a ban): that is what goes wrong in a real channel.
SLOTS = {
    "who": [
        "mike",
        "sarah",
        "kim",
        "my boss",
        "my brother",
        "the new guy",
        "lisa",
        "that trump guy from work",
        "our landlord",
        "jin",
    ],
    "game": [
        "minecraft",
        "valorant",
        "civ 6",
        "hearts of iron",
        "the new zelda",
        "overwatch",
        "chess",
        "call of duty",
        "catan",
        "fifa",
    ],
    "show": [
        "squid game",
        "the office",
        "one piece",
        "crash landing on you",
        "the interview",
        "the news",
        "succession",
        "chernobyl",
    ],
    "food": ["pizza", "korean bbq", "kimchi", "ramen", "tacos", "banana bread", "sushi", "chili crab", "bubble tea", "soup"],
    "place": [
        "seoul",
        "new york",
        "singapore",
        "hanoi",
        "berlin",
        "the gym",
        "the office",
        "stockholm",
        "tokyo",
        "the lake",
        "washington",
    ],
    "thing": [
        "laptop",
        "passport",
        "bike",
        "phone",
        "rice cooker",
        "visa card",
        "router",
        "missile model kit",
        "sofa",
        "headset",
        "rocket league account",
    ],
    "time": [
        "tonight",
        "tomorrow",
        "on friday",
        "last week",
        "at 8",
        "this weekend",
        "in june",
        "after lunch",
        "next summer",
        "right now",
    ],
    "event": [
        "the raid",
        "the summit hike",
        "the meeting",
        "the exam",
        "the tournament",
        "the concert",
        "peace talks with my roommate",
        "the war room call",
    ],
    "trouble": [
        "got banned",
        "got hacked",
        "broke down",
        "ran out of food",
        "crashed",
        "blew up in my face",
        "got nuked",
        "is sanctioned again",
        "froze",
    ],
    "price": ["20 bucks", "5000 dollars", "way too much", "3 euros", "nothing", "half a month's rent"],
}
FRAMES = """
lol | brb | ok thanks | good morning everyone | haha that's so true | no way | same here tbh | gg | {food} again {time}
i love {food} | anyone up for {game} {time}? | who wants to play {game} {time}? | has anyone finished {game}?
is {game} worth {price}? | my {thing} {trouble} | why is {game} so laggy {time} | did you see {show} {time}?
how does {show} end, no spoilers pls | who is the best character in {show} | {show} was great {time}
what should i watch after {show} | where can i get good {food} in {place}? | how long do i cook {food} | can you freeze {food}?
we had {food} in {place} {time} | what goes well with {food} | how do i get from {place} to {place}?
how far is {place} from {place} | what's the weather like in {place} {time} | is {place} safe at night?
flying to {place} {time}, so excited | when does {event} start? | why was {event} cancelled | who is coming to {event} {time}
what happened at {event} {time}? | {event} {time} then | is {event} still on {time}? | how do i fix my {thing}
where do i buy a {thing} for {price} | my {thing} cost {price}, is that normal? | can i return a {thing} after {event}?
does anyone know a good {thing} | {who} {trouble} lol | {who} are you coming to {place} {time}?
did {who} say anything about {event}? | tell {who} i'll be late {time} | how old is {who} now | is {who} mad at us?
what do you all do for a living | can a mod pin this | who pinged me | how do i change my nickname here
why can't i post pictures | which channel is for {game} | is it me or is {show} overrated
i think {who} should be president lol | my {thing} passport pic looks awful | how much is {food} in {place}
they banned {who} from {game} {time} | do i need a visa for {place} | how do i send money to {who} in {place}
can i travel to {place} {time} with a cat? | how many people live in {place} | who won {time}
"""


def make_talk(count: int, rng: random.Random) -> list[str]:
    """Return chat lines made of the frames."""
    frames = [frame.strip() for frame in FRAMES.replace("\n", "|").split("|") if frame.strip()]
    return [_fill(rng.choice(frames), rng) for _ in range(count)]


def _fill(frame: str, rng: random.Random) -> str:
    for name, words in SLOTS.items():
        while f"{{{name}}}" in frame:
            frame = frame.replace(f"{{{name}}}", rng.choice(words), 1)
    return frame


def show(title: str, messages: Sequence[str], faq: FAQ, precision: float) -> float:
    """Print the share of messages that are answered, and the first of them; return the share."""
    started = time.process_time()
    found = [unprompted(faq, message, precision) for message in messages]
    spent = (time.process_time() - started) / len(messages) * 1000
    answers = [one for one in found if one]
    share = len(answers) / len(messages)
    print(f"{title:34}{len(messages):6,} messages, {len(answers):3} answered ({share:.2%}), {spent:.2f} ms CPU each")
    for one in answers[:SHOWN]:
        print(f"    {one.confidence:.2f} {one.article}: {one.question}")
    return share


def show_own(faq: FAQ, precision: float) -> int:
    """Print how many of the base's own questions are answered; return how many wrongly."""
    questions = [row for name in QUESTIONS for row in load_questions(ROOT / name)]
    found = [(row, unprompted(faq, row.question, precision)) for row in questions]
    right = sum(bool(one and {quote.article for quote in one.passages} & set(row.expect)) for row, one in found)
    wrong = [
        (row.question, one.article)
        for row, one in found
        if one and not {quote.article for quote in one.passages} & set(row.expect)
    ]
    answerable = sum(bool(row.expect) for row in questions)
    print(f"own questions: {len(questions)}, answerable {answerable}: {right} answered rightly, {len(wrong)} wrongly")
    for question, article in wrong:
        print(f"    {article}: {question}")
    return len(wrong)


def sample(messages: Iterable[str], count: int, rng: random.Random) -> list[str]:
    return rng.sample(sorted(messages), count)


def main() -> None:
    precision = float(sys.argv[1]) if len(sys.argv) > 1 else LISTENING_PRECISION
    faq, folder, rng = load(ROOT / "knowledge", today=dt.date(2026, 11, 24)), data_folder(), random.Random(SEED)
    public = [case.question for name in PUBLIC for case in load_public(name, folder)[0].cases]
    overheard = yaml.safe_load((ROOT / "tests" / "overheard.yaml").read_text("utf-8"))["messages"]
    print(f"unprompted answers at precision {precision:g}")
    channel = make_talk(CHANNEL // 2, rng) + sample(set(public), CHANNEL - CHANNEL // 2, rng)
    share = show("a channel of ordinary messages", channel, faq, precision)
    show("all questions of the public sets", public, faq, precision)
    show("talk about the base's own subject", overheard, faq, precision)
    show_own(faq, precision)
    print(f"goal: at most {MOST_REPLIES:.2%} in the channel: {'kept' if share <= MOST_REPLIES else 'MISSED'}")


if __name__ == "__main__":
    main()

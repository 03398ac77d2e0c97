"""S4 of the reliability catalogue: what people of one server typed is never seen in another, whatever is done in both at once."""

from __future__ import annotations

import asyncio
import io
import logging
import random
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from bot_under_test import FixedDay, make_parts, running
from served import write_served

from bot import client
from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.logs import start_logging
from bot.records import AuditEntry, ServerSettings
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message
    from fake.world import Server

    Way = Callable[["Guild", random.Random], Awaitable[list[str]]]

GUILDS, PEOPLE, AT_ONCE = 20, 6, 10
CANARY = re.compile("zq[a-z]{8}")
TELEPORT = "---\ntitle: Where is the teleport?\nasks:\n  - where is the teleport\n  - teleport\n---\nAt the spawn.\n"
"""Waits to be applied, so that a preview tells which remembered questions it would move."""


class HastyClock(FixedDay):
    """The machine's clock; what waits by it waits for a moment."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 100)


@dataclass
class Guild:
    """A server whose people type a word that nobody else does."""

    discord: FakeDiscord
    server: Server
    canary: str
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.people = [self.server.add_member(f"{self.canary} {number}") for number in range(PEOPLE)]
        self.mod = self.server.add_member("mod", admin=True)
        self.channel, self.log, self.humans = self.server.channel("general"), *map(self.server.add_channel, ("log", "humans"))
        word = self.canary
        self.texts = [f"where is the {word} teleport", f"teleport to {word}", f"how do i feed a {word}", f"{word} {word} {word}"]

    def asker(self, chance: random.Random) -> tuple[Person, str]:
        return chance.choice(self.people), chance.choice(self.texts)

    def everything(self) -> list[Message]:
        """Return what stands in the server, also what one person alone sees, but for what people wrote."""
        return [one for channel in self.server.channels for one in channel.messages.values() if one.author is self.bot]

    @property
    def bot(self) -> object:
        return self.discord.bot

    async def kb(self, command: str, **options: object) -> list[str]:
        return shown((await self.mod.slash(self.channel, command, **options)).message)


def shown(*messages: Message | None) -> list[str]:
    """Return all that can be read of messages: words, controls, files and what they are called."""
    return [
        f"{one.content} {one.edits} {one.components} {[(file.filename, file.description, file.content) for file in one.attachments]}"
        for one in messages
        if one is not None
    ]


async def mention(guild: Guild, chance: random.Random) -> list[str]:
    who, text = guild.asker(chance)
    return shown(*await guild.discord.replies_to(await who.say(guild.channel, text, mentions_bot=True), within=10))


async def ask(guild: Guild, chance: random.Random) -> list[str]:
    who, text = guild.asker(chance)
    return shown((await who.slash(guild.channel, "ask", question=text)).message)


async def complete(guild: Guild, chance: random.Random) -> list[str]:
    who, text = guild.asker(chance)
    command, option = chance.choice([("ask", "question"), ("article", "name")])
    return [str(await who.autocomplete(guild.channel, command, option, text[: chance.randint(1, len(text))]))]


async def complete_version(guild: Guild, _chance: random.Random) -> list[str]:
    return [str(await guild.mod.autocomplete(guild.channel, "kb rollback", "version", ""))]


async def press(guild: Guild, chance: random.Random) -> list[str]:
    who, text = guild.asker(chance)
    answer = (await who.slash(guild.channel, "ask", question=chance.choice([text, "can i get my money back"]))).message
    if answer is None or not answer.buttons:
        return shown(answer)
    return shown((await who.click(answer, chance.choice(answer.buttons))).message)


async def hand_over(guild: Guild, chance: random.Random) -> list[str]:
    who, text = guild.asker(chance)
    answer = (await who.slash(guild.channel, "ask", question=text)).message
    if answer is not None and "Ask a human" in answer.buttons:
        await who.click(answer, "Ask a human")
    return shown(*(one for one in guild.humans.messages.values() if not one.deleted))


async def inbox(guild: Guild, _chance: random.Random) -> list[str]:
    opened = (await guild.mod.slash(guild.channel, "kb inbox")).message
    if opened is None or not opened.buttons:
        return shown(opened)
    return [*shown(opened), *shown((await guild.mod.click(opened, opened.buttons[0])).message)]


async def preview(guild: Guild, chance: random.Random) -> list[str]:
    offered = (await guild.mod.slash(guild.channel, "kb reload")).message
    told = shown(offered)
    if offered is not None and chance.random() < 0.5:
        await guild.mod.click(offered, "Cancel")
    return told


async def why(guild: Guild, chance: random.Random) -> list[str]:
    return await guild.kb("kb why", question=guild.asker(chance)[1])


async def look(guild: Guild, chance: random.Random) -> list[str]:
    return await guild.kb(chance.choice(["kb status", "kb history", "kb taught", "kb check", "setup show"]))


async def stats(guild: Guild, _chance: random.Random) -> list[str]:
    return await guild.kb("kb stats")


async def own_data(guild: Guild, chance: random.Random) -> list[str]:
    who, _ = guild.asker(chance)
    return shown((await who.slash(guild.channel, f"privacy {chance.choice(['show', 'export'])}")).message)


WAYS: dict[Way, int] = {
    mention: 200,
    ask: 380,
    complete: 320,
    complete_version: 10,
    press: 20,
    hand_over: 10,
    inbox: 10,
    preview: 10,
    why: 15,
    look: 10,
    stats: 5,
    own_data: 10,
}
"""How often each is done, of a thousand times: as people ask and moderators look."""
TELLS_OWN = (inbox, preview, hand_over, stats, own_data)
"""What shows a server its own people's words, so that it would show others', too, if it mixed them up."""


@pytest.mark.parametrize("operations", [2_000, pytest.param(100_000, marks=[pytest.mark.nightly, pytest.mark.timeout(7_200)])])
async def test_no_word_of_one_server_is_seen_in_another(
    wired: FakeDiscord, tmp_path: Path, operations: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, clock, written = random.Random(11), HastyClock(), io.StringIO()  # noqa: S311 - a test's dice
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    start_logging("debug", "text", (), written)
    for limit in ("QUESTIONS", "QUESTIONS_OF_ALL"):  # the test is about who sees what, not about who asks too often
        monkeypatch.setattr(client, limit, 10 * operations)
    words = ["zq" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(GUILDS)]
    guilds = [Guild(wired, wired.add_server(f"Server {number}"), word) for number, word in enumerate(words)]
    folder = write_served(tmp_path / "knowledge")
    records = await SqliteRecords.open(tmp_path / "state" / "records.db", clock)
    made = make_parts(home_servers=tuple(one.server.id for one in guilds))
    serving = serve(Folder(folder, tmp_path / "state", clock), clock, taught=records.taught)
    async with running(wired, replace(made, serving=serving, records=records, clock=clock)):
        for one in guilds:
            chosen = ServerSettings(one.server.id, log_channel=one.log.id, human_channel=one.humans.id)
            await records.save_settings(chosen, AuditEntry(one.server.id, 1, "setup", "test", clock.now()))
        (folder / "server" / "teleport.md").write_text(TELEPORT, "utf-8")
        done: Counter[Way] = Counter()
        leaks: list[object] = []

        async def act(guild: Guild, way: Way) -> None:
            found = {word for text in await way(guild, chance) for word in CANARY.findall(text)}
            guild.seen[way.__name__] += guild.canary in found
            if found - {guild.canary}:
                leaks.append((guild.canary, way.__name__, found))
            done[way] += 1

        while done.total() < operations:
            ways = chance.choices(list(WAYS), list(WAYS.values()), k=AT_ONCE)
            await asyncio.gather(*(act(one, way) for one, way in zip(chance.sample(guilds, AT_ONCE), ways, strict=True)))
            if done.total() % 5_000 == 0:
                wired.requests.clear()
                leaks += [(one.canary, text) for one in guilds for text in elsewhere(one)]
                for one in guilds:
                    for channel in one.server.channels:
                        channel.messages.clear()
        await wired.settled()
    leaks += [(one.canary, text) for one in guilds for text in elsewhere(one)]
    assert leaks == []
    assert CANARY.findall(written.getvalue()) == []
    assert "connected to Gateway" in written.getvalue()  # there is a log, though nobody's words stand in it
    assert {way for way, share in WAYS.items() if done[way] < operations * share / 2_000} == set()
    for way in TELLS_OWN:
        assert sum(one.seen[way.__name__] for one in guilds) > 0, f"{way.__name__} shows nobody's words at all"


def elsewhere(guild: Guild) -> list[str]:
    """Return what the bot wrote in a server that holds another one's word."""
    return [text for text in shown(*guild.everything()) if set(CANARY.findall(text)) - {guild.canary}]

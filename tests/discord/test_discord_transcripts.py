"""``docs/transcripts.md`` in Discord: what askers type, and the replies and buttons that they see, over the wire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bot_under_test import Here, make_parts, running
from transcripts import USUAL_DAY, flat, read_page

from bot.faq import build

if TYPE_CHECKING:
    from fake import FakeDiscord
    from transcripts import Turn

    from bot.faq import FAQ

NOT_YET = {"3", "8", "13"}
"""As in tests/faq/test_transcripts.py, which says what the engine does instead."""

TURNS = [turn for turn in read_page() if "ask" in turn.wanted and turn.number not in NOT_YET]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.number)
async def test_an_asker_sees_what_the_page_shows(turn: Turn, wired: FakeDiscord, shipped: FAQ) -> None:
    faq = shipped if turn.day == USUAL_DAY else build(shipped.base, today=lambda: turn.day)
    wired.add_server("Korea talk")
    parts = make_parts(faq)
    overheard = turn.wanted.get("way") == "listening"
    async with running(wired, parts, reads_messages=overheard) as bot:
        here = Here(wired, bot, parts)
        if overheard:
            await here.set(listening=(here.channel.id,))
        asked = await here.ann.say(here.channel, turn.question, mentions_bot=not overheard)
        if overheard:
            await wired.settled()
            assert await wired.replies_to(asked, within=0.1) == []
            return
        [reply] = await wired.replies_to(asked)
        if " or " not in turn.wanted.get("article", ""):  # of several right answers the page shows the first
            assert_shown(reply.content, turn)
        for label in reply.buttons:
            assert re.search(rf"\[(\d )?{re.escape(label)}\]", turn.talk), label
        for label in filter(None, turn.wanted.get("press", "").split(", ")):
            pressed = await here.ann.click(reply, label=label)
            assert pressed.message.ephemeral_for is here.ann.user
            assert_shown(pressed.message.content, turn)
            for name in pressed.message.buttons:
                assert f"[{name}]" in turn.talk, name
        if "pick" in turn.wanted:
            title = next(one for one in reply.buttons if turn.wanted["pick"] in one.lower().replace(" ", "-"))
            await here.ann.click(reply, label=title)
            assert_shown(reply.content, turn)


def assert_shown(content: str, turn: Turn) -> None:
    """Every line of a reply stands on the page, word for word; which words are bold is taste; addresses and hashes are left out there."""
    for line in content.splitlines():
        without_links = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line)
        shown = re.sub(r"Version [0-9a-f]{7}\b", "Version 4f2a91c", re.sub(r"\\([^\w\s])", r"\1", without_links))
        assert flat(shown) in turn.talk, line

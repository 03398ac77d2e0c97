"""``make demo``: the real bot and a fake Discord on one machine. A dozen people ask, mistype, edit and press; a moderator breaks
and mends the content. Prints the channels as people see them.

Everything is real but Discord: the shipped knowledge base, files on disk, the database, the wire.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[2]
sys.path += [str(ROOT / "tests" / "discord"), str(ROOT / "tests")]

from fake import FakeDiscord  # noqa: E402 - the path comes first
from fake.wiring import pointed_at  # noqa: E402 - likewise

from bot.client import PolicyBot  # noqa: E402 - likewise
from bot.clock import SystemClock  # noqa: E402 - likewise
from bot.desk.content import Folder  # noqa: E402 - likewise
from bot.desk.opening import serve  # noqa: E402 - likewise
from bot.parts import Parts  # noqa: E402 - likewise
from bot.records.sqlite import SqliteRecords  # noqa: E402 - likewise
from bot.settings import read_settings  # noqa: E402 - likewise
from bot.wording import Wordings  # noqa: E402 - likewise

if TYPE_CHECKING:
    from fake.people import Person
    from fake.state import Channel, Message


async def play(folder: Path, state: Path) -> str:
    """Play the scene with a copy of the content; return what the channels look like at the end."""
    clock = SystemClock()
    records = await SqliteRecords.open(state / "records.db", clock)
    parts = Parts(read_settings(None), serve(Folder(folder, state, clock), clock), records, Wordings.load(), clock, "demo")
    async with FakeDiscord.start() as discord:
        server = discord.add_server("Korea talk", channels=("korea", "moderators", "people-who-know"))
        with pointed_at(discord):
            bot = PolicyBot(parts, reads_messages=True)
            online = asyncio.create_task(bot.start(discord.token))
            await asyncio.wait([online, asyncio.ensure_future(bot.wait_until_ready())], return_when=asyncio.FIRST_COMPLETED)
            scene = Scene(discord, server, folder)
            await scene.set_up()
            await scene.ask()
            await scene.moderate()
            await bot.close()
            await online
        shown = [discord.transcript(server.channel(name)) for name in ("korea", "moderators", "people-who-know")]
        assert discord.violations == [], discord.violations
    await records.close()
    return "\n\n".join(shown)


class Scene:
    """Who is there, and what they do."""

    def __init__(self, discord: FakeDiscord, server: object, folder: Path) -> None:
        self.discord, self.server, self.folder = discord, server, folder
        names = ("ann", "ben", "cho", "dmitri", "eva", "femi", "gül", "hana", "ivo", "jun", "kim_fan", "lea")
        self.people: dict[str, Person] = {name: server.add_member(name) for name in names}
        self.mara: Person = server.add_member("mara", admin=True)
        self.korea: Channel = server.channel("korea")
        self.desk: Channel = server.channel("moderators")

    async def set_up(self) -> None:
        """The moderator says where to listen, where people can be asked, and where to keep the log."""
        await self.mara.slash(self.desk, "setup listening", channel=self.korea)
        await self.mara.slash(self.desk, "setup humans", channel=self.server.channel("people-who-know"))
        await self.mara.slash(self.desk, "setup log", channel=self.desk)

    async def says(self, who: str, text: str, *, to_bot: bool = True) -> tuple[Message, Message | None]:
        """Somebody writes; return their message and the bot's reply, if any comes."""
        message = await self.people[who].say(self.korea, text, mentions_bot=to_bot)
        await self.discord.settled()
        replies = await self.discord.replies_to(message, within=0.1)
        return message, replies[0] if replies else None

    async def ask(self) -> None:
        """The members' part."""
        await self.says("ann", "how do washington and pyongyang talk if theres no embasy")
        await self.says("ben", "anyone up for a game later? im on from 8", to_bot=False)
        await self.says("cho", "can american citizens travel to north korea?", to_bot=False)
        _, choice = await self.says("dmitri", "sanctions?")
        assert choice is not None
        await self.people["dmitri"].click(choice, label="UN sanctions")
        await self.people["eva"].slash(self.korea, "ask", question="how many nukes does kim have")
        asked, _ = await self.says("femi", "wat is teh hanoi sumit")
        await asked.edit(f"{self.discord.bot.mention} what was the singapore summit")
        await self.discord.settled()
        _, again = await self.says("gül", "what happened in singapore between trump and kim")
        assert again is not None
        await self.people["gül"].click(again, label="Show it to me")
        _, answer = await self.says("hana", "is it a crime to hire a north korean freelancer")
        assert answer is not None
        await self.people["hana"].click(answer, label="More")
        await self.people["hana"].click(answer, label="Helpful")
        await self.says("ivo", "did nk fire missile today")
        _, wrong = await self.says("jun", "trump kim handshake at the border")
        assert wrong is not None
        await self.people["jun"].click(wrong, label="Wrong")
        _, declined = await self.says("kim_fan", "which tattoo shop in busan is the best")
        assert declined is not None
        if "Ask a human" in declined.buttons:
            await self.people["kim_fan"].click(declined, label="Ask a human")
        gone, _ = await self.says("lea", "who are the lazarus group")
        await gone.delete()
        await self.discord.settled()

    async def moderate(self) -> None:
        """The moderator's part: a broken file, the old content that goes on answering, and the mended file."""
        await self.mara.slash(self.desk, "kb status")
        await self.mara.slash(self.desk, "kb why", question="how many nukes does kim have")
        page = next(self.folder.rglob("arsenal-and-doctrine.md"))
        good = page.read_text("utf-8")
        page.write_text(good.replace("title:", "titel:", 1), "utf-8")
        await self.mara.slash(self.desk, "kb reload")
        await self.says("ann", "wtf is CVID")
        page.write_text(good.replace("has kim got", "has kim jong un got", 1), "utf-8")
        shown = (await self.mara.slash(self.desk, "kb reload")).message
        assert shown is not None
        await self.mara.click(shown, "Apply")
        await self.mara.slash(self.desk, "kb status")


def main() -> None:
    """Play it in a folder of its own, and print it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "knowledge"
        shutil.copytree(ROOT / "knowledge", folder)
        print(asyncio.run(play(folder, Path(scratch) / "state")))  # noqa: T201 - it is there to be seen


if __name__ == "__main__":
    main()

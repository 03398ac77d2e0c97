"""``make demo``: the real bot and a fake Discord on one machine. A dozen people ask, mistype, edit and press; then comes the moderator's
morning: inbox, lessons, an upload, a broken file, undo, pause, figures. Prints the channels as people see them.

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
from bot.clock import Clock  # noqa: E402 - likewise
from bot.desk.content import Folder  # noqa: E402 - likewise
from bot.desk.opening import serve  # noqa: E402 - likewise
from bot.parts import Parts  # noqa: E402 - likewise
from bot.records.sqlite import SqliteRecords  # noqa: E402 - likewise
from bot.settings import read_settings  # noqa: E402 - likewise
from bot.wording import Wordings  # noqa: E402 - likewise

if TYPE_CHECKING:
    from fake.interactions import Interaction
    from fake.people import Person
    from fake.state import Channel, Message

TEACH = "Teach: this question belongs to…"


async def play(folder: Path, state: Path) -> str:
    """Play the scene with a copy of the content; return what the channels look like at the end."""
    clock = Clock()
    records = await SqliteRecords.open(state / "records.db", clock)
    serving = serve(Folder(folder, state, clock), clock, taught=records.taught)
    parts = Parts(read_settings(None), serving, records, Wordings.load(), clock, "demo")
    async with FakeDiscord.start() as discord:
        server = discord.add_server("Korea talk", channels=("korea", "moderators", "people-who-know"))
        with pointed_at(discord):
            bot = PolicyBot(parts, reads_messages=True)
            online = asyncio.create_task(bot.start(discord.token))
            await asyncio.wait([online, asyncio.ensure_future(bot.wait_until_ready())], return_when=asyncio.FIRST_COMPLETED)
            scene = Scene(discord, server, folder)
            try:
                await scene.set_up()
                await scene.ask()
                await scene.moderate()
                await scene.tidy_up()
            finally:
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
        self.mistaken, wrong = await self.says("jun", "trump kim handshake at the border")
        assert wrong is not None
        await self.people["jun"].click(wrong, label="Wrong")
        _, declined = await self.says("kim_fan", "which tattoo shop in busan is the best")
        assert declined is not None
        if "Ask a human" in declined.buttons:
            await self.people["kim_fan"].click(declined, label="Ask a human")
        await self.says("lea", "best tattoo shop in busan??")
        gone, _ = await self.says("lea", "who are the lazarus group")
        await gone.delete()
        await self.discord.settled()

    async def kb(self, command: str, **options: object) -> Message:
        """The moderator uses a command."""
        return await self.shown(await self.mara.slash(self.desk, f"kb {command}", **options))

    async def press(self, message: Message, label: str) -> Message:
        """The moderator presses a button, and sees what follows."""
        return await self.shown(await self.mara.click(message, label))

    async def teach(self, message: Message) -> Message:
        """The moderator says that the bot should have known a question."""
        return await self.shown(await self.mara.context_menu(TEACH, message))

    async def shown(self, done: Interaction) -> Message:
        """Return what the moderator is shown; a look at every wording takes some seconds."""
        await self.discord.clock.wait_until(lambda: not done.thinking, 60.0)
        assert done.message is not None
        return done.message

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
        await self.press(await self.kb("reload"), "Apply")

    async def tidy_up(self) -> None:
        """The moderator's morning: what was asked in vain, what was wrong, an article that changed, and how to go back."""
        await self.press(await self.press(await self.kb("inbox"), "Not our topic"), "Apply")
        asked = await self.teach(self.mistaken)
        await self.press(await self.press(asked, asked.buttons[0]), "Apply")
        await self.says("ben", "trump and kim shaking hands at the border")
        short, _ = await self.says("cho", "can someone tldr sanctions on nk", to_bot=False)
        await self.press(await self.teach(short), "Do sanctions work?")
        page = next(self.folder.rglob("travel-ban.md"))
        changed = page.read_text("utf-8").replace("until: 2026-08-31", "until: 2027-08-31")
        file = self.mara.file(page.name, changed.encode())
        done = await self.press(await self.kb("upload", file=file, reason="the rule was extended"), "Apply")
        await self.press(await self.press(done, "Undo"), "Apply")
        await self.kb("pause", article="travel-ban")
        await self.says("eva", "can americans go to north korea")
        await self.kb("resume", article="travel-ban")
        await self.kb("history")
        await self.kb("stats")
        await self.kb("status")


def main() -> None:
    """Play it in a folder of its own, and print it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "knowledge"
        shutil.copytree(ROOT / "knowledge", folder)
        print(asyncio.run(play(folder, Path(scratch) / "state")))  # noqa: T201 - it is there to be seen


if __name__ == "__main__":
    main()

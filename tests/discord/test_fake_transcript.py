from __future__ import annotations

from typing import TYPE_CHECKING

from fake.sample_bot import connected

if TYPE_CHECKING:
    from fake import FakeDiscord


async def test_a_transcript_reads_as_people_saw_it(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    general, mara, noor = server.channel("general"), server.add_member("Mara"), server.add_member("Noor")
    async with connected(wired):
        asked = await mara.say(general, "how?", mentions_bot=True)
        await wired.replies_to(asked)
        await asked.edit("never mind")
        await asked.delete()
        done = await mara.slash(general, "ask", question="how?")
        assert done.message is not None
        pressed = await noor.click(done.message, "Wrong")
        assert pressed.modal is not None
        await noor.submit(pressed.modal, {"reason": "it is old"})
        await noor.slash(general, "choose")
        await noor.slash(general, "slow")
        await wired.settled()
    assert wired.transcript(general).splitlines() == [
        "#general",
        "Mara: @Policybot how?",
        "Policybot → Mara: You said: @Policybot how?",
        "Mara edited: never mind",
        "(deleted: Mara's 'never mind')",
        "* Mara used /ask question: how?",
        "Policybot → Mara: You asked: how?",
        "    [Wrong]",
        "* Noor pressed [Wrong]",
        "* Noor filled in “What was wrong?”",
        "Policybot (only Noor sees this): Noted: it is old",
        "* Noor used /choose",
        "Policybot → Noor: Choose",
        "    [choose ▾ One | Two]",
        "* Noor used /slow",
        "Policybot (only Noor sees this): is thinking…",
        "Policybot (only Noor sees this) edited: Done",
        "Policybot → Noor: And more",
        "    [file more.txt, 11 bytes]",
    ]

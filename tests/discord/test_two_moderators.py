"""Several moderators at one desk, over the wire: whose press counts, and what the others are told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from served import REFUNDS
from test_discord_editing import upload
from test_discord_previewing import Desk, _proposal_of, opened
from test_teaching import which

from bot.buttons import Action, ButtonId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

ROUNDS = 8
STALE = "That preview no longer holds: "


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path) as one:
        yield one


async def taught(desk: Desk, number: int) -> Message:
    """Let the other moderator look at a lesson."""
    return await desk.press(desk.mod, await which(desk, f"gribblo {'x' * number}q", desk.mod), "How do I protect my land")


async def uploaded(desk: Desk, days: int) -> Message:
    text = (desk.folder / REFUNDS).read_text("utf-8")
    before = text.partition("within ")[2].partition(" days")[0]
    return await upload(desk, "refunds.md", text.replace(f"within {before} days", f"within {days} days").encode())


async def applied(desk: Desk) -> list[str]:
    return [one.action for one in await desk.parts.records.applied(100)]


async def test_two_who_look_at_different_changes_both_get_them_through(desk: Desk) -> None:
    """The first press applies. What the second one was shown holds no longer, so it is shown anew, and then applied."""
    for number in range(1, ROUNDS + 1):
        hers, his = await uploaded(desk, 20 + number), await taught(desk, number)
        assert (await desk.press(desk.mara, hers, "Apply")).content.startswith("Done. Written to ")
        again = await desk.press(desk.mod, his, "Apply")
        assert again.content.startswith("Something else changed since, so nothing was applied. This is how it looks now:\n")
        assert (await desk.press(desk.mod, again, "Apply")).content.startswith("Learned, ")
        assert await applied(desk) == ["teach", "upload"] * number


async def test_looking_at_something_else_takes_no_change_from_whoever_looks_at_theirs(desk: Desk) -> None:
    hers = await uploaded(desk, 30)
    for number in range(1, ROUNDS + 1):
        assert (await taught(desk, number)).buttons == ["Apply", "Cancel"]
    assert (await desk.press(desk.mara, hers, "Apply")).content.startswith("Done. Written to ")
    assert "within 30 days" in (desk.folder / REFUNDS).read_text("utf-8")


async def together(desk: Desk, shown: Message, *presses: tuple[Person, str]) -> list[str]:
    """Let people press at the same moment; return what each is told, or what the message says by then."""
    proposal = _proposal_of(shown)
    actions = {"Apply": Action.APPLY, "Cancel": Action.CANCEL}
    ids = [ButtonId(actions[label], extra=proposal).encode() for _, label in presses]
    done = await asyncio.gather(
        *(who.click(shown, custom_id=one, forged=True) for (who, _), one in zip(presses, ids, strict=True))
    )
    await desk.discord.settled()
    return [shown.content if one.message is None else one.message.content for one in done]


@pytest.mark.parametrize("order", ["AAC", "ACA", "CAA"])
async def test_of_three_who_press_at_once_one_is_heard_and_the_others_are_told_the_truth(desk: Desk, order: str) -> None:
    desk.add_hours()
    before = desk.version
    labels = {"A": "Apply", "C": "Cancel"}
    told = await together(desk, await desk.reload(), *((desk.mara, labels[one]) for one in order))
    done = [text for text in told if text.startswith("Done. ")]
    kept = [text for text in told if text.startswith("Nothing was changed. Members still get ")]
    assert len(done) + len(kept) == 1
    assert sum(text.startswith(STALE) for text in told) == 2
    assert (desk.version != before) == bool(done)
    assert await applied(desk) == ["reload"] * len(done)


async def test_an_apply_that_is_under_way_is_not_said_to_be_cancelled(desk: Desk) -> None:
    """The press on Cancel comes while the content is made again."""
    desk.add_hours()
    shown = await desk.reload()
    seen: list[str] = []
    add = desk.parts.history.add

    async def slow(change: object, verdict: object) -> object:
        seen.extend(await together(desk, shown, (desk.mod, "Cancel")))
        return await add(change, verdict)  # type: ignore[arg-type]  # handed through

    desk.parts.history.add = slow  # type: ignore[assignment, method-assign]  # a history that somebody waits for
    assert (await desk.press(desk.mara, shown, "Apply")).content.startswith("Done. ")
    [told] = seen
    assert told.startswith(STALE)
    assert await applied(desk) == ["reload"]


async def test_who_has_lost_the_right_applies_nothing_that_was_shown_before(desk: Desk) -> None:
    hers, his = await uploaded(desk, 30), await taught(desk, 1)
    await desk.mara.set_roles()
    for shown in (hers, his):
        [told] = await together(desk, shown, (desk.mara, "Apply"))
        assert told.startswith("Only moderators can do that")
    assert await applied(desk) == []
    assert (await desk.press(desk.mod, his, "Apply")).content.startswith("Learned, ")


async def test_a_preview_of_one_server_is_nothing_in_another(wired: FakeDiscord, tmp_path: Path) -> None:
    """Both are homes of the base; who lost the right in one has it in the other still."""
    home, elsewhere = wired.add_server("Blockhaven"), wired.add_server("Elsewhere")
    async with opened(wired, tmp_path, home_servers=(home.id, elsewhere.id)) as desk:
        there = elsewhere.add_member("mara there", admin=True)
        desk.add_hours()
        shown, before = await desk.reload(), desk.version
        theirs = (await there.slash(elsewhere.channel("general"), "kb reload", forged=True)).message
        assert theirs is not None
        for action in (Action.APPLY, Action.CANCEL):
            forged = ButtonId(action, extra=_proposal_of(shown)).encode()
            told = (await there.click(theirs, custom_id=forged, forged=True)).message
            assert told is not None
            assert told.content.startswith("This button is from another time ")  # no message there has it
        assert desk.version == before
        assert desk.parts.serving.change_of(_proposal_of(shown)) is not None

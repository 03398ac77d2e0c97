from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from fake import FakeDiscord, NotOffered, Permission
from fake.sample_bot import connected

PRIVATE = 1 << 6


async def test_a_command_is_answered_and_its_buttons_and_form_work(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    general, mara, noor = server.channel("general"), server.add_member("mara"), server.add_member("noor")
    async with connected(wired):
        done = await mara.slash(general, "ask", question="how?")
        assert done.message is not None
        assert done.message.content == "You asked: how?"
        assert done.message.buttons == ["Wrong"]
        assert done.acknowledged is not None
        assert (done.acknowledged.type, done.failed) == (4, False)
        assert 0 < done.acknowledged.after < 3
        pressed = await noor.click(done.message, "Wrong")
        assert pressed.modal is not None
        assert pressed.modal.title == "What was wrong?"
        sent = await noor.submit(pressed.modal, {"reason": "old"})
        assert sent.message is not None
        assert (sent.message.content, sent.message.ephemeral_for) == ("Noted: old", noor.user)
        with pytest.raises(NotOffered, match="does not see"):
            await mara.click(sent.message)
    assert {"commands", "answer", "modal", "private answer"} == set(wired.checked)


async def test_typing_gets_choices_and_a_menu_changes_its_message(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    async with connected(wired):
        (choice,) = await mara.autocomplete(general, "ask", "question", "ho")
        assert (choice.name, choice.value) == ("ho?", "ho")
        shown = (await mara.slash(general, "choose")).message
        assert shown is not None
        done = await mara.select(shown, ["Two"])
    assert done.message is shown
    assert shown.content == "Chosen: 2"
    assert shown.edits == ["Choose"]
    assert shown.components == []


async def test_a_menu_of_a_message_carries_its_content_without_the_intent(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    mara = server.add_member("mara")
    async with connected(wired):
        message = await mara.say(server.channel("general"), "among us")
        done = await server.add_member("noor").context_menu("Say it back", message)
    assert done.message is not None
    assert done.message.content == "It says: among us"
    assert done.message.reference is message


@pytest.mark.parametrize("by_follow_up", [True, False])
async def test_a_deferral_is_filled_by_the_first_thing_that_comes(wired: FakeDiscord, by_follow_up: bool) -> None:  # noqa: FBT001 # a case
    server = wired.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    async with connected(wired):
        done = await mara.slash(general, "slow", by_follow_up=by_follow_up)
        await wired.settled()
    assert done.acknowledged is not None
    assert done.acknowledged.type == 5
    assert done.message is not None
    assert (done.message.content, done.message.ephemeral_for) == ("Done", mara.user)
    assert [one.content for one in done.followups] == (["And more"] if by_follow_up else [])
    assert [file.text for one in done.followups for file in one.attachments] == (["three lines"] if by_follow_up else [])


async def test_an_answer_that_does_not_come_has_failed_after_three_seconds(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    async with connected(wired):
        asking = asyncio.create_task(server.add_member("mara").slash(server.channel("general"), "silent"))
        await wired.clock.wait_until(lambda: wired.interactions.waiting, 1)
        wired.clock.advance(3)
        done = await asking
    assert done.failed
    assert done.message is None


async def answered(discord: FakeDiscord, times: list[float]) -> list[tuple[int, int]]:
    """Begin an interaction, answer it by hand after each of these times; return the statuses and codes."""
    server = discord.add_server("Game")
    mara = server.add_member("mara")
    data = {"id": "1", "name": "ask", "type": 1}
    made = discord.interactions.begin(2, mara.user, server.channel("general"), data)
    path = f"{discord.api}/interactions/{made.id}/{made.token}/callback"
    body = {"type": 4, "data": {"content": "hi", "allowed_mentions": {"parse": []}}}
    seen = []
    async with aiohttp.ClientSession() as session:
        for seconds in times:
            discord.clock.advance(seconds)
            async with session.post(path, json=body) as answer:
                seen.append((answer.status, (await answer.json())["code"] if answer.status != 204 else 0))
        discord.clock.advance(901)
        async with session.get(f"{discord.api}/webhooks/{discord.bot.id}/{made.token}/messages/@original") as answer:
            seen.append((answer.status, (await answer.json())["code"]))
    return seen


async def test_the_deadlines_of_an_interaction_hold(discord: FakeDiscord) -> None:
    assert await answered(discord, [2.5, 0.1]) == [(204, 0), (400, 40060), (401, 50027)]


async def test_an_answer_after_three_seconds_is_unknown(discord: FakeDiscord) -> None:
    assert await answered(discord, [3.1]) == [(404, 10062), (404, 10015)]


async def test_options_are_checked_against_the_command(wired: FakeDiscord) -> None:
    server = wired.add_server("Game")
    general, mara = server.channel("general"), server.add_member("mara")
    async with connected(wired):
        with pytest.raises(NotOffered, match="needs"):
            await mara.slash(general, "ask")
        with pytest.raises(NotOffered, match="no option"):
            await mara.slash(general, "ask", question="a", colour="red")
        with pytest.raises(NotOffered, match="1 to 300"):
            await mara.slash(general, "ask", question="a" * 301)
        with pytest.raises(NotOffered, match="takes <class 'bool'>"):
            await mara.slash(general, "ask", question="a", private="yes")


async def test_a_command_for_moderators_is_hidden_from_others_but_can_be_forged(wired: FakeDiscord) -> None:
    server = wired.add_server("Game", roles={"Mod": Permission.MANAGE_GUILD})
    general, mara, mod = server.channel("general"), server.add_member("mara"), server.add_member("ivo", roles=["Mod"])
    options: dict[str, Any] = {"role": server.roles["Mod"], "who": mara}
    async with connected(wired):
        done = await mod.slash(general, "setup roles", **options)
        with pytest.raises(NotOffered, match="default permissions hide it"):
            await mara.slash(general, "setup roles", **options)
        forged = await mara.slash(general, "setup roles", forged=True, **options)
        await mod.set_roles()
        with pytest.raises(NotOffered, match="default permissions hide it"):
            await mod.slash(general, "setup roles", **options)
        with pytest.raises(NotOffered, match="not offered in context 1"):
            await mod.slash(mod.dms, "setup roles", **options)
    assert done.message is not None
    assert done.message.content == "mara as Mod"
    assert forged.message is not None  # the sample bot trusts Discord; a real one must not


async def test_a_user_installed_app_works_where_the_bot_is_not(wired: FakeDiscord) -> None:
    server = wired.add_server("Elsewhere", with_bot=False)
    mara = server.add_member(wired.add_user("mara", installed=True))
    noor = server.add_member("noor")
    async with connected(wired):
        for where in (server.channel("general"), mara.dms, mara.chat_with(noor)):
            done = await mara.slash(where, "ask", question="here?")
            assert done.message is not None, where
        with pytest.raises(NotOffered, match="not offered for installation"):
            await noor.slash(server.channel("general"), "ask", question="here?")


async def test_commands_keep_their_ids_when_they_are_replaced(wired: FakeDiscord) -> None:
    wired.add_server("Game")
    async with connected(wired) as bot:
        before = {command.name: command.id for command in await bot.tree.fetch_commands()}
        assert {command.name: command.id for command in await bot.tree.sync()} == before
        await (await bot.tree.fetch_command(before["slow"])).delete()
        assert "slow" not in {command.name for command in await bot.tree.fetch_commands()}
    assert wired.commands.writes == 3

"""Articles changed from chat, over the wire: uploaded, downloaded, edited in a form, begun anew and saved from a message."""

from __future__ import annotations

import errno
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bot_under_test import make_parts, running
from served import REFUNDS, edit
from test_discord_previewing import Desk, opened
from transcripts import flat, read_page

from bot.desk.content import Folder
from bot.desk.opening import serve
from bot.desk.writing import Disk
from bot.faq.editing import articles_in
from bot.wording import Wordings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fake import FakeDiscord
    from fake.people import Person
    from fake.state import Message

BUSY = 60.0
"""Seconds after which even a busy machine has shown what a change does to the shipped base."""
ASK = "can i get my money back"
PETS = b"---\ntitle: May I keep a pet dragon?\nasks:\n  - pet dragon\n  - can i tame a dragon\n---\nNo, dragons cannot be kept.\n"


@pytest.fixture
async def desk(wired: FakeDiscord, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(wired, tmp_path) as one:
        yield one


def plain(message: Message) -> str:
    """Return what people read, without what keeps it from being taken for marks."""
    return message.content.replace("\\", "")


async def kb(desk: Desk, command: str, who: Person | None = None, **options: object) -> Message:
    """Use a command; return what its person alone sees."""
    who = who or desk.mara
    done = await who.slash(desk.channel, f"kb {command}", forged=True, **options)
    await done.clock.wait_until(lambda: not done.thinking, BUSY)
    assert done.message is not None
    assert done.message.ephemeral_for is who.user
    return done.message


async def upload(desk: Desk, name: str, data: bytes, **options: object) -> Message:
    return await kb(desk, "upload", file=desk.mara.file(name, data), **options)


async def filled(desk: Desk, command: str, values: dict[str, str], **options: object) -> Message:
    """Open a form by a command and send it with other values."""
    opening = await desk.mara.slash(desk.channel, f"kb {command}", **options)
    assert opening.modal is not None, opening.message
    done = await desk.mara.submit(opening.modal, values)
    assert done.message is not None
    assert done.message.ephemeral_for is desk.mara.user
    return done.message


async def answer(desk: Desk, question: str = ASK) -> str:
    asked = await desk.ann.say(desk.channel, question, mentions_bot=True)
    [reply] = await desk.discord.replies_to(asked)
    return reply.content


def refunds(desk: Desk) -> str:
    return (desk.folder / REFUNDS).read_text()


async def test_an_upload_is_shown_then_written_told_and_undone(desk: Desk) -> None:
    before = refunds(desk)
    data = before.replace("within 14 days", "within 30 days").encode()
    shown = await upload(desk, "refunds.md", data, reason="the new *rule*")
    assert plain(shown).startswith(
        "server/refunds.md: no faults. It replaces the file that is there.\nReady: 0 articles added, 1 changed"
    )
    assert shown.buttons == ["Apply", "Cancel"]
    assert refunds(desk) == before
    done = await desk.press(desk.mara, shown, "Apply")
    assert plain(done) == f"Done. Written to server/refunds.md, version {desk.version}. Members see it from now on."
    assert (desk.folder / REFUNDS).read_bytes() == data
    assert "within 30 days" in await answer(desk)
    await desk.discord.settled()
    logged = list(desk.log.messages.values())[-1]
    assert (
        plain(logged) == f'mara changed "Can I get a refund?" (server/refunds.md), version {desk.version}. Reason: the new *rule*'
    )
    await desk.press(desk.mara, await desk.press(desk.mara, done, "Undo"), "Apply")
    assert refunds(desk) == before
    assert "within 14 days" in desk.parts.serving.faq.ask(ASK).passages[0].text


async def test_an_upload_of_a_new_article_goes_into_the_folder_of_its_topic(desk: Desk) -> None:
    shown = await upload(desk, "pets.md", PETS, topic="server")
    assert plain(shown).startswith(
        "server/pets.md: no faults. There is no such file yet.\nReady: 1 article added, 0 changed, none removed."
    )
    await desk.press(desk.mara, shown, "Apply")
    assert (desk.folder / "server/pets.md").read_bytes() == PETS
    assert "No, **dragons** cannot be kept." in await answer(desk, "can i tame a dragon")


async def test_an_upload_with_faults_changes_nothing_and_names_them(desk: Desk) -> None:
    before = refunds(desk)
    told = await upload(desk, "refunds.md", b"---\ntitle: Refunds\nasks: [refund]\nnot_fr: [x]\n---\nYes.\n")
    head, fault, *_ = plain(told).splitlines()
    assert head == "Nothing was changed: 1 fault in 1 file."
    assert fault.startswith("server/refunds.md:4:1: unknown key 'not_fr'")
    assert told.buttons == []
    assert refunds(desk) == before


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("refunds.md", b"\x89PNG\r\n\x1a\n\x00", "byte 0x89 is not UTF-8"),
        ("refunds.md", "---\ntitle: Größe\n".encode("utf-16"), "the file is UTF-16, not UTF-8; save it as UTF-8"),
        ("../refunds.md", PETS, "upload one whose name ends in .md or .yaml"),
        ("refunds.exe", PETS, "upload one whose name ends in .md or .yaml"),
        ("guards.yaml", b"guards: []\n", "upload one whose name ends in .md or .yaml"),
        (".hidden.md", PETS, "upload one whose name ends in .md or .yaml"),
        ("@everyone.md", b"", "the file does not start with '---'"),
        (
            "refunds.yaml",
            b"id: refunds\ntitle: R\nasks: [r]\npassages: [{text: Yes.}]\n",
            "its article stands in server/refunds.md",
        ),
    ],
)
async def test_what_is_no_file_of_articles_is_refused_kindly(desk: Desk, name: str, data: bytes, told: str) -> None:
    before = {path: path.read_bytes() for path in desk.folder.rglob("*.*")}
    shown = await upload(desk, name, data)
    assert shown.content.startswith("Nothing was changed: ")
    assert told in plain(shown)
    assert "@everyone" not in shown.content
    assert {path: path.read_bytes() for path in desk.folder.rglob("*.*")} == before


async def test_a_file_that_is_too_large_is_not_even_fetched(desk: Desk) -> None:
    told = await upload(desk, "refunds.md", b"x" * 1_000_001)
    assert told.content == "That file is too large: an article's file has at most 1 MB. Split it."


async def test_a_file_that_is_gone_from_discord_is_told(desk: Desk) -> None:
    file = desk.mara.file("pets.md", PETS)
    desk.discord.world.files = NoFiles()
    told = await kb(desk, "upload", file=file)
    assert told.content == "I could not get that file from Discord. Please try again."


class NoFiles(dict[int, object]):
    """Loses whatever is put into it."""

    def __setitem__(self, key: int, value: object) -> None:
        """Lose it."""


async def test_a_file_that_somebody_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    shown = await upload(desk, "refunds.md", refunds(desk).replace("14 days", "30 days").encode())
    edit(desk.folder, REFUNDS, "within 14 days", "within 21 days")
    told = await desk.press(desk.mara, shown, "Apply")
    assert "server/refunds.md was changed meanwhile by somebody else" in plain(told)
    assert "within 21 days" in refunds(desk)
    assert "within 14 days" in await answer(desk)


async def test_what_somebody_wrote_and_nobody_applied_is_not_written_over_for_no_undo_brings_it_back(desk: Desk) -> None:
    was = refunds(desk)
    edit(desk.folder, REFUNDS, "within 14 days", "within 20 days")
    desk.add_hours()
    written, hours = refunds(desk), (desk.folder / "server" / "hours.md").read_text()
    opened_form = await desk.mara.slash(desk.channel, "kb edit", article="refunds")
    assert opened_form.modal is None
    assert opened_form.message is not None
    for told, path in (
        (opened_form.message, "server/refunds.md"),
        (await upload(desk, "refunds.md", was.replace("14 days", "30 days").encode()), "server/refunds.md"),
        (
            await upload(desk, "hours.md", hours.replace("always open", "open at night").encode(), topic="server"),
            "server/hours.md",
        ),
    ):
        assert plain(told) == (
            f"Nothing was changed: {path} holds a change that nobody has applied yet: "
            "apply it first with /kb reload, or have it taken back."
        )
    assert (refunds(desk), (desk.folder / "server" / "hours.md").read_text()) == (written, hours)
    await desk.press(desk.mara, await desk.reload(), "Apply")
    done = await desk.press(desk.mara, await upload(desk, "refunds.md", was.replace("14 days", "30 days").encode()), "Apply")
    await desk.press(desk.mara, await desk.press(desk.mara, done, "Undo"), "Apply")
    assert refunds(desk) == written


async def test_a_preview_that_waited_through_a_rollback_does_not_write_over_what_the_files_hold(desk: Desk) -> None:
    was = desk.parts.serving.faq.version
    edit(desk.folder, REFUNDS, "within 14 days", "within 20 days")
    await desk.press(desk.mara, await desk.reload(), "Apply")
    written = refunds(desk)
    shown = await upload(desk, "refunds.md", written.replace("20 days", "30 days").encode())
    await desk.press(desk.mara, await kb(desk, "rollback", version=was), "Apply")
    told = await desk.press(desk.mara, shown, "Apply")
    assert "server/refunds.md holds a change that nobody has applied yet" in plain(told)
    assert refunds(desk) == written


async def test_what_waited_in_other_files_is_named_wherever_a_change_is_told(desk: Desk) -> None:
    desk.add_hours()
    shown = await upload(desk, "refunds.md", refunds(desk).replace("14 days", "30 days").encode())
    came = "with 1 more change of the files that waited: Opening hours of the shop"
    assert plain(shown).splitlines()[1] == f"This comes {came}."
    done = await desk.press(desk.mara, shown, "Apply")
    assert plain(done).endswith(f"Members see it from now on. This comes {came}.")
    await desk.discord.settled()
    told = f'changed "Can I get a refund?" (server/refunds.md) ({came}), version {desk.version}.'
    assert plain(list(desk.log.messages.values())[-1]) == f"mara {told}"
    assert told in plain(await kb(desk, "history"))
    undo = await kb(desk, "undo")
    assert told in plain(undo)
    assert plain(await desk.press(desk.mara, undo, "Apply")).endswith("0 articles added, 1 changed, none removed.")
    await desk.discord.settled()
    assert 'undid upload "Can I get a refund?" (server/refunds.md):' in plain(list(desk.log.messages.values())[-1])
    assert (desk.folder / "server" / "hours.md").exists()


async def test_a_file_with_faults_can_be_mended_from_chat_for_nobody_can_apply_it(desk: Desk) -> None:
    was = refunds(desk)
    (desk.folder / REFUNDS).write_text("---\ntitle: [\n")
    shown = await upload(desk, "refunds.md", was.replace("14 days", "30 days").encode())
    await desk.press(desk.mara, shown, "Apply")
    assert "within 30 days" in await answer(desk)


async def test_a_cancelled_upload_leaves_everything_as_it_is(desk: Desk) -> None:
    before = refunds(desk)
    shown = await upload(desk, "refunds.md", before.replace("14 days", "30 days").encode())
    await desk.mara.click(shown, "Cancel")
    assert shown.content == f"Nothing was changed. Members still get version {desk.version}."
    assert refunds(desk) == before


async def test_a_folder_that_may_not_be_written_is_told_and_the_old_content_answers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    before = refunds(desk)
    shown = await upload(desk, "refunds.md", before.replace("14 days", "30 days").encode())
    monkeypatch.setattr(Disk, "write_new", refuse)
    told = await desk.press(desk.mara, shown, "Apply")
    assert plain(told) == (
        "Nothing was changed: server/refunds.md could not be written: read-only file system; nothing was changed."
    )
    assert refunds(desk) == before
    assert "within 14 days" in await answer(desk)


async def test_an_article_is_downloaded_as_it_lies_there(desk: Desk) -> None:
    edit(desk.folder, REFUNDS, "within 14 days", "within 99 days")
    told = await kb(desk, "download", article="refunds")
    [file] = told.attachments
    assert (file.filename, file.content) == ("refunds.md", (desk.folder / REFUNDS).read_bytes())
    assert plain(told) == "This is server/refunds.md as it is now. Change it and bring it back with /kb upload."
    assert "no file of the article 'nobody'" in (await kb(desk, "download", article="nobody")).content


async def test_an_article_is_changed_in_a_form_and_the_rest_of_its_file_stays(desk: Desk) -> None:
    before = refunds(desk)
    [article] = articles_in("server/refunds.md", before.encode())
    opening = await desk.mara.slash(desk.channel, "kb edit", article="refunds")
    assert opening.modal is not None
    assert [part["component"]["value"] for part in opening.modal.components if "value" in part["component"]] == [
        article.title,
        "\n".join(article.asks),
        article.passages[0].text,
    ]
    asks = "\n".join([*article.asks, "  give me my coins back ", ""])
    done = await desk.mara.submit(opening.modal, {"asks": asks, "reason": "asked often"})
    assert done.message is not None
    assert "\nReady: 0 articles added, 1 changed, none removed." in done.message.content
    await desk.press(desk.mara, done.message, "Apply")
    old, new = before.splitlines(), refunds(desk).splitlines()
    assert [line for line in new if line not in old] == ["  - give me my coins back"]
    assert [line for line in new if line in old] == old
    await desk.discord.settled()
    assert list(desk.log.messages.values())[-1].content.endswith("Reason: asked often")


async def test_another_passage_is_changed_by_its_number(desk: Desk) -> None:
    choices = await desk.mara.autocomplete(desk.channel, "kb edit", "passage", "", article="refunds")
    assert [choice.value for choice in choices] == [*range(1, len(choices) + 1)]
    assert len(choices) >= 2
    shown = await filled(desk, "edit", {"text": "Entirely new words."}, article="refunds", passage=2)
    await desk.press(desk.mara, shown, "Apply")
    assert articles_in("server/refunds.md", refunds(desk).encode())[0].passages[1].text == "Entirely new words."
    told = await kb(desk, "edit", article="refunds", passage=90)
    assert told.content.startswith("That article has ")


async def test_a_form_that_changes_nothing_or_what_cannot_be_written_says_so(desk: Desk) -> None:
    assert (await filled(desk, "edit", {}, article="refunds")).content == "Nothing was changed: it says that already."
    told = await filled(desk, "edit", {"text": "One.\n\n## A heading\n\nTwo."}, article="refunds")
    assert "a text may hold no headings" in told.content


async def test_a_form_that_was_opened_before_somebody_changed_the_file_is_refused(desk: Desk) -> None:
    opening = await desk.mara.slash(desk.channel, "kb edit", article="refunds")
    assert opening.modal is not None
    edit(desk.folder, REFUNDS, "within 14 days", "within 21 days")
    told = await desk.mara.submit(opening.modal, {"title": "Refunds"})
    assert told.message is not None
    assert "server/refunds.md was changed meanwhile by somebody else: open it again" in plain(told.message)


async def test_a_new_article_begins_as_a_draft_and_is_made_visible(desk: Desk) -> None:
    words = {"title": "May I keep a pet dragon?", "asks": "pet dragon\ncan i tame a dragon", "text": "No, never."}
    shown = await filled(desk, "new", words | {"source": "House rules <https://example.com/rules>"}, topic="server")
    done = await desk.press(desk.mara, shown, "Apply")
    assert plain(done).startswith("Done. Written to server/may-i-keep-a-pet-dragon.md")
    file = desk.folder / "server/may-i-keep-a-pet-dragon.md"
    [article] = articles_in("server/may-i-keep-a-pet-dragon.md", file.read_bytes())
    assert (str(article.status), article.sources[0].url) == ("draft", "https://example.com/rules")
    assert "No, never." not in await answer(desk, "can i tame a dragon")
    choices = await desk.mara.autocomplete(desk.channel, "kb edit", "article", "dragon")
    assert choices[0].value == article.id
    shown = await filled(desk, "edit", {}, article=article.id, status="live")
    assert "\nReady: " in shown.content
    await desk.press(desk.mara, shown, "Apply")
    assert "status:" not in file.read_text()
    assert "No, never." in await answer(desk, "can i tame a dragon")


async def test_whoever_writes_an_article_learns_what_the_house_rules_want_before_it_goes_live(desk: Desk) -> None:
    words = {"title": "May I keep a pet dragon?", "asks": "pet dragon", "text": "No, never."}
    shown = await filled(desk, "new", words, topic="server")
    assert plain(shown).splitlines()[-1] == "It stays a draft until /kb edit gives it the status live."
    rules = "style: {asks: 2-30, passages: 1-6}\n"
    (desk.folder / "base.yaml").write_text((desk.folder / "base.yaml").read_text("utf-8") + rules, "utf-8")
    shown = await filled(desk, "new", words, topic="server")
    assert plain(shown).splitlines()[-1] == (
        "It stays a draft until /kb edit gives it the status live. "
        "By then the house rules want besides: 2 to 30 phrasings (asks)."
    )
    done = await desk.press(desk.mara, shown, "Apply")
    assert plain(done).endswith("Members do not see it yet: it is a draft.")


async def test_a_good_answer_of_somebody_becomes_a_draft_with_its_link_as_source(desk: Desk) -> None:
    asked = await desk.ann.say(desk.channel, "may i keep a pet dragon?")
    text = f"No {desk.ann.mention} <:sad:123>, dragons burn houses. @everyone knows that."
    said = await desk.ben.say(desk.channel, text, reply_to=asked)
    opening = await desk.mara.context_menu("Save as article", said)
    assert opening.modal is not None
    done = await desk.mara.submit(opening.modal, {"title": "May I keep a pet dragon?", "asks": "pet dragon"})
    assert done.message is not None
    await desk.press(desk.mara, done.message, "Apply")
    [article] = articles_in("x/x.md", (desk.folder / "general/may-i-keep-a-pet-dragon.md").read_bytes())
    assert article.passages[0].text == "No  :sad:, dragons burn houses.  knows that."
    assert article.sources[0].url == f"https://discord.com/channels/{desk.server.id}/{desk.channel.id}/{said.id}"


async def test_a_message_without_words_cannot_become_an_article(desk: Desk) -> None:
    said = await desk.ben.upload(desk.channel, f"{desk.ann.mention}", {"a.txt": b"x"})
    told = await desk.mara.context_menu("Save as article", said)
    assert told.message is not None
    assert told.modal is None


@pytest.mark.parametrize(
    "text", ["@everyone <@&1> <#2>", "[free](https://evil.example)", "a: b # c", "||x|| **y** `z`", "\u202egnp.exe"]
)
async def test_whatever_is_written_into_a_form_stays_the_text_that_it_is(desk: Desk, text: str) -> None:
    values = {"title": text, "asks": f"pet dragon\n{text}", "text": f"No. {text}", "source": text, "reason": text}
    shown = await filled(desk, "new", values, topic="server")
    done = await desk.press(desk.mara, shown, "Apply")
    await desk.discord.settled()
    for said in (shown.content, done.content, list(desk.log.messages.values())[-1].content):
        assert "@everyone" not in said
        assert not re.search(r"(?<!\\)\]\(", said)
    [file] = [path for path in (desk.folder / "server").iterdir() if b"pet dragon" in path.read_bytes()]
    [article] = articles_in(f"server/{file.name}", file.read_bytes())
    assert (article.title, article.asks[1], article.passages[0].text) == (text, text, f"No. {text}")


async def test_after_a_restart_an_open_form_and_a_preview_say_that_they_are_stale(wired: FakeDiscord, tmp_path: Path) -> None:
    async with opened(wired, tmp_path) as desk:
        before = refunds(desk)
        shown = await upload(desk, "refunds.md", before.replace("14 days", "30 days").encode())
        opening = await desk.mara.slash(desk.channel, "kb edit", article="refunds")
        mara, folder, role = desk.mara, desk.folder, desk.role
    made = make_parts()
    parts = replace(made, serving=serve(Folder(folder, tmp_path / "state", made.clock), made.clock))
    async with running(wired, parts) as bot:
        await Desk(wired, bot, parts).set(moderator_roles=(role.id,))
        pressed = await mara.click(shown, "Apply")
        assert pressed.message is not None
        assert pressed.message.content.startswith("That preview no longer holds")
        assert opening.modal is not None
        told = await mara.submit(opening.modal, {"title": "Refunds"})
        assert told.message is not None
        assert told.message.content == Wordings.load().of("en").say("buttons.stale")
        assert (folder / REFUNDS).read_text() == before


@pytest.mark.parametrize("who", ["ann", "timed out"])
async def test_members_may_do_none_of_it(desk: Desk, who: str) -> None:
    if who == "timed out":
        await desk.mara.time_out(60)
    person = desk.ann if who == "ann" else desk.mara
    before = {path: path.read_bytes() for path in desk.folder.rglob("*.*")}
    asks: list[tuple[str, dict[str, object]]] = [
        ("upload", {"file": person.file("pets.md", PETS)}),
        ("download", {"article": "refunds"}),
        ("edit", {"article": "refunds"}),
        ("new", {}),
    ]
    for command, options in asks:
        done = await person.slash(desk.channel, f"kb {command}", forged=True, **options)
        assert done.modal is None
        assert done.message is not None
        assert done.message.attachments == []
        assert done.message.content in {
            "Only moderators can do that: members with a moderator role (/setup moderators) or the permission Manage Server.",
            "Not while you are timed out.",
        }
    said = await desk.ben.say(desk.channel, "dragons burn houses")
    assert (await person.context_menu("Save as article", said, forged=True)).modal is None
    for command, option in (("edit", "article"), ("download", "article"), ("upload", "topic"), ("edit", "passage")):
        assert await person.autocomplete(desk.channel, f"kb {command}", option, "", forged=True) == []
    assert {path: path.read_bytes() for path in desk.folder.rglob("*.*")} == before


async def test_whoever_is_no_moderator_any_more_cannot_send_the_form_that_they_opened(desk: Desk) -> None:
    opening = await desk.mara.slash(desk.channel, "kb edit", article="refunds")
    assert opening.modal is not None
    await desk.mara.set_roles()
    told = await desk.mara.submit(opening.modal, {"title": "Everything is free"})
    assert told.message is not None
    assert told.message.content.startswith("Only moderators can do that")
    assert "Everything is free" not in refunds(desk)


async def test_moment_40_a_day_is_changed_from_a_phone(wired: FakeDiscord, tmp_path: Path) -> None:
    [talk] = [turn.talk for turn in read_page() if turn.number == "40"]
    folder = Path(shutil.copytree(Path(__file__).parents[2] / "knowledge", tmp_path / "knowledge"))
    made = make_parts()
    parts = replace(made, serving=serve(Folder(folder, tmp_path / "state", made.clock), made.clock))
    wired.add_server("Korea talk")
    async with running(wired, parts) as bot:
        desk = Desk(wired, bot, parts)
        await desk.furnish(folder)
        file = folder / "travel/travel-ban.md"
        before = file.read_text()
        after = (
            before.replace("until: 2026-08-31", "until: 2027-08-31")
            .replace("up to 31 August 2026", "up to 31 August 2027")
            .replace("ran to 31 August 2026", "runs to 31 August 2027")
        )
        shown = await upload(desk, "travel-ban.md", after.encode(), reason="new extension announced")
        assert_on_page(shown, talk)
        done = await mara_applies(desk, shown)
        assert_on_page(done, talk)
        await desk.discord.settled()
        assert_on_page(list(desk.log.messages.values())[-1], talk)
        assert file.read_text() == after


async def mara_applies(desk: Desk, shown: Message) -> Message:
    done = await desk.mara.click(shown, "Apply")
    await done.clock.wait_until(lambda: not done.thinking, BUSY)
    assert done.message is not None
    return done.message


def assert_on_page(message: Message, talk: str) -> None:
    """Every line and every button stands on the page; versions and the number of check questions are others there."""
    for line in plain(message).splitlines():
        shown = re.sub(r"version [0-9a-f]{7}\b", "version 70ac3d9", re.sub(r"All \d+ check", "All 240 check", line))
        assert flat(shown) in talk, line
    for label in message.buttons:
        assert f"[{label}]" in talk


async def test_a_title_that_does_not_fit_into_its_field_stays_as_it_is(desk: Desk) -> None:
    title = "🐉" * 101
    edit(desk.folder, REFUNDS, "title: Can I get a refund?", f"title: {title}")
    await desk.parts.serving.reload("a test")
    assert desk.parts.serving.faq.article("refunds").title == title
    shown = await filled(desk, "edit", {"text": "Yes, always."}, article="refunds")
    assert shown.buttons == ["Apply", "Cancel"]
    await desk.press(desk.mara, shown, "Apply")
    assert f"title: {title}" in refunds(desk)

"""A change of the content, from the first look to its line in the log: shown, then applied or let go of, whoever began it and how."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.buttons import Action, ButtonId
from bot.cogs.pausing import moved_pauses
from bot.desk.changes import GOING_BACK, Act, Change, parted
from bot.desk.previewing import Asked
from bot.desk.proposing import Wanted
from bot.desk.reloading import short
from bot.desk.teaching import room_for
from bot.desk.writing import NotWrittenError
from bot.escaping import echo
from bot.lessons import tell_lesson
from bot.permissions import Permit, allowed
from bot.records import Applied, AuditEntry, RecordsError
from bot.replies import Button, Reply
from bot.sending import Attached
from bot.telling import Told, history_line, tell_changes, tell_detail, tell_preview, tell_refusal, tell_reload, waited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.client import Interaction, PolicyBot
    from bot.desk.proposing import Proposal
    from bot.desk.reloading import Reloaded, Verdict
    from bot.records import ServerSettings
    from bot.views.pressing import Press
    from bot.wording import Wording


REMEMBERED = 2_000
"""Remembered questions that a preview compares, the newest."""
LONGEST_REASON = 200
"""Characters of a reason in the log channel."""
WRITTEN = {Act.UPLOAD, Act.EDIT, Act.NEW}
LEARNED = {Act.TEACH, Act.DECLINE, Act.FORGET}


async def show(bot: PolicyBot, interaction: Interaction, told: Told, name: str, buttons: Iterable[Button] = ()) -> None:
    """Show a moderator something, and nobody else; what did not fit comes as a file of that name."""
    attached = None if told.file is None else Attached(name, told.file.encode("utf-8", "replace"))
    await bot.sender.respond(interaction, Reply(told.content, tuple(buttons)), private=True, attached=attached)


async def offer(bot: PolicyBot, interaction: Interaction, change: Change, *, again: bool = False, note: str = "") -> bool:
    """Show a moderator what a change would do, with *Apply* and *Cancel*; or why it cannot be made. Return whether it waits.

    ``again``: it was shown before. ``note`` is what else there is to know of it.
    """
    if not await allowed(bot, interaction, Permit.BASE):
        return False
    await bot.sender.defer(interaction, private=True)
    change = replace(change, who=interaction.user.id, server=interaction.guild_id)
    if change.lessons:
        with suppress(RecordsError):  # proposing it will meet the same trouble, and tell
            change = replace(change, forget=room_for(change.lessons, await bot.parts.records.taught()))
    settings, wording = await bot.server_settings(interaction.guild_id), bot.wording_for(interaction)
    questions, unread = await _remembered(bot, settings)
    precision, warn = bot.parts.settings.precision_in(settings), bot.parts.settings.gate == "warn"
    proposal = await bot.parts.serving.propose(Wanted(change, tuple(questions), precision, warn))
    if not proposal.id or proposal.preview is None:
        await _tell_outcome(bot, interaction, proposal)
        return False
    if change.act in LEARNED:
        told, more = _tell_lesson(bot, proposal, wording, unread)
    else:
        told, more = tell_preview(proposal.preview, wording, unread, back=bool(change.version)), ()
    moved = moved_pauses(bot, proposal.preview.changes, wording)
    heads = [wording.say("kb.looked_again")] if again else []
    heads += _heads(bot, change.with_waiting(proposal.preview.changes), wording)
    told = Told("\n".join([*heads, told.content, *moved, *filter(None, [note])]), told.file)
    apply, cancel = apply_or_cancel(proposal.id, wording)
    del proposal  # with the base that was built for it: Discord may take its time
    await show(bot, interaction, told, "preview.txt", [apply, *more, cancel])
    return True


def apply_or_cancel(proposal: str, wording: Wording) -> list[Button]:
    """Return the buttons below what a change would do."""
    actions = {Action.APPLY: "kb.apply", Action.CANCEL: "kb.cancel"}
    return [Button(wording.say(key), ButtonId(action, extra=proposal)) for action, key in actions.items()]


def _heads(bot: PolicyBot, change: Change, wording: Wording) -> Iterator[str]:
    """Yield what is told before what a change would do: what it ends, writes or undoes."""
    status = bot.parts.serving.status
    if status.held and change.act in WRITTEN | {Act.RELOAD}:
        yield wording.say("kb.ends_rollback", version=short(status.version))
    if change.act in WRITTEN:
        yield _tell_files(change, wording)
    if titles := parted(change.detail)[1]:
        yield wording.say("kb.with_waiting", waited=waited(titles, wording))
    if change.undoes:
        if change.undoes.after != status.version:
            yield wording.say("kb.not_in_history", version=short(status.version))
        yield wording.say("kb.undoing", change=history_line(change.undoes, wording, bot.parts.clock.now()))


def _tell_files(change: Change, wording: Wording) -> str:
    """Say where files are about to be written, and whether something stands there."""
    keys = {True: "editing.adds", False: "editing.replaces"}
    return "\n".join(wording.say(keys[edit.before is None], path=echo(edit.path)) for edit in change.edits)


async def press_apply(press: Press) -> None:
    """The button *Apply* under what a change would do. Where that no longer holds, it is looked at anew."""
    bot, interaction, serving = press.bot, press.interaction, press.bot.parts.serving
    if not await allowed(bot, interaction, Permit.BASE):
        return
    await bot.sender.defer(interaction, private=True)
    kept: list[Applied | str] = []

    async def commit(change: Change, verdict: Verdict) -> None:
        lessons = tuple(replace(one, who=press.who) for one in change.lessons)
        theirs = replace(change.with_waiting(verdict.changes), who=press.who, server=interaction.guild_id, lessons=lessons)
        kept.append(await bot.parts.history.add(theirs, verdict))

    change = serving.change_of(press.id.extra)  # others press, too: whoever takes it has it alone
    try:
        if (
            change
            and change.undoes
            and await tell_overtaken(bot, interaction, change.undoes.id, await bot.parts.history.undoable())
        ):
            serving.cancel(press.id.extra)
            return
        reloaded = None if change is None else await serving.apply(press.id.extra, commit)
    except (NotWrittenError, RecordsError) as error:
        await press.tell("kb.not_applied", trouble=echo(str(error), 300))
        return
    waits = False
    if reloaded is not None and change is not None:
        await _tell_applied(bot, interaction, change.with_waiting(reloaded.verdict.changes), reloaded, kept[0])
    elif change is not None:
        waits = await offer(bot, interaction, change, again=True)
    else:
        await press.tell("kb.stale")
    if not press.message.flags.ephemeral and not waits:
        await bot.sender.edit(press.message, Reply(press.message.content))  # offered to all, and no longer


async def tell_overtaken(bot: PolicyBot, interaction: Interaction, number: int | None, last: Applied | None) -> bool:
    """Tell that a line of the history is not the last any more, so that an undo would be of another; return whether that is so."""
    if last is None or last.id == number:
        return False
    await bot.tell(interaction, "kb.changed_since", detail=echo(f"{last.action} {last.detail}"))
    return True


async def press_cancel(press: Press) -> None:
    """The button *Cancel* beside it."""
    if not await allowed(press.bot, press.interaction, Permit.BASE):
        return
    serving, private = press.bot.parts.serving, press.message.flags.ephemeral
    cancelled = serving.cancel(press.id.extra)
    wording, who = await press.wording_here(public=cancelled), echo(press.interaction.user.display_name)
    if not cancelled and not private:
        await press.tell("kb.stale")
        await press.bot.sender.edit(press.message, Reply(press.message.content))
        return
    key = "kb.stale" if not cancelled else "kb.cancelled" if private else "kb.cancelled_by"
    await press.bot.sender.update(press.interaction, Reply(wording.say(key, version=short(serving.faq.version), who=who)))


async def _remembered(bot: PolicyBot, settings: ServerSettings) -> tuple[list[Asked], str | None]:
    """Return what people of this server asked in vain, newest first, or why it cannot be read."""
    try:
        kept = await bot.parts.records.remembered(server=settings.server, limit=REMEMBERED)
    except RecordsError as error:
        return [], str(error)
    return [Asked(one.text) for one in kept if one.text], None


async def _tell_outcome(bot: PolicyBot, interaction: Interaction, proposal: Proposal) -> None:
    """Tell what became of a change that there is nothing to apply of."""
    wording, verdict, status = bot.wording_for(interaction), proposal.verdict, bot.parts.serving.status
    if proposal.change.act is not Act.RELOAD:
        breaks = proposal.change.act in LEARNED and verdict.faults and proposal.preview
        refused, more = _tell_lesson(bot, proposal, wording) if breaks else (tell_refusal(verdict, wording), ())
        await show(bot, interaction, refused, "faults.txt", more)
        return
    told = tell_reload(verdict, status.since, bot.parts.clock.now(), wording)
    if verdict.accepted:
        told = Told(f"{told.content}\n{wording.say('kb.unchanged')}", told.file)
    again = (Button(wording.say("kb.check_again"), ButtonId(Action.CHECK)),) if verdict.refused else ()
    trouble = None if proposal.shared else await _note_reload(bot, interaction, proposal)
    await show(bot, interaction, _with_trouble(told, trouble, wording), "faults.txt", again)


def _tell_lesson(
    bot: PolicyBot, proposal: Proposal, wording: Wording, unread: str | None = None
) -> tuple[Told, tuple[Button, ...]]:
    """Tell what learning something would do or break, with a way to word a lesson that is refused anew."""
    told, lessons = tell_lesson(proposal, wording, unread), proposal.change.lessons
    if not proposal.verdict.refused or len(lessons) != 1 or not lessons[0].article:
        return told, ()
    draft = bot.drafts.put(proposal.change.server or 0, (lessons[0].text,))
    return told, (Button(wording.say("lessons.another"), ButtonId(Action.REWORD, lessons[0].article, extra=draft)),)


async def _note_reload(bot: PolicyBot, interaction: Interaction, proposal: Proposal) -> str | None:
    """Write down who read the files again, where that was refused or came true at once; return why it could not be written."""
    verdict, server = proposal.verdict, interaction.guild
    if server is None:
        return None
    if verdict.accepted:
        change = replace(proposal.change, who=interaction.user.id, server=server.id)
        await _post(bot, interaction, change, verdict)
        kept = await bot.parts.history.add(change, verdict)
        return kept if isinstance(kept, str) else None
    if not verdict.refused:
        return None
    try:
        await bot.parts.records.add_audit(AuditEntry(server.id, interaction.user.id, "reload", "refused", proposal.at))
    except RecordsError as error:
        return str(error)
    return None


async def _tell_applied(
    bot: PolicyBot, interaction: Interaction, change: Change, reloaded: Reloaded, kept: Applied | str
) -> None:
    """Tell whoever applied a change that it is done and how to go back, and the log channel who did what."""
    wording, verdict = bot.wording_for(interaction), reloaded.verdict
    versions = {"version": short(verdict.faq.version), "before": short(verdict.before)}
    if change.version:
        text = wording.say("kb.gone_back", **versions)
    elif change.act in WRITTEN:
        key = "kb.drafted" if change.act is Act.NEW else "kb.written"
        text = wording.say(key, files=", ".join(echo(edit.path) for edit in change.edits), **versions)
    elif any(lesson.kind != "synonym" for lesson in change.lessons):
        text = wording.say("kb.learned", **versions)
    else:
        changes = tell_changes(verdict.changes, wording) if verdict.changes and verdict.changes.listed else ""
        text = f"{wording.say('kb.reloaded', **versions)} {changes}".rstrip()
    if titles := parted(change.detail)[1]:
        text = f"{text} {wording.say('kb.with_waiting', waited=waited(titles, wording))}"
    await _post(bot, interaction, change, verdict)
    trouble, undo = (kept, ()) if isinstance(kept, str) else (None, (_undo_button(change, kept, wording),))
    await show(bot, interaction, _with_trouble(Told(text), trouble, wording), "changes.txt", undo)


def _undo_button(change: Change, applied: Applied, wording: Wording) -> Button:
    key = "kb.redo" if change.act in GOING_BACK else "kb.undo"
    return Button(wording.say(key), ButtonId(Action.UNDO, extra=str(applied.id)))


def _with_trouble(told: Told, trouble: str | None, wording: Wording) -> Told:
    if trouble is None:
        return told
    return Told(f"{told.content}\n{wording.say('kb.not_noted', trouble=echo(trouble))}", told.file)


async def _post(bot: PolicyBot, interaction: Interaction, change: Change, verdict: Verdict) -> None:
    """Tell the log channel who did what, and why."""
    if interaction.guild is None:
        return
    who, settings = echo(interaction.user.display_name), await bot.server_settings(interaction.guild.id)

    def line(wording: Wording) -> str:
        told = wording.say(
            f"kb.log_{change.act}",
            who=who,
            detail=tell_detail(change.detail, wording),
            version=short(verdict.faq.version),
            before=short(verdict.before),
        )
        if change.act is Act.RELOAD and verdict.changes:
            told = f"{told} {tell_changes(verdict.changes, wording)}"
        reason = wording.say("kb.reason", reason=echo(change.reason, LONGEST_REASON)) if change.reason else ""
        return f"{told} {reason}".rstrip()

    await bot.post_note(interaction.guild, settings, line)

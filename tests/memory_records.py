"""The records in memory: for tests of the edge, and to read what every implementation must do in the plainest form."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from bot.records.pseudonyms import PseudonymKeys, month_of, new_key
from bot.records.retention import Retention
from bot.records.values import (
    IN_VAIN,
    OF_ONE,
    Applied,
    AskedInVain,
    Asking,
    AuditEntry,
    Feedback,
    Outcome,
    PersonalData,
    RecordsError,
    Remembered,
    ServerSettings,
    StorageState,
    Tally,
    Taught,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_Dated = TypeVar("_Dated", Remembered, Feedback, AuditEntry, Asking, Applied)


class MemoryRecords:
    """Implements :class:`bot.records.protocol.Records`. While ``trouble`` holds a sentence, storage fails with it."""

    def __init__(self, retention: Retention | None = None) -> None:
        self.trouble: str | None = None
        self._retention = retention or Retention()
        self._settings: dict[int, ServerSettings] = {}
        self._remembered: dict[tuple[int, str], Remembered] = {}
        self._feedback: dict[tuple[int, str | int], Feedback] = {}
        self._tallies: dict[Tally, int] = {}
        self._audit: list[AuditEntry] = []
        self._taught: dict[int, Taught] = {}
        self._gone: dict[int, dt.datetime] = {}
        self._changes: list[Applied] = []
        self._askings: dict[int, Asking] = {}
        self._people: dict[int, set[str]] = {}
        self._claims: dict[int, str] = {}
        self._keys: dict[str, bytes] = {}
        self._values: dict[str, str] = {}
        self._taught_ids, self._asking_ids, self._change_ids, self._strangers = count(1), count(1), count(1), count(1)

    async def settings_of(self, server: int) -> ServerSettings:
        self._need_storage()
        return self._settings.get(server, ServerSettings(server))

    async def save_settings(self, settings: ServerSettings, entry: AuditEntry) -> None:
        self._need_storage()
        self._settings[settings.server] = settings
        self._audit.append(entry)
        if not settings.keep_text:
            self._drop_texts(settings.server)

    async def listening_servers(self) -> bool:
        self._need_storage()
        return any(one.listening or one.forums for one in self._settings.values())

    async def remember(self, remembered: Remembered) -> None:
        self._need_storage()
        self._remembered[remembered.question, remembered.author] = remembered

    async def remembered(
        self, *, server: int | None = None, since: dt.datetime | None = None, limit: int = 100
    ) -> tuple[Remembered, ...]:
        self._need_storage()
        return _newest(self._questions(), server, since)[:limit]

    async def asked_in_vain(self, server: int, limit: int = 1_000) -> tuple[AskedInVain, ...]:
        self._need_storage()
        by_text: dict[str, list[Remembered]] = {}
        for one in self._remembered.values():
            if one.server == server and one.text is not None and one.outcome in IN_VAIN:
                by_text.setdefault(one.text, []).append(one)
        all_of_them = [_in_vain(text, asked) for text, asked in by_text.items()]
        alike: dict[frozenset[str], int] = {}
        found: list[AskedInVain] = []
        for each in sorted(all_of_them, key=lambda one: (one.newest, one.text), reverse=True):
            alike[each.people] = alike.get(each.people, 0) + 1
            if alike[each.people] <= OF_ONE or len(each.people) > 1:
                found.append(each)
        return tuple(sorted(found, key=lambda one: (len(one.people), one.newest, one.text), reverse=True)[:limit])

    def _questions(self) -> list[Remembered]:
        """Of equally old questions the one with the greater number counts as newer, as it is for Discord."""
        return sorted(self._remembered.values(), key=lambda one: (one.question, one.author))

    async def give_feedback(self, feedback: Feedback) -> None:
        self._need_storage()
        self._feedback.pop((feedback.reply, feedback.author), None)  # the later one counts as the newer
        self._feedback[feedback.reply, feedback.author] = feedback

    async def feedback(self, *, server: int | None = None, since: dt.datetime | None = None) -> tuple[Feedback, ...]:
        self._need_storage()
        return _newest(self._feedback.values(), server, since)

    async def tally(self, tally: Tally) -> None:
        self._need_storage()
        counted = replace(tally, count=0)
        self._tallies[counted] = self._tallies.get(counted, 0) + tally.count

    async def tallies(self, server: int, since: dt.date) -> tuple[Tally, ...]:
        self._need_storage()
        kept = [replace(one, count=count) for one, count in self._tallies.items() if one.server == server and one.day >= since]
        return tuple(sorted(kept, key=lambda one: (one.day, one.way, one.decision, one.about)))

    async def add_audit(self, entry: AuditEntry) -> None:
        self._need_storage()
        self._audit.append(entry)

    async def audit(self, server: int | None, limit: int = 100) -> tuple[AuditEntry, ...]:
        self._need_storage()
        return _newest(self._audit, server)[:limit]

    async def apply(
        self, applied: Applied, teach: Sequence[Taught] = (), *, forget: Sequence[int] = (), restore: Sequence[int] = ()
    ) -> Applied:
        self._need_storage()
        new = [replace(one, id=next(self._taught_ids)) for one in teach]
        self._taught.update({one.id: one for one in new if one.id is not None})
        gone = [one for one in sorted(set(forget)) if one in self._taught and one not in self._gone]
        self._gone.update(dict.fromkeys(gone, applied.at))
        back = [one for one in sorted(set(restore)) if self._gone.pop(one, None) is not None]
        taught = (*(one.id for one in new if one.id is not None), *back)
        done = replace(applied, id=next(self._change_ids), taught=taught, forgotten=tuple(gone))
        self._changes.append(done)
        return done

    async def applied(self, limit: int = 20) -> tuple[Applied, ...]:
        self._need_storage()
        return tuple(reversed(self._changes))[:limit]

    async def taught(self, ids: Collection[int] | None = None) -> tuple[Taught, ...]:
        self._need_storage()
        wanted = set(ids) if ids is not None else self._taught.keys() - self._gone.keys()
        return tuple(one for one in self._taught.values() if one.id in wanted)

    async def claim(self, question: int, process: str) -> bool:
        if question in self._claims:
            return False
        self._claims[question] = process
        return True

    async def hand_over(self, server: int, text: str | None, author: str, at: dt.datetime) -> Asking:
        self._need_storage()
        same = [one for one in self._askings.values() if one.server == server and text and one.question_text == text]
        asking = next((one for one in same if one.taken_by is None), None)
        new = asking.id if asking else next(self._asking_ids)
        people = self._people.setdefault(new, set())
        people.add(author)
        asking = replace(asking or Asking(new, server, text, None, 0, None, at), people=len(people))
        self._askings[new] = asking
        return asking

    async def place(self, asking: int, channel_message: int) -> None:
        self._need_storage()
        if asking in self._askings:
            self._askings[asking] = replace(self._askings[asking], channel_message=channel_message)

    async def take(self, asking: int, who: int, *, server: int) -> Asking | None:
        self._need_storage()
        found = self._askings.get(asking)
        if found is None or found.server != server:
            return None
        if found.taken_by is None:
            found = self._askings[asking] = replace(found, taken_by=who)
        return found

    async def personal(self, authors: Sequence[str], *, who: int = 0) -> PersonalData:
        self._need_storage()
        asked = [one for one in self._askings.values() if self._people[one.id] & set(authors)]
        return PersonalData(
            _newest(one for one in self._questions() if one.author in authors),
            _newest(one for one in self._feedback.values() if one.author in authors),
            _newest([*asked, *(one for one in self._askings.values() if who and one.taken_by == who and one not in asked)]),
            _newest(one for one in self._audit if who and one.who == who),
            tuple(one for one in reversed(self._taught.values()) if who and one.who == who),
            tuple(one for one in reversed(self._changes) if who and one.who == who),
        )

    async def forget(self, authors: Sequence[str], *, who: int) -> int:
        data = await self.personal(authors, who=who)
        self._remembered = {key: one for key, one in self._remembered.items() if one.author not in authors}
        self._feedback = {key: one for key, one in self._feedback.items() if one.author not in authors}
        for asking in data.handed_over:
            self._forget_asking(asking, set(authors), who)
        self._audit = [replace(one, who=0) if one.who == who else one for one in self._audit]
        if who:
            self._audit = [replace(one, detail=one.detail.replace(str(who), "0")) for one in self._audit]
            self._changes = [_without(one, who) for one in self._changes]
        self._taught = {key: replace(one, who=0) if one.who == who else one for key, one in self._taught.items()}
        return sum(map(len, (data.questions, data.feedback, data.handed_over, data.audit, data.taught, data.changes)))

    async def expire(self, now: dt.datetime) -> int:
        self._need_storage()
        people, acts = self._retention.people_before(now), self._retention.acts_before(now)
        before = self._size()
        self._remembered = {key: one for key, one in self._remembered.items() if one.at >= people}
        self._askings = {key: one for key, one in self._askings.items() if one.at >= people}
        self._feedback = {key: one for key, one in self._feedback.items() if one.at >= acts}
        self._audit = [one for one in self._audit if one.at >= acts]
        self._changes = [one for one in self._changes if one.at >= acts]
        expired = [one for one, at in self._gone.items() if at < acts]
        for one in expired:
            del self._gone[one], self._taught[one]
        self._tallies = {one: count for one, count in self._tallies.items() if one.day >= acts.date()}
        gone = before - self._size()
        named = [key for key, one in self._feedback.items() if one.author and one.at < people]
        for reply, author in named:
            self._feedback[reply, next(self._strangers)] = replace(self._feedback.pop((reply, author)), author="")
        self._keys = {month: key for month, key in self._keys.items() if month >= self._retention.first_month(now)}
        if not self._retention.text:
            self._drop_texts()
        return gone + len(named)

    def _size(self) -> int:
        kept = (self._remembered, self._feedback, self._audit, self._askings, self._changes, self._taught)
        return sum(len(one) for one in kept)

    async def pseudonym_keys(self, now: dt.datetime) -> PseudonymKeys:
        self._need_storage()
        self._keys.setdefault(month_of(now), new_key())
        return PseudonymKeys(dict(self._keys))

    async def value(self, name: str) -> str | None:
        self._need_storage()
        return self._values.get(name)

    async def set_value(self, name: str, value: str) -> None:
        self._need_storage()
        self._values[name] = value

    async def state(self) -> StorageState:
        return StorageState(self.trouble)

    async def close(self) -> None:
        """Nothing is held."""

    def _need_storage(self) -> None:
        if self.trouble is not None:
            raise RecordsError(self.trouble)

    def _forget_asking(self, asking: Asking, authors: set[str], who: int) -> None:
        self._people[asking.id] -= authors
        if not self._people[asking.id]:
            del self._askings[asking.id]
            return
        taken_by = 0 if asking.taken_by == who else asking.taken_by
        self._askings[asking.id] = replace(asking, people=len(self._people[asking.id]), taken_by=taken_by)

    def _drop_texts(self, server: int | None = None) -> None:
        for key, one in self._remembered.items():
            if server in {None, one.server}:
                self._remembered[key] = replace(one, text=None)
        for asking in self._askings.values():
            if server in {None, asking.server}:
                self._askings[asking.id] = replace(asking, question_text=None)


def _without(one: Applied, who: int) -> Applied:
    """Return a change without the number of whoever is forgotten."""
    reason = one.reason.replace(str(who), "0") if one.reason else one.reason
    return replace(one, who=0 if one.who == who else one.who, detail=one.detail.replace(str(who), "0"), reason=reason)


def _in_vain(text: str, asked: Sequence[Remembered]) -> AskedInVain:
    wrong = {one.article for one in asked if one.article and one.outcome is Outcome.WRONG}
    return AskedInVain(text, frozenset(one.author for one in asked), tuple(sorted(wrong)), max(one.at for one in asked))


def _newest(all_of_them: Iterable[_Dated], server: int | None = None, since: dt.datetime | None = None) -> tuple[_Dated, ...]:
    """Return what is of a server (``None``: of any) and not older than ``since``, the newest first, of equals the last written."""
    since = since or dt.datetime.min.replace(tzinfo=dt.UTC)
    fitting = [one for one in all_of_them if server in {None, one.server} and one.at >= since]
    fitting.reverse()
    return tuple(sorted(fitting, key=lambda one: one.at, reverse=True))

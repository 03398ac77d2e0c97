"""R8 of the reliability catalogue: whatever is done to files, lessons and feedback in any order, the bot is what a few dictionaries are."""

from __future__ import annotations

import asyncio
import gc
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from served import BROKEN, NOON, HandClock, write_served

from bot.desk.changes import Act, Change
from bot.desk.content import Folder
from bot.desk.history import History
from bot.desk.opening import serve
from bot.desk.proposing import Wanted
from bot.faq.decisions import Kind
from bot.records import Feedback, Taught
from bot.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from bot.desk.reloading import Verdict

SERVER, MOD = 1_001, 77
WORDS = ("zarbani", "quoltex", "vimpuro", "hesklar", "dronfe", "plimwatt")
SLANG = ("gribblo", "wazzun", "frenk", "ottomip", "lurvax", "jibbet")
PEOPLE = ("ann", "ben")

words, people = st.sampled_from(WORDS), st.sampled_from(PEOPLE)


class Model(RuleBasedStateMachine):
    """The real thing beside the model: ``files`` and ``served`` map an article's word to its file and its version."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.folder, self.clock = write_served(self.place / "knowledge"), HandClock()
        (self.folder / "extra").mkdir()
        self.runner = asyncio.Runner()
        self.records = self.runner.run(SqliteRecords.open(self.place / "records.db", self.clock))
        self.history = History(self.records, self.clock)
        self.content = Folder(self.folder, self.place / "state", self.clock)
        self.serving = serve(self.content, self.clock, taught=self.records.taught)
        self.files: dict[str, tuple[str, int]] = {}
        self.served: dict[str, tuple[str, int]] = {}
        self.taught: dict[str, str] = {}
        self.undone: dict[str, str] | None = None
        """What is taught after the last change is undone; ``None`` where there is none."""
        self.feedback: dict[tuple[int, str], bool] = {}
        self.broken, self.number = False, 0

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.run(self.records.close())
            self.runner.close()
            shutil.rmtree(self.place)
            gc.unfreeze()

    def write(self, word: str, name: str) -> None:
        self.number += 1
        text = f"---\ntitle: Topic {word}\nasks:\n  - what about {word}\n---\nThis is version {self.number} of {word}.\n"
        (self.folder / "extra" / f"{name}.md").write_text(text, "utf-8")
        self.files[word] = name, self.number

    @rule(word=words)
    def add_or_edit(self, word: str) -> None:
        self.write(word, self.files[word][0] if word in self.files else word)

    @precondition(lambda self: self.files.keys() - self.taught.values())
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(sorted(self.files.keys() - self.taught.values())))
        name, version = self.files[word]
        new = name.removesuffix("-b") if name.endswith("-b") else f"{name}-b"
        (self.folder / "extra" / f"{name}.md").rename(self.folder / "extra" / f"{new}.md")
        self.files[word] = new, version
        self.forget_the_way_back(word)

    @precondition(lambda self: self.files.keys() - self.taught.values())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(sorted(self.files.keys() - self.taught.values())))
        (self.folder / "extra" / f"{self.files.pop(word)[0]}.md").unlink()
        self.forget_the_way_back(word)

    def forget_the_way_back(self, word: str) -> None:
        """Undo nothing that would bring back a lesson which has lost its article."""
        if self.undone and word in self.undone.values():
            self.undone = None

    @rule()
    def break_or_mend(self) -> None:
        self.broken = not self.broken
        broken = self.folder / "extra" / "broken.md"
        broken.write_text(BROKEN, "utf-8") if self.broken else broken.unlink()

    @rule()
    def reload(self) -> None:
        before = self.serving.faq.version
        verdict = self.runner.run(self.serving.reload("somebody")).verdict
        assert verdict.refused == self.broken
        if not self.broken:
            assert verdict.accepted == (verdict.faq.version != before)
            self.served = dict(self.files)

    @rule(word=words)
    def ask(self, word: str) -> None:
        decision = self.serving.faq.ask(f"what about {word}")
        if word in self.served:
            name, version = self.served[word]
            assert (decision.decision, decision.article) == (Kind.ANSWERED, name)
            assert decision.passages[0].text == f"This is version {version} of {word}."
        else:
            assert decision.decision is not Kind.ANSWERED

    @precondition(lambda self: self.files)
    @rule(slang=st.sampled_from(SLANG), data=st.data())
    def teach(self, slang: str, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(sorted(self.files)))
        if slang in self.taught:
            return
        lesson = Taught(None, "phrasing", self.files[word][0], f"tell me of {slang}", MOD, NOON)
        if self.change(Change(Act.TEACH, MOD, SERVER, slang, lessons=(lesson,))):
            self.undone = dict(self.taught)
            self.taught[slang] = word

    @precondition(lambda self: self.undone is not None)
    @rule()
    def undo(self) -> None:
        assert self.undone is not None
        [last] = self.runner.run(self.history.last(1))
        if self.change(self.runner.run(self.history.undo_of(last, self.content))):
            self.taught, self.undone = self.undone, dict(self.taught)

    def change(self, change: Change) -> bool:
        """Make a change of lessons, unless the files are broken.

        They are read first: a lesson is judged with whatever the files hold, and refused where they lost a wording by themselves.
        """
        self.reload()
        proposal = self.runner.run(self.serving.propose(Wanted(change)))
        assert bool(proposal.id) == (not self.broken), proposal.verdict
        if not proposal.id:
            return False

        async def commit(change: Change, verdict: Verdict) -> None:
            assert not isinstance(await self.history.add(change, verdict), str)

        assert self.runner.run(self.serving.apply(proposal.id, commit)) is not None
        return True

    @rule(slang=st.sampled_from(SLANG))
    def ask_in_slang(self, slang: str) -> None:
        decision = self.serving.faq.ask(f"tell me of {slang}")
        if slang in self.taught:
            assert decision.article == self.served[self.taught[slang]][0]
        else:
            assert decision.decision is not Kind.ANSWERED

    @rule(reply=st.integers(1, 3), person=people, helpful=st.booleans())
    def vote(self, reply: int, person: str, *, helpful: bool) -> None:
        vote = Feedback(reply, SERVER, "refunds", helpful, person, self.serving.faq.version, NOON)
        self.runner.run(self.records.give_feedback(vote))
        self.feedback[reply, person] = helpful

    @rule(person=people)
    def forget(self, person: str) -> None:
        gone = self.runner.run(self.records.forget([person], who=0))
        theirs = [key for key in self.feedback if key[1] == person]
        assert gone == len(theirs)
        for key in theirs:
            del self.feedback[key]

    @invariant()
    def records_are_as_they_were_written(self) -> None:
        if hasattr(self, "runner"):
            votes = self.runner.run(self.records.feedback(server=SERVER))
            assert {(one.reply, one.author): one.helpful for one in votes} == self.feedback
            lessons = self.runner.run(self.records.taught())
            assert {one.text.split()[-1] for one in lessons} == self.taught.keys()
            assert self.serving.faq.knows("refunds")


class TestByDay(Model.TestCase):  # type: ignore[name-defined, misc]  # hypothesis makes it
    settings = settings(max_examples=6, stateful_step_count=25, deadline=None)


@pytest.mark.nightly
@pytest.mark.timeout(6 * 3_600)
class TestByNight(Model.TestCase):  # type: ignore[name-defined, misc]  # likewise
    settings = settings(max_examples=2_000, stateful_step_count=50, deadline=None)

"""A conversation: what was typed → what is shown, remembering only what a number or a ``/command`` may refer to."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.cli.printable import whole_text
from bot.cli.replying import Choice, Reply, Shown, answer, offer, reply_to, show_more, show_topic, show_topics, whole
from bot.cli.spans import plain
from bot.completing import find_articles
from bot.desk.reloading import tell_author
from bot.saying import passage_number, quote_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bot.cli.spans import Line
    from bot.desk.reloading import Verdict
    from bot.faq import FAQ
    from bot.faq.articles import Article
    from bot.wording import Wording

NUMBER_LENGTH = 2
"""Digits that are surely a choice, even a wrong one; ``2017`` may be a question."""

HELP = (
    "Ask in your own words. If there are numbers in the reply, type one to pick it.",
    "  /more            other passages, sources and related articles of the last answer",
    "  /why             what in the last question matched what",
    "  /topics          what there is to ask about",
    "  /article NAME    read a whole article",
    "  /reload          read the files again after a change",
    "  /quit            leave (so does Ctrl-D)",
)

NOTHING_YET = "Ask a question first."


class Talk:
    """One conversation with one FAQ (and with the next one, after a reload)."""

    def __init__(
        self, faq: FAQ, wording: Wording, *, precision: float, today: Callable[[], dt.date], reload: Callable[[FAQ], Verdict]
    ) -> None:
        self._faq, self._wording, self._precision, self._today, self._reload = faq, wording, precision, today, reload
        self._question: str | None = None
        self._choices: tuple[Choice, ...] = ()
        self._shown: tuple[Shown, ...] = ()
        self._commands: dict[str, Callable[[str], Reply]] = {
            "/more": lambda _: self._more(),
            "/why": lambda _: self._why(),
            "/topics": lambda _: show_topics(self._faq.base, self._wording),
            "/article": self._article,
            "/reload": lambda _: self._reloaded(),
            "/help": lambda _: _said(*HELP),
        }

    def take(self, typed: str) -> Reply | None:
        """Take one line, whatever it holds, and return the reply to it; ``None`` where it ends the conversation."""
        text = whole_text(typed).strip()
        if not text:
            return Reply(())
        if text in {"/quit", "/exit", "/q"}:
            return None
        if text.startswith("/"):
            return self._keep(self._command(text))
        if self._choices and self._is_number(text):
            return self._picked(int(text))
        return self._asked(text)

    def _is_number(self, text: str) -> bool:
        """Whether someone picks by number, even a wrong one."""
        few_digits = len(text) <= NUMBER_LENGTH or text in map(str, range(1, len(self._choices) + 1))
        return few_digits and text.isascii() and text.isdigit()

    def _keep(self, reply: Reply) -> Reply:
        """Let numbers refer to this reply, if it has any; else they still refer to the one before."""
        self._choices = reply.choices or self._choices
        return reply

    def _asked(self, question: str) -> Reply:
        decision = self._faq.ask(question, precision=self._precision, as_of=self._today())
        self._question = question
        why = {hit.article: hit.why for hit in decision.hits}
        self._shown = tuple(
            Shown(self._faq.article(quote.article), passage_number(self._faq.base, quote), why.get(quote.article))
            for quote in decision.passages
        )
        reply = reply_to(decision, self._faq.base, self._wording)
        self._choices = reply.choices
        return reply

    def _picked(self, number: int) -> Reply:
        if number == 0:
            self._choices = ()
            return _said(self._wording.say("terminal.none_picked"))
        if number > len(self._choices):
            return _said(f"The numbers here are 1 to {len(self._choices)}, and 0 for none of these.")
        choice = self._choices[number - 1]
        if choice.article is None:
            return self._keep(show_topic(choice.topic or "", self._faq.base))
        article = self._faq.article(choice.article)
        self._shown = (Shown(article, choice.passage),)
        return Reply(tuple(answer([quote_of(article, choice.passage, self._today())], self._wording)))

    def _command(self, text: str) -> Reply:
        word, _, rest = text.partition(" ")
        name = word.casefold()
        if name in self._commands:
            return self._commands[name](rest.strip())
        close = get_close_matches(name, [*self._commands, "/quit"], n=1, cutoff=0.5)
        return _said(f"There is no {word[:30]} here. " + (f"Did you mean {close[0]}?" if close else "See /help."))

    def _more(self) -> Reply:
        if not self._shown:
            return _said("There is no answer on the screen that could have more to it. " + NOTHING_YET)
        lines: list[Line] = []
        choices: list[Choice] = []
        for shown in self._shown:
            more = show_more(shown, self._faq.base, self._wording, first=1 + len(choices))
            lines += more.lines
            choices += more.choices
        return Reply(tuple(lines), tuple(choices))

    def _why(self) -> Reply:
        if self._question is None:
            return _said(NOTHING_YET)
        return _said(*map(str, self._faq.explain(self._question, precision=self._precision)))

    def _article(self, name: str) -> Reply:
        if not name and self._shown:
            return self._whole(self._shown[0].article)
        if not name:
            return _said("Which one? Type /article and its name, or see /topics.")
        found = find_articles(name, self._faq.base.live)
        if len(found) == 1:
            return self._whole(found[0])
        if not found:
            return _said("No article has a name like that. See /topics for what there is.")
        choices = tuple(Choice(article.title, article.id) for article in found)
        return offer(self._wording.say("replies.which_one"), choices, self._wording)

    def _whole(self, article: Article) -> Reply:
        self._shown = (Shown(article, 0),)
        return Reply(tuple(whole(article, self._today(), self._wording)))

    def _reloaded(self) -> Reply:
        verdict = self._reload(self._faq)
        if verdict.accepted:
            self._faq, self._choices, self._shown = verdict.faq, (), ()
        return _said(*tell_author(verdict, self._wording))


def _said(*texts: str) -> Reply:
    return Reply(tuple(map(plain, texts)))

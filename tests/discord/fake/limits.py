"""Rate limits: buckets with their headers, and the answer 429.

A bucket belongs to a route and to its major parameter (the channel, server or webhook). Real limits are not published; by
default they are so wide that no test meets them, and a test that wants one sets it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fake.wire import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fake.clock import Clock
    from fake.wire import Call

WIDE = (10_000, 1.0)
MAJOR = ("channel_id", "guild_id", "webhook_id", "interaction_id")
NOT_GLOBAL = ("/interactions", "/webhooks")
"""Answers to interactions do not count towards the bot's global limit."""


@dataclass(slots=True)
class _Window:
    """What is left of one bucket, until it is filled again."""

    ends: float
    left: int


class Limits:
    """Counts calls. ``hits`` tells how many got a 429, by route, so that a test can show that a limit was met."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_route: dict[str, tuple[int, float]] = {}
        self._windows: dict[str, _Window] = {}
        self.global_limit: tuple[int, float] | None = None
        """Calls and seconds that all routes share; Discord gives a bot 50 a second."""
        self.hits: Counter[str] = Counter()

    def set(self, route: str, calls: int, per: float) -> None:
        """Allow ``calls`` in ``per`` seconds on a route such as ``"POST /channels/{channel_id}/messages"``."""
        self._of_route[route] = (calls, per)

    def take(self, call: Call) -> tuple[Answer | None, Mapping[str, str]]:
        """Count a call; return the refusal, if there is one, and the headers for whatever is answered."""
        if self.global_limit and not call.template.startswith(NOT_GLOBAL):
            shared = self._window("global", *self.global_limit)
            shared.left -= 1
            if shared.left < 0:
                self.hits["global"] += 1
                return too_many(shared.ends - self._clock.now(), everywhere=True), {}
        route = f"{call.method} {call.template}"
        calls, per = self._of_route.get(route, WIDE)
        major = "+".join(call.params[name] for name in MAJOR if name in call.params)
        window = self._window(f"{route} {major}", calls, per)
        window.left -= 1
        after = max(window.ends - self._clock.now(), 0.001)
        headers = {
            "X-RateLimit-Limit": str(calls),
            "X-RateLimit-Remaining": str(max(window.left, 0)),
            "X-RateLimit-Reset": f"{self._clock.wall().timestamp() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }
        if window.left >= 0:
            return None, headers
        self.hits[route] += 1
        return too_many(after), headers

    def _window(self, name: str, calls: int, per: float) -> _Window:
        window = self._windows.get(name)
        if window is None or window.ends <= self._clock.now():
            window = self._windows[name] = _Window(self._clock.now() + per, calls)
        return window


def too_many(retry_after: float, *, everywhere: bool = False, via: bool = True) -> Answer:
    """Return the answer 429. Without ``Via`` it looks like Cloudflare's ban, and clients must not wait and repeat."""
    seconds = round(max(retry_after, 0.001), 3)
    headers = {"Retry-After": str(max(round(seconds), 1)), "X-RateLimit-Scope": "global" if everywhere else "user"}
    headers |= {"Via": "1.1 fake"} if via else {}
    headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
    return Answer(429, {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}, headers)

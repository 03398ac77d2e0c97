"""The REST half: every request goes through the same gate, then to its route.

In order: recorded; its body checked; hit by a fault, if one waits for it; its token checked; its bucket counted; carried out;
the answer checked.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fake.faults import break_connection
from fake.wire import UNKNOWN, Answer, Call, File, Refusal, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fake.checking import Checker
    from fake.clock import Clock
    from fake.faults import Faults
    from fake.limits import Limits

    Route = Callable[[Call], Answer]
    Routes = Mapping[tuple[str, str], Route]

PREFIX = "/api/v10"
WITHOUT_TOKEN = ("/interactions", "/webhooks", "/gateway")
"""Paths that carry their own token, or need none."""


class Rest:
    """The gate. ``requests`` holds every call, in the order in which they arrived."""

    def __init__(self, clock: Clock, checker: Checker, limits: Limits, faults: Faults, token: str) -> None:
        self._clock = clock
        self._checker = checker
        self._limits = limits
        self._faults = faults
        self.token = token
        self.requests: list[Call] = []
        self.count = 0
        """How many requests there have been, whatever has been forgotten."""
        self.in_flight = 0

    def add_to(self, router: web.UrlDispatcher, routes: Routes) -> None:
        """Serve these routes. Fixed paths come before those with a parameter in the same place."""
        for (method, template), route in sorted(routes.items(), key=lambda item: re.sub(r"\{\w+\}", "~", item[0][1])):
            router.add_route(method, PREFIX + template, self._handler(template, route))
        router.add_route("*", PREFIX + "/{rest:.*}", self._handler(UNKNOWN, _unknown))

    def _handler(self, template: str, route: Route) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            call = await self._read(request, template)
            self.requests.append(call)
            self.count += 1
            self.in_flight += 1
            self._clock.ring()
            try:
                return await self._respond(request, call, route, self._checker.request(call))
            finally:
                self.in_flight -= 1
                self._clock.ring()

        return handle

    async def _read(self, request: web.Request, template: str) -> Call:
        body, files = await _body(request)
        return Call(
            method=request.method,
            template=template,
            path=request.path.removeprefix(PREFIX),
            params=dict(request.match_info),
            query=dict(request.query),
            headers=dict(request.headers),
            when=self._clock.now(),
            json=body,
            files=files,
        )

    async def _respond(self, request: web.Request, call: Call, route: Route, reasons: list[str]) -> web.StreamResponse:
        fault = self._faults.next_for(call)
        if fault is None:
            return _sent(call, self._answer(call, route, reasons))
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = self._answer(call, route, reasons) if fault.applied else None
        self._clock.ring()
        if fault.hangs:
            await self._faults.closing.wait()
        if fault.cut or fault.hangs:
            return break_connection(request)
        return _sent(call, fault.answer or answer or Answer())

    def _answer(self, call: Call, route: Route, reasons: list[str]) -> Answer:
        if call.headers.get("Authorization") != f"Bot {self.token}" and not call.template.startswith(WITHOUT_TOKEN):
            return Answer(401, {"message": "401: Unauthorized", "code": 0})
        refused, headers = self._limits.take(call)
        if refused is not None:
            return Answer(refused.status, refused.body, {**headers, **refused.headers})
        try:
            if reasons:
                raise invalid("body", code="FAKE_DISCORD", message="; ".join(reasons))
            answer = route(call)
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.body)
        self._checker.answer(call, answer.status, answer.body)
        return Answer(answer.status, answer.body, {**headers, **answer.headers})


def _unknown(_: Call) -> Answer:
    raise Refusal(0)


async def _body(request: web.Request) -> tuple[Any, tuple[File, ...]]:
    """Return the JSON and the files of a request; with files, the JSON is the part called ``payload_json``."""
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), ()
    body: Any = None
    files = []
    async for part in await request.multipart():
        content = bytes(await part.read())  # type: ignore[union-attr] # Discord's bodies hold no multipart in a multipart
        if part.name == "payload_json":  # type: ignore[union-attr] # likewise
            body = json.loads(content)
        else:
            files.append(File(part.filename or "", content))  # type: ignore[union-attr] # likewise
    return body, tuple(files)


def _sent(call: Call, answer: Answer) -> web.Response:
    """Return the answer as HTTP. discord.py reads a body as JSON only if its type is exactly ``application/json``."""
    call.status = answer.status
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
    headers = {"Content-Type": "application/json", **answer.headers}
    return web.Response(body=text.encode(), status=answer.status, headers=headers)

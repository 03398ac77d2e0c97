"""Application commands: the routes by which the bot registers them, and how a person's use of one becomes data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fake import payloads
from fake.permissions import Permission
from fake.state import Attachment
from fake.wire import Answer, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fake.rest import Routes
    from fake.state import Channel
    from fake.wire import JSON, Call
    from fake.world import Server, World

GLOBAL = 0
"""Where commands live that belong to no server."""
SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 1, 2, 3, 4, 5, 6, 7, 8, 10
PYTHON: dict[int, type | tuple[type, ...]] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
DEFAULT_CONTEXTS, ONLY_SERVERS, DEFAULT_INSTALLS = [0, 1, 2], [0], [0]


class NotOffered(Exception):  # noqa: N818 # what a person meets: there is no such thing to choose
    """Discord's client would not let this person do that: no such command, option, button or permission."""


class Commands:
    """All commands, by place: global ones, and those of single servers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._in: dict[int, list[JSON]] = {}
        self.writes = 0
        """How many requests have changed commands."""

    def routes(self) -> Routes:
        """Return the routes by method and documented path."""
        made: dict[tuple[str, str], Any] = {}
        for place in ("/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands"):
            made |= {
                ("GET", place): lambda call: Answer(body=self._place(call)),
                ("PUT", place): self.replace,
                ("POST", place): self.create,
                ("GET", place + "/{command_id}"): lambda call: Answer(body=self._command(call)),
                ("PATCH", place + "/{command_id}"): self.edit,
                ("DELETE", place + "/{command_id}"): self.remove,
            }
        return made

    def replace(self, call: Call) -> Answer:
        """Put this set of commands in place of all that were there; those of the same name keep their id."""
        old = {(one["type"], one["name"]): one["id"] for one in self._place(call)}
        made = [self._made(body, call, old.get((body.get("type") or 1, body["name"]))) for body in call.json]
        self._place(call)[:] = made
        self.writes += 1
        return Answer(body=made)

    def create(self, call: Call) -> Answer:
        """Add one command, or replace the one of that name."""
        place, body = self._place(call), call.body
        old = next((one for one in place if (one["type"], one["name"]) == (body.get("type") or 1, body["name"])), None)
        made = self._made(body, call, old["id"] if old else None)
        place[:] = [one for one in place if one is not old] + [made]
        self.writes += 1
        return Answer(200 if old else 201, made)

    def edit(self, call: Call) -> Answer:
        """Change one command."""
        old = self._command(call)
        old |= self._made({**old, **call.body}, call, old["id"])
        self.writes += 1
        return Answer(body=old)

    def remove(self, call: Call) -> Answer:
        """Take one command away."""
        self._place(call).remove(self._command(call))
        self.writes += 1
        return Answer(204)

    def _place(self, call: Call) -> list[JSON]:
        if call.id("application_id") != self._world.bot.id:
            raise Refusal(10002)
        server = call.id("guild_id") if "guild_id" in call.params else GLOBAL
        if server and (server not in self._world.servers or not self._world.servers[server].has_bot):
            raise Refusal(50001)
        return self._in.setdefault(server, [])

    def _command(self, call: Call) -> JSON:
        for one in self._place(call):
            if one["id"] == call.params["command_id"]:
                return one
        raise Refusal(10063)

    def _made(self, body: JSON, call: Call, ident: str | None) -> JSON:
        known = ("name", "name_localizations", "description_localizations", "dm_permission", "nsfw", "options")
        made = {key: body[key] for key in known if key in body}
        needed = body.get("default_member_permissions")
        server = {"guild_id": call.params["guild_id"]} if "guild_id" in call.params else {}
        return made | server | {
            "id": ident or str(self._world.next_id()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.next_id()),
            "type": body.get("type") or 1,
            "description": body.get("description") or "",
            "default_member_permissions": None if needed is None else str(needed),
            "contexts": None if server else body.get("contexts"),
            "integration_types": body.get("integration_types") or DEFAULT_INSTALLS,
        }  # fmt: skip

    def named(self, server: Server | None, name: str, kind: int) -> JSON:
        """Return the command of that name, the server's own before the global one.

        Raises:
            NotOffered: there is none.
        """
        everywhere, here = self._in.get(GLOBAL, []), self._in.get(server.id, []) if server else []
        of_that_kind = [one for one in (*here, *everywhere) if one["type"] == kind]
        for one in of_that_kind:
            if one["name"] == name:
                return one
        raise NotOffered(f"There is no command {name!r}; there are: {[one['name'] for one in of_that_kind]}")

    def offered(self, server: Server | None, name: str, kind: int, *, context: int, installs: Iterable[int]) -> JSON:
        """Return the command of that name that Discord offers there.

        Raises:
            NotOffered: there is none, or not in this place, or not for this kind of installation.
        """
        found = self.named(server, name, kind)
        everywhere = DEFAULT_CONTEXTS if found.get("dm_permission", True) else ONLY_SERVERS
        if context not in (found["contexts"] or everywhere):
            raise NotOffered(f"{name!r} is not offered in context {context} (0 servers, 1 direct messages, 2 private channels)")
        if not set(installs) & set(found["integration_types"]):
            raise NotOffered(f"{name!r} is not offered for installation {list(installs)} (0 by the server, 1 by the user)")
        return found


def hidden_by_default(command: JSON, held: Permission) -> bool:
    """Tell whether the command's default permissions hide it from somebody who may do ``held``."""
    needed = command["default_member_permissions"]
    if needed is None or Permission.ADMINISTRATOR in held:
        return False
    return needed == "0" or (int(held) & int(needed)) != int(needed)


def filled_in(path: list[str], command: JSON, given: Mapping[str, object], focused: str | None = None) -> list[JSON]:
    """Return the options of an interaction: down to the subcommand, each value checked against its option.

    Raises:
        NotOffered: there is no such subcommand or option, one that is required is missing, or a value does not fit.
    """
    options = {option["name"]: option for option in command.get("options") or []}
    if path:
        inner = options.get(path[0])
        if inner is None or inner["type"] not in (SUB, GROUP):
            raise NotOffered(f"{command['name']!r} has no subcommand {path[0]!r}; it has: {list(options)}")
        return [{"name": path[0], "type": inner["type"], "options": filled_in(path[1:], inner, given, focused)}]
    if unknown := set(given) - set(options):
        raise NotOffered(f"{command['name']!r} has no option {sorted(unknown)}; it has: {list(options)}")
    missing = [name for name, option in options.items() if option.get("required") and name not in given]
    if missing and focused is None:
        raise NotOffered(f"{command['name']!r} needs {missing}")
    return [_filled(options[name], value, focused=name == focused) for name, value in given.items()]


def _filled(option: JSON, value: object, *, focused: bool) -> JSON:
    kind, name = option["type"], option["name"]
    if focused:
        return {"name": name, "type": kind, "value": value, "focused": True}
    if kind in PYTHON:
        if not isinstance(value, PYTHON[kind]) or (kind != BOOLEAN and isinstance(value, bool)):
            raise NotOffered(f"{name!r} takes {PYTHON[kind]}, not {value!r}")
        _within(option, value)
    else:
        value = str(value.id)  # type: ignore[attr-defined] # a person, a channel, a role or a file
    return {"name": name, "type": kind, "value": value}


def _within(option: JSON, value: Any) -> None:  # noqa: ANN401 # text or number, as the option says
    size = len(value) if isinstance(value, str) else value
    least, most = (option.get(f"{end}_{'length' if isinstance(value, str) else 'value'}") for end in ("min", "max"))
    if (least is not None and size < least) or (most is not None and size > most):
        raise NotOffered(f"{option['name']!r} takes {least} to {most}, not {size}")
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise NotOffered(f"{option['name']!r} takes one of {[choice['value'] for choice in choices]}, not {value!r}")


def resolved(given: Mapping[str, object], where: Channel) -> JSON:
    """Return the users, members, channels, roles and files that options (or the values of a menu) name, as Discord sends them along."""
    found: JSON = {}
    for value in given.values():
        ident = getattr(value, "id", None)
        if ident is None:
            continue
        world, server = where.world, where.server
        if isinstance(value, Attachment):
            found.setdefault("attachments", {})[str(ident)] = payloads.attachment(value, where)
        elif ident in world.users:
            found.setdefault("users", {})[str(ident)] = payloads.user(world.users[ident])
            if server is not None and ident in server.members:
                held = {"permissions": str(int(where.allows(world.users[ident])))}
                member = payloads.member(server.members[ident], with_user=False)
                found.setdefault("members", {})[str(ident)] = member | held
        elif ident in world.channels:
            channel = world.channels[ident]
            held = {"permissions": str(int(channel.allows(world.bot)))}
            found.setdefault("channels", {})[str(ident)] = payloads.channel(channel) | held
        elif server is not None:
            role = next(role for role in server.roles.values() if role.id == ident)
            found.setdefault("roles", {})[str(ident)] = payloads.role(role)
    return found

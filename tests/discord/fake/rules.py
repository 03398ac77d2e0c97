"""Rules between fields, which a schema cannot say, and the mention policy that this project holds itself to.

Each function yields one sentence per fault. Source: the pages "Message", "Component Reference" and "Application Commands" of
Discord's developer documentation.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from fake.payloads import BUTTON, ROW, SELECTS, TEXT, controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fake.wire import JSON

CONTENT, EMBEDS_TOTAL, ROWS, IN_A_ROW = 2000, 6000, 5, 5
V2_TEXT, V2_PARTS = 4000, 40
V2_FLAG = 1 << 15
SLASH_COMMANDS, MENU_COMMANDS, COMMAND_TOTAL = 100, 15, 8000
MODAL_PARTS = 5
LINK = 5
"""The button style that opens an address."""
SLASH, SUBCOMMAND, GROUP = 1, 1, 2
SHOWN = ("content", "embeds", "components", "poll", "sticker_ids", "attachments")


def of_message(body: JSON, *, new: bool, files: bool) -> Iterator[str]:
    """Yield what is wrong with a message, an edit (``new=False``), a follow-up or the data of a callback."""
    if len(body.get("content") or "") > CONTENT:
        yield f"content has {len(body['content'])} characters; {CONTENT} are allowed"
    if new and not files and not any(body.get(key) for key in SHOWN):
        yield "the message is empty"
    yield from _of_embeds(body.get("embeds") or [])
    components = body.get("components") or []
    if (body.get("flags") or 0) & V2_FLAG:
        yield from _of_v2(body, components)
    else:
        yield from _of_rows(components)
    yield from of_controls(components)


def _of_embeds(embeds: list[JSON]) -> Iterator[str]:
    total = 0
    for embed in embeds:
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        total += len((embed.get("footer") or {}).get("text", "")) + len((embed.get("author") or {}).get("name", ""))
        total += sum(len(field.get("name", "")) + len(field.get("value", "")) for field in embed.get("fields") or [])
    if total > EMBEDS_TOTAL:
        yield f"the embeds have {total} characters together; {EMBEDS_TOTAL} are allowed"


def _of_v2(body: JSON, components: list[JSON]) -> Iterator[str]:
    if any(body.get(key) for key in ("content", "embeds", "poll", "sticker_ids")):
        yield "the components-V2 flag forbids content, embeds, polls and stickers"
    parts = list(controls(components))
    if len(parts) > V2_PARTS:
        yield f"there are {len(parts)} components; {V2_PARTS} are allowed"
    if (text := sum(len(part.get("content", "")) for part in parts if part["type"] == TEXT)) > V2_TEXT:
        yield f"the components show {text} characters; {V2_TEXT} are allowed"


def _of_rows(rows: list[JSON]) -> Iterator[str]:
    if len(rows) > ROWS:
        yield f"there are {len(rows)} rows; {ROWS} are allowed"
    for row in rows:
        if row.get("type") != ROW:
            yield f"a component of type {row.get('type')} outside a row needs the components-V2 flag"
            continue
        inside = row.get("components") or []
        if not inside or len(inside) > IN_A_ROW:
            yield f"a row holds {len(inside)} components; 1 to {IN_A_ROW} are allowed"
        if len(inside) > 1 and any(part.get("type") in SELECTS for part in inside):
            yield "a select menu needs a row for itself"


def of_controls(components: list[JSON]) -> Iterator[str]:
    """Yield what is wrong with buttons and menus, wherever they stand."""
    parts = list(controls(components))
    counted = Counter(part["custom_id"] for part in parts if part.get("custom_id"))
    yield from (f"custom_id {ident!r} is used {times} times" for ident, times in counted.items() if times > 1)
    for part in parts:
        if part["type"] in SELECTS and (part.get("max_values") or 1) < (part.get("min_values", 1)):
            yield "a menu asks for more values than it allows"
        if part["type"] != BUTTON:
            continue
        if part.get("url") and part.get("custom_id"):
            yield "a button has both a url and a custom_id"
        if (part.get("style") == LINK) != bool(part.get("url")):
            yield "a button has a url exactly if its style is link"
        if part.get("style") != LINK and not part.get("custom_id"):
            yield "a button has no custom_id"
        if not part.get("label") and not part.get("emoji"):
            yield "a button has neither label nor emoji"


def of_modal(data: JSON) -> Iterator[str]:
    """Yield what is wrong with a modal."""
    components = data.get("components") or []
    if not 1 <= len(components) <= MODAL_PARTS:
        yield f"a modal has {len(components)} parts; 1 to {MODAL_PARTS} are allowed"
    yield from of_controls(components)


def of_mentions(body: JSON) -> Iterator[str]:
    """Yield how a message could ping anybody: the project's policy is that none ever does."""
    policy = body.get("allowed_mentions")
    if not isinstance(policy, dict):
        yield "allowed_mentions is missing: Discord would ping everybody whom the text names"
        return
    if policy.get("parse") != []:
        yield f"allowed_mentions.parse is {policy.get('parse')!r} instead of []"
    for key in ("users", "roles", "replied_user"):
        if policy.get(key):
            yield f"allowed_mentions.{key} is {policy[key]!r}: somebody would be pinged"


def of_commands(commands: list[JSON]) -> Iterator[str]:
    """Yield what is wrong with the whole set of an application's commands in one place."""
    for kind, most in ((1, SLASH_COMMANDS), (2, MENU_COMMANDS), (3, MENU_COMMANDS)):
        mine = [command for command in commands if (command.get("type") or SLASH) == kind]
        if len(mine) > most:
            yield f"there are {len(mine)} commands of type {kind}; {most} are allowed"
        yield from _doubles("command", mine)
    for command in commands:
        if (command.get("type") or SLASH) == SLASH:
            yield from _of_slash(command)
        elif command.get("description") or command.get("options"):
            yield f"the context menu {command.get('name')!r} has a description or options"


def _doubles(what: str, named: Iterable[JSON]) -> Iterator[str]:
    counted = Counter(one.get("name") for one in named)
    yield from (f"{what} {name!r} is there {times} times" for name, times in counted.items() if times > 1)


def _of_slash(command: JSON) -> Iterator[str]:
    options = list(_all_options(command))
    for part in (command, *options):
        names = [part.get("name") or "", *(part.get("name_localizations") or {}).values()]
        yield from (f"{name!r} is no name for a command or an option" for name in names if not _is_name(name))
        if not part.get("description"):
            yield f"{part.get('name')!r} has no description"
        yield from _of_options(part)
    texts = [part.get(key) or "" for part in (command, *options) for key in ("name", "description")]
    texts += [str(choice.get(key)) for part in options for choice in part.get("choices") or [] for key in ("name", "value")]
    if sum(map(len, texts)) > COMMAND_TOTAL:
        yield f"{command.get('name')!r} has more than {COMMAND_TOTAL} characters together"


def _of_options(part: JSON) -> Iterator[str]:
    options = part.get("options") or []
    yield from _doubles(f"in {part.get('name')!r} the option", options)
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        yield f"in {part.get('name')!r} an option that is required follows one that is not"
    if len({option.get("type") in (SUBCOMMAND, GROUP) for option in options}) > 1:
        yield f"{part.get('name')!r} mixes subcommands with other options"
    if part.get("autocomplete") and part.get("choices"):
        yield f"{part.get('name')!r} has both autocomplete and choices"


def _all_options(part: JSON) -> Iterator[JSON]:
    for option in part.get("options") or []:
        yield option
        yield from _all_options(option)


def _is_name(name: str) -> bool:
    """Tell whether a name has 1 to 32 letters, digits, marks, ``-``, ``_`` or ``'``, and no capital."""
    fitting = all(char in "-_'" or unicodedata.category(char)[0] in "LNM" for char in name)
    return 1 <= len(name) <= 32 and fitting and name == name.lower()  # as documented

"""Discord's own OpenAPI document, made strict: every object closed, so that a misspelt key is a fault."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "POLICYBOT_DISCORD_SPEC"
UNDOCUMENTED = {
    "RichEmbed": ("flags",),
    "MessageEditRequestPartial": ("tts",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
    "ApplicationCommandCreateRequest": ("nsfw",),
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "CreateForumThreadRequest": ("type", "invitable"),
    "BaseCreateMessageCreateRequest": ("tts", "nonce", "enforce_nonce"),
    "CreatedThreadResponse": ("message",),
}
"""Keys that discord.py 2.7 sends and Discord takes, or Discord answers, though the document does not name them."""
OPEN = {"Error"}
"""Schemas that others extend by ``allOf``; the extending one is closed instead."""
SNOWFLAKE = {"oneOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]}
"""Discord takes ids as numbers too, and discord.py sends some so."""


class SpecMissing(Exception):  # noqa: N818 # a sentence for whoever set the variable
    """The variable names a file that is not there or cannot be read."""


class Spec:
    """Checks JSON against the document. Faults come back as sentences: where, and what is wrong."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = _closed(document)
        self._registry = jsonschema_rs.Registry([("urn:discord", self._document)])
        self._validators: dict[tuple[str, ...], jsonschema_rs.Draft202012Validator | None] = {}

    @classmethod
    def from_environment(cls) -> Spec | None:
        """Return the document that POLICYBOT_DISCORD_SPEC names, none if it names none.

        Raises:
            SpecMissing: the variable is set, and there is no such document.
        """
        path = os.environ.get(VARIABLE)
        return _read(path) if path else None

    def request(self, method: str, template: str, body: object) -> list[str]:
        """Return what is wrong with the JSON body of a request."""
        return self._faults(body, "paths", template, method.lower(), "requestBody", "content", "application/json", "schema")

    def answer(self, method: str, template: str, status: int, body: object) -> list[str]:
        """Return what is wrong with the JSON body of an answer; refusals have one schema for all."""
        if status >= 400:  # HTTP's own border
            return self.schema("RatelimitedResponse" if status == 429 else "ErrorResponse", body)
        documented = self._document["paths"].get(template, {}).get(method.lower(), {}).get("responses", {})
        if str(status) not in documented:
            return [f"Discord's document has no answer {status} to {method} {template}"]
        return self._faults(
            body, "paths", template, method.lower(), "responses", str(status), "content", "application/json", "schema"
        )

    def schema(self, name: str, body: object) -> list[str]:
        """Return what is wrong with an object of this name."""
        return self._faults(body, "components", "schemas", name)

    def _faults(self, body: object, *where: str) -> list[str]:
        if where not in self._validators:
            self._validators[where] = self._validator(where)
        validator = self._validators[where]
        if validator is None:
            return [] if body is None else ["Discord's document knows no such body"]
        return [sentence for error in validator.iter_errors(body) for sentence in _sentences(error)]

    def _validator(self, where: tuple[str, ...]) -> jsonschema_rs.Draft202012Validator | None:
        schema: Any = self._document
        for key in where:
            schema = schema.get(key)
            if schema is None:
                return None
        return jsonschema_rs.Draft202012Validator(schema, registry=self._registry)


@functools.cache
def _read(path: str) -> Spec:
    """Read the document once a process: it has a megabyte, and every test asks for it."""
    try:
        document = json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise SpecMissing(f"{VARIABLE} names {path}, which cannot be read: {error}. Correct the path, or unset it.") from error
    return Spec(document)


def _closed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with all objects closed, ids widened and references made absolute."""
    schemas = document["components"]["schemas"]
    for name, keys in UNDOCUMENTED.items():
        schemas[name]["properties"] |= dict.fromkeys(keys, True)
    schemas["SnowflakeType"] = SNOWFLAKE
    schemas["Error"]["properties"]["code"] = {"type": ["integer", "string"]}  # errors of single fields have words for codes
    kept_open = [schemas[name] for name in OPEN]
    closed: dict[str, Any] = _close(document, kept_open)
    return closed


def _close(node: Any, kept_open: list[Any]) -> Any:  # noqa: ANN401 # any JSON
    if isinstance(node, list):
        return [_close(item, kept_open) for item in node]
    if not isinstance(node, dict):
        return node
    if node in kept_open:
        return node
    made = {key: _close(value, kept_open) for key, value in node.items()}
    if isinstance(reference := node.get("$ref"), str):
        made["$ref"] = reference.replace("#/", "urn:discord#/")
    if "allOf" in node and node.get("type") == "object":
        for part in made["allOf"]:
            part.pop("additionalProperties", None)  # closed as a whole, not part by part
        made["unevaluatedProperties"] = False
    elif isinstance(node.get("properties"), dict) and node.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


def _sentences(error: jsonschema_rs.ValidationError) -> Iterator[str]:
    """Tell an error; of several alternatives, the one that the object's ``type`` names, or else the nearest."""
    branches: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", [])
    if not branches:
        yield f"{'.'.join(str(step) for step in error.instance_path) or 'body'}: {error.message[:200]}"
        return
    of_that_type = [branch for branch in branches if not any(_is_about_type(inner, error) for inner in branch)]
    for inner in min(of_that_type or branches, key=len):
        yield from _sentences(inner)


def _is_about_type(inner: jsonschema_rs.ValidationError, outer: jsonschema_rs.ValidationError) -> bool:
    return inner.instance_path == [*outer.instance_path, "type"] or inner.kind.name == "type"

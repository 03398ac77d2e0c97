"""A node → the valid plain data of a model, or its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from bot.faq.loading.nodes import Node, Step, plain
from bot.faq.loading.schema import PassageModel, SourceModel, StyleModel, TopicModel
from bot.faq.loading.wording import tell

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.faq.loading.reporting import Reporter

_INNER: dict[str, type[BaseModel]] = {"sources": SourceModel, "passages": PassageModel, "style": StyleModel, "topics": TopicModel}


def validate(model: type[BaseModel], node: Node, reporter: Reporter) -> dict[str, object] | None:
    """Return the data with every key of ``model``, or ``None`` where it has faults (all reported)."""
    try:
        return model.model_validate(plain(node)).model_dump(by_alias=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=True)
        tell(errors, node, lambda path: _keys_at(model, path), reporter)
        return None


def _keys_at(model: type[BaseModel], path: tuple[Step, ...]) -> Collection[str]:
    """Return the keys that are known beside the one at ``path``."""
    for step in path[:-1]:
        if isinstance(step, str) and step in _INNER:
            model = _INNER[step]
    return [field.alias or name for name, field in model.model_fields.items()]

"""``policybot schema``: the JSON Schema of the content files, so that an editor marks mistakes while they are typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.cli.errors import Exit
from bot.cli.options import write_new
from bot.faq.loading import Kind, json_schema

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context


def add_arguments(parser: ArgumentParser) -> None:
    """Describe the options of ``schema``."""
    kinds = [str(kind) for kind in Kind]
    parser.add_argument(
        "--kind",
        choices=kinds,
        default=str(Kind.ARTICLES),
        help="which file: markdown is an article's front matter (default: articles)",
    )
    parser.add_argument("--out", metavar="FILE", help="write it there, in place of what stands there")


def run(arguments: Namespace, context: Context) -> int:
    """Print the schema, or write it."""
    text = json.dumps(json_schema(Kind(arguments.kind)), indent=2)
    if arguments.out is None:
        context.terminal.put_json(text)
    else:
        write_new(arguments.out, text + "\n", replace=True)
        context.terminal.say(arguments.out)
    return Exit.FINE

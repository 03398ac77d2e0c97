"""How much a knowledge base may hold: every cap in one value, so that a caller can widen or narrow any of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep a bad or hostile file from costing more than about a second and 64 MB.

    The defaults are far beyond what people write by hand; a test's or a script's base of 20,000 articles still fits.
    """

    file_bytes: int = 1_000_000
    """A file's size, looked at before it is read."""
    body_bytes: int = 64_000
    """The Markdown below the front matter, and one text anywhere else."""
    set_bytes: int = 64_000_000
    """All files of the base together."""
    files: int = 20_000
    articles: int = 20_000
    folders: int = 8
    """Folders inside folders; a link that leads back into itself ends here too."""
    depth: int = 16
    """Lists and mappings inside each other in YAML. libyaml's own loader dies of 30,000."""
    values: int = 100_000
    """Texts, lists and mappings in one file."""
    keys: int = 1_000
    """Keys of one mapping."""
    lines: int = 20_000
    """Lines of Markdown in one file: a block parser costs by the line, not by the byte."""
    faults: int = 1_000
    """Faults told of one file; after so many, the rest is most likely one mistake seen many times."""
    attempts: int = 8
    """How often a folder that changes under the reader is read again."""
    quiet: float = 0.0
    """Seconds for which no file may have changed before the folder is read. An editor that saves slowly leaves half a file that
    rests for a moment, which only waiting can tell: 0.25 suits a reload upon a change, none a load that a person asked for."""


DEFAULTS = Limits()

"""What the tests of the Discord half share: the fake, checked at the end of every test, and discord.py pointed at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fake import FakeDiscord
from fake.wiring import pointed_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """A fake Discord of one's own. The test fails if anything was sent that Discord would refuse, or that could ping."""
    async with FakeDiscord.start() as fake:
        yield fake
    assert fake.violations == [], "\n".join(map(str, fake.violations))


@pytest.fixture
def wired(discord: FakeDiscord) -> Iterator[FakeDiscord]:
    """The same fake, with discord.py in this process pointed at it."""
    with pointed_at(discord):
        yield discord

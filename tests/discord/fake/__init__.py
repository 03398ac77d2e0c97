"""A fake Discord on loopback: REST and gateway, in one process with the tests or beside a real child process.

Read in this order to learn how Discord talks with a bot:

================  ==========================================================================================================
``server``        ``FakeDiscord``: everything put together, and what tests call
``people``        what users do: say, click, use commands
``gateway``       the websocket on which Discord tells what happens; ``sessions`` and ``compression`` belong to it
``rest``          the gate that every request passes; ``wire`` has the values that cross it
``channels``      the routes about channels and messages; ``composing`` makes messages of what the bot sent
``commands``      the routes about application commands, and how a person's use of one becomes data
``interactions``  what comes of a command, a click or a form; ``callbacks`` has the routes on which the bot answers
``world``         servers and everything else that there is; ``state``: users, channels, messages; ``payloads``: all as JSON
``permissions``   who may do what
``checking``      holds what the bot sends against Discord's OpenAPI document (``spec``) and the ``rules`` between fields
``faults``        what can go wrong, on order; ``limits``: rate limits; ``clock``: time that a test can let pass
``transcript``    a channel as people see it
``wiring``        points discord.py at the fake; ``proxy``: leads an unmodified child process to it
``sample_bot``    the small bot with which the fake itself is tested
================  ==========================================================================================================
"""

from fake.commands import NotOffered
from fake.permissions import Permission
from fake.server import FakeDiscord

__all__ = ["FakeDiscord", "NotOffered", "Permission"]

"""``policybot invite``: the links that add the bot to a server or to one's own account, with the least permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.errors import ConfigurationError, Exit

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.cli.context import Context

VIEW_CHANNEL, SEND_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES_IN_THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38
PERMISSIONS = VIEW_CHANNEL | SEND_MESSAGES | READ_MESSAGE_HISTORY | SEND_MESSAGES_IN_THREADS
"""What an answer in a channel takes; a reply needs the history. Never Administrator, and nothing that could ping everyone."""

USER_INSTALL = 1
"""Discord's number for an app that a person takes along (``ApplicationIntegrationTypes``); without it, a server is asked for."""

ADDRESS = "https://discord.com/oauth2/authorize?client_id={application}&scope={scope}"


def add_arguments(parser: ArgumentParser) -> None:
    """Describe no options: there are none."""
    del parser


def run(_arguments: Namespace, context: Context) -> int:
    """Print all links."""
    application = context.settings().application()
    if application is None:
        raise ConfigurationError("set POLICYBOT_DISCORD_TOKEN or POLICYBOT_APPLICATION_ID, so that the links can name your bot")
    context.terminal.show_as_is(
        [
            "Mentions, replies, direct messages and commands (it can view, write and read back in channels, and nothing else):",
            f"  {ADDRESS.format(application=application, scope='bot+applications.commands')}&permissions={PERMISSIONS}",
            "Commands only (no permissions at all; /ask works, mentions do not):",
            f"  {ADDRESS.format(application=application, scope='applications.commands')}",
            "For your own account, not a server (/ask and the right-click menu wherever you write):",
            f"  {ADDRESS.format(application=application, scope='applications.commands')}&integration_type={USER_INSTALL}",
        ]
    )
    return Exit.FINE

"""Routes about the bot itself, channels, threads and messages. What the bot may see and do is checked as Discord checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fake import payloads
from fake.composing import changes, composed, pinged
from fake.gateway import CONTENT, address_for, may_be_read
from fake.permissions import Permission
from fake.state import DM, FORUM, REPLY, THREAD
from fake.wire import Answer, Refusal, invalid

if TYPE_CHECKING:
    from fake.gateway import Gateway
    from fake.rest import Routes
    from fake.state import Channel, Message
    from fake.wire import JSON, Call
    from fake.world import World

SHARDS_A_DAY = 1000


class Channels:
    """The bot's own hands."""

    def __init__(self, world: World, gateway: Gateway, shards: int) -> None:
        self._world = world
        self._gateway = gateway
        self._sent: dict[tuple[int, str], Message] = {}
        """The bot's messages by channel and nonce."""
        self.shards = shards

    def routes(self) -> Routes:
        """Return the routes by method and documented path."""
        channel, message = "/channels/{channel_id}", "/channels/{channel_id}/messages/{message_id}"
        return {
            ("GET", "/gateway"): lambda call: Answer(body={"url": address_for(call.headers["Host"])}),
            ("GET", "/gateway/bot"): self.gateway_bot,
            ("GET", "/users/@me"): lambda _: Answer(body=payloads.account(self._world.bot)),
            ("POST", "/users/@me/channels"): self.open_dm,
            ("GET", "/oauth2/applications/@me"): self.application,
            ("GET", "/applications/@me"): self.application,
            ("GET", "/applications/{application_id}"): self.application,
            ("GET", "/guilds/{guild_id}/members/{user_id}"): self.member,
            ("GET", channel): lambda call: Answer(body=payloads.channel(self._channel(call))),
            ("POST", channel + "/messages"): self.create_message,
            ("POST", channel + "/typing"): self.typing,
            ("POST", channel + "/threads"): self.create_thread,
            ("GET", message): self.read_message,
            ("PATCH", message): self.edit_message,
            ("DELETE", message): self.delete_message,
            ("POST", message + "/threads"): self.create_thread,
        }

    def forget(self) -> None:
        """Forget the nonces."""
        self._sent.clear()

    def gateway_bot(self, call: Call) -> Answer:
        """Say where the gateway is, how many shards are wanted and how many sessions may still begin today."""
        left = max(SHARDS_A_DAY - len(self._gateway.identifies), 0)
        limit = {"total": SHARDS_A_DAY, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
        return Answer(body={"url": address_for(call.headers["Host"]), "shards": self.shards, "session_start_limit": limit})

    def application(self, _: Call) -> Answer:
        """Describe the application."""
        bot = payloads.user(self._world.bot)
        nothing = ("icon", "type", "interactions_endpoint_url", "role_connections_verification_url", "team")
        facts: JSON = {
            **dict.fromkeys(nothing),
            **{f"approximate_{what}_count": 0 for what in ("guild", "user_install", "user_authorization")},
            "id": bot["id"],
            "name": self._world.bot.name,
            "description": "",
            "verify_key": "0" * 64,
            "flags": self._gateway.application_flags,
            "flags_new": str(self._gateway.application_flags),
            "redirect_uris": [],
            "owner": bot,
            "bot": bot,
            "bot_public": True,
            "bot_require_code_grant": False,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }
        return Answer(body=facts)

    def member(self, call: Call) -> Answer:
        """Describe a member of a server that the bot is in."""
        server = self._world.servers.get(call.id("guild_id"))
        if server is None:
            raise Refusal(10004)
        if not server.has_bot:
            raise Refusal(50001)
        found = server.members.get(call.id("user_id"))
        if found is None:
            raise Refusal(10007)
        return Answer(body=payloads.member(found))

    def open_dm(self, call: Call) -> Answer:
        """Open direct messages with somebody."""
        who = self._world.users.get(int(call.body.get("recipient_id", 0)))
        if who is None:
            raise Refusal(10013)
        return Answer(body=payloads.channel(self._world.conversation(self._world.bot, who)))

    def typing(self, call: Call) -> Answer:
        """Show that the bot is typing."""
        self._require(self._channel(call), Permission.SEND_MESSAGES)
        return Answer(204)

    def read_message(self, call: Call) -> Answer:
        """Show one message; its content only if the bot may read it."""
        channel = self._channel(call)
        if channel.server is not None:
            self._require(channel, Permission.READ_MESSAGE_HISTORY)
        message = self._message(call, channel)
        data = payloads.message(message)
        readable = self._gateway.granted & CONTENT or may_be_read(self._world, message)
        return Answer(body=data if readable else payloads.without_content(data))

    def create_message(self, call: Call) -> Answer:
        """Send a message as the bot; the same nonce again gets the message that is already there."""
        channel, body = self._channel(call), call.body
        self._may_send(channel, files=bool(call.files))
        reference = self._replied_to(channel, body.get("message_reference"))
        nonce = str(body["nonce"]) if body.get("nonce") is not None else ""
        earlier = self._sent.get((channel.id, nonce))
        if earlier is not None and nonce and body.get("enforce_nonce"):
            return Answer(body=payloads.message(earlier))
        message = composed(channel, body, call)
        message.nonce, message.reference = nonce or None, reference
        message.kind = REPLY if body.get("message_reference") else message.kind
        message.mentions = pinged(self._world, body, reference)
        self._sent[channel.id, nonce] = message
        channel.archived = False
        return Answer(body=payloads.message(self._world.post(message)))

    def edit_message(self, call: Call) -> Answer:
        """Edit a message of the bot's own."""
        channel = self._channel(call)
        message = self._message(call, channel)
        if message.author is not self._world.bot:
            raise Refusal(50005)
        if channel.archived:
            raise Refusal(50083)
        self._world.edit(message, **changes(message, call.body, call))
        return Answer(body=payloads.message(message))

    def delete_message(self, call: Call) -> Answer:
        """Delete a message: the bot's own, or anybody's with the permission to manage messages."""
        channel = self._channel(call)
        message = self._message(call, channel)
        if message.author is not self._world.bot:
            if channel.kind == DM:
                raise Refusal(50003)
            self._require(channel, Permission.MANAGE_MESSAGES)
        self._world.delete(message)
        return Answer(204)

    def create_thread(self, call: Call) -> Answer:
        """Start a thread: from a message, in a channel, or as a post in a forum."""
        parent, bot = self._channel(call), self._world.bot
        self._require(parent, Permission.SEND_MESSAGES if parent.kind == FORUM else Permission.CREATE_PUBLIC_THREADS)
        first = self._message(call, parent) if "message_id" in call.params else None
        if parent.server is None or (first and first.thread):
            raise Refusal(160004 if first else 50003)
        thread = parent.server.add_thread(parent, call.body["name"], bot, first)
        made = payloads.channel(thread)
        if parent.kind == FORUM:
            post = composed(thread, call.body["message"], call)
            post.id = thread.id
            made["message"] = payloads.message(self._world.post(post))
        return Answer(201, made)

    def _channel(self, call: Call) -> Channel:
        found = self._world.channels.get(call.id("channel_id"))
        if found is None:
            raise Refusal(10003)
        self._require(found, Permission.VIEW_CHANNEL)
        return found

    def _message(self, call: Call, channel: Channel) -> Message:
        found = channel.messages.get(call.id("message_id"))
        if found is None or found.ephemeral_for is not None:
            raise Refusal(10008)
        return found

    def _require(self, channel: Channel, permission: Permission) -> None:
        held = channel.allows(self._world.bot)
        if Permission.VIEW_CHANNEL not in held:
            raise Refusal(50001)
        if permission not in held:
            raise Refusal(50013)

    def _may_send(self, channel: Channel, *, files: bool) -> None:
        thread = channel.kind == THREAD
        self._require(channel, Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES)
        if files:
            self._require(channel, Permission.ATTACH_FILES)
        if channel.locked and Permission.MANAGE_THREADS not in channel.allows(self._world.bot):
            raise Refusal(50083 if channel.archived else 160005)
        if channel.kind == DM and any(user.dms_closed for user in channel.recipients):
            raise Refusal(50007)
        if channel.kind == FORUM:
            raise Refusal(50008)

    def _replied_to(self, channel: Channel, reference: JSON | None) -> Message | None:
        if not reference:
            return None
        if Permission.READ_MESSAGE_HISTORY not in channel.allows(self._world.bot):
            raise Refusal(160002)
        found = channel.messages.get(int(reference["message_id"]))
        if (found is None or found.ephemeral_for is not None) and reference.get("fail_if_not_exists", True):
            raise invalid("message_reference", code="REPLIES_UNKNOWN_MESSAGE", message="Unknown message")
        return found

"""A loopback CONNECT proxy that plays Discord's two hosts, so that a wholly unmodified bot in a child process meets the fake.

The child is given this proxy (discord.py's ``proxy=``) and trusts a certificate authority made for the occasion
(``SSL_CERT_FILE``). It opens a tunnel to ``discord.com`` or ``gateway.discord.gg``; the proxy answers with a certificate for
that name, ends TLS, and passes the bytes on to the fake. Any other host is refused: nothing can leave the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fake.server import FakeDiscord

HOSTS = ("discord.com", "gateway.discord.gg")
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the proxy listens, and the file with the authority that signed its certificates."""

    url: str
    authority: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the child's environment must hold for Python's ssl module to trust the proxy."""
        return {"SSL_CERT_FILE": str(self.authority)}


@contextlib.asynccontextmanager
async def proxy_to(discord: FakeDiscord, folder: Path) -> AsyncIterator[Proxy]:
    """Run a proxy before the fake until the block ends; the authority's certificate is written into ``folder``."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*HOSTS).configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    tunnels: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tunnel = asyncio.ensure_future(_tunnel(reader, writer, context, discord.port))
        tunnels.add(tunnel)
        tunnel.add_done_callback(tunnels.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield Proxy(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", file)
    finally:
        server.close()
        for tunnel in tunnels:
            tunnel.cancel()
        await asyncio.gather(*tunnels, return_exceptions=True)
        await server.wait_closed()


async def _tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext, port: int) -> None:
    """Serve one client: its CONNECT, the TLS handshake, then bytes both ways until either side ends."""
    upstream = None
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.decode("latin-1").split(" ", 2)
        if method != "CONNECT" or target.rsplit(":", 1)[0] not in HOSTS:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        there, upstream = await asyncio.open_connection("127.0.0.1", port)
        ways = [asyncio.ensure_future(_pass_on(reader, upstream)), asyncio.ensure_future(_pass_on(there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
    except (OSError, asyncio.IncompleteReadError):
        pass  # the client has gone; so does the tunnel
    finally:
        for end in (writer, upstream):
            if end is not None:
                end.transport.abort()


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(CHUNK):
            target.write(data)
            await target.drain()

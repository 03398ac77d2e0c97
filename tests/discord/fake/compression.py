"""Transport compression: one stream for a whole connection, flushed after each message so that it can be read at once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Compressor = Callable[[str], bytes]


def zlib_stream() -> Compressor:
    """Return the compression that discord.py asks for by default."""
    stream = zlib.compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Compressor:
    """Return the compression that discord.py asks for where a zstd module is installed: Python's since 3.14, or ``zstandard``."""
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore] # Python 3.14
    except ImportError:
        import zstandard  # type: ignore[import-not-found,unused-ignore] # never asked for where it is not installed

        older = zstandard.ZstdCompressor().compressobj()
        return lambda text: older.compress(text.encode()) + older.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    newer = zstd.ZstdCompressor()
    return lambda text: newer.compress(text.encode(), mode=newer.FLUSH_BLOCK)


COMPRESSIONS: dict[str, Callable[[], Compressor]] = {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}

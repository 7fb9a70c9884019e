"""Bodies decompressed piece by piece, so that no bomb is ever unpacked. Pure over its chunks."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator

_PIECE = 256 * 1024  # bytes unpacked at a time
_GZIP = b"\x1f\x8b"
ACCEPTED = "gzip, deflate"


class TooLarge(Exception):
    """More bytes after decompression than allowed."""


class Undecodable(Exception):
    """The body is not what its Content-Encoding says, or in one that we cannot read."""


def inflated(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The whole body, decompressed. encoding: the Content-Encoding header.

    Raises TooLarge as soon as there is more than `most` bytes, Undecodable for a broken stream.
    """
    names = [
        name.strip().lower() for name in encoding.split(",") if name.strip().lower() not in {"", "identity"}
    ]
    if len(names) > 1 or (names and names[0] not in {"gzip", "x-gzip", "deflate"}):
        raise Undecodable(f"its Content-Encoding {encoding!r} was not asked for and cannot be read")
    out = io.BytesIO()
    stream: _Stream | None = None
    for number, chunk in enumerate(_with_whole_head(chunks)):
        if number == 0 and (names or chunk.startswith(_GZIP)):
            stream = _Stream(names[0] if names else "gzip", chunk)
        for piece in stream.feed(chunk) if stream else (chunk,):
            out.write(piece)
            if out.tell() > most:
                raise TooLarge
    if stream is not None:
        stream.finish()
    return out.getvalue()


def _with_whole_head(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, the first of them at least two bytes long: a format is told by two."""
    head = b""
    started = False
    for chunk in chunks:
        if started:
            yield chunk
            continue
        head += chunk
        if len(head) >= 2:
            started = True
            yield head
    if head and not started:
        yield head


class _Stream:
    """One compressed stream; gzip may have several members one after another."""

    def __init__(self, name: str, first: bytes) -> None:
        if name == "deflate":
            # RFC 9110 means zlib's format; many servers send the bare one.
            zlib_header = len(first) > 1 and first[0] & 0x0F == 8 and (first[0] * 256 + first[1]) % 31 == 0
            self._bits = zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS
        else:
            self._bits = zlib.MAX_WBITS | 16
        self._plain = name != "deflate" and not first.startswith(_GZIP)  # labelled gzip, sent as it is
        self._decoder = zlib.decompressobj(self._bits)

    def feed(self, chunk: bytes) -> Iterable[bytes]:
        """The pieces that a chunk unpacks to, each of bounded size."""
        if self._plain:
            yield chunk
            return
        rest = chunk
        while rest:
            try:
                piece = self._decoder.decompress(rest, _PIECE)
            except zlib.error as error:
                raise Undecodable(f"its compressed body is broken: {error}") from error
            yield piece
            rest = self._decoder.unconsumed_tail
            if self._decoder.eof:
                rest = self._next_member()

    def _next_member(self) -> bytes:
        rest: bytes = self._decoder.unused_data
        if not rest.startswith(_GZIP):
            return b""  # padding after the end
        self._decoder = zlib.decompressobj(self._bits)
        return rest

    def finish(self) -> None:
        """Raises Undecodable where the stream stopped before its end."""
        if not self._plain and not self._decoder.eof:
            raise Undecodable("its compressed body ends too early")

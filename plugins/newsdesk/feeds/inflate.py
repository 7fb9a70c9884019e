"""Bodies decompressed piece by piece, so that no bomb is ever unpacked. Pure over its chunks."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator

import brotli
import zstandard

_PIECE = 256 * 1024  # bytes unpacked at a time
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
# zstandard's interface has no limit on its output: a slice so small unpacks to at most 2 MB (16 blocks of
# four bytes, each 128 KiB: RFC 8878, 3.1.1.2).
_ZSTD_SLICE = 64
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a zstd response may ask of its reader's memory
ACCEPTED = "gzip, deflate, br, zstd"


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
    if len(names) > 1 or (names and names[0] not in _DECODERS):
        raise Undecodable(f"its Content-Encoding {encoding[:100]!r} was not asked for and cannot be read")
    whole = _with_whole_head(chunks)
    first = next(whole, b"")
    if not first:
        return b""
    out = io.BytesIO()
    for piece in _DECODERS[_coding(names, first)](_again(first, whole)):
        out.write(piece)
        if out.tell() > most:
            raise TooLarge
    return out.getvalue()


def _coding(names: list[str], first: bytes) -> str:
    """What the body is, by its label and by its first bytes: servers forget the one or the other."""
    named = names[0] if names else ""
    if named in {"", "gzip", "x-gzip", "zstd"}:
        return "gzip" if first.startswith(_GZIP) else "zstd" if first.startswith(_ZSTD) else ""
    return named


def _with_whole_head(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, the first of them at least four bytes long: a format is told by as many."""
    head = b""
    started = False
    for chunk in chunks:
        if started:
            yield chunk
            continue
        head += chunk
        if len(head) >= 4:
            started = True
            yield head
    if head and not started:
        yield head


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _as_it_is(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return chunks


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """gzip may have several members one after another, and padding after the last."""
    return _unzipped(chunks, zlib.MAX_WBITS | 16)


def _undeflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """RFC 9110 means zlib's format; many servers send the bare one."""
    first = next(chunks)
    zlib_header = len(first) > 1 and first[0] & 0x0F == 8 and (first[0] * 256 + first[1]) % 31 == 0
    return _unzipped(_again(first, chunks), zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _unzipped(chunks: Iterator[bytes], bits: int) -> Iterator[bytes]:
    decoder = zlib.decompressobj(bits)
    for chunk in chunks:
        rest = chunk
        while rest:
            try:
                piece = decoder.decompress(rest, _PIECE)
            except zlib.error as error:
                raise _broken(error) from error
            yield piece
            rest = decoder.unconsumed_tail
            if decoder.eof:
                rest = decoder.unused_data
                if not rest.startswith(_GZIP):
                    break
                decoder = zlib.decompressobj(bits)
    if not decoder.eof:
        raise _cut()


def _unbrotlied(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for chunk in chunks:
        rest = chunk
        while not decoder.is_finished():
            try:
                piece = decoder.process(rest, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise _broken(error) from error
            yield piece
            rest = b""
            if decoder.can_accept_more_data():
                break
    if not decoder.is_finished():
        raise _cut()


def _unzstded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """zstd, of several frames where need be."""
    context = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    decoder = context.decompressobj()
    for chunk in chunks:
        rest = chunk
        while rest:
            if decoder.eof:
                decoder = context.decompressobj()
            try:
                yield decoder.decompress(rest[:_ZSTD_SLICE])
            except zstandard.ZstdError as error:
                raise _broken(error) from error
            rest = (decoder.unused_data if decoder.eof else b"") + rest[_ZSTD_SLICE:]
    if not decoder.eof:
        raise _cut()


def _broken(error: Exception) -> Undecodable:
    return Undecodable(f"its compressed body is broken: {error}")


def _cut() -> Undecodable:
    return Undecodable("its compressed body ends too early")


_DECODERS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "": _as_it_is,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _undeflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}

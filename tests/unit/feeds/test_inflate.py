from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from functools import partial

import brotli
import pytest
import zstandard

from newsdesk.feeds.inflate import TooLarge, Undecodable, inflated

# Without the time in its head: what a test is called has to be the same in every process.
zipped = partial(gzip.compress, mtime=0)
TEXT = b"fog over the harbour " * 500
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(TEXT) + RAW.flush()
ZSTD = zstandard.ZstdCompressor().compress(TEXT)
HALVES = b"".join(zstandard.ZstdCompressor().compress(half) for half in (TEXT[:100], TEXT[100:]))


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (zipped(TEXT), "gzip"),
        (zipped(TEXT), "x-gzip"),
        (zipped(TEXT), ""),
        (zipped(TEXT[:100]) + zipped(TEXT[100:]), "gzip"),
        (zipped(TEXT) + b"\0" * 20, "gzip"),
        (TEXT, "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (DEFLATED, "deflate"),
        (brotli.compress(TEXT), "br"),
        (ZSTD, "zstd"),
        (ZSTD, ""),
        (HALVES, "zstd"),
        (TEXT, "zstd"),
    ],
)
def test_bodies_come_out_whole(body: bytes, encoding: str, size: int) -> None:
    assert inflated(pieces(body, size), encoding, len(TEXT)) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_one_byte_more_than_allowed_is_too_large(encoding: str) -> None:
    body = zipped(TEXT) if encoding else TEXT
    with pytest.raises(TooLarge):
        inflated([body], encoding, len(TEXT) - 1)


PACKERS = {
    "gzip": zipped,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor(level=19).compress,
}


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_of_any_coding_is_left_at_the_limit(coding: str) -> None:
    """Measured by what Python allocates meanwhile: a small multiple of the limit, never the whole."""
    packed = PACKERS[coding](b"\0" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        inflated(pieces(packed, 64 * 1024), coding, 1_000_000)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_a_zstd_window_beyond_what_a_response_may_ask_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packer.compress(TEXT) + packer.flush()
    with pytest.raises(Undecodable, match="too much memory"):
        inflated([body], "zstd", 1_000_000)


def test_a_bomb_is_left_before_it_is_unpacked() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        bomb = zipped(b"\0" * 30_000_000)
        for number, piece in enumerate(pieces(bomb, 1000)):
            taken.append(number)
            yield piece

    with pytest.raises(TooLarge):
        inflated(chunks(), "gzip", 1_000_000)
    assert len(taken) <= 3


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (zipped(TEXT)[:-30], "gzip"),
        (b"\x1f\x8b broken", "gzip"),
        (b"no deflate at all", "deflate"),
        (TEXT, "br"),
        (brotli.compress(TEXT)[:-2], "br"),
        (ZSTD[:-2], "zstd"),
        (b"\x28\xb5\x2f\xfd broken", "zstd"),
        (TEXT, "compress"),
        (TEXT, "gzip, gzip"),
    ],
)
def test_what_cannot_be_decoded_says_so(body: bytes, encoding: str) -> None:
    with pytest.raises(Undecodable):
        inflated([body], encoding, 1_000_000)


def test_nothing_is_nothing() -> None:
    assert inflated([], "gzip", 10) == b""

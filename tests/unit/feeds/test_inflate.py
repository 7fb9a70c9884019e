from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest

from newsdesk.feeds.inflate import TooLarge, Undecodable, inflated

TEXT = b"fog over the harbour " * 500
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(TEXT) + RAW.flush()


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 2, 7, 100_000])
@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "x-gzip"),
        (gzip.compress(TEXT), ""),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
        (gzip.compress(TEXT) + b"\0" * 20, "gzip"),
        (TEXT, "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (DEFLATED, "deflate"),
    ],
)
def test_bodies_come_out_whole(body: bytes, encoding: str, size: int) -> None:
    assert inflated(pieces(body, size), encoding, len(TEXT)) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_one_byte_more_than_allowed_is_too_large(encoding: str) -> None:
    body = gzip.compress(TEXT) if encoding else TEXT
    with pytest.raises(TooLarge):
        inflated([body], encoding, len(TEXT) - 1)


def test_a_bomb_is_left_before_it_is_unpacked() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        bomb = gzip.compress(b"\0" * 30_000_000)
        for number, piece in enumerate(pieces(bomb, 1000)):
            taken.append(number)
            yield piece

    with pytest.raises(TooLarge):
        inflated(chunks(), "gzip", 1_000_000)
    assert len(taken) <= 3


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(TEXT)[:-30], "gzip"),
        (b"\x1f\x8b broken", "gzip"),
        (b"no deflate at all", "deflate"),
        (TEXT, "br"),
        (TEXT, "gzip, gzip"),
    ],
)
def test_what_cannot_be_decoded_says_so(body: bytes, encoding: str) -> None:
    with pytest.raises(Undecodable):
        inflated([body], encoding, 1_000_000)


def test_nothing_is_nothing() -> None:
    assert inflated([], "gzip", 10) == b""

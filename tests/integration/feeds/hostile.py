"""A loopback server that answers each path in its own bad way."""

from __future__ import annotations

import contextlib
import functools
import gzip
import random
import socket
import socketserver
import ssl
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import brotli
import zstandard

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quiet Harbour</title>'
    b"<item><title>A lighthouse learns to dim</title><link>https://harbour.example/1</link></item>"
    b"</channel></rss>"
)
LARGE = FEED.replace(
    b"</channel>",
    b"<item><title>More of it</title><link>https://harbour.example/2</link></item>" * 100_000 + b"</channel>",
)
ZEROS = 400 * 1024 * 1024  # bytes that a bomb unpacks to: more than the memory that reading may take
CODINGS = ("gzip", "deflate", "br", "zstd")


def head(status: str = "200 OK", **headers: str) -> bytes:
    """A response's head; underscores in names stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def whole(body: bytes, **headers: str) -> bytes:
    """A complete, honest response."""
    return head(Content_Length=str(len(body)), **headers) + body


def _packed(coding: str, blocks: Iterable[bytes]) -> bytes:
    """Blocks packed at a packer's low effort."""
    if coding in {"gzip", "deflate"}:
        packer = zlib.compressobj(1, wbits=31 if coding == "gzip" else 15)
        return b"".join(map(packer.compress, blocks)) + packer.flush()
    if coding == "zstd":
        return b"".join(map(zstandard.ZstdCompressor(level=1).compress, blocks))  # a frame each
    squeezer = brotli.Compressor(quality=3)
    return b"".join(map(squeezer.process, blocks)) + squeezer.finish()


@functools.cache
def bomb(coding: str, ratio: int) -> bytes:
    """A body in a coding that unpacks to ZEROS bytes, at least `ratio` times its own size.

    100: with noise in it, as no coding packs zeros so badly. 10,000: gzip and deflate stop near 1,000,
    so these are packed twice.
    """
    random_bytes = random.Random(coding).randbytes
    times, noise = (1600, 1024) if ratio == 100 else (100, 0)
    packed = _packed(coding, (random_bytes(noise) + bytes(ZEROS // times - noise) for _ in range(times)))
    if ratio > 1000 and coding in {"gzip", "deflate"}:
        packed = _packed(coding, [packed])
    assert len(packed) < ZEROS / ratio
    return packed


def entity_bomb(kind: str) -> bytes:
    """A feed whose document type declares more than it should."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    declared, used = {
        "laughs": (f'<!ENTITY a0 "ha">{laughs}', "&a9;"),
        "quadratic": (f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 50_000),
        "external": ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        "parameter": ('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;', "&a;"),
    }[kind]
    text = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]><rss version="2.0"><channel><item>'
        f"<title>A lighthouse learns to dim</title><link>https://harbour.example/1</link>"
        f"<description>before {used} after</description></item></channel></rss>"
    )
    return text.encode()


class Hostile:
    """What the server saw: request heads by path, and how many slow feeds were open at once."""

    def __init__(self) -> None:
        self.requests: dict[str, list[str]] = {}
        self.hits: Counter[str] = Counter()
        self.open = 0
        self.most_open = 0
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.port = 0
        self.broken = False  # /feed fails while it is set

    def url(self, path: str, scheme: str = "http", host: str = "127.0.0.1") -> str:
        """An address on this server."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def place(self) -> str:
        """The server's host:port, as allow_private names it."""
        return f"127.0.0.1:{self.port}"

    def answer(self, path: str, conn: socket.socket) -> None:
        """Plays the path's part until the client goes away."""
        name, *rest = path.split("?")[0].strip("/").split("/")
        handler: Callable[..., None] | None = getattr(self, "_" + name.replace("-", "_"), None)
        if handler is None:
            conn.sendall(head("404 Not Found", Content_Length="0"))
        else:
            handler(conn, *(rest if name in {"bomb", "entities"} else ()))

    def _feed(self, conn: socket.socket) -> None:
        if self.broken:
            conn.sendall(head("500 Internal Server Error", Content_Length="0"))
            return
        conn.sendall(whole(FEED, Content_Type="application/rss+xml", ETag='"one"'))

    def _slow_feed(self, conn: socket.socket) -> None:
        # Counted until just before the answer: a client may have it, and ask anew, before we know it went.
        with self.lock:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        self.stop.wait(0.2)
        with self.lock:
            self.open -= 1
        conn.sendall(whole(FEED))

    def _silence(self, conn: socket.socket) -> None:
        self.stop.wait(20)

    def _drip_body(self, conn: socket.socket) -> None:
        conn.sendall(head())
        self._drip(conn, b"<rss>")

    def _drip_head(self, conn: socket.socket) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip(conn, b"x")

    def _drip(self, conn: socket.socket, piece: bytes) -> None:
        for _ in range(400):
            if self.stop.wait(0.05):
                return
            conn.sendall(piece)

    def _large(self, conn: socket.socket) -> None:
        """Honest, and nearly as large as a feed may be."""
        conn.sendall(whole(LARGE))

    def _endless(self, conn: socket.socket) -> None:
        conn.sendall(head())
        while not self.stop.is_set():
            conn.sendall(b"<item>" * 10_000)

    def _bomb(self, conn: socket.socket, coding: str, ratio: str) -> None:
        twice = ratio == "10000" and coding in {"gzip", "deflate"}
        conn.sendall(
            whole(bomb(coding, int(ratio)), Content_Encoding=f"{coding}, {coding}" if twice else coding)
        )

    def _hidden_bomb(self, conn: socket.socket) -> None:
        conn.sendall(whole(bomb("gzip", 100), Content_Type="application/rss+xml"))

    def _entities(self, conn: socket.socket, kind: str) -> None:
        conn.sendall(whole(entity_bomb(kind)))

    def _deflated(self, conn: socket.socket) -> None:
        packer = zlib.compressobj(wbits=-15)
        conn.sendall(whole(packer.compress(FEED) + packer.flush(), Content_Encoding="deflate"))

    def _gzipped(self, conn: socket.socket) -> None:
        conn.sendall(whole(gzip.compress(FEED), Content_Encoding="gzip"))

    def _cut_gzip(self, conn: socket.socket) -> None:
        conn.sendall(whole(gzip.compress(FEED * 50)[:-40], Content_Encoding="gzip"))

    def _cut_brotli(self, conn: socket.socket) -> None:
        conn.sendall(whole(b"\x0b\x02\x80", Content_Encoding="br"))

    def _broken_zstd(self, conn: socket.socket) -> None:
        conn.sendall(whole(b"\x28\xb5\x2f\xfd broken", Content_Encoding="zstd"))

    def _unknown_coding(self, conn: socket.socket) -> None:
        conn.sendall(whole(FEED, Content_Encoding="compress"))

    def _too_short(self, conn: socket.socket) -> None:
        conn.sendall(head(Content_Length="5000") + FEED)

    def _too_long(self, conn: socket.socket) -> None:
        """More than it says: the rest is not the body's."""
        conn.sendall(head(Content_Length=str(len(FEED))) + FEED + b"<rss>" * 1000)

    def _no_length(self, conn: socket.socket) -> None:
        conn.sendall(head(Content_Length="many") + FEED)

    def _two_lengths(self, conn: socket.socket) -> None:
        conn.sendall(head(Content_Length=f"{len(FEED)}, 3") + FEED)

    def _cut_chunks(self, conn: socket.socket) -> None:
        conn.sendall(head(Transfer_Encoding="chunked") + b"500\r\n" + FEED)

    def _huge_chunk(self, conn: socket.socket) -> None:
        conn.sendall(head(Transfer_Encoding="chunked") + b"FFFFFFFFFFFFFFFF\r\n" + FEED)

    def _endless_chunks(self, conn: socket.socket) -> None:
        conn.sendall(head(Transfer_Encoding="chunked"))
        while not self.stop.is_set():
            conn.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")

    def _reset_midway(self, conn: socket.socket) -> None:
        conn.sendall(head(Content_Length="5000") + FEED)
        self._reset(conn)

    def _bad_chunks(self, conn: socket.socket) -> None:
        conn.sendall(head(Transfer_Encoding="chunked") + b"5\r\n<rss>\r\nZZ\r\n")

    def _reset(self, conn: socket.socket) -> None:
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conn.close()

    def _nonsense(self, conn: socket.socket) -> None:
        conn.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")

    def _nul_page(self, conn: socket.socket) -> None:
        """Controls wherever a row might take them from."""
        body = b"<html><head><title>Just a mo\x00ment</title></head><body>\x01</body></html>"
        conn.sendall(whole(body, ETag='"\x00\x1b"', Content_Type="text/html\x00"))

    def _nul_redirect(self, conn: socket.socket) -> None:
        conn.sendall(head("301 Moved Permanently", Location="/feed?\x00\x1b[31m", Content_Length="0"))

    def _nul_feed(self, conn: socket.socket) -> None:
        conn.sendall(whole(FEED.replace(b"learns", b"lea\x00rns").replace(b"/1", b"/\x001"), ETag='"\x00"'))

    def _odd_addresses(self, conn: socket.socket) -> None:
        """An id that looks like an address, links too long for an index, NUL inside a share link."""
        long = "".join(chr(0x4E00 + place * 7 % 20_000) for place in range(1_900))
        links = (
            "http://harbour.example/2?q=" + ":" * 1_900,
            f"http://harbour.example/{long}",
            "https://www.google.com/url?url=https%3A%2F%2Fharbour.example%2F%00%0A3",
            "https://l.facebook.com/l.php?u=http%3A%2F%2F%5B%00",
        )
        items = "".join(
            f"<item><guid>http://[tag:{number}</guid><title>Odd {number}</title><link>{link}</link></item>"
            for number, link in enumerate(links)
        )
        conn.sendall(whole(FEED.replace(b"</channel>", items.encode() + b"</channel>")))

    def _unasked_304(self, conn: socket.socket) -> None:
        conn.sendall(head("304 Not Modified"))

    def _many_headers(self, conn: socket.socket) -> None:
        conn.sendall(
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"\r\n"
        )

    def _loop(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="/loop", Content_Length="0"))

    def _endless_redirect(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="/feed"))
        while not self.stop.is_set():
            conn.sendall(b"moved " * 10_000)

    def _to_feed(self, conn: socket.socket) -> None:
        conn.sendall(head("301 Moved Permanently", Location="/feed", Content_Length="0"))

    def _to_loopback(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="http://127.0.0.1:9/", Content_Length="0"))

    def _to_metadata(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="http://169.254.169.254/latest/", Content_Length="0"))

    def _to_file(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="file:///etc/passwd", Content_Length="0"))

    def _to_nowhere(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="http://[::1", Content_Length="0"))

    def _to_other_port(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location=f"http://localhost:{self.port}/feed", Content_Length="0"))

    def _gone(self, conn: socket.socket) -> None:
        conn.sendall(head("410 Gone", Content_Length="0"))

    def _busy(self, conn: socket.socket) -> None:
        conn.sendall(head("429 Too Many Requests", Retry_After="120", Content_Length="0"))

    def _for_now(self, conn: socket.socket) -> None:
        conn.sendall(head("302 Found", Location="/feed", Content_Length="0"))

    def _validated(self, conn: socket.socket) -> None:
        """Answers a conditional request with a 304 that repeats nothing."""
        if "If-None-Match" in self.requests["/validated"][-1]:
            conn.sendall(head("304 Not Modified"))
        else:
            self._feed(conn)

    def _unchanged(self, conn: socket.socket) -> None:
        conn.sendall(head("304 Not Modified", ETag='"one"'))

    def _page(self, conn: socket.socket) -> None:
        conn.sendall(whole(b"<html><head><title>Just a moment</title></head><body>Checking</body></html>"))


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """The server on a free loopback port, until the block ends."""
    hostile = Hostile()
    for coding in CODINGS:  # packed before any clock runs
        bomb(coding, 100), bomb(coding, 10_000)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            conn = self.request
            with contextlib.suppress(OSError):
                if tls is not None:
                    conn = tls.wrap_socket(conn, server_side=True)
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = conn.recv(4096)
                    if not piece:
                        return
                    request += piece
                text = request.decode("latin-1")
                path = text.split(" ")[1]
                with hostile.lock:
                    hostile.hits[path] += 1
                    hostile.requests.setdefault(path, []).append(text)
                try:
                    hostile.answer(path, conn)
                finally:
                    conn.close()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """The client hung up: what these tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        hostile.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield hostile
        finally:
            hostile.stop.set()
            server.shutdown()

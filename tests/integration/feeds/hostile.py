"""A loopback server that answers each path in its own bad way."""

from __future__ import annotations

import contextlib
import functools
import gzip
import socket
import socketserver
import ssl
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FEED = (
    b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Quiet Harbour</title>'
    b"<item><title>A lighthouse learns to dim</title><link>https://harbour.example/1</link></item>"
    b"</channel></rss>"
)
ZEROS = 32 * 1024 * 1024  # bytes that a bomb unpacks to


def head(status: str = "200 OK", **headers: str) -> bytes:
    """A response's head; underscores in names stand for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def whole(body: bytes, **headers: str) -> bytes:
    """A complete, honest response."""
    return head(Content_Length=str(len(body)), **headers) + body


@functools.cache
def bomb(ratio: int) -> bytes:
    """Gzip that unpacks to ZEROS bytes: about 1,000 to 1, or twice packed for more."""
    packed = gzip.compress(b"\0" * ZEROS, 9)
    return gzip.compress(packed, 9) if ratio > 1000 else packed


class Hostile:
    """What the server saw: request heads by path, and how many were open at once."""

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
        handler: Callable[[socket.socket], None] | None = getattr(
            self, "_" + path.strip("/").split("/")[0].replace("-", "_"), None
        )
        if handler is None:
            conn.sendall(head("404 Not Found", Content_Length="0"))
        else:
            handler(conn)

    def _feed(self, conn: socket.socket) -> None:
        if self.broken:
            conn.sendall(head("500 Internal Server Error", Content_Length="0"))
            return
        conn.sendall(whole(FEED, Content_Type="application/rss+xml", ETag='"one"'))

    def _slow_feed(self, conn: socket.socket) -> None:
        self.stop.wait(0.2)
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

    def _endless(self, conn: socket.socket) -> None:
        conn.sendall(head())
        while not self.stop.is_set():
            conn.sendall(b"<item>" * 10_000)

    def _bomb(self, conn: socket.socket) -> None:
        conn.sendall(whole(bomb(1000), Content_Encoding="gzip"))

    def _double_bomb(self, conn: socket.socket) -> None:
        conn.sendall(whole(bomb(10_000), Content_Encoding="gzip, gzip"))

    def _hidden_bomb(self, conn: socket.socket) -> None:
        conn.sendall(whole(bomb(1000), Content_Type="application/rss+xml"))

    def _deflated(self, conn: socket.socket) -> None:
        packer = zlib.compressobj(wbits=-15)
        conn.sendall(whole(packer.compress(FEED) + packer.flush(), Content_Encoding="deflate"))

    def _gzipped(self, conn: socket.socket) -> None:
        conn.sendall(whole(gzip.compress(FEED), Content_Encoding="gzip"))

    def _cut_gzip(self, conn: socket.socket) -> None:
        conn.sendall(whole(gzip.compress(FEED * 50)[:-40], Content_Encoding="gzip"))

    def _brotli(self, conn: socket.socket) -> None:
        conn.sendall(whole(b"\x0b\x02\x80", Content_Encoding="br"))

    def _too_short(self, conn: socket.socket) -> None:
        conn.sendall(head(Content_Length="5000") + FEED)

    def _bad_chunks(self, conn: socket.socket) -> None:
        conn.sendall(head(Transfer_Encoding="chunked") + b"5\r\n<rss>\r\nZZ\r\n")

    def _reset(self, conn: socket.socket) -> None:
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        conn.close()

    def _nonsense(self, conn: socket.socket) -> None:
        conn.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")

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
    bomb(1000), bomb(10_000)  # packed before any clock runs

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
                    hostile.open += 1
                    hostile.most_open = max(hostile.most_open, hostile.open)
                try:
                    hostile.answer(path, conn)
                finally:
                    with hostile.lock:
                        hostile.open -= 1
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

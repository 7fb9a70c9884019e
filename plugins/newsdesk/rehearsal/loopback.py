"""A small HTTP server for rehearsals: loopback only, bounded in time, each answer as of a moment.

RFC 7089 in its simplest form: a request names a moment in Accept-Datetime and gets the newest state
not later than it, named in Memento-Datetime; without the header, the last state there is.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
log = logging.getLogger("newsdesk.rehearsal")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. memento: the time of the state it shows. cut: end the connection without an answer."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    memento: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


# (path, moment or None for the last state) → what to answer.
Answerer = Callable[[str, datetime | None], Answer]


def said(status: HTTPStatus, sentence: str) -> Answer:
    """An answer of one plain sentence."""
    return Answer(status, (sentence + "\n").encode())


def http_date(moment: datetime) -> str:
    """A moment as an HTTP-date (RFC 9110), to the second, always GMT."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(value: str) -> datetime | None:
    """An HTTP-date as a moment; None where it is none."""
    try:
        parsed = parsedate_to_datetime(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def serve(server: LoopbackServer, max_hours: float) -> None:
    """Serves until max_hours have passed or the process gets SIGTERM or SIGINT, then closes."""
    # shutdown() waits for serve_forever to end, so a signal handler in the same thread may not call it.
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    stop.wait(max_hours * 3600)
    server.shutdown()
    server.server_close()


def run_server(what: str, answer: Answerer, port: int, max_hours: float) -> int:
    """Says what is served and where, and serves as serve() does. Returns 0; 1 where the port is busy."""
    try:
        server = LoopbackServer(answer, port)
    except OSError as error:
        sys.stderr.write(f"cannot serve on {HOST}:{port}: {error}\n")
        return 1
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    announce(what, server)
    serve(server, max_hours)
    return 0


def announce(what: str, server: LoopbackServer) -> None:
    """One line on standard output with the address; a launcher waits for it and reads the port."""
    sys.stdout.write(f"{what} on http://{HOST}:{server.server_address[1]}\n")
    sys.stdout.flush()


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    server_version = "NewsdeskRehearsal"
    timeout = 30

    def do_GET(self) -> None:
        self._send(self._answer(), body=True)

    def do_HEAD(self) -> None:
        self._send(self._answer(), body=False)

    def _answer(self) -> Answer:
        path = self.path.split("?", 1)[0]
        if path == "/health":
            return said(HTTPStatus.OK, "ok")
        asked = self.headers.get("Accept-Datetime")
        if asked is None:
            return self.server.answer(path, None)
        moment = parse_http_date(asked)
        if moment is None:  # RFC 7089, 4.5.3
            return said(HTTPStatus.BAD_REQUEST, f"Accept-Datetime is no HTTP-date: {asked!r}")
        return self.server.answer(path, moment)

    def _send(self, reply: Answer, *, body: bool) -> None:
        if reply.cut:  # the connection ends without a word, as of a host that went away
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Vary", "accept-datetime")
        if reply.memento is not None:
            self.send_header("Memento-Datetime", http_date(reply.memento))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        log.info(format, *args)


class LoopbackServer(ThreadingHTTPServer):
    """Bound to 127.0.0.1 and nothing else; one thread a request, none of which outlives the process."""

    daemon_threads = True

    def __init__(self, answer: Answerer, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.answer = answer

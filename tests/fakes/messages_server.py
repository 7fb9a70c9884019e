"""A stand-in that speaks the Messages API over HTTP on loopback, truly enough for the real SDK.

In tests: `with MessagesServer() as server:` and an anthropic client with base_url=server.url. As a
script: `python tests/fakes/messages_server.py --port N [--faults 1=529,3=max_tokens]`; then give
Airflow the connection {"conn_type": "anthropic", "host": "http://127.0.0.1:N", "password": "any"}.

It knows messages (streamed or not; structured output or a forced tool), count_tokens, and batches.
Faults are switched on by call number, counted from 1 ("*": every call; "verdicts", "order",
"regions", "summaries": every call that asks for these; "5+": from the fifth on): an HTTP status
(`429:7` with retry-after 7), hang:SECONDS, reset, cut, html, not_json, stream_error, stream_cut (of
streamed answers), max_tokens, refusal, empty, text, string, half_valid, unknown, renamed, doubled,
missing, crossed, shuffled, invented. "schema" → "400" or "text": an endpoint without structured
output, which says so or answers in prose. A running server takes them by PUT /_faults (JSON), those
of batches by PUT /_batch_faults, and tells what it was asked by GET /_calls and GET /_batches.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # as a script it is not under the root

from tests.fakes import messages_answers as answers
from tests.fakes import messages_protocol as protocol
from tests.fakes.messages_batches import Batches
from tests.fakes.messages_protocol import Json
from tests.fakes.messages_stream import events

# Below this a marked prefix is not cached.
_LEAST_CACHED = 512
_BATCHES = "/v1/messages/batches"
_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    503: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


class MessagesServer:
    """The stand-in. answer(key, rows, system) and told(rows) may be replaced; calls holds each request's body."""

    def __init__(self, port: int = 0, faults: dict[Any, str] | None = None) -> None:
        self.faults: dict[str, str] = {str(call): fault for call, fault in (faults or {}).items()}
        self.answer: Callable[[str, list[Json], str], list[Json]] = answers.answer
        self.told: Callable[[list[Json]], list[list[str]]] = answers.told
        self.refuses: Callable[[list[Json]], bool] = lambda rows: False
        self.key: str | None = None
        self.calls: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = threading.Event()
        self.batches = Batches(self.message)
        self._cached: set[str] = set()
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> MessagesServer:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def serve(self) -> None:
        """Answers until the process ends."""
        self._http.serve_forever(poll_interval=0.05)

    def take(self, body: Json, headers: dict[str, str]) -> str:
        """Notes a request; returns the fault that is set for it."""
        with self._lock:
            self.calls.append(body)
            self.headers.append(headers)
            return self._fault(body, len(self.calls))

    def _fault(self, body: Json, number: int) -> str:
        lacking = self.faults.get("schema", "")
        if lacking and "tools" not in body:
            return "no_schema" if lacking == "400" else lacking
        later = (key for key in self.faults if key.endswith("+") and number >= int(key[:-1]))
        try:
            key = protocol.wanted(body)[0]
        except (protocol.BadRequest, LookupError, TypeError):
            key = ""
        for name in (str(number), key, next(later, ""), "*"):
            if name in self.faults:
                return self.faults[name]
        return ""

    def message(self, body: Json, fault: str) -> Json:
        """The answer to a valid request. Raises protocol.BadRequest."""
        protocol.validate(body)
        system = "\n".join(block["text"] for block in protocol.blocks(body.get("system", "")))
        rows = answers.rows_of(
            "\n".join(block["text"] for block in protocol.blocks(body["messages"][-1]["content"]))
        )
        key, tool = protocol.wanted(body)
        entries = protocol.spoilt(self.answer(key, rows, system), rows, fault)
        value: Any = json.dumps(entries, ensure_ascii=False) if fault == "string" else entries
        pairs = {"same": answers.same(rows), "told": self.told(rows)} if key == "order" else {}
        payload = {key: value, **pairs}
        written = protocol.tokens(json.dumps(payload, ensure_ascii=False))
        stop = "tool_use" if tool else "end_turn"
        if fault == "refusal" or self.refuses(rows):
            stop, written = "refusal", 0
        elif fault == "max_tokens" or written > body["max_tokens"]:
            stop, written = "max_tokens", body["max_tokens"]
        return {
            "id": f"msg_{len(self.calls):08d}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": protocol.content(payload, tool, stop, fault),
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": {**self._prompt_usage(body, system), "output_tokens": written},
        }

    def _prompt_usage(self, body: Json, system: str) -> Json:
        """Tokens of the prompt. A marked prefix is written to the cache once and read from then on."""
        prefix = json.dumps([body.get("tools"), body.get("output_config"), system], ensure_ascii=False)
        fixed, rest = (
            protocol.tokens(prefix),
            protocol.tokens(json.dumps(body["messages"], ensure_ascii=False)),
        )
        marked = any("cache_control" in block for block in protocol.blocks(body.get("system", "")))
        if not marked or fixed < _LEAST_CACHED:
            return {
                "input_tokens": fixed + rest,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
            }
        name = hashlib.sha256((body["model"] + prefix).encode()).hexdigest()
        with self._lock:
            known = name in self._cached
            self._cached.add(name)
        written, cached = (0, fixed) if known else (fixed, 0)
        return {
            "input_tokens": rest,
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": cached,
        }


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    owner: MessagesServer


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet: the tests look at server.calls."""

    def do_GET(self) -> None:
        owner = self.server.owner
        if self.path == "/_calls":
            self._send(200, {"calls": owner.calls})
        elif self.path == "/_batches":
            self._send(200, {"batches": owner.batches.made})
        elif self._path().startswith(_BATCHES + "/"):
            self._batch(self._path().removeprefix(_BATCHES + "/"))
        else:
            self._error(404, "not found")

    def do_PUT(self) -> None:
        faults = {str(call): fault for call, fault in self._body().items()}
        if self.path == "/_batch_faults":
            self.server.owner.batches.faults = faults
        else:
            self.server.owner.faults = faults
        self._send(200, {"faults": faults})

    def _path(self) -> str:
        return self.path.partition("?")[0]

    def _batch(self, name: str) -> None:
        """A batch, or its results as lines of JSON."""
        batches = self.server.owner.batches
        try:
            if name.endswith("/results"):
                lines = batches.results(name.removesuffix("/results"))
                data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                self._raw(200, "application/x-jsonl", data.encode())
            else:
                self._send(200, batches.look(name))
        except protocol.BadRequest as error:
            self._error(error.status, str(error))

    def do_POST(self) -> None:
        body, path, owner = self._body(), self._path(), self.server.owner
        if not self._authorized():
            self._error(401, "invalid x-api-key")
        elif path == "/v1/messages":
            self._take(body)
        elif path == "/v1/messages/count_tokens":
            self._send(200, {"input_tokens": protocol.counted(body)})
        elif path.startswith(_BATCHES):
            try:
                name = path.removeprefix(_BATCHES).strip("/").removesuffix("/cancel")
                made = owner.batches.cancel(name) if name else owner.batches.create(body, owner.url)
                self._send(200, made)
            except protocol.BadRequest as error:
                self._error(error.status, str(error))
        else:
            self._error(404, "not found")

    def _take(self, body: Json) -> None:
        fault, _, detail = self.server.owner.take(body, dict(self.headers)).partition(":")
        if fault == "no_schema":
            self._error(400, "output_config: Extra inputs are not permitted")
        elif fault.isdigit():
            self._error(int(fault), f"a planted {fault}", retry_after=detail)
        elif not self._broken(fault, detail):
            self._answer(body, fault)

    def _answer(self, body: Json, fault: str) -> None:
        try:
            message = self.server.owner.message(body, fault)
        except protocol.BadRequest as error:
            self._error(error.status, str(error))
            return
        if body.get("stream"):
            self._stream(message, fault)
        elif fault == "cut":
            data = json.dumps(message).encode()
            self._head(200, "application/json", len(data))
            self.wfile.write(data[: len(data) // 2])
            self._hang_up()
        else:
            self._send(200, message)

    def _stream(self, message: Json, fault: str) -> None:
        """Server-sent events in chunks; a stream that breaks off has no end."""
        self.send_response(200)
        for name, value in {"content-type": "text/event-stream", "transfer-encoding": "chunked"}.items():
            self.send_header(name, value)
        self.end_headers()
        for event in events(message, "stream_cut" if fault == "cut" else fault):
            self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        if fault in {"stream_cut", "cut"}:
            self._hang_up()
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _broken(self, fault: str, detail: str) -> bool:
        """The faults that need no answer; whether this was one."""
        if fault == "hang":
            self.server.owner.stopping.wait(float(detail or 5))
            return False
        if fault == "reset":
            self._hang_up()
        elif fault == "html":
            self._raw(200, "text/html", b"<html><body>gateway</body></html>")
        elif fault == "not_json":
            self._raw(200, "application/json", b'{"id": "msg_1", "type": "mess')
        else:
            return False
        return True

    def _authorized(self) -> bool:
        given = self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")
        return bool(given) and (self.server.owner.key is None or given == self.server.owner.key)

    def _body(self) -> Json:
        body: Json = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        return body

    def _error(self, status: int, message: str, retry_after: str = "") -> None:
        kind = _ERRORS.get(status, "api_error")
        body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
        self._send(status, body, {"retry-after": retry_after} if retry_after else {})

    def _send(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        self._raw(status, "application/json", json.dumps(body).encode(), headers)

    def _raw(self, status: int, kind: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            self._head(status, kind, len(data), headers)
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had stopped waiting

    def _head(self, status: int, kind: str, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "request-id": "req_1", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(length))
        self.end_headers()

    def _hang_up(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


def main() -> None:
    """Serves until interrupted; prints the address."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", default="", help="call=fault, comma-separated; * for every call")
    parser.add_argument("--polls", type=int, default=1, help="looks at a batch until it has ended")
    options = parser.parse_args()
    faults = dict(pair.split("=", 1) for pair in options.faults.split(",") if pair)
    server = MessagesServer(options.port, faults)
    server.batches.polls = options.polls
    print(server.url, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve()


if __name__ == "__main__":
    main()

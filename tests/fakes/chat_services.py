"""The chat services' HTTP endpoints and a mail server on loopback, as strict as the real ones say they are.

Each keeps what it was sent, refuses what the real one refuses (size, form), and answers in its own way:
WeCom, Feishu and DingTalk say no with HTTP 200 and a code in the body; Telegram and Slack with a status.
Sources: each service's public documentation of its robot or bot endpoint.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Said = tuple[int, dict[str, Any] | str]


@dataclass
class Services:
    """What was received, by service; fail: service → the answers to give first, in place of its own."""

    port: int = 0
    received: dict[str, list[Any]] = field(default_factory=dict)
    fail: dict[str, list[Said]] = field(default_factory=dict)

    def texts(self, service: str) -> list[str]:
        return [_text(service, body) for body in self.received.get(service, [])]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _text(service: str, body: Any) -> str:
    if service == "wecom":
        return str(body["text"]["content"])
    if service == "feishu":
        return str(body["content"]["text"])
    if service == "dingtalk":
        return str(body["markdown"]["text"] if body["msgtype"] == "markdown" else body["text"]["content"])
    if service == "slack":
        return "".join(str(one["text"]) for one in body["attachments"])
    return str(body["message"] if service == "json" else body["text"])


def _wecom(body: Any, _: int) -> Said:
    if body.get("msgtype") != "text" or "content" not in body["text"]:
        return 200, {"errcode": 40008, "errmsg": "invalid message type"}
    if len(body["text"]["content"].encode()) > 2048:
        return 200, {"errcode": 40058, "errmsg": "text.content exceed max length 2048"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def _feishu(body: Any, size: int) -> Said:
    if size > 20 * 1024:
        return 200, {"code": 9499, "msg": "Bad Request", "data": {}}
    if body.get("msg_type") != "text" or not body["content"]["text"]:
        return 200, {"code": 19002, "msg": "params error, msg_type need"}
    return 200, {"code": 0, "data": {}, "msg": "success"}


def _dingtalk(body: Any, size: int) -> Said:
    if size > 20_000:
        return 200, {"errcode": 460101, "errmsg": "message too long"}
    if body["msgtype"] == "markdown" and not (body["markdown"]["title"] and body["markdown"]["text"]):
        return 200, {"errcode": 40035, "errmsg": "缺少参数 title"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def _telegram(body: Any, _: int) -> Said:
    text = body["text"]
    seen = re.sub(r"<[^>]+>", "", text)
    if len(seen.encode("utf-16-le")) // 2 > 4096:
        return 400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}
    if body.get("parse_mode") == "HTML":
        open_tags: list[str] = []
        for closing, tag in re.findall(r"<(/?)([a-z-]+)[^>]*>", text):
            if tag not in {
                "b",
                "strong",
                "i",
                "em",
                "u",
                "s",
                "a",
                "code",
                "pre",
                "blockquote",
                "tg-spoiler",
            }:
                why = f"Bad Request: can't parse entities: Unsupported start tag {tag!r}"
                return 400, {"ok": False, "error_code": 400, "description": why}
            if closing and (not open_tags or open_tags.pop() != tag):
                return 400, {"ok": False, "description": "Bad Request: can't parse entities"}
            if not closing:
                open_tags.append(tag)
        if open_tags:
            return 400, {"ok": False, "description": "Bad Request: can't find end tag"}
    return 200, {"ok": True, "result": {"message_id": 1}}


def _slack(body: Any, _: int) -> Said:
    if not any(one.get("text") for one in body.get("attachments", [])):
        return 400, "no_text"
    return 200, "ok"


_RULES = {
    "wecom": _wecom,
    "feishu": _feishu,
    "dingtalk": _dingtalk,
    "telegram": _telegram,
    "slack": _slack,
    "json": lambda body, size: (200, {}),
}
_PATHS = {
    "/cgi-bin/webhook/send": "wecom",
    "/open-apis/bot/v2/hook": "feishu",
    "/robot/send": "dingtalk",
    "/bot": "telegram",
    "/services": "slack",
    "/json": "json",
}


class _Handler(BaseHTTPRequestHandler):
    services: Services

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(size))
        path = urlsplit(self.path).path
        service = next(name for prefix, name in _PATHS.items() if path.startswith(prefix))
        waiting = self.services.fail.get(service, [])
        status, said = waiting.pop(0) if waiting else _RULES[service](body, size)
        if status == 0:  # takes it and says nothing: the line is cut
            self.services.received.setdefault(service, []).append(body)
            self.close_connection = True
            self.connection.close()
            return
        accepted = status == 200 and (
            isinstance(said, str) or (said.get("errcode", said.get("code", 0)) == 0 and said.get("ok", True))
        )
        if accepted:
            self.services.received.setdefault(service, []).append(body)
        answer = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(said, str) else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self.services.received.setdefault("heartbeat", []).append(self.path)
        waiting = self.services.fail.get("heartbeat", [])
        self.send_response(waiting.pop(0)[0] if waiting else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def chat_services() -> Iterator[Services]:
    """All of them on one loopback port."""
    services = Services()
    handler = type("Handler", (_Handler,), {"services": services})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    services.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def mail_server() -> Iterator[tuple[int, list[EmailMessage]]]:
    """A port that speaks SMTP, and the letters it took."""
    letters: list[EmailMessage] = []

    class Smtp(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 sink ESMTP")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    self.say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
                elif verb == b"DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(part.removeprefix(b".") if part.startswith(b"..") else part)
                    letter = message_from_bytes(b"".join(lines), policy=policy.default)
                    letters.append(letter)  # type: ignore[arg-type]
                    self.say("250 taken")
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], letters
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

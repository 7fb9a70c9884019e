"""A message as the Messages API streams it: server-sent events, in the API's order. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.fakes.messages_protocol import Json

_PIECE = 400  # characters of a delta


def events(message: Json, fault: str = "") -> Iterator[bytes]:
    """The events of a message. stream_error: an error in the middle; stream_cut: it just ends there."""
    empty = {**message["usage"], "output_tokens": 1}
    start = {**message, "content": [], "stop_reason": None, "usage": empty}
    yield _event("message_start", {"message": start})
    yield _event("ping", {})
    for index, block in enumerate(message["content"]):
        yield from _block(index, block, broken=fault in {"stream_error", "stream_cut"})
    if fault == "stream_error":
        yield _event("error", {"error": {"type": "overloaded_error", "message": "a planted overload"}})
    if fault in {"stream_error", "stream_cut"}:
        return
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event(
        "message_delta", {"delta": delta, "usage": {"output_tokens": message["usage"]["output_tokens"]}}
    )
    yield _event("message_stop", {})


def _block(index: int, block: Json, *, broken: bool) -> Iterator[bytes]:
    if block["type"] == "tool_use":
        text, kind, name = json.dumps(block["input"], ensure_ascii=False), "input_json_delta", "partial_json"
        start: Json = {**block, "input": {}}
    else:
        text, kind, name = block["text"], "text_delta", "text"
        start = {**block, "text": ""}
    yield _event("content_block_start", {"index": index, "content_block": start})
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    for piece in pieces[: len(pieces) // 2 if broken else None]:
        yield _event("content_block_delta", {"index": index, "delta": {"type": kind, name: piece}})
    if not broken:
        yield _event("content_block_stop", {"index": index})


def _event(kind: str, data: Json) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data}, ensure_ascii=False)}\n\n".encode()

"""The Messages API's rules as the stand-in knows them: what is refused, counted and spoilt. Pure."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

_MODELS = {"claude-haiku-5-5", "claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-5-5"}
# The published differences of the models: what each refuses with a 400.
_NO_FORCED_TOOL = {"claude-sonnet-5-5", "claude-opus-5-5"}
_NO_DISABLED = {"claude-sonnet-5-5", "claude-opus-5-5"}
_NO_SAMPLING = {"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"}
_REFUSED_KEYWORDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


class BadRequest(Exception):
    """A request that the real API would answer with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def blocks(content: Any) -> list[Json]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def tokens(text: str) -> int:
    """About what the current tokenizer makes of it: 3 ASCII characters or one other to a token."""
    plain = sum(1 for char in text if char.isascii())
    return plain // 3 + (len(text) - plain) + 1


def counted(body: Json) -> int:
    """What count_tokens says of a request's prompt."""
    parts = [body.get("tools"), body.get("output_config"), body.get("system"), body.get("messages")]
    return tokens(json.dumps(parts, ensure_ascii=False))


def wanted(body: Json) -> tuple[str, str]:
    """The property that the answer is to have, and the tool that carries it ("" for plain JSON)."""
    if "tools" in body:
        tool = body["tools"][0]
        return next(iter(tool["input_schema"]["properties"])), tool["name"]
    schema = body.get("output_config", {}).get("format", {}).get("schema")
    if not schema:
        raise BadRequest(400, "this stand-in answers only with a tool or a JSON schema")
    return next(iter(schema["properties"])), ""


def validate(body: Json) -> None:
    """The checks of the real API that matter to us. Raises BadRequest."""
    model = body.get("model")
    if model not in _MODELS:
        raise BadRequest(404, f"model: {model}")
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        raise BadRequest(400, "max_tokens: Field required")
    if not body.get("messages") or body["messages"][-1].get("role") != "user":
        raise BadRequest(400, "messages: the conversation must end with a user message")
    _validate_for_model(body, model)
    schema = json.dumps(body.get("output_config", {}).get("format", {}))
    for keyword in _REFUSED_KEYWORDS:
        if f'"{keyword}"' in schema:
            raise BadRequest(400, f"output_config.format.schema: {keyword} is not supported")


def _validate_for_model(body: Json, model: str) -> None:
    forced = body.get("tool_choice", {}).get("type") in {"any", "tool"}
    if forced and model in _NO_FORCED_TOOL:
        raise BadRequest(400, 'tool_choice: type "tool" and "any" are not supported for this model.')
    thinking = body.get("thinking", {}).get("type")
    if thinking == "disabled" and model in _NO_DISABLED:
        raise BadRequest(400, '"thinking.type.disabled" is not supported for this model.')
    if thinking in {"adaptive", "enabled", "between_tools"} and forced:
        raise BadRequest(400, "Thinking may not be enabled when tool_choice forces tool use.")
    if model in _NO_SAMPLING and {"temperature", "top_p", "top_k"} & body.keys():
        raise BadRequest(400, "sampling parameters are not supported for this model")


def spoilt(entries: list[Any], rows: list[Json], fault: str) -> list[Any]:
    """The entries with the fault in them. An entry is an object with an id, or a bare id."""
    ids = [row["id"] for row in rows]
    if fault == "missing":
        return entries[: len(entries) // 2]
    if fault == "doubled":
        other = [
            one if isinstance(one, str) else {**one, "reason": "这一条是重复编号的第二份答案。"}
            for one in entries
        ]
        return [*entries, *other]
    if fault == "unknown":
        return [_named(one, f"x{_name(one)}") for one in entries[:1]] + [
            *entries[1:],
            _named(entries[0], "n999"),
        ]
    if fault == "renamed":
        return [_named(one, f"story-{_name(one)[1:]}") for one in entries]
    if fault == "half_valid":
        return [{"id": _name(one), "tier": "top"} if at % 2 else one for at, one in enumerate(entries)]
    if fault == "crossed":
        following = dict(zip(ids, ids[1:] + ids[:1], strict=True))
        return [_named(one, following[_name(one)]) for one in entries]
    if fault == "shuffled":
        backwards = dict(zip(sorted(ids), sorted(ids, reverse=True), strict=True))
        return [_named(one, backwards[_name(one)]) for one in entries]
    if fault == "invented" and all("summary" in one for one in entries if isinstance(one, dict)):
        return [_invented(one) for one in entries]
    return entries


def _invented(entry: Any) -> Any:
    if isinstance(entry, str):
        return entry
    return {**entry, "summary": entry["summary"].rstrip("。") + "，相关方面预计市场规模将达到9876亿元。"}


def _name(entry: Any) -> str:
    return str(entry if isinstance(entry, str) else entry["id"])


def _named(entry: Any, name: str) -> Any:
    return name if isinstance(entry, str) else {**entry, "id": name}


def content(payload: Json, tool: str, stop: str, fault: str) -> list[Json]:
    if fault == "empty" or stop == "refusal":
        return []
    if fault == "text":
        return [{"type": "text", "text": "好的，我来看看这些新闻。"}]
    if stop == "max_tokens":
        payload = {key: value[:1] if isinstance(value, list) else value for key, value in payload.items()}
    if tool:
        return [{"type": "tool_use", "id": "toolu_1", "name": tool, "input": payload}]
    text = json.dumps(payload, ensure_ascii=False)
    return [{"type": "text", "text": text[: len(text) // 2] if stop == "max_tokens" else text}]

"""Claude through any client of the anthropic SDK. Nothing else in the house knows the SDK."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import anthropic
import httpx2
from anthropic.types import Message

from newsdesk.errors import ModelRefused
from newsdesk.llm.calls import AttemptFailed, Question, Reply
from newsdesk.llm.prices import Model, Usage
from newsdesk.llm.schemas import Shape

# What an error inside a stream would have had as its status before it.
_STREAMED = {"overloaded_error": 529, "rate_limit_error": 429, "timeout_error": 504, "api_error": 500}


class Claude:
    """A newsdesk.llm.calls.Send: puts a question into the Messages API's terms, its answers into ours.

    client: anthropic.Anthropic or one of its siblings for other platforms; its own retries are not
    used, since each attempt has to be a row. way: how this endpoint is known to answer, "" where
    nobody has asked it yet: "schema" (structured output) or "tool" (a forced tool call).
    """

    def __init__(self, client: anthropic.Anthropic, model_name: str, model: Model, way: str = "") -> None:
        self._client = client.with_options(max_retries=0)
        self._model_name = model_name
        self._model = model
        self._way = model.answer if model.answer != "auto" else way or "schema"

    def __call__(self, question: Question, max_tokens: int, seconds: float) -> Reply:
        """Sends a question. Raises AttemptFailed or ModelRefused."""
        request = {**self.request(question, max_tokens), "timeout": min(seconds, self._own_timeout())}
        with _in_our_terms():
            try:
                message = self._message(request)
            except anthropic.APIStatusError as error:
                if not self._lacks_schemas(error):
                    raise
                self._way = "tool"
                raise AttemptFailed(
                    "no structured output here; a forced tool call from now on", worked=False, retry_after=0
                ) from error
        if not isinstance(message, Message) or not isinstance(message.content, list):
            raise AttemptFailed(
                "an answer that is no message; is the host an Anthropic endpoint?", worked=True
            )
        if message.stop_reason is None:
            raise AttemptFailed("an answer that broke off", worked=True)
        reply = replace(reply_of(message), way=self.way)
        if reply.stop == "answered" and reply.answer is None and self._model.answer == "auto":
            self._way = "tool"  # it took the schema and answered in prose
        return reply

    @property
    def way(self) -> str:
        """How the endpoint is asked now."""
        return self._way

    def request(self, question: Question, max_tokens: int, *, cached: bool = True) -> dict[str, Any]:
        """The body of a request, as the API has it. cached: its fixed part is worth keeping at hand.

        Not so in a batch: its requests run side by side, so that each would pay for the writing.
        """
        system: dict[str, Any] = {"type": "text", "text": question.prompt.system}
        if cached:
            system["cache_control"] = {"type": "ephemeral"}
        return {
            "model": self._model_name,
            "max_tokens": max_tokens,
            "system": [system],
            "messages": [{"role": "user", "content": question.message}],
            **self._shape(question.shape),
        }

    def _message(self, request: dict[str, Any]) -> object:
        if not self._model.stream:
            return self._client.messages.create(**request)
        with self._client.messages.stream(**request) as stream:
            try:
                return stream.get_final_message()
            except AssertionError as error:  # the SDK's word for a stream that held no message
                raise ValueError("a stream without a message") from error

    def _shape(self, shape: Shape) -> dict[str, Any]:
        request: dict[str, Any] = {}
        output: dict[str, Any] = {}
        if self._way == "tool":
            request["tools"] = [
                {"name": shape.tool, "description": shape.description, "input_schema": shape.schema}
            ]
            request["tool_choice"] = {"type": "tool", "name": shape.tool, "disable_parallel_tool_use": True}
        else:
            output["format"] = {"type": "json_schema", "schema": shape.schema}
        if self._model.effort:
            output["effort"] = self._model.effort
        if self._model.thinking:
            request["thinking"] = {"type": self._model.thinking}
        return {**request, "output_config": output} if output else request

    def _lacks_schemas(self, error: anthropic.APIStatusError) -> bool:
        """Whether an endpoint that was asked for structured output says that it knows none."""
        if self._way != "schema" or self._model.answer != "auto" or error.status_code not in {400, 422}:
            return False
        said = f"{error.message} {error.body}".lower()
        return "output_config" in said or "output_format" in said or "json_schema" in said

    def _own_timeout(self) -> float:
        """The connection's own time limit, in seconds."""
        timeout = self._client.timeout
        own = timeout if isinstance(timeout, int | float) or timeout is None else timeout.read
        return math.inf if own is None else float(own)


class ClaudeBatches:
    """A newsdesk.batching.Provider: the Message Batches API of an endpoint.

    Only the first-party API has it; elsewhere, and through proxies that do not know it, submit() raises
    ModelRefused. Nothing here is tried again: an attempt that may have been taken must not come twice.
    """

    def __init__(self, client: anthropic.Anthropic) -> None:
        self._client = client.with_options(max_retries=0)

    def submit(self, requests: Mapping[str, dict[str, Any]]) -> str:
        """Hands in requests by custom_id; returns the batch's id. Raises AttemptFailed or ModelRefused."""
        batches = getattr(self._client.messages, "batches", None)
        if batches is None:
            raise ModelRefused("this platform has no Message Batches")
        with _in_our_terms():
            made = batches.create(
                requests=[{"custom_id": name, "params": body} for name, body in requests.items()]
            )
        name = getattr(made, "id", None)
        if not isinstance(name, str) or not name:
            raise ModelRefused("an answer that is no batch; is the host an Anthropic endpoint?")
        return name

    def ended(self, batch: str) -> bool:
        """Whether its results are there. Raises AttemptFailed or ModelRefused."""
        with _in_our_terms():
            return self._client.messages.batches.retrieve(batch).processing_status == "ended"

    def results(self, batch: str) -> Iterator[tuple[str, Reply | str]]:
        """custom_id → what came back, or in a word why nothing did: errored (with its reason), expired,
        canceled; none of the three is charged. Raises AttemptFailed or ModelRefused.
        """
        with _in_our_terms():
            for one in self._client.messages.batches.results(batch):
                result = one.result
                if result.type == "succeeded":
                    yield one.custom_id, reply_of(result.message)
                elif result.type == "errored":
                    yield one.custom_id, f"errored: {result.error.error.message}"
                else:
                    yield one.custom_id, result.type


@contextmanager
def _in_our_terms() -> Iterator[None]:
    """The SDK's errors as AttemptFailed or ModelRefused."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _status_failure(error) from error
    except anthropic.APIConnectionError as error:
        raise AttemptFailed(f"no answer: {_cause(error)}", worked=_may_have_worked(error)) from error
    except (anthropic.APIResponseValidationError, ValueError, httpx2.HTTPError) as error:
        raise AttemptFailed(f"unreadable answer: {error}", worked=True) from error
    except anthropic.AnthropicError as error:
        raise ModelRefused(f"the connection has no usable credentials: {error}") from error


def reply_of(message: Message) -> Reply:
    """A message of the API as a reply of ours."""
    usage = Usage(
        input=message.usage.input_tokens,
        output=message.usage.output_tokens,
        cache_write=message.usage.cache_creation_input_tokens or 0,
        cache_read=message.usage.cache_read_input_tokens or 0,
    )
    if message.stop_reason == "refusal":
        return Reply("refused", None, usage)
    if message.stop_reason in {"max_tokens", "model_context_window_exceeded"}:
        return Reply("cut", None, usage)
    return Reply("answered", _content(message), usage)


def _content(message: Message) -> object:
    """The tool's input, or the JSON of the text; None where there is neither."""
    for block in message.content:
        if block.type == "tool_use":
            return block.input
    text = "".join(block.text for block in message.content if block.type == "text")
    try:
        return json.loads(text)
    except ValueError:
        return None


def _status_failure(error: anthropic.APIStatusError) -> AttemptFailed | ModelRefused:
    """What an error status means: worth another attempt, or a matter for a person."""
    status = _STREAMED.get(_kind(error), error.status_code)
    said = f"{status} {error.api_message or error.message}"[:500]
    if status in {408, 409, 429, 499} or status >= 500:
        # 408, 499, 504: a proxy gave up waiting, the model may not have; 200: it broke off while streaming.
        worked = status in {408, 499, 504} or error.status_code == 200
        return AttemptFailed(said, worked=worked, retry_after=_retry_after(error))
    if status in {401, 403}:
        return ModelRefused(f"{said}; check the key of the Anthropic connection")
    return ModelRefused(said)


def _kind(error: anthropic.APIStatusError) -> str:
    """The API's own name of an error that came inside a stream, whose status was 200; else ""."""
    body = error.body if error.status_code == 200 else None
    inner = body.get("error") if isinstance(body, dict) else None
    return str(inner.get("type", "")) if isinstance(inner, dict) else ""


def _retry_after(error: anthropic.APIStatusError) -> float | None:
    """Seconds, by the header; its form as a date is not used by this API."""
    try:
        return max(0.0, float(error.response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _cause(error: anthropic.APIConnectionError) -> str:
    cause = error.__cause__
    return f"{type(cause).__name__} {cause}".strip() if cause is not None else str(error)


def _may_have_worked(error: anthropic.APIConnectionError) -> bool:
    """False only where no connection came about, so that no request can have reached the model."""
    return type(error.__cause__).__name__ not in {"ConnectError", "ConnectTimeout", "PoolTimeout"}

"""Endpoints differ: with structured output or without, streaming or not, and with batches."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import anthropic
import pytest

from newsdesk.llm.ledger import CapReached
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import NOW, MemoryLedger, candidates, ranker, with_model


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


def _ways(server: MessagesServer) -> list[str]:
    return ["tool" if "tools" in body else "schema" for body in server.calls]


def test_structured_output_where_the_endpoint_has_it(server: MessagesServer) -> None:
    assert len(ranker(server).judge(candidates(30), NOW)) == 30
    assert _ways(server) == ["schema", "schema"]


@pytest.mark.parametrize(("lacking", "statuses"), [("400", "failed"), ("text", "answered")])
def test_a_forced_tool_call_where_it_has_not_from_the_second_try_on(
    server: MessagesServer, lacking: str, statuses: str
) -> None:
    server.faults = {"schema": lacking}
    ledger = MemoryLedger()
    verdicts = ranker(server, ledger).judge(candidates(30), NOW)
    assert len(verdicts) == 30
    assert _ways(server)[0] == "schema"
    assert set(_ways(server)[1:]) == {"tool"}
    assert ledger.rows[0]["status"] == statuses


def test_what_was_found_out_is_remembered_by_the_ledger(server: MessagesServer) -> None:
    server.faults = {"schema": "400"}
    ledger = MemoryLedger()
    ranker(server, ledger).judge(candidates(3), NOW)
    before = len(server.calls)
    ranker(server, ledger).order(candidates(5))
    assert _ways(server)[before:] == ["tool"]


def test_a_400_of_another_kind_is_no_reason_to_ask_otherwise(server: MessagesServer) -> None:
    server.faults = {"*": "400"}
    with pytest.raises(Exception, match="400"):
        ranker(server).judge(candidates(3), NOW)
    assert len(server.calls) == 1


@pytest.mark.parametrize("way", ["schema", "tool"])
def test_streamed_answers_are_the_same_answers(server: MessagesServer, way: str) -> None:
    plain, ledger = MemoryLedger(), MemoryLedger()
    models = with_model("claude-haiku-5-5", answer=way)
    expected = ranker(server, plain, models=models).judge(candidates(6), NOW)
    models = with_model("claude-haiku-5-5", stream=True, answer=way)
    assert ranker(server, ledger, models=models).judge(candidates(6), NOW) == expected
    assert server.calls[-1]["stream"] is True
    assert ledger.rows[0]["usage"].output == plain.rows[0]["usage"].output > 1


@pytest.mark.parametrize("fault", ["stream_error", "stream_cut", "reset", "529", "not_json", "html"])
def test_a_stream_that_breaks_costs_an_attempt_and_no_story(server: MessagesServer, fault: str) -> None:
    server.faults = {"1": fault}
    ledger = MemoryLedger()
    models = with_model("claude-haiku-5-5", stream=True)
    assert len(ranker(server, ledger, models=models).judge(candidates(4), NOW)) == 4
    assert [row["status"] for row in ledger.rows] == ["failed", "answered"]
    if fault.startswith("stream"):  # it had begun to answer, and may charge for it
        assert ledger.rows[0]["cost"] == ledger.rows[0]["max"]


def test_a_range_has_a_total_beside_the_editions_cap(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    with pytest.raises(CapReached, match="range"):
        ranker(server, ledger, dates=Decimal("0.0001")).judge(candidates(3), NOW)
    assert server.calls == []


def _request(name: str, server: MessagesServer) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"regions": {"type": "array", "items": {"type": "string"}}}}
    row = '{"id":"n1","title":"OpenAI","text":""}'
    return {
        "custom_id": name,
        "params": {
            "model": "claude-haiku-5-5",
            "max_tokens": 500,
            "messages": [{"role": "user", "content": row}],
            "output_config": {"format": {"type": "json_schema", "schema": schema}},
        },
    }


def test_batches_by_the_real_sdk(server: MessagesServer) -> None:
    client = anthropic.Anthropic(api_key="any", base_url=server.url)
    server.batches.polls = 2
    server.batches.faults = {"2": "errored", "3": "expired"}
    batch = client.messages.batches.create(requests=[_request(name, server) for name in ("a", "b", "c", "d")])
    assert batch.processing_status == "in_progress"
    assert client.messages.batches.retrieve(batch.id).processing_status == "in_progress"
    ended = client.messages.batches.retrieve(batch.id)
    assert ended.processing_status == "ended"
    assert (ended.request_counts.succeeded, ended.request_counts.errored) == (2, 1)
    results = {one.custom_id: one.result.type for one in client.messages.batches.results(batch.id)}
    assert results == {"a": "succeeded", "b": "errored", "c": "expired", "d": "succeeded"}
    assert list(results) == ["d", "c", "b", "a"]  # not in the order of the requests
    with pytest.raises(anthropic.BadRequestError, match="unique"):
        client.messages.batches.create(requests=[_request("a", server), _request("a", server)])


def test_tokens_are_counted_by_the_real_sdk(server: MessagesServer) -> None:
    client = anthropic.Anthropic(api_key="any", base_url=server.url)
    counted = client.messages.count_tokens(
        model="claude-haiku-5-5", messages=[{"role": "user", "content": "十个汉字十个汉字十个"}]
    )
    assert counted.input_tokens > 10

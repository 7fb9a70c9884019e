"""The list-wise look at the top: ids alone, and whatever the ids may be."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from newsdesk.errors import ModelUnavailable
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import MemoryLedger, candidate, candidates, ranker


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


def test_stories_are_shown_in_an_order_that_says_nothing_and_answered_by_ids_alone(
    server: MessagesServer,
) -> None:
    stories = candidates(9)
    server.answer = lambda key, rows, system: [row["id"] for row in reversed(rows)]
    ordering = ranker(server).order(list(reversed(stories)))
    assert ordering.order == tuple(one.story.id for one in reversed(stories))
    rows = [
        json.loads(line)
        for line in str(server.calls[0]["messages"][0]["content"]).splitlines()
        if line.startswith("{")
    ]
    assert [row["title"] for row in rows] == [one.story.lead.title for one in stories]
    assert all(set(row) == {"id", "title", "text", "publishers"} for row in rows)


@pytest.mark.parametrize("fault", ["missing", "doubled", "unknown", "half_valid", "renamed"])
def test_only_ids_that_were_asked_count_and_each_once(server: MessagesServer, fault: str) -> None:
    server.faults = {"*": fault}
    known = {one.story.id for one in candidates(6)}
    order = ranker(server).order(candidates(6)).order
    assert set(order) <= known
    assert len(set(order)) == len(order)
    assert len(server.calls) == 1


@pytest.mark.parametrize("fault", ["empty", "text", "refusal", "max_tokens"])
def test_an_answer_that_is_none_is_no_order(server: MessagesServer, fault: str) -> None:
    server.faults = {"*": fault}
    assert len(ranker(server).order(candidates(6)).order) <= 1


def test_pairs_of_known_ids_are_suggestions(server: MessagesServer) -> None:
    double = candidate(7, title=candidates(1)[0].story.lead.title)
    (pair,) = ranker(server).order([*candidates(3), double]).same
    assert set(pair) == {candidates(1)[0].story.id, double.story.id}


def test_a_provider_that_is_down_says_so(server: MessagesServer) -> None:
    server.faults = {"*": "529"}
    one = ranker(server)
    with pytest.raises(ModelUnavailable):
        one.order(candidates(4))
    assert one.stopped == "unavailable"


def test_the_order_is_bought_once_and_two_stories_need_none(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    first = ranker(server, ledger).order(candidates(5))
    assert ranker(server, ledger).order(candidates(5)) == first
    ranker(server, ledger).order(candidates(2))
    assert len(server.calls) == 1

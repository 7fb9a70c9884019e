"""The list-wise look at the top: ids alone, and whatever the ids may be."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from newsdesk.errors import ModelUnavailable
from newsdesk.llm.calls import line_key
from newsdesk.llm.prompts import load_prompts
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import (
    ABOUT,
    ROOT,
    VOCABULARY,
    MemoryLedger,
    candidate,
    candidates,
    ranker,
)


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
    rows = lines_shown(server)
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


def test_what_was_told_before_stands_apart_and_is_named_in_pairs(server: MessagesServer) -> None:
    stories, earlier = candidates(4), [candidate(number).story for number in (21, 22)]
    server.told = lambda rows: [["n2", "t1"], ["t2", "n1"], ["n9", "t1"], ["n1", "t9"], ["n1"], ["n3", "n4"]]
    server.answer = lambda key, rows, system: ["t1", *(row["id"] for row in rows)]
    ordering = ranker(server).order(stories, earlier)
    assert ordering.order == tuple(one.story.id for one in stories)
    assert ordering.told == ((stories[1].story.id, earlier[0].id),)
    said = str(server.calls[0]["messages"][0]["content"])
    assert said.count("<earlier>") == 1
    assert "Put these 4 stories in order." in said


def test_without_anything_told_before_the_request_has_no_such_part(server: MessagesServer) -> None:
    ranker(server).order(candidates(4))
    assert "<earlier>" not in str(server.calls[0]["messages"][0]["content"])


def test_one_story_alone_is_asked_about_where_it_may_have_been_told(server: MessagesServer) -> None:
    server.told = lambda rows: [["n1", "t1"]]
    (one,), earlier = candidates(1), candidate(21).story
    assert ranker(server).order([one], [earlier]).told == ((one.story.id, earlier.id),)
    assert len(server.calls) == 1


def test_an_order_that_came_by_batch_says_what_was_told_in_its_own_ids(server: MessagesServer) -> None:
    stories, earlier = candidates(5), [candidate(number).story for number in (21, 22)]
    ledger = MemoryLedger()
    server.told = lambda rows: [["n3", "t2"], ["n5", "t1"]]
    ranker(server, ledger).order(stories, earlier)
    asked = zip(("n1", "n2", "n3", "n4", "n5", "t1", "t2"), lines_shown(server), strict=True)
    order = load_prompts(ROOT / "include" / "prompts", ABOUT, VOCABULARY).order
    keys = {name: line_key(order, "", line) for name, line in asked}
    ledger.rows[0] |= {"batch": "b1", "hash": "another request", "keys": keys}
    # Since then the second story has left the top, and nothing asks about the first earlier one any more.
    kept = [stories[at] for at in (0, 2, 3, 4)]
    ordering = ranker(server, ledger).order(kept, earlier[1:])
    assert len(server.calls) == 1
    assert ordering.told == ((stories[2].story.id, earlier[1].id),)
    assert set(ordering.order) == {one.story.id for one in kept}


def lines_shown(server: MessagesServer) -> list[dict[str, object]]:
    """The lines of the last request, in order."""
    said = str(server.calls[-1]["messages"][0]["content"])
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


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

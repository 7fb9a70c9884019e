"""Every fault of a provider has its defined end. The SDK is the real one; the provider speaks HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from decimal import Decimal

import anthropic
import pytest

from newsdesk.errors import ModelRefused, ModelUnavailable
from newsdesk.llm.calls import ATTEMPTS, PATIENCE, DeadlineReached
from newsdesk.llm.ledger import CapReached
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import NOW, MemoryLedger, assignments, candidates, models, ranker, with_model


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


def _ids(count: int) -> list[str]:
    return [one.story.id for one in candidates(count)]


PASSING = ["429", "429:1", "500", "503", "504", "529", "529:2", "408", "reset", "cut", "html", "not_json"]


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_costs_an_attempt_and_no_story(server: MessagesServer, fault: str) -> None:
    server.faults = {"1": fault, "2": fault}
    ledger = MemoryLedger()
    verdicts = ranker(server, ledger).judge(candidates(5), NOW)
    assert [one.story_id for one in verdicts] == _ids(5)
    assert [row["status"] for row in ledger.rows] == ["failed", "failed", "answered"]
    assert all(row["error"] for row in ledger.rows[:2])


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_stays_ends_as_unavailable_after_bounded_attempts(
    server: MessagesServer, fault: str
) -> None:
    server.faults = {"*": fault}
    ledger = MemoryLedger()
    one = ranker(server, ledger)
    with pytest.raises(ModelUnavailable, match="did not answer"):
        one.judge(candidates(5), NOW)
    assert len(server.calls) == len(ledger.rows) == ATTEMPTS
    assert one.stopped == "unavailable"


def test_silence_is_a_timeout_and_may_have_cost_something(server: MessagesServer) -> None:
    server.faults = {"1": "hang:30"}
    ledger = MemoryLedger()
    client = anthropic.Anthropic(api_key="sk-test", base_url=server.url, timeout=0.3)
    verdicts = ranker(server, ledger, client=client).judge(candidates(3), NOW)
    assert len(verdicts) == 3
    assert ledger.rows[0]["status"] == "failed"
    assert ledger.rows[0]["cost"] == ledger.rows[0]["max"] > 0


def test_a_provider_that_is_not_there_costs_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        client = anthropic.Anthropic(api_key="sk-test", base_url=f"http://127.0.0.1:{free.getsockname()[1]}")
        ledger = MemoryLedger()
        with MessagesServer() as unused, pytest.raises(ModelUnavailable):
            ranker(unused, ledger, client=client).judge(candidates(3), NOW)
    assert ledger.committed_cost() == 0
    assert len(ledger.rows) == ATTEMPTS


@pytest.mark.parametrize(
    ("fault", "free"), [("429", True), ("500", True), ("529", True), ("504", False), ("cut", False)]
)
def test_what_the_provider_surely_did_not_do_is_not_charged(
    server: MessagesServer, fault: str, free: bool
) -> None:
    server.faults = {"1": fault}
    ledger = MemoryLedger()
    ranker(server, ledger).judge(candidates(3), NOW)
    assert (ledger.rows[0]["cost"] == 0) is free


def test_the_wait_is_the_one_that_was_asked_for(server: MessagesServer) -> None:
    server.faults = {"1": "429:7", "2": "529"}
    waits: list[float] = []
    ranker(server, sleep=waits.append).judge(candidates(3), NOW)
    assert waits[0] == 7.0
    assert 0 < waits[1] <= 20


def test_a_wait_that_is_too_long_is_not_waited_for(server: MessagesServer) -> None:
    server.faults = {"*": f"429:{PATIENCE + 1:.0f}"}
    waits: list[float] = []
    with pytest.raises(ModelUnavailable):
        ranker(server, sleep=waits.append).judge(candidates(3), NOW)
    assert len(server.calls) == 1
    assert waits == []


@pytest.mark.parametrize("fault", ["400", "401", "402", "403", "404", "413"])
def test_what_another_try_cannot_help_is_asked_once(server: MessagesServer, fault: str) -> None:
    server.faults = {"*": fault}
    ledger = MemoryLedger()
    one = ranker(server, ledger)
    with pytest.raises(ModelRefused, match=fault):
        one.judge(candidates(5), NOW)
    assert len(server.calls) == 1
    assert ledger.committed_cost() == 0
    assert one.stopped == "refused"


def test_a_revoked_key_names_the_connection(server: MessagesServer) -> None:
    server.key = "sk-another"
    with pytest.raises(ModelRefused, match="key of the Anthropic connection"):
        ranker(server).judge(candidates(2), NOW)


def test_an_answer_cut_off_is_asked_for_in_halves(server: MessagesServer) -> None:
    server.faults = {"1": "max_tokens", "2": "max_tokens"}
    verdicts = ranker(server).judge(candidates(10), NOW)
    assert [one.story_id for one in verdicts] == _ids(10)
    assert len(server.calls) == 5  # ten, five, two, three, five


def test_an_answer_that_is_too_long_for_its_limit_is_cut_off_and_split(server: MessagesServer) -> None:
    tight = with_model("claude-haiku-5-5", max_tokens=900)
    verdicts = ranker(server, models=tight).judge(candidates(25), NOW)
    assert [one.story_id for one in verdicts] == _ids(25)
    assert all(body["max_tokens"] <= 900 for body in server.calls)
    assert len(server.calls) > 1


def test_a_refused_story_is_left_out_and_its_batch_is_not(server: MessagesServer) -> None:
    server.refuses = lambda rows: any(row["id"] == "n3" for row in rows)
    verdicts = ranker(server).judge(candidates(8), NOW)
    assert [one.story_id for one in verdicts] == [name for name in _ids(8) if name != _ids(8)[2]]


def test_where_all_is_refused_nothing_is_judged(server: MessagesServer) -> None:
    server.faults = {"*": "refusal"}
    with pytest.raises(ModelRefused, match="no usable verdict on any of 4"):
        ranker(server).judge(candidates(4), NOW)
    assert len(server.calls) == 7  # four, two twos, four ones; no second asking


@pytest.mark.parametrize("fault", ["empty", "text", "missing", "half_valid", "unknown"])
def test_what_is_missing_is_asked_for_once_more(server: MessagesServer, fault: str) -> None:
    server.faults = {"1": fault}
    verdicts = ranker(server).judge(candidates(6), NOW)
    assert [one.story_id for one in verdicts] == _ids(6)
    assert len(server.calls) == 2


def test_what_is_missing_twice_is_left_out(server: MessagesServer) -> None:
    honest = server.answer
    server.answer = lambda key, rows, system: [one for one in honest(key, rows, system) if one["id"] != "n2"]
    verdicts = ranker(server).judge(candidates(4), NOW)
    assert [one.story_id for one in verdicts] == [_ids(4)[0], *_ids(4)[2:]]
    assert len(server.calls) == 2


@pytest.mark.parametrize("fault", ["empty", "text"])
def test_an_answer_that_stays_empty_is_a_refusal(server: MessagesServer, fault: str) -> None:
    server.faults = {"*": fault}
    with pytest.raises(ModelRefused):
        ranker(server).judge(candidates(4), NOW)
    assert len(server.calls) == 2


@pytest.mark.parametrize("fault", ["doubled", "string"])
def test_some_oddities_do_no_harm(server: MessagesServer, fault: str) -> None:
    server.faults = {"*": fault}
    verdicts = ranker(server).judge(candidates(4), NOW)
    assert [one.story_id for one in verdicts] == _ids(4)
    assert not any("重复编号" in one.reason for one in verdicts)
    assert len(server.calls) == 1


def test_the_cap_is_kept_and_what_is_there_is_used(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    ranker(server, ledger).judge(candidates(25), NOW)
    one_batch = ledger.rows[0]
    cap = models(cap_usd=one_batch["max"] + one_batch["cost"])
    ledger, calls = MemoryLedger(), len(server.calls)
    one = ranker(server, ledger, models=cap)
    verdicts = one.judge(candidates(75), NOW)
    assert one.stopped == "cap"
    assert [verdict.story_id for verdict in verdicts] == _ids(75)[:50]
    assert len(server.calls) - calls == 2
    assert ledger.committed_cost() <= cap.cap_usd


def test_a_cap_too_small_for_one_call_sends_none(server: MessagesServer) -> None:
    with pytest.raises(CapReached, match="raise cap_usd"):
        ranker(server, models=models(cap_usd=Decimal("0.0001"))).judge(candidates(3), NOW)
    assert server.calls == []


def test_a_call_in_flight_at_a_kill_counts_at_its_most(server: MessagesServer) -> None:
    ledger = MemoryLedger()

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    ledger.answered = kill  # type: ignore[method-assign]
    with pytest.raises(Killed):
        ranker(server, ledger).judge(candidates(3), NOW)
    assert [row["status"] for row in ledger.rows] == ["sent"]
    assert ledger.committed_cost() == ledger.rows[0]["max"] > 0


def test_at_the_deadline_what_is_there_is_used(server: MessagesServer) -> None:
    left = iter([100.0, 50.0])
    one = ranker(server, remaining=lambda: next(left, 0.0))
    verdicts = one.judge(candidates(75), NOW)
    assert one.stopped == "deadline"
    assert len(server.calls) >= 1
    assert [verdict.story_id for verdict in verdicts] == _ids(75)[: 25 * len(server.calls)]


def test_after_the_deadline_nothing_is_sent_but_what_was_bought_is_used(server: MessagesServer) -> None:
    ledger = MemoryLedger()
    with pytest.raises(DeadlineReached):
        ranker(server, ledger, remaining=lambda: 0.0).judge(candidates(3), NOW)
    assert server.calls == []
    bought = ranker(server, ledger).judge(candidates(3), NOW)
    assert ranker(server, ledger, remaining=lambda: 0.0).judge(candidates(3), NOW) == bought
    assert len(server.calls) == 1


def test_no_waiting_beyond_the_deadline(server: MessagesServer) -> None:
    server.faults = {"*": "429:30"}
    waits: list[float] = []
    with pytest.raises(ModelUnavailable):
        ranker(server, remaining=lambda: 10.0, sleep=waits.append).judge(candidates(3), NOW)
    assert waits == []


def test_judging_does_not_file_a_part_while_the_provider_is_down(server: MessagesServer) -> None:
    server.faults = {str(call): "529" for call in range(2, 20)}
    with pytest.raises(ModelUnavailable):
        ranker(server).judge(candidates(50), NOW)


def test_writing_keeps_the_part_that_it_has(server: MessagesServer) -> None:
    server.faults = {str(call): "529" for call in range(2, 20)}
    one = ranker(server)
    drafts = one.write(assignments(16))
    assert one.stopped == "unavailable"
    assert [draft.story_id for draft in drafts] == _ids(16)[:8]
    with pytest.raises(ModelUnavailable):
        ranker(server).write(assignments(16))


def test_nothing_to_ask_is_no_call(server: MessagesServer) -> None:
    one = ranker(server)
    assert one.judge([], NOW) == []
    assert one.write([]) == []
    assert one.place([]) == {}
    assert server.calls == []

"""The ledger on a real Postgres, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from newsdesk.llm.ledger import Call
from newsdesk.llm.prices import Usage
from newsdesk.store.model_calls import PostgresLedger
from newsdesk.store.tables import EditionRow, ModelCallRow
from tests.fakes.messages_server import MessagesServer
from tests.fakes.model_desk import NOW, ROOT, assignments, candidates, models, ranker

pytestmark = pytest.mark.database

DAY = date(2026, 1, 5)
CALL = Call("judge", "claude-haiku-5-5", "judge-1", "h1", Decimal("0.004"))


@pytest.fixture
def engine(news_engine: Engine) -> Engine:
    """A news database with two editions in it."""
    window = {"window_start": NOW - timedelta(days=1), "window_end": NOW}
    fixed = {"slug": "ai-zh", "timezone": "Asia/Shanghai", "rehearsal": ""}
    with news_engine.begin() as connection:
        for day in (DAY, DAY + timedelta(days=1)):
            connection.execute(insert(EditionRow).values(**fixed, **window, report_date=day))
    return news_engine


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as one:
        yield one


def _ledger(engine: Engine, judging: int = 0, day: date = DAY) -> PostgresLedger:
    return PostgresLedger(engine, "ai-zh", day, judging, lambda: NOW)


def _rows(engine: Engine) -> list[ModelCallRow]:
    from sqlalchemy.orm import Session

    with Session(engine) as session:
        return list(session.scalars(select(ModelCallRow).order_by(ModelCallRow.id)))


def test_a_row_is_written_before_and_after_the_request(engine: Engine) -> None:
    ledger = _ledger(engine)
    number = ledger.sent(CALL)
    (row,) = _rows(engine)
    assert (row.status, row.max_cost_usd, row.cost_usd, row.sent_at) == ("sent", Decimal("0.004"), None, NOW)
    assert (row.purpose, row.model, row.prompt_version) == ("judge", "claude-haiku-5-5", "judge-1")
    usage = Usage(input=100, output=50, cache_write=20, cache_read=700)
    ledger.answered(number, {"stop": "answered", "answer": {"一": [1, None]}}, usage, Decimal("0.000123"))
    (row,) = _rows(engine)
    assert (row.status, row.cost_usd, row.ended_at) == ("answered", Decimal("0.000123"), NOW)
    assert (row.tokens_in, row.tokens_out, row.tokens_cached) == (820, 50, 700)
    assert ledger.recall("h1") == {"stop": "answered", "answer": {"一": [1, None]}}


def test_what_ended_counts_as_it_was_and_what_did_not_at_its_most(engine: Engine) -> None:
    ledger = _ledger(engine)
    assert ledger.committed_cost() == 0
    ledger.answered(ledger.sent(CALL), {}, Usage(), Decimal("0.001"))
    ledger.failed(ledger.sent(CALL), "529 overloaded", Decimal(0))
    ledger.failed(ledger.sent(CALL), "timeout", CALL.max_cost)
    ledger.sent(CALL)
    assert ledger.committed_cost() == Decimal("0.009")


def test_only_answers_of_this_edition_are_recalled(engine: Engine) -> None:
    ledger = _ledger(engine)
    ledger.failed(ledger.sent(CALL), "529", Decimal(0))
    ledger.sent(CALL)
    assert ledger.recall("h1") is None
    ledger.answered(ledger.sent(CALL), {"answer": 1}, Usage(), Decimal(0))
    ledger.answered(ledger.sent(CALL), {"answer": 2}, Usage(), Decimal(0))
    assert ledger.recall("h1") == {"answer": 1}
    assert ledger.recall("h2") is None
    assert _ledger(engine, day=DAY + timedelta(days=1)).recall("h1") is None


def test_a_judging_afresh_has_a_cap_of_its_own(engine: Engine) -> None:
    _ledger(engine).sent(CALL)
    assert _ledger(engine, judging=1).committed_cost() == 0
    assert _ledger(engine, day=DAY + timedelta(days=1)).committed_cost() == 0


def test_a_call_belongs_to_an_edition_that_exists(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        _ledger(engine, day=date(2020, 1, 1)).sent(CALL)


def test_an_edition_asked_twice_costs_once(engine: Engine, server: MessagesServer) -> None:
    first = ranker(server, _ledger(engine))
    verdicts, drafts = first.judge(candidates(60), NOW), first.write(assignments(20))
    calls, spent = len(server.calls), _ledger(engine).committed_cost()
    assert len(_rows(engine)) == calls
    assert {row.status for row in _rows(engine)} == {"answered"}
    second = ranker(server, _ledger(engine))
    assert second.judge(candidates(60), NOW) == verdicts
    assert second.write(assignments(20)) == drafts
    assert (len(server.calls), _ledger(engine).committed_cost()) == (calls, spent)
    assert Decimal(0) < spent < models().cap_usd


def test_a_fresh_judging_asks_anew_once(engine: Engine, server: MessagesServer) -> None:
    ranker(server, _ledger(engine)).judge(candidates(5), NOW)
    for _ in range(2):
        ranker(server, _ledger(engine, judging=1)).judge(candidates(5), NOW)
    assert len(server.calls) == 2


def test_answers_with_characters_that_postgres_has_not_are_kept(
    engine: Engine, server: MessagesServer
) -> None:
    honest = server.answer
    server.answer = lambda *asked: [{**one, "x\x00": "\x00\ud800"} for one in honest(*asked)]
    server.faults = {"1": "429"}
    ranker(server, _ledger(engine)).judge(candidates(3), NOW)
    assert [row.status for row in _rows(engine)] == ["failed", "answered"]


KILLED = """
import os, signal, sys
from datetime import date
from newsdesk.store.engine import connect
from newsdesk.store.model_calls import PostgresLedger
from tests.fakes.model_desk import NOW, candidates, ranker

class Server:
    url = sys.argv[2]

class Dying(PostgresLedger):
    calls = 0
    def sent(self, call):
        number = super().sent(call)
        Dying.calls += 1
        if (Dying.calls, "in flight") == (2, sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return number
    def answered(self, *values):
        if (Dying.calls, "arrived") == (2, sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        super().answered(*values)
        if (Dying.calls, "committed") == (2, sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)

ledger = Dying(connect(sys.argv[1]), "ai-zh", date(2026, 1, 5), 0, lambda: NOW)
ranker(Server, ledger).judge(candidates(75), NOW)
"""


@pytest.mark.parametrize(
    ("moment", "sent_before", "sent_after", "dead"),
    [("in flight", 1, 2, 1), ("arrived", 2, 2, 1), ("committed", 2, 1, 0)],
)
def test_after_a_kill_no_committed_answer_is_bought_again(
    engine: Engine,
    news_url: str,
    server: MessagesServer,
    moment: str,
    sent_before: int,
    sent_after: int,
    dead: int,
) -> None:
    undisturbed = ranker(server).judge(candidates(75), NOW)
    server.calls.clear()
    path = os.pathsep.join([str(ROOT / "plugins"), str(ROOT)])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, news_url, server.url, moment],
        env={**os.environ, "PYTHONPATH": path},
        cwd=ROOT,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(server.calls) == sent_before
    ledger = _ledger(engine)
    dead_cost = sum((row.max_cost_usd for row in _rows(engine) if row.status == "sent"), Decimal(0))
    assert ledger.committed_cost() >= dead_cost
    assert ranker(server, ledger).judge(candidates(75), NOW) == undisturbed
    assert len(server.calls) - sent_before == sent_after
    assert [row.status for row in _rows(engine)].count("sent") == dead


def test_times_are_the_runs_clock(engine: Engine) -> None:
    times = iter([datetime(2026, 1, 5, 1, tzinfo=UTC), datetime(2026, 1, 5, 2, tzinfo=UTC)])
    ledger = PostgresLedger(engine, "ai-zh", DAY, 0, lambda: next(times))
    ledger.failed(ledger.sent(CALL), "x", Decimal(0))
    (row,) = _rows(engine)
    assert row.ended_at is not None
    assert row.ended_at - row.sent_at == timedelta(hours=1)

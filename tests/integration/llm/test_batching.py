"""A range asked ahead by batch: one batch a stage, answers used line by line, nothing bought twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import anthropic
import pytest
from sqlalchemy import select, text

from newsdesk.batching import Asked, ask_ahead, give_up
from newsdesk.desk import Desk
from newsdesk.errors import ModelUnavailable
from newsdesk.llm.claude import ClaudeBatches
from newsdesk.store.engine import connect
from newsdesk.store.estimates import past
from newsdesk.store.tables import ModelCallRow
from tests.fakes.messages_server import MessagesServer
from tests.integration.newsroom import Newsroom, newsroom, sample_server

DAYS = ["2026-03-05", "2026-03-06"]
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)  # a run that began before every call


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with MessagesServer() as made:
        yield made


@pytest.fixture
def room(news_url: str, tmp_path: Path) -> Iterator[Newsroom]:
    with sample_server() as port:
        yield newsroom(news_url, tmp_path, port)


def client(server: MessagesServer) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="any", base_url=server.url, max_retries=0)


def ask(room: Newsroom, server: MessagesServer, days: list[str] = DAYS, **run: Any) -> Asked:
    """One wake-up of the task: a desk for each date over one engine."""
    desks = _desks(room, server, days, **run)
    try:
        return ask_ahead(desks, ClaudeBatches(client(server)), lambda _: None)
    finally:
        for desk in desks:
            desk.engine.dispose()


def _desks(room: Newsroom, server: MessagesServer, days: list[str], **run: Any) -> list[Desk]:
    desks = [room.desk(day, "backfill 1", client(server)) for day in days]
    return [replace(desk, run=replace(desk.run, **run)) for desk in desks]


def calls(news_url: str) -> list[ModelCallRow]:
    engine = connect(news_url)
    with engine.connect() as conn:
        rows = list(conn.execute(select(ModelCallRow.__table__).order_by(ModelCallRow.id)))
    engine.dispose()
    return rows  # type: ignore[return-value]


def whole(room: Newsroom, server: MessagesServer) -> None:
    """The task's wake-ups until nothing is left to ask."""
    while ask(room, server, started_at=BEFORE).batch:
        pass


def test_two_dates_are_asked_in_one_batch_a_stage_at_half_the_price(
    room: Newsroom, server: MessagesServer, news_url: str
) -> None:
    server.batches.polls = 2
    first = ask(room, server, started_at=BEFORE)
    assert first.batch
    assert first.requests == 2  # a judging of each date
    assert ask(room, server, started_at=BEFORE).batch != first.batch  # ended, and on with the next stage
    whole(room, server)
    rows = calls(news_url)
    by_batch: dict[str, set[str]] = {}
    for row in rows:
        by_batch.setdefault(row.batch, set()).add(row.purpose)
    first_asked, then, *last = by_batch.values()
    assert first_asked == {"judge"}
    assert then <= {"order", "region"}
    assert all(purposes == {"write"} for purposes in last)
    assert 3 <= len(by_batch) <= 4
    assert {row.report_date.isoformat() for row in rows if row.batch == first.batch} == set(DAYS)
    assert all(row.status == "answered" and row.cost_usd <= row.max_cost_usd for row in rows)
    assert server.calls == []  # nothing went out by itself
    at_once = sum(row.tokens_in * 0.10 + row.tokens_out * 0.50 for row in rows) / 1e6
    assert float(sum(row.cost_usd for row in rows)) == pytest.approx(at_once / 2, rel=0.01)
    engine = connect(news_url)
    with engine.connect() as conn:
        assert float(past(conn, "ai-zh", Decimal("0.5")).usd) == pytest.approx(at_once, rel=0.01)
    engine.dispose()
    bodies = [one["params"] for batch in server.batches.made for one in batch["requests"]]
    assert all("cache_control" not in str(body["system"]) and "stream" not in body for body in bodies)

    for day in DAYS:
        counts = room.run(day, "backfill 2", client=client(server))
        assert counts["rank"]["ranker"] == "claude"
        assert counts["write_up"]["written"] > 0
    later = Counter(row.purpose for row in calls(news_url) if not row.batch)
    assert sum(later.values()) <= 2  # what an earlier date of the range changed
    before, asked = room.files(), len(server.calls)
    again = ask(room, server)
    assert again == Asked()  # another run's: nothing more by batch
    for day in DAYS:
        room.run(day, "backfill 3", client=client(server))
    assert len(server.calls) == asked
    assert room.files() == before


def test_what_a_batch_did_not_bring_is_asked_at_once(
    room: Newsroom, server: MessagesServer, news_url: str
) -> None:
    server.batches.faults = {"1": "expired", "2": "errored"}
    whole(room, server)
    rows = calls(news_url)
    assert [row.error[:7] for row in rows if row.status == "failed"][:2] in (
        ["expired", "errored"],
        ["errored", "expired"],
    )
    assert all(row.cost_usd == 0 for row in rows if row.status == "failed")
    for day in DAYS:
        assert room.run(day, "backfill 2", client=client(server))["rank"]["ranker"] == "claude"
    assert server.calls
    keys = [(row.report_date, row.request_hash) for row in calls(news_url) if row.status == "answered"]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("fault", ["crossed", "renamed"])
def test_an_answer_by_batch_is_trusted_no_more_than_another(
    room: Newsroom, server: MessagesServer, news_url: str, fault: str
) -> None:
    server.batches.faults = {"*": fault}
    whole(room, server)
    server.batches.faults = {}
    room.run(DAYS[0], "backfill 2", client=client(server))
    report = json.loads(room.files()[f"{DAYS[0]}_report.json"])
    items = [item for part in report["sections"] for item in report[part["key"]]]
    said = texts(news_url)
    assert len(items) > 5
    for item in items:
        nearest = max(said, key=lambda article: shared(item["summary"], said[article]))
        assert shared(item["summary"], said[item["article"]]) == shared(item["summary"], said[nearest])


def texts(news_url: str) -> dict[str, str]:
    """Article → all that its source said."""
    engine = connect(news_url)
    with engine.connect() as conn:
        rows = conn.execute(text("select article_id, title, text from article_revisions")).all()
    engine.dispose()
    return {article: f"{title} {body}" for article, title, body in rows}


def shared(summary: str, body: str) -> int:
    """How many pieces of a summary a text has: the stand-in writes in the words of the article it was shown."""
    pieces = {summary[at : at + 4] for at in range(len(summary) - 3)}
    return sum(piece in body for piece in pieces)


def test_a_process_that_dies_waits_for_the_same_batch(
    room: Newsroom, server: MessagesServer, news_url: str
) -> None:
    server.batches.polls = 4
    batch = ask(room, server, started_at=BEFORE).batch
    assert ask(room, server, started_at=BEFORE).batch == batch
    assert ask(room, server).batch == batch  # of another run, too: it is open
    assert len(server.batches.made) == 1


def test_one_that_may_have_been_taken_is_not_handed_in_again(
    room: Newsroom, server: MessagesServer, news_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsdesk.llm.calls import AttemptFailed

    def lost(self: object, requests: object) -> str:
        raise AttemptFailed("no answer", worked=True)

    with monkeypatch.context() as patch:
        patch.setattr(ClaudeBatches, "submit", lost)
        with pytest.raises(ModelUnavailable):
            ask(room, server, started_at=BEFORE)
    assert ask(room, server, started_at=BEFORE) == Asked()
    assert server.batches.made == []
    assert all(row.status == "failed" and row.cost_usd is None for row in calls(news_url))


def test_no_batch_takes_an_edition_over_its_cap(
    room: Newsroom, server: MessagesServer, news_url: str
) -> None:
    asked = ask(room, server, started_at=BEFORE, budget="range", total_usd=Decimal("0.000001"))
    assert "leave no room" in asked.refused
    assert calls(news_url) == []
    assert server.batches.made == []


def test_an_endpoint_without_batches_says_so(room: Newsroom, server: MessagesServer, news_url: str) -> None:
    with MessagesServer() as other:
        other.key = "another"
        asked = ask(room, other)
    assert "check the key" in asked.refused
    assert all(row.status == "failed" and row.cost_usd == 0 for row in calls(news_url))


def test_a_batch_that_never_ends_is_given_up_at_its_most(
    room: Newsroom, server: MessagesServer, news_url: str
) -> None:
    server.batches.polls = 99
    batch = ask(room, server, started_at=BEFORE).batch
    desks = _desks(room, server, DAYS, started_at=BEFORE)
    give_up(desks, batch, "not ended")
    for desk in desks:
        desk.engine.dispose()
    rows = calls(news_url)
    assert {row.status for row in rows} == {"failed"}
    assert all(row.cost_usd is None for row in rows)  # counts at max_cost_usd
    assert ask(room, server, started_at=BEFORE) == Asked()
    assert {row.report_date for row in rows} == {date.fromisoformat(day) for day in DAYS}

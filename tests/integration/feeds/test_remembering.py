"""What a pass over the sources leaves in Postgres, and what the next pass makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from newsdesk.entities import Language, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.ingesting import Reading, collect
from newsdesk.intake import summary
from newsdesk.store.tables import FetchRow, RevisionRow
from tests.integration.feeds.hostile import Hostile, serving

pytestmark = pytest.mark.database
NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with serving() as hostile:
        yield hostile


def catalog(server: Hostile, *paths: str, host: str = "127.0.0.1") -> Catalog:
    sources = tuple(
        Source(
            path.strip("/").replace("/", "-"), path, server.url(path, host=host), "f", Language.EN, 2, "US"
        )
        for path in paths
    )
    allowed = frozenset({server.place, f"localhost:{server.port}"})
    return Catalog(sources, allowed)


def ask(engine: Engine, read: Catalog, at: datetime, *, everything: bool = False) -> Reading:
    return collect(engine, read, at=at, run_id=f"{at}", everything=everything, as_of=None)


def rows(engine: Engine) -> list[Any]:
    with engine.connect() as conn:
        return list(conn.execute(select(FetchRow.__table__).order_by(FetchRow.id)))


def test_a_host_that_asks_to_wait_is_left_alone_until_then(server: Hostile, news_engine: Engine) -> None:
    busy = catalog(server, "/busy")
    ask(news_engine, busy, NOW)
    (row,) = rows(news_engine)
    assert (row.outcome, row.status, row.retry_at) == ("limited", 429, NOW + timedelta(seconds=120))
    # Another source of that host is left alone too, and a forced pass makes no exception; both are said.
    both = catalog(server, "/busy", "/feed")
    reading = ask(news_engine, both, NOW + timedelta(seconds=60), everything=True)
    assert set(reading.postponed) == {"busy", "feed"}
    assert reading.attempted == 0
    outcome, why = reading.postponed["feed"]
    assert (outcome, "until 2026-03-02 00:32 UTC" in why) == ("limited", True)
    missing = summary(both.sources, dict(reading.postponed), {"feed"})
    assert (missing["reached"], len(missing["failed"])) == (0, 2)  # type: ignore[arg-type]
    assert server.hits == {"/busy": 1}
    assert ask(news_engine, both, NOW + timedelta(seconds=121)).attempted == 2


def test_a_clock_that_goes_back_knows_nothing_of_what_came_later(
    server: Hostile, news_engine: Engine
) -> None:
    ask(news_engine, catalog(server, "/busy"), NOW)
    assert ask(news_engine, catalog(server, "/busy"), NOW - HOUR).attempted == 1


def test_within_one_pass_a_busy_host_is_not_asked_again(server: Hostile, news_engine: Engine) -> None:
    paths = [f"/busy/{number}" for number in range(9)]
    ask(news_engine, catalog(server, *paths), NOW)
    found = rows(news_engine)
    assert [row.outcome for row in found] == ["limited"] * 9
    assert sum(server.hits.values()) <= 2  # those that were under way together
    assert sum("not asked" in row.error for row in found) >= 7


def test_a_permanent_move_is_remembered_and_undone_by_a_failure(server: Hostile, news_engine: Engine) -> None:
    moved = catalog(server, "/to-feed")
    ask(news_engine, moved, NOW)
    ask(news_engine, moved, NOW + HOUR)
    first, second = rows(news_engine)
    assert (first.asked_url, first.final_url, first.moved_to) == (
        server.url("/to-feed"),
        server.url("/feed"),
        server.url("/feed"),
    )
    assert (second.asked_url, second.moved_to) == (server.url("/feed"), server.url("/feed"))
    assert server.hits == {"/to-feed": 1, "/feed": 2}
    server.broken = True
    ask(news_engine, moved, NOW + 2 * HOUR)  # the new address fails …
    server.broken = False
    ask(news_engine, moved, NOW + 3 * HOUR)  # … so the old one is asked again
    assert [row.asked_url for row in rows(news_engine)[2:]] == [server.url("/feed"), server.url("/to-feed")]


def test_a_passing_redirect_is_no_move(server: Hostile, news_engine: Engine) -> None:
    ask(news_engine, catalog(server, "/for-now"), NOW)
    (row,) = rows(news_engine)
    assert (row.outcome, row.moved_to, row.final_url) == ("ok", "", server.url("/feed"))


def test_a_feed_that_is_gone_has_an_outcome_of_its_own(server: Hostile, news_engine: Engine) -> None:
    ask(news_engine, catalog(server, "/gone"), NOW)
    (row,) = rows(news_engine)
    assert (row.outcome, row.status, row.error) == ("gone", 410, "HTTP 410 Gone")


@pytest.mark.parametrize(("path", "status"), [("/feed", 200), ("/validated", 304)])
def test_an_unchanged_feed_leaves_one_row_and_no_revision(
    server: Hostile, news_engine: Engine, path: str, status: int
) -> None:
    source = catalog(server, path)
    for number in range(3):
        ask(news_engine, source, NOW + number * HOUR)
    first, *again = rows(news_engine)
    assert (first.status, first.unchanged, first.items, first.new_articles) == (200, False, 1, 1)
    for row in again:
        assert (row.status, row.unchanged, row.items, row.new_articles) == (status, True, 1, 0)
        assert (row.etag, row.body_hash) == (first.etag, first.body_hash)
    with news_engine.connect() as conn:
        assert len(list(conn.execute(select(RevisionRow.id)))) == 1


def test_a_forced_pass_reads_an_unchanged_feed_again(server: Hostile, news_engine: Engine) -> None:
    source = catalog(server, "/validated")
    ask(news_engine, source, NOW)
    ask(news_engine, source, NOW + HOUR, everything=True)
    assert [(row.status, row.unchanged) for row in rows(news_engine)] == [(200, False), (200, False)]

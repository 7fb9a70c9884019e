"""Health from real rows: whose failure it was, when it began, what came and what was published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from newsdesk import health
from newsdesk.entities import Entry, Fetched, Language, Outcome, ParsedFeed, Source
from newsdesk.feeds.health import Cause, State
from newsdesk.ingesting import reads_of, record_reads
from newsdesk.store import archive, fetches
from newsdesk.store import health as rows
from newsdesk.store.engine import writing_archive

pytestmark = pytest.mark.database

NOW = datetime(2026, 3, 20, 0, 45, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(slug: str) -> Source:
    return Source(slug, slug.title(), f"https://{slug}.example/feed", slug, Language.EN, 1, "US")


SOURCES = [source(slug) for slug in ("wire", "gazette", "courier")]


def attempt(engine: Engine, slug: str, at: datetime, outcome: Outcome, run_id: str, *titles: str) -> None:
    """One row of fetches, with the articles that a good reading brought."""
    entries = tuple(
        Entry(title, f"https://{slug}.example/{title}", title, "text", at - HOUR / 2, Language.EN)
        for title in titles
    )
    with engine.begin() as conn:
        writing_archive(conn)
        archive.record_sources(conn, SOURCES)
        feed = ParsedFeed("", "rss", entries)
        record_reads(conn, source(slug), feed, reads_of(source(slug), feed, at), at)
        fetched = Fetched(slug, outcome, error="" if outcome is Outcome.OK else "no")
        fetches.record_fetch(
            conn, fetched, at=at, run_id=run_id, items=len(entries) or 5, new=0, revised=0, problems=()
        )


def states(engine: Engine, at: datetime = NOW) -> dict[str, tuple[State, Cause]]:
    with engine.connect() as conn:
        known = health.look(conn, SOURCES, at=at, edition="ai-zh")
    return {one.source.slug: (one.health.state, one.health.cause) for one in known}


def test_a_run_in_which_nobody_answered_is_nobody_s_failure(news_engine: Engine) -> None:
    for slug in ("wire", "gazette", "courier"):
        attempt(news_engine, slug, NOW - 9 * HOUR, Outcome.OK, "first", "one")
    for number in range(8, 0, -1):
        for slug in ("wire", "gazette", "courier"):
            attempt(news_engine, slug, NOW - number * HOUR, Outcome.UNREACHABLE, f"dark {number}")
    assert set(states(news_engine).values()) == {(State.HEALTHY, Cause.READS)}


def test_failing_begins_with_the_first_failure_after_the_last_success(news_engine: Engine) -> None:
    for number in range(5, 0, -1):
        attempt(news_engine, "wire", NOW - number * HOUR, Outcome.OK, f"run {number}", f"news {number}")
        outcome = Outcome.OK if number > 3 else Outcome.BLOCKED
        attempt(news_engine, "gazette", NOW - number * HOUR, outcome, f"run {number}")
    assert states(news_engine) == {
        "wire": (State.HEALTHY, Cause.READS),
        "gazette": (State.FAILING, Cause.FAILED),
        "courier": (State.UNTRIED, Cause.UNASKED),
    }
    with news_engine.connect() as conn:
        known = health.look(conn, SOURCES, at=NOW, edition="ai-zh")
    assert known[1].health.since == NOW - 3 * HOUR
    assert known[1].health.last_success == NOW - 4 * HOUR


def test_the_past_can_be_asked_and_knows_nothing_of_the_future(news_engine: Engine) -> None:
    attempt(news_engine, "wire", NOW - 3 * HOUR, Outcome.OK, "a", "one")
    for number in (2, 1):
        attempt(news_engine, "wire", NOW - number * HOUR, Outcome.TIMEOUT, f"b{number}")
    assert states(news_engine)["wire"] == (State.FAILING, Cause.FAILED)
    assert states(news_engine, NOW - 3 * HOUR)["wire"] == (State.HEALTHY, Cause.READS)


def test_daily_counts_end_with_today_and_count_an_article_once(news_engine: Engine) -> None:
    attempt(news_engine, "wire", NOW - timedelta(days=2), Outcome.OK, "a", "one", "two")
    attempt(news_engine, "wire", NOW, Outcome.OK, "b", "one", "two", "three")
    with news_engine.connect() as conn:
        figures = rows.figures(conn, at=NOW, edition="ai-zh")["wire"]
    assert len(figures.daily) == 30
    assert figures.daily[-3:] == (2, 0, 1)
    assert sum(figures.daily) == 3


def test_a_rare_source_keeps_its_rhythm_however_old(news_engine: Engine) -> None:
    for number in range(8, 0, -1):
        at = NOW - timedelta(days=40 * number)
        attempt(news_engine, "wire", at, Outcome.OK, f"r{number}", f"post {number}")
    attempt(news_engine, "wire", NOW, Outcome.OK, "now")
    assert states(news_engine)["wire"] == (State.HEALTHY, Cause.READS)


def test_of_years_of_failures_the_first_and_those_of_a_year_are_read(news_engine: Engine) -> None:
    for days in (900, 800, 700, *range(100, 0, -10)):
        attempt(news_engine, "wire", NOW - timedelta(days=days), Outcome.UNREACHABLE, f"run {days}")
    with news_engine.connect() as conn:
        known = health.look(conn, SOURCES, at=NOW, edition="ai-zh")[0].health
    assert (known.state, known.since, known.failures) == (State.DEAD, NOW - timedelta(days=900), 11)


def test_a_source_is_steady_since_its_last_failure_that_was_no_outage(news_engine: Engine) -> None:
    for hours in range(12, 0, -1):
        at = NOW - hours * HOUR
        outcome = Outcome.TIMEOUT if hours == 9 else Outcome.OK
        attempt(news_engine, "wire", at, outcome, f"run {hours}", f"news {hours}")
        if hours == 4:  # many runs that nobody answered
            for minute in range(45):
                for slug in ("wire", "gazette", "courier"):
                    moment = at + timedelta(minutes=minute + 1)
                    attempt(news_engine, slug, moment, Outcome.UNREACHABLE, f"dark {minute}")
    with news_engine.connect() as conn:
        known = health.look(conn, SOURCES, at=NOW, edition="ai-zh")[0].health
    assert (known.state, known.since) == (State.HEALTHY, NOW - 8 * HOUR)

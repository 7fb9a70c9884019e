"""The archive on a real Postgres: recorded once, revised, and read as it was."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from newsdesk.entities import Entry, Fetched, Language, Outcome, Source
from newsdesk.feeds.revising import Read, article_id, plan
from newsdesk.store import archive, fetches
from newsdesk.store.engine import closing_archive, writing_archive

pytestmark = pytest.mark.database

SOURCE = Source("wire", "Wire", "https://wire.example/feed", "wire", Language.EN, 1, "US")
START = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


def entry(guid: str, title: str, published: datetime | None) -> Entry:
    return Entry(guid, f"https://wire.example/{guid}", title, title + " text", published, Language.EN)


def record(engine: Engine, at: datetime, *entries: Entry) -> list[str]:
    """Archives a reading and says what became of each entry that was written."""
    with engine.begin() as conn:
        writing_archive(conn)
        archive.record_sources(conn, [SOURCE])
        backlog = not fetches.was_read_before(conn, SOURCE.slug, at)
        reads = [Read(article_id(SOURCE.slug, e.guid), e.guid, e, e.url, e.title) for e in entries]
        known = archive.known_articles(conn, [one.article_id for one in reads], at)
        recordings = plan(reads, [e.published is not None for e in entries], known)
        archive.record_articles(conn, SOURCE, recordings, at=at, backlog=backlog)
        fetched = Fetched(SOURCE.slug, Outcome.OK, 200)
        fetches.record_fetch(
            conn, fetched, at=at, run_id="r", items=len(entries), new=0, revised=0, problems=()
        )
    return ["new" if one.new else "revised" if one.revised else "sighting" for one in recordings]


def titles(engine: Engine, *, seq: int, at: datetime) -> dict[str, str]:
    with engine.connect() as conn:
        found = archive.articles_between(conn, after=START, until=START + timedelta(days=1), seq=seq, at=at)
    return {one.guid: one.title for one in found}


def test_an_article_is_recorded_once_and_revised_when_its_publisher_changes_it(news_engine: Engine) -> None:
    hour = START + timedelta(hours=1)
    assert record(news_engine, hour, entry("1", "First", hour)) == ["new"]
    assert record(news_engine, hour, entry("1", "First", hour)) == []
    assert record(news_engine, hour + timedelta(hours=1), entry("1", "Second", hour)) == ["revised"]
    assert titles(news_engine, seq=1, at=hour + timedelta(hours=9)) == {"1": "First"}
    assert titles(news_engine, seq=2, at=hour + timedelta(hours=9)) == {"1": "Second"}


def test_the_earliest_trusted_date_counts(news_engine: Engine) -> None:
    early, late = START + timedelta(hours=1), START + timedelta(hours=5)
    record(news_engine, late, entry("1", "First", early))
    record(news_engine, late, entry("1", "Second", late))
    with news_engine.connect() as conn:
        (found,) = archive.articles_between(
            conn, after=START, until=START + timedelta(days=1), seq=99, at=late
        )
    assert found.published_at == early
    assert found.title == "Second"


def test_a_rehearsal_that_goes_back_in_time_sees_what_was_seen_then(news_engine: Engine) -> None:
    day_two = START + timedelta(days=1)
    record(news_engine, day_two, entry("1", "Later title", None))
    assert record(news_engine, START + timedelta(hours=2), entry("1", "First title", None)) == ["sighting"]
    assert titles(news_engine, seq=99, at=START + timedelta(hours=2)) == {"1": "First title"}
    assert titles(news_engine, seq=1, at=day_two) == {"1": "Later title"}


def test_what_a_source_held_at_its_first_reading_is_backlog(news_engine: Engine) -> None:
    record(news_engine, START + timedelta(hours=1), entry("old", "Old", None))
    record(news_engine, START + timedelta(hours=2), entry("old", "Old", None), entry("new", "New", None))
    with news_engine.connect() as conn:
        found = archive.articles_between(
            conn, after=START, until=START + timedelta(days=1), seq=99, at=START + timedelta(days=1)
        )
    assert {one.guid: one.backlog for one in found} == {"old": True, "new": False}


def test_no_revision_can_be_committed_behind_a_closed_intake(news_engine: Engine) -> None:
    """A writer that has begun is waited for; its revision is part of the intake."""
    closed = threading.Event()
    seen: list[int] = []

    def close() -> None:
        with news_engine.begin() as conn:
            closing_archive(conn)
            seen.append(archive.newest_revision(conn))
        closed.set()

    with news_engine.begin() as conn:
        writing_archive(conn)
        archive.record_sources(conn, [SOURCE])
        (one,) = plan([Read("a1", "1", entry("1", "First", START), "u", "h")], [True], {})
        archive.record_articles(conn, SOURCE, [one], at=START, backlog=False)
        thread = threading.Thread(target=close)
        thread.start()
        assert not closed.wait(0.3)
    thread.join(10)
    assert seen == [1]

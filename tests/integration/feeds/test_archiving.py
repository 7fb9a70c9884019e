"""Ids that change, ids used again, dates that come later, items that are no articles: in the archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from newsdesk.entities import Entry, Fetched, Language, Outcome, ParsedFeed, Source, Window
from newsdesk.ingesting import reads_of, record_reads
from newsdesk.store import archive, fetches
from newsdesk.store.engine import holding_source, writing_archive
from newsdesk.store.tables import ArticleRow, RevisionRow
from newsdesk.window import is_candidate

pytestmark = pytest.mark.database
SOURCE = Source("quay", "Quay", "https://quay.example/feed", "quay", Language.EN, 2, "US")
START = datetime(2026, 7, 9, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(guid: str, path: str, title: str, published: datetime | None = None) -> Entry:
    return Entry(guid, f"https://quay.example/{path}", title, f"{title}, at length.", published, Language.EN)


def record(engine: Engine, at: datetime, *entries: Entry) -> tuple[int, int]:
    with engine.begin() as conn:
        writing_archive(conn)
        archive.record_sources(conn, [SOURCE])
        holding_source(conn, SOURCE.slug)
        feed = ParsedFeed("", "rss", entries)
        new, revised, _doubted = record_reads(conn, SOURCE, feed, reads_of(SOURCE, feed, at), at)
        fetches.record_fetch(
            conn, Fetched("quay", Outcome.OK, 200), at=at, run_id="r", items=1, new=0, revised=0, problems=()
        )
    return new, revised


def articles(engine: Engine, at: datetime) -> dict[str, Any]:
    with engine.connect() as conn:
        found = archive.articles_between(conn, after=START - 400 * HOUR, until=at, seq=10**9, at=at)
    return {one.title: one for one in found}


def revisions(engine: Engine) -> int:
    with engine.connect() as conn:
        return int(conn.execute(select(func.count()).select_from(RevisionRow)).scalar_one())


def test_an_id_that_changes_at_each_reading_is_one_article(news_engine: Engine) -> None:
    assert record(news_engine, START, entry("k1", "tides", "The tide turns")) == (1, 0)
    assert record(news_engine, START + HOUR, entry("k2", "tides", "The tide turns")) == (0, 0)
    assert record(news_engine, START + 2 * HOUR, entry("k3", "tides", "The tide turned")) == (0, 1)
    with news_engine.connect() as conn:
        assert list(conn.execute(select(ArticleRow.key)).scalars()) == ["id:k1"]


def test_a_home_page_is_no_sign_of_being_the_same(news_engine: Engine) -> None:
    record(news_engine, START, entry("k1", "", "The tide turns"))
    assert record(news_engine, START + HOUR, entry("k2", "", "A new lighthouse")) == (1, 0)


def test_one_address_for_many_items_is_no_sign_of_being_the_same(news_engine: Engine) -> None:
    record(news_engine, START, entry("k1", "live", "The tide turns"))
    later = (entry("k2", "live", "A new lighthouse"), entry("k3", "live", "Fog at noon"))
    assert record(news_engine, START + HOUR, *later) == (2, 0)


def test_an_id_used_again_is_another_article(news_engine: Engine) -> None:
    first = entry("slot-one", "tides", "The tide turns")
    record(news_engine, START, first)
    again = entry("slot-one", "lamp", "Harbour orders new lamps")
    assert record(news_engine, START + HOUR, again) == (1, 0)
    assert record(news_engine, START + 2 * HOUR, again) == (0, 0)
    found = articles(news_engine, START + 3 * HOUR)
    assert set(found) == {"The tide turns", "Harbour orders new lamps"}
    assert found["Harbour orders new lamps"].first_seen_at == START + HOUR


def test_an_address_that_changes_under_one_id_is_a_revision(news_engine: Engine) -> None:
    record(news_engine, START, entry("k1", "tides", "The tide turns at noon"))
    assert record(news_engine, START + HOUR, entry("k1", "the-tide", "The tide turns at three")) == (0, 1)


def test_a_trusted_date_that_comes_later_is_kept_once(news_engine: Engine) -> None:
    record(news_engine, START, entry("k1", "tides", "The tide turns"))
    day = START - 30 * HOUR
    dated = entry("k1", "tides", "The tide turns", day)
    assert record(news_engine, START + HOUR, dated) == (0, 0)
    assert record(news_engine, START + 2 * HOUR, dated) == (0, 0)
    assert articles(news_engine, START + 3 * HOUR)["The tide turns"].published_at == day
    assert articles(news_engine, START)["The tide turns"].published_at is None
    assert revisions(news_engine) == 2


def test_what_is_no_article_is_archived_and_no_candidate(news_engine: Engine) -> None:
    record(news_engine, START, entry("k0", "first", "What was there before"))
    at = START + HOUR
    advert = entry("k1", "shop", "Sponsored: a better anchor", at)
    record(news_engine, at, advert, entry("k2", "tides", "The tide turns", at))
    found = articles(news_engine, at)
    window = Window(at.date(), START, START + 24 * HOUR)
    assert found["Sponsored: a better anchor"].mark == "an advertisement by its own label"
    assert {title: is_candidate(one, window) for title, one in found.items()} == {
        "What was there before": False,
        "Sponsored: a better anchor": False,
        "The tide turns": True,
    }

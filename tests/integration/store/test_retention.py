"""What prune takes and what it leaves: nothing that a source's next reading or a past date asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from newsdesk import maintenance
from newsdesk.errors import ConfigError, SchemaMismatch
from newsdesk.store import fetches, migrate
from newsdesk.store.retention import prune

pytestmark = pytest.mark.database
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OLD = datetime(2026, 1, 10, 1, tzinfo=UTC)


def put(engine: Engine, slug: str, at: datetime, outcome: str = "ok", run_id: str = "r") -> None:
    with engine.begin() as conn:
        conn.execute(
            text(
                "insert into sources (slug, name, url, family, language, tier, home)"
                " values (:s, :s, 'u', 'f', 'en', 1, 'US') on conflict do nothing"
            ),
            {"s": slug},
        )
        conn.execute(
            text(
                "insert into fetches (source_slug, at, run_id, outcome, source_url, asked_url, final_url, moved_to,"
                " etag, last_modified, body_hash, unchanged, bytes, elapsed_ms, items, new_articles,"
                " revised_articles, error, problems, doubted) values (:s, :at, :run, :outcome, '', '', '', '',"
                " :etag, '', '', false, 0, 0, 0, 0, 0, '', '[]', 0)"
            ),
            {"s": slug, "at": at, "run": run_id, "outcome": outcome, "etag": at.isoformat()},
        )


def left(engine: Engine, slug: str) -> list[tuple[str, str]]:
    with engine.connect() as conn:
        rows = conn.execute(
            text("select at at time zone 'UTC', outcome from fetches where source_slug = :s order by at"),
            {"s": slug},
        )
        return [(f"{at:%m-%d %H}", outcome) for at, outcome in rows]


def pruned(engine: Engine) -> dict[str, int]:
    with engine.begin() as conn:
        return prune(conn, before=NOW - timedelta(days=90), encoder="now")


def test_of_old_days_the_first_reading_and_each_day_s_last_stay(news_engine: Engine) -> None:
    for hours in (0, 1, 2, 24, 25, 26):
        put(news_engine, "busy", OLD + timedelta(hours=hours))
    put(news_engine, "busy", OLD + timedelta(hours=3), "timeout")
    put(news_engine, "busy", NOW - timedelta(days=1))
    put(news_engine, "busy", NOW - timedelta(days=1, hours=1), "timeout")
    with news_engine.connect() as conn:
        before = fetches.covered(conn, after=OLD - timedelta(1), until=OLD + timedelta(days=2))
        remembered = fetches.remembered(conn, not_after=NOW)
    assert pruned(news_engine) == {"fetches": 4, "embeddings": 0}
    assert [when for when, _ in left(news_engine, "busy")] == [
        "01-10 01",
        "01-10 03",
        "01-11 03",
        "05-30 23",
        "05-31 00",
    ]
    with news_engine.connect() as conn:
        assert fetches.covered(conn, after=OLD - timedelta(1), until=OLD + timedelta(days=2)) == before
        assert fetches.remembered(conn, not_after=NOW) == remembered
        assert fetches.first_read(conn) == {"busy": OLD}
    assert pruned(news_engine)["fetches"] == 0


def test_failures_that_still_last_and_imported_readings_stay(news_engine: Engine) -> None:
    put(news_engine, "dead", OLD)
    for hours in (1, 2, 3):
        put(news_engine, "dead", OLD + timedelta(hours=hours), "not_found")
        put(news_engine, "never", OLD + timedelta(hours=hours), "not_found")
        put(news_engine, "imported", OLD + timedelta(hours=hours), run_id="import x")
    assert pruned(news_engine)["fetches"] == 0


def test_vectors_of_an_encoder_that_is_gone_go(news_engine: Engine) -> None:
    with news_engine.begin() as conn:
        for encoder in ("now", "gone"):
            conn.execute(
                text("insert into embeddings (encoder, text_hash, vector) values (:e, 'h', 'v')"),
                {"e": encoder},
            )
    assert pruned(news_engine) == {"fetches": 0, "embeddings": 1}


def test_in_a_container_the_same_by_words(news_engine: Engine, news_url: str) -> None:
    put(news_engine, "s", OLD, "timeout")
    put(news_engine, "s", OLD + timedelta(hours=1))
    environment = {maintenance.VARIABLE: news_url.replace("postgresql+psycopg2", "postgresql")}
    assert maintenance.pruned(news_url, NOW - timedelta(days=90), really=False)["fetches"] == 1
    assert "'fetches': 1" in maintenance.main(["prune", "30"], environment, NOW)
    assert "'fetches': 0" in maintenance.main(["prune"], environment, NOW)
    maintenance.main(["migrate", "0006"], environment, NOW)
    assert migrate.current(news_engine) == "0006"
    with pytest.raises(SchemaMismatch):
        maintenance.main(["prune"], environment, NOW)
    with pytest.raises(SchemaMismatch):
        maintenance.main(["migrate", "9999"], environment, NOW)
    assert "head" not in maintenance.main(["migrate"], environment, NOW)
    assert migrate.current(news_engine) == migrate.head()
    with news_engine.connect() as conn:
        assert conn.execute(text("select count(*) from fetches")).scalar_one() == 1
    for words in ([], ["prune", "-1"], ["drop"]):
        with pytest.raises(ConfigError):
            maintenance.main(words, environment, NOW)
    with pytest.raises(ConfigError):
        maintenance.main(["prune"], {}, NOW)

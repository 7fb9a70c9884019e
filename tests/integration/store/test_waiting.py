"""Whom to leave alone: another run's word holds for the whole host, this run's own for the source alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from newsdesk.store import fetches

pytestmark = pytest.mark.database
AT = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
UNTIL = AT + timedelta(hours=1)


def told(engine: Engine, at: datetime, run_id: str) -> None:
    """One 503 with Retry-After, of source "one" on host.example."""
    with engine.begin() as conn:
        conn.execute(
            text(
                "insert into sources (slug, name, url, family, language, tier, home)"
                " values ('one', 'one', 'u', 'f', 'en', 1, 'US') on conflict do nothing"
            )
        )
        conn.execute(
            text(
                "insert into fetches (source_slug, at, run_id, outcome, source_url, asked_url, final_url, moved_to,"
                " etag, last_modified, body_hash, unchanged, bytes, elapsed_ms, items, new_articles,"
                " revised_articles, error, problems, doubted, retry_at) values ('one', :at, :run, 'limited', '', '',"
                " 'http://host.example/f', '', '', '', '', false, 0, 0, 0, 0, 0, 'HTTP 503', '[]', 0, :until)"
            ),
            {"at": at, "run": run_id, "until": UNTIL},
        )


@pytest.mark.parametrize(
    ("before", "run_id", "hosts", "just_now"),
    [
        (timedelta(minutes=5), "another", {"host.example": UNTIL}, {}),
        (timedelta(minutes=5), "mine", {}, {"one": ("limited", "HTTP 503")}),  # killed, and tried again
        (timedelta(0), "another", {}, {"one": ("limited", "HTTP 503")}),  # a rehearsal, done again
    ],
)
def test_who_is_left_alone(
    news_engine: Engine,
    before: timedelta,
    run_id: str,
    hosts: dict[str, datetime],
    just_now: dict[str, tuple[str, str]],
) -> None:
    told(news_engine, AT - before, run_id)
    with news_engine.connect() as conn:
        found = fetches.waiting(conn, at=AT, run_id="mine")
        assert (found.slugs, found.hosts) == ({"one": UNTIL}, hosts)
        assert fetches.told_just_now(conn, at=AT, run_id="mine") == just_now

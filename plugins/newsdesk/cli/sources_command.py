"""sources: every source's health as a table. Needs the news database, not Airflow."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

from newsdesk.cli import sources_table
from newsdesk.cli.databases import ensure_databases, ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.health import Known, look, worst_first
from newsdesk.settings import Edition
from newsdesk.store import fetches
from newsdesk.store.engine import connect


def show(home: Home, edition: Edition, talk: Talk, *, as_json: bool) -> int:
    """Prints the table (or JSON); starts Postgres where it is not up. Returns 0."""
    catalog = load_catalog(home.feeds_file)
    # JSON is for programs: nothing else may stand on standard output.
    urls = ensure_server(home, os.environ, _aside() if as_json else talk)
    ensure_databases(urls)
    now = datetime.now(UTC)
    at, known = known_sources(home, urls.news, catalog, edition, now)
    if as_json:
        talk.say(json.dumps(sources_table.as_json(known), ensure_ascii=False, indent=1))
        return 0
    talk.table(sources_table.table(known, at=at))
    talk.say(sources_table.LEGEND, style="dim")
    for paragraph in sources_table.details(known, edition.zone):
        talk.say(f"\n{paragraph}")
    talk.say(f"\n{sources_table.summary(known)}")
    return 0


def _aside() -> Talk:
    """A talk that leaves standard output to the result."""
    talk = Talk()
    talk.out = talk.err
    return talk


def known_sources(
    home: Home, database_url: str, catalog: Catalog, edition: Edition, now: datetime
) -> tuple[datetime, list[Known]]:
    """The moment (a rehearsal's own last one, else now) and its sources, those that need a person first."""
    engine = connect(database_url)
    try:
        with engine.connect() as conn:
            at = fetches.last_attempt(conn) or now if home.rehearsal else now
            return at, worst_first(look(conn, catalog.sources, at=at, edition=edition.slug))
    finally:
        engine.dispose()

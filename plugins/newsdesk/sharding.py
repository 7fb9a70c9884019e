"""Shards: the sources divided among tasks, so that workers share the reading. ingest does the rest.

A shard reads and archives; it closes nothing. Sources of one host fall into one shard, so that the
two connections a host are kept to. Two workers that meet the same source all the same do no harm: one
waits for the other's transaction and then finds its articles known.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from newsdesk.desk import Desk, log
from newsdesk.entities import Source
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.ingesting import Purpose, Reading, collect
from newsdesk.settings import Settings
from newsdesk.store import editions
from newsdesk.store.engine import connect
from newsdesk.store.migrate import check
from newsdesk.window import is_past

Counts = dict[str, int | str]


def shard_of(source: Source, of: int) -> int:
    """Which of so many shards a source belongs to: by its host, the same on every machine."""
    return zlib.crc32((urlsplit(source.url).hostname or "").encode()) % of


def part(catalog: Catalog, shard: int, of: int) -> Catalog:
    """A shard's sources."""
    return replace(catalog, sources=tuple(one for one in catalog.sources if shard_of(one, of) == shard))


def read_shard(desk: Desk, shard: int, of: int) -> Counts:
    """Reads a shard of the sources for an edition whose intake is open, or is to be opened again."""
    with desk.engine.connect() as conn:
        state = editions.find_edition(conn, *desk.key)
    again = desk.run.recollect and (state is None or state.recollect_run != desk.run.run_id)
    if state is not None and state.intake_closed and not again:
        log.info("the intake of %s is closed; nothing to collect", state.report_date)
        return {"shard": f"{shard + 1}/{of}", "attempted": 0}
    at = desk.now()
    reading = collect(
        desk.engine,
        part(desk.catalog, shard, of),
        at=at,
        run_id=desk.run.run_id,
        everything=again,
        as_of=at if desk.settings.rehearsal else None,
        purpose=Purpose.PAST if is_past(desk.window, at) else Purpose.EDITION,
    )
    return _counts(reading, shard, of)


def collect_shard(
    settings: Settings, run_id: str, now: Callable[[], datetime], shard: int, of: int
) -> Counts:
    """Reads a shard of the sources for the hourly collection."""
    engine = connect(settings.database_url)
    check(engine)
    reading = collect(
        engine,
        part(load_catalog(settings.feeds_file), shard, of),
        at=now(),
        run_id=run_id,
        everything=False,
        as_of=None,
        purpose=Purpose.HOURLY,
    )
    return _counts(reading, shard, of)


def _counts(reading: Reading, shard: int, of: int) -> Counts:
    return {
        "shard": f"{shard + 1}/{of}",
        "attempted": reading.attempted,
        "skipped": reading.skipped,
        "new": reading.new,
        "revised": reading.revised,
    }

"""Shards as Airflow tasks: how many, where they stand, what each does."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

from newsdesk.window import window_of
from newsdesk_airflow import (
    ROOT,
    Counts,
    airflow_errors,
    clock,
    current_run,
    current_settings,
    live_settings,
    show,
)


def shards() -> int:
    """How many tasks share the reading, by the edition's file in the repository.

    Read while the DAG files are: their shape follows it. What the file says wrongly is reported by the
    tasks, which check all of it.
    """
    try:
        edition = tomllib.loads((ROOT / "include" / "editions" / "ai-zh.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 1
    count = edition.get("shards", 1)
    return count if isinstance(count, int) and 1 <= count <= 32 else 1


def in_shards(read: Any, ingest: Any) -> None:
    """Puts a mapped task that reads a shard each before ingest, where there is more than one shard."""
    count = shards()
    if count > 1:
        read.partial(of=count).expand(shard=list(range(count))) >> ingest


def run_shard(shard: int, of: int) -> Counts:
    """Reads one shard of the sources for the report date of the current Airflow run; returns counts."""
    from airflow.sdk import get_current_context

    context = get_current_context()
    if context["params"].get("dry_run"):  # ingest says what the date would cost, and skips all
        return {"shard": f"{shard + 1}/{of}", "attempted": 0}
    with airflow_errors():
        from newsdesk.desk import open_desk
        from newsdesk.settings import load_edition
        from newsdesk.sharding import read_shard

        settings = current_settings(context["params"].get("feeds"))
        edition = load_edition(settings.edition_file)
        run = current_run(context, edition)
        window = window_of(run.report_date, edition.cutoff, edition.zone)
        counts = read_shard(open_desk(settings, run, clock(settings, window)), shard, of)
    show(context, counts)
    return counts


def run_collection_shard(shard: int, of: int) -> Counts:
    """Reads one shard of the sources into the archive, for no edition; returns counts."""
    from airflow.sdk import get_current_context

    context = get_current_context()
    with airflow_errors():
        from newsdesk.sharding import collect_shard

        counts = collect_shard(live_settings(), context["run_id"], lambda: datetime.now(UTC), shard, of)
    show(context, counts)
    return counts

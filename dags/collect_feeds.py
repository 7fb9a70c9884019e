"""collect_feeds: the sources into the archive, every hour, for no edition."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import dag, task

from newsdesk_airflow import run_collection
from newsdesk_sharding import in_shards, run_collection_shard
from newsdesk_timetables import Hourly

DOC = """\
### 每小时采集 · the hourly collection

Reads every source that is due into the archive, so that nothing scrolls off a feed between two mornings and
a past date has an archive to be made from. It files nothing. Rehearsals skip it: they read their feeds as of
a date.
"""


READING: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(seconds=15),
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(minutes=2),
    "execution_timeout": timedelta(minutes=20),
    "map_index_template": "{{ label }}",
    "multiple_outputs": False,
}


# Three quarters past: a source read at eight would count as fresh, and be left out, at 08:30.
@dag(
    schedule=Hourly("45 * * * *", timezone="Asia/Shanghai"),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_runs=1,
    doc_md=DOC,
    description="The sources into the archive, every hour",
    tags=["newsdesk"],
)
def collect_feeds() -> None:
    """Ingest alone, after its shards where there are several."""

    @task(**READING)
    def read_shard(shard: int, of: int) -> dict[str, int | str]:
        """Reads its part of the sources; only with `shards` above 1 in the edition's file."""
        return run_collection_shard(shard, of)

    # A shard that failed for good leaves its sources to ingest.
    @task(**READING, trigger_rule="all_done")
    def ingest() -> dict[str, int | str]:
        """Reads the sources that are due. One that fails is a row and a count, not a failure."""
        return run_collection()

    in_shards(read_shard, ingest())


collect_feeds()

"""Shards, and two workers that meet the same sources: threads and processes, one archive."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from newsdesk import sharding, stages
from newsdesk.entities import Language, Source
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.ingesting import collect
from newsdesk.store.engine import connect
from tests.integration.newsroom import INCLUDE, ROOT, newsroom, sample_server

pytestmark = pytest.mark.database
AT = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)


def counts(url: str) -> dict[str, int]:
    engine = connect(url)
    queries = {
        "articles": "select count(*) from articles",
        "revisions": "select count(*) from article_revisions",
        "same": "select count(*) from (select article_id, content_hash from article_revisions"
        " group by 1, 2 having count(*) > 1) as twice",
        "sources": "select count(distinct source_slug) from fetches",
    }
    with engine.connect() as conn:
        found = {name: conn.execute(text(query)).scalar_one() for name, query in queries.items()}
    engine.dispose()
    return found


def test_shards_are_whole_disjoint_and_keep_a_host_together() -> None:
    sources = tuple(
        Source(f"s{number}", "S", f"https://host{number % 40}.example/{number}", "s", Language.EN, 1, "US")
        for number in range(200)
    )
    parts = [sharding.part(Catalog(sources, frozenset()), shard, 4).sources for shard in range(4)]
    assert Counter(one.slug for part in parts for one in part) == Counter(one.slug for one in sources)
    hosts = [{one.url.split("/")[2] for one in part} for part in parts]
    assert sum(map(len, hosts)) == 40
    assert all(parts)


def test_two_threads_that_meet_every_source_archive_each_article_once(news_url: str, tmp_path: Path) -> None:
    with sample_server() as port:
        room = newsroom(news_url, tmp_path, port)
        catalog = load_catalog(room.settings.feeds_file)
        engines = [connect(news_url) for _ in range(2)]
        together = threading.Barrier(2)

        def work(number: int) -> None:
            together.wait()
            collect(engines[number], catalog, at=AT, run_id=f"w{number}", everything=True, as_of=AT)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    found = counts(news_url)
    assert found["same"] == 0
    assert found["articles"] == found["revisions"] > 50
    assert found["sources"] == len(catalog.sources)


PROCESS = """
import sys
from datetime import datetime
from pathlib import Path
from newsdesk.feeds.catalog import load_catalog
from newsdesk.ingesting import collect
from newsdesk.store.engine import connect
at = datetime.fromisoformat(sys.argv[3])
sys.stdin.readline()
collect(connect(sys.argv[1]), load_catalog(Path(sys.argv[2])), at=at, run_id=sys.argv[4], everything=True, as_of=at)
"""


def test_two_processes_that_meet_every_source_archive_each_article_once(
    news_url: str, tmp_path: Path
) -> None:
    with sample_server() as port:
        room = newsroom(news_url, tmp_path, port)
        workers = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    PROCESS,
                    news_url,
                    str(room.settings.feeds_file),
                    AT.isoformat(),
                    f"w{number}",
                ],
                cwd=ROOT / "plugins",
                stdin=subprocess.PIPE,
            )
            for number in range(2)
        ]
        for worker in workers:
            worker.communicate(b"go\n", timeout=120)
        assert [worker.returncode for worker in workers] == [0, 0]
    found = counts(news_url)
    assert found["same"] == 0
    assert found["articles"] == found["revisions"] > 50


def test_an_edition_read_in_shards_is_the_one_read_at_once(
    news_url: str, tmp_path: Path, postgres: str
) -> None:
    with sample_server() as port:
        room = newsroom(news_url, tmp_path, port)
        for shard in range(3):
            desk = room.desk("2026-03-03", "run")
            assert sharding.read_shard(desk, shard, 3)["shard"] == f"{shard + 1}/3"
            desk.engine.dispose()
        desk = room.desk("2026-03-03", "run")
        sharded = stages.ingest(replace(desk, run=replace(desk.run, sharded=True)))
        before = counts(news_url)
        desk = room.desk("2026-03-03", "again", recollect=True)
        whole = stages.ingest(desk)
        desk.engine.dispose()
    assert sharded["new"] == before["articles"] > 50
    assert (sharded["sources"], sharded["reached"]) == (whole["sources"], whole["reached"])
    assert whole["new"] == 0
    assert counts(news_url)["articles"] == before["articles"]
    assert date(2026, 3, 3) == desk.run.report_date
    assert INCLUDE.is_dir()

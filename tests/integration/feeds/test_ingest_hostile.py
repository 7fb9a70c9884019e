"""A whole pass among hostile servers: a row each, the others' articles, bounded memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from newsdesk.entities import Outcome
from newsdesk.store.tables import FetchRow, RevisionRow
from tests.integration.feeds.expected import EXPECTED, READ
from tests.integration.feeds.hostile import serving

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[3]
# Each large body eight times over, so that many are under way at once.
CROWD = [f"{path}?{number}" for path in ("/endless", "/bomb/br/10000", "/large") for number in range(8)]
GOOD = [f"/feed/{number}" for number in range(20)]


def test_each_has_its_row_the_others_arrive_and_memory_stays_bounded(
    news_engine: Engine, news_url: str
) -> None:
    paths = [*EXPECTED, *READ, *CROWD, *GOOD]
    with serving() as hostile:
        child = subprocess.run(
            [
                sys.executable,
                str(Path(__file__).with_name("collecting.py")),
                news_url,
                str(hostile.port),
                *paths,
            ],
            env=os.environ | {"PYTHONPATH": f"{ROOT / 'plugins'}:{ROOT}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout.splitlines()[-1])
    print(f"{len(paths)} sources, {told['grown']:.0f} MiB above the start")
    assert told["grown"] < 300
    assert told["attempted"] == len(paths)
    with news_engine.connect() as conn:
        rows = {row.source_slug: row for row in conn.execute(select(FetchRow.__table__))}
        articles = conn.execute(select(func.count()).select_from(RevisionRow)).scalar_one()
    assert len(rows) == len(paths)
    for number, path in enumerate(paths):
        row = rows[f"s{number}"]
        outcome, says = EXPECTED.get(path.split("?")[0], (Outcome.OK, ""))
        assert (row.outcome, says in row.error) == (outcome.value, True), (path, row.outcome, row.error)
        assert bool(row.error) == (outcome is not Outcome.OK)
    assert articles == told["new"] == sum(row.new_articles for row in rows.values())
    assert all(rows[f"s{number}"].new_articles == 1 for number, path in enumerate(paths) if path in GOOD)

"""How long each page and a search take over one archive or two, and what the archives weigh on disk.

    python bench/pages.py --url postgresql+psycopg2://…/small --url postgresql+psycopg2://…/large

Each page is asked for in this process, as Airflow's API server would serve it, five times after a first
one; the table gives the first and the median of the five, in milliseconds. bench/archive.py makes the
archives. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from fastapi.testclient import TestClient  # noqa: E402
from sqlalchemy import text  # noqa: E402

from newsdesk.entities import Language, Source  # noqa: E402
from newsdesk.settings import load_edition  # noqa: E402
from newsdesk.store.engine import Engine, connect  # noqa: E402
from newsdesk.web.app import create_app  # noqa: E402
from newsdesk.web.asking import Visitor  # noqa: E402
from newsdesk.web.office import Door, Office  # noqa: E402

TIMES = 5


def pages(engine: Engine) -> dict[str, str]:
    """Page → address, of things that this archive has."""
    with engine.connect() as conn:
        day = conn.execute(text("select max(report_date) from reports")).scalar_one()
        story = conn.execute(
            text("select story_id from publications where report_date = :day limit 1"), {"day": day}
        ).scalar_one()
        twice = conn.execute(text("select max(report_date) from reports where revision = 2")).scalar_one()
    return {
        "home and calendar": "/",
        "calendar of a year": f"/?year={day.year}",
        "report": f"/reports/{day}",
        "revisions": f"/reports/{twice}/revisions",
        "download": f"/reports/{day}/1/txt",
        "story": f"/stories/{story}",
        "sources": "/sources",
        "flow, 30 days": "/flow?days=30",
        "flow, 365 days": "/flow?days=365",
        "search: 融资 (in every tenth article)": "/search?q=融资",
        "search: 融资 published": "/search?q=融资&where=published",
        "search: a phrase": "/search?q=客服模型，参数规模",
        "search: a word that nothing has": "/search?q=红烧肉",
        "search: one character": "/search?q=融",
        "search: by meaning, Chinese question": "/search?q=机器人进入工厂工作&where=meaning",
    }


def office(engine: Engine) -> Office:
    """The office of an archive, with the sources that it has."""
    with engine.connect() as conn:
        rows = conn.execute(text("select * from sources order by slug")).all()
    sources = tuple(
        Source(one.slug, one.name, one.url, one.family, Language(one.language), one.tier, one.home)
        for one in rows
    )
    edition = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")
    return Office(engine, engine, edition, sources, lambda: datetime.now(UTC), lambda *_: None)


def measured(url: str) -> dict[str, Any]:
    """Sizes and times of one archive."""
    engine = connect(url)
    opened = office(engine)
    client = TestClient(
        create_app(lambda: opened, Door(lambda: None, lambda: None, lambda: Visitor("bench", True)))
    )
    client.get("/static/pages.css")
    found: dict[str, Any] = {"pages": {}, **_size(engine)}
    for name, address in pages(engine).items():
        spent = []
        for _ in range(TIMES + 1):
            begun = time.perf_counter()
            answer = client.get(address)
            spent.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        found["pages"][name] = (round(spent[0]), round(median(spent[1:])))
        print(f"{name}: {found['pages'][name]}", file=sys.stderr)
    engine.dispose()
    return found


def _size(engine: Engine) -> dict[str, Any]:
    with engine.connect() as conn:
        total = conn.execute(text("select pg_database_size(current_database())")).scalar_one()
        counts = {
            table: conn.execute(text(f"select count(*) from {table}")).scalar_one()
            for table in ("articles", "editions", "stories", "publications")
        }
        largest = conn.execute(
            text(
                "select c.relname, pg_relation_size(c.oid) + coalesce(pg_relation_size(c.reltoastrelid), 0)"
                " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = 'public' and c.relkind in ('r', 'i') order by 2 desc limit 8"
            )
        ).all()
    return {"bytes": total, "rows": counts, "largest": {name: size for name, size in largest}}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", action="append", required=True, help="a news database; may be given twice")
    results = [measured(url) for url in parser.parse_args().url]
    print("| | " + " | ".join(f"{one['rows']['articles']:,} articles" for one in results) + " |")
    print("| --- |" + " ---: |" * len(results))
    print("| editions | " + " | ".join(f"{one['rows']['editions']:,}" for one in results) + " |")
    print("| on disk, MB | " + " | ".join(f"{one['bytes'] / 2**20:,.0f}" for one in results) + " |")
    for name in results[0]["pages"]:
        cells = " | ".join("{} / {} ms".format(*one["pages"][name]) for one in results)
        print(f"| {name} (first / median) | {cells} |")
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()

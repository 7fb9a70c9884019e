"""Fills an empty news database with a generated archive: editions, stories and articles of invented news.

    python bench/archive.py --url postgresql+psycopg2://… --editions 60 --articles 120
    python bench/archive.py --url … --editions 3000 --articles 334 --last 2026-11-23

The texts are our own (archive_content.py); the same arguments make the same rows. --hostile puts what
an attacker would write into titles, texts, links, tags, names and errors (archive_hostile.py). The
reports are built and rendered by the pipeline's own code. Ends with one JSON line of counts.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

from archive_meanings import keep_meanings  # noqa: E402
from archive_rows import Generator, Rows  # noqa: E402
from sqlalchemy import Boolean, Column, Float, Integer, Numeric, Text, create_engine  # noqa: E402
from sqlalchemy.dialects.postgresql import JSONB  # noqa: E402

from newsdesk.settings import load_edition  # noqa: E402
from newsdesk.store.migrate import upgrade  # noqa: E402
from newsdesk.store.tables import Base  # noqa: E402

# In an order that the foreign keys allow.
TABLES = ("sources", "fetches", "articles", "article_revisions", "stories", "story_articles", "editions", "judgements",
          "placements", "summaries", "publications", "reports", "model_calls")  # fmt: skip
_NUMBERED = (("fetches", "id"), ("article_revisions", "id"), ("story_articles", "seq"), ("model_calls", "id"))


def fill(
    url: str,
    *,
    editions: int,
    articles: int,
    last: date,
    seed: int = 1,
    hostile: bool = False,
    batch: int = 50,
) -> dict[str, int]:
    """Fills an empty news database; returns rows by table. Progress goes to standard error."""
    generator = Generator(load_edition(ROOT / "include" / "editions" / "ai-zh.toml"), seed, articles, hostile)
    generator.sources_rows()
    written: dict[str, int] = dict.fromkeys(TABLES, 0)
    engine = create_engine(url)
    raw = engine.raw_connection()
    try:
        indexes = _without_indexes(raw)
        for number in range(editions):
            left = editions - 1 - number
            generator.day(last - timedelta(days=left), number, left)
            if number % batch == batch - 1 or not left:
                for table in TABLES:
                    written[table] += _copy(raw, table, generator.rows.tables.get(table, []))
                raw.commit()
                generator.rows = Rows()
                print(f"{number + 1} of {editions} dates, {written['articles']} articles", file=sys.stderr)
        with raw.cursor() as cursor:
            for table, column in _NUMBERED:
                cursor.execute(
                    f"select setval(pg_get_serial_sequence('{table}', '{column}'), (select max({column}) from {table}))"
                )
            written["article_meanings"] = keep_meanings(cursor, generator.titled, seed)
            raw.commit()
            for definition in indexes:
                print(definition[:90], file=sys.stderr)
                cursor.execute(definition)
                raw.commit()
            cursor.execute("analyze")
            raw.commit()
    finally:
        raw.close()
        engine.dispose()
    return written


def _without_indexes(raw: Any) -> list[str]:
    """Drops the indexes that are dear to keep up row by row; returns what makes them again."""
    with raw.cursor() as cursor:
        cursor.execute("set maintenance_work_mem = '2GB'")
        cursor.execute("set max_parallel_maintenance_workers = 2")
        cursor.execute(
            "select indexname, indexdef from pg_indexes where indexdef ~ 'gin|hnsw' and schemaname = 'public'"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'drop index "{name}"')
        raw.commit()
    return [definition for _, definition in found]


def _copy(raw: Any, table: str, rows: Sequence[dict[str, Any]]) -> int:
    if not rows:
        return 0
    empty = {column.name: _empty(column) for column in Base.metadata.tables[table].columns}
    columns = [name for name, value in empty.items() if name in rows[0] or value is not None]
    lines = io.StringIO("".join(_lines(rows, columns, empty)))
    names = ", ".join(f'"{column}"' for column in columns)
    with raw.cursor() as cursor:
        cursor.copy_expert(f"copy {table} ({names}) from stdin", lines)
    return len(rows)


def _lines(rows: Iterable[dict[str, Any]], columns: Sequence[str], empty: dict[str, Any]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(_cell(row.get(column, empty[column])) for column in columns) + "\n"


def _empty(column: Column[Any]) -> Any:
    """What stands where the generator says nothing of a column; None: what the database itself puts."""
    if column.nullable or column.server_default is not None or column.identity or column.computed:
        return None
    empties = ((Boolean, False), (Text, ""), (JSONB, []), ((Integer, Float, Numeric), 0))
    return next((value for kinds, value in empties if isinstance(column.type, kinds)), None)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, datetime):
        value = value.isoformat()
    return str(value).translate(_ESCAPES)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", required=True, help="an empty database; it gets the news tables")
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--articles", type=int, default=120, help="a day")
    parser.add_argument(
        "--last", type=date.fromisoformat, default=datetime.now(UTC).date(), help="the last report date"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hostile", action="store_true")
    asked = parser.parse_args()
    upgrade(asked.url)
    written = fill(
        asked.url,
        editions=asked.editions,
        articles=asked.articles,
        last=asked.last,
        seed=asked.seed,
        hostile=asked.hostile,
    )
    print(json.dumps(written))


if __name__ == "__main__":
    main()

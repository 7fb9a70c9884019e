"""How long the daily run takes over archives of different sizes: dedupe to render_report of the last date.

    python bench/daily_run.py --url postgresql+psycopg2://…/small --url postgresql+psycopg2://…/large

The archives are those of bench/archive.py. The last date's joins, judgements and report are undone first,
then its stages work again, by rules, as Airflow would call them: seconds by the clock, and of this process's
own processor. The archives are changed. No page of an article is asked for. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins")]

from sqlalchemy import text  # noqa: E402

from newsdesk import stages  # noqa: E402
from newsdesk.desk import Run, open_desk  # noqa: E402
from newsdesk.settings import Settings, load_edition  # noqa: E402
from newsdesk.store.engine import Engine, connect  # noqa: E402
from newsdesk.window import window_of  # noqa: E402

STAGES = ("dedupe", "rank", "tag_regions", "write_up", "render_report")
_UNDO = (
    *(
        f"delete from {table} where report_date = :day"
        for table in ("refusals", "reports", "publications", "summaries", "placements", "judgements")
    ),
    "delete from story_articles where joined_for = :day",
    "delete from stories s where founded_for = :day"
    " and not exists (select from story_articles j where j.story_id = s.id)",
    "update editions set state = 'open', joins_seq = null, judged_over = '', judging = 0, ranker = '',"
    " fresh_run = '' where report_date = :day",
)


def measured(url: str) -> dict[str, Any]:
    """Seconds of each stage over one archive, with what the last one counted."""
    engine = connect(url)
    with tempfile.TemporaryDirectory() as folder:
        feeds = Path(folder) / "feeds.toml"
        feeds.write_text(_feeds(engine), encoding="utf-8")
        settings = Settings(
            database_url=url,
            include=ROOT / "include",
            feeds_file=feeds,
            edition_file=ROOT / "include" / "editions" / "ai-zh.toml",
            reports=Path(folder) / "reports",
        )
        with engine.begin() as conn:
            articles = conn.execute(text("select count(*) from articles")).scalar_one()
            day: date = conn.execute(text("select max(report_date) from editions")).scalar_one()
            for statement in _UNDO:
                conn.execute(text(statement), {"day": day})
        return {"articles": articles, "day": str(day), "stages": _worked(settings, day)}


def _worked(settings: Settings, day: date) -> dict[str, Any]:
    edition = load_edition(settings.edition_file)
    window = window_of(day, edition.cutoff, edition.zone)
    run = Run(day, "bench", datetime.now(UTC))
    found: dict[str, Any] = {}
    for name in STAGES:
        desk = open_desk(settings, run, lambda: window.end)
        wall, cpu = time.perf_counter(), time.process_time()
        counts = stages.STAGES[name](desk)
        found[name] = {
            "wall": round(time.perf_counter() - wall, 2),
            "cpu": round(time.process_time() - cpu, 2),
            "counts": {key: value for key, value in counts.items() if isinstance(value, int)},
        }
        desk.engine.dispose()
        print(f"{name}: {found[name]}", file=sys.stderr, flush=True)
    return found


def _feeds(engine: Engine) -> str:
    with engine.connect() as conn:
        rows = conn.execute(text("select slug, name, url, family, language, tier, home from sources")).all()
    entries = []
    for row in rows:
        fields = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row._mapping.items())
        entries.append("\n".join(["[[source]]", *fields, "page = false"]))
    return "\n\n".join(entries)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", action="append", required=True, help="an archive; may be given twice")
    results = [measured(url) for url in parser.parse_args().url]
    print("| | " + " | ".join(f"{one['articles']:,} articles" for one in results) + " |")
    print("| --- |" + " ---: |" * len(results))
    for name in STAGES:
        cells = " | ".join("{wall} / {cpu} s".format(**one["stages"][name]) for one in results)
        print(f"| {name} (clock / processor) | {cells} |")
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()

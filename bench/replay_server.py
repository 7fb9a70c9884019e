"""Serves recorded feeds on loopback: /SLUG.xml is the newest capture not later than Accept-Datetime.

    python bench/replay_server.py --port 8798
    python bench/replay_server.py --port 8798 --write-feeds feeds.toml --from 2026-07-10 --to 2026-07-17

The captures are those of ../shared/data/feeds (NEWSDESK_DATA names another place): SLUG/YYYY-MM-DDThhmm.xml
in UTC, and INDEX.tsv. Nothing of them is copied. Without the header the newest capture is served.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdesk.rehearsal.loopback import Answer, Answerer, http_date, run_server, said  # noqa: E402

DEFAULT_PORT = 8798
# Our own standing of the recorded publishers, as include/feeds.toml would put it; the rest are tier 2.
FIRST_RATE = frozenset(
    {"anthropic-news", "anthropic-research", "google-ai-dev", "techcrunch", "wired", "36kr-tech"}
)
VOLUME = frozenset(
    {"qqnews", "ifeng-news", "hackernews-best", "tweakers-waf", "hf-daily-papers", "aibase-daily"}
)
HOMES = {"zh": "CN", "en": "US", "nl": "NL"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded feed. captures: (moment, file), oldest first, never empty."""

    slug: str
    publisher: str
    original_url: str
    language: str
    captures: tuple[tuple[datetime, Path], ...]

    def newest(self, moment: datetime | None) -> tuple[datetime, Path] | None:
        """The newest capture not later than a moment (None: of all)."""
        if moment is None:
            return self.captures[-1]
        place = bisect.bisect_right([at for at, _ in self.captures], moment)
        return self.captures[place - 1] if place else None

    def has_any(self, first: date, last: date) -> bool:
        """Whether a capture was made from the first day to the last, both included (UTC)."""
        return any(first <= at.date() <= last for at, _ in self.captures)


def data_folder() -> Path:
    """The folder of recorded feeds."""
    return (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve() / "feeds"


def read_index(folder: Path) -> tuple[Recorded, ...]:
    """The recorded feeds that INDEX.tsv lists and that have captures."""
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    feeds = (
        Recorded(
            row["slug"],
            publisher_name(row["publisher"]),
            row["original_feed_url"],
            row["language"],
            _captures(folder / row["slug"]),
        )
        for row in rows
    )
    return tuple(feed for feed in feeds if feed.captures)


def _captures(folder: Path) -> tuple[tuple[datetime, Path], ...]:
    found = []
    for path in sorted(folder.glob("*.xml")):
        found.append((datetime.strptime(path.stem, "%Y-%m-%dT%H%M").replace(tzinfo=UTC), path))
    return tuple(found)


def publisher_name(publisher: str) -> str:
    """The name alone: what INDEX.tsv says after it (how the feed was made) is left out."""
    return publisher.split(", ")[0].split(" (")[0].strip()


def replay_answers(feeds: Iterable[Recorded]) -> Answerer:
    """What to answer for recorded feeds."""
    by_path = {f"/{feed.slug}.xml": feed for feed in feeds}

    def answer(path: str, moment: datetime | None) -> Answer:
        feed = by_path.get(path)
        if feed is None:
            return said(HTTPStatus.NOT_FOUND, f"No recorded feed has the address {path}.")
        capture = feed.newest(moment)
        if capture is None:
            when = http_date(moment) if moment else "now"
            return said(HTTPStatus.NOT_FOUND, f"{feed.slug} was first captured after {when}.")
        at, file = capture
        body = file.read_bytes()
        return Answer(HTTPStatus.OK, body, content_type_of(body), memento=at)

    return answer


def content_type_of(body: bytes) -> str:
    """A block page was served as a page; the captures do not keep the header."""
    start = body.lstrip()[:15].lower()
    return "text/html" if start.startswith((b"<!doctype html", b"<html")) else "application/xml"


def feeds_file(feeds: Iterable[Recorded], port: int) -> str:
    """A feeds file for recorded feeds on a loopback port."""
    parts = [f'allow_private = ["127.0.0.1:{port}"]\n', *(_entry(feed, port) for feed in feeds)]
    return "\n".join(parts)


def _entry(feed: Recorded, port: int) -> str:
    tier = 1 if feed.slug in FIRST_RATE else 3 if feed.slug in VOLUME else 2
    language = feed.language if feed.language in {"zh", "en"} else "other"
    values: dict[str, str | int] = {
        "slug": feed.slug,
        "name": feed.publisher,
        "url": f"http://127.0.0.1:{port}/{feed.slug}.xml",
        "language": language,
        "tier": tier,
        "home": HOMES.get(feed.language, "US"),
        "family": family_of(feed),
    }
    # A JSON string or number is a TOML one too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join(["[[source]]", *lines]) + "\n"


def family_of(feed: Recorded) -> str:
    """The site's own name (36kr of www.36kr.com); on a shared host the feed stands for itself."""
    labels = (urlsplit(feed.original_url).hostname or feed.slug).split(".")
    shared = labels[-2:] in (["github", "io"], ["github", "com"])
    return feed.slug if shared or len(labels) < 2 else labels[-2]


def choose(
    feeds: Iterable[Recorded], slugs: Sequence[str], first: date | None, last: date | None
) -> list[Recorded]:
    """The feeds named, or else those captured from the day before the first date to the last.

    A report date's window begins on the day before. Raises SystemExit for a slug that is none.
    """
    held = list(feeds)
    if slugs:
        unknown = sorted(set(slugs) - {feed.slug for feed in held})
        if unknown:
            raise SystemExit(f"no recorded feed is called {', '.join(unknown)}")
        return [feed for feed in held if feed.slug in set(slugs)]
    if first is None or last is None:
        return held
    return [feed for feed in held if feed.has_any(first - timedelta(days=1), last)]


def main() -> int:
    """Serves until its time is up or SIGTERM. Exit: 0 served or written · 1 busy port · 2 no data."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 picks a free one and prints it")
    parser.add_argument("--max-hours", type=float, default=6.0, help="stops by itself after so long")
    parser.add_argument("--write-feeds", type=Path, help="write a feeds file for this port there, and stop")
    parser.add_argument("--slugs", nargs="*", default=[], help="these feeds only")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first report date")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last report date")
    options = parser.parse_args()
    folder = data_folder()
    if not (folder / "INDEX.tsv").is_file():
        sys.stderr.write(f"no {folder / 'INDEX.tsv'}: nothing to replay (NEWSDESK_DATA names the folder)\n")
        return 2
    feeds = choose(read_index(folder), options.slugs, options.first, options.last)
    if options.write_feeds:
        options.write_feeds.write_text(feeds_file(feeds, options.port), encoding="utf-8")
        return 0
    return run_server(
        f"serving {len(feeds)} recorded feeds", replay_answers(feeds), options.port, options.max_hours
    )


if __name__ == "__main__":
    sys.exit(main())

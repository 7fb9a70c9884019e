"""What the parser makes of the recorded feeds, a row a feed, and what it costs beside feedparser alone.

Usage: .venv/bin/python bench/parse_captures.py [FOLDER]     (../shared/data/feeds, or under NEWSDESK_DATA)

Every capture is read a second time by lxml and the standard library alone, and what the two readings say of its
items, their dates and the dates that cannot be right (the folder's notes: given by the clock of whoever read the
listing, moved to later) is compared, item by item. Exit 1 where they differ, or a page is not named as one.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "plugins"))

import feedparser  # noqa: E402
from lxml import etree  # noqa: E402

from newsdesk.errors import FeedUnreadable  # noqa: E402
from newsdesk.feeds.keys import article_keys, content_hash  # noqa: E402
from newsdesk.feeds.marks import mark_of  # noqa: E402
from newsdesk.feeds.parse import parse  # noqa: E402
from newsdesk.feeds.trust import doubts  # noqa: E402

URL = "https://publisher.example/feed"
COLUMNS = (
    "captures",
    "items",
    "articles",
    "dated",
    "trusted",
    "revised",
    "marked",
    "old",
    "pages",
    "problems",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a capture says of one item, as the second reading has it."""

    key: str
    date: datetime | None


def second_reading(body: bytes) -> list[Stated] | None:
    """A capture's items by lxml and the standard library; None where it is no feed but a page."""
    if not re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", body):
        return None
    root = etree.fromstring(body, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    items = [one for one in root.iter("{*}item", "{*}entry")]
    return [Stated(_identity(item), _date(item)) for item in items]


def _identity(item: etree._Element) -> str:
    """The item's id; its link where it has none."""
    for name in ("guid", "id", "link"):
        for element in item.findall(f"{{*}}{name}"):
            if found := (element.text or element.get("href") or "").strip():
                return found
    return ""


def _date(item: etree._Element) -> datetime | None:
    """The first date that is not empty, of pubDate, published and updated."""
    for name in ("pubDate", "published", "updated", "date"):
        for element in item.findall(f"{{*}}{name}"):
            if written := (element.text or "").strip():
                iso = written[:4].isdigit()
                moment = datetime.fromisoformat(written) if iso else parsedate_to_datetime(written)
                return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def impossible(items: list[Stated], at: datetime, out: dict[str, datetime]) -> list[bool]:
    """Which dates the folder's notes speak of: the fetch's own time, and those moved to later.

    The fetch's: a fraction of a second, or one second shared by three items in the ten minutes before the capture.
    out: by item the moment by which it was known to be out; brought up to this capture.
    """
    shared = Counter(item.date for item in items)
    found = []
    for item in items:
        date, known = item.date, out.get(item.key)
        fetched = date is not None and (
            date.microsecond > 0 or (shared[date] >= 3 and at - date < timedelta(minutes=10))
        )
        later = date is not None and known is not None and date > known
        found.append(date is None or fetched or later)
        moment = at if found[-1] or date is None else date
        out[item.key] = min(out.get(item.key, moment), moment)
    return found


def row(captures: list[Path], faults: list[str]) -> Counter[str]:
    """One source's captures read in order, as an archive would; what the second reading contradicts."""
    counts: Counter[str] = Counter(captures=len(captures))
    moments: dict[str, datetime] = {}
    out: dict[str, datetime] = {}
    hashes: dict[str, str] = {}
    for path in captures:
        seen_at = datetime.strptime(path.stem, "%Y-%m-%dT%H%M").replace(tzinfo=UTC) + timedelta(minutes=1)
        name, body = f"{path.parent.name}/{path.name}", path.read_bytes()
        stated = second_reading(body)
        try:
            feed = parse(body, url=URL)
        except FeedUnreadable as error:
            counts["pages"] += error.kind == "html"
            print(f"  {name}: {error}")
            if stated is not None or error.kind != "html" or "which looks like" not in str(error):
                faults.append(f"{name}: no page that is named as one: {error}")
            continue
        if stated is None:
            faults.append(f"{name}: a page that was read as a feed")
            continue
        counts["problems"] += len(feed.problems)
        keys = article_keys(feed.entries)
        found = doubts(feed.entries, seen_at=seen_at, previous=out)
        wrong = impossible(stated, seen_at, moments)
        faults += compared(name, stated, wrong, [one.published for one in feed.entries], found)
        for key, entry, doubt in zip(keys, feed.entries, found, strict=True):
            known = seen_at if doubt or entry.published is None else entry.published
            out[key] = min(out.get(key, known), known)
            digest = content_hash(entry)
            counts["items"] += 1
            counts["dated"] += entry.published is not None
            counts["trusted"] += not doubt
            mark = mark_of(entry, seen_at)
            counts["marked"] += bool(mark)
            counts["old"] += mark.startswith("an old page")
            counts["revised"] += hashes.get(key, digest) != digest
            hashes[key] = digest
    counts["articles"] = len(out)
    return counts


def compared(
    name: str, stated: list[Stated], wrong: list[bool], dates: list[datetime | None], doubted: tuple[str, ...]
) -> list[str]:
    """Where our reading of a capture is not the second one's."""
    if len(stated) != len(dates):
        return [f"{name}: {len(dates)} of {len(stated)} items"]
    found = []
    for number, item in enumerate(stated):
        if item.date != dates[number]:
            found.append(f"{name}: item {number} is of {item.date}, not {dates[number]}")
        elif wrong[number] != bool(doubted[number]):
            why = doubted[number] or "trusted"
            found.append(f"{name}: item {number}, {item.date}: {why}; impossible: {wrong[number]}")
    return found


def cost(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Processor seconds for all the captures."""
    began = time.process_time()
    for body in bodies:
        try:
            read(body)
        except FeedUnreadable:
            continue
    return time.process_time() - began


def main() -> int:
    """Prints the table, and where the two readings differ."""
    data = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else data / "feeds"
    feeds = {one.name: sorted(one.glob("*.xml")) for one in sorted(folder.iterdir()) if one.is_dir()}
    faults: list[str] = []
    print(f"{'feed':22}" + "".join(f"{name:>10}" for name in COLUMNS))
    total: Counter[str] = Counter()
    for slug, captures in feeds.items():
        counts = row(captures, faults)
        total += counts
        print(f"{slug:22}" + "".join(f"{counts[name]:>10}" for name in COLUMNS))
    print(f"{'all':22}" + "".join(f"{total[name]:>10}" for name in COLUMNS))
    bodies = [path.read_bytes() for captures in feeds.values() for path in captures]
    ours = cost(lambda body: parse(body, url=URL), bodies)
    alone = cost(lambda body: feedparser.parse(io.BytesIO(body)), bodies)
    print(f"processor time: {ours:.1f} s, feedparser alone {alone:.1f} s, ratio {ours / alone:.2f}")
    print("\n".join(faults[:40]))
    print(
        f"{len(faults)} differences to a second reading of {total['items']} items and {total['pages']} pages"
    )
    return 1 if faults or not feeds else 0


if __name__ == "__main__":
    sys.exit(main())

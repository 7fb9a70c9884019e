"""What the parser makes of the recorded feeds, a row a feed, and what it costs beside feedparser alone.

Usage: .venv/bin/python bench/parse_captures.py [FOLDER]     (../shared/data/feeds, or under NEWSDESK_DATA)
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "plugins"))

import feedparser  # noqa: E402

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


def row(captures: list[Path]) -> Counter[str]:
    """One source's captures read in order, as an archive would."""
    counts: Counter[str] = Counter(captures=len(captures))
    out: dict[str, datetime] = {}
    hashes: dict[str, str] = {}
    for path in captures:
        seen_at = datetime.strptime(path.stem, "%Y-%m-%dT%H%M").replace(tzinfo=UTC) + timedelta(minutes=1)
        try:
            feed = parse(path.read_bytes(), url=URL)
        except FeedUnreadable as error:
            counts["pages"] += error.kind == "html"
            print(f"  {path.parent.name}/{path.name}: {error}")
            continue
        counts["problems"] += len(feed.problems)
        keys = article_keys(feed.entries)
        found = doubts(feed.entries, seen_at=seen_at, previous=out)
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


def cost(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Processor seconds for all the captures."""
    began = time.process_time()
    for body in bodies:
        try:
            read(body)
        except FeedUnreadable:
            continue
    return time.process_time() - began


def main() -> None:
    """Prints the table."""
    data = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else data / "feeds"
    feeds = {one.name: sorted(one.glob("*.xml")) for one in sorted(folder.iterdir()) if one.is_dir()}
    print(f"{'feed':22}" + "".join(f"{name:>10}" for name in COLUMNS))
    total: Counter[str] = Counter()
    for slug, captures in feeds.items():
        counts = row(captures)
        total += counts
        print(f"{slug:22}" + "".join(f"{counts[name]:>10}" for name in COLUMNS))
    print(f"{'all':22}" + "".join(f"{total[name]:>10}" for name in COLUMNS))
    bodies = [path.read_bytes() for captures in feeds.values() for path in captures]
    ours = cost(lambda body: parse(body, url=URL), bodies)
    alone = cost(lambda body: feedparser.parse(io.BytesIO(body)), bodies)
    print(f"processor time: {ours:.1f} s, feedparser alone {alone:.1f} s, ratio {ours / alone:.2f}")


if __name__ == "__main__":
    main()

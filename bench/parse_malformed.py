"""Every file of four parsers' test data through our parser, beside feedparser: what is read, what is not.

Usage: .venv/bin/python bench/parse_malformed.py [FOLDER]     (../shared/data/malformed, or under NEWSDESK_DATA)

A row an archive: files, feeds read, articles, refused with a reason, uncaught exceptions, the slowest
file; then every file in which feedparser finds more entries that say something than we do, by name.
Exit 1 where anything was uncaught or a feed that feedparser reads gave no article.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "plugins"))

import feedparser  # noqa: E402

from newsdesk.errors import FeedUnreadable  # noqa: E402
from newsdesk.feeds.parse import parse  # noqa: E402

URL = "https://publisher.example/feed"
_WORD = re.compile(r"\w")
_TAG = re.compile(r"<[^>]*>|&[#\w]+;")
_HEADER = re.compile(rb"Header:\s*Content-type:\s*(.*)", re.I)
COLUMNS = ("files", "feeds", "articles", "refused", "uncaught")


def files_of(archive: Path) -> Iterator[tuple[str, bytes, str]]:
    """(name, body, the content type that the file's own comment states)."""
    with tarfile.open(archive) as files:
        for member in files:
            stream = files.extractfile(member)
            if stream is not None:
                body = stream.read()
                stated = _HEADER.search(body[:2000])
                yield member.name, body, stated[1].decode("ascii", "replace").strip() if stated else ""


def says_something(entry: dict[str, object]) -> bool:
    """Whether feedparser's entry has a title or text with a word in it."""
    contents = entry.get("content") or []
    values = [entry.get("title"), entry.get("summary"), *(one.get("value") for one in contents)]  # type: ignore[attr-defined]
    return any(isinstance(value, str) and bool(_WORD.search(_TAG.sub("", value))) for value in values)


def theirs(body: bytes, content_type: str) -> int:
    """Entries that say something, by feedparser itself; 0 where it raises."""
    headers = {"content-type": content_type} if content_type else {}
    try:
        found = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception:
        return 0
    return sum(map(says_something, found.entries))


def main() -> int:
    """Prints the table and a JSON line."""
    data = (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve()
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else data / "malformed"
    archives = sorted(folder.glob("*.tar.gz"))
    if not archives:
        print(f"no archives in {folder}: nothing was run")
        return 2
    total: Counter[str] = Counter()
    fewer: list[tuple[str, int, int]] = []
    slowest = (0.0, "")
    print(f"{'archive':12}" + "".join(f"{name:>10}" for name in COLUMNS) + "   slowest file")
    for archive in archives:
        counts: Counter[str] = Counter()
        slow = (0.0, "")
        for name, body, content_type in files_of(archive):
            counts["files"] += 1
            began, mine = time.perf_counter(), 0
            try:
                mine = len(parse(body, url=URL, content_type=content_type).entries)
                counts["feeds"] += 1
            except FeedUnreadable:
                counts["refused"] += 1
            except Exception as error:
                counts["uncaught"] += 1
                print(f"  uncaught in {name}: {type(error).__name__}: {error}")
            slow = max(slow, (time.perf_counter() - began, name))
            counts["articles"] += mine
            other = theirs(body, content_type)
            counts["feedparser"] += other
            counts["feedparser_feeds"] += other > 0
            if mine < other:
                fewer.append((name, mine, other))
        print(
            f"{archive.name.split('.')[0]:12}"
            + "".join(f"{counts[name]:>10}" for name in COLUMNS)
            + f"   {slow[1]} ({slow[0]:.2f} s)"
        )
        total += counts
        slowest = max(slowest, slow)
    for name, mine, other in fewer:
        print(f"  fewer than feedparser: {name}: {mine} of {other}")
    silent = sum(mine == 0 for _, mine, _ in fewer)
    print(
        json.dumps(
            {name: total[name] for name in (*COLUMNS, "feedparser", "feedparser_feeds")}
            | {
                "slowest": slowest[1],
                "seconds": round(slowest[0], 2),
                "fewer": len(fewer),
                "none_of_what_feedparser_reads": silent,
            }
        )
    )
    return 1 if total["uncaught"] or silent else 0


if __name__ == "__main__":
    sys.exit(main())

"""parse FILE: one feed file in, one JSON line per article out. Starts no service, opens no connection."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

from newsdesk.entities import Entry
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.parse import parse

OK = 0
WRONG = 2


def parse_file(path: Path, url: str, out: TextIO) -> int:
    """Writes the file's articles to out. url: where the feed is from, the base of its relative links.

    Returns 0; or 2 with one line on standard error saying what is wrong with the file.
    """
    try:
        feed = parse(path.read_bytes(), url=url)
    except OSError as error:
        return _complain(f"{path}: {error.strerror or error}")
    except FeedUnreadable as error:
        return _complain(f"{path}: {error}")
    for entry in feed.entries:
        print(json.dumps(_line(entry), ensure_ascii=False), file=out)
    return OK


def _line(entry: Entry) -> dict[str, str | None]:
    return {
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "published": entry.published.isoformat() if entry.published else None,
        "language": entry.language.value,
        "author": entry.author,
    }


def _complain(message: str) -> int:
    print(" ".join(message.split()), file=sys.stderr)
    return WRONG

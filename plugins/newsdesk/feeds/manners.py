"""What an attempt leaves for the next one: where to begin, when to stay away, what is unchanged. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from newsdesk.entities import Fetched, Source

# A server may ask for any time; a day is the longest that we stay away without looking again.
LONGEST_WAIT = timedelta(hours=24)
# 429 without a time: longer than the usual interval, so that at least one reading is left out.
UNSAID_WAIT = timedelta(hours=1)
# A permanent redirect is followed from memory for so long; then the old address is asked once more,
# so that a redirect given by mistake (a captive portal, a lapsed domain) heals by itself.
MOVE_HOLDS = timedelta(days=7)
TOO_MANY, UNAVAILABLE, NOT_MODIFIED = 429, 503, 304


@dataclass(frozen=True, slots=True)
class Remembered:
    """Of a source's last reading with success. moved_to: "" unless the last attempt was that reading.

    source_url: its address in the feeds file then. asked_url: where we began. final_url: where the
    feed was. original_asked_at: when source_url itself was last asked.
    """

    source_url: str = ""
    asked_url: str = ""
    final_url: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    items: int = 0
    doubted: int = 0
    problems: tuple[str, ...] = ()
    moved_to: str = ""
    original_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who asked us to stay away: slug → until when, host → until when."""

    slugs: Mapping[str, datetime] = field(default_factory=dict)
    hosts: Mapping[str, datetime] = field(default_factory=dict)

    def until(self, source: Source, start: str) -> datetime | None:
        """Until when a source, begun at an address, is to be left alone; None where it may be asked."""
        times = [self.slugs.get(source.slug), self.hosts.get(host_of(start))]
        return max((one for one in times if one is not None), default=None)


def host_of(url: str) -> str:
    """The lower-case host of an address; "" where it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def start_of(source: Source, memory: Remembered | None, at: datetime) -> str:
    """Where to begin: the address that the source has moved to for good, else its own."""
    if memory is None or not memory.moved_to or memory.source_url != source.url:
        return source.url
    asked = memory.original_asked_at
    return memory.moved_to if asked is not None and at - asked < MOVE_HOLDS else source.url


def validators_of(source: Source, memory: Remembered | None, start: str) -> tuple[str, str]:
    """(ETag, Last-Modified) to send; empty where they were given for another address."""
    if memory is None or memory.source_url != source.url or start not in {memory.asked_url, memory.final_url}:
        return "", ""
    return memory.etag, memory.last_modified


def body_hash(body: bytes) -> str:
    """32 hex digits over a body as received."""
    return hashlib.sha256(body).hexdigest()[:32]


def is_unchanged(fetched: Fetched, digest: str, memory: Remembered | None) -> bool:
    """Whether a feed is what it was at the last reading: a 304, or the same bytes at the same address."""
    if fetched.status == NOT_MODIFIED:
        return True
    same = memory is not None and digest == memory.body_hash and fetched.final_url == memory.final_url
    return same and bool(digest)


def wait_of(status: int, retry_after: str, date: str = "") -> timedelta | None:
    """How long a response asks us to stay away; None where it does not.

    429 always does; 503 where it says for how long. retry_after: seconds or an HTTP-date
    (RFC 9110, 10.2.3), the latter counted from the response's own Date, so that no clock is asked.
    """
    if status not in {TOO_MANY, UNAVAILABLE}:
        return None
    asked = _seconds(retry_after.strip()) or _until(retry_after, date)
    if asked is None:
        return UNSAID_WAIT if status == TOO_MANY else None
    return min(max(asked, timedelta(0)), LONGEST_WAIT)


def _seconds(text: str) -> timedelta | None:
    # Some servers write "120.0" or "120s"; a number too long for a timedelta is cut first.
    found = re.fullmatch(r"(\d{1,9})\d*(?:\.\d*)?\s*s?", text)
    return timedelta(seconds=int(found[1])) if found else None


def _until(text: str, date: str) -> timedelta | None:
    until, now = _http_date(text), _http_date(date)
    return until - now if until is not None and now is not None else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

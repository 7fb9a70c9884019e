"""backfill --deep: the older pages that sources offer, into the archive, round by round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from newsdesk.desk import log
from newsdesk.entities import Entry, Fetched, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.feeds.encoding import decode
from newsdesk.feeds.fetch import fetch_all
from newsdesk.feeds.keys import article_keys
from newsdesk.feeds.manners import body_hash
from newsdesk.feeds.older import older_page
from newsdesk.feeds.reading import unforeseen
from newsdesk.ingesting import examine, record_reads
from newsdesk.store import archive, fetches
from newsdesk.store.engine import Engine, holding_source, is_unstorable, writing_archive

RUN_ID = fetches.IMPORTED + "deep"
MOST_PAGES = 40  # of one source; at ten items a page some four hundred
_PAUSE = 1.0  # seconds between two pages of one source


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought: page 1 is the feed itself. going_on: sources that have an older page."""

    page: int
    asked: int
    new: int
    going_on: int
    ended: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Page:
    new: int
    older: str
    ended: str


def deepen(
    engine: Engine,
    catalog: Catalog,
    *,
    since: datetime,
    at: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Round]:
    """Reads back, page by page, until a source's items are older than since; yields each round.

    at: the run's clock, when all of it counts as first seen. A source ends where it names no older page,
    where a page brings nothing that was not there, where it fails, or after 40 pages. What has no
    date that can be trusted is archived and is no candidate of any edition. Nothing is ever asked that
    the feed itself did not name, but for WordPress' own ?paged=N.
    """
    with engine.begin() as conn:
        archive.record_sources(conn, catalog.sources)
    sources = catalog.by_slug
    starts = {slug: source.url for slug, source in sources.items()}
    seen: dict[str, set[str]] = {slug: set() for slug in sources}
    for page in range(1, MOST_PAGES + 1):
        asked = [sources[slug] for slug in starts]
        following: dict[str, str] = {}
        ended: dict[str, str] = {}
        new = 0
        for fetched in fetch_all(asked, allow_private=catalog.allow_private, starts=starts):
            slug = fetched.slug
            try:
                got = _take(engine, sources[slug], fetched, seen[slug], since=since, at=at, page=page)
            except Exception as error:
                if not is_unstorable(error):
                    raise
                got = _Page(0, "", unforeseen(fetched, error).error)
            new += got.new
            if got.older and page < MOST_PAGES:
                following[slug] = got.older
            else:
                ended[slug] = f"stopped after {MOST_PAGES} pages" if got.older else got.ended
        yield Round(page, len(asked), new, len(following), ended)
        if not following:
            return
        starts = following
        pause(_PAUSE)


def _take(
    engine: Engine,
    source: Source,
    fetched: Fetched,
    seen: set[str],
    *,
    since: datetime,
    at: datetime,
    page: int,
) -> _Page:
    text, _ = decode(fetched.body, fetched.content_type) if fetched.body else ("", "")
    outcome, feed, reads = examine(fetched, source, at)
    if feed is None:
        return _Page(0, "", outcome.error or "nothing new to read")
    keys = set(article_keys(feed.entries))
    fresh = keys - seen
    seen |= keys
    with engine.begin() as conn:
        writing_archive(conn)
        holding_source(conn, source.slug)
        new, revised, doubted = record_reads(conn, source, feed, reads, at, old=page > 1)
        if page == 1:  # the pages after it say nothing of the feed's health
            fetches.record_fetch(
                conn,
                replace(outcome, etag="", last_modified=""),
                at=at,
                run_id=RUN_ID,
                source_url=source.url,
                items=len(feed.entries),
                new=new,
                revised=revised,
                problems=feed.problems,
                body_hash=body_hash(fetched.body or b""),
                doubted=doubted,
            )
    log.info("%s: %s, %d items, %d new", source.slug, fetched.final_url, len(feed.entries), new)
    ended = _end(feed.entries, fresh, since)
    older = "" if ended else older_page(text, fetched.final_url)
    return _Page(new, older, ended or "it names no older page")


def _end(entries: tuple[Entry, ...], fresh: set[str], since: datetime) -> str:
    """Why the page after this one is not asked for; "" where it is."""
    if not fresh:
        return "the page repeats what was read"
    dates = [entry.published for entry in entries if entry.published is not None]
    if not dates:
        return "its items have no dates"
    # Two of them: a single old item may be one that its publisher keeps on top.
    reached = sum(date <= since for date in dates) >= min(2, len(dates))
    return f"reached {min(dates):%Y-%m-%d}" if reached else ""

"""Reading the sources into the archive: shared by the daily edition and the hourly collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsdesk.desk import log
from newsdesk.entities import Fetched, Outcome, ParsedFeed, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.feeds.fetch import fetch_all
from newsdesk.feeds.keys import article_key, article_keys, content_hash
from newsdesk.feeds.reading import read
from newsdesk.feeds.revising import Read, article_id, plan
from newsdesk.feeds.trust import trusted
from newsdesk.store import archive
from newsdesk.store.engine import Engine, holding_source, writing_archive
from newsdesk.stories.canonical import canonical_url


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pass over the sources brought. skipped: read within their interval, so not asked."""

    attempted: int
    skipped: int
    new: int
    revised: int


def collect(
    engine: Engine, catalog: Catalog, *, at: datetime, run_id: str, everything: bool, as_of: datetime | None
) -> Reading:
    """Reads each source that is due and archives what it holds; one transaction a source.

    at: the run's clock. everything: also those read within their interval. as_of: set in rehearsals,
    asks the server for its state at that moment.
    """
    with engine.begin() as conn:
        archive.record_sources(conn, catalog.sources)
        last = archive.last_read(conn, not_after=at)
        # A rehearsal asks for another moment each time, so "unchanged since" means nothing there.
        validators = {} if as_of else archive.validators(conn)
    due = [source for source in catalog.sources if everything or is_due(source, last.get(source.slug), at)]
    by_slug = {source.slug: source for source in due}
    new = revised = 0
    fetches = fetch_all(due, allow_private=catalog.allow_private, as_of=as_of, conditional=validators)
    for done, fetched in enumerate(fetches, start=1):
        outcome, feed = read(fetched)
        added, changed = _record(engine, by_slug[fetched.slug], outcome, feed, at=at, run_id=run_id)
        new, revised = new + added, revised + changed
        log.info(
            "[%d/%d] %s: %s, %d items, %d new%s",
            done,
            len(due),
            outcome.slug,
            outcome.outcome.value,
            len(feed.entries) if feed else 0,
            added,
            f" ({outcome.error})" if outcome.error else "",
        )
    return Reading(len(due), len(catalog.sources) - len(due), new, revised)


def is_due(source: Source, last: datetime | None, at: datetime) -> bool:
    """Whether a source was not read with success within its interval before the run's clock."""
    return last is None or at - last >= timedelta(seconds=source.interval)


def _record(
    engine: Engine, source: Source, fetched: Fetched, feed: ParsedFeed | None, *, at: datetime, run_id: str
) -> tuple[int, int]:
    with engine.begin() as conn:
        writing_archive(conn)
        holding_source(conn, source.slug)
        new = revised = 0
        if feed is not None:
            backlog = not archive.was_read_before(conn, source.slug, at)
            reads = _reads(source, feed)
            known = archive.known_articles(conn, [one.article_id for one in reads], at)
            previous = {
                article_key(one.entry): before.published_at or before.first_seen_at
                for one in reads
                if (before := known.get(one.article_id)) is not None
            }
            recordings = plan(reads, trusted(feed.entries, seen_at=at, previous=previous), known)
            archive.record_articles(conn, source, recordings, at=at, backlog=backlog)
            new = sum(one.new for one in recordings)
            revised = sum(one.revised for one in recordings)
        archive.record_fetch(
            conn,
            fetched,
            at=at,
            run_id=run_id,
            items=len(feed.entries) if feed else 0,
            new=new,
            revised=revised,
            problems=feed.problems if feed else (),
        )
    return new, revised


def _reads(source: Source, feed: ParsedFeed) -> Sequence[Read]:
    return [
        Read(article_id(source.slug, key), key, entry, canonical_url(entry.url), content_hash(entry))
        for key, entry in zip(article_keys(feed.entries), feed.entries, strict=True)
    ]


def summary_of_sources(
    catalog: Catalog, outcomes: dict[str, tuple[str, str]], read_before: set[str]
) -> dict[str, object]:
    """What an edition keeps of its sources: how many, how many gave something, which failed and how.

    outcomes: slug → (outcome, error) of those attempted for this edition. read_before: read within
    their interval, so not asked again.
    """
    failed = [
        {
            "slug": source.slug,
            "name": source.name,
            "outcome": outcomes[source.slug][0],
            "error": outcomes[source.slug][1],
        }
        for source in catalog.sources
        if source.slug in outcomes and outcomes[source.slug][0] != Outcome.OK.value
    ]
    missing = {str(one["slug"]) for one in failed}
    reached = sum(
        1
        for source in catalog.sources
        if source.slug not in missing and (source.slug in outcomes or source.slug in read_before)
    )
    return {"total": len(catalog.sources), "reached": reached, "failed": failed}

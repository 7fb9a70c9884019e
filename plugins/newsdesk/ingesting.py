"""Reading the sources into the archive: shared by the daily edition and the hourly collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from newsdesk.desk import log
from newsdesk.entities import Fetched, Outcome, ParsedFeed, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.feeds.fetch import fetch_all
from newsdesk.feeds.health import History, next_try
from newsdesk.feeds.keys import article_key, article_keys, content_hash
from newsdesk.feeds.manners import (
    Remembered,
    Waiting,
    body_hash,
    is_unchanged,
    start_of,
    validators_of,
)
from newsdesk.feeds.reading import read
from newsdesk.feeds.revising import Read, article_id, plan
from newsdesk.feeds.trust import trusted
from newsdesk.store import archive, fetches, health
from newsdesk.store.engine import Connection, Engine, holding_source, writing_archive
from newsdesk.stories.canonical import canonical_url


class Purpose(Enum):
    """What a pass over the sources is for.

    HOURLY leaves failing sources alone for a while (feeds.health.next_try); an EDITION asks them all,
    since its reader is told which were missing; an edition of a PAST date leaves alone whom a pass
    asked within its interval, with whatever result, so that a backfill asks once.
    """

    HOURLY = auto()
    EDITION = auto()
    PAST = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pass over the sources brought. skipped: read within their interval, so not asked.

    postponed: slug → (outcome, why) of those that were due and not asked all the same.
    """

    attempted: int
    skipped: int
    new: int
    revised: int
    postponed: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pass:
    """One pass: what the sources' last attempts left, the clock and the run."""

    engine: Engine
    sources: Mapping[str, Source]
    memory: Mapping[str, Remembered]
    at: datetime
    run_id: str
    afresh: bool

    def start(self, slug: str) -> str:
        """Where a source's attempt begins."""
        source = self.sources[slug]
        return source.url if self.afresh else start_of(source, self.memory.get(slug), self.at)


def collect(
    engine: Engine,
    catalog: Catalog,
    *,
    at: datetime,
    run_id: str,
    everything: bool,
    as_of: datetime | None,
    purpose: Purpose = Purpose.EDITION,
) -> Reading:
    """Reads each source that is due and archives what it holds; one transaction a source.

    at: the run's clock. everything: also those read within their interval, from their own address,
    and read again though unchanged; a host that asked to be left alone is left alone all the same.
    as_of: set in rehearsals, asks the server for its state at that moment.
    """
    with engine.begin() as conn:
        archive.record_sources(conn, catalog.sources)
        last = fetches.last_read(conn, not_after=at)
        memory = fetches.remembered(conn, not_after=at)
        waiting = fetches.waiting(conn, at=at)
        histories = health.histories(conn, at=at, arrivals=False)
    work = _Pass(engine, catalog.by_slug, memory, at, run_id, everything)
    due = [source for source in catalog.sources if everything or is_due(source, last.get(source.slug), at)]
    postponed = _postponed(due, waiting, work)
    if not everything and as_of is None:
        postponed |= {
            source.slug: why
            for source in due
            if source.slug not in postponed
            and (why := _left_alone(source, histories.get(source.slug), purpose, at))
        }
    asked = [source for source in due if source.slug not in postponed]
    new = revised = 0
    for done, fetched in enumerate(_fetched(asked, catalog, as_of, work), start=1):
        outcome, items, added, changed = _archive(fetched, work)
        new, revised = new + added, revised + changed
        log.info(
            "[%d/%d] %s: %s, %d items, %d new%s",
            done,
            len(asked),
            outcome.slug,
            outcome.outcome.value,
            items,
            added,
            f" ({outcome.error})" if outcome.error else "",
        )
    return Reading(len(asked), len(catalog.sources) - len(due), new, revised, postponed)


def is_due(source: Source, last: datetime | None, at: datetime) -> bool:
    """Whether a source was not read with success within its interval before the run's clock."""
    return last is None or at - last >= timedelta(seconds=source.interval)


def _postponed(due: Sequence[Source], waiting: Waiting, work: _Pass) -> dict[str, tuple[str, str]]:
    """Slug → (outcome, why) of the sources whose host asked to be left alone for longer."""
    found = {}
    for source in due:
        until = waiting.until(source, work.start(source.slug))
        if until is not None:
            why = f"not asked: its host wants to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            log.info("%s: %s", source.slug, why)
            found[source.slug] = (Outcome.LIMITED.value, why)
    return found


def _left_alone(
    source: Source, history: History | None, purpose: Purpose, at: datetime
) -> tuple[str, str] | None:
    """(outcome, why) of a source that failed and is not asked now; None where it is."""
    last = history.last_failure if history else None
    if history is None or last is None:
        return None
    until = {
        Purpose.HOURLY: next_try(history.failures),
        Purpose.EDITION: None,
        Purpose.PAST: last.at + timedelta(seconds=source.interval),
    }[purpose]
    if until is None or until <= at:
        return None
    log.info("%s: failing, not asked before %s UTC: %s", source.slug, f"{until:%m-%d %H:%M}", last.error)
    return last.outcome.value, last.error


def _fetched(
    sources: Sequence[Source], catalog: Catalog, as_of: datetime | None, work: _Pass
) -> Iterator[Fetched]:
    starts = {source.slug: work.start(source.slug) for source in sources}
    conditional = {
        source.slug: validators_of(source, work.memory.get(source.slug), starts[source.slug])
        for source in sources
        # A rehearsal asks for another moment each time, so "unchanged since" means nothing there.
        if as_of is None and not work.afresh
    }
    return fetch_all(
        sources,
        allow_private=catalog.allow_private,
        as_of=as_of,
        conditional=conditional,
        starts=starts,
    )


def _archive(fetched: Fetched, work: _Pass) -> tuple[Fetched, int, int, int]:
    """The final outcome, items, new and revised articles of one attempt, once they are recorded."""
    memory = work.memory.get(fetched.slug)
    digest = body_hash(fetched.body) if fetched.body else ""
    if fetched.outcome is Outcome.OK and memory and not work.afresh and is_unchanged(fetched, digest, memory):
        _record_unchanged(fetched, memory, work)
        return fetched, memory.items, 0, 0
    outcome, feed = read(fetched)
    added, changed = _record(outcome, feed, digest if feed else "", work)
    return outcome, len(feed.entries) if feed else 0, added, changed


def _record_unchanged(fetched: Fetched, memory: Remembered, work: _Pass) -> None:
    """A row alone: all that the feed holds was archived at the last reading."""
    # A 304 need not repeat what it confirms.
    kept = replace(
        fetched,
        etag=fetched.etag or memory.etag,
        last_modified=fetched.last_modified or memory.last_modified,
    )
    with work.engine.begin() as conn:
        fetches.record_fetch(
            conn,
            kept,
            at=work.at,
            run_id=work.run_id,
            source_url=work.sources[fetched.slug].url,
            items=memory.items,
            new=0,
            revised=0,
            problems=memory.problems,
            body_hash=memory.body_hash,
            unchanged=True,
            doubted=memory.doubted,
        )


def _record(fetched: Fetched, feed: ParsedFeed | None, digest: str, work: _Pass) -> tuple[int, int]:
    source = work.sources[fetched.slug]
    with work.engine.begin() as conn:
        writing_archive(conn)
        holding_source(conn, source.slug)
        new, revised, doubted = record_feed(conn, source, feed, work.at) if feed is not None else (0, 0, 0)
        fetches.record_fetch(
            conn,
            fetched,
            at=work.at,
            run_id=work.run_id,
            source_url=source.url,
            items=len(feed.entries) if feed else 0,
            new=new,
            revised=revised,
            problems=feed.problems if feed else (),
            body_hash=digest,
            doubted=doubted,
        )
    return new, revised


def record_feed(conn: Connection, source: Source, feed: ParsedFeed, at: datetime) -> tuple[int, int, int]:
    """Archives what a feed held at a moment: new and revised articles, items whose date is not trusted.

    The caller holds the archive and the source.
    """
    backlog = not fetches.was_read_before(conn, source.slug, at)
    reads = _reads(source, feed)
    known = archive.known_articles(conn, [one.article_id for one in reads], at)
    previous = {
        article_key(one.entry): before.published_at or before.first_seen_at
        for one in reads
        if (before := known.get(one.article_id)) is not None
    }
    trust = trusted(feed.entries, seen_at=at, previous=previous)
    recordings = plan(reads, trust, known)
    archive.record_articles(conn, source, recordings, at=at, backlog=backlog)
    doubted = sum(
        entry.published is not None and not fine for entry, fine in zip(feed.entries, trust, strict=True)
    )
    return sum(one.new for one in recordings), sum(one.revised for one in recordings), doubted


def _reads(source: Source, feed: ParsedFeed) -> Sequence[Read]:
    return [
        Read(article_id(source.slug, key), key, entry, canonical_url(entry.url), content_hash(entry))
        for key, entry in zip(article_keys(feed.entries), feed.entries, strict=True)
    ]

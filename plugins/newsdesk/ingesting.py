"""Reading the sources into the archive: shared by the daily edition and the hourly collection."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from newsdesk.desk import log
from newsdesk.entities import Fetched, Outcome, ParsedFeed, Source
from newsdesk.feeds import identity
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
from newsdesk.feeds.marks import mark_of
from newsdesk.feeds.pipeline import worked_ahead
from newsdesk.feeds.reading import read, unforeseen
from newsdesk.feeds.revising import Known, Read, article_id, plan
from newsdesk.feeds.trust import trusted
from newsdesk.store import archive, fetches, health
from newsdesk.store.engine import Connection, Engine, holding_source, is_unstorable, writing_archive
from newsdesk.stories.canonical import canonical_url, names_an_article

_READ_AHEAD = 3  # feeds read that may wait to be recorded


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
    leave: Collection[str] = (),
) -> Reading:
    """Reads each source that is due and archives what it holds; one transaction a source.

    at: the run's clock. everything: also those read within their interval, from their own address,
    and read again though unchanged; a host that asked to be left alone is left alone all the same.
    as_of: set in rehearsals, asks the server for its state at that moment. leave: slugs that shards
    of this run have asked.
    """
    with engine.begin() as conn:
        archive.record_sources(conn, catalog.sources)
        last = fetches.last_read(conn, not_after=at)
        memory = fetches.remembered(conn, not_after=at)
        waiting = fetches.waiting(conn, at=at, run_id=run_id)
        told = fetches.told_just_now(conn, at=at, run_id=run_id)
        histories = health.histories(conn, at=at, arrivals=False)
    work = _Pass(engine, catalog.by_slug, memory, at, run_id, everything)
    due = [
        source
        for source in catalog.sources
        if source.slug not in leave and (everything or is_due(source, last.get(source.slug), at))
    ]
    postponed = _postponed(due, waiting, work)
    # A run that began again says of them what it was told, as if it had never been killed.
    postponed |= {slug: told[slug] for slug in postponed.keys() & told.keys()}
    if not everything and as_of is None:
        postponed |= {
            source.slug: why
            for source in due
            if source.slug not in postponed
            and (why := _left_alone(source, histories.get(source.slug), purpose, at))
        }
    asked = [source for source in due if source.slug not in postponed]
    new = revised = 0
    for done, one in enumerate(_brought(asked, catalog, as_of, work), start=1):
        added, changed = _record(one, work)
        new, revised = new + added, revised + changed
        log.info(
            "[%d/%d] %s: %s, %d items, %d new%s",
            done,
            len(asked),
            one.fetched.slug,
            one.fetched.outcome.value,
            one.items,
            added,
            f" ({one.fetched.error})" if one.fetched.error else "",
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


@dataclass(frozen=True, slots=True)
class _Brought:
    """One attempt, read: what is to be recorded of it. The body is gone by then.

    reads and entries are parallel. memory: the last reading, where this one is unchanged.
    """

    fetched: Fetched
    size: int
    digest: str = ""
    feed: ParsedFeed | None = None
    reads: Sequence[Read] = ()
    memory: Remembered | None = None

    @property
    def items(self) -> int:
        """Items of the feed as it stands."""
        return self.memory.items if self.memory else len(self.reads)


def _brought(
    sources: Sequence[Source], catalog: Catalog, as_of: datetime | None, work: _Pass
) -> Iterator[_Brought]:
    starts = {source.slug: work.start(source.slug) for source in sources}
    conditional = {
        source.slug: validators_of(source, work.memory.get(source.slug), starts[source.slug])
        for source in sources
        # A rehearsal asks for another moment each time, so "unchanged since" means nothing there.
        if as_of is None and not work.afresh
    }
    fetched = fetch_all(
        sources,
        allow_private=catalog.allow_private,
        as_of=as_of,
        conditional=conditional,
        starts=starts,
    )
    return worked_ahead(fetched, lambda one: _read(one, work), ahead=_READ_AHEAD)


def _read(fetched: Fetched, work: _Pass) -> _Brought:
    """Pure, in a thread of its own: while one source is read, another one is recorded."""
    memory, size = work.memory.get(fetched.slug), len(fetched.body or b"")
    digest = body_hash(fetched.body) if fetched.body else ""
    if fetched.outcome is Outcome.OK and memory and not work.afresh and is_unchanged(fetched, digest, memory):
        # A 304 need not repeat what it confirms.
        etag, modified = fetched.etag or memory.etag, fetched.last_modified or memory.last_modified
        kept = replace(fetched, body=None, etag=etag, last_modified=modified)
        return _Brought(kept, size, memory.body_hash, memory=memory)
    outcome, feed, reads = examine(fetched, work.sources[fetched.slug], work.at)
    return _Brought(replace(outcome, body=None), size, digest if feed else "", feed, reads)


def examine(
    fetched: Fetched, source: Source, at: datetime
) -> tuple[Fetched, ParsedFeed | None, Sequence[Read]]:
    """feeds.reading.read, and what is decided about each entry before the archive is asked. Never raises."""
    outcome, feed = read(fetched)
    if feed is None:
        return outcome, None, ()
    try:
        return outcome, feed, reads_of(source, feed, at)
    except Exception as error:
        return unforeseen(outcome, error), None, ()


def _record(one: _Brought, work: _Pass) -> tuple[int, int]:
    """The rows of one attempt: (new, revised) articles. What no row can hold is the source's failure."""
    try:
        return _recorded(one, work)
    except Exception as error:
        if one.feed is None or not is_unstorable(error):
            raise
        log.warning("%s: its articles cannot be stored: %s", one.fetched.slug, error)
        return _recorded(_Brought(unforeseen(one.fetched, error), one.size), work)


def _recorded(one: _Brought, work: _Pass) -> tuple[int, int]:
    """As _record, in one transaction. Raises what the database raises."""
    source = work.sources[one.fetched.slug]
    problems = one.feed.problems if one.feed else one.memory.problems if one.memory else ()
    with work.engine.begin() as conn:
        new, revised, doubted = 0, 0, one.memory.doubted if one.memory else 0
        if one.feed is not None:
            writing_archive(conn)
            holding_source(conn, source.slug)
            new, revised, doubted = record_reads(conn, source, one.feed, one.reads, work.at)
        fetches.record_fetch(
            conn,
            one.fetched,
            at=work.at,
            run_id=work.run_id,
            source_url=source.url,
            size=one.size,
            items=one.items,
            new=new,
            revised=revised,
            problems=problems,
            body_hash=one.digest,
            unchanged=one.memory is not None,
            doubted=doubted,
        )
    return new, revised


def record_reads(
    conn: Connection,
    source: Source,
    feed: ParsedFeed,
    reads: Sequence[Read],
    at: datetime,
    *,
    old: bool = False,
) -> tuple[int, int, int]:
    """Archives what a feed held at a moment: new and revised articles, items whose date is not trusted.

    reads: as examine gives them. The caller holds the archive and the source. old: they are backlog, also of
    a source read before.
    """
    first = not fetches.was_read_before(conn, source.slug, at)
    reads, known = _settled(conn, source, reads, at, first=first)
    previous = {
        article_key(one.entry): before.published_at or before.first_seen_at
        for one in reads
        if (before := known.get(one.article_id)) is not None
    }
    trust = trusted(feed.entries, seen_at=at, previous=previous)
    recordings = plan(reads, trust, known)
    archive.record_articles(conn, source, recordings, at=at, backlog=old or first)
    doubted = sum(
        entry.published is not None and not fine for entry, fine in zip(feed.entries, trust, strict=True)
    )
    return sum(one.new for one in recordings), sum(one.revised for one in recordings), doubted


def _settled(
    conn: Connection, source: Source, reads: Sequence[Read], at: datetime, *, first: bool
) -> tuple[Sequence[Read], dict[str, Known]]:
    """The reads under the articles that they are, and what the archive holds of these."""
    known = archive.known_articles(conn, [one.article_id for one in reads], at)
    urls = [
        one.canonical_url
        for one in identity.strangers(reads, known)
        if names_an_article(one.canonical_url) and not first
    ]
    settled = identity.settled(source.slug, reads, known, archive.keys_by_url(conn, source.slug, urls))
    other = {one.article_id for one in settled} - {one.article_id for one in reads}
    return settled, known | (archive.known_articles(conn, sorted(other), at) if other else {})


def reads_of(source: Source, feed: ParsedFeed, at: datetime) -> Sequence[Read]:
    """What is decided about each entry before the archive is asked. Pure."""
    return [
        Read(
            article_id(source.slug, key),
            key,
            entry,
            canonical_url(entry.url),
            content_hash(entry),
            mark_of(entry, at),
        )
        for key, entry in zip(article_keys(feed.entries), feed.entries, strict=True)
    ]

"""The rows of fetches: one for each attempt, and what they remember for the next one. Append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.selectable import LateralFromClause

from newsdesk.entities import Fetched, Outcome
from newsdesk.feeds.manners import Remembered, Waiting
from newsdesk.intake import Covered
from newsdesk.store.tables import Base, FetchRow

# Run ids of readings that were not had by asking a server begin so.
IMPORTED = "import "

FETCHES, SOURCES = Base.metadata.tables["fetches"], Base.metadata.tables["sources"]
READ = FETCHES.c.outcome == Outcome.OK.value

# Built once: both run for each source of a pass.
_ADD = insert(FETCHES)
_READ_BEFORE = (
    select(FETCHES.c.id)
    .where(FETCHES.c.source_slug == bindparam("slug"), READ, FETCHES.c.at < bindparam("moment"))
    .limit(1)
)


def newest(at: datetime, *which: ColumnElement[bool]) -> Select[Any]:
    """The newest attempt of each source up to a moment, of those that are so; some have none.

    One look at the index a source, however many attempts there were. By the clock first: what is
    imported later may be much older.
    """
    found = newest_of_source(at, *which)
    return select(found).select_from(SOURCES.join(found, true()))


def newest_of_source(at: datetime, *which: ColumnElement[bool]) -> LateralFromClause:
    """The same beside a row of SOURCES."""
    statement = select(FETCHES).where(FETCHES.c.source_slug == SOURCES.c.slug, FETCHES.c.at <= at, *which)
    return statement.order_by(FETCHES.c.at.desc(), FETCHES.c.id.desc()).limit(1).lateral("newest")


def last_read(conn: Connection, *, not_after: datetime) -> dict[str, datetime]:
    """Slug → when it was last read with success, by the run's clock."""
    return {row.source_slug: row.at for row in conn.execute(newest(not_after, READ))}


def remembered(conn: Connection, *, not_after: datetime) -> dict[str, Remembered]:
    """Slug → what its newest attempts left for the next one, by the run's clock.

    A rehearsal that goes back in time remembers nothing of what was recorded later.
    """
    ours = ~FETCHES.c.run_id.startswith(IMPORTED)
    last_outcome = {row.source_slug: row.outcome for row in conn.execute(newest(not_after, ours))}
    # When the feeds file's own address was last asked: a remembered move is looked at again now and then.
    original = newest(not_after, ours, FETCHES.c.asked_url == FETCHES.c.source_url)
    asked_at = {row.source_slug: row.at for row in conn.execute(original)}
    return {
        row.source_slug: Remembered(
            source_url=row.source_url,
            asked_url=row.asked_url,
            final_url=row.final_url,
            etag=row.etag,
            last_modified=row.last_modified,
            body_hash=row.body_hash,
            items=row.items,
            doubted=row.doubted,
            problems=tuple(map(str, row.problems)),
            moved_to=row.moved_to if last_outcome[row.source_slug] == Outcome.OK.value else "",
            original_asked_at=asked_at.get(row.source_slug),
        )
        for row in conn.execute(newest(not_after, ours, READ))
    }


def first_read(conn: Connection) -> dict[str, datetime]:
    """Slug → when it was first read with success."""
    statement = (
        select(FetchRow.source_slug, func.min(FetchRow.at))
        .where(FetchRow.outcome == Outcome.OK.value)
        .group_by(FetchRow.source_slug)
    )
    return {slug: at for slug, at in conn.execute(statement)}


def covered(conn: Connection, *, after: datetime, until: datetime) -> Covered:
    """The good readings that the archive has of (after, until]."""
    imported = func.bool_or(FetchRow.run_id.startswith(IMPORTED))
    statement = (
        select(FetchRow.source_slug, func.max(FetchRow.at), imported)
        .where(FetchRow.outcome == Outcome.OK.value, FetchRow.at > after, FetchRow.at <= until)
        .group_by(FetchRow.source_slug)
    )
    rows = conn.execute(statement).all()
    return Covered(
        frozenset(slug for slug, _, _ in rows),
        any(one for _, _, one in rows),
        max((at for _, at, _ in rows), default=None),
    )


def waiting(conn: Connection, *, at: datetime, run_id: str) -> Waiting:
    """Who asked us, up to a moment, to stay away beyond it.

    What this very run was told, before it was killed and began again, holds for the source that was
    told it and not for others of its host: an undisturbed run would have asked them. (A rehearsal's
    clock stands, so there the moment is the run.)
    """
    statement = select(
        FetchRow.source_slug, FetchRow.final_url, FetchRow.retry_at, FetchRow.at, FetchRow.run_id
    ).where(FetchRow.retry_at > at, FetchRow.at <= at)
    slugs: dict[str, datetime] = {}
    hosts: dict[str, datetime] = {}
    for slug, url, until, told_at, told in conn.execute(statement):
        assert until is not None  # noqa: S101 - by the condition
        slugs[slug] = max(until, slugs.get(slug, until))
        if told != run_id and told_at < at:
            host = (urlsplit(url).hostname or "").lower()
            hosts[host] = max(until, hosts.get(host, until))
    return Waiting(slugs, hosts)


def told_just_now(conn: Connection, *, at: datetime, run_id: str) -> dict[str, tuple[str, str]]:
    """Slug → (outcome, error) of the sources that told this run, or this moment, to stay away."""
    statement = (
        select(FetchRow.source_slug, FetchRow.outcome, FetchRow.error)
        .where(FetchRow.retry_at > at, FetchRow.at <= at)
        .where(or_(FetchRow.run_id == run_id, FetchRow.at == at))
        .order_by(FetchRow.id)
    )
    return {slug: (outcome, error) for slug, outcome, error in conn.execute(statement)}


def was_read_before(conn: Connection, slug: str, at: datetime) -> bool:
    """Whether a source had been read with success before a moment."""
    return conn.execute(_READ_BEFORE, {"slug": slug, "moment": at}).first() is not None


def last_attempt(conn: Connection) -> datetime | None:
    """The newest moment, by the runs' clocks, at which any source was asked."""
    return conn.execute(select(func.max(FetchRow.at))).scalar_one()


def ever_reached(conn: Connection) -> bool:
    """Whether any source's server has ever answered this installation."""
    reached = [outcome.value for outcome in Outcome if outcome.reached]
    statement = select(FetchRow.id).where(
        FetchRow.outcome.in_(reached), ~FetchRow.run_id.startswith(IMPORTED)
    )
    return conn.execute(statement.limit(1)).first() is not None


def imported(conn: Connection, slug: str, at: datetime) -> set[str]:
    """The hashes of what was imported as a reading of a source at a moment."""
    statement = select(FetchRow.body_hash).where(
        FetchRow.source_slug == slug, FetchRow.at == at, FetchRow.run_id.startswith(IMPORTED)
    )
    return set(conn.execute(statement).scalars())


def record_fetch(
    conn: Connection,
    fetched: Fetched,
    *,
    at: datetime,
    run_id: str,
    source_url: str = "",
    size: int = 0,
    items: int,
    new: int,
    revised: int,
    problems: Sequence[str],
    body_hash: str = "",
    unchanged: bool = False,
    doubted: int = 0,
) -> None:
    """The outcome row of one attempt, whatever became of it.

    size: bytes of the body, unpacked. items, problems: of the feed as it stands. doubted: items whose
    date was not trusted.
    """
    conn.execute(
        _ADD,
        {
            "source_slug": fetched.slug,
            "at": at,
            "run_id": run_id,
            "outcome": fetched.outcome.value,
            "status": fetched.status,
            "source_url": source_url,
            "asked_url": fetched.asked_url,
            "final_url": fetched.final_url,
            "moved_to": fetched.moved_to,
            "retry_at": at + fetched.wait if fetched.wait else None,
            "etag": fetched.etag,
            "last_modified": fetched.last_modified,
            "body_hash": body_hash,
            "unchanged": unchanged,
            "bytes": size,
            "elapsed_ms": fetched.elapsed_ms,
            "items": items,
            "new_articles": new,
            "revised_articles": revised,
            "error": fetched.error,
            "problems": list(problems),
            "doubted": doubted,
        },
    )


def brought(conn: Connection, run_id: str) -> dict[str, int | str]:
    """How many articles all attempts of a run brought: new and revised."""
    statement = select(
        func.coalesce(func.sum(FetchRow.new_articles), 0),
        func.coalesce(func.sum(FetchRow.revised_articles), 0),
    ).where(FetchRow.run_id == run_id)
    new, revised = conn.execute(statement).one()
    return {"new": int(new), "revised": int(revised)}


def last_outcomes(conn: Connection, run_id: str) -> Mapping[str, tuple[str, str]]:
    """Slug → (outcome, error) of each source that a run attempted, its last attempt."""
    statement = (
        select(FetchRow.source_slug, FetchRow.outcome, FetchRow.error)
        .distinct(FetchRow.source_slug)
        .where(FetchRow.run_id == run_id)
        .order_by(FetchRow.source_slug, FetchRow.id.desc())
    )
    return {slug: (outcome, error) for slug, outcome, error in conn.execute(statement)}

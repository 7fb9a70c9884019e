"""What health is judged from: each source's attempts and arrivals, as they were at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    DateTime,
    Row,
    Subquery,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import TableValuedAlias

from newsdesk.entities import Outcome
from newsdesk.feeds.health import Attempt, History
from newsdesk.feeds.rhythm import MEMORY, RARE
from newsdesk.store.arrays import texts
from newsdesk.store.fetches import FETCHES, READ, SOURCES, newest, newest_of_source
from newsdesk.store.tables import ArticleRow, PublicationRow, RevisionRow

CHART = timedelta(days=30)
YEAR = timedelta(days=365)
# A run that asked at least so many sources and had no answer from any says something of our network
# and nothing of them.
_OUTAGE_FROM = 3
_AT_ONCE = 20  # failed attempts of a source


@dataclass(frozen=True, slots=True)
class Figures:
    """daily: new articles of each of the last 30 days, the oldest first; published: items in the editions of
    a year.
    """

    daily: tuple[int, ...]
    published: int


def histories(conn: Connection, *, at: datetime, arrivals: bool = True) -> dict[str, History]:
    """Slug → what is known of each source that was ever asked, up to a moment.

    arrivals=False leaves the articles out, which is all that the choice of whom to ask needs.
    """
    success = {row.source_slug: _attempt(row) for row in conn.execute(newest(at, READ))}
    later = _failures(conn, at)
    outages = _outages(conn, {row.run_id for row in later})
    failures: dict[str, list[Attempt]] = defaultdict(list)
    unanswered: dict[str, datetime] = {}
    last: dict[str, Attempt] = {}
    for row in later:
        last[row.source_slug] = _attempt(row)
        if row.run_id in outages:
            unanswered.setdefault(row.source_slug, row.at)
        else:
            failures[row.source_slug].append(_attempt(row))
    steady = _steady_since(conn, {slug: one.at for slug, one in success.items()})
    arrived = _arrivals(conn, at) if arrivals else {}
    return {
        slug: History(
            success=success.get(slug),
            steady_since=steady.get(slug),
            failures=tuple(failures.get(slug, ())),
            arrivals=arrived.get(slug, ()),
            unanswered=unanswered.get(slug),
            last_failure=last.get(slug),
        )
        for slug in sorted(success.keys() | failures.keys() | unanswered.keys())
    }


def figures(conn: Connection, *, at: datetime, edition: str) -> dict[str, Figures]:
    """Slug → what it brought over the 30 days up to a moment, and how much of it editions published."""
    first = (at - CHART).date() + timedelta(days=1)
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    seen = _recent(at, at - CHART)
    day = func.date(func.timezone("UTC", seen.c.came))
    statement = select(seen.c.source_slug, day, func.count()).group_by(seen.c.source_slug, day)
    for slug, when, count in conn.execute(statement):
        counts[slug][when] = count
    published = _published(conn, edition, since=(at - YEAR).date())
    days = [first + timedelta(days=number) for number in range(CHART.days)]
    return {
        slug: Figures(tuple(counts[slug].get(one, 0) for one in days), published.get(slug, 0))
        for slug in sorted(counts.keys() | published.keys())
    }


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        at=row.at,
        outcome=Outcome(row.outcome),
        status=row.status,
        error=row.error,
        items=row.items,
        doubted=row.doubted,
        final_url=row.final_url,
        moved_to=row.moved_to,
    )


def _outages(conn: Connection, run_ids: Collection[str]) -> set[str]:
    """Those of some runs in which not one of several sources answered."""
    reached = [outcome.value for outcome in Outcome if outcome.reached]
    statement = (
        select(FETCHES.c.run_id)
        .where(FETCHES.c.run_id.in_(select(func.unnest(texts(run_ids)))))
        .group_by(FETCHES.c.run_id)
        .having(func.count(func.distinct(FETCHES.c.source_slug)) >= _OUTAGE_FROM)
        .having(func.count().filter(FETCHES.c.outcome.in_(reached)) == 0)
    )
    return set(conn.execute(statement).scalars())


def _failed() -> ColumnElement[bool]:
    # Written out, so that the planner sees the condition of ix_fetches_failed.
    return FETCHES.c.outcome != literal_column(f"'{Outcome.OK.value}'")


def _failures(conn: Connection, at: datetime) -> list[Row[Any]]:
    """The failed attempts after each source's last good reading, oldest first: the first, and a year's."""
    good = newest_of_source(at, READ)
    since = or_(good.c.at.is_(None), FETCHES.c.at > good.c.at)
    failed = select(FETCHES).where(
        FETCHES.c.source_slug == SOURCES.c.slug, _failed(), FETCHES.c.at <= at, since
    )
    parts = (failed.order_by(FETCHES.c.at, FETCHES.c.id).limit(1), failed.where(FETCHES.c.at > at - YEAR))
    found: dict[int, Row[Any]] = {}
    for part in (one.lateral("failed") for one in parts):
        joined = SOURCES.outerjoin(good, true()).join(part, true())
        found |= {row.id: row for row in conn.execute(select(part).select_from(joined))}
    return sorted(found.values(), key=lambda row: (row.source_slug, row.at, row.id))


def _steady_since(conn: Connection, success: Mapping[str, datetime]) -> dict[str, datetime]:
    """Slug → the first good reading after the last real failure before the last good reading.

    success: slug → the last good reading.
    """
    last = _last_failures(conn, success)
    asked = _asked([(slug, last.get(slug)) for slug in sorted(success)])
    after = or_(asked.c.moment.is_(None), FETCHES.c.at > asked.c.moment)
    good = (
        select(FETCHES.c.at)
        .where(FETCHES.c.source_slug == asked.c.slug, READ, after)
        .order_by(FETCHES.c.at)
        .limit(1)
        .lateral("good")
    )
    statement = select(asked.c.slug, good.c.at).select_from(asked.join(good, true()))
    return {slug: when for slug, when in conn.execute(statement)}


def _last_failures(conn: Connection, success: Mapping[str, datetime]) -> dict[str, datetime]:
    """Slug → its last failure before a moment that was no outage; read a few at a time, the newest first."""
    found: dict[str, datetime] = {}
    before = dict(success)
    while before:
        asked = _asked(sorted(before.items()))
        failed = (
            select(FETCHES.c.source_slug, FETCHES.c.at, FETCHES.c.run_id)
            .where(FETCHES.c.source_slug == asked.c.slug, _failed(), FETCHES.c.at < asked.c.moment)
            .order_by(FETCHES.c.at.desc())
            .limit(_AT_ONCE)
            .lateral("failed")
        )
        statement = select(failed).select_from(asked.join(failed, true()))
        rows = conn.execute(statement.order_by(failed.c.source_slug, failed.c.at.desc())).all()
        outages = _outages(conn, {row.run_id for row in rows})
        for row in rows:
            if row.run_id not in outages:
                found.setdefault(row.source_slug, row.at)
        # Of a source whose failures were outages, all of them, the older ones are looked at.
        before = {row.source_slug: row.at for row in rows if row.source_slug not in found}
    return found


def _asked(moments: Sequence[tuple[str, datetime | None]]) -> TableValuedAlias:
    """Slugs with a moment each as rows: slug, moment."""
    times = literal([moment for _, moment in moments], ARRAY(DateTime(timezone=True)))
    slugs = texts(slug for slug, _ in moments)
    return func.unnest(slugs, times).table_valued("slug", "moment", name="asked").render_derived()


def _sights(told: ColumnElement[bool]) -> Subquery:
    """source_slug, came (its trusted date, else when first seen) of articles with such revisions."""
    sights = (
        select(
            RevisionRow.article_id,
            func.coalesce(
                func.min(RevisionRow.published_at).filter(RevisionRow.date_trusted),
                func.min(RevisionRow.seen_at),
            ).label("came"),
        )
        .where(told)
        .group_by(RevisionRow.article_id)
        .subquery()
    )
    return (
        select(ArticleRow.source_slug, sights.c.came)
        .join(sights, sights.c.article_id == ArticleRow.id)
        .subquery()
    )


def _recent(at: datetime, since: datetime) -> Subquery:
    """What came in (since, at]: as _sights, from the revisions of that time."""
    in_time = or_(RevisionRow.seen_at > since, RevisionRow.published_at > since)
    found = _sights(and_(RevisionRow.seen_at <= at, in_time))
    return select(found).where(found.c.came > since, found.c.came <= at).subquery()


def _arrivals(conn: Connection, at: datetime) -> dict[str, Sequence[datetime]]:
    """Slug → the hours in which something new came, oldest first, over what a rhythm remembers.

    Of a source that comes rarely all that the archive has.
    """
    found = _hours(conn, _recent(at, at - MEMORY))
    often = [slug for slug, hours in found.items() if len(hours) >= RARE]
    rare = select(ArticleRow.id).where(ArticleRow.source_slug.notin_(often))
    everything = _sights(and_(RevisionRow.seen_at <= at, RevisionRow.article_id.in_(rare)))
    past = select(everything).where(everything.c.came <= at).subquery()
    return {**found, **_hours(conn, past)}


def _hours(conn: Connection, seen: Subquery) -> dict[str, list[datetime]]:
    hour = func.date_trunc("hour", seen.c.came).label("hour")
    found: dict[str, list[datetime]] = defaultdict(list)
    for slug, moment in conn.execute(select(seen.c.source_slug, hour).distinct().order_by("hour")):
        found[slug].append(moment)
    return dict(found)


def _published(conn: Connection, edition: str, *, since: date) -> dict[str, int]:
    statement = (
        select(ArticleRow.source_slug, func.count())
        .join(PublicationRow, PublicationRow.article_id == ArticleRow.id)
        .where(PublicationRow.slug == edition, PublicationRow.report_date > since)
        .group_by(ArticleRow.source_slug)
    )
    return {slug: count for slug, count in conn.execute(statement)}

"""Rows that say what an edition would cost. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, case, func, select, text

from newsdesk.entities import Window
from newsdesk.store.engine import connect
from newsdesk.store.tables import EditionRow, ModelCallRow, RevisionRow

# What earlier editions cost is taken from so many of the latest.
_LATEST = 30


@dataclass(frozen=True, slots=True)
class Known:
    """What there is of a date. articles: published in its window, or undated and first seen in it."""

    articles: int
    state: str
    ranker: str


@dataclass(frozen=True, slots=True)
class Past:
    """The latest editions that asked a model: how many, their calls, their cost in USD at list price."""

    editions: int
    calls: int
    usd: Decimal


def edition(conn: Connection, slug: str, window: Window) -> Known:
    """A date as it is now."""
    when = func.coalesce(RevisionRow.published_at, RevisionRow.seen_at)
    articles = conn.execute(
        select(func.count(func.distinct(RevisionRow.article_id))).where(
            when > window.start, when <= window.end
        )
    ).scalar_one()
    row = conn.execute(
        select(EditionRow.state, EditionRow.ranker).where(
            EditionRow.slug == slug, EditionRow.report_date == window.report_date
        )
    ).first()
    return Known(articles, row.state if row else "missing", row.ranker if row else "")


def past(conn: Connection, slug: str, batch: Decimal) -> Past:
    """What the latest judgings have cost. batch: the Batch API's factor on the list price."""
    paid = func.coalesce(ModelCallRow.cost_usd, ModelCallRow.max_cost_usd)
    cost = case((ModelCallRow.batch != "", paid / (batch or 1)), else_=paid)
    judgings = (
        select(func.count().label("calls"), func.sum(cost).label("usd"))
        .where(ModelCallRow.slug == slug)
        .group_by(ModelCallRow.report_date, ModelCallRow.judging)
        .order_by(ModelCallRow.report_date.desc())
        .limit(_LATEST)
        .subquery()
    )
    row = conn.execute(
        select(func.count(), func.sum(judgings.c.calls), func.sum(judgings.c.usd)).select_from(judgings)
    ).one()
    return Past(int(row[0]), int(row[1] or 0), Decimal(row[2] or 0))


def connection_is_set(airflow_url: str, name: str) -> bool:
    """Whether Airflow's own database has a connection of this name; False where it has no tables yet."""
    engine = connect(airflow_url)
    try:
        with engine.connect() as conn:
            if conn.execute(text("select to_regclass('connection')")).scalar_one() is None:
                return False
            found = conn.execute(text("select 1 from connection where conn_id = :name"), {"name": name})
            return found.first() is not None
    finally:
        engine.dispose()

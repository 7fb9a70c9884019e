"""Editions: the row that says how far a report date has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from newsdesk.entities import Window
from newsdesk.store.tables import EditionRow


@dataclass(frozen=True, slots=True)
class EditionState:
    """An edition's row as a value; fields as in store.tables.EditionRow."""

    slug: str
    report_date: date
    window: Window
    rehearsal: str
    state: str
    intake_seq: int | None
    intake_at: datetime | None
    intake_closed: bool
    sources: dict[str, Any]
    joins_seq: int | None
    changes_seq: int | None
    recollect_run: str
    fresh_run: str
    judging: int
    judged_over: str
    ranker: str
    counts: dict[str, Any]


def open_edition(conn: Connection, slug: str, window: Window, timezone: str, rehearsal: str) -> EditionState:
    """The edition of a date, made where there is none. Its window is fixed from then on."""
    conn.execute(
        insert(EditionRow)
        .values(
            slug=slug,
            report_date=window.report_date,
            window_start=window.start,
            window_end=window.end,
            timezone=timezone,
            rehearsal=rehearsal,
            state="open",
            intake_closed=False,
            sources={},
            recollect_run="",
            fresh_run="",
            judging=0,
            judged_over="",
            ranker="",
            counts={},
        )
        .on_conflict_do_nothing()
    )
    state = find_edition(conn, slug, window.report_date)
    assert state is not None  # noqa: S101 - it was just made
    return state


def find_edition(conn: Connection, slug: str, report_date: date) -> EditionState | None:
    """The edition of a date, or None where nothing was ever done for it."""
    table = EditionRow.__table__
    row = conn.execute(select(table).where(table.c.slug == slug, table.c.report_date == report_date)).first()
    if row is None:
        return None
    return EditionState(
        slug=row.slug,
        report_date=row.report_date,
        window=Window(row.report_date, row.window_start, row.window_end),
        rehearsal=row.rehearsal,
        state=row.state,
        intake_seq=row.intake_seq,
        intake_at=row.intake_at,
        intake_closed=row.intake_closed,
        sources=row.sources,
        joins_seq=row.joins_seq,
        changes_seq=row.changes_seq,
        recollect_run=row.recollect_run,
        fresh_run=row.fresh_run,
        judging=row.judging,
        judged_over=row.judged_over,
        ranker=row.ranker,
        counts=row.counts,
    )


def window_ends(conn: Connection, slug: str) -> dict[date, datetime]:
    """Report date → the end of its window, for every edition there is."""
    statement = select(EditionRow.report_date, EditionRow.window_end).where(EditionRow.slug == slug)
    return {day: end for day, end in conn.execute(statement)}


def change_edition(conn: Connection, slug: str, report_date: date, **values: Any) -> None:
    """Sets columns of an edition's row."""
    conn.execute(
        update(EditionRow)
        .where(EditionRow.slug == slug, EditionRow.report_date == report_date)
        .values(**values)
    )

"""Editions and their reports, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, and_, case, cast, func, select

from newsdesk.store.tables import EditionRow, PublicationRow, RefusalRow, ReportRow


@dataclass(frozen=True, slots=True)
class EditionDay:
    """An edition as the calendar knows it. revision: of its newest report, 0 where none was filed."""

    report_date: date
    state: str
    ranker: str
    items: int
    revision: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One filed revision. correction: its 更正, "" in the first. formats: what can be downloaded."""

    number: int
    generated_at: datetime
    provisional: bool
    run_id: str
    correction: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that the gate kept out, with its reasons (English)."""

    story_id: str
    title: str
    reasons: tuple[str, ...]


def edition_days(conn: Connection, slug: str, first: date, last: date) -> list[EditionDay]:
    """The editions from first to last, both included, in date order."""
    editions = EditionRow.__table__

    def within(table: Any) -> ColumnElement[bool]:
        return and_(table.c.slug == slug, table.c.report_date.between(first, last))

    items = (
        select(PublicationRow.report_date, func.count().label("items"))
        .where(within(PublicationRow.__table__))
        .group_by(PublicationRow.report_date)
        .subquery()
    )
    newest = (
        select(ReportRow.report_date, func.max(ReportRow.revision).label("revision"))
        .where(within(ReportRow.__table__))
        .group_by(ReportRow.report_date)
        .subquery()
    )
    statement = (
        select(
            editions.c.report_date,
            editions.c.state,
            editions.c.ranker,
            func.coalesce(items.c["items"], 0),
            func.coalesce(newest.c.revision, 0),
        )
        .outerjoin(items, items.c.report_date == editions.c.report_date)
        .outerjoin(newest, newest.c.report_date == editions.c.report_date)
        .where(within(editions))
        .order_by(editions.c.report_date)
    )
    return [EditionDay(*row) for row in conn.execute(statement)]


def first_and_last(conn: Connection, slug: str) -> tuple[date, date] | None:
    """The first and the last date that has an edition; None where there is none."""
    first, last = conn.execute(
        select(func.min(EditionRow.report_date), func.max(EditionRow.report_date)).where(
            EditionRow.slug == slug
        )
    ).one()
    return (first, last) if first else None


def revisions(conn: Connection, slug: str, day: date) -> list[Revision]:
    """Every filed revision of a date, the first one first."""
    table = ReportRow.__table__
    correction = case((table.c.format == "json", cast(table.c.body, JSON)["correction"].as_string()))
    statement = (
        select(
            table.c.revision,
            func.min(table.c.generated_at),
            func.bool_or(table.c.provisional),
            func.min(table.c.run_id),
            func.max(correction),
            func.array_agg(table.c.format),
        )
        .where(table.c.slug == slug, table.c.report_date == day)
        .group_by(table.c.revision)
        .order_by(table.c.revision)
    )
    return [
        Revision(number, at, provisional, run_id, said or "", tuple(sorted(formats, reverse=True)))
        for number, at, provisional, run_id, said, formats in conn.execute(statement)
    ]


def report_file(conn: Connection, slug: str, day: date, revision: int, form: str) -> tuple[str, str] | None:
    """(file name, body) of a filed revision in a format; None where there is none."""
    table = ReportRow.__table__
    row = conn.execute(
        select(table.c.filename, table.c.body).where(
            table.c.slug == slug,
            table.c.report_date == day,
            table.c.revision == revision,
            table.c.format == form,
        )
    ).first()
    return (row.filename, row.body) if row else None


def neighbours(conn: Connection, slug: str, day: date) -> tuple[date | None, date | None]:
    """The nearest dates before and after that have a report."""
    dates = select(ReportRow.report_date).where(ReportRow.slug == slug)
    before = dates.where(ReportRow.report_date < day).order_by(ReportRow.report_date.desc()).limit(1)
    after = dates.where(ReportRow.report_date > day).order_by(ReportRow.report_date).limit(1)
    return conn.execute(before).scalar(), conn.execute(after).scalar()


def refusals(conn: Connection, slug: str, day: date) -> list[Refused]:
    """What the gate kept out of a date's report."""
    table = RefusalRow.__table__
    statement = (
        select(table.c.story_id, table.c.item["title"].astext, table.c.reasons)
        .where(table.c.slug == slug, table.c.report_date == day)
        .order_by(table.c.story_id)
    )
    return [Refused(story, title or "", tuple(reasons)) for story, title, reasons in conn.execute(statement)]

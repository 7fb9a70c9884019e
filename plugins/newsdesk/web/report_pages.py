"""Reports: the calendar, an edition as people read it, its files and revisions, a run's report."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from newsdesk.report.json_format import read_json
from newsdesk.report.model import Report
from newsdesk.store.engine import Connection
from newsdesk.store.pages import reports as rows
from newsdesk.web.asking import Day, InOffice
from newsdesk.web.comparing import compare
from newsdesk.web.office import Office
from newsdesk.web.rendering import download, page
from newsdesk.web.standing import LEGEND, Month, gaps, months, standing_of
from newsdesk.window import report_date_at

router = APIRouter()
_MONTHS = 12


@router.get("/")
def home(request: Request, office: InOffice, year: int | None = None) -> Response:
    """Today's edition in short, and the calendar: the last twelve months, or a year."""
    slug = office.edition.slug
    with office.engine.connect() as conn:
        now = office.at(conn)
        today = report_date_at(now, office.edition.zone)
        if year is not None and not 2000 <= year <= today.year + 1:
            raise HTTPException(404)
        span = rows.first_and_last(conn, slug)
        shown = _calendar(conn, office, now, span, year)
        known = {row.report_date: row for row in rows.edition_days(conn, slug, today, today)}
        report = _report(conn, slug, today, None)
        latest = span[1] if span else None
        if report is None:
            latest, _ = rows.neighbours(conn, slug, today)
            report = _report(conn, slug, latest, None) if latest else None
    return page(
        request,
        office,
        "home.html",
        active="reports",
        today=today,
        cutoff=f"{office.edition.cutoff:%H:%M}",
        standing=standing_of(today, known.get(today), office.edition, now),
        report=report,
        report_day=date.fromisoformat(report.date) if report else None,
        months=shown,
        gaps=gaps(shown),
        legend=LEGEND,
        year=year,
        years=range(span[1].year, span[0].year - 1, -1) if span else (),
    )


def _calendar(
    conn: Connection, office: Office, now: datetime, span: tuple[date, date] | None, year: int | None
) -> list[Month]:
    today = report_date_at(now, office.edition.zone)
    if year is None:
        ends = max(today, span[1]) if span else today
        start = ends.year * 12 + ends.month - _MONTHS
        first = date(start // 12, start % 12 + 1, 1)
        first = max(first, span[0].replace(day=1)) if span else today.replace(day=1)
        last = ends
    else:
        first, last = date(year, 1, 1), min(date(year, 12, 31), max(today, span[1] if span else today))
    if first > last:
        return []
    known = {row.report_date: row for row in rows.edition_days(conn, office.edition.slug, first, last)}
    return months(first, last, known, span[0] if span else today, office.edition, now)


@router.get("/reports/{day}")
def report(request: Request, office: InOffice, day: Day, revision: int | None = None) -> Response:
    """An edition as people read it: its newest revision, or the one asked for."""
    return _show(request, office, day, revision, bare=False)


@router.get("/runs/{dag_id}/{run_id:path}")
def run(request: Request, office: InOffice, dag_id: str, run_id: str) -> Response:
    """The report of the date that an Airflow run works on: the tab on the run's own page."""
    day = office.day_of_run(dag_id, run_id)
    if day is None:
        return page(request, office, "no_report.html", active="reports", day=None, standing=None)
    return _show(request, office, day, None, bare=True)


def _show(request: Request, office: Office, day: date, revision: int | None, *, bare: bool) -> Response:
    slug = office.edition.slug
    with office.engine.connect() as conn:
        filed = rows.revisions(conn, slug, day)
        known = {row.report_date: row for row in rows.edition_days(conn, slug, day, day)}
        standing = standing_of(day, known.get(day), office.edition, office.at(conn))
        if not filed:
            return page(
                request,
                office,
                "no_report.html",
                status=200 if bare else 404,
                active="reports",
                day=day,
                standing=standing,
            )
        number = filed[-1].number if revision is None else revision
        shown = _report(conn, slug, day, number)
        if shown is None:
            raise HTTPException(404)
        before, after = rows.neighbours(conn, slug, day)
        refused = rows.refusals(conn, slug, day)
    return page(
        request,
        office,
        "report.html",
        active="reports",
        day=day,
        report=shown,
        standing=standing,
        before=before,
        after=after,
        revisions=filed,
        this=next(one for one in filed if one.number == number),
        newest=filed[-1].number,
        refused=refused,
        bare=bare,
    )


@router.get("/reports/{day}/revisions")
def revisions(request: Request, office: InOffice, day: Day) -> Response:
    """Every revision of an edition, the newest first, with what each changed."""
    slug = office.edition.slug
    with office.engine.connect() as conn:
        filed = rows.revisions(conn, slug, day)
        bodies = {one.number: _report(conn, slug, day, one.number) for one in filed}
    if not filed:
        raise HTTPException(404)
    steps = []
    for place, one in enumerate(filed):
        old, new = bodies[filed[place - 1].number] if place else None, bodies[one.number]
        steps.append((one, new, compare(old, new) if old and new else None))
    return page(request, office, "revisions.html", active="reports", day=day, steps=steps[::-1])


@router.get("/reports/{day}/{revision}/{form}")
def file(office: InOffice, day: Day, revision: int, form: str) -> Response:
    """A filed revision in one format, byte for byte as it was filed."""
    with office.engine.connect() as conn:
        found = rows.report_file(conn, office.edition.slug, day, revision, form)
    if found is None:
        raise HTTPException(404)
    return download(*found, form)


def _report(conn: Connection, slug: str, day: date, revision: int | None) -> Report | None:
    number = revision
    if number is None:
        days = rows.edition_days(conn, slug, day, day)
        number = days[0].revision if days else 0
    found = rows.report_file(conn, slug, day, number, "json")
    return read_json(found[1]) if found else None

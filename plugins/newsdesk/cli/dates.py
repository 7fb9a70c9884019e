"""The dates that a person types. Pure: today is handed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newsdesk.errors import BadReportDate
from newsdesk.window import parse_report_date

# A guard against a slip of the hand (2062 for 2026), not a limit of the pipeline.
MOST_DATES = 3700


def report_date(text: str, latest: date | None) -> date:
    """A canonical report date, not later than latest (None: rehearsals know no today).

    Raises BadReportDate.
    """
    parsed = parse_report_date(text)
    if latest is not None and parsed > latest:
        raise BadReportDate(f"{parsed} lies in the future; today is {latest}")
    return parsed


def date_range(first: str, last: str, latest: date | None) -> list[date]:
    """Both ends and every date between. Raises BadReportDate, also where the ends are swapped."""
    start, end = report_date(first, latest), report_date(last, latest)
    if start > end:
        raise BadReportDate(f"{start} is after {end}; write the earlier date first")
    if (end - start).days >= MOST_DATES:
        raise BadReportDate(f"{start} to {end} are {(end - start).days + 1} dates; is one of them mistyped?")
    return [start + timedelta(days=day) for day in range((end - start).days + 1)]


def backfill_bounds(first: date, last: date, zone: ZoneInfo) -> tuple[str, str]:
    """The two instants that Airflow's backfill wants, as ISO 8601: its end is an instant too, so
    23:59 is needed for the last date to be in."""
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=zone)
    return start.isoformat(), end.isoformat()

"""Report dates and their windows. Pure: the clock is handed in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from newsdesk.entities import Article, Window
from newsdesk.errors import BadReportDate

# DESIGN: late arrivals are articles published up to 48 h before the window and first seen in it.
LATE = timedelta(hours=48)


def parse_report_date(key: str) -> date:
    """A canonical YYYY-MM-DD as a date.

    Raises BadReportDate for anything else, also for what strptime would let pass ("2026-1-2").
    """
    try:
        parsed = date.fromisoformat(key)
    except ValueError:
        parsed = None
    if parsed is None or parsed.isoformat() != key:
        raise BadReportDate(f"{key!r} is not a report date; write it as YYYY-MM-DD, for example 2026-01-02")
    return parsed


def report_date_at(moment: datetime, zone: ZoneInfo) -> date:
    """The report date that a person means by "today" at a moment."""
    return moment.astimezone(zone).date()


def refuse_future(report_date: date, now: datetime, zone: ZoneInfo) -> None:
    """Raises BadReportDate where the date has not begun in the edition's time zone."""
    today = report_date_at(now, zone)
    if report_date > today:
        raise BadReportDate(f"{report_date} lies in the future; today is {today} in {zone.key}")


def window_of(report_date: date, cutoff: time, zone: ZoneInfo) -> Window:
    """(the cutoff of the day before, the cutoff of the day], by the local clock: 23 to 25 hours."""
    return Window(
        report_date,
        _instant(report_date - timedelta(days=1), cutoff, zone),
        _instant(report_date, cutoff, zone),
    )


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def is_candidate(article: Article, window: Window) -> bool:
    """Whether an article may stand in the window's edition.

    In: what happened in the window; late arrivals (published up to 48 h before it, first seen in
    it, by a source that we had read before: what a source holds at its very first reading is our
    late start, not its late arrival). Out: undated articles of a source's first reading, which may
    be weeks old; what the archive marked as no article (an advertisement, a topic page, no link).
    """
    if article.mark:
        return False
    if article.published_at is None:
        return not article.backlog and window.holds(article.first_seen_at)
    if window.holds(article.published_at):
        return True
    late = window.start - LATE < article.published_at <= window.start
    return late and not article.backlog and window.holds(article.first_seen_at)


# A day after its cutoff an edition is made from the archive more than from what feeds still hold.
PAST = timedelta(hours=24)


def is_past(window: Window, at: datetime) -> bool:
    """Whether a window's edition is one of a past date at a moment."""
    return at - window.end > PAST


# DESIGN: dedupe looks at the window and the 14 days before it.
STORY_SPAN = timedelta(days=14)
# DESIGN: the filing limit counts from the start of the run and is never before 08:33, three
# minutes after the cutoff.
GRACE = timedelta(minutes=3)


def filing_limit(started_at: datetime, window: Window, limit: time, zone: ZoneInfo) -> datetime:
    """When a scheduled edition stops waiting for sources and models, as a UTC instant."""
    return max(started_at + GRACE, _instant(window.report_date, limit, zone))

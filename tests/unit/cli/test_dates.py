"""The dates that a person types."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from newsdesk.cli.dates import backfill_bounds, date_range, report_date
from newsdesk.errors import BadReportDate

TODAY = date(2026, 1, 10)


def test_today_is_a_report_date_and_tomorrow_is_not():
    assert report_date("2026-01-10", TODAY) == TODAY
    with pytest.raises(BadReportDate, match="future"):
        report_date("2026-01-11", TODAY)


@pytest.mark.parametrize(
    "text", ["2026-1-2", "20260102", "2026-01-02 ", "2026-02-30", "today", "", "２０２６-01-02"]
)
def test_only_canonical_dates(text):
    with pytest.raises(BadReportDate):
        report_date(text, TODAY)


def test_a_range_has_both_ends():
    assert date_range("2026-01-08", "2026-01-10", TODAY) == [date(2026, 1, 8), date(2026, 1, 9), TODAY]
    assert date_range("2026-01-09", "2026-01-09", TODAY) == [date(2026, 1, 9)]


def test_a_range_into_the_future_is_refused_before_anything_starts():
    with pytest.raises(BadReportDate, match="future"):
        date_range("2026-01-08", "2026-01-11", TODAY)


def test_swapped_ends_are_refused():
    with pytest.raises(BadReportDate, match="earlier date first"):
        date_range("2026-01-09", "2026-01-08", TODAY)


def test_a_range_of_centuries_is_a_slip_of_the_hand():
    with pytest.raises(BadReportDate, match="mistyped"):
        date_range("1026-01-01", "2026-01-01", TODAY)


def test_backfill_bounds_hold_the_whole_last_day_in_the_editions_zone():
    start, end = backfill_bounds(date(2026, 1, 8), date(2026, 1, 10), ZoneInfo("Asia/Shanghai"))
    assert start == "2026-01-08T00:00:00+08:00"
    assert end == "2026-01-10T23:59:00+08:00"

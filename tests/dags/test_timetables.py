"""When runs come, which dates a backfill makes, which keys are let in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pendulum
import pytest
from airflow.exceptions import InvalidPartitionKeyError
from airflow.timetables.base import DagRunInfo, TimeRestriction

from newsdesk_timetables import Hourly, ReportDates, dates_meant

pytestmark = pytest.mark.airflow
SHANGHAI = ZoneInfo("Asia/Shanghai")
NO_CATCH_UP = TimeRestriction(earliest=None, latest=None, catchup=False)


@pytest.fixture
def dates() -> ReportDates:
    return ReportDates("30 8 * * *", timezone="Asia/Shanghai")


def tick(day: str) -> pendulum.DateTime:
    return pendulum.parse(f"{day}T08:30:00+08:00").in_timezone("UTC")


def info(day: str) -> DagRunInfo:
    return DagRunInfo(run_after=tick(day), data_interval=None, partition_date=tick(day), partition_key=day)


def keys(dates: ReportDates, first: str, last: str) -> list[str]:
    ends = [datetime.fromisoformat(one) for one in (first, last)]
    return [
        str(one.partition_key) for one in dates.iter_partition_dagrun_infos(earliest=ends[0], latest=ends[1])
    ]


THREE = ["2026-03-10", "2026-03-11", "2026-03-12"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-10T00:00+00:00", "2026-03-12T00:00+00:00"),
        ("2026-03-10T00:00+00:00", "2026-03-12T23:59+00:00"),
        ("2026-03-10T08:30+00:00", "2026-03-12T08:30+00:00"),
        ("2026-03-10T23:59+00:00", "2026-03-12T00:01+00:00"),
        ("2026-03-10T00:00+08:00", "2026-03-12T00:00+08:00"),
        ("2026-03-10T00:01+08:00", "2026-03-12T07:58+08:00"),
        ("2026-03-10T06:30+08:00", "2026-03-12T23:59+08:00"),
        ("2026-03-10T00:00-08:00", "2026-03-12T00:00-08:00"),
        ("2026-03-10T00:00+05:30", "2026-03-12T08:30+05:30"),
        ("2026-03-10T09:00+11:00", "2026-03-12T23:59+11:00"),
        ("2026-03-10T20:15+08:00", "2026-03-12T20:15+08:00"),
    ],
)
def test_a_backfill_takes_both_dates_whatever_the_time_of_day(dates, at, first, last):
    at("2026-03-20T10:00+08:00")
    assert keys(dates, first, last) == THREE


@pytest.mark.parametrize("hours", [-10, -8, -5, 0, 1, 5.5, 8, 9, 12, 13])
def test_the_form_without_times_means_the_dates_typed_in_any_browser(dates, at, hours):
    at("2026-03-20T10:00+08:00")
    browser = timezone(timedelta(hours=hours))
    first = datetime(2026, 3, 10, tzinfo=browser).astimezone(UTC)
    last = datetime(2026, 3, 12, 23, 59, 59, 999000, tzinfo=browser).astimezone(UTC)
    assert keys(dates, first.isoformat(), last.isoformat()) == THREE


@pytest.mark.parametrize("hours", [-10, -8, -5, -3.5, 0, 1, 2, 5.5, 8, 9, 9.5, 10, 11, 12, 13])
def test_midnight_typed_for_both_ends_means_the_dates_typed_in_any_browser(hours):
    browser = timezone(timedelta(hours=hours))
    first = datetime(2026, 3, 10, tzinfo=browser).astimezone(UTC)
    last = datetime(2026, 3, 12, tzinfo=browser).astimezone(UTC)
    assert dates_meant(first, last, SHANGHAI) == (date(2026, 3, 10), date(2026, 3, 12))


def test_what_airflow_hands_over_are_pendulums_own(dates, at):
    at("2026-03-20T10:00+08:00")
    found = dates.iter_partition_dagrun_infos(
        earliest=pendulum.datetime(2026, 3, 10), latest=pendulum.datetime(2026, 3, 12)
    )
    assert [one.partition_key for one in found] == THREE


def test_from_and_to_the_same_is_one_date(dates, at):
    at("2026-03-20T10:00+08:00")
    assert keys(dates, "2026-03-10T00:00+00:00", "2026-03-10T00:00+00:00") == ["2026-03-10"]


def test_a_backfill_leaves_out_what_is_not_due(dates, at):
    at("2026-03-11T08:29+08:00")
    assert keys(dates, "2026-03-10T00:00+00:00", "2026-03-12T00:00+00:00") == ["2026-03-10"]
    at("2026-03-11T08:30+08:00")
    assert keys(dates, "2026-03-10T00:00+00:00", "9999-12-30T00:00+00:00") == THREE[:2]


def test_a_date_has_one_partition_date_whoever_starts_it(dates, at):
    at("2026-03-20T10:00+08:00")
    (backfilled,) = dates.iter_partition_dagrun_infos(
        earliest=datetime(2026, 3, 10, tzinfo=UTC), latest=datetime(2026, 3, 10, tzinfo=UTC)
    )
    assert dates.resolve_partition_date("2026-03-10") == backfilled.partition_date == tick("2026-03-10")
    assert backfilled.run_after == tick("2026-03-10")
    at("2026-03-10T01:00+08:00")
    assert dates.resolve_partition_date(None) == backfilled.partition_date


@pytest.mark.parametrize(
    "key", ["2026-3-2", "20260302", "2026-W10-1", "2026-02-30", " 2026-03-02", "x", "2026-03-02T00:00:00"]
)
def test_a_key_is_a_canonical_date_or_nothing(dates, at, key):
    at("2026-03-20T10:00+08:00")
    with pytest.raises(InvalidPartitionKeyError, match="is not a report date"):
        dates.resolve_partition_date(key)


def test_a_future_date_is_refused_and_today_is_not(dates, at):
    at("2026-03-10T16:00+00:00")  # the 11th in Shanghai
    assert dates.resolve_partition_date("2026-03-11") == tick("2026-03-11")
    with pytest.raises(InvalidPartitionKeyError, match="lies in the future"):
        dates.resolve_partition_date("2026-03-12")


def test_a_scheduled_run_has_the_date_of_its_tick(dates, at):
    at("2026-03-10T08:29+08:00")
    following = dates.next_dagrun_info_v2(last_dagrun_info=info("2026-03-09"), restriction=NO_CATCH_UP)
    assert following == info("2026-03-10")


@pytest.mark.parametrize(
    "now", ["2026-03-10T08:31+08:00", "2026-03-10T10:30+08:00", "2026-03-11T08:29+08:00"]
)
def test_nothing_starts_by_itself_when_the_dag_first_appears(dates, at, now):
    at(now)
    following = dates.next_dagrun_info_v2(last_dagrun_info=None, restriction=NO_CATCH_UP)
    assert following == info("2026-03-11")


def test_the_hourly_one_does_not_start_by_itself_either(at):
    at("2026-03-10T10:46+08:00")
    hourly = Hourly("45 * * * *", timezone="Asia/Shanghai")
    following = hourly.next_dagrun_info_v2(last_dagrun_info=None, restriction=NO_CATCH_UP)
    assert following is not None
    assert following.run_after == pendulum.parse("2026-03-10T11:45:00+08:00")


def test_after_an_outage_the_latest_date_runs_and_no_other(dates, at):
    at("2026-03-14T10:00+08:00")
    missed = SimpleNamespace(
        dag_id="daily_report",
        next_dagrun=None,
        next_dagrun_data_interval=None,
        next_dagrun_create_after=tick("2026-03-11"),
        next_dagrun_partition_date=tick("2026-03-11"),
        next_dagrun_partition_key="2026-03-11",
    )
    due = dates.next_run_info_from_dag_model(dag_model=missed)
    assert due == info("2026-03-14")
    assert dates.next_dagrun_info_v2(last_dagrun_info=due, restriction=NO_CATCH_UP) == info("2026-03-15")


def test_a_backfill_does_not_make_the_schedule_catch_up(dates, at):
    now = at("2026-03-14T10:00+08:00")
    backfilled = SimpleNamespace(
        dag_id="daily_report",
        run_type="backfill",
        created_at=now - timedelta(minutes=1),
        run_after=tick("2026-03-01"),
        logical_date=None,
        data_interval_start=None,
        data_interval_end=None,
        partition_date=tick("2026-03-01"),
        partition_key="2026-03-01",
    )
    last = dates.run_info_from_dag_run(dag_run=backfilled)
    assert dates.next_dagrun_info_v2(last_dagrun_info=last, restriction=NO_CATCH_UP) == info("2026-03-15")
    scheduled = SimpleNamespace(**{**vars(backfilled), "run_type": "scheduled"})
    last = dates.run_info_from_dag_run(dag_run=scheduled)
    assert dates.next_dagrun_info_v2(last_dagrun_info=last, restriction=NO_CATCH_UP) == info("2026-03-14")


@pytest.mark.parametrize(
    "made",
    [ReportDates("30 8 * * *", timezone="Asia/Shanghai"), Hourly("45 * * * *", timezone="Asia/Shanghai")],
)
def test_the_switch_turns_the_schedule_off_and_leaves_the_rest(made, at, monkeypatch):
    at("2026-03-14T10:00+08:00")
    monkeypatch.setenv("AIRFLOW__NEWSDESK__SCHEDULE", "False")
    assert made.next_dagrun_info_v2(last_dagrun_info=None, restriction=NO_CATCH_UP) is None
    if isinstance(made, ReportDates):
        assert keys(made, "2026-03-10T00:00+00:00", "2026-03-12T00:00+00:00") == THREE
        assert made.resolve_partition_date("2026-03-10") == tick("2026-03-10")
    monkeypatch.setenv("AIRFLOW__NEWSDESK__SCHEDULE", "True")
    assert made.next_dagrun_info_v2(last_dagrun_info=None, restriction=NO_CATCH_UP) is not None


@pytest.mark.parametrize(
    "made",
    [ReportDates("0 7 * * *", timezone="Europe/Berlin"), Hourly("45 * * * *", timezone="Asia/Shanghai")],
)
def test_airflow_stores_a_timetable_and_gets_it_back(made):
    import json

    again = type(made).deserialize(json.loads(json.dumps(made.serialize())))
    assert again == made
    assert again.serialize() == made.serialize()


def test_a_day_of_23_hours_is_one_date(at):
    at("2026-04-10T10:00+02:00")
    berlin = ReportDates("30 2 * * *", timezone="Europe/Berlin")  # 02:30 is skipped on 29 March
    found = keys(berlin, "2026-03-28T00:00+00:00", "2026-03-30T00:00+00:00")
    assert found == ["2026-03-28", "2026-03-29", "2026-03-30"]

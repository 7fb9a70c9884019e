"""When the DAGs run: the bridge's other half, registered with Airflow by newsdesk_airflow.

.airflowignore keeps Airflow from loading this file as a plugin of its own: it would be there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from airflow.configuration import conf
from airflow.exceptions import InvalidPartitionKeyError
from airflow.sdk import BaseDeadlineReference
from airflow.sdk.timezone import coerce_datetime
from airflow.timetables.base import DagRunInfo
from airflow.timetables.trigger import CronPartitionTimetable, CronTriggerTimetable

from newsdesk.errors import BadReportDate
from newsdesk.window import parse_report_date, refuse_future, report_date_at

if TYPE_CHECKING:
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.timetables.base import TimeRestriction
    from pendulum import DateTime
    from sqlalchemy.orm import Session


class Switchable:
    """A cron timetable that [newsdesk] schedule = False switches off, and that never starts late.

    Rehearsals have no schedule; triggers and backfills work all the same.
    """

    if TYPE_CHECKING:
        _align_to_next: Callable[[DateTime], DateTime]

    @staticmethod
    def is_on() -> bool:
        """Whether the installation has a schedule. Read when asked, never at import."""
        return conf.getboolean("newsdesk", "schedule", fallback=True)

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next scheduled run; None where the schedule is off."""
        if not self.is_on():
            return None
        following: DagRunInfo | None = super().next_dagrun_info_v2(  # type: ignore[misc]
            last_dagrun_info=last_dagrun_info, restriction=restriction
        )
        return following

    def _calc_first_run(self) -> DateTime:
        # Airflow runs the tick before a DAG's first appearance where that is less than a tenth of
        # the period ago, also with run_immediately=False.
        return self._align_to_next(coerce_datetime(now()))


class Hourly(Switchable, CronTriggerTimetable):
    """The hourly collection's schedule."""


class ReportDates(Switchable, CronPartitionTimetable):
    """One run for each report date: keys are YYYY-MM-DD in `timezone`, the tick says when it is due.

    cron: one tick a day. timezone: an IANA name. A date's run carries the same partition_date (the
    tick) whoever started it, because that is what Airflow's backfill compares: a date triggered by
    hand is not missing.
    """

    def __init__(self, cron: str, *, timezone: str) -> None:
        super().__init__(cron, timezone=timezone, key_format="%Y-%m-%d")
        self._zone = ZoneInfo(timezone)

    def serialize(self) -> dict[str, Any]:
        """What Airflow's database keeps of it."""
        return {"expression": self._expression, "timezone": self._zone.key}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> ReportDates:
        """The inverse of serialize."""
        return cls(data["expression"], timezone=data["timezone"])

    def resolve_partition_date(self, partition_key: str | None) -> datetime | None:
        """The tick of a date; without a key of today, as a trigger without a key means today.

        Raises InvalidPartitionKeyError for a key that is no date or lies in the future.
        """
        if partition_key is None:
            return self._tick(report_date_at(now(), self._zone))
        try:
            day = parse_report_date(partition_key)
            refuse_future(day, now(), self._zone)
        except BadReportDate as error:
            raise InvalidPartitionKeyError(str(error)) from error
        return self._tick(day)

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterable[DagRunInfo]:
        """A backfill's dates, both ends included; a date that is not due yet is left out."""
        first, last = dates_meant(earliest, latest, self._zone)
        last = min(last, report_date_at(now(), self._zone))
        for number in range((last - first).days + 1):
            tick = self._tick(first + timedelta(days=number))
            if tick <= now():
                yield self._info(tick)

    def next_run_info_from_dag_model(self, *, dag_model: DagModel) -> DagRunInfo | None:
        """The run that is due. After an outage that is the latest date, not the first one missed."""
        info = super().next_run_info_from_dag_model(dag_model=dag_model)
        if info is None:
            return None
        latest = self._align_to_prev(coerce_datetime(now()))
        return self._info(latest) if latest > info.run_after else info

    def run_info_from_dag_run(self, *, dag_run: DagRun) -> DagRunInfo:
        """A run as the schedule goes on from it.

        Airflow counts a backfilled date as the last one scheduled, and would start today's edition
        by itself when somebody backfills old dates on a new installation. Ticks before the backfill
        was asked for are none of the schedule's business any more.
        """
        info = super().run_info_from_dag_run(dag_run=dag_run)
        if dag_run.run_type != "backfill" or dag_run.created_at is None:
            return info
        return info._replace(run_after=max(info.run_after, coerce_datetime(dag_run.created_at)))

    def _tick(self, day: date) -> DateTime:
        return self._align_to_next(coerce_datetime(datetime.combine(day, time.min, tzinfo=self._zone)))

    def _info(self, tick: DateTime) -> DagRunInfo:
        return DagRunInfo(
            run_after=tick, data_interval=None, partition_date=tick, partition_key=self._format_key(tick)
        )


class ScheduledMorning(BaseDeadlineReference):
    """A deadline counted from when a scheduled run was due; runs by hand and backfills have none."""

    required_kwargs = {"dag_id", "run_id"}  # noqa: RUF012 - Airflow's own interface

    def _evaluate_with(self, *, session: Session, dag_id: str, run_id: str) -> datetime | None:
        from airflow.models.dagrun import DagRun
        from sqlalchemy import select

        found = session.execute(
            select(DagRun.run_type, DagRun.run_after).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
        ).one_or_none()
        return found.run_after if found is not None and found.run_type == "scheduled" else None


def dates_meant(earliest: datetime, latest: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first and last report date that the two ends of a backfill stand for.

    The UI's form turns dates into instants by the browser's zone and sends them as UTC: the first
    one's midnight, and the last one's end where no time was typed. Such a pair says by itself how
    many days it means, and 13 hours after its beginning UTC has the date that was typed in every
    zone from -10 to +13. Otherwise times were typed, and each end is the date that it has in `zone`,
    whatever the time of day; but what is the very beginning or end of a day of UTC was written as
    such (`airflow backfill create` reads its dates so). One full hour of an evening for both ends is
    midnight in a browser further east (Tokyo, Sydney, Auckland): who types a time twice types 00:00.
    """
    # Pendulum's own intervals know no remainder.
    span = timedelta(seconds=(latest - earliest).total_seconds())
    day, minute = timedelta(days=1), timedelta(minutes=1)
    if span % day >= day - minute or (span % day == timedelta(0) and _is_eastern_midnight(earliest)):
        first = (earliest.astimezone(UTC) + timedelta(hours=13)).date()
        return first, first + span // day * day
    return _date_meant(earliest, zone), _date_meant(latest, zone)


def _is_eastern_midnight(end: datetime) -> bool:
    written = end.astimezone(UTC).time()
    return time(11) <= written <= time(15) and written.minute in (0, 30) and not written.second


def _date_meant(end: datetime, zone: ZoneInfo) -> date:
    written = end.astimezone(UTC)
    of_utc = written.time() == time.min or written.time() >= time(23, 59)
    return written.date() if of_utc else end.astimezone(zone).date()


def now() -> datetime:
    """The real time; a backfill's dates and the schedule know no other."""
    return datetime.now(UTC)

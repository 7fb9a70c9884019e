"""Airflow's own backfill and schedule over our dates, on a real metadata database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

pytestmark = [pytest.mark.airflow, pytest.mark.database]


@pytest.fixture(autouse=True)
def now(metadata, at):
    """Half past ten, a quiet time: nothing is due."""
    return at("2026-03-20T10:30+08:00")


def backfill(first: str, last: str, reprocess: str = "none") -> None:
    from airflow.models.backfill import ReprocessBehavior, _create_backfill

    _create_backfill(
        dag_id="daily_report",
        from_date=datetime.fromisoformat(first),
        to_date=datetime.fromisoformat(last),
        max_active_runs=1,
        reverse=False,
        dag_run_conf={"fresh": True},
        triggering_user_name="editor",
        reprocess_behavior=ReprocessBehavior(reprocess),
    )


def trigger(key: str | None) -> None:
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.utils.types import DagRunTriggeredByType

    trigger_dag("daily_report", triggered_by=DagRunTriggeredByType.TEST, partition_key=key)


def finish(state: str = "success") -> None:
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        for run in session.scalars(select(DagRun)):
            run.set_state(state)


def runs() -> list[tuple[str, str | None]]:
    """(run type, partition key) of all runs of the DAG, in the order in which they were made."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.scalars(select(DagRun).where(DagRun.dag_id == "daily_report").order_by(DagRun.id))
        return [(str(run.run_type), run.partition_key) for run in found]


@pytest.fixture
def next_run(register_dags):
    """next_run(): key and time of the next scheduled run, after the DAG files were read again."""

    def read() -> tuple[str | None, datetime | None]:
        register_dags()
        return _next_run()

    return read


def _next_run() -> tuple[str | None, datetime | None]:
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    with create_session() as session:
        model = session.get_one(DagModel, "daily_report")
        return model.next_dagrun_partition_key, model.next_dagrun_create_after


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-10T00:00:00+00:00", "2026-03-12T00:00:00+00:00"),
        ("2026-03-09T16:00:00+00:00", "2026-03-12T15:59:59.999+00:00"),
    ],
)
def test_from_the_10th_to_the_12th_makes_three_editions_in_date_order(first, last):
    backfill(first, last)
    assert runs() == [("backfill", "2026-03-10"), ("backfill", "2026-03-11"), ("backfill", "2026-03-12")]


def test_a_date_triggered_by_hand_is_not_worked_again():
    trigger("2026-03-11")
    finish()
    backfill("2026-03-10T00:00:00+00:00", "2026-03-12T00:00:00+00:00")
    assert runs() == [("manual", "2026-03-11"), ("backfill", "2026-03-10"), ("backfill", "2026-03-12")]


def test_nor_is_one_that_is_still_at_work_or_today_triggered_without_a_key():
    trigger("2026-03-19")
    trigger(None)
    backfill("2026-03-18T00:00:00+00:00", "2026-03-20T00:00:00+00:00", "completed")
    assert runs() == [("manual", "2026-03-19"), ("manual", None), ("backfill", "2026-03-18")]


def test_a_failed_date_is_worked_again_when_asked_for():
    trigger("2026-03-11")
    finish("failed")
    backfill("2026-03-11T00:00:00+00:00", "2026-03-11T00:00:00+00:00", "failed")
    assert runs() == [("manual", "2026-03-11"), ("backfill", "2026-03-11")]


def test_dates_that_are_not_due_are_left_out():
    backfill("2026-03-20T00:00:00+00:00", "2026-12-31T00:00:00+00:00")
    assert runs() == [("backfill", "2026-03-20")]


def test_a_range_in_the_future_is_refused():
    from airflow.models.backfill import InvalidBackfillDate

    with pytest.raises(InvalidBackfillDate):
        backfill("9999-01-01T00:00:00+00:00", "9999-01-02T00:00:00+00:00")


@pytest.mark.parametrize("key", ["2026-3-11", "2026-03-21", "tomorrow"])
def test_a_key_that_is_no_report_date_makes_no_run(key):
    with pytest.raises(ValueError, match=r"report date|future"):
        trigger(key)
    assert runs() == []


def test_a_backfill_on_a_new_installation_starts_no_edition_of_today(now, next_run):
    tomorrow = datetime(2026, 3, 21, 0, 30, tzinfo=UTC)
    assert next_run() == ("2026-03-21", tomorrow)
    backfill("2026-03-10T00:00:00+00:00", "2026-03-12T00:00:00+00:00")
    _date_runs_of(now)
    assert next_run() == ("2026-03-21", tomorrow)


def test_without_a_schedule_there_is_no_next_run_and_backfills_work(monkeypatch, next_run):
    monkeypatch.setenv("AIRFLOW__NEWSDESK__SCHEDULE", "False")
    assert next_run() == (None, None)
    backfill("2026-03-10T00:00:00+00:00", "2026-03-10T00:00:00+00:00")
    assert runs() == [("backfill", "2026-03-10")]


def _date_runs_of(moment: datetime) -> None:
    """The rows were made now, by the real clock; the schedule thinks it is another day."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        for run in session.scalars(select(DagRun)):
            run.created_at = moment - timedelta(minutes=1)

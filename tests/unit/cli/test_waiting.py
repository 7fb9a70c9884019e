"""When an Airflow counts as well."""

import pytest

from newsdesk.cli.backfilling import exit_code, left_out, spans
from newsdesk.cli.running import in_progress
from newsdesk.cli.status import duration
from newsdesk.cli.waiting import instant, unhealthy

BEAT = "2026-01-02T03:04:05+00:00"
WELL = {
    "metadatabase": {"status": "healthy"},
    "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": BEAT},
    "triggerer": {"status": "healthy", "latest_triggerer_heartbeat": BEAT},
    "dag_processor": {"status": "healthy", "latest_dag_processor_heartbeat": BEAT},
}


def test_all_healthy():
    assert unhealthy(WELL, {}) == []


def test_a_heartbeat_of_the_predecessor_does_not_count():
    assert unhealthy(WELL, {"scheduler": instant(BEAT) + 1}) == ["scheduler"]
    assert unhealthy(WELL, {"scheduler": instant(BEAT) - 1}) == []


def test_a_service_that_was_never_up():
    broken = {**WELL, "dag_processor": {"status": None, "latest_dag_processor_heartbeat": None}}
    assert unhealthy(broken, {}) == ["dag-processor"]
    assert unhealthy({}, {}) == ["metadatabase", "scheduler", "dag-processor", "triggerer"]


def test_the_newest_run_at_work_is_the_one_to_follow():
    runs = [{"state": "success"}, {"state": "queued", "n": 2}, {"state": "running", "n": 1}]
    assert in_progress(runs) == {"state": "queued", "n": 2}
    assert in_progress([{"state": "failed"}]) is None


def test_dates_without_a_run_are_named():
    from datetime import date

    runs = [{"partition_key": "2026-01-01"}]
    assert left_out([date(2026, 1, 1), date(2026, 1, 2)], runs) == ["2026-01-02"]


def test_a_backfill_leaves_out_what_is_filed_and_takes_the_rest_in_ranges():
    from datetime import date

    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 4)]
    assert spans(days) == [days[:2], days[2:]]
    assert spans([]) == []


@pytest.mark.parametrize(("codes", "code"), [([0, 0], 0), ([0, 1, 3], 1), ([3, 3], 3), ([3, 0], 0), ([], 0)])
def test_how_a_backfill_ends(codes, code):
    assert exit_code(codes) == code


@pytest.mark.parametrize(
    ("seconds", "text"), [(42, "42 s"), (60, "1 min"), (3700, "1 h 1 min"), (180000, "2 days 2 h")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text

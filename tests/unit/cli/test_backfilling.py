"""backfill: which dates are done again, and in which ranges."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from newsdesk.cli import backfilling, homes
from newsdesk.cli.backfilling import backfill
from newsdesk.cli.running import Asked
from newsdesk.cli.starting import Installation
from newsdesk.cli.talk import Talk
from newsdesk.estimating import Dated, Estimate

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = [date(2026, 1, number) for number in range(1, 6)]


class Api:
    """An Airflow that does each backfill at once; keeps its ranges."""

    base_url = "http://127.0.0.1:8080"

    def __init__(self):
        self.ranges = []
        self.batch_to = []
        self.done = []

    def dag(self):
        return {"is_paused": False}

    def runs(self, run_type=None):
        return iter(self.done)

    def backfill(self, start, end, conf):
        self.ranges.append((start[8:10], end[8:10]))
        self.batch_to.append(conf.get("batch_to"))
        for number in range(int(start[8:10]), int(end[8:10]) + 1):
            key = f"2026-01-{number:02}"
            run = {"dag_run_id": f"backfill {key}", "partition_key": key, "state": "success", "duration": 1}
            self.done.append(run)


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """Runs a backfill of the five days, of which `filed` are filed; gives the exit code and the ranges."""
    home, api = homes.live(tmp_path), Api()
    home.reports.mkdir()
    for day in DAYS:
        (home.reports / f"{day}_report.txt").write_text("a report", encoding="utf-8")
    monkeypatch.setattr(backfilling, "bring_up", lambda home, talk: Installation(home, api, "", "", ""))

    def run(filed, asked=Asked()):  # noqa: B008 - a value
        dates = tuple(Dated(day, 3, "filed" if day.day in filed else "missing", False) for day in DAYS)
        found = Estimate(dates, 0, Decimal(0), Decimal(0), 0)
        monkeypatch.setattr(backfilling, "look_ahead", lambda *_: found)
        return backfill(home, DAYS, ZONE, asked, Talk()), api.ranges

    run.reports, run.api = home.reports, api
    return run


def test_what_is_filed_is_left_alone_and_the_rest_is_done_in_order(scene, capsys):
    assert scene({1, 3}) == (0, [("02", "02"), ("04", "05")])
    said = capsys.readouterr().out
    assert "left alone: 2026-01-01, 2026-01-03" in said
    assert "3 of 5 dates to do, one at a time" in said


def test_nothing_is_started_where_all_is_filed(scene, capsys):
    assert scene({1, 2, 3, 4, 5}) == (0, [])
    assert "left alone: 2026-01-01 to 2026-01-05" in capsys.readouterr().out


def test_a_report_whose_file_is_lost_is_made_again(scene):
    (scene.reports / "2026-01-04_report.txt").unlink()
    code, ranges = scene({1, 2, 3, 4, 5})
    assert ranges == [("04", "04")]
    assert code == 1  # the stand-in writes none


def test_what_is_asked_of_the_dates_is_asked_of_all(scene):
    assert scene({1, 3}, Asked(fresh=True)) == (0, [("01", "05")])


def test_a_batch_is_for_a_range_without_gaps_and_does_nothing_twice(scene):
    assert scene({1, 3}, Asked(batch=True)) == (0, [("02", "02"), ("04", "05")])
    assert scene.api.batch_to == ["2026-01-02", "2026-01-05"]
    scene({1, 3})
    assert scene.api.batch_to[2:] == [None, None]

"""How a run is shown."""

import json
from pathlib import Path

import pytest

from newsdesk.cli.airflow_api import ApiRefused, ApiUnreachable
from newsdesk.cli.filed import first_screen, reached_in
from newsdesk.cli.talk import Talk
from newsdesk.cli.task_logs import error_in, log_lines
from newsdesk.cli.watching import TASKS, changes, follow, line, one_line, table, view

RUN = {"dag_run_id": "manual__1", "state": "running"}


def instance(name, state, attempt=1, seconds=None, label=None):
    return {
        "task_id": name,
        "state": state,
        "try_number": attempt,
        "duration": seconds,
        "rendered_map_index": label,
    }


def test_the_six_tasks_in_order_whatever_airflow_lists_first():
    shown = view(RUN, [instance("rank", None), instance("ingest", "running"), instance("approve", None)])
    assert [task.name for task in shown.tasks] == list(TASKS)
    assert shown.tasks[0].words == "running"
    assert shown.tasks[1].words == "waiting"


def test_another_task_is_shown_once_it_does_something():
    tasks = [instance("approve", "skipped"), instance("deliver", "running"), instance("catch_up", None)]
    assert [task.name for task in view(RUN, tasks).tasks] == [*TASKS, "deliver"]


def test_a_line_for_each_change_and_none_for_what_waits():
    before = view(RUN, [instance("ingest", "queued")])
    running = view(RUN, [instance("ingest", "running")])
    done = view(RUN, [instance("ingest", "success", 1, 2.04, "new 3")])
    assert changes(None, before) == []
    assert changes(before, running) == ["  ingest         running"]
    assert changes(running, running) == []
    assert changes(running, done) == ["  ingest         done after 2.0 s  new 3"]


def test_a_second_attempt_is_told_apart():
    first = view(RUN, [instance("rank", "running", 1)])
    second = view(RUN, [instance("rank", "running", 2)])
    assert changes(first, second) == ["  rank           running (attempt 2)"]


def test_an_old_label_is_not_shown_as_a_result():
    cleared = view(RUN, [instance("rank", "running", 2, None, "old counts")])
    assert "old counts" not in line(cleared.tasks[TASKS.index("rank")])


def test_a_state_of_a_later_airflow_is_shown_as_it_is():
    assert view(RUN, [instance("rank", "dreaming")]).tasks[2].words == "dreaming"


def test_the_table_has_a_row_for_each_task():
    assert table(view(RUN, [])).row_count == len(TASKS)


class Api:
    """Answers from a list of moments: (run state, task instances), or an error to raise."""

    def __init__(self, *moments):
        self.moments = list(moments)

    def run(self, run_id):
        if isinstance(self.moments[0], Exception):
            raise self.moments.pop(0)
        return {"dag_run_id": run_id, "state": self.moments[0][0]}

    def tasks(self, run_id):
        return self.moments.pop(0)[1]

    def log(self, run_id, task_id, attempt):
        if task_id == "rank":
            raise ApiRefused(404, "no log")
        return [{"event": "x", "error_detail": [{"exc_type": "OSError", "exc_value": "disk full\nmore"}]}]


@pytest.fixture
def _quick(monkeypatch):
    monkeypatch.setattr("newsdesk.cli.watching._POLL", 0)


@pytest.mark.usefixtures("_quick")
def test_following_ends_with_the_run_and_bears_an_airflow_that_is_away(capsys):
    silent = []
    api = Api(
        ("queued", []),
        ApiUnreachable("gone"),
        ("running", [instance("ingest", "up_for_retry", 1), instance("rank", "up_for_retry", 1)]),
        ("failed", [instance("ingest", "failed", 2, 1.0)]),
    )
    ended = follow(api, "manual__1", Talk(), silent.append)
    assert ended.state == "failed"
    assert silent == [True]
    out = capsys.readouterr().out
    assert "ingest         will be tried again  OSError: disk full\n" in out
    assert "ingest         failed after 1.0 s (attempt 2)" in out


@pytest.mark.usefixtures("_quick")
def test_what_looking_after_raises_ends_the_following():
    def down(silent):
        raise RuntimeError("taken down")

    with pytest.raises(RuntimeError, match="taken down"):
        follow(Api(ApiUnreachable("gone")), "manual__1", Talk(), down)


def test_the_error_is_the_one_that_was_raised_last():
    entries = [
        {"event": "first", "error_detail": [{"exc_type": "ValueError", "exc_value": "old"}]},
        {
            "event": "Task failed",
            "error_detail": [{"exc_type": "A", "exc_value": "b"}, {"exc_type": "Cause"}],
        },
        {"event": "after"},
    ]
    assert error_in(entries) == "A: b"
    assert error_in(["plain"]) == ""


def test_log_lines_leave_out_what_airflow_groups():
    entries = [
        {"event": "::group::Log message source details"},
        {"event": "/a/path.log"},
        {"event": "::endgroup::"},
        {"event": "two\nlines", "level": "info", "timestamp": "2026-01-02T03:04:05.678Z"},
        "a plain line",
        {"event": "bad", "level": "error", "error_detail": [{"exc_type": "OSError", "exc_value": "x"}]},
    ]
    assert log_lines(entries) == ["03:04:05 INFO two", "lines", "a plain line", "ERROR bad", "    OSError: x"]


def test_a_long_reason_is_cut():
    assert one_line("a" * 300, 10) == "a" * 9 + "…"
    assert one_line(" first\nsecond") == "first"


def test_the_first_screen_says_how_much_is_left():
    assert first_screen("1\n2\n3\n4\n", 2, 1) == ("1\n2", 2)
    assert first_screen("1\n2\n3\n", 2, 1) == ("1\n2\n3", 0)
    assert first_screen("", 2, 1) == ("", 0)


@pytest.mark.parametrize(
    ("content", "reached"),
    [({"sources": {"reached": 0}}, 0), ({"sources": {"reached": 12}}, 12), ({"older": 1}, None), ("x", None)],
)
def test_how_many_sources_answered(tmp_path: Path, content, reached):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(content))
    assert reached_in(path) == reached
    assert reached_in(tmp_path / "none.json") is None

"""run and rerun: which run is followed, and how the command ends."""

import json
from datetime import date
from types import SimpleNamespace

import pytest

from newsdesk.cli import homes, running
from newsdesk.cli.running import Asked, Paused
from newsdesk.cli.starting import Installation
from newsdesk.cli.talk import Talk
from newsdesk.cli.watching import RunView, TaskView

DAY = date(2026, 1, 2)
PLAIN = Asked()


class Api:
    """An Airflow that has these runs; keeps what it was asked to do."""

    base_url = "http://127.0.0.1:8080"

    def __init__(self, runs=(), paused=False):
        self.known = list(runs)
        self.paused = paused
        self.done = []

    def dag(self):
        return {"is_paused": self.paused}

    def runs(self, day=None, run_type=None):
        return iter([each for each in self.known if day is None or each["partition_key"] == day.isoformat()])

    def trigger(self, day, conf):
        self.done.append(("trigger", day, conf))
        return {"dag_run_id": "new"}

    def clear(self, run_id, task):
        self.done.append(("clear", run_id, task))

    def run_page(self, run_id):
        return f"{self.base_url}/runs/{run_id}"

    def log(self, run_id, task, attempt):
        return [{"event": "went wrong", "error_detail": [{"exc_type": "OSError", "exc_value": "disk full"}]}]


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """A checkout with two homes that need no Airflow; `ends` says how a followed run ends."""
    stage = SimpleNamespace(
        api=Api(), ends="success", followed=[], ever=False, reached={"live": 5, "sample": 5}
    )
    monkeypatch.setattr(running, "sample_date", lambda home: date(2026, 3, 6))
    monkeypatch.setattr("newsdesk.store.queries.ever_reached", lambda engine: stage.ever)

    def bring_up(home, talk):
        return Installation(home, stage.api, stage.api.base_url, "pass", "postgresql+psycopg2://nowhere/x")

    def follow(api, run_id, talk, look_after):
        stage.followed.append(run_id)
        if stage.ends == "interrupt":
            raise KeyboardInterrupt
        state = "failed" if stage.ends == "failed" else "success"
        return RunView(run_id, stage.ends, (TaskView("ingest", state, 2, 1.0, ""),))

    monkeypatch.setattr(running, "bring_up", bring_up)
    monkeypatch.setattr(running, "follow", follow)
    for home, day in ((homes.live(tmp_path), DAY), (homes.sample(tmp_path), date(2026, 3, 6))):
        home.reports.mkdir()
        (home.reports / f"{day}_report.txt").write_text(f"report of {home.name}\n", encoding="utf-8")

    def run(name="live", asked=PLAIN):
        for each in (homes.live(tmp_path), homes.sample(tmp_path)):
            for text in each.reports.glob("*.txt"):
                reached = {"sources": {"reached": stage.reached[each.name]}}
                text.with_suffix(".json").write_text(json.dumps(reached))
        return running.run(getattr(homes, name)(tmp_path), DAY, asked, Talk())

    stage.run = run
    stage.rerun = lambda task="ingest", asked=PLAIN: running.rerun(
        homes.live(tmp_path), DAY, task, asked, Talk()
    )
    stage.root = tmp_path
    return stage


def known(state, run_id="old", key="2026-01-02"):
    return {"dag_run_id": run_id, "state": state, "partition_key": key}


def test_filed(scene, capsys):
    assert scene.run() == 0
    out = capsys.readouterr().out
    assert "report of live" in out
    assert "http://127.0.0.1:8080/runs/new" in out
    assert "admin / pass" in out


def test_the_parameters_reach_the_trigger(scene):
    scene.run(asked=Asked(fresh=True))
    assert scene.api.done == [("trigger", DAY, {"fresh": True, "recollect": False, "resend": False})]


def test_a_failed_run_names_task_error_and_log(scene, capsys):
    scene.ends = "failed"
    assert scene.run() == 1
    printed = capsys.readouterr()
    assert "task ingest failed at attempt 2" in printed.err
    assert "OSError: disk full" in printed.err
    assert "went wrong" in printed.out


def test_a_good_run_without_a_report_is_a_failure(scene, capsys):
    (scene.root / "reports" / "2026-01-02_report.txt").unlink()
    assert scene.run() == 1
    assert "there is no report" in capsys.readouterr().err


def test_a_newcomer_without_internet_ends_in_the_sample(scene, capsys):
    scene.reached["live"] = 0
    assert scene.run() == 0
    printed = capsys.readouterr()
    assert "never reached a source" in printed.out
    assert "report of sample" in printed.out


def test_as_often_as_it_is_tried(scene):
    scene.reached["live"] = 0
    assert [scene.run(), scene.run()] == [0, 0]


def test_anybody_else_without_internet_is_told_and_offered_the_sample(scene, capsys):
    scene.reached["live"], scene.ever = 0, True
    assert scene.run() == 3
    printed = capsys.readouterr()
    assert "run --sample" in printed.out
    assert "report of sample" not in printed.out


def test_a_rehearsal_that_reaches_nothing_does_not_start_another(scene):
    scene.reached["sample"] = 0
    (scene.root / "reports-sample" / "2026-01-02_report.txt").write_text("empty\n")
    assert scene.run("sample") == 3
    assert scene.followed == ["new"]


def test_a_date_that_is_at_work_is_followed_not_started_again(scene, capsys):
    scene.api.known = [known("running")]
    assert scene.run() == 0
    assert scene.followed == ["old"]
    assert scene.api.done == []
    assert "following it" in capsys.readouterr().out


def test_with_parameters_a_run_of_its_own_is_started_and_the_wait_is_said(scene, capsys):
    scene.api.known = [known("running")]
    scene.run(asked=Asked(recollect=True))
    assert scene.followed == ["new"]
    assert "waits its turn" in capsys.readouterr().out


def test_another_date_at_work_is_said(scene, capsys):
    scene.api.known = [known("running", key="2026-01-01")]
    scene.run()
    assert "2026-01-01 is being made" in capsys.readouterr().out


def test_who_stops_watching_is_told_where_the_run_goes_on(scene, capsys):
    scene.ends = "interrupt"
    assert scene.run() == 130
    assert "the run goes on in Airflow" in capsys.readouterr().out


def test_a_paused_dag_is_not_waited_for(scene):
    scene.api.paused = True
    with pytest.raises(Paused, match="unpause it at"):
        scene.run()


def test_rerun_clears_the_newest_run_from_the_task_on(scene):
    scene.api.known = [known("success", "newest"), known("failed", "older")]
    assert scene.rerun("rank") == 0
    assert scene.api.done == [("clear", "newest", "rank")]
    assert scene.followed == ["newest"]


def test_rerun_of_a_date_that_never_ran_starts_it(scene):
    assert scene.rerun() == 0
    assert scene.api.done == [("trigger", DAY, {"fresh": False, "recollect": False, "resend": False})]


def test_rerun_with_parameters_is_a_new_run(scene):
    scene.api.known = [known("success")]
    scene.rerun(asked=Asked(fresh=True))
    assert scene.api.done == [("trigger", DAY, {"fresh": True, "recollect": False, "resend": False})]


def test_rerun_waits_for_a_run_that_is_at_work(scene):
    scene.api.known = [known("running", "busy")]
    scene.rerun()
    assert scene.followed == ["busy", "busy"]
    assert scene.api.done == [("clear", "busy", "ingest")]

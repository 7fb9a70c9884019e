"""The bridge: connections and variables to settings, keys to dates, errors to retries."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import Asset, Connection, Variable
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
    DownstreamTasksSkipped,
)

import newsdesk_airflow as bridge
from newsdesk.errors import BadReportDate, ConfigError, Permanent, SourcesOutOfReach

pytestmark = pytest.mark.airflow
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
ROOT = Path(__file__).resolve().parents[2]
MINUTE = timedelta(minutes=1)
DATABASE = Connection.from_uri("postgresql://nd@db/news", conn_id="newsdesk_db")


@pytest.fixture(autouse=True)
def installation(monkeypatch, tmp_path):
    """An installation by environment, as the launcher makes it; the clock stands."""
    edition = ROOT / "include" / "editions" / "ai-zh.toml"
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "small.toml").touch()
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_INCLUDE", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_EDITION", str(edition))
    monkeypatch.setattr(bridge, "utcnow", lambda: NOW)
    monkeypatch.setattr(bridge, "_connection", lambda: DATABASE)
    # The variables of the environment alone: there is no Airflow to ask for others.
    monkeypatch.setattr(
        Variable, "get", lambda name, default: os.environ.get(f"AIRFLOW_VAR_{name.upper()}", default)
    )
    return tmp_path


class Newsroom:
    """A stand-in for newsdesk.stages that remembers how it was asked."""

    def __init__(self) -> None:
        self.desks: list[SimpleNamespace] = []
        self.counts: dict[str, int | str] = {
            "items": 3,
            "path": "/r/2026-03-10_report.txt",
            "revision": 2,
            "state": "filed",
        }
        self.error: Exception | None = None

    def work(self, desk: SimpleNamespace) -> dict[str, Any]:
        self.desks.append(desk)
        if self.error:
            raise self.error
        return self.counts

    def open_desk(
        self, settings: Any, run: Any, now: Any, client: Any = None, model: Any = None, real_now: Any = None
    ) -> SimpleNamespace:
        return SimpleNamespace(
            settings=settings, run=run, now=now, client=client, model=model, real_now=real_now
        )


@pytest.fixture
def newsroom(monkeypatch):
    room = Newsroom()
    stages = ModuleType("newsdesk.stages")
    names = ("ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report")
    stages.STAGES = dict.fromkeys(names, room.work)  # type: ignore[attr-defined]
    stages.catch_up = room.work  # type: ignore[attr-defined]
    stages.open_desk = room.open_desk  # type: ignore[attr-defined]
    stages.collect = lambda settings, run_id, now, sharded: {"attempted": 4, "failed": 1, "new": 7}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "newsdesk.stages", stages)
    return room


class Event:
    def __init__(self) -> None:
        self.extra: dict[str, Any] = {}
        self.partitions: list[str] = []

    def add_partitions(self, key: str) -> None:
        self.partitions.append(key)


@pytest.fixture
def task_run(monkeypatch):
    """task_run(key=…, …): the context of a task of a run, in force."""

    def make(
        key: str | None = "2026-03-10", kind: str = "manual", tries: int = 1, **params: Any
    ) -> dict[str, Any]:
        report = Asset("newsdesk_report")
        context = {
            "partition_key": key,
            "run_id": f"{kind}__1",
            "dag_run": SimpleNamespace(run_type=kind, start_date=NOW - MINUTE, run_after=NOW - 2 * MINUTE),
            "ti": SimpleNamespace(try_number=tries, max_tries=6, xcom_push=lambda key, value: None),
            "task": SimpleNamespace(outlets=[report]),
            "outlet_events": {report: Event()},
            "params": {"fresh": False, "recollect": False, "feeds": None, **params},
            "report": report,
        }
        monkeypatch.setattr("airflow.sdk.get_current_context", lambda: context)
        return context

    return make


def test_a_task_works_its_runs_date_and_shows_its_counts(newsroom, task_run):
    context = task_run(fresh=True)
    assert bridge.run_stage("render_report") == newsroom.counts
    run = newsroom.desks[0].run
    assert (run.report_date, run.run_id, run.started_at) == (date(2026, 3, 10), "manual__1", NOW - MINUTE)
    assert (run.fresh, run.recollect, run.scheduled, run.last_try) == (True, False, False, False)
    assert newsroom.desks[0].now() == NOW
    assert context["label"] == "items 3 · revision 2 · state filed"


def test_the_asset_carries_date_path_and_revision(newsroom, task_run):
    context = task_run(key=None)
    bridge.run_stage("render_report")
    event = context["outlet_events"][context["report"]]
    assert event.partitions == ["2026-03-10"]
    assert event.extra == {
        "date": "2026-03-10",
        "path": "/r/2026-03-10_report.txt",
        "revision": 2,
        "state": "filed",
    }


def test_without_a_key_it_is_the_day_the_run_was_started_also_after_midnight(newsroom, task_run, monkeypatch):
    context = task_run(key=None)
    context["dag_run"].run_after = datetime(2026, 3, 10, 15, 59, tzinfo=UTC)
    monkeypatch.setattr(bridge, "utcnow", lambda: datetime(2026, 3, 10, 16, 5, tzinfo=UTC))
    bridge.run_stage("tag_regions")
    assert newsroom.desks[0].run.report_date == date(2026, 3, 10)


@pytest.mark.parametrize("key", ["2026-3-1", "2026-03-11", "x"])
def test_a_wrong_or_future_date_fails_at_once(newsroom, task_run, key):
    task_run(key=key)
    with pytest.raises(AirflowFailException):
        bridge.run_stage("ingest")
    assert newsroom.desks == []


@pytest.mark.parametrize(("tries", "last"), [(1, False), (6, False), (7, True)])
def test_a_scheduled_run_knows_its_last_try(newsroom, task_run, tries, last):
    task_run(kind="scheduled", tries=tries)
    bridge.run_stage("ingest")
    assert newsroom.desks[0].run.scheduled is True
    assert newsroom.desks[0].run.last_try is last


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        (Permanent("no"), AirflowFailException),
        (ConfigError("feeds.toml: line 3"), AirflowFailException),
        (BadReportDate("x"), AirflowFailException),
        (SourcesOutOfReach("2 of 9"), AirflowException),
        (ZeroDivisionError(), ZeroDivisionError),
    ],
)
def test_errors_become_airflows(newsroom, task_run, raised, seen):
    task_run()
    newsroom.error = raised
    with pytest.raises(seen) as caught:
        bridge.run_stage("ingest")
    assert type(caught.value) is seen
    assert str(raised) in str(caught.value)


def test_a_rehearsals_clock_stands_at_the_end_of_the_window(newsroom, task_run, monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_REHEARSAL", "sample")
    task_run(key="2026-01-02")
    bridge.run_stage("ingest")
    desk = newsroom.desks[0]
    assert desk.now() == datetime.combine(date(2026, 1, 2), time(0, 30), tzinfo=UTC)
    assert desk.settings.rehearsal == "sample"
    assert desk.run.started_at == NOW - MINUTE


def test_the_model_is_for_those_who_judge_and_write(newsroom, task_run, monkeypatch):
    monkeypatch.setattr(bridge, "model_client", lambda: ("client", "claude-x"))
    task_run()
    for name in ("ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report"):
        with suppress(DownstreamTasksSkipped):  # write_up: nobody is to approve this run
            bridge.run_stage(name)
    assert [desk.client for desk in newsroom.desks] == [None, None, "client", "client", "client", None]
    assert newsroom.desks[2].model == "claude-x"


def test_no_connection_means_rules_and_one_means_its_client_and_model(monkeypatch):
    def missing(_: str) -> Connection:
        from airflow.sdk.exceptions import AirflowNotFoundException

        raise AirflowNotFoundException("no")

    monkeypatch.setattr(Connection, "get", missing)
    assert bridge.model_client() == (None, None)

    there = Connection(
        conn_id="anthropic_default",
        conn_type="anthropic",
        host="http://127.0.0.1:9",
        password="k",
        extra=json.dumps({"model": "claude-haiku-5-5", "anthropic_client_kwargs": {"max_retries": 1}}),
    )
    monkeypatch.setattr(Connection, "get", lambda _: there)
    client, model = bridge.model_client()
    assert (str(client.base_url), client.max_retries, model) == ("http://127.0.0.1:9", 1, "claude-haiku-5-5")


def test_a_feeds_file_is_taken_by_its_name_under_include(newsroom, task_run, installation):
    (installation / "mine.toml").write_text("", encoding="utf-8")
    task_run(feeds="mine.toml")
    bridge.run_stage("ingest")
    assert newsroom.desks[0].settings.feeds_file == installation / "mine.toml"


@pytest.mark.parametrize(
    "name", ["../x.toml", "/etc/hosts", "none.toml", "editions/small.toml", "", "..", "mine.toml\n"]
)
def test_a_path_or_a_missing_feeds_file_fails_at_once(newsroom, task_run, name):
    task_run(feeds=name)
    with pytest.raises(AirflowFailException, match="feeds: there is no file"):
        bridge.run_stage("ingest")


def test_settings_have_defaults_in_the_repository(monkeypatch):
    for name in ("INCLUDE", "EDITION"):
        monkeypatch.delenv(f"AIRFLOW_VAR_NEWSDESK_{name}")
    settings = bridge.current_settings(None)
    assert settings.include == ROOT / "include"
    assert settings.feeds_file == ROOT / "include" / "feeds.toml"
    assert settings.edition_file == ROOT / "include" / "editions" / "ai-zh.toml"
    assert settings.reports == ROOT / "reports"
    assert settings.rehearsal == ""


def test_variables_go_before_the_defaults(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_FEEDS", "/f/feeds.toml")
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_REPORTS", "/r")
    settings = bridge.current_settings(None)
    assert (settings.feeds_file, settings.reports, settings.include) == (
        Path("/f/feeds.toml"),
        Path("/r"),
        tmp_path,
    )


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgresql://nd:p%40ss%2F1@db:5433/news", "//nd:p%40ss%2F1@db:5433/news"),
        ("postgres://nd@db/news?sslmode=require", "//nd@db/news?sslmode=require"),
        ("postgresql://postgres@/news?host=/run/pg", "//postgres@/news?host=%2Frun%2Fpg"),
        (
            {"login": "postgres", "schema": "news", "host": "/run/p g", "port": 5433},
            "//postgres@:5433/news?host=%2Frun%2Fp+g",
        ),
        (
            {"login": "u", "schema": "n", "extra": {"connect_timeout": 3, "host": "/run/pg"}},
            "//u@/n?connect_timeout=3&host=%2Frun%2Fpg",
        ),
    ],
)
def test_the_connection_becomes_an_sqlalchemy_url(given, url):
    if isinstance(given, str):
        connection = Connection.from_uri(given, conn_id="newsdesk_db")
    else:
        connection = Connection.from_json(
            json.dumps({"conn_type": "postgres", **given}), conn_id="newsdesk_db"
        )
    assert bridge.database_url(connection) == f"postgresql+psycopg2:{url}"


def test_collecting_shows_counts_and_a_rehearsal_does_not_collect(newsroom, task_run, monkeypatch):
    context = task_run(key=None)
    assert bridge.run_collection() == {"attempted": 4, "failed": 1, "new": 7}
    assert context["label"] == "attempted 4 · failed 1 · new 7"
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_REHEARSAL", "replay")
    with pytest.raises(AirflowSkipException):
        bridge.run_collection()


def test_catching_up_is_skipped_where_nothing_was_cut_off(newsroom, task_run):
    from airflow.sdk.exceptions import AirflowSkipException

    task_run()
    newsroom.counts = {"cut_off": 0}
    with pytest.raises(AirflowSkipException):
        bridge.run_catch_up()
    newsroom.counts = {"cut_off": 1, "revision": 2}
    assert bridge.run_catch_up() == newsroom.counts


def test_the_total_of_a_range_and_its_name():
    from decimal import Decimal

    now = datetime(2026, 3, 10, tzinfo=UTC)
    assert bridge._budget({}, "backfill__x", now) == {}
    assert bridge._budget({"total_usd": 0.3}, "backfill__x__y", now) == {
        "budget": "backfill 2026-03-10",
        "total_usd": Decimal("0.3"),
    }
    assert bridge._budget({"total_usd": 1, "range": "march"}, "manual__x", now)["budget"] == "march"


def test_a_range_by_batch_has_its_last_date_and_no_date_of_the_past():
    from newsdesk.errors import BadReportDate
    from newsdesk_batches import dates

    first = date(2026, 3, 10)
    assert dates(first, "2026-03-12") == [first, date(2026, 3, 11), date(2026, 3, 12)]
    assert dates(first, "2026-03-10") == [first]
    for last in ("2026-03-09", "2026-3-12", "2028-03-10", "soon"):
        with pytest.raises(BadReportDate):
            dates(first, last)


@pytest.mark.parametrize("given", [None, "2026-03-12"])
def test_dedupe_skips_the_batches_unless_they_are_asked_for(newsroom, task_run, given):
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    task_run(batch_to=given)
    if given:
        assert bridge.run_stage("dedupe") == newsroom.counts
    else:
        with pytest.raises(DownstreamTasksSkipped) as skipped:
            bridge.run_stage("dedupe")
        assert skipped.value.tasks == ["ask_by_batch"]

"""The DAG files: what they say, and that reading them touches nothing."""

from __future__ import annotations

import ast
import itertools
import multiprocessing
import os
import runpy
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from airflow.sdk import DAG
from airflow.sdk.exceptions import ParamValidationError

pytestmark = pytest.mark.airflow
ROOT = Path(__file__).resolve().parents[2]
STAGES = ["ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report"]
ASIDE = {"approve", "ask_by_batch"}  # off by default


def load(name: str) -> DAG:
    made = runpy.run_path(str(ROOT / "dags" / f"{name}.py"))[name]()
    assert isinstance(made, DAG)
    return made


@pytest.fixture(scope="module")
def daily() -> DAG:
    return load("daily_report")


@pytest.fixture(scope="module")
def hourly() -> DAG:
    return load("collect_feeds")


class Watched(dict):  # type: ignore[type-arg]
    """An environment that remembers what was asked of it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


@pytest.mark.parametrize("name", ["daily_report", "collect_feeds", "morning_watch"])
@pytest.mark.parametrize("fresh", [False, True])
def test_reading_a_dag_file_touches_no_network_database_or_environment(name, fresh, monkeypatch):
    import sys

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("reading a DAG file must not do this")

    environment = Watched(os.environ)
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(os, "getenv", environment.get)
    for name_of in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name_of, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(sqlalchemy, "create_engine", refuse)
    monkeypatch.setattr(sqlalchemy.engine.Engine, "connect", refuse)
    if fresh:  # the bridge is read again too
        monkeypatch.delitem(sys.modules, "newsdesk_airflow", raising=False)
    load(name)
    ours = {
        key
        for key in environment.asked
        if "NEWSDESK" in key or key.startswith(("AIRFLOW_VAR", "AIRFLOW_CONN"))
    }
    assert ours == set()


def test_reading_the_dag_files_loads_nothing_heavy():
    code = (
        "import sys, newsdesk_airflow, newsdesk_posting, daily_report, collect_feeds, morning_watch;"
        "print([one for one in ('newsdesk.stages', 'newsdesk.store', 'feedparser', 'anthropic', 'lxml',"
        " 'airflow.providers.anthropic.hooks') if one in sys.modules])"
    )
    assert said_by(code) == ["[]"]


def test_the_scheduler_alone_imports_what_tasks_use_before_they_are_forked():
    code = (
        "import sys; from airflow.listeners.listener import get_listener_manager\n"
        "for service in ('triggerer', 'dag-processor', 'scheduler'):\n"
        "    sys.argv = ['airflow', service]\n"
        "    get_listener_manager().hook.on_starting(component=None)\n"
        "    print(service, 'newsdesk.stages' in sys.modules)"
    )
    forks = multiprocessing.get_start_method() == "fork"
    assert said_by(code)[-3:] == ["triggerer False", "dag-processor False", f"scheduler {forks}"]


def said_by(code: str) -> list[str]:
    """What a new process prints, line by line, as Airflow finds our plugins."""
    import subprocess
    import sys

    import airflow.settings

    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "plugins"), str(ROOT / "dags")]),
        "AIRFLOW_HOME": airflow.settings.AIRFLOW_HOME,
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_six_stages_stand_in_their_order(daily):
    order = [task.task_id for task in daily.topological_sort() if task.task_id not in ASIDE]
    assert order == [*STAGES, "deliver", "catch_up", "deliver_correction"]
    for before, after in itertools.pairwise(order):
        assert daily.get_task(before).downstream_task_ids - ASIDE == {after}


def test_the_question_stands_before_filing_and_a_skipped_one_holds_nothing_up(daily):
    approve, filing = daily.get_task("approve"), daily.get_task("render_report")
    assert approve.upstream_task_ids == {"write_up"}
    assert approve.downstream_task_ids == {"render_report"}
    assert filing.trigger_rule == "none_failed_min_one_success"  # and a dry run, all skipped, files nothing


def test_batches_stand_before_judging_and_skipped_ones_hold_nothing_up(daily):
    batches, rank = daily.get_task("ask_by_batch"), daily.get_task("rank")
    assert batches.upstream_task_ids == {"dedupe"}
    assert batches.downstream_task_ids == {"rank"}
    assert rank.trigger_rule == "none_failed_min_one_success"
    assert batches.execution_timeout >= timedelta(days=4)  # four batches of a day each


def test_collecting_is_ingest_alone(hourly):
    assert hourly.task_ids == ["ingest"]


@pytest.mark.parametrize("name", ["daily_report", "collect_feeds", "morning_watch"])
def test_every_dag_is_on_never_catches_up_and_works_one_run_at_a_time(name):
    made = load(name)
    assert made.is_paused_upon_creation is False
    assert made.catchup is False
    assert made.start_date is None
    assert made.max_active_runs == 1
    assert made.doc_md


@pytest.mark.parametrize("name", ["daily_report", "collect_feeds", "morning_watch"])
def test_every_task_retries_soon_within_a_limit_and_says_what_it_does(name):
    for task in load(name).tasks:
        if task.task_id == "approve":  # waits for a person
            continue
        assert task.retries >= 2, task.task_id
        assert task.retry_delay <= timedelta(seconds=15), task.task_id
        assert task.retry_exponential_backoff == 2, task.task_id
        assert task.max_retry_delay <= timedelta(minutes=2), task.task_id
        assert task.execution_timeout is not None, task.task_id
        assert task.doc_md, task.task_id
        assert task.map_index_template == "{{ label }}", task.task_id
        assert task.multiple_outputs is False, task.task_id


def test_a_scheduled_morning_has_tries_left_when_the_filing_limit_comes(daily):
    from newsdesk.window import GRACE

    ingest = daily.get_task("ingest")
    waits = [
        min(ingest.retry_delay * 2**number, ingest.max_retry_delay) for number in range(ingest.retries - 1)
    ]
    assert sum(waits, timedelta()) > GRACE


def test_the_form_asks_in_words(daily):
    params = daily.params
    assert {name: params[name] for name in params} == {
        "fresh": False,
        "recollect": False,
        "resend": False,
        "approve": False,
        "dry_run": False,
        "batch_to": None,
        "feeds": None,
        "total_usd": None,
        "range": None,
    }
    assert "judge afresh" in params.get_param("fresh").schema["title"]
    assert "collect again" in params.get_param("recollect").schema["title"]


@pytest.mark.parametrize(
    ("feeds", "fine"),
    [
        (None, True),
        ("feeds.toml", True),
        ("my-feeds_2.toml", True),
        ("../feeds.toml", False),
        ("/etc/feeds.toml", False),
        ("sub/feeds.toml", False),
        ("..toml", False),
        (".toml", False),
        ("feeds", False),
        ("", False),
    ],
)
def test_feeds_are_a_file_name_and_never_a_path(daily, feeds, fine):
    param = daily.params.get_param("feeds")
    if fine:
        assert param.resolve(value=feeds) == feeds
    else:
        with pytest.raises(ParamValidationError):
            param.resolve(value=feeds)


def test_the_filed_report_is_an_asset(daily):
    assert [asset.name for asset in daily.get_task("render_report").outlets] == ["newsdesk_report"]


def test_a_source_read_by_the_hourly_run_is_due_again_at_half_past_eight(daily, hourly):
    from newsdesk.feeds.catalog import load_catalog

    minute = int(hourly.schedule.summary.split()[0])
    between = timedelta(minutes=(30 - minute) % 60)
    hourly_sources = [
        one for one in load_catalog(ROOT / "include" / "feeds.toml").sources if one.interval <= 1800
    ]
    assert hourly_sources
    assert all(timedelta(seconds=one.interval) < between for one in hourly_sources)


def test_the_domain_never_imports_airflow():
    found = []
    for path in (ROOT / "plugins" / "newsdesk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                names = [str(node.args[0].value)] if called in {"import_module", "__import__"} else names
            found += [
                (path.name, name)
                for name in names
                if name.split(".")[0]
                in {"airflow", "newsdesk_airflow", "newsdesk_sharding", "newsdesk_timetables"}
            ]
    assert found == []


def test_the_dag_files_hold_no_logic():
    for path in (ROOT / "dags").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        logic = [
            node
            for node in ast.walk(tree)
            if isinstance(node, (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Lambda))
        ]
        assert logic == [], path.name


@pytest.mark.parametrize("name", ["daily_report", "collect_feeds"])
def test_several_shards_stand_mapped_before_ingest(name, monkeypatch):
    import newsdesk_sharding

    tasks = [task.task_id for task in load(name).topological_sort()]
    monkeypatch.setattr(newsdesk_sharding, "shards", lambda: 3)
    made = load(name)
    assert [task.task_id for task in made.topological_sort()] == ["read_shard", *tasks]
    shard = made.get_task("read_shard")
    assert shard.is_mapped
    assert shard.downstream_task_ids == {"ingest"}
    assert made.get_task("ingest").trigger_rule == "all_done"


def test_the_number_of_shards_is_the_edition_file_s():
    from newsdesk.settings import load_edition
    from newsdesk_sharding import shards

    assert shards() == load_edition(ROOT / "include" / "editions" / "ai-zh.toml").shards == 1

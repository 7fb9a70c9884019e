"""Each DAG really run, task by task: real stages, a real Postgres, two feeds on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from newsdesk.rehearsal.loopback import Answer, LoopbackServer, said

pytestmark = [pytest.mark.airflow, pytest.mark.database]
ROOT = Path(__file__).resolve().parents[2]
TITLE = "OpenAI releases a smaller reasoning model for developers"
FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Lantern</title><link>http://HOST/</link>
<item><title>{TITLE}</title><link>http://HOST/articles/1</link><guid>1</guid>
<pubDate>Mon, 09 Mar 2026 20:00:00 GMT</pubDate>
<description>OpenAI on Monday released a smaller reasoning model for developers. The company said the
artificial intelligence model costs 40% less than the one before it.</description></item>
</channel></rss>"""
SOURCE = """
[[source]]
slug = "{slug}"
name = "{name}"
url = "http://{host}/{slug}.xml"
language = "en"
tier = 1
home = "US"
"""


@pytest.fixture
def feeds() -> Iterator[str]:
    """host:port of one feed that answers and one that is down."""

    def answer(path: str, _: datetime | None) -> Answer:
        if path != "/lantern.xml":
            return said(HTTPStatus.BAD_GATEWAY, "down")
        return Answer(HTTPStatus.OK, FEED.replace("HOST", host).encode(), "application/rss+xml")

    server = LoopbackServer(answer, 0)
    host = f"127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield host
    server.shutdown()
    server.server_close()


@pytest.fixture
def installation(metadata, news_url, feeds, tmp_path, monkeypatch) -> Path:
    """A live installation over those two feeds; its folder."""
    text = f'allow_private = ["{feeds}"]\n' + "".join(
        SOURCE.format(slug=slug, name=name, host=feeds)
        for slug, name in (("lantern", "Lantern"), ("quayside", "Quayside"))
    )
    (tmp_path / "feeds.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("AIRFLOW_CONN_NEWSDESK_DB", news_url.replace("+psycopg2", ""))
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_FEEDS", str(tmp_path / "feeds.toml"))
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_REPORTS", str(tmp_path / "reports"))
    monkeypatch.delenv("AIRFLOW_CONN_ANTHROPIC_DEFAULT", raising=False)
    return tmp_path


@pytest.fixture
def run(monkeypatch):
    """run(dag id, key): a run of a DAG through Airflow's own test harness; its state.

    The harness knows no partition keys: the run is made here as a trigger would make it.
    """
    from airflow.models import dagrun as rows

    def make(dag_id: str, key: str | None = None) -> str:
        import runpy

        def create(*, dag: Any, start_date: Any, session: Any, run_id: str, **given: Any) -> Any:
            given.update(logical_date=None, data_interval=None)
            return dag.create_dagrun(
                run_id=run_id,
                run_type="manual",
                state="running",
                start_date=start_date,
                partition_key=key,
                partition_date=dag.timetable.resolve_partition_date(key) if key else None,
                session=session,
                **given,
            )

        monkeypatch.setattr(rows, "get_or_create_dagrun", create)
        dag = runpy.run_path(str(ROOT / "dags" / f"{dag_id}.py"))[dag_id]()
        dag.deadline = None  # the harness hands deadlines on unsaved, and Airflow cannot find them
        return str(dag.test(logical_date=datetime.now(UTC)).state)

    return make


def results() -> dict[str, Any]:
    """task id → what it returned, of the newest run."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.scalars(select(XComModel).order_by(XComModel.dag_run_id))
        return {row.task_id: XComModel.deserialize_value(row) for row in found}


def labels() -> dict[str, str | None]:
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.execute(select(TaskInstance.task_id, TaskInstance.rendered_map_index))
        return {task: label for task, label in found}


def asset_events() -> list[tuple[str | None, dict[str, Any]]]:
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        return [(event.partition_key, event.extra) for event in session.scalars(select(AssetEvent))]


def test_the_daily_report_is_filed_and_a_second_run_changes_nothing(installation, run):
    assert run("daily_report", "2026-03-10") == "success"
    path = installation / "reports" / "2026-03-10_report.txt"
    filed = path.read_bytes()
    assert TITLE in filed.decode()
    assert "Quayside" in filed.decode()  # the source that failed is named

    assert results()["render_report"]["path"] == str(path)
    assert results()["render_report"]["items"] == 1
    assert results()["ingest"]["reached"] == 1
    assert "items 1" in str(labels()["render_report"])
    assert [key for key, _ in asset_events()] == ["2026-03-10"]
    assert asset_events()[0][1]["path"] == str(path)

    assert run("daily_report", "2026-03-10") == "success"
    assert path.read_bytes() == filed
    assert results()["render_report"]["revision"] == 1


def test_no_article_text_title_or_url_is_in_a_tasks_result(installation, run):
    run("daily_report", "2026-03-10")
    assert set(results()) == {
        "ingest",
        "dedupe",
        "rank",
        "tag_regions",
        "write_up",
        "render_report",
        "deliver",
    }
    for task, counts in results().items():
        text = json.dumps(counts, ensure_ascii=False)
        assert all(isinstance(value, (int, str)) for value in counts.values()), task
        assert len(text) < 1000, task
        for part in ("http", "OpenAI", "reasoning"):
            assert part not in text.replace(str(installation), ""), task


def test_a_future_key_that_got_past_the_form_fails_in_the_first_task_without_a_retry(
    installation, run, monkeypatch
):
    import newsdesk_timetables

    monkeypatch.setattr(newsdesk_timetables, "refuse_future", lambda *_: None)
    assert run("daily_report", "9998-01-01") == "failed"
    assert results() == {}

    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        states = dict(session.execute(select(TaskInstance.task_id, TaskInstance.state)).all())
    assert states["ingest"] == "failed"
    assert states["dedupe"] == "upstream_failed"


def test_collecting_reads_the_sources_and_files_nothing(installation, run):
    assert run("collect_feeds") == "success"
    assert results()["ingest"]["new"] == 1
    assert results()["ingest"]["failed"] == 1
    assert not (installation / "reports").exists()


@pytest.mark.parametrize("dag_id", ["daily_report", "collect_feeds"])
def test_shards_read_and_the_intake_closes_once_after_them(dag_id, installation, run, monkeypatch):
    import newsdesk_sharding

    monkeypatch.setattr(newsdesk_sharding, "shards", lambda: 2)
    assert run(dag_id, "2026-03-10" if dag_id == "daily_report" else None) == "success"
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        mapped = session.scalars(
            select(TaskInstance.rendered_map_index).where(TaskInstance.task_id == "read_shard")
        ).all()
    assert sorted(str(label).split(" ·")[0] for label in mapped) == ["shard 1/2", "shard 2/2"]
    assert results()["ingest"]["new"] == 1
    assert results()["ingest"]["failed"] == 1

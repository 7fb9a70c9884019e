"""Airflow's side of delivery: whatever breaks there, the filed edition's run does not fail."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import airflow.sdk
import pytest
from airflow.sdk import Connection, Variable
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowNotFoundException

import newsdesk_posting as posting
from newsdesk.settings import Settings

pytestmark = pytest.mark.airflow
RUN = "manual__x"


@pytest.fixture(autouse=True)
def variables_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_connection(conn_id: str) -> Connection:
        raise AirflowNotFoundException(conn_id)

    monkeypatch.setattr(Connection, "get", no_connection)
    monkeypatch.setattr(
        Variable, "get", lambda name, default: os.environ.get(f"AIRFLOW_VAR_{name.upper()}", default)
    )


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The alarms that were raised."""
    found: list[Any] = []
    monkeypatch.setattr(posting, "_ring", lambda alarms, run_id: found.extend(alarms))
    return found


def settings(folder: Path) -> Settings:
    return Settings("postgresql://x/y", folder, folder / "f", folder / "e", folder)


def test_a_file_that_is_not_there_breaks_its_own_setting_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alarms").write_text("json://a/b\n")
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_CHANNELS", f"file:{tmp_path}/none")
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_ALARMS", f"file:{tmp_path}/alarms")
    monkeypatch.setenv("AIRFLOW_VAR_NEWSDESK_HEARTBEAT", "http://monitor/beat")
    post = posting._post(settings(tmp_path), RUN)
    assert (post.channels, post.heartbeat, post.bell.urls) == ("", "http://monitor/beat", "json://a/b\n")
    assert [name for name, _ in post.broken] == ["channels"]
    assert f"{tmp_path}/none" in post.broken[0][1]


def deliver(monkeypatch: pytest.MonkeyPatch, error: Exception, *, tries: int) -> dict[str, Any]:
    def broken(context: Any) -> dict[str, Any]:
        raise error

    context = {
        "ti": SimpleNamespace(try_number=tries, max_tries=4),
        "partition_key": "2026-03-05",
        "run_id": RUN,
    }
    monkeypatch.setattr(airflow.sdk, "get_current_context", lambda: context)
    monkeypatch.setattr(posting, "_deliver", broken)
    return posting.run_delivery()


def test_what_trying_again_cannot_mend_is_an_alarm_and_no_failed_run(
    monkeypatch: pytest.MonkeyPatch, rung: list[Any]
) -> None:
    counts = deliver(monkeypatch, AirflowFailException("editions/x.toml: no such key"), tries=1)
    assert counts == {"failed": "AirflowFailException"}
    assert [(one.kind, str(one.day)) for one in rung] == [("undelivered", "2026-03-05")]


def test_what_may_pass_is_tried_again_until_the_last_try(
    monkeypatch: pytest.MonkeyPatch, rung: list[Any]
) -> None:
    with pytest.raises(AirflowException):
        deliver(monkeypatch, AirflowException("busy"), tries=4)
    assert rung == []
    assert deliver(monkeypatch, AirflowException("busy"), tries=5) == {"failed": "AirflowException"}
    assert len(rung) == 1


def test_a_database_that_is_down_leaves_the_log_to_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(alarms: list[Any], run_id: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(posting, "_ring", down)
    assert deliver(monkeypatch, ConnectionError(), tries=5) == {"failed": "ConnectionError"}

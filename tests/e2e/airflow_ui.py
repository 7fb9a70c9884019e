"""Airflow's API server with its UI for browser tests: behind its log-in, over a news database."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parents[2]
USERS = {"admin": "admin", "reader": "viewer", "editor": "user"}
_PATIENCE = 120


@dataclass(frozen=True)
class Ui:
    """A running API server. Everybody's password is their name with -password behind it."""

    url: str

    def token(self, user: str = "admin") -> str:
        """A bearer token by the log-in's own interface."""
        answer = self.call("POST", "/auth/token", {"username": user, "password": f"{user}-password"})
        return str(answer["access_token"])

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """One request in JSON; raises HTTPError for a refusal."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                **({"Authorization": f"Bearer {token}"} if token else {}),
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def run_of(self, dag_id: str, key: str, token: str) -> str:
        """Queues a run for a partition key (no scheduler takes it up); returns its run id."""
        self.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False}, token)
        body = {"logical_date": None, "partition_key": key}
        return str(self.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", body, token)["dag_run_id"])

    def report_tab(self, dag_id: str, run_id: str) -> str:
        """Where the UI shows a run's tab with the report."""
        return f"{self.url}/dags/{dag_id}/runs/{quote(run_id)}/plugin/newsdesk-report"


@contextmanager
def airflow_ui(folder: Path, metadata_url: str, news_url: str, **more: str) -> Iterator[Ui]:
    """An API server over two migrated databases, with the DAGs registered; gone afterwards.

    folder: for AIRFLOW_HOME and the log. more: further environment.
    """
    port = _free_port()
    environment = {**_environment(folder, metadata_url, news_url, port), **more}
    _airflow(environment, folder, "dags", "reserialize")
    with (folder / "api-server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "airflow", "api-server"],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, folder / "api-server.log")
            yield Ui(url)
        finally:
            os.killpg(server.pid, 15)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, 9)
                server.wait(15)


def migrate(folder: Path, metadata_url: str) -> None:
    """airflow db migrate on an empty database (some 8 s)."""
    _airflow(_environment(folder, metadata_url, metadata_url, 0), folder, "db", "migrate")


def _environment(folder: Path, metadata_url: str, news_url: str, port: int) -> dict[str, str]:
    passwords = folder / "passwords.json"
    passwords.write_text(json.dumps({name: f"{name}-password" for name in USERS}))
    news = make_url(news_url)
    connection = {
        "conn_type": "postgres",
        "login": news.username,
        "schema": news.database,
        "extra": {"host": news.query["host"]},
    }
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AIRFLOW", "NEWSDESK", "PYTHON"))
    }
    return {
        **kept,
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(
            f"{name}:{role}" for name, role in USERS.items()
        ),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API_AUTH__JWT_SECRET": "0123456789abcdef" * 4,
        "AIRFLOW__API__SECRET_KEY": "0123456789abcdef" * 2,
        "AIRFLOW_CONN_NEWSDESK_DB": json.dumps(connection),
        "PYTHONPATH": str(ROOT / "plugins"),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "NO_PROXY": "127.0.0.1",
    }


def _airflow(environment: dict[str, str], folder: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "airflow", *words],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"airflow {' '.join(words)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            with urllib.request.urlopen(f"{url}/api/v2/version", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"no answer from the API server:\n{log.read_text(errors='replace')[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""docs/operations.md, "Metrics and traces": its settings, with Airflow's own code, reach a listener that is there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What every service of Airflow does at its start, one metric and one span.
EMIT = """
from airflow import settings
settings.initialize()
from airflow.configuration import conf
from airflow.observability import stats
from airflow.observability.metrics import stats_utils
stats.initialize(
    factory=stats_utils.get_stats_factory(), export_legacy_names=conf.getboolean("metrics", "legacy_names_on")
)
stats.incr("scheduler_heartbeat", 1, 1)
stats.timing("dagrun.duration.success", 1.0, tags={"dag_id": "daily_report"})
from opentelemetry import metrics, trace
with trace.get_tracer("t").start_as_current_span("s"):
    pass
for provider in (trace.get_tracer_provider(), metrics.get_meter_provider()):
    getattr(provider, "force_flush", lambda: None)()
"""


def documented(kind: str) -> dict[str, str]:
    """The settings that the page gives for statsd or otel."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.split("## Metrics and traces")[1].split("\n## ")[0]
    pairs = re.findall(r"^((?:AIRFLOW__|OTEL_)\w+)=(\S+)$", section, re.MULTILINE)
    return {name: value for name, value in pairs if ("STATSD" in name) == (kind == "statsd")}


def emit(home: Path, settings: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EMIT],
        env={**os.environ, "AIRFLOW_HOME": str(home), **settings},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def collector() -> Iterator[tuple[int, list[str]]]:
    """The port of an OTLP receiver over HTTP, and the paths that were posted to it."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], paths
    finally:
        server.shutdown()
        server.server_close()


def test_metrics_and_traces_arrive_at_an_opentelemetry_collector(tmp_path: Path) -> None:
    settings = documented("otel")
    assert settings["AIRFLOW__METRICS__OTEL_ON"] == settings["AIRFLOW__TRACES__OTEL_ON"] == "True"
    with collector() as (port, paths):
        endpoint = settings["OTEL_EXPORTER_OTLP_ENDPOINT"]
        emit(tmp_path, {**settings, "OTEL_EXPORTER_OTLP_ENDPOINT": re.sub(r":\d+$", f":{port}", endpoint)})
        assert {"/v1/metrics", "/v1/traces"} <= set(paths)


def test_metrics_arrive_at_a_statsd_server_under_the_names_that_are_worth_a_graph(tmp_path: Path) -> None:
    settings = documented("statsd")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(10)
        port = str(listening.getsockname()[1])
        emit(tmp_path, {**settings, "AIRFLOW__METRICS__STATSD_PORT": port})
        got = [listening.recv(4096).decode().split(":")[0] for _ in range(3)]
    assert {"airflow.scheduler_heartbeat", "airflow.dagrun.duration.success.daily_report"} <= set(got)

"""Waiting until a home's services are well."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newsdesk.cli import services
from newsdesk.cli.airflow_api import DAG, AirflowApi, ApiRefused, ApiUnreachable
from newsdesk.cli.homes import Home
from newsdesk.cli.records import State
from newsdesk.errors import NewsdeskError

# Much longer than a slow machine needs (12 to 20 s on two cores); a service that dies is seen at once.
_PATIENCE = 240.0
_IMPORT_PATIENCE = 20.0
_HEARTBEATS = {
    "scheduler": ("scheduler", "latest_scheduler_heartbeat"),
    "dag-processor": ("dag_processor", "latest_dag_processor_heartbeat"),
    "triggerer": ("triggerer", "latest_triggerer_heartbeat"),
}


class NotWell(NewsdeskError):
    """A service died or never became healthy; quotes the end of its log."""


def until_well(home: Home, state: State, api: AirflowApi, started: Mapping[str, float]) -> None:
    """Returns when all four answer and the DAG is there, read after the start of its processor.

    started: the services that were started now, with the time. Raises NotWell.
    """
    deadline = time.monotonic() + _PATIENCE
    healthy_since = 0.0
    while time.monotonic() < deadline:
        _refuse_dead(home, state)
        if _is_healthy(api, started):
            healthy_since = healthy_since or time.monotonic()
            if _has_dag(api, started.get("dag-processor", 0.0), time.monotonic() - healthy_since):
                return
        time.sleep(0.5)
    raise NotWell(f"Airflow did not become healthy within {_PATIENCE:.0f} s; its logs are in {home.logs}")


def _refuse_dead(home: Home, state: State) -> None:
    running = services.alive(state)
    for name in state.services:
        if name not in running:
            raise NotWell(
                f"{name} ended right after its start; end of {services.log_file(home, name)}:\n"
                f"{services.log_end(home, name)}"
            )


def _is_healthy(api: AirflowApi, started: Mapping[str, float]) -> bool:
    try:
        health = api.health()
    except (ApiUnreachable, ApiRefused):
        return False
    return not unhealthy(health, started)


def unhealthy(health: Mapping[str, Any], started: Mapping[str, float]) -> list[str]:
    """The services that are not well by Airflow's own account. Pure.

    A heartbeat from before a service's start is its predecessor's and does not count.
    """
    bad = []
    if (health.get("metadatabase") or {}).get("status") != "healthy":
        bad.append("metadatabase")
    for name, (key, heartbeat) in _HEARTBEATS.items():
        found = health.get(key) or {}
        if found.get("status") != "healthy" or instant(found.get(heartbeat)) < started.get(name, 0.0):
            bad.append(name)
    return bad


def instant(text: str | None) -> float:
    """An ISO 8601 time as seconds since the epoch; 0 where there is none."""
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _has_dag(api: AirflowApi, parsed_after: float, waited: float) -> bool:
    try:
        dag = api.dag()
        if instant(dag["last_parsed_time"]) >= parsed_after and not dag["has_import_errors"]:
            return True
    except ApiRefused as refusal:
        if refusal.status != 404:
            raise
    except ApiUnreachable:
        return False
    if waited > _IMPORT_PATIENCE:
        errors = api.import_errors()
        if errors:
            raise NotWell(f"Airflow cannot read {DAG}. " + "\n".join(errors))
    return False

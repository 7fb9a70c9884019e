"""Waiting until a home's services are well."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from newsdesk.cli import processes, services
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


class DiedMeanwhile(NotWell):
    """A service that had been running died, as some do when their database was away; start it again."""


def is_well(state: State, api: AirflowApi) -> bool:
    """Whether all four answer and the DAG is there, just now."""
    born = _born(state)
    return _is_healthy(api, born) and _has_dag(api, born.get("dag-processor", 0.0), 0.0)


def until_well(home: Home, state: State, api: AirflowApi, started: Collection[str]) -> None:
    """Returns when all four answer and the DAG is there, read after the start of its processor.

    started: the services that were started just now. Raises NotWell, or DiedMeanwhile.
    """
    born = _born(state)
    deadline = time.monotonic() + _PATIENCE
    healthy_since = 0.0
    while time.monotonic() < deadline:
        _refuse_dead(home, state, started)
        if _is_healthy(api, born):
            healthy_since = healthy_since or time.monotonic()
            if _has_dag(api, born.get("dag-processor", 0.0), time.monotonic() - healthy_since):
                return
        time.sleep(0.5)
    raise NotWell(f"Airflow did not become healthy within {_PATIENCE:.0f} s; its logs are in {home.logs}")


def _born(state: State) -> dict[str, float]:
    return {name: processes.started_at(process) for name, process in state.services.items()}


def _refuse_dead(home: Home, state: State, started: Collection[str]) -> None:
    running = services.alive(state)
    for name in state.services:
        if name in running:
            continue
        log = f"end of {services.log_file(home, name)}:\n{services.log_end(home, name)}"
        if name in started:
            raise NotWell(f"{name} ended right after its start; {log}")
        raise DiedMeanwhile(f"{name} ended; {log}")


def _is_healthy(api: AirflowApi, born: Mapping[str, float]) -> bool:
    try:
        health = api.health()
    except (ApiUnreachable, ApiRefused):
        return False
    return not unhealthy(health, born)


def unhealthy(health: Mapping[str, Any], born: Mapping[str, float]) -> list[str]:
    """The services that are not well by Airflow's own account. Pure.

    born: when they were started, seconds since the epoch. A heartbeat from before that is the
    predecessor's and does not count.
    """
    bad = []
    if (health.get("metadatabase") or {}).get("status") != "healthy":
        bad.append("metadatabase")
    for name, (key, heartbeat) in _HEARTBEATS.items():
        found = health.get(key) or {}
        if found.get("status") != "healthy" or instant(found.get(heartbeat)) < born.get(name, 0.0):
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

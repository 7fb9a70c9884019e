"""Airflow's REST API on loopback, as far as the launcher needs it."""

from __future__ import annotations

import http.client
import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from newsdesk.cli.credentials import USER
from newsdesk.errors import NewsdeskError, Transient

DAG = "daily_report"
_PAGE = 100  # [api] maximum_page_limit
Json = dict[str, Any]


class ApiUnreachable(Transient):
    """Nothing answers at the address, or not as Airflow does."""


class ApiRefused(NewsdeskError):
    """Airflow said no. status: the HTTP status; the message is Airflow's own."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class AirflowApi:
    """One Airflow. Every method raises ApiUnreachable, and ApiRefused where Airflow says no."""

    def __init__(self, base_url: str, password: str) -> None:
        self.base_url = base_url
        self._password = password
        self._token = ""
        # Loopback never goes through a proxy, whatever the environment says.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def health(self) -> Json:
        """The state of database, scheduler, triggerer and DAG processor. Needs no log-in."""
        return self._send("GET", "/api/v2/monitor/health", None, {})

    def dag(self) -> Json:
        """The daily report's DAG as Airflow knows it now."""
        return self._call("GET", f"/api/v2/dags/{DAG}")

    def import_errors(self) -> list[str]:
        """File and error of every DAG file that cannot be imported."""
        found = self._call("GET", "/api/v2/importErrors")
        return [f"{each['filename']}:\n{each['stack_trace']}" for each in found["import_errors"]]

    def trigger(self, day: date, conf: Json) -> Json:
        """A new run of a report date; returns the run."""
        body = {"logical_date": None, "partition_key": day.isoformat(), "conf": conf}
        return self._call("POST", f"/api/v2/dags/{DAG}/dagRuns", body)

    def runs(self, day: date | None = None, run_type: str | None = None) -> Iterator[Json]:
        """Runs, the newest first; those of one report date or type only. Asked for page by page."""
        query: Json = {"order_by": "-id", "limit": _PAGE}
        if day is not None:
            query["partition_key_pattern"] = day.isoformat()
        if run_type is not None:
            query["run_type"] = run_type
        for offset in itertools.count(0, _PAGE):
            found = self._call("GET", f"/api/v2/dags/{DAG}/dagRuns?{urlencode({**query, 'offset': offset})}")
            for each in found["dag_runs"]:
                # The pattern finds the text anywhere in a key.
                if day is None or each["partition_key"] == day.isoformat():
                    yield each
            if len(found["dag_runs"]) < _PAGE:
                return

    def run(self, run_id: str) -> Json:
        """One run."""
        return self._call("GET", _run(run_id))

    def tasks(self, run_id: str) -> list[Json]:
        """The task instances of a run."""
        found = self._call("GET", f"{_run(run_id)}/taskInstances?limit=100")
        return list(found["task_instances"])

    def log(self, run_id: str, task_id: str, attempt: int) -> list[Any]:
        """The log of one attempt at a task, or at one of a mapped task (NAME[PLACE])."""
        name, mapped, place = task_id.rstrip("]").partition("[")
        query = "full_content=true" + (f"&map_index={place}" if mapped else "")
        path = f"{_run(run_id)}/taskInstances/{quote(name, safe='')}/logs/{attempt}?{query}"
        return list(self._call("GET", path)["content"])

    def clear(self, run_id: str, from_task: str) -> None:
        """Lets Airflow do a run's task, and all after it, again."""
        body = {
            "dry_run": False,
            "dag_run_id": run_id,
            "task_ids": [from_task],
            "include_downstream": True,
            "only_failed": False,
            "reset_dag_runs": True,
            "run_on_latest_version": True,
        }
        self._call("POST", f"/api/v2/dags/{DAG}/clearTaskInstances", body)

    def backfill(self, start: str, end: str, conf: Json | None = None) -> Json:
        """Runs for a range of instants, one after the other, oldest first; dates done before again."""
        body = {
            "dag_id": DAG,
            "from_date": start,
            "to_date": end,
            "max_active_runs": 1,
            "run_backwards": False,
            "reprocess_behavior": "completed",
            "dag_run_conf": conf or {},
        }
        return self._call("POST", "/api/v2/backfills", body)

    def run_page(self, run_id: str) -> str:
        """The address of a run in the UI."""
        return f"{self.base_url}/dags/{DAG}/runs/{quote(run_id, safe='')}"

    def _call(self, method: str, path: str, body: Json | None = None) -> Json:
        for last in (False, True):
            if not self._token:
                self._token = self._log_in()
            try:
                return self._send(method, path, body, {"Authorization": f"Bearer {self._token}"})
            except ApiRefused as refusal:
                if refusal.status != 401 or last:
                    raise
                self._token = ""  # out of date
        raise AssertionError("unreachable")

    def _log_in(self) -> str:
        answer = self._send("POST", "/auth/token", {"username": USER, "password": self._password}, {})
        return str(answer["access_token"])

    def _send(self, method: str, path: str, body: Json | None, headers: dict[str, str]) -> Json:
        request = urllib.request.Request(  # noqa: S310 - the base is http on loopback
            self.base_url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json", **headers},
            method=method,
        )
        try:
            with self._opener.open(request, timeout=30) as answer:
                found = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code >= 500:  # its database is down, or it is starting
                raise ApiUnreachable(f"Airflow at {self.base_url} answers {error.code}") from error
            raise ApiRefused(error.code, _detail(error)) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ApiUnreachable(f"Airflow does not answer at {self.base_url}: {error}") from error
        if not isinstance(found, dict):
            raise ApiUnreachable(f"{self.base_url} answers, but not as Airflow does")
        return found


def key_of(run: Json) -> str:
    """A run's report date as it is shown; one that was triggered without a key means its own day. Pure."""
    return str(run["partition_key"] or "no key")


def _run(run_id: str) -> str:
    return f"/api/v2/dags/{DAG}/dagRuns/{quote(run_id, safe='')}"


def _detail(error: urllib.error.HTTPError) -> str:
    """What Airflow says is wrong, in one line."""
    try:
        detail = json.loads(error.read())["detail"]
    except (ValueError, KeyError, TypeError, OSError):
        return f"Airflow answered {error.code} {error.reason}"
    if isinstance(detail, list):
        return "; ".join(
            str(item.get("msg", item)) if isinstance(item, dict) else str(item) for item in detail
        )
    return str(detail)

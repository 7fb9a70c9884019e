"""The REST client against a server that answers as Airflow does."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable, key_of


class Airflow(ThreadingHTTPServer):
    """Keeps what it was asked; answers from `answers` by method and path, 404 otherwise."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []
        self.tokens = iter(["first", "second", "third"])
        self.valid = {"second"}
        self.answers = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._do()

    def do_POST(self):
        self._do()

    def _do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append((self.command, parts.path, query, json.loads(body or "null")))
        status, answer = self._answer(parts.path, query)
        payload = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _answer(self, path, query):
        if path == "/auth/token":
            return 201, {"access_token": next(self.server.tokens)}
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.server.valid:
            return 401, {"detail": "Invalid token"}
        found = self.server.answers.get((self.command, path), (404, {"detail": "not found"}))
        return found(query) if callable(found) else found

    def log_message(self, *args):
        pass


@pytest.fixture
def airflow():
    server = Airflow()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api(airflow):
    return AirflowApi(f"http://127.0.0.1:{airflow.server_address[1]}", "secret")


def test_a_trigger_names_date_and_parameters_and_logs_in_anew_when_the_token_is_old(airflow, api):
    airflow.answers["POST", "/api/v2/dags/daily_report/dagRuns"] = 200, {"dag_run_id": "manual__1"}
    assert api.trigger(date(2026, 1, 2), {"fresh": True})["dag_run_id"] == "manual__1"
    assert airflow.asked[-1][3] == {
        "logical_date": None,
        "partition_key": "2026-01-02",
        "conf": {"fresh": True},
    }
    assert [path for _, path, _, _ in airflow.asked].count("/auth/token") == 2


def test_a_log_in_that_never_works_is_refused(airflow, api):
    airflow.valid = set()
    with pytest.raises(ApiRefused, match="Invalid token"):
        api.dag()


def test_runs_of_a_date_are_found_page_by_page(airflow, api):
    runs = [
        {"dag_run_id": str(n), "partition_key": "2026-01-02" if n % 2 else "x2026-01-02x"} for n in range(130)
    ]

    def answer(query):
        start = int(query["offset"])
        return 200, {"dag_runs": runs[start : start + int(query["limit"])]}

    airflow.answers["GET", "/api/v2/dags/daily_report/dagRuns"] = answer
    found = list(api.runs(date(2026, 1, 2)))
    assert [each["dag_run_id"] for each in found] == [str(n) for n in range(1, 130, 2)]


def test_the_first_run_costs_one_page(airflow, api):
    page = [{"dag_run_id": str(n), "partition_key": None} for n in range(100)]
    airflow.answers["GET", "/api/v2/dags/daily_report/dagRuns"] = 200, {"dag_runs": page}
    assert next(api.runs())["dag_run_id"] == "0"
    assert [path for _, path, _, _ in airflow.asked].count(
        "/api/v2/dags/daily_report/dagRuns"
    ) == 2  # one was 401


def test_clearing_starts_at_the_task_and_really_clears(airflow, api):
    airflow.answers["POST", "/api/v2/dags/daily_report/clearTaskInstances"] = 200, {"task_instances": []}
    api.clear("manual__1", "rank")
    body = airflow.asked[-1][3]
    assert (body["task_ids"], body["include_downstream"], body["dry_run"]) == (["rank"], True, False)
    assert body["only_failed"] is False


def test_a_backfill_works_one_date_at_a_time(airflow, api):
    airflow.answers["POST", "/api/v2/backfills"] = 200, {"id": 1}
    api.backfill("a", "b")
    assert airflow.asked[-1][3]["max_active_runs"] == 1


def test_odd_run_ids_are_quoted(airflow, api):
    assert api.run_page("manual__a+b/c").endswith("/dags/daily_report/runs/manual__a%2Bb%2Fc")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((400, {"detail": "bad key"}), "bad key"),
        ((422, {"detail": [{"msg": "No runs to create"}]}), "No runs to create"),
        ((400, b"<html>"), "400"),
    ],
)
def test_what_airflow_refuses_is_said_in_its_words(airflow, api, answer, said):
    airflow.answers["GET", "/api/v2/dags/daily_report"] = answer
    with pytest.raises(ApiRefused, match=said):
        api.dag()


@pytest.mark.parametrize("answer", [(500, {"detail": "x"}), (503, b""), (200, b"<html>"), (200, b"[]")])
def test_an_airflow_in_trouble_is_out_of_reach_not_a_refusal(airflow, api, answer):
    airflow.answers["GET", "/api/v2/dags/daily_report"] = answer
    with pytest.raises(ApiUnreachable):
        api.dag()


def test_nobody_there():
    with pytest.raises(ApiUnreachable, match="does not answer"):
        AirflowApi("http://127.0.0.1:9", "x").health()


def test_loopback_never_goes_through_a_proxy(airflow, api, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    airflow.answers["GET", "/api/v2/dags/daily_report"] = 200, {"is_paused": False}
    own = AirflowApi(api.base_url, "secret")
    assert own.dag() == {"is_paused": False}


def test_a_run_without_a_key_is_shown_as_such():
    assert key_of({"partition_key": "2026-01-02"}) == "2026-01-02"
    assert key_of({"partition_key": None}) == "no key"

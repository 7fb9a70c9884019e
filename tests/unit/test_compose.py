"""docker-compose.yaml: valid, without secrets, and with the launcher's own settings.

bench/compose_docker.py runs it with Docker, bench/compose_rehearsal.py its services without.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("postgres", "migrate", "api-server", "scheduler", "dag-processor", "triggerer")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def test_it_is_valid_against_the_compose_schema(compose: dict[str, Any]) -> None:
    schemas = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    jsonschema.validate(compose, json.loads((schemas / "compose-spec.json").read_text(encoding="utf-8")))


def test_it_has_the_services_of_the_pipeline_and_they_are_watched(compose: dict[str, Any]) -> None:
    for name in SERVICES:
        assert name in compose["services"]
        assert name == "migrate" or "healthcheck" in compose["services"][name], name


def test_no_secret_stands_in_it(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"(?im)^\s*\w*(?:password|secret|fernet_key|token)\w*:[ \t]*[^\s/\[]", text)
    for service in compose["services"].values():
        for key, value in service.get("environment", {}).items():
            assert "PASSWORD" not in key or key.endswith("_FILE"), (key, value)


def test_launcher_and_compose_share_airflows_settings(compose: dict[str, Any]) -> None:
    for name in ("api-server", "scheduler", "dag-processor", "triggerer"):
        assert "airflow.env" in compose["services"][name]["env_file"]
    lines = (ROOT / "airflow.env").read_text(encoding="utf-8").splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]
    assert settings
    assert all(re.fullmatch(r"[A-Z0-9_]+=.*", line) for line in settings)


def test_the_image_installs_the_lock_that_the_launcher_installs() -> None:
    assert (
        "--no-deps --require-hashes -r /opt/newsdesk/requirements.lock" in (ROOT / "Dockerfile").read_text()
    )


def test_only_the_ui_is_reachable_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"api-server": ["127.0.0.1:${NEWSDESK_PORT:-8080}:8080"]}


def test_our_services_run_without_rights_and_write_only_where_they_must(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("user", "") != "0:0" or name == "secrets", name
    assert "USER newsdesk" in (ROOT / "Dockerfile").read_text()


def test_a_health_check_that_needs_a_secret_goes_by_the_entrypoint(compose: dict[str, Any]) -> None:
    """A check gets the container's environment, not what the entrypoint exported to the service."""
    for name, service in compose["services"].items():
        words = " ".join(service.get("healthcheck", {}).get("test", []))
        if re.search(r"\b(airflow|celery)\b (jobs|--app)", words):
            assert "newsdesk-entrypoint " in words, name


def test_postgres_is_asked_where_only_the_finished_server_answers(compose: dict[str, Any]) -> None:
    assert "127.0.0.1" in compose["services"]["postgres"]["healthcheck"]["test"]


def test_airflow_gets_a_file_of_passwords_that_it_may_write(tmp_path: Path, compose: dict[str, Any]) -> None:
    """SimpleAuthManager opens it for writing; the secrets' volume is read-only."""
    text = (ROOT / "docker-compose.yaml").read_text(encoding="utf-8")
    assert "PASSWORDS_FILE: /run" not in text
    assert "/opt/airflow:uid=50000,mode=0750" in compose["services"]["api-server"]["tmpfs"]


def test_workers_and_redis_come_with_their_profile_only(compose: dict[str, Any]) -> None:
    profiled = {name for name, service in compose["services"].items() if service.get("profiles")}
    assert profiled == {"worker", "redis"}


def test_the_helm_values_name_what_the_bridge_reads() -> None:
    values = yaml.safe_load((ROOT / "deploy" / "helm-values.yaml").read_text(encoding="utf-8"))
    names = {one["name"] for one in [*values["env"], *yaml.safe_load(values["extraEnv"])]}
    assert {
        "AIRFLOW_CONN_NEWSDESK_DB",
        "AIRFLOW_CONN_NEWSDESK_DB_READING",
        "AIRFLOW_VAR_NEWSDESK_REPORTS",
    } <= names
    assert values["config"]["core"]["auth_manager"].endswith(".SimpleAuthManager")
    assert values["webserver"]["defaultUser"]["enabled"] is False
    assert f"apache-airflow=={values['airflowVersion']} " in (ROOT / "requirements.txt").read_text()

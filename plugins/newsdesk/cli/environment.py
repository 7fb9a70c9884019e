"""The environment that a home's Airflow is started in. Pure: everything is handed in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsdesk.cli.credentials import USER, Credentials
from newsdesk.cli.homes import Home
from newsdesk.cli.ports import LOOPBACK
from newsdesk.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a home's services are. airflow_url: SQLAlchemy URL of Airflow's own database.

    news: the news database as an Airflow connection in JSON. feeds_file: the one to read, which in
    the sample is not always the home's own (a busy port).
    """

    port: int
    airflow_url: str
    news: str
    feeds_file: Path

    @property
    def base_url(self) -> str:
        """The address of the UI."""
        return f"http://{LOOPBACK}:{self.port}"


def read_settings(path: Path) -> dict[str, str]:
    """airflow.env as a dict: KEY=VALUE lines, # comments; no quoting, as Compose reads it.

    Raises ConfigError naming the line at fault.
    """
    settings = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; this checkout is not complete") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.isidentifier():
            raise ConfigError(f"{path}, line {number}: {line!r} is not KEY=VALUE")
        settings[key] = value
    return settings


def build(
    home: Home,
    inherited: Mapping[str, str],
    shared: Mapping[str, str],
    credentials: Credentials,
    addresses: Addresses,
) -> tuple[dict[str, str], list[str]]:
    """The environment, and the names in `inherited` that were not let through.

    The shared settings give way to what the person has set; what would make one home use another's
    database, port or folder does not.
    """
    own = _own(home, credentials, addresses)
    refused = sorted(name for name in inherited if name in own or name in _NEVER)
    passed = {name: value for name, value in inherited.items() if name not in refused}
    return {**_gentle(credentials), **shared, **passed, **own, **_python(home, inherited)}, [
        name for name in refused if inherited[name] != own.get(name)
    ]


# Other ways to say where configuration, database or log-in come from.
_NEVER = frozenset(
    {
        "AIRFLOW_CONFIG",
        "AIRFLOW__CORE__SQL_ALCHEMY_CONN",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_SECRET",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_SCHEMA",
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER",
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY",
        "AIRFLOW_CONN_NEWSDESK_DB",
    }
)


def _gentle(credentials: Credentials) -> dict[str, str]:
    """Generated secrets that a person may replace by their own."""
    return {
        "AIRFLOW__CORE__FERNET_KEY": credentials.fernet_key,
        "AIRFLOW__API__SECRET_KEY": credentials.secret_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": credentials.jwt_secret,
    }


def _own(home: Home, credentials: Credentials, addresses: Addresses) -> dict[str, str]:
    """What makes this home this home: never taken from outside."""
    own = {
        "AIRFLOW_HOME": str(home.airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home.root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home.root / "plugins"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{addresses.base_url}/execution/",
        "AIRFLOW__CORE__AUTH_MANAGER": (
            "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
        ),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home.folder / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": addresses.airflow_url,
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(addresses.port),
        "AIRFLOW__API__BASE_URL": addresses.base_url,
        "AIRFLOW_CONN_NEWSDESK_DB": addresses.news,
        "AIRFLOW_VAR_NEWSDESK_FEEDS": str(addresses.feeds_file),
        "AIRFLOW_VAR_NEWSDESK_REPORTS": str(home.reports),
        "AIRFLOW_VAR_NEWSDESK_INCLUDE": str(home.root / "include"),
        "AIRFLOW_VAR_NEWSDESK_EDITION": str(edition_file(home)),
        "AIRFLOW_VAR_NEWSDESK_REHEARSAL": home.rehearsal,
    }
    if home.rehearsal:
        own["AIRFLOW__NEWSDESK__SCHEDULE"] = "False"
    return own


def _python(home: Home, inherited: Mapping[str, str]) -> dict[str, str]:
    """The package is found by every process; text is UTF-8 whatever the locale."""
    plugins = str(home.root / "plugins")
    others = [path for path in inherited.get("PYTHONPATH", "").split(":") if path and path != plugins]
    return {
        "PYTHONPATH": ":".join([plugins, *others]),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }


def edition_file(home: Home) -> Path:
    """The edition that the launcher's homes make."""
    return home.root / "include" / "editions" / "ai-zh.toml"


_MATTERS = ("AIRFLOW", "NEWSDESK_", "PYTHONPATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")


def fingerprint(environment: Mapping[str, str], code: str) -> str:
    """A short name for code and environment; services that run with another one are restarted.

    Only what Airflow or Newsdesk read counts: a terminal's own variables change all the time.
    """
    settings = {name: value for name, value in environment.items() if name.upper().startswith(_MATTERS)}
    text = json.dumps([code, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def connection(url_parts: Mapping[str, object]) -> str:
    """An Airflow connection in JSON from host, port, database, user, password and query arguments."""
    parts = {
        "conn_type": "postgres",
        "host": url_parts.get("host"),
        "port": url_parts.get("port"),
        "schema": url_parts.get("database"),
        "login": url_parts.get("user"),
        "password": url_parts.get("password"),
        "extra": url_parts.get("query"),
    }
    return json.dumps({key: value for key, value in parts.items() if value}, sort_keys=True)

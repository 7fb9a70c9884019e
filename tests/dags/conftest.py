"""Airflow for tests: a home and a metadata database of its own, never those of this machine."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import administer

ROOT = Path(__file__).resolve().parents[2]

# Airflow looks for its home once, when it is imported, and writes its configuration there.
if "airflow" not in sys.modules:
    home = tempfile.mkdtemp(prefix="nd-airflow-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", home)
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        patch.setenv("AIRFLOW__LOGGING__LOGGING_LEVEL", "WARNING")
        import airflow.settings


def _environment(database: str) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": airflow.settings.AIRFLOW_HOME,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
    }


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("AIRFLOW_VAR_", "AIRFLOW_CONN_", "AIRFLOW__NEWSDESK__")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def airflow_template(postgres: str) -> str:
    """A migrated metadata database, to be copied for each test (the migration takes some 8 s)."""
    administer(postgres, "create database airflow_template")
    url = postgres.format(database="airflow_template")
    subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env={**os.environ, **_environment(url)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return "airflow_template"


@pytest.fixture
def metadata(postgres: str, airflow_template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh metadata database with the two DAGs in it; Airflow in this process works on it."""
    from airflow import plugins_manager, settings

    name = f"airflow_{os.urandom(4).hex()}"
    administer(postgres, f"create database {name} template {airflow_template}")
    for key, value in _environment(postgres.format(database=name)).items():
        monkeypatch.setenv(key, value)
    settings.dispose_orm(do_log=False)
    settings.configure_vars()
    settings.configure_orm()
    plugins_manager._get_plugins.cache_clear()
    plugins_manager.get_timetables_plugins.cache_clear()
    _register_dags()
    yield name
    settings.dispose_orm(do_log=False)
    administer(postgres, f"drop database {name} with (force)")


@pytest.fixture
def register_dags() -> Callable[[], None]:
    """What the DAG processor does with the DAG files, again and again."""
    return _register_dags


def _register_dags() -> None:
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()
    bag = BundleDagBag(dag_folder=ROOT / "dags", bundle_path=ROOT / "dags", bundle_name="dags-folder")
    assert not bag.import_errors
    sync_bag_to_db(bag, "dags-folder", None)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """at("2026-03-05T10:00+08:00"): what time the schedule thinks it is."""
    import airflow.timetables.trigger

    import newsdesk_timetables

    def set_clock(moment: str) -> datetime:
        instant = datetime.fromisoformat(moment).astimezone(UTC)
        monkeypatch.setattr(newsdesk_timetables, "now", lambda: instant)
        monkeypatch.setattr(airflow.timetables.trigger, "utcnow", lambda: instant)
        return instant

    return set_clock

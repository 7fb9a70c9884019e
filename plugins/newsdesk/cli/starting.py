"""Bringing a home up, whatever state it was left in; and waiting until it is well."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from newsdesk.cli import databases, environment, fingerprints, homes, ports, records, services, waiting
from newsdesk.cli.airflow_api import AirflowApi
from newsdesk.cli.credentials import load
from newsdesk.cli.databases import Urls
from newsdesk.cli.environment import Addresses
from newsdesk.cli.homes import Home
from newsdesk.cli.locks import held
from newsdesk.cli.records import State
from newsdesk.cli.talk import Talk
from newsdesk.errors import NewsdeskError
from newsdesk.store.databases import parts, recreate

_UNFINISHED = "unfinished"
# Each of the four may die a little later than the others of one and the same cause.
_ATTEMPTS = 4


class StartFailed(NewsdeskError):
    """A service would not start; quotes the end of its log."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A home that is up. password: of the user admin. news_url: SQLAlchemy URL of its articles."""

    home: Home
    api: AirflowApi
    base_url: str
    password: str
    news_url: str


def bring_up(home: Home, talk: Talk, inherited: Mapping[str, str] | None = None) -> Installation:
    """Starts what is not running, restarts what runs with other code or settings, and waits.

    inherited: the environment to pass on; left out, this process's own. Raises StartFailed and what
    Postgres and the migrations raise.
    """
    given = dict(os.environ if inherited is None else inherited)
    home.folder.mkdir(parents=True, exist_ok=True)
    home.folder.chmod(0o700)
    with held(
        home.folder / "launcher.lock", lambda: talk.say("another ./newsdesk is starting this; waiting")
    ):
        return _bring_up(home, talk, given)


def _bring_up(home: Home, talk: Talk, given: dict[str, str]) -> Installation:
    state = records.read(home.folder)
    state.feeds_file = str(home.feeds_file)
    urls = databases.ensure_server(home, given, talk)
    if databases.ensure_databases(urls):
        state.migrated = _UNFINISHED
        records.write(home.folder, state)
    credentials = load(home)
    addresses = _choose_addresses(home, state, urls, talk)
    given.pop(databases.VARIABLE, None)
    shared = environment.read_settings(home.root / "airflow.env")
    variables, refused = environment.build(home, given, shared, credentials, addresses)
    if refused:
        talk.warn(f"set by the launcher, so not taken from the environment: {', '.join(refused)}")
    _stop_outdated(home, state, environment.fingerprint(variables, fingerprints.of_services(home.root)), talk)
    _migrate_airflow(home, state, urls, variables, talk)
    _start_sample_feeds(home, state, variables)
    installation = Installation(
        home,
        AirflowApi(addresses.base_url, credentials.password),
        addresses.base_url,
        credentials.password,
        urls.news,
    )
    for attempt in range(1, _ATTEMPTS + 1):
        started = _start_missing(home, state, variables)
        if not started and waiting.is_well(state, installation.api):
            break
        try:
            with talk.step(_doing(started), f"Airflow is up at {addresses.base_url}"):
                waiting.until_well(home, state, installation.api, started)
            break
        except waiting.DiedMeanwhile:
            if attempt == _ATTEMPTS:
                raise
    return installation


def _doing(started: list[str]) -> str:
    if not started:
        return "waiting for Airflow"
    if len(started) == len(services.AIRFLOW):
        return "starting Airflow"
    return f"starting {', '.join(started)} again"


def _choose_addresses(home: Home, state: State, urls: Urls, talk: Talk) -> Addresses:
    """Ports that are free, the same as last time where that is possible; kept in the state."""
    running = services.alive(state)
    taken = frozenset(port for other in others(home) for port in (other.port, other.feeds_port) if port)
    if "api-server" not in running:
        wanted = state.port or ports.choose(home.port, lambda port: port not in taken)
        state.port = ports.choose(wanted, avoid=taken)
        if state.port != wanted:
            talk.warn(f"port {wanted} is busy; Airflow gets {state.port}")
    feeds_file = home.feeds_file
    if home.rehearsal == "sample":
        feeds_file = _sample_feeds_file(home, state, running, talk)
    return Addresses(state.port, urls.airflow, environment.connection(parts(urls.news)), feeds_file)


def _sample_feeds_file(home: Home, state: State, running: list[str], talk: Talk) -> Path:
    from newsdesk.rehearsal.sample import DEFAULT_PORT, write_feeds_file

    if services.FEEDS not in running:
        wanted = state.feeds_port or DEFAULT_PORT
        state.feeds_port = ports.choose(wanted)
        if state.feeds_port != wanted:
            talk.warn(f"port {wanted} is busy; the sample's feeds get {state.feeds_port}")
    if state.feeds_port == DEFAULT_PORT:
        return home.feeds_file
    target = home.folder / "feeds.toml"
    write_feeds_file(home.root / "include" / "sample", state.feeds_port, target)
    return target


def others(home: Home) -> list[State]:
    """The states of the other homes of this checkout."""
    folders = homes.state_folder(home.root).glob("*/state.json")
    return [records.read(path.parent) for path in folders if path.parent != home.folder]


def _stop_outdated(home: Home, state: State, wanted: str, talk: Talk) -> None:
    """Services that run with other code, settings or addresses are stopped, all four together."""
    running = [name for name in services.alive(state) if name in services.AIRFLOW]
    if running and state.fingerprint != wanted:
        with talk.step("code or settings have changed: stopping Airflow", "Airflow is stopped"):
            services.stop(home, state, [name for name in running if name == "scheduler"], grace=20)
            services.stop(home, state, list(services.AIRFLOW), grace=5)
    state.fingerprint = wanted
    records.write(home.folder, state)


def _migrate_airflow(home: Home, state: State, urls: Urls, variables: Mapping[str, str], talk: Talk) -> None:
    """airflow db migrate, once for each Airflow version and database."""
    database = hashlib.sha256(urls.airflow.encode()).hexdigest()[:12]
    wanted = f"{version('apache-airflow-core')} {database}"
    if state.migrated == wanted:
        return
    with talk.step("making Airflow's tables", "Airflow's tables are ready"):
        if not _run_migration(home, variables):
            # Ours, and cut off while it was made: nothing is lost by starting over.
            if state.migrated != _UNFINISHED:
                raise _migration_failed(home)
            recreate(urls.airflow)
            if not _run_migration(home, variables):
                raise _migration_failed(home)
    state.migrated = wanted
    records.write(home.folder, state)


def _run_migration(home: Home, variables: Mapping[str, str]) -> bool:
    home.logs.mkdir(parents=True, exist_ok=True)
    with services.log_file(home, "db-migrate").open("wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"],
            cwd=home.folder,
            env=dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode == 0


def _migration_failed(home: Home) -> StartFailed:
    log = services.log_file(home, "db-migrate")
    return StartFailed(f"'airflow db migrate' failed; end of {log}:\n{services.log_end(home, 'db-migrate')}")


def _start_sample_feeds(home: Home, state: State, variables: Mapping[str, str]) -> None:
    """The sample's feed server: restarted where its content or code has changed."""
    if home.rehearsal != "sample":
        return
    content = home.root / "include" / "sample"
    wanted = fingerprints.of_folders(content, home.root / "plugins" / "newsdesk" / "rehearsal")
    if services.FEEDS in services.alive(state):
        if state.feeds_print == wanted:
            return
        services.stop(home, state, [services.FEEDS], grace=5)
    command = services.feeds_command(home, state.feeds_port)
    state.services[services.FEEDS] = services.start(home, services.FEEDS, command, variables)
    state.feeds_print = wanted
    records.write(home.folder, state)


def _start_missing(home: Home, state: State, variables: Mapping[str, str]) -> list[str]:
    """Starts the services that do not run; returns their names."""
    missing = [name for name in services.AIRFLOW if name not in services.alive(state)]
    # What a killed service left behind would go on beside the new one.
    services.stop(home, state, missing, grace=0)
    for name in missing:
        state.services[name] = services.start(home, name, services.AIRFLOW[name], variables)
        records.write(home.folder, state)
    return missing

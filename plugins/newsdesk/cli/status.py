"""status: what runs, where, and what the last runs were."""

from __future__ import annotations

import os
import time
from pathlib import Path

from newsdesk.cli import homes, postgres, processes, records, services
from newsdesk.cli.airflow_api import AirflowApi, ApiRefused, ApiUnreachable, key_of
from newsdesk.cli.credentials import USER, load
from newsdesk.cli.databases import VARIABLE, urls_on
from newsdesk.cli.homes import Home
from newsdesk.cli.ports import LOOPBACK
from newsdesk.cli.records import State
from newsdesk.cli.stopping import home_folders
from newsdesk.cli.talk import Talk
from newsdesk.cli.waiting import unhealthy
from newsdesk.store import databases

UP, NOT_UP = 0, 1


def report(home: Home, talk: Talk) -> int:
    """Prints the state of a home, and of the others in a line each; 0 where everything is up."""
    state = records.read(home.folder)
    talk.say(f"{home.name}  ({homes.state_folder(home.root).name}/{home.name})", style="bold")
    talk.say(_line("Postgres", _postgres(home)))
    running = services.alive(state)
    for name in [*services.AIRFLOW, *(name for name in state.services if name not in services.AIRFLOW)]:
        talk.say(_line(name, _service(state, name, running)))
    if "api-server" in running:
        _report_airflow(home, state, talk)
    else:
        talk.say(f"start it with {home.command('up')}")
    for folder in home_folders(home.root):
        if folder != home.folder:
            _report_other(folder, talk)
    return UP if set(services.AIRFLOW) <= set(running) else NOT_UP


def _postgres(home: Home) -> str:
    given = os.environ.get(VARIABLE, "").strip()
    if given:
        return databases.shown(urls_on(home, given).news)
    server = postgres.running(home.root)
    return f"embedded, process {server.pid}" if server else "embedded, not running"


def _line(name: str, text: str) -> str:
    return f"  {name:<14} {text}"


def _service(state: State, name: str, running: list[str]) -> str:
    if name not in running:
        return "died" if name in state.services else "not running"
    process = state.services[name]
    return f"up for {duration(time.time() - processes.started_at(process))}, process {process.pid}"


def duration(seconds: float) -> str:
    """Seconds as a person says them: 42 s, 7 min, 3 h 5 min, 2 days 4 h. Pure."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if minutes < 1:
        return f"{seconds:.0f} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} days {hours % 24} h"


def _report_airflow(home: Home, state: State, talk: Talk) -> None:
    password = load(home).password
    api = AirflowApi(f"http://{LOOPBACK}:{state.port}", password)
    try:
        bad = unhealthy(api.health(), {})
        runs = [run for run, _ in zip(api.runs(), range(5), strict=False)]
    except (ApiUnreachable, ApiRefused) as error:
        talk.say(_line("Airflow", f"does not answer: {error}"))
        return
    talk.say(_line("Airflow", f"not well: {', '.join(bad)}" if bad else "healthy"))
    talk.say(_line("address", f"{api.base_url}   log-in {USER} / {password}"))
    talk.say(_line("reports", str(home.reports)))
    for run in runs:
        began = str(run["start_date"] or run["queued_at"] or "")[:16].replace("T", " ")
        talk.say(
            _line(
                "last runs" if run is runs[0] else "",
                f"{key_of(run):<10}  {run['state']:<8} {began}  {run['run_type']}",
            )
        )


def _report_other(folder: Path, talk: Talk) -> None:
    state = records.read(folder)
    running = [name for name, process in state.services.items() if processes.is_alive(process)]
    where = f"http://{LOOPBACK}:{state.port}" if running else "not running"
    about = f" ({state.feeds_file})" if folder.name.startswith("feeds-") else ""
    talk.say(f"{folder.name}{about}: {where}", style="dim")

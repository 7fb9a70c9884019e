"""The processes of a home: Airflow's four, and for the sample the server of its feeds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from newsdesk.cli import processes
from newsdesk.cli.homes import Home
from newsdesk.cli.records import Process, State

# The scheduler and the triggerer would serve logs on every network address; both can do without.
AIRFLOW = {
    "api-server": ["airflow", "api-server"],
    "scheduler": ["airflow", "scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
    "triggerer": ["airflow", "triggerer", "--skip-serve-logs"],
}
FEEDS = "sample-feeds"
_LOG_LIMIT = 5_000_000


def feeds_command(home: Home, port: int) -> list[str]:
    """The server of the sample's feeds; it ends with `down`, not by its own clock."""
    content = str(home.root / "include" / "sample")
    module = "newsdesk.rehearsal.server"
    return [module, "--content", content, "--port", str(port), "--max-hours", "87600"]


def start(home: Home, name: str, command: list[str], environment: Mapping[str, str]) -> Process:
    """Starts one service in a session of its own, its output in a file, apart from the terminal."""
    log = log_file(home, name)
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        output.write(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(command)}\n".encode())
        output.flush()
        child = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=home.folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    # Not waited for here: it outlives this command.
    child.returncode = 0
    return processes.recorded(child.pid)


def alive(state: State) -> list[str]:
    """The names of the services that run."""
    return [name for name, process in state.services.items() if processes.is_alive(process)]


def stop(home: Home, state: State, names: list[str], grace: float) -> bool:
    """Stops these services and what is left of them; True where none had to be killed."""
    wanted = [state.services[name] for name in names if name in state.services]
    return processes.stop(wanted, home.folder, grace)


def log_file(home: Home, name: str) -> Path:
    """Where a service's output goes."""
    return home.logs / f"{name}.log"


def log_end(home: Home, name: str, lines: int = 15) -> str:
    """The last lines of a service's output."""
    with contextlib.suppress(OSError), log_file(home, name).open("rb") as log:
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - 20_000))
        return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-lines:])
    return ""

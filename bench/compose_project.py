"""One Compose project over a copy of this checkout, driven by the docker command: bench/compose_docker.py's hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
import yaml

ROOT = Path(__file__).resolve().parents[1]
Done = subprocess.CompletedProcess[bytes]


def copy_of_checkout(folder: Path) -> None:
    """This checkout's files as they are now, without what Git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def log_in(url: str, password: str) -> requests.Session:
    answer = requests.post(f"{url}/auth/token", json={"username": "admin", "password": password}, timeout=30)
    answer.raise_for_status()
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return session


class Project:
    """One Compose project over a copy of the checkout; what was seen of it, a line for each."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        # Made here, not by Docker: its group is then that of who runs this, who may delete in it.
        self.reports = folder / "reports"
        self.reports.mkdir()
        self.name = f"newsdesk-bench-{os.getpid()}"
        self.image = f"{self.name}:local"
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NEWSDESK", "COMPOSE"))
        }
        self.environment = {**kept, "COMPOSE_PROJECT_NAME": self.name, "NEWSDESK_PORT": str(port)}
        self.seen: dict[str, bool] = {}
        self.session = requests.Session()
        document = yaml.safe_load((folder / "docker-compose.yaml").read_text(encoding="utf-8"))
        self.ours = [name for name, one in document["services"].items() if one["image"] == "newsdesk:local"]
        self.override(sample=False)

    def override(self, *, sample: bool) -> None:
        """An image name of our own; for the sample edition its feeds, served where tasks run."""
        services: dict[str, Any] = {name: {"image": self.image} for name in self.ours}
        if sample:
            settings = {
                "AIRFLOW_VAR_NEWSDESK_FEEDS": "/opt/newsdesk/include/sample/feeds.toml",
                "AIRFLOW_VAR_NEWSDESK_REHEARSAL": "sample",
                "AIRFLOW__NEWSDESK__SCHEDULE": "False",
            }
            for name in self.ours:
                services[name]["environment"] = settings
            serving = "python -m newsdesk.rehearsal.server --content /opt/newsdesk/include/sample & exec "
            document = yaml.safe_load((self.folder / "docker-compose.yaml").read_text(encoding="utf-8"))
            for name in ("scheduler", "worker"):
                words = " ".join(document["services"][name]["command"])
                services[name]["command"] = ["sh", "-c", serving + words]
        (self.folder / "docker-compose.override.yaml").write_text(yaml.safe_dump({"services": services}))

    def docker(self, *words: str, given: bytes = b"") -> Done:
        return subprocess.run(
            ["docker", *words],
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            timeout=3600,
            check=False,
        )

    def compose(self, *words: str, given: bytes = b"") -> Done:
        return self.docker("compose", *words, given=given)

    def note(self, what: str, good: bool, why: Done | None = None) -> bool:
        self.seen[what] = good
        print(f"{'yes' if good else 'NO '}  {what}", flush=True)
        if not good and why is not None:
            print((why.stdout + why.stderr).decode(errors="replace")[-3000:], flush=True)
        return good

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """What the engine itself says of the project's containers, or of one service's."""
        named = [service] if service else []
        found = self.compose("ps", "--all", "--quiet", *named).stdout.decode().split()
        return list(json.loads(self.docker("inspect", *found).stdout)) if found else []

    def up(self) -> tuple[bool, float, Done]:
        """docker compose up --wait, and whether every service is then as it should be."""
        began = time.monotonic()
        scale = ["--scale", "worker=2"] if "COMPOSE_PROFILES" in self.environment else []
        done = self.compose("up", "--detach", "--wait", *scale)
        states = [one["State"] for one in self.containers()]
        good = all(one.get("Health", {}).get("Status") == "healthy" or one["ExitCode"] == 0 for one in states)
        seconds = time.monotonic() - began
        if done.returncode == 0 and good:
            password = self.compose("exec", "-T", "api-server", "cat", "/run/newsdesk/admin_password").stdout
            self.session = log_in(self.url, password.decode())
        return done.returncode == 0 and good, seconds, done

    def sql(self, query: str) -> str:
        words = ("psql", "--username", "newsdesk", "--dbname", "news", "-Atc", query)
        done = self.compose("exec", "-T", "postgres", *words)
        return (done.stdout or done.stderr).decode().strip()

    # --- one run ------------------------------------------------------------------------------

    def run(self, day: str, meanwhile: Callable[[], None] | None = None) -> tuple[str, float, str]:
        """Triggers a date and waits: the run's state, seconds, its id. meanwhile: as its `rank` begins."""
        runs = f"{self.url}/api/v2/dags/daily_report/dagRuns"
        began = time.monotonic()
        while True:
            started = self.session.post(runs, json={"logical_date": None, "partition_key": day}, timeout=60)
            if started.status_code == 200 or time.monotonic() - began > 120:
                break
            time.sleep(2)
        run, state = started.json()["dag_run_id"], ""
        began = time.monotonic()
        while state not in ("success", "failed") and time.monotonic() - began < 900:
            time.sleep(0.5)
            try:
                if meanwhile and self._running(f"{runs}/{run}"):
                    meanwhile()
                    meanwhile = None
                state = self.session.get(f"{runs}/{run}", timeout=60).json().get("state", "")
            except requests.RequestException:  # the database was killed
                continue
        return ("not disturbed" if meanwhile else state), time.monotonic() - began, run

    def _running(self, run: str) -> bool:
        found = self.session.get(f"{run}/taskInstances/rank", timeout=60).json()
        return bool(found.get("state") == "running")

    def task_log(self, run: str, task: str) -> str:
        address = f"{self.url}/api/v2/dags/daily_report/dagRuns/{run}/taskInstances/{task}/logs/1"
        return self.session.get(address, timeout=60).text

    def report(self, day: str) -> bytes:
        path = self.reports / f"{day}_report.txt"
        return path.read_bytes() if path.exists() else b""

    def down(self) -> None:
        """Everything of this project and nothing else: containers, volumes, image, the copy."""
        self.compose("down", "--volumes", "--remove-orphans")
        self.docker("image", "rm", self.image)
        shutil.rmtree(self.folder, ignore_errors=True)

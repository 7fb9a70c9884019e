"""A ten-day backfill on Celery: Redis, two workers, one of them killed in the middle. No Docker.

    .venv/bin/python bench/celery_backfill.py [--first 2026-03-02] [--days 10] [--kill-after 4]

Uses redis-server of the machine and this checkout's sample installation, with CeleryExecutor by Airflow's own
settings. Prints what was filed and sent, and one JSON line; exit 1 unless every date is filed, and none twice.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench" / "faults")]

from checks import orphans, sink  # noqa: E402

from newsdesk.cli import homes, postgres, records  # noqa: E402
from newsdesk.store.databases import embedded_url  # noqa: E402

HOME = homes.sample(ROOT)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def launcher(environment: Mapping[str, str], *words: str) -> None:
    subprocess.run([str(ROOT / "newsdesk"), *words], cwd=ROOT, env=dict(environment), check=True)


def database(name: str) -> str:
    running = postgres.running(ROOT)
    assert running is not None
    return embedded_url(running.socket_folder, f"{name}_{HOME.key}")


def worker(environment: Mapping[str, str], name: str, log: Path) -> subprocess.Popen[bytes]:
    """A Celery worker with two processes, in a session of its own, with the services' own environment."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", "celery", "worker", "-H", f"{name}@%h", "-c", "2", "-s"],
            cwd=HOME.folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def main() -> int:
    """Runs the backfill; exit 0 where all are filed and none twice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", default="2026-03-02")
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--kill-after", type=int, default=4, help="reports on disk when a worker is killed")
    options = parser.parse_args()
    days = [date.fromisoformat(options.first) + timedelta(days=number) for number in range(options.days)]
    scratch = Path(tempfile.mkdtemp(prefix="nd-celery-"))
    port = free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(scratch)],
        stdout=subprocess.DEVNULL,
    )
    workers: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with sink() as listening:
            environment = {
                **os.environ,
                "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
                "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{port}/0",
                "AIRFLOW_VAR_NEWSDESK_REHEARSAL_CHANNELS": f"desk = {listening.url('run')}",
            }
            launcher(environment, "migrate", "--sample")
            environment["AIRFLOW__CELERY__RESULT_BACKEND"] = "db+" + database("airflow")
            launcher(environment, "up", "--sample")
            services = psutil.Process(records.read(HOME.folder).services["scheduler"].pid).environ()
            workers = {name: worker(services, name, scratch / f"{name}.log") for name in ("w1", "w2")}
            killed = backfill(environment, days, options.kill_after, workers)
            return report(days, killed, listening.of("run"))
    finally:
        for process in workers.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
        redis.terminate()
        shutil.rmtree(scratch, ignore_errors=True)


def backfill(
    environment: Mapping[str, str], days: list[date], after: int, workers: dict[str, subprocess.Popen[bytes]]
) -> str:
    """./newsdesk backfill, and a kill -9 of the first worker with all its processes; its name."""
    for day in days:
        for path in HOME.reports.glob(f"{day}_report.*"):
            path.unlink()
    run = subprocess.Popen(
        [str(ROOT / "newsdesk"), "backfill", str(days[0]), str(days[-1]), "--sample"],
        cwd=ROOT,
        env=dict(environment),
    )
    killed = ""
    while run.poll() is None:
        if not killed and sum((HOME.reports / f"{day}_report.txt").exists() for day in days) >= after:
            busy = next((name for name, one in workers.items() if _at_work(one)), None)
            if busy:
                killed = busy
                os.killpg(workers[busy].pid, signal.SIGKILL)
                print(f"killed worker {busy}, which was at work, with all its processes", flush=True)
        time.sleep(0.2)
    print(f"backfill exit {run.returncode}")
    return killed


def _at_work(process: subprocess.Popen[bytes]) -> bool:
    """Whether a task runs below the worker now."""
    try:
        below = psutil.Process(process.pid).children(recursive=True)
        return any("airflow worker -- " in " ".join(one.cmdline()) for one in below) or len(below) > 2
    except psutil.Error:
        return False


def report(days: list[date], killed: str, sent: dict[str, int]) -> int:
    """Prints what was filed, and the JSON line; the exit code."""
    engine = create_engine(database("news"))
    with engine.connect() as conn:
        revisions = {
            row.report_date: row.revisions
            for row in conn.execute(
                text("select report_date, max(revision) revisions from reports group by report_date")
            )
        }
    filed = [day for day in days if (HOME.reports / f"{day}_report.txt").exists() and day in revisions]
    left = orphans(engine)
    engine.dispose()
    for day in days:
        times = sum(count for line, count in sent.items() if str(day) in line)
        print(f"{day}  revision {revisions.get(day, '-')}  sent {times}")
    twice = sum(count - 1 for count in sent.values())
    result = {
        "bench": "celery_backfill",
        "workers": 2,
        "killed": killed,
        "dates": len(days),
        "filed": len(filed),
        "more_than_one_revision": sum(revisions.get(day, 0) > 1 for day in days),
        "messages": sum(sent.values()),
        "sent_twice": twice,
        "orphans": left,
    }
    print(json.dumps(result))
    good = killed and len(filed) == len(days) and not twice and not left
    return 0 if good and all(revisions[day] == 1 for day in days) else 1


if __name__ == "__main__":
    sys.exit(main())

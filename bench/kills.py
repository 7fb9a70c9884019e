"""kill -9 of the task's process in each of the six stages of one run, then Airflow's own retries.

    .venv/bin/python bench/kills.py DATE        after ./newsdesk up --sample

Starts ./newsdesk run --sample DATE, kills the first process of each task once it has lived for a while,
and prints what was killed and the reports' hashes. Compare them with those of an undisturbed installation
that worked the same dates in the same order. Kills only task processes below this checkout's own scheduler.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
TASKS = ("ingest", "dedupe", "rank", "tag_regions", "write_up", "render_report")


def task_processes() -> list[psutil.Process]:
    """The processes that run a task's code for this checkout's sample installation."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        title = " ".join(process.info["cmdline"] or ()).strip()
        # Airflow's own titles: the supervisor says LocalExecutor, its child has the task's id alone.
        if not title.startswith("airflow worker -- ") or "LocalExecutor" in title:
            continue
        # Airflow's services run in their home's folder, below this checkout.
        if any(Path(parent.cwd()).is_relative_to(ROOT) for parent in process.parents()[:2]):
            found.append(process)
    return found


def main() -> int:
    """Kills each stage once; exit 0 where the run was filed all the same and all six were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("date")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    run = subprocess.Popen([str(ROOT / "newsdesk"), "run", "--sample", options.date], cwd=ROOT)
    killed: list[str] = []
    seen: dict[int, float] = {}
    # A task's first process is killed and its retry left alone: every other one in the order of their start.
    deadline = time.monotonic() + 900
    while run.poll() is None and time.monotonic() < deadline:
        for process in task_processes():
            if process.pid not in seen:
                first = len(seen) % 2 == 0
                seen[process.pid] = time.monotonic() + rng.uniform(0.05, 0.6) if first else float("inf")
            due = time.monotonic() >= seen[process.pid]
            if due and len(killed) < len(TASKS):
                seen[process.pid] = float("inf")
                killed.append(" ".join(process.cmdline())[:120])
                print(f"killing {process.pid}: {killed[-1]}", flush=True)
                process.kill()
        time.sleep(0.1)
    for path in sorted((ROOT / "reports-sample").glob(f"{options.date}_report.*")):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)
    return 0 if run.wait() == 0 and len(killed) == len(TASKS) else 1


if __name__ == "__main__":
    sys.exit(main())

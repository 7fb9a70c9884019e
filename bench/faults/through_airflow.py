"""Faults through Airflow: one process is killed while ./newsdesk run --sample makes a date.

Rounds of the sample's five dates in order, each round on an emptied news database; the first one is left
alone and is what the others are compared with. The victim dies when the k-th task of the run has started,
a moment later: a busy machine changes nothing about where it strikes.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from checks import Sink, Verdict, bodies, orphans, sink
from sqlalchemy import create_engine, text

from newsdesk.cli import homes, postgres, records
from newsdesk.store.databases import embedded_url
from newsdesk.store.migrate import VERSION_TABLE
from newsdesk.store.tables import Base

COUNT = 30
ROOT = Path(__file__).resolve().parents[2]
HOME = homes.sample(ROOT)
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
VICTIMS = ("task", "scheduler", "api-server", "worker", "postgres")
_PATIENCE = 1200.0


def campaign(first: int, count: int, seed: int, quiet: Path | None) -> Iterator[Verdict]:
    """So many disturbed runs, from the first-th of the seed's on; before them five quiet ones.

    quiet: a folder that keeps the quiet ones for another part of the campaign; read where it is there.
    """
    if first % len(DAYS):
        raise SystemExit(f"--first: a round has {len(DAYS)} dates, so 0, {len(DAYS)}, {2 * len(DAYS)}, …")
    with sink() as listening:
        environment = {
            **os.environ,
            "AIRFLOW_VAR_NEWSDESK_REHEARSAL_CHANNELS": f"desk = {listening.url('run')}",
        }
        # Services that are up already would send to another campaign's address.
        _launcher(environment, "down")
        _launcher(environment, "up", "--sample")
        if quiet is None or not quiet.is_dir():
            _quiet(environment, quiet)
        calm = bodies(quiet or HOME.reports, *DAYS)
        print(f"five quiet runs: {len(calm)} files", flush=True)
        for number in range(first, first + count):
            rng = random.Random(f"{seed} {number}")
            if number % len(DAYS) == 0:
                _empty()
                listening.messages.clear()
            yield _trial(
                environment,
                listening,
                DAYS[number % len(DAYS)],
                VICTIMS[(number + number // 5) % 5],
                rng,
                calm,
            )


def _quiet(environment: dict[str, str], keep: Path | None) -> None:
    """The five dates undisturbed; their files are kept in that folder too."""
    _empty()
    for day in DAYS:
        _launcher(environment, "run", "--sample", day)
    if keep:
        shutil.copytree(HOME.reports, keep)


def _launcher(environment: dict[str, str], *words: str) -> None:
    subprocess.run(
        [str(ROOT / "newsdesk"), *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )


def _url() -> str:
    running = postgres.running(ROOT)
    assert running is not None
    return embedded_url(running.socket_folder, f"news_{HOME.key}")


def _empty() -> None:
    """A new news database in all but name, and no reports."""
    engine = create_engine(_url())
    names = ", ".join(table.name for table in Base.metadata.sorted_tables if table.name != VERSION_TABLE)
    with engine.begin() as conn:
        conn.execute(text(f"truncate {names} restart identity cascade"))
    engine.dispose()
    shutil.rmtree(HOME.reports, ignore_errors=True)


def _trial(
    environment: dict[str, str],
    listening: Sink,
    day: str,
    victim: str,
    rng: random.Random,
    calm: dict[str, bytes],
) -> Verdict:
    task, delay = rng.randint(1, 7), rng.uniform(0.1, 2.5)
    verdict = Verdict(victim, f"{day} at task {task}")
    began = time.monotonic()
    run = subprocess.Popen(
        [str(ROOT / "newsdesk"), "run", "--sample", day],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen: set[int] = set()
    while run.poll() is None and time.monotonic() - began < _PATIENCE:
        started = [process for process in _tasks() if process.pid not in seen]
        seen.update(process.pid for process in started)
        if started and len(seen) >= task:
            time.sleep(delay)
            verdict.struck = _kill(victim, started[-1])
            break
        time.sleep(0.05)
    try:
        code = run.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        run.kill()
        code = -9
    verdict.what += f" +{delay:.1f} s, exit {code}, {time.monotonic() - began:.0f} s"
    mine = {name: body for name, body in calm.items() if name.startswith(day)}
    verdict.identical = code == 0 and bool(mine) and bodies(HOME.reports, day) == mine
    sent = {line: times for line, times in listening.of("run").items() if day in line}
    verdict.twice = sum(times - 1 for times in sent.values())
    verdict.unsent = 0 if sent else 1
    engine = create_engine(_url())
    verdict.orphans = orphans(engine)
    engine.dispose()
    return verdict


def _tasks() -> list[psutil.Process]:
    """The processes that run a task's code for this checkout: Airflow names them by the task's id."""
    return [
        one for one in _ours("airflow worker -- ") if "LocalExecutor" not in " ".join(one.info["cmdline"])
    ]


def _ours(title: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        try:
            if " ".join(process.info["cmdline"] or ()).strip().startswith(title) and any(
                str(ROOT) in " ".join(parent.cmdline()) for parent in process.parents()
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


def _kill(victim: str, task: psutil.Process) -> bool:
    """kill -9 of the process that this victim means; False where it had gone by then."""
    try:
        if victim == "task":
            task.kill()
        elif victim == "worker":
            task.parent().kill()  # its supervisor: the executor's worker
        elif victim == "postgres":
            pid = int((postgres.data_folder(ROOT) / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
        else:
            os.kill(records.read(HOME.folder).services[victim].pid, signal.SIGKILL)
    except (psutil.Error, OSError):
        return False
    return True

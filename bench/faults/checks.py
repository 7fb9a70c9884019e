"""What is looked at after a fault: bytes, messages, rows."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text


@dataclass
class Verdict:
    """One trial. struck: the fault hit something that was at work. twice, unsent: messages.

    differs: where files and rows first differ from those of the undisturbed edition.
    """

    kind: str
    what: str
    struck: bool = False
    identical: bool = False
    twice: int = 0
    unsent: int = 0
    orphans: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return self.identical and not self.twice and not self.orphans


# Each finds rows that nothing stands behind, or that a killed process left open.
_ORPHANS = {
    "stories without an article": (
        "select count(*) from stories s where not exists"
        " (select 1 from story_articles j where j.story_id = s.id)"
    ),
    "articles without a revision": (
        "select count(*) from articles a where not exists"
        " (select 1 from article_revisions r where r.article_id = a.id)"
    ),
    "placements without a judgement": (
        "select count(*) from placements p where not exists (select 1 from judgements j where"
        " (j.slug, j.report_date, j.story_id) = (p.slug, p.report_date, p.story_id))"
    ),
    "summaries of what was not chosen": (
        "select count(*) from summaries u where not exists (select 1 from placements p where"
        " (p.slug, p.report_date, p.story_id) = (u.slug, u.report_date, u.story_id) and p.index is not null)"
    ),
    "publications without a summary": (
        "select count(*) from publications b where not exists (select 1 from summaries u where"
        " (u.slug, u.report_date, u.story_id) = (b.slug, b.report_date, b.story_id))"
    ),
    "stories published twice": (
        "select count(*) from (select story_id from publications where sequence = 0"
        " group by slug, story_id having count(*) > 1) x"
    ),
    "reports in one format only": (
        "select count(*) from (select report_date from reports group by slug, report_date, revision"
        " having count(distinct format) < 2) x"
    ),
    "editions that are not filed": "select count(*) from editions where state <> 'filed'",
    "more than one revision": "select count(*) from reports where revision > 1",
    "model calls left open": "select count(*) from model_calls where status = 'sent'",
    "messages left at sending": "select count(*) from deliveries where status = 'sending'",
}


def orphans(engine: Engine) -> list[str]:
    """What is left over, with how many rows."""
    with engine.connect() as conn:
        counts = {name: conn.execute(text(query)).scalar_one() for name, query in _ORPHANS.items()}
    return [f"{name}: {count}" for name, count in counts.items() if count]


def bodies(folder: Path, *days: str) -> dict[str, bytes]:
    """The report files of these dates, their 生成时间 left out."""
    found = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(days) and not path.name.startswith("."):
            lines = path.read_bytes().splitlines(keepends=True)
            found[path.name] = b"".join(
                line for line in lines if "生成时间".encode() not in line and b'"generated_at"' not in line
            )
    return found


def leftovers(folder: Path) -> list[str]:
    """Half-written files that a reader could take for reports."""
    return [path.name for path in folder.iterdir() if path.suffix not in (".txt", ".json", ".tmp")]


class Sink:
    """An address that takes json:// messages and counts them by trial and edition."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: Counter[tuple[str, str]] = Counter()

    def url(self, trial: str) -> str:
        return f"json://127.0.0.1:{self.port}/{trial}"

    def of(self, trial: str) -> dict[str, int]:
        """First line of each message → how often it came."""
        return {line: count for (which, line), count in self.messages.items() if which == trial}


@contextmanager
def sink() -> Iterator[Sink]:
    """The address, on a free loopback port."""
    found = Sink(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.messages[(self.path.strip("/"), body["message"].splitlines()[0])] += 1
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()

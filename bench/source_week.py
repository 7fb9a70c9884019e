"""Sources that stop, move, go, turn into a page or re-date their items: what ./newsdesk sources says of each.

    .venv/bin/python bench/source_week.py

Serves nine feeds of our own making on loopback, reads them through ingest's code on a simulated clock, two
quiet weeks and then the week in which things happen, hour by hour, and prints the launcher's own table.
The rehearsal's database stays for a closer look; `./newsdesk down` stops what was started. Exit 1 where a
source is not in the state that its story calls for.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT))

from newsdesk.cli import databases, homes  # noqa: E402
from newsdesk.cli.talk import Talk  # noqa: E402
from newsdesk.feeds.catalog import load_catalog  # noqa: E402
from newsdesk.ingesting import Purpose, collect  # noqa: E402
from newsdesk.rehearsal.loopback import Answer, LoopbackServer, said  # noqa: E402
from newsdesk.store.databases import recreate  # noqa: E402
from newsdesk.store.engine import connect  # noqa: E402

START = datetime(2026, 3, 2, 0, 45, tzinfo=UTC)  # a Monday
TROUBLE = START + timedelta(days=14)
END = TROUBLE + timedelta(days=7)
DARK = (TROUBLE + timedelta(days=3), TROUBLE + timedelta(days=3, hours=12))  # our own network is down

# slug → (hours between two items, what happens, the state that this calls for)
STORIES = {
    "steady": (3, "nothing: an item every three hours", "healthy"),
    "weekly": (168, "nothing: it writes once a week", "healthy"),
    "flaky": (3, "every seventh hour its server answers 503", "healthy"),
    "stops": (3, "answers, and has nothing new since the trouble began", "quiet"),
    "moves": (3, "301 to another address", "healthy"),
    "gone": (3, "410", "dead"),
    "page": (3, "an HTML page in place of the feed", "failing"),
    "redates": (3, "every item has a new date at each reading", "healthy"),
    "refuses": (3, "403", "failing"),
}
PAGE = """<!doctype html><html><head><title>Our new site</title>
<link rel="alternate" type="application/rss+xml" href="/moved/page.xml"></head><body>Welcome.</body></html>"""


class World:
    """The feeds as they are at the simulated moment."""

    def __init__(self) -> None:
        self.now = START

    def answer(self, path: str, _moment: datetime | None) -> Answer:
        """What the server says to a path now."""
        slug = path.rsplit("/", 1)[-1].removesuffix(".xml")
        if DARK[0] <= self.now < DARK[1]:
            return Answer(HTTPStatus.OK, b"", "text/plain", cut=True)
        trouble: dict[str, Callable[[], Answer]] = {
            "moves": lambda: Answer(
                HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", headers={"Location": "/moved/moves.xml"}
            ),
            "gone": lambda: said(HTTPStatus.GONE, "This feed is gone."),
            "page": lambda: Answer(HTTPStatus.OK, PAGE.encode(), "text/html"),
            "refuses": lambda: said(HTTPStatus.FORBIDDEN, "No."),
        }
        if self.now >= TROUBLE and slug in trouble and not path.startswith("/moved/"):
            return trouble[slug]()
        if slug == "flaky" and self.now.hour % 7 == 0:
            return said(HTTPStatus.SERVICE_UNAVAILABLE, "Busy.")
        return Answer(HTTPStatus.OK, self.feed(slug).encode(), "application/rss+xml")

    def feed(self, slug: str) -> str:
        """The last twenty items of a source."""
        gap = timedelta(hours=STORIES[slug][0])
        until = TROUBLE if slug == "stops" else self.now
        newest = int((min(self.now, until) - START) / gap)
        items = "".join(
            self.item(slug, number, START + gap * number) for number in range(newest, newest - 20, -1)
        )
        return f'<rss version="2.0"><channel><title>{slug}</title>{items}</channel></rss>'

    def item(self, slug: str, number: int, published: datetime) -> str:
        """One item; the re-dating source stamps it with its own clock."""
        redated = slug == "redates" and self.now >= TROUBLE
        when = self.now - timedelta(seconds=7) if redated else published
        title = escape(f"{slug.title()} reports on matter number {number}")
        return (
            f"<item><guid>{slug}-{number}</guid><title>{title}</title>"
            f"<link>https://{slug}.example/{number}</link><pubDate>{format_datetime(when)}</pubDate></item>"
        )


def feeds_file(port: int) -> str:
    """The feeds file of the nine."""
    tables = [
        "\n".join(
            (
                "[[source]]",
                f'slug = "{slug}"',
                f'name = "{slug.title()}"',
                f'url = "http://127.0.0.1:{port}/{slug}.xml"',
                'language = "en"',
                "tier = 2",
                'home = "US"',
            )
        )
        for slug in STORIES
    ]
    return f'allow_private = ["127.0.0.1:{port}"]\n\n' + "\n\n".join(tables) + "\n"


def live_through(url: str, feeds: Path, world: World) -> int:
    """Reads the sources as the hourly run does, up to the end; returns how many passes that took."""
    engine, catalog, passes = connect(url), load_catalog(feeds), 0
    while world.now <= END:
        collect(
            engine,
            catalog,
            at=world.now,
            run_id=f"hour {world.now:%Y%m%d%H}",
            everything=False,
            as_of=None,
            purpose=Purpose.HOURLY,
        )
        passes += 1
        world.now += timedelta(hours=1 if world.now >= TROUBLE else 3)
    engine.dispose()
    return passes


def main() -> int:
    """Exit: 0 every source in its state · 1 one is not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--feeds", type=Path, default=ROOT / ".newsdesk" / "source-week.toml", help="written here"
    )
    options = parser.parse_args()
    logging.disable(logging.INFO)
    world = World()
    server = LoopbackServer(world.answer, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options.feeds.parent.mkdir(parents=True, exist_ok=True)
    options.feeds.write_text(feeds_file(server.server_address[1]), encoding="utf-8")
    home = homes.replay(ROOT, options.feeds.absolute())
    urls = databases.ensure_server(home, os.environ, Talk())
    recreate(urls.news)  # what an earlier run left would be counted twice
    databases.ensure_databases(urls)
    passes = live_through(urls.news, options.feeds, world)
    server.shutdown()
    print(
        f"{passes} passes over {len(STORIES)} sources, {START:%m-%d} to {END:%m-%d}; trouble from {TROUBLE:%m-%d %H:%M} UTC"
    )
    print(f"all servers silent from {DARK[0]:%m-%d %H:%M} to {DARK[1]:%H:%M} UTC: our own network\n")
    for slug, (_, story, _state) in STORIES.items():
        print(f"  {slug:<8} {story}")
    print("\n$ ./newsdesk sources", flush=True)
    command = [str(ROOT / "newsdesk"), "sources", "--feeds", str(options.feeds.absolute())]
    subprocess.run(command, check=True)
    told = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    wrong = [one["slug"] for one in told if one["state"] != STORIES[one["slug"]][2]]
    print(json.dumps({"sources": len(told), "passes": passes, "not_in_their_state": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""backfill --deep over real HTTP: archives, WordPress pages, feeds that offer nothing, bounds and manners."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine, text

from newsdesk.deepening import Round, deepen
from newsdesk.entities import Language, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.store import fetches

pytestmark = pytest.mark.database

NEWEST = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = NEWEST + timedelta(hours=1)
A_PAGE = 5  # items, one a day


def items(slug: str, page: int) -> str:
    made = []
    for number in range((page - 1) * A_PAGE, page * A_PAGE):
        when = format_datetime(NEWEST - timedelta(days=number))
        made.append(
            f"<item><guid>{slug}-{number}</guid><title>{slug} tells of matter {number}</title>"
            f"<link>https://{slug}.example/{number}</link><pubDate>{when}</pubDate></item>"
        )
    return "".join(made)


class Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Handler.asked.append(self.path)
        parts = urlsplit(self.path)
        slug, _, rest = parts.path.strip("/").partition("/")
        page = int(parse_qs(parts.query).get("paged", [rest or "1"])[0])
        head = {
            "archived": f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive" href="/archived/{page + 1}"/>',
            "wordpress": "<generator>https://wordpress.org/?v=6.5</generator>",
            "circle": '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/circle/2"/>',
            "endless": f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/endless/{page + 1}"/>',
        }.get(slug, "")
        shown = 1 if slug == "circle" else page
        gone = slug == "wordpress" and page > 3
        body = f'<rss version="2.0"><channel><title>{slug}</title>{head}{items(slug, shown)}</channel></rss>'
        self.send_response(404 if gone else 200)
        self.end_headers()
        self.wfile.write(b"" if gone else body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def catalog(port: int, *slugs: str) -> Catalog:
    sources = tuple(
        Source(slug, slug.title(), f"http://127.0.0.1:{port}/{slug}", slug, Language.EN, 2, "US")
        for slug in slugs
    )
    return Catalog(sources, frozenset({f"127.0.0.1:{port}"}))


def run(engine: Engine, sources: Catalog, days: int) -> tuple[list[Round], list[float]]:
    pauses: list[float] = []
    rounds = list(deepen(engine, sources, since=NEWEST - timedelta(days=days), at=NOW, pause=pauses.append))
    return rounds, pauses


def count(engine: Engine, query: str) -> int:
    with engine.connect() as conn:
        return int(conn.execute(text(query)).scalar_one())


def test_each_source_is_read_back_as_far_as_it_goes(news_engine: Engine, port: int) -> None:
    rounds, pauses = run(news_engine, catalog(port, "archived", "wordpress", "plain", "circle"), days=18)
    ends = {slug: why for one in rounds for slug, why in one.ended.items()}
    assert ends["archived"] == "reached 2026-02-10"
    assert "404" in ends["wordpress"]
    assert ends["plain"] == "it names no older page"
    assert ends["circle"] == "the page repeats what was read"
    assert sum(one.new for one in rounds) == 20 + 15 + 5 + 5
    assert [one.asked for one in rounds] == [4, 3, 2, 2]
    assert pauses == [1.0, 1.0, 1.0]


def test_it_stops_where_the_first_date_is_reached_and_asks_nothing_beyond(
    news_engine: Engine, port: int
) -> None:
    run(news_engine, catalog(port, "archived"), days=3)
    assert Handler.asked == ["/archived"]


def test_a_feed_without_end_is_left_after_forty_pages(news_engine: Engine, port: int) -> None:
    rounds, _ = run(news_engine, catalog(port, "endless"), days=9999)
    assert len(rounds) == len(Handler.asked) == 40
    assert rounds[-1].ended == {"endless": "stopped after 40 pages"}


def test_what_is_read_back_is_backlog_adds_nothing_twice_and_leaves_no_memory(
    news_engine: Engine, port: int
) -> None:
    run(news_engine, catalog(port, "archived"), days=18)
    articles = count(news_engine, "select count(*) from articles")
    assert articles == 20
    assert count(news_engine, "select count(*) from articles where backlog") == 20
    assert count(news_engine, "select count(*) from fetches") == 1
    rounds, _ = run(news_engine, catalog(port, "archived"), days=18)
    assert sum(one.new for one in rounds) == 0
    with news_engine.connect() as conn:
        assert fetches.remembered(conn, not_after=NOW) == {}

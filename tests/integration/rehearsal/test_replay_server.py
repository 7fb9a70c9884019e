"""The server of recorded feeds: on captures of our own, and a look at the real ones where they are."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bench import replay_server, replay_week
from bench.replay_server import Recorded, choose, feeds_file, read_index, replay_answers
from newsdesk.feeds.catalog import load_catalog
from newsdesk.rehearsal.loopback import LoopbackServer, http_date
from newsdesk.settings import load_edition

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = "slug\tpublisher\toriginal_feed_url\tlanguage\tfirst\tlast"
ROWS = [
    'quay\tThe "Quay", feed built by a scraper\thttps://www.quay.example/news\ten\t-\t-',
    "matou\t码头 (Matou), through a bridge\thttps://matou.example/\tzh\t-\t-",
    "dutch\tKade\thttps://kade.github.io/feed\tnl\t-\t-",
    "gone\tNever captured\thttps://gone.example/\ten\t-\t-",
]
CAPTURES = {
    "quay": {"2026-07-01T0300": b"<rss>first</rss>", "2026-07-09T0300": b"<rss>second</rss>"},
    "matou": {"2026-07-10T2345": "<rss>码头</rss>".encode()},
    "dutch": {"2025-08-12T0700": b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD></HTML>"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for slug, captures in CAPTURES.items():
        (tmp_path / slug).mkdir()
        for name, body in captures.items():
            (tmp_path / slug / f"{name}.xml").write_bytes(body)
    (tmp_path / "INDEX.tsv").write_text("\n".join([COLUMNS, *ROWS]) + "\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def feeds(folder: Path) -> tuple[Recorded, ...]:
    return read_index(folder)


@pytest.fixture
def port(feeds: tuple[Recorded, ...]) -> Iterator[int]:
    server = LoopbackServer(replay_answers(feeds), 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def get(port: int, path: str, moment: datetime | None = None) -> tuple[int, bytes, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if moment:
        request.add_header("Accept-Datetime", http_date(moment))
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read(), response.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers["Content-Type"]


def test_the_newest_capture_not_later_than_the_moment(port: int) -> None:
    assert get(port, "/quay.xml", datetime(2026, 7, 1, 3, 0, tzinfo=UTC))[1] == b"<rss>first</rss>"
    assert get(port, "/quay.xml", datetime(2026, 7, 9, 2, 59, 59, tzinfo=UTC))[1] == b"<rss>first</rss>"
    assert get(port, "/quay.xml", datetime(2026, 7, 9, 3, 0, tzinfo=UTC))[1] == b"<rss>second</rss>"
    assert get(port, "/quay.xml")[1] == b"<rss>second</rss>"


def test_before_the_first_capture_and_elsewhere_404_says_why(port: int) -> None:
    status, body, _ = get(port, "/quay.xml", datetime(2026, 7, 1, 2, 59, 59, tzinfo=UTC))
    assert (status, b"quay was first captured after Wed, 01 Jul 2026" in body) == (404, True)
    assert get(port, "/gone.xml")[0] == 404
    assert get(port, "/../INDEX.tsv")[0] == 404


def test_a_block_page_is_served_as_a_page(port: int) -> None:
    assert get(port, "/dutch.xml")[2] == "text/html"
    assert get(port, "/quay.xml")[2] == "application/xml"


def test_the_feeds_file_loads_and_names_publishers(feeds: tuple[Recorded, ...], tmp_path: Path) -> None:
    target = tmp_path / "feeds.toml"
    target.write_text(feeds_file(feeds, 4568), encoding="utf-8")
    catalog = load_catalog(target)
    assert catalog.allow_private == frozenset({"127.0.0.1:4568"})
    assert [(one.slug, one.name, one.language, one.home, one.family) for one in catalog.sources] == [
        ("quay", 'The "Quay"', "en", "US", "quay"),
        ("matou", "码头", "zh", "CN", "matou"),
        ("dutch", "Kade", "other", "NL", "dutch"),
    ]


def test_feeds_are_chosen_by_name_or_by_period(feeds: tuple[Recorded, ...]) -> None:
    def slugs(*names: str, first: date | None = None, last: date | None = None) -> list[str]:
        return [feed.slug for feed in choose(feeds, names, first, last)]

    assert slugs("dutch") == ["dutch"]
    assert slugs(first=date(2026, 7, 10), last=date(2026, 7, 11)) == ["quay", "matou"]
    assert slugs(first=date(2026, 7, 11), last=date(2026, 7, 12)) == ["matou"]
    assert slugs() == ["quay", "matou", "dutch"]
    with pytest.raises(SystemExit, match="nothere"):
        slugs("nothere")


def test_the_archive_is_filled_up_to_the_first_date_and_no_further(feeds: tuple[Recorded, ...]) -> None:
    edition = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")
    moments = replay_week.earlier_readings(feeds, date(2026, 7, 11), edition)
    local = [moment.astimezone(ZoneInfo("Asia/Shanghai")) for moment in moments]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in local] == [
        "2025-08-13 08:30",
        "2026-07-02 08:30",
        "2026-07-10 08:30",
    ]


def test_fifteen_recorded_feeds_cover_the_week() -> None:
    folder = replay_server.data_folder()
    if not (folder / "INDEX.tsv").is_file():
        pytest.skip("no ../shared/data: the recorded week was not run")
    feeds = read_index(folder)
    chosen = choose(feeds, [], date(2026, 7, 11), date(2026, 7, 17))
    answers = replay_answers(chosen)
    end = datetime(2026, 7, 17, 0, 30, tzinfo=UTC)
    sizes = {feed.slug: len(answers(f"/{feed.slug}.xml", end).body) for feed in chosen}
    print(f"{len(feeds)} recorded feeds, {len(chosen)} of them in the week")
    assert len(chosen) == 15
    assert all(size > 500 for size in sizes.values())

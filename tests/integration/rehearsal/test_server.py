"""The sample's server over real HTTP, and what our own reader makes of its answers."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from http.client import RemoteDisconnected
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import pytest

from newsdesk.entities import Outcome
from newsdesk.feeds.catalog import load_catalog
from newsdesk.feeds.fetch import fetch_all
from newsdesk.feeds.reading import read
from newsdesk.feeds.trust import trusted
from newsdesk.rehearsal.loopback import LoopbackServer, http_date, parse_http_date
from newsdesk.rehearsal.sample import load_content, write_feeds_file
from newsdesk.rehearsal.server import sample_answers
from newsdesk.window import window_of

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "include" / "sample"
SOURCES = {source.slug: source for source in load_content(SAMPLE)}


def end_of(day: int) -> datetime:
    return window_of(date(2026, 3, day), time(8, 30), ZoneInfo("Asia/Shanghai")).end


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = LoopbackServer(sample_answers(SOURCES.values()), 0)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def get(port: int, path: str, moment: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}")
    if moment is not None:
        request.add_header("Accept-Datetime", http_date(moment))
    with urllib.request.urlopen(request, timeout=20) as response:
        return response.read(), {name.lower(): value for name, value in response.headers.items()}


def status_of(port: int, path: str, moment: datetime | None = None) -> int:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(port, path, moment)
    return caught.value.code


def test_a_feed_grows_from_moment_to_moment(port: int) -> None:
    seen: list[set[str]] = []
    for day in range(2, 7):
        body, headers = get(port, "/chenxing.xml", end_of(day))
        feed = feedparser.parse(body)
        memento = parse_http_date(headers["memento-datetime"])
        assert memento is not None
        assert memento <= end_of(day)
        assert headers["vary"] == "accept-datetime"
        assert all(datetime(*entry.published_parsed[:6], tzinfo=UTC) <= end_of(day) for entry in feed.entries)
        seen.append({entry.title for entry in feed.entries})
    assert all(after - before for before, after in pairwise(seen))
    assert len(seen[-1]) > len(seen[0])


def test_without_a_moment_the_last_state_is_shown(port: int) -> None:
    assert get(port, "/harbor.xml")[0] == get(port, "/harbor.xml", datetime(2030, 1, 1, tzinfo=UTC))[0]


def test_a_title_changes_under_its_guid(port: int) -> None:
    def title(day: int) -> str:
        feed = feedparser.parse(get(port, "/meridian.xml", end_of(day))[0])
        return next(entry.title for entry in feed.entries if entry.id.endswith("mw-40138"))

    assert "2,000" in title(4)
    assert "2,500" in title(5)


def test_the_re_dating_feed_bears_the_time_of_asking(port: int) -> None:
    for day in (3, 6):
        feed = feedparser.parse(get(port, "/jiangcheng.xml", end_of(day))[0])
        ages = {
            (end_of(day) - datetime(*entry.published_parsed[:6], tzinfo=UTC)).total_seconds()
            for entry in feed.entries
        }
        assert len(ages) == 1
        assert 0 <= ages.pop() < 60


def test_faults_answer_as_they_should(port: int) -> None:
    with pytest.raises((RemoteDisconnected, ConnectionError, urllib.error.URLError)):
        get(port, "/polder.xml", end_of(3))
    assert status_of(port, "/yuanshan.xml", end_of(4)) == 503
    body, headers = get(port, "/ironwood.xml", end_of(6))
    assert headers["content-type"].startswith("text/html")
    assert b"firewall" in body
    assert feedparser.parse(get(port, "/ironwood.xml", end_of(3))[0]).entries


def test_addresses_that_are_none(port: int) -> None:
    assert status_of(port, "/nothing.xml") == 404
    assert status_of(port, "/../feeds.toml") == 404
    assert status_of(port, "/chenxing.xml", datetime(2020, 1, 1, tzinfo=UTC)) == 404
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/chenxing.xml", headers={"Accept-Datetime": "tomorrow"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=20)
    assert caught.value.code == 400


def test_json_feed_and_health(port: int) -> None:
    body, headers = get(port, "/canal.json", end_of(6))
    assert headers["content-type"] == "application/feed+json"
    assert len(json.loads(body)["items"]) >= 10
    assert get(port, "/health")[0] == b"ok\n"


def test_our_own_reader_reads_every_item_as_it_was_written(port: int, tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    write_feeds_file(SAMPLE, port, feeds)
    catalog = load_catalog(feeds)
    outcomes = {}
    for fetched in fetch_all(catalog.sources, allow_private=catalog.allow_private, as_of=end_of(6)):
        result, feed = read(fetched)
        outcomes[result.slug] = result.outcome
        if feed is None:
            continue
        source = SOURCES[result.slug]
        written = {item.title: item for item in source.item}
        certain = trusted(feed.entries, seen_at=end_of(6), previous={})
        assert set(certain) == {source.dates != "asked"}, result.slug
        for entry in feed.entries:
            item = written.get(entry.title)
            if item is None:  # a changed title
                continue
            assert entry.language == source.language, entry.title
            assert "".join(entry.text.split()) == "".join(item.text.split())
            assert entry.url.split("?")[0].endswith(item.path or item.url.split("?")[0])
            assert entry.url.startswith("https://")
            assert source.dates == "asked" or entry.published == item.published
    failed = {slug: outcome for slug, outcome in outcomes.items() if outcome is not Outcome.OK}
    assert failed == {"polder": Outcome.UNREACHABLE, "ironwood": Outcome.BLOCKED}
    assert len(outcomes) == len(SOURCES)


def start(*options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsdesk.rehearsal.server", "--content", str(SAMPLE), *options],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT / "plugins")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_process_says_its_port_and_ends_on_sigterm() -> None:
    server = start("--port", "0")
    assert server.stdout is not None
    port = int(server.stdout.readline().rsplit(":", 1)[1])
    assert get(port, "/health")[0] == b"ok\n"
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)
    assert server.returncode == 0


def test_the_process_ends_when_its_time_is_up() -> None:
    server = start("--port", "0", "--max-hours", "0.0001")
    server.communicate(timeout=30)
    assert server.returncode == 0


def test_a_busy_port_and_a_wrong_folder_are_said(port: int, tmp_path: Path) -> None:
    busy = start("--port", str(port))
    _, error = busy.communicate(timeout=30)
    assert busy.returncode == 1
    assert f"127.0.0.1:{port}" in error
    wrong = start("--content", str(tmp_path))
    _, error = wrong.communicate(timeout=30)
    assert wrong.returncode == 2
    assert "sample feeds" in error


def test_it_listens_on_loopback_alone(port: int) -> None:
    server = LoopbackServer(sample_answers(SOURCES.values()), 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()

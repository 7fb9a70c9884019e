"""sources check, over real HTTP: what is explained of a feed, a move, a page and a dead server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from newsdesk.cli import sources_check
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.errors import ConfigError
from newsdesk.rehearsal.loopback import Answer, LoopbackServer, said

FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor</title>'
    b"<item><title>A crane is mended</title><link>https://harbor.example/1</link>"
    b"<pubDate>Fri, 02 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)
PAGE = b"""<!doctype html><html><head><title>Harbor</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Hello</body></html>"""


def answer(path: str, _moment: object) -> Answer:
    return {
        "/feed.xml": Answer(HTTPStatus.OK, FEED, "application/rss+xml"),
        "/old.xml": Answer(HTTPStatus.MOVED_PERMANENTLY, headers={"Location": "/feed.xml"}),
        "/": Answer(HTTPStatus.OK, PAGE, "text/html"),
    }.get(path) or said(HTTPStatus.GONE, "gone")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Home, str]]:
    server = LoopbackServer(answer, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        f'allow_private = ["{base.removeprefix("http://")}"]\n[[source]]\nslug = "harbor"\nname = "Harbor"\n'
        f'url = "{base}/old.xml"\nlanguage = "en"\ntier = 1\nhome = "US"\n'
    )
    yield Home(tmp_path, "live", "", feeds, tmp_path, "", 0), base
    server.shutdown()
    server.server_close()


def test_a_moved_feed_reads_and_its_new_address_is_given(place, capsys):
    home, base = place
    assert sources_check.check(home, "harbor", Talk()) == 0
    out = capsys.readouterr().out
    assert f"redirected for good to {base}/feed.xml" in out
    assert "HTTP 200" in out
    assert "RSS 2.0 「Harbor」, 1 items" in out
    assert "2026-01-02 10:00  A crane is mended" in out
    assert f'write url = "{base}/feed.xml"' in out


def test_a_page_is_named_and_the_feed_that_it_advertises_is_tried(place, capsys):
    home, base = place
    assert sources_check.check(home, f"{base}/", Talk()) == 1
    out = capsys.readouterr().out
    assert "outcome    blocked: an HTML page titled" in out
    assert f"advertised {base}/feed.xml" in out
    assert "A crane is mended" in out
    assert f'advertises one that reads: write url = "{base}/feed.xml"' in out


def test_what_does_not_read_says_why(place, capsys):
    home, base = place
    assert sources_check.check(home, f"{base}/nowhere", Talk()) == 1
    assert "410" in capsys.readouterr().out


def test_a_name_that_is_neither_is_wrong_use(place):
    home, _ = place
    with pytest.raises(ConfigError, match="near it: harbor"):
        sources_check.check(home, "harb", Talk())

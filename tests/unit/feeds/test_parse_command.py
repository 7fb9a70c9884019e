from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from newsdesk.cli.parse_command import parse_file

FEED = """<rss version="2.0"><channel><title>港</title><item><title>灯塔重开</title><link>/1</link><guid>g</guid>
<pubDate>Thu, 16 Jul 2026 12:24:38 GMT</pubDate><description>守塔人说。</description></item>
<item><title>Fog</title></item></channel></rss>"""


def test_one_json_line_for_each_article(tmp_path: Path) -> None:
    path, out = tmp_path / "feed.xml", io.StringIO()
    path.write_text(FEED, encoding="utf-8")
    assert parse_file(path, "https://harbour.example/feed", out) == 0
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first == {
        "guid": "g",
        "url": "https://harbour.example/1",
        "title": "灯塔重开",
        "text": "守塔人说。",
        "published": "2026-07-16T12:24:38+00:00",
        "language": "zh",
        "author": "",
    }
    assert "灯塔重开" in out.getvalue()
    assert (second["published"], second["url"]) == (None, "")


@pytest.mark.parametrize(
    "body", [None, b"", b"<html><title>Access\nDenied</title></html>", b"{}", b"\xff\xfe"]
)
def test_what_is_wrong_is_one_line_and_2(
    tmp_path: Path, body: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "feed.xml", io.StringIO()
    if body is not None:
        path.write_bytes(body)
    assert parse_file(path, "https://harbour.example/feed", out) == 2
    said = capsys.readouterr()
    assert (out.getvalue(), said.out) == ("", "")
    assert len(said.err.splitlines()) == 1
    assert "feed.xml" in said.err


def test_a_folder_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parse_file(tmp_path, "https://harbour.example/feed", io.StringIO()) == 2
    assert capsys.readouterr().err

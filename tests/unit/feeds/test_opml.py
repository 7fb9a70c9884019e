"""Subscription lists in and out."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from newsdesk.cli import homes
from newsdesk.cli.sources_lists import export_list, import_list
from newsdesk.cli.talk import Talk
from newsdesk.entities import Language
from newsdesk.errors import ConfigError
from newsdesk.feeds.catalog import load_catalog
from newsdesk.feeds.opml import additions, read_opml, write_opml

LIST = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>mine</title></head><body>
<outline text="Technology">
  <outline type="rss" text="Harbor &amp; Sons" xmlUrl="https://harbor.example/feed/"/>
  <outline type="rss" title="\xe6\xb8\xaf\xe5\x8f\xa3\xe6\x96\xb0\xe9\x97\xbb" xmlurl="https://gangkou.example.cn/rss.xml"/>
  <outline type="rss" text="Harbor, again" xmlUrl="http://www.harbor.example/feed"/>
</outline>
<outline text="odd" xmlUrl="ftp://harbor.example/feed"/>
<outline text="a folder without a feed"/>
</body></opml>"""
FEEDS = """# My sources.
[[source]]
slug = "wire"  # the first
name = "Wire"
url = "https://wire.example/feed"
language = "en"
tier = 1
home = "US"
"""


def test_a_list_is_read_with_its_folders_and_in_any_case() -> None:
    assert [(one.title, one.url) for one in read_opml(LIST, "a")][:2] == [
        ("Harbor & Sons", "https://harbor.example/feed/"),
        ("港口新闻", "https://gangkou.example.cn/rss.xml"),
    ]


def test_one_address_counts_once_however_it_is_written() -> None:
    found = additions(read_opml(LIST, "a"), ())
    assert [(one.slug, one.language, one.home) for one in found.sources] == [
        ("harbor-sons", Language.EN, "US"),
        ("gangkou-example", Language.ZH, "CN"),
    ]
    assert found.doubles == (("Harbor, again", "harbor-sons"),)
    assert found.refused == (("odd", "'ftp://harbor.example/feed' is no http(s) address"),)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no OPML"),
        (b"<opml", "no OPML"),
        (b"<rss/>", "its root is <rss>"),
        (b"<opml><body><outline text='x'/></body></opml>", "no subscription"),
        (b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>', "no subscription"),
    ],
)
def test_what_is_no_list_is_named(body: bytes, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_opml(body, "my.opml")


def home(tmp_path: Path) -> homes.Home:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(FEEDS)
    return replace(homes.live(tmp_path), feeds_file=feeds)


def test_tables_are_shown_and_the_file_is_left_alone(tmp_path: Path) -> None:
    file, out = tmp_path / "my.opml", io.StringIO()
    file.write_bytes(LIST)
    assert import_list(home(tmp_path), file, Talk(), out, write=False) == 0
    assert [one["slug"] for one in tomllib.loads(out.getvalue())["source"]] == [
        "harbor-sons",
        "gangkou-example",
    ]
    assert (tmp_path / "feeds.toml").read_text() == FEEDS


def test_tables_are_appended_and_every_comment_stays(tmp_path: Path) -> None:
    file = tmp_path / "my.opml"
    file.write_bytes(LIST)
    place = home(tmp_path)
    for _ in range(2):  # again adds nothing
        import_list(place, file, Talk(), io.StringIO(), write=True)
    text = place.feeds_file.read_text()
    assert text.startswith(FEEDS.rstrip())
    assert text.count("[[source]]") == 3
    assert [one.slug for one in load_catalog(place.feeds_file).sources] == [
        "wire",
        "harbor-sons",
        "gangkou-example",
    ]


def test_what_is_exported_is_imported_as_doubles_alone(tmp_path: Path) -> None:
    out = io.StringIO()
    place = home(tmp_path)
    assert export_list(place, out) == 0
    sources = load_catalog(place.feeds_file).sources
    found = additions(read_opml(out.getvalue().encode(), "exported"), sources)
    assert (found.sources, [slug for _, slug in found.doubles]) == ((), ["wire"])


def test_names_and_addresses_are_escaped() -> None:
    source = replace(load_one(), name='A "B" <C> & D', url="https://wire.example/feed?a=1&b=2")
    (found,) = read_opml(write_opml([source], "t").encode(), "x")
    assert (found.title, found.url) == (source.name, source.url)


def load_one():  # type: ignore[no-untyped-def]
    return additions(read_opml(LIST, "a"), ()).sources[0]

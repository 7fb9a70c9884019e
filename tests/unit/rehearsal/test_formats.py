"""Each format that the sample writes is read back by feedparser (JSON Feed by json)."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from newsdesk.rehearsal.content import FeedState, SampleSource, feed_as_of
from newsdesk.rehearsal.formats import block_page, render

PARIS = timezone(timedelta(hours=1))
ITEMS = [
    {
        "id": "one",
        "event": "one",
        "topic": "ai",
        "region": "CN",
        "published": datetime(2026, 3, 2, 10, 0, tzinfo=PARIS),
        "path": "/2026/one",
        "title": "星河-3：a < b & “c”",
        "text": "第一段，2 < 3 & 5 > 4。\n第二段。",
        "author": "林听澜",
    },
    {
        "id": "two",
        "event": "two",
        "topic": "other",
        "region": "FR",
        "published": datetime(2026, 3, 2, 12, 0, tzinfo=PARIS),
        "path": "/2026/two",
        "title": "Second title of the two",
        "text": "One paragraph only, and that is all.",
        "change": [{"at": datetime(2026, 3, 3, 9, 0, tzinfo=PARIS), "title": "Second title, changed"}],
    },
]


def state(**more: Any) -> FeedState:
    source = SampleSource.model_validate(
        {
            "slug": "quay",
            "name": "码头（示例）",
            "about": "About",
            "site": "https://quay.example/",
            "language": "zh",
            "tier": 1,
            "home": "BE",
            "item": ITEMS,
            **more,
        }
    )
    feed = feed_as_of(source, datetime(2026, 3, 4, tzinfo=UTC))
    assert feed is not None
    return feed


@pytest.mark.parametrize(
    ("format", "version", "content_type"),
    [
        ("rss", "rss20", "application/rss+xml; charset=utf-8"),
        ("atom", "atom10", "application/atom+xml; charset=utf-8"),
        ("rdf", "rss10", "application/rdf+xml; charset=utf-8"),
    ],
)
def test_xml_formats_say_what_was_written(format: str, version: str, content_type: str) -> None:
    document = render(state(format=format))
    feed = feedparser.parse(document.body)
    assert (feed.version, feed.bozo, document.content_type) == (version, False, content_type)
    assert feed.feed.title == "码头（示例）"
    second, first = feed.entries
    # feedparser leaves RSS titles as they are and escapes plain Atom ones; both mean the same.
    assert html.unescape(first.title) == "星河-3：a < b & “c”"
    assert second.title == "Second title, changed"
    assert [first.link, second.link] == ["https://quay.example/2026/one", "https://quay.example/2026/two"]
    # feedparser files dc:date under updated.
    dated = first.updated_parsed if format == "rdf" else first.published_parsed
    assert list(dated[:5]) == [2026, 3, 2, 9, 0]
    assert first.author == "林听澜"
    texts = [part.value for part in first.get("content", [])] or [first.description]
    assert texts[0] == "<p>第一段，2 &lt; 3 &amp; 5 &gt; 4。</p><p>第二段。</p>"


def test_json_feed_says_what_was_written() -> None:
    document = render(state(format="json"))
    feed = json.loads(document.body)
    assert document.content_type == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    second, first = feed["items"]
    assert first["url"] == first["id"] == "https://quay.example/2026/one"
    assert first["date_published"] == "2026-03-02T10:00:00+01:00"
    assert first["content_html"].count("<p>") == 2
    assert "date_modified" not in first
    assert second["date_modified"] == "2026-03-03T09:00:00+01:00"


def test_gb18030_is_told_by_the_declaration_alone() -> None:
    document = render(state(format="rss", encoding="gb18030"))
    assert document.body.startswith(b"<?xml version='1.0' encoding='gb18030'?>")
    assert "charset" not in document.content_type
    assert "第二段" in document.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        document.body.decode("utf-8")
    assert feedparser.parse(document.body).entries[1].title.startswith("星河-3")


def test_an_empty_pub_date_stands_beside_updated() -> None:
    body = render(state(format="rss", dates="updated_only")).body
    assert body.count(b"<pubDate />") == 2
    entry = feedparser.parse(body).entries[1]
    assert list(entry.updated_parsed[:5]) == [2026, 3, 2, 9, 0]


def test_guids_are_the_address_opaque_or_none() -> None:
    def guids(kind: str) -> list[str]:
        return [
            entry.get("id", "")
            for entry in feedparser.parse(render(state(format="rss", guid=kind)).body).entries
        ]

    assert guids("url") == ["https://quay.example/2026/two", "https://quay.example/2026/one"]
    assert guids("opaque") == ["tag:quay.example,2026:two", "tag:quay.example,2026:one"]
    assert guids("none") == ["", ""]


def test_relative_links_resolve_against_xml_base() -> None:
    body = render(state(format="atom", relative_links=True)).body
    assert b'href="/2026/one"' in body
    assert b"https://quay.example/2026/one" not in body.replace(
        b"<id>https://quay.example/2026/one</id>", b""
    )
    feed = feedparser.parse(body)
    assert feed.entries[1].link == urljoin("https://quay.example/", "/2026/one")


def test_a_teaser_is_the_first_paragraph() -> None:
    entry = feedparser.parse(render(state(format="rss", teaser=True)).body).entries[1]
    assert "第二段" not in entry.summary
    assert "第二段" in entry.content[0].value


def test_a_block_page_is_no_feed() -> None:
    page = block_page("<script>")
    assert page.content_type.startswith("text/html")
    assert b"<script>" not in page.body
    assert not feedparser.parse(page.body).entries

"""Where a feed says that its older items are."""

from __future__ import annotations

import pytest

from newsdesk.feeds.older import older_page

BASE = "https://wire.example/feed"
WORDPRESS = "<rss><channel><generator>https://wordpress.org/?v=6.5</generator></channel></rss>"


@pytest.mark.parametrize(
    ("text", "url", "older"),
    [
        ('<feed><link rel="prev-archive" href="/2026/01"/></feed>', BASE, "https://wire.example/2026/01"),
        ("<feed><link href='a?b=1&amp;c=2' rel='next'/></feed>", BASE, "https://wire.example/a?b=1&c=2"),
        (
            '<rss><channel><atom:link rel="next" href="/p2"/><atom:link rel="prev-archive" href="/old"/>',
            BASE,
            "https://wire.example/old",
        ),
        (WORDPRESS, BASE, f"{BASE}?paged=2"),
        (WORDPRESS, f"{BASE}?cat=3&paged=9", f"{BASE}?cat=3&paged=10"),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "next_url": "/p2.json"}',
            BASE,
            "https://wire.example/p2.json",
        ),
        ('<feed><link rel="self" href="/feed"/><link rel="alternate" href="/"/></feed>', BASE, ""),
        ('<feed><link rel="next" href="javascript:alert(1)"/></feed>', BASE, ""),
        ('<feed><link rel="next" href="file:///etc/passwd"/></feed>', BASE, ""),
        ('<feed><link rel="next" href="/feed"/></feed>', BASE, ""),
        ("{broken", BASE, ""),
        ("", BASE, ""),
    ],
)
def test_the_document_before_this_one(text: str, url: str, older: str) -> None:
    assert older_page(text, url) == older

from __future__ import annotations

import pytest

from newsdesk.feeds.addresses import refusal
from newsdesk.feeds.links import absolute, comparable

BASE = "https://harbour.example/news/feed.xml"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://harbour.example/a", "https://harbour.example/a"),
        ("/a?b=c", "https://harbour.example/a?b=c"),
        ("a", "https://harbour.example/news/a"),
        ("//other.example/a", "https://other.example/a"),
        (" https://harbour.example/a b\n", "https://harbour.example/a%20b"),
        (
            "https://www.google.com/url?sa=t&url=https%3A%2F%2Fharbour.example%2Fa",
            "https://harbour.example/a",
        ),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("http://[::1", ""),
        ("http://", ""),
        ("", ""),
        ("https://harbour.example/" + "a" * 3000, ""),
        ("https://harbour.example/" + "港" * 300, ""),  # nine characters each as sent
        ("https://www.google.com/url?q=https%3A%2F%2Fharbour.example%2F%00%0Aa", "https://harbour.example/a"),
        (
            "https://www.google.com/url?q=http%3A%2F%2F%5B%3A",
            "https://www.google.com/url?q=http%3A%2F%2F%5B%3A",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Flink.zhihu.com%2F%3Ftarget%3Dhttps%253A%252F%252Fharbour.example",
            "https://harbour.example",
        ),
    ],
)
def test_absolute(link: str, expected: str) -> None:
    assert absolute(link, BASE) == expected


@pytest.mark.parametrize(
    "other",
    [
        "http://harbour.example/a?x=1",
        "https://www.harbour.example/a/?x=1",
        "https://HARBOUR.example:443/a?utm_source=rss&x=1#top",
    ],
)
def test_the_same_page_compares_equal(other: str) -> None:
    assert comparable(other) == comparable("https://harbour.example/a?x=1")


def test_what_is_no_address_compares_as_it_is() -> None:
    assert comparable("http://[tag:1") == "http://[tag:1"


def test_another_page_does_not() -> None:
    assert comparable("https://harbour.example/a?id=1") != comparable("https://harbour.example/a?id=2")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "nonsense",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refusal(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_not(address: str) -> None:
    assert refusal(address) == ""

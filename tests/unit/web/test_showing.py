"""Texts of others on a page: clipped, calm, and linked only where a link is safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.web.showing import ago, clip, dollars, safe_link


@pytest.mark.parametrize(
    "url",
    [
        "https://ok.example/a?b=1&c=2#d",
        "http://ok.example",
        "https://ok.example:8443/路径",
        "HTTPS://OK.example/",
    ],
)
def test_links_that_are_linked(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://ok.example",
        "data:text/html,x",
        "vbscript:x",
        "ftp://ok.example/",
        "//ok.example/path",
        "/path",
        "https:ok.example",
        "https://",
        "https://user:pw@ok.example/",
        "https://ok.example/a b",
        'https://ok.example/"onclick=x',
        "https://ok.example/<b>",
        "\x01javascript:x",
        " https://ok.example/",
        "https://ok.example/\u202egnp.exe",
        "https://ok.example:port/",
        "https://ok.example/" + "a" * 3000,
        "https://[::1",
    ],
)
def test_links_that_are_not(url: str | None) -> None:
    assert safe_link(url) == ""


@given(st.text(max_size=400), st.integers(5, 60))
def test_clipped_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = clip(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert not set(line) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
    line.encode("utf-8")


def test_a_megabyte_is_cut_and_says_so() -> None:
    assert clip("长" * 1_000_000, 20) == "长" * 19 + "…"
    assert clip("短", 20) == "短"
    assert clip(None) == ""


def test_marks_do_not_pile_up() -> None:
    assert clip("e" + "\u0301" * 60 + "x") == "e" + "\u0301" * 3 + "x"


def test_times_and_sums_for_people() -> None:
    now = datetime(2026, 3, 6, tzinfo=UTC)
    assert ago(None, now) == "从未"
    assert ago(now - timedelta(seconds=20), now) == "刚刚"
    assert ago(now - timedelta(minutes=90), now) == "1小时前"
    assert ago(now - timedelta(days=3), now) == "3天前"
    assert dollars(0.01234) == "$0.0123"
    assert dollars(12) == "$12.00"

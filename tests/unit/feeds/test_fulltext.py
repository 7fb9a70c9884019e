"""Texts out of pages, and who may be asked for them. All of our own writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsdesk.entities import Article, Fetched, Language, Outcome
from newsdesk.feeds.fulltext import allowed, hosts, is_teaser, page_text, robots_address, with_page

MOMENT = datetime(2026, 3, 3, tzinfo=UTC)
ARTICLE = Article(
    "a1", 1, "paper", "https://paper.example/a", "", "", "标题", "开头。", Language.ZH, MOMENT, MOMENT, False
)


def robots(outcome: Outcome, status: int | None, body: bytes | None = None) -> dict[str, Fetched]:
    return {"https://paper.example/robots.txt": Fetched("r", outcome, status=status, body=body)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (robots(Outcome.OK, 200, b""), True),
        (robots(Outcome.OK, 200, b"User-agent: *\nDisallow: /"), False),
        (robots(Outcome.OK, 200, b"User-agent: *\nDisallow: /\n\nUser-agent: Newsdesk\nAllow: /"), True),
        (robots(Outcome.OK, 200, b"User-agent: *\nDisallow: /private/"), True),
        (robots(Outcome.HTTP_ERROR, 404), True),
        (robots(Outcome.HTTP_ERROR, 403), True),
        (robots(Outcome.LIMITED, 429), False),
        (robots(Outcome.HTTP_ERROR, 503), False),
        (robots(Outcome.TIMEOUT, None), False),
        ({}, False),
    ],
)
def test_robots(found: dict[str, Fetched], expected: bool) -> None:
    assert allowed("https://paper.example/a", found) is expected


def test_addresses_of_robots() -> None:
    assert robots_address("https://user@paper.example:8443/a?b=c") == "https://paper.example:8443/robots.txt"
    assert hosts(["ftp://x.example/", "https://p.example/1", "https://p.example/2", "http://["]) == [
        "https://p.example/robots.txt"
    ]


@pytest.mark.parametrize(
    ("text", "teaser"),
    [("短", True), ("字" * 241, False), ("字" * 400 + "……", True), ("字" * 600 + "……", False)],
)
def test_teasers(text: str, teaser: bool) -> None:
    assert is_teaser(replace(ARTICLE, text=text)) is teaser


def test_the_text_of_a_page_without_what_stands_around_it() -> None:
    paragraphs = "".join(f"<p>第{n}段讲的是模型如何在医院里读片，医生怎样复核结果。</p>" for n in range(9))
    body = (
        f"<html><body><nav>首页</nav><article>{paragraphs}</article><footer>版权所有</footer></body></html>"
    )
    page = Fetched("p", Outcome.OK, 200, "https://paper.example/a", "text/html", body.encode())
    text, error = page_text(ARTICLE, page)
    assert error == ""
    assert "第3段" in text
    assert "版权所有" not in text


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<html></html>", b"<p>" * 3000, b"%PDF-1.7 binary"])
def test_what_is_no_page_gives_a_reason(body: bytes) -> None:
    page = Fetched("p", Outcome.OK, 200, "https://paper.example/a", "text/html", body)
    text, error = page_text(ARTICLE, page)
    assert text == ""
    assert error


def test_the_teaser_is_kept_where_the_page_does_not_repeat_it() -> None:
    assert with_page(ARTICLE, "开头。正文。") == "开头。正文。"
    assert with_page(ARTICLE, "正文。") == "开头。\n正文。"

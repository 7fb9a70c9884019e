"""The calendar, the report as people read it, its files and revisions, the tab of a run."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from tests.integration.web.archives import LAST, NOW, client, office, run_id_of

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def rows(archive_url: str):
    """rows("select …") over the archive."""
    engine = create_engine(archive_url)

    def ask(statement: str, **values):
        with engine.connect() as conn:
            return conn.execute(text(statement), values).all()

    yield ask
    engine.dispose()


def test_the_calendar_shows_each_state_by_word_and_colour(pages: TestClient) -> None:
    page = pages.get("/").text
    for key, word in (
        ("filed", "已刊"),
        ("thin", "偏少"),
        ("rules", "规则"),
        ("provisional", "未截稿"),
        ("missing", "缺刊"),
    ):
        assert re.search(rf'class="day s-{key}[^>]*aria-label="2026-\d\d-\d\d {word}', page), word
    assert "今天" in page
    assert "2026年3月6日 星期五" in page


def test_a_rehearsal_s_today_is_where_its_clock_stands(archive_url: str) -> None:
    opened = office(archive_url, rehearsal="sample", now=lambda: NOW + timedelta(days=200))
    page = client(opened).get("/").text
    opened.engine.dispose()
    assert "演练到" in page
    assert "2026年3月6日 星期五" in page
    assert "2026年4月" not in page


def test_the_calendar_of_a_year(pages: TestClient) -> None:
    assert "2026年1月" in pages.get("/?year=2026").text
    assert "2025年" not in pages.get("/?year=2026").text
    assert pages.get("/?year=1").status_code == 404
    assert pages.get("/?year=abc").status_code == 422


def test_a_report_has_every_item_with_its_own_link(pages: TestClient, rows) -> None:
    page = pages.get(f"/reports/{LAST}").text
    body = rows(
        "select body from reports where report_date = :day and format = 'json' order by revision desc limit 1",
        day=LAST,
    )
    report = json.loads(body[0][0])
    items = [item for part in report["sections"] for item in report[part["key"]]]
    assert len(items) > 10
    links = re.findall(
        r'<a class="out" href="([^"]+)" target="_blank" rel="noopener noreferrer nofollow"><bdi>([^<]*)', page
    )
    assert [(html.unescape(url), html.unescape(title)) for url, title in links] == [
        (one["url"], one["title"]) for one in items
    ]
    for item in items:
        assert html.escape(item["summary"]).replace("&quot;", "&#34;") in page


def test_previous_and_next_pass_over_missing_dates(pages: TestClient, rows) -> None:
    dates = [row[0] for row in rows("select distinct report_date from reports order by 1")]
    gap = next(i for i in range(len(dates) - 1) if (dates[i + 1] - dates[i]).days > 1)
    page = pages.get(f"/reports/{dates[gap]}").text
    assert re.search(rf'rel="next" href="[^"]*/reports/{dates[gap + 1]}"', page)
    assert 'rel="prev"' not in pages.get(f"/reports/{dates[0]}").text
    assert 'rel="next"' not in pages.get(f"/reports/{dates[-1]}").text


def test_a_download_is_the_filed_file_byte_for_byte(pages: TestClient, rows) -> None:
    for kind, body, digest in rows(
        "select format, body, sha256 from reports where report_date = :day and revision = 1", day=LAST
    ):
        answer = pages.get(f"/reports/{LAST}/1/{kind}")
        assert answer.content == body.encode()
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{LAST}_report.{kind}"
        assert len(digest) == 64
    assert pages.get(f"/reports/{LAST}/9/txt").status_code == 404
    assert pages.get(f"/reports/{LAST}/1/exe").status_code == 404


def test_revisions_say_what_changed(pages: TestClient, rows) -> None:
    day = rows("select max(report_date) from reports where revision = 2")[0][0]
    page = pages.get(f"/reports/{day}/revisions").text
    assert "第 2 版" in page
    assert "更正（第2版）" in page
    assert "新增 1 条" in page
    assert "首次刊出" in page
    old = pages.get(f"/reports/{day}?revision=1").text
    assert "已被取代" in old
    assert pages.get(f"/reports/{day}?revision=7").status_code == 404


def test_the_tab_of_a_run_shows_its_report(pages: TestClient) -> None:
    shown = pages.get(f"/runs/daily_report/{run_id_of(LAST)}")
    assert shown.status_code == 200
    assert "2026年3月6日 星期五" in shown.text
    assert "这次运行没有报告" in pages.get("/runs/collect_feeds/manual__2026-03-06T00:00:00+00:00").text


def test_a_date_without_a_report_says_what_to_do(pages: TestClient, rows) -> None:
    dates = {row[0] for row in rows("select distinct report_date from reports")}
    gone = rows(
        "select min(d)::date from generate_series((select min(report_date) from reports), :last, '1 day') d where d::date not in (select report_date from reports)",
        last=LAST,
    )[0][0]
    assert gone not in dates
    answer = pages.get(f"/reports/{gone}")
    assert answer.status_code == 404
    assert "缺刊" in answer.text
    for wrong in ("2026-3-6", "yesterday", "2026-02-30"):
        assert pages.get(f"/reports/{wrong}").status_code == 404


def test_an_empty_newsroom_has_a_page_too(pages_of, news_url: str) -> None:
    answer = pages_of(news_url).get("/")
    assert answer.status_code == 200
    assert "还没有刊出过报告" in answer.text

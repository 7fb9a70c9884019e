"""Editions of past dates, made from the archive by an installation that reaches no source."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from newsdesk import stages
from newsdesk.desk import Run, open_desk
from newsdesk.feeds import recorded
from newsdesk.feeds.catalog import load_catalog
from newsdesk.importing import Tally, import_found
from newsdesk.settings import Settings

pytestmark = pytest.mark.database

ROOT = Path(__file__).resolve().parents[2]
# A port where nothing listens: every source of the feeds file is out of reach.
FEEDS = """
allow_private = ["127.0.0.1:9"]
[[source]]
slug = "harbor"
name = "Harbor"
url = "http://127.0.0.1:9/harbor.xml"
language = "en"
tier = 1
home = "US"
"""
ITEM = (
    "<item><guid>{n}</guid><link>https://harbor.example/{n}</link><title>OpenAI opens research office number {n}"
    "</title><description>OpenAI opened office {n} for artificial intelligence research.</description>"
    "<pubDate>{when}</pubDate></item>"
)
THURSDAY = ITEM.format(n=1, when="Thu, 01 Jan 2026 10:00:00 GMT")
FRIDAY = ITEM.format(n=2, when="Fri, 02 Jan 2026 10:00:00 GMT")


@pytest.fixture
def settings(news_url: str, tmp_path: Path) -> Settings:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(FEEDS)
    include = ROOT / "include"
    return Settings(news_url, include, feeds, include / "editions" / "ai-zh.toml", tmp_path / "reports")


def recorded_feed(engine: Engine, settings: Settings, folder: Path, stem: str, *items: str) -> None:
    (folder / "harbor").mkdir(parents=True, exist_ok=True)
    (folder / "harbor" / f"{stem}.xml").write_text(
        f'<rss version="2.0"><channel><title>Harbor</title>{"".join(items)}</channel></rss>'
    )
    catalog = load_catalog(settings.feeds_file)
    for _ in import_found(engine, catalog, folder, recorded.find(folder), Tally()):
        pass


def make(settings: Settings, day: str, **asked: Any) -> str:
    """Works a date through in March; returns its report."""
    for name, stage in stages.STAGES.items():
        run = Run(date.fromisoformat(day), f"run {day} {asked}", datetime(2026, 3, 1, tzinfo=UTC), **asked)
        desk = open_desk(settings, run, lambda: datetime(2026, 3, 1, 4, tzinfo=UTC))
        try:
            stage(desk)
        finally:
            desk.engine.dispose()
        assert name
    return (settings.reports / f"{day}_report.txt").read_text(encoding="utf-8")


def test_a_past_date_is_filed_from_the_archive_though_no_source_answers(
    settings: Settings, news_engine: Engine, tmp_path: Path
) -> None:
    recorded_feed(news_engine, settings, tmp_path / "feeds", "2026-01-02T0100", THURSDAY)
    report = make(settings, "2026-01-02")
    assert "office number 1" in report
    assert "未截稿" not in report
    assert "未能读取" not in report
    assert "本期由存档制作：这一时段存有1个来源的读取记录。" in report


def test_a_reading_that_ended_before_the_window_did_is_owned_up_to(
    settings: Settings, news_engine: Engine, tmp_path: Path
) -> None:
    recorded_feed(news_engine, settings, tmp_path / "feeds", "2026-01-01T1200", THURSDAY)
    assert "最后一次读取于1月1日20:00，此后的消息未能收录。" in make(settings, "2026-01-02")


def test_a_date_for_which_the_archive_has_nothing_says_exactly_that(
    settings: Settings, news_engine: Engine, tmp_path: Path
) -> None:
    recorded_feed(news_engine, settings, tmp_path / "feeds", "2026-01-02T0100", THURSDAY)
    report = make(settings, "2025-11-20")
    assert "存档中没有这一天的内容：11月19日08:30至11月20日08:30之间没有任何来源的读取记录" in report


def test_an_import_does_not_change_a_closed_edition_until_it_is_collected_again(
    settings: Settings, news_engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "feeds"
    recorded_feed(news_engine, settings, folder, "2026-01-03T0100", FRIDAY)
    before = make(settings, "2026-01-03")
    more = ITEM.format(n=3, when="Fri, 02 Jan 2026 11:00:00 GMT")
    recorded_feed(news_engine, settings, folder, "2026-01-03T0101", FRIDAY, more)
    assert make(settings, "2026-01-03") == before
    again = make(settings, "2026-01-03", recollect=True)
    assert "office number 3" in again
    assert "office number 3" not in before


def test_a_source_of_that_time_that_the_archive_lacks_is_named(
    settings: Settings, news_engine: Engine, tmp_path: Path
) -> None:
    recorded_feed(news_engine, settings, tmp_path / "feeds", "2026-01-02T0100", THURSDAY)
    report = make(settings, "2026-02-10")
    assert "1个来源未能读取：Harbor（无法连接）" in report
    assert "存档中没有这一天的内容" in report

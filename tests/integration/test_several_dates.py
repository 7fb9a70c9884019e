"""Several dates over the sample feeds: each story once, in whatever order the dates are worked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.databases import administer
from tests.integration.newsroom import Newsroom, newsroom

pytestmark = pytest.mark.database

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")


def items(room: Newsroom, day: str) -> list[dict[str, object]]:
    report = json.loads((room.settings.reports / f"{day}_report.json").read_text(encoding="utf-8"))
    return [item for section in report["sections"] for item in report[section["key"]]]


def test_no_story_and_no_link_stands_in_two_editions(room: Newsroom) -> None:
    for day in DAYS:
        room.run(day)
    told = [(item["story"], item["url"], item["follow_up"]) for day in DAYS for item in items(room, day)]
    first = [story for story, _, follow_up in told if follow_up is None]
    assert len(set(first)) == len(first)
    assert {story for story, _, follow_up in told if follow_up} <= set(first)
    assert len({url for _, url, _ in told}) == len(told)


def test_a_published_story_comes_back_with_what_is_new_and_only_then(room: Newsroom) -> None:
    """The sample's four follow-ups of the last day are marked; its repeats do not come back."""
    for day in DAYS:
        room.run(day)
    marked = {item["title"]: item for item in items(room, DAYS[-1]) if item["follow_up"]}
    for part in ("下载破100万次", "墨舟科技上诉", "提前交付首批60台", "approves Quillon"):
        (title,) = [one for one in marked if part in one]
        item = marked[title]
        assert item["follow_up"]["earlier"] == DAYS[1]
        assert item["reason"].startswith("持续跟踪（3月3日曾报道）：新")
        assert f"📋 入选理由: {item['reason']}" in room.report(DAYS[-1])
    assert not [item for day in DAYS[:3] for item in items(room, day) if item["follow_up"]]
    assert len([url for day in DAYS for url in (item["url"] for item in items(room, day))]) == len(
        {item["url"] for day in DAYS for item in items(room, day)}
    )


def test_dates_in_order_are_the_same_after_a_rerun_of_an_early_one(room: Newsroom) -> None:
    for day in DAYS[:3]:
        room.run(day)
    before = room.files()
    room.run(DAYS[0], run_id="again")
    room.run(DAYS[1], run_id="again", since="rank")
    assert room.files() == before


def test_two_installations_file_the_same_bytes(
    postgres: str, template_database: str, tmp_path: Path, port: int
) -> None:
    files = []
    for name in ("first", "second"):
        administer(postgres, f"create database news_{name} template {template_database}")
        room = newsroom(postgres.format(database=f"news_{name}"), tmp_path / name, port)
        for day in DAYS[:2]:
            room.run(day)
        files.append(room.files())
    assert files[0] == files[1]


def test_backwards_each_story_is_still_published_once(room: Newsroom) -> None:
    for day in reversed(DAYS):
        room.run(day)
    told = [item["story"] for day in DAYS for item in items(room, day) if not item["follow_up"]]
    assert told
    assert len(set(told)) == len(told)
    assert all(len(items(room, day)) >= 3 for day in DAYS)

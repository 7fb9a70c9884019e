"""From chosen stories to one Report value."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from newsdesk.entities import Importance, Language
from newsdesk.errors import StageOutOfOrder
from newsdesk.report.build import build, date_prefix, dated, item_of
from newsdesk.settings import Limits
from tests.unit.report.making import ZONE, article, chosen, edition, frame

HIGH, MEDIUM, LOW = Importance.HIGH, Importance.MEDIUM, Importance.LOW


@pytest.mark.parametrize(
    ("published", "zone", "prefix"),
    [
        (datetime(2026, 1, 1, 15, 59, tzinfo=UTC), "Asia/Shanghai", "1月1日消息，"),
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), "Asia/Shanghai", "1月2日消息，"),
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), "America/New_York", "1月1日消息，"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "Asia/Shanghai", "12月31日消息，"),
        (None, "Asia/Shanghai", "近日消息，"),
    ],
)
def test_the_date_is_the_local_day_of_the_linked_article(
    published: datetime | None, zone: str, prefix: str
) -> None:
    assert date_prefix(article(published_at=published), ZoneInfo(zone)) == prefix


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("1月2日消息，甲公司发布新品。", "1月2日消息，甲公司发布新品。"),
        ("星辰网 1 月 2 日消息，甲公司发布新品。", "1月2日消息，甲公司发布新品。"),
        ("1月1日消息，甲公司发布新品。", "1月2日消息，1月1日消息，甲公司发布新品。"),
        ("2026 年 1 月 2 日，甲公司发布新品。", "1月2日消息，甲公司发布新品。"),
        ("当地时间1月2日晚间，甲公司发布新品。", "1月2日消息，甲公司发布新品。"),
        ("当地时间1月1日，甲公司发布新品。", "1月2日消息，当地时间1月1日，甲公司发布新品。"),
        ("1月2日起，甲公司涨价。", "1月2日消息，1月2日起，甲公司涨价。"),
        ("甲公司1月2日消息公布后大涨。", "1月2日消息，甲公司1月2日消息公布后大涨。"),
    ],
)
def test_a_dateline_of_the_same_day_does_not_stand_twice(summary: str, expected: str) -> None:
    assert dated(summary, article(), ZONE) == expected


def test_an_item_is_the_articles_own_data() -> None:
    item = item_of(chosen(3, linked=article(3, published_at=None), extract=True, language=Language.EN), ZONE)
    assert item.title == "星辰智能发布第3款模型"
    assert item.url == "https://news.xingchen.example/3"
    assert (item.original_pub_date, item.summary[:5]) == ("", "近日消息，")
    assert (item.story, item.article) == ("s0000000000000003", "a0000000000000003")
    assert (item.extract, item.language, item.countries) == (True, "en", ("CN",))
    assert item.impact_score == 397.0


def test_local_times() -> None:
    report = build([chosen()], frame())
    assert report.generated_at == "2026-01-02 08:35:56"
    assert report.sections[0].items[0].original_pub_date == "2026-01-02 06:15:00"
    assert report.window is not None
    assert (report.window.start, report.window.end) == (
        "2026-01-01T08:30:00+08:00",
        "2026-01-02T08:30:00+08:00",
    )


def test_items_are_numbered_anew_in_the_order_of_their_index() -> None:
    report = build([chosen(9), chosen(2), chosen(4, "international")], frame())
    assert [(item.index, item.url[-1]) for item in report.sections[0].items] == [(1, "2"), (2, "9")]
    assert [(item.index, item.url[-1]) for item in report.sections[1].items] == [(1, "4")]


def test_the_brief_has_high_then_medium_and_never_low() -> None:
    order = [LOW, MEDIUM, HIGH, MEDIUM, HIGH, MEDIUM, MEDIUM]
    report = build(
        [chosen(n, importance=one, summary=f"第{n}。") for n, one in enumerate(order, start=1)], frame()
    )
    brief = report.sections[0].brief
    assert brief is not None
    assert [entry.summary[-2] for entry in brief] == ["3", "5", "2", "4", "6"]
    assert [entry.index for entry in brief] == [1, 2, 3, 4, 5]


def test_a_brief_as_long_as_the_edition_says() -> None:
    made = edition(limits=Limits(section=20, brief=9, shortlist=60, thin=0))
    report = build([chosen(n) for n in range(1, 13)], frame(edition=made))
    assert len(report.sections[0].brief or ()) == 9


def test_statistics_keep_the_older_meaning() -> None:
    report = build([chosen(1), chosen(2, "international")], frame())
    assert report.statistics == {
        "raw_domestic": 21,
        "raw_international": 22,
        "raw_total": 43,
        "final_domestic": 1,
        "final_international": 1,
    }


def test_summary_line_without_high_items_leaves_out_the_highlights() -> None:
    report = build([chosen(1, importance=MEDIUM)], frame())
    assert report.summary == "今日从43条原始信息中精选出1条国内动态和0条国际动态，其中0条为高重要性。"


def test_highlights_are_the_first_three_high_titles_sections_in_order() -> None:
    report = build(
        [chosen(1, "international"), chosen(2), chosen(3, importance=LOW), chosen(4), chosen(5)], frame()
    )
    assert report.summary.endswith(
        "重点关注：星辰智能发布第2款模型；星辰智能发布第4款模型；星辰智能发布第5款模型。"
    )


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ({}, "今日没有收到任何原始信息，本期没有内容。"),
        ({"domestic": 3, "international": 4}, "今日从7条原始信息中没有选出可以刊发的动态。"),
    ],
)
def test_an_empty_edition_says_that_it_is_empty(raw: dict[str, int], line: str) -> None:
    assert build([], frame(raw=raw)).summary == line


def test_a_section_that_the_edition_no_longer_has_is_a_stage_out_of_order() -> None:
    with pytest.raises(StageOutOfOrder, match=r"'mars'.*clear the task tag_regions"):
        build([chosen(1, "mars")], frame())


def test_the_same_inputs_make_the_same_report() -> None:
    items = [chosen(n) for n in (1, 2, 3)]
    assert build(items, frame()) == build(items[::-1], frame())

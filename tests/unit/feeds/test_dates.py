from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.feeds.dates import read_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Thu, 16 Jul 2026 12:24:38 GMT", utc(2026, 7, 16, 12, 24, 38)),
        ("Thu,  16  Jul 2026  12:24:38  +0800", utc(2026, 7, 16, 4, 24, 38)),
        ("16 Jul 2026 12:24 EST", utc(2026, 7, 16, 17, 24)),
        ("Thursday, 16 July 2026 12:24:38 PDT", utc(2026, 7, 16, 19, 24, 38)),
        ("Mon, 16 Jul 2026 12:24:38 -0000", utc(2026, 7, 16, 12, 24, 38)),
        ("Thu, 16 Jul 2026 12:24:38 GMT+8", utc(2026, 7, 16, 4, 24, 38)),
        ("Thu Jul 16 2026 12:24:38 GMT+0800 (China Standard Time)", utc(2026, 7, 16, 4, 24, 38)),
        ("2026-07-16T12:24:38Z", utc(2026, 7, 16, 12, 24, 38)),
        ("2026-07-16T12:24:38.573861+00:00", utc(2026, 7, 16, 12, 24, 38, 573861)),
        ("2026-07-16T12:24:38.5738612345Z", utc(2026, 7, 16, 12, 24, 38, 573861)),
        ("2026-07-16 12:24:38 +0800", utc(2026, 7, 16, 4, 24, 38)),
        ("2026-07-16 12:24:38", utc(2026, 7, 16, 12, 24, 38)),
        ("2026-07-16", utc(2026, 7, 16)),
        ("2026/07/16 12:24", utc(2026, 7, 16, 12, 24)),
        ("Jul 16, 2026", utc(2026, 7, 16)),
        ("July 16, 2026 at 12:24 PM", utc(2026, 7, 16, 12, 24)),
        ("16 July 2026", utc(2026, 7, 16)),
        ("1784204678", utc(2026, 7, 16, 12, 24, 38)),
        ("1784204678.573", utc(2026, 7, 16, 12, 24, 38)),
        ("/Date(1784204678573)/", utc(2026, 7, 16, 12, 24, 38)),
        ("2026-07-16T08:30:00+08:00[Asia/Shanghai]", utc(2026, 7, 16, 0, 30)),
        ("2026-07-16 08:30:00 +0800 CST m=+0.012", utc(2026, 7, 16, 0, 30)),
        ("2026-07-16 08:30:00 +0000 UTC", utc(2026, 7, 16, 8, 30)),
        ("Published: 2026-07-16T08:30:00Z", utc(2026, 7, 16, 8, 30)),
        ("Posted on July 16, 2026", utc(2026, 7, 16)),
        ("2026年7月16日 10:00", utc(2026, 7, 16, 2)),
        ("2026年07月16日", utc(2026, 7, 15, 16)),
        ("2026年7月16日 星期四 下午3:05", utc(2026, 7, 16, 7, 5)),
        ("2026年7月16日 20时05分30秒", utc(2026, 7, 16, 12, 5, 30)),
    ],
)
def test_forms(written: str, expected: datetime) -> None:
    assert read_date(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-07-16 12:24:38", utc(2026, 7, 16, 4, 24, 38)),
        ("2026-07-16", utc(2026, 7, 15, 16)),
        ("Thu Jul 16 12:24:38 CST 2026", utc(2026, 7, 16, 4, 24, 38)),
        ("Thu, 16 Jul 2026 12:24:38 CST", utc(2026, 7, 16, 4, 24, 38)),
        ("Thu, 16 Jul 2026 12:24:38 GMT", utc(2026, 7, 16, 12, 24, 38)),
        ("2026年7月16日（周四）08:30", utc(2026, 7, 16, 0, 30)),
        ("２０２６年７月１６日　08：30", utc(2026, 7, 16, 0, 30)),
        ("二〇二六年七月十六日", utc(2026, 7, 15, 16)),
        ("2026年七月廿三日 下午三点", utc(2026, 7, 23, 7)),
        ("2026-07-16 下午 3:05", utc(2026, 7, 16, 7, 5)),
        ("2026/07/16 星期四 08:30", utc(2026, 7, 16, 0, 30)),
        ("发布时间：2026-07-16 08:30  来源：港湾日报", utc(2026, 7, 16, 0, 30)),
        ("2026年7月16日 08:30 (UTC+9)", utc(2026, 7, 15, 23, 30)),
        ("2026年7月16日 晚上11点", utc(2026, 7, 16, 15)),
        ("星期四, 16 七月 2026 08:30:00 +0800", utc(2026, 7, 16, 0, 30)),
        ("周四, 16 12月 2025 08:30:00 GMT", utc(2025, 12, 16, 8, 30)),
        ("四, 16 十一月 2025 08:30:00 +0000", utc(2025, 11, 16, 8, 30)),
    ],
)
def test_in_a_chinese_entry_a_date_without_a_zone_is_beijing_s(written: str, expected: datetime) -> None:
    assert read_date(written, chinese=True) == expected


@pytest.mark.parametrize(
    "written",
    ["", "   ", "yesterday", "soon", "12:24", "July", "16 Jul", "2026", "-", "null", "9" * 90, "2026-13-45"],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "Thu, 99 Jul 2026",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "2026年13月40日",
        "7月16日 08:30",
        "2026年7月",
        "3小时前",
        "昨天 08:30",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_a_date_that_cannot_be_is_none(written: str) -> None:
    assert read_date(written) is None


@given(st.text(max_size=60), st.booleans())
def test_it_never_raises(written: str, chinese: bool) -> None:
    moment = read_date(written, chinese=chinese)
    assert moment is None or moment.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2090, 1, 1)))
def test_iso_dates_survive(moment: datetime) -> None:
    assert read_date(moment.replace(tzinfo=UTC).isoformat()) == moment.replace(tzinfo=UTC)

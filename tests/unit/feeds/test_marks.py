"""What is archived and is no candidate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsdesk.entities import Entry, Language
from newsdesk.feeds.marks import address_date, mark_of

NOW = datetime(2026, 7, 10, 1, tzinfo=UTC)


def entry(title: str, url: str = "https://quay.example/news/1", published: datetime | None = NOW) -> Entry:
    return Entry("1", url, title, "", published, Language.ZH)


@pytest.mark.parametrize(
    ("title", "url", "says"),
    [
        ("推广 | 港湾商城周年庆", "https://quay.example/1", "advertisement"),
        ("Sponsored: a better anchor", "https://quay.example/1", "advertisement"),
        ("旗舰手机 4999 元→3999 元狂促", "https://quay.example/1", "shopping offer"),
        ("专题：潮汐发电", "https://quay.example/1", "topic page"),
        ("2026-07-10", "https://quay.example/1", "digest"),
        ("潮汐电站并网", "", "no link"),
        ("Ada Quay", "https://quay.example/authors/ada", "list page"),
        ("Old tide tables", "https://quay.example/2024/05/tides.html", "its address is of 2024-05"),
        ("旧闻重提", "https://quay.example/20240507/123.html", "its address is of 2024-05"),
    ],
)
def test_what_is_no_article_has_its_reason(title: str, url: str, says: str) -> None:
    assert says in mark_of(entry(title, url), NOW)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("潮汐电站并网发电", "https://quay.example/2026/07/09/tides"),
        ("潮汐电站并网发电", "https://quay.example/2026/06/tides"),
        ("Codex pricing changes again", "https://quay.example/articles/20001106-codex"),
        ("专题片《海》开拍", "https://quay.example/1"),
        ("Quay 2.0 released", "https://quay.example/releases/tag/v2.0"),
    ],
)
def test_what_may_be_one_has_none(title: str, url: str) -> None:
    assert mark_of(entry(title, url), NOW) == ""


def test_a_feed_s_own_old_items_are_not_listed_again() -> None:
    old = entry("Old tide tables", "https://quay.example/2024/05/tides", datetime(2024, 5, 9, tzinfo=UTC))
    assert mark_of(old, NOW) == ""


def test_without_a_date_the_reading_s_own_time_is_taken() -> None:
    assert "2024-05" in mark_of(entry("Old", "https://quay.example/2024/05/tides", None), NOW)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/05/x", (2024, 5, 1)),
        ("/2024/5/7/x", (2024, 5, 7)),
        ("/2024-05-07/x", (2024, 5, 7)),
        ("/202405/x", (2024, 5, 1)),
        ("/20240507.html", (2024, 5, 7)),
        ("/2024/02/31/x", None),
        ("/2024/models", None),
        ("/12024/05/x", None),
        ("/x?d=2024/05/", None),
        ("/item-2024050712", None),
    ],
)
def test_dates_in_addresses(path: str, day: tuple[int, int, int] | None) -> None:
    found = address_date(f"https://quay.example{path}")
    assert (found and (found.year, found.month, found.day)) == day

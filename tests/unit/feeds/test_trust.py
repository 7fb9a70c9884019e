from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Entry, Language
from newsdesk.feeds.keys import article_key
from newsdesk.feeds.trust import doubts, trusted

SEEN = datetime(2031, 3, 3, 3, 36, 11, tzinfo=UTC)
STAMP = datetime(2031, 3, 3, 3, 35, 5, tzinfo=UTC)  # when somebody's scraper ran


def entry(number: int, published: datetime | None) -> Entry:
    return Entry("", f"https://harbour.example/{number}", f"Story {number}", "", published, Language.EN)


def feed(*dates: datetime | None) -> list[Entry]:
    return [entry(number, date) for number, date in enumerate(dates)]


def judged(*dates: datetime | None, previous: dict[int, datetime] | None = None) -> tuple[bool, ...]:
    entries = feed(*dates)
    known = {article_key(entries[number]): date for number, date in (previous or {}).items()}
    return trusted(entries, seen_at=SEEN, previous=known)


def hours(*ago: float) -> list[datetime]:
    return [STAMP - timedelta(hours=one) for one in ago]


def test_a_whole_feed_of_our_own_round_minute_is_a_clock_s() -> None:
    at_eight = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)
    entries = feed(*[at_eight] * 6)
    just_read = at_eight + timedelta(minutes=1)
    assert not any(trusted(entries, seen_at=just_read, previous={}))
    assert all(trusted(entries, seen_at=just_read + timedelta(hours=2), previous={}))


SCATTERED = [SEEN - timedelta(minutes=17 * number, seconds=7 * number + 3) for number in range(1, 30)]


def test_an_ordinary_feed_is_trusted() -> None:
    assert all(judged(*SCATTERED))


def test_no_date_and_a_future_date_are_not() -> None:
    slack = SEEN + timedelta(minutes=59)
    assert judged(None, SEEN + timedelta(hours=2), slack) == (False, False, True)


def test_every_item_stamped_with_the_time_of_the_fetch() -> None:
    assert not any(judged(*[STAMP] * 7))


def test_part_of_a_feed_stamped_with_the_time_of_the_fetch() -> None:
    assert judged(*SCATTERED, *[STAMP] * 3) == (True,) * len(SCATTERED) + (False,) * 3


def test_two_items_stamped_just_now() -> None:
    assert judged(STAMP, STAMP, *SCATTERED[5:]) == (False, False) + (True,) * len(SCATTERED[5:])


def test_two_articles_published_together_some_time_ago() -> None:
    assert all(judged(SCATTERED[3], *SCATTERED))


def test_dates_reckoned_back_from_the_clock() -> None:
    """ "2 hours ago", "1 day ago", … worked out by a scraper: the same minute and second of the hour."""
    reckoned = [one + timedelta(milliseconds=number) for number, one in enumerate(hours(0, 5, 24, 48, 72))]
    days = [datetime(2031, 2, day, tzinfo=UTC) for day in range(1, 12)]
    assert judged(*reckoned, *days) == (False,) * 5 + (True,) * 11


def test_reckoned_dates_around_the_full_hour() -> None:
    edge = datetime(2031, 3, 3, 2, 59, 59, 900_000, tzinfo=UTC)
    dates = [edge + timedelta(milliseconds=150 * number) - timedelta(hours=number) for number in range(5)]
    assert not any(judged(*dates))


@pytest.mark.parametrize("minute", [0, 15, 30, 45])
def test_days_without_a_time_and_fixed_hours_are_trusted(minute: int) -> None:
    """A list of papers, all dated midnight somewhere."""
    assert all(judged(*[datetime(2031, 3, 2, 4, minute, tzinfo=UTC)] * 40))


def test_articles_scheduled_for_the_same_minute_each_day_are_trusted() -> None:
    assert all(judged(*[datetime(2031, 2, day, 8, 5, tzinfo=UTC) for day in range(1, 20)]))


def test_a_whole_feed_stamped_on_a_full_minute() -> None:
    assert not any(judged(*[STAMP.replace(second=0, minute=34)] * 6))


def test_an_article_known_before_keeps_its_earlier_date() -> None:
    moved = SCATTERED[0]
    result = doubts(
        feed(moved, SCATTERED[4]), seen_at=SEEN, previous={article_key(entry(0, None)): SCATTERED[20]}
    )
    assert result == ("later than the article was known to be out", "")


def test_the_same_or_an_earlier_date_is_trusted() -> None:
    assert all(judged(SCATTERED[4], SCATTERED[9], previous={0: SCATTERED[4], 1: SCATTERED[2]}))


def test_a_feed_that_re_dates_what_was_known_is_not_trusted_for_what_is_new() -> None:
    known = {number: SEEN - timedelta(days=3) for number in range(8)}
    dates = SCATTERED[:10]
    assert judged(*dates, previous=known) == (False,) * 10


def test_a_newsroom_that_updates_a_few_stories_is() -> None:
    known = {number: SEEN - timedelta(days=3) for number in range(4)}
    known |= {number: SCATTERED[number] for number in range(4, 20)}
    assert judged(*SCATTERED[:22], previous=known) == (False,) * 4 + (True,) * 18


@given(st.lists(st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))), max_size=30))
def test_one_answer_for_each_entry(dates: list[datetime | None]) -> None:
    answers = judged(*dates)
    assert len(answers) == len(dates)
    assert not any(answer for answer, date in zip(answers, dates, strict=True) if date is None)

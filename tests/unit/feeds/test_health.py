"""What a source's attempts and arrivals say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Outcome
from newsdesk.feeds.health import Attempt, Cause, Health, History, State, judge, next_try, strikes
from newsdesk.feeds.health_words import STATE_NAMES, Tongue, advice, span, why
from newsdesk.feeds.rhythm import learn, working

NOW = datetime(2026, 3, 20, 0, 45, tzinfo=UTC)  # a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://wire.example/feed"


def ok(at: datetime, **fields: object) -> Attempt:
    return Attempt(at, Outcome.OK, 200, **{"items": 20, "final_url": URL, **fields})


def bad(at: datetime, outcome: Outcome = Outcome.TIMEOUT, status: int | None = None) -> Attempt:
    return Attempt(at, outcome, status, error="no answer within 30 s")


def every(gap: timedelta, until: datetime, count: int = 60) -> tuple[datetime, ...]:
    return tuple(sorted(until - gap * number for number in range(count)))


def seen(history: History) -> Health:
    return judge(history, url=URL, home="CN", at=NOW)


def test_a_source_that_is_read_and_brings_news_is_healthy_since_its_last_failure() -> None:
    health = seen(History(ok(NOW), NOW - 9 * DAY, arrivals=every(HOUR, NOW)))
    assert (health.state, health.cause, health.since) == (State.HEALTHY, Cause.READS, NOW - 9 * DAY)
    assert health.next_try is None


def test_one_failed_attempt_is_nothing_two_are_failing() -> None:
    arrivals = every(HOUR, NOW - 2 * HOUR)
    once = seen(History(ok(NOW - HOUR), NOW - DAY, [bad(NOW)], arrivals))
    assert (once.state, once.cause) == (State.HEALTHY, Cause.ONCE)
    twice = seen(History(ok(NOW - 2 * HOUR), NOW - DAY, [bad(NOW - HOUR), bad(NOW)], arrivals))
    assert (twice.state, twice.cause, twice.since) == (State.FAILING, Cause.FAILED, NOW - HOUR)
    assert "2 attempts in a row failed" in why(twice, Tongue.EN)


def test_a_morning_of_quick_retries_is_one_failure() -> None:
    retries = [bad(NOW - timedelta(seconds=20 * number)) for number in range(6, -1, -1)]
    assert len(strikes(retries)) == 1
    assert seen(History(ok(NOW - HOUR), NOW - DAY, retries)).state is State.HEALTHY


def test_quiet_is_longer_silent_than_the_rhythm_explains() -> None:
    hourly = every(HOUR, NOW - 3 * DAY)
    assert seen(History(ok(NOW), NOW - 30 * DAY, arrivals=hourly)).state is State.QUIET
    weekly = every(7 * DAY, NOW - 3 * DAY, 12)
    assert seen(History(ok(NOW), NOW - 30 * DAY, arrivals=weekly)).state is State.HEALTHY


def test_silence_ends_with_the_last_reading_not_with_now() -> None:
    """A machine that was off for a week has not made its sources quiet."""
    history = History(ok(NOW - 7 * DAY), NOW - 30 * DAY, arrivals=every(HOUR, NOW - 7 * DAY))
    assert seen(history).state is State.HEALTHY


def test_a_paper_that_rests_at_weekends_is_not_quiet_on_monday_and_is_on_wednesday() -> None:
    monday = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
    weekdays = [at for at in every(DAY, monday - timedelta(days=3, hours=1), 60) if at.weekday() < 5]
    rhythm = learn(weekdays, UTC)
    assert rhythm.rests
    assert rhythm.silence(weekdays[-1], monday) < rhythm.allowance
    assert rhythm.silence(weekdays[-1], monday + 3 * DAY) > rhythm.allowance


def test_gone_is_dead_at_once_and_asked_daily() -> None:
    health = seen(History(ok(NOW - HOUR), NOW - DAY, [bad(NOW, Outcome.GONE, 410)]))
    assert (health.state, health.cause) == (State.DEAD, Cause.GONE)
    assert health.next_try == NOW + timedelta(hours=23)


def test_a_fortnight_of_failures_is_dead() -> None:
    failures = [bad(NOW - DAY * number) for number in range(15, -1, -1)]
    health = seen(History(ok(NOW - 16 * DAY), NOW - 40 * DAY, failures))
    assert (health.state, health.cause) == (State.DEAD, Cause.LONG_FAILING)


def test_a_feed_that_answers_and_says_nothing_for_months_is_dead() -> None:
    health = seen(History(ok(NOW), NOW - DAY, arrivals=every(DAY, NOW - 100 * DAY)))
    assert (health.state, health.cause) == (State.DEAD, Cause.LONG_SILENT)


def test_an_empty_feed_is_quiet_and_says_so() -> None:
    assert seen(History(ok(NOW, items=0), NOW)).cause is Cause.EMPTY


def test_our_own_network_is_not_the_source_s_fault() -> None:
    health = seen(History(unanswered=NOW - DAY))
    assert (health.state, health.cause) == (State.UNTRIED, Cause.NO_NETWORK)


def test_a_source_that_moved_is_read_and_says_what_to_write() -> None:
    moved = ok(NOW, moved_to="https://wire.example/new")
    health = seen(History(moved, NOW - DAY, arrivals=every(HOUR, NOW)))
    assert (health.state, health.cause) == (State.HEALTHY, Cause.MOVED)
    assert 'write url = "https://wire.example/new"' in advice(health, "wire", Tongue.EN)
    assert "https://wire.example/new" in advice(health, "wire", Tongue.ZH)


def test_a_source_that_re_dates_its_items_is_named() -> None:
    health = seen(History(ok(NOW, doubted=18), NOW - DAY, arrivals=every(HOUR, NOW)))
    assert health.cause is Cause.REDATES
    quiet = seen(History(ok(NOW, doubted=18), NOW - DAY, arrivals=every(HOUR, NOW - 9 * DAY)))
    assert quiet.state is State.QUIET
    assert "not trusted" in advice(quiet, "wire", Tongue.EN)


@given(st.lists(st.integers(30, 5000), min_size=1, max_size=60))
def test_a_failing_source_waits_longer_and_longer_and_never_a_whole_day(minutes: list[int]) -> None:
    at, failures, waits = NOW, [], []
    for gap in minutes:
        at += timedelta(minutes=gap)
        failures.append(bad(at))
        until = next_try(failures)
        waits.append(until - at if until else timedelta(0))
    assert waits == sorted(waits)
    assert max(waits) < DAY


@pytest.mark.parametrize("tongue", list(Tongue))
@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.OK])
def test_every_failure_has_words_in_both_languages(outcome: Outcome, tongue: Tongue) -> None:
    health = seen(History(failures=[bad(NOW - HOUR, outcome, 404), bad(NOW, outcome, 404)]))
    assert health.state in {State.FAILING, State.DEAD}
    assert why(health, tongue)
    assert advice(health, "wire", tongue)
    assert "{" not in why(health, tongue) + advice(health, "wire", tongue)


def test_every_state_has_a_name_and_spans_are_said_as_people_do() -> None:
    assert all(set(names) == set(State) for names in STATE_NAMES.values())
    assert [span(timedelta(hours=hours), Tongue.EN) for hours in (1, 47, 50, 300)] == [
        "1 hour", "47 hours", "2 days", "12 days",
    ]  # fmt: skip
    assert span(timedelta(days=3), Tongue.ZH) == "3天"


def test_weekends_do_not_count_as_working_time() -> None:
    friday = datetime(2026, 3, 20, 12, tzinfo=UTC)
    assert working(friday, friday + 3 * DAY, UTC) == DAY
    assert working(friday, friday, UTC) == timedelta(0)

"""What an attempt leaves for the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsdesk.entities import Fetched, Language, Outcome, Source
from newsdesk.feeds.manners import (
    LONGEST_WAIT,
    UNSAID_WAIT,
    Remembered,
    Waiting,
    body_hash,
    is_unchanged,
    start_of,
    validators_of,
    wait_of,
)

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
OLD, NEW = "https://old.example/feed", "https://new.example/feed"
SOURCE = Source("one", "One", OLD, "one", Language.EN, 2, "US")
MOVED = Remembered(
    source_url=OLD, asked_url=OLD, final_url=NEW, etag='"1"', moved_to=NEW, original_asked_at=NOW
)


@pytest.mark.parametrize(
    ("status", "said", "wait"),
    [
        (429, "120", timedelta(seconds=120)),
        (429, "120.5", timedelta(seconds=120)),
        (429, "", UNSAID_WAIT),
        (429, "soon", UNSAID_WAIT),
        (429, "Mon, 02 Mar 2026 01:30:00 GMT", timedelta(hours=1)),
        (429, "Mon, 02 Mar 2026 00:00:00 GMT", timedelta(0)),
        (429, "9" * 400, LONGEST_WAIT),
        (429, "Mon, 02 Mar 2099 00:00:00 GMT", LONGEST_WAIT),
        (503, "60", timedelta(seconds=60)),
        (503, "", None),
        (500, "60", None),
        (404, "60", None),
    ],
)
def test_how_long_a_host_asks_us_to_stay_away(status: int, said: str, wait: timedelta | None) -> None:
    assert wait_of(status, said, "Mon, 02 Mar 2026 00:30:00 GMT") == wait


def test_a_date_to_wait_for_without_the_server_s_own_clock_says_nothing() -> None:
    assert wait_of(503, "Mon, 02 Mar 2026 01:30:00 GMT") is None


def test_a_moved_source_is_begun_at_its_new_address() -> None:
    assert start_of(SOURCE, MOVED, NOW + timedelta(days=6)) == NEW
    assert validators_of(SOURCE, MOVED, NEW) == ('"1"', "")


def test_after_a_week_the_old_address_is_asked_again() -> None:
    assert start_of(SOURCE, MOVED, NOW + timedelta(days=7)) == OLD


@pytest.mark.parametrize("memory", [None, Remembered(), replace(MOVED, moved_to="")])
def test_without_a_move_the_source_s_own_address_is_asked(memory: Remembered | None) -> None:
    assert start_of(SOURCE, memory, NOW) == OLD


def test_an_edited_address_forgets_what_was_known_of_the_old_one() -> None:
    edited = replace(SOURCE, url="https://other.example/feed")
    assert start_of(edited, MOVED, NOW) == edited.url
    assert validators_of(edited, MOVED, edited.url) == ("", "")


def test_who_is_to_be_left_alone() -> None:
    later = NOW + timedelta(hours=1)
    waiting = Waiting({"two": NOW}, {"old.example": later})
    assert waiting.until(SOURCE, OLD) == later
    assert waiting.until(SOURCE, NEW) is None
    assert waiting.until(replace(SOURCE, slug="two"), NEW) == NOW


def test_what_counts_as_unchanged() -> None:
    digest = body_hash(b"<rss/>")
    memory = replace(MOVED, body_hash=digest)
    fetched = Fetched("one", Outcome.OK, 200, NEW, body=b"<rss/>")
    assert is_unchanged(fetched, digest, memory)
    assert not is_unchanged(replace(fetched, final_url=OLD), digest, memory)  # relative links lead elsewhere
    assert not is_unchanged(fetched, body_hash(b"<rss />"), memory)
    assert not is_unchanged(replace(fetched, body=b""), "", replace(memory, body_hash=""))
    assert is_unchanged(replace(fetched, status=304, body=b""), "", memory)

from __future__ import annotations

import pytest

from newsdesk.entities import Fetched, Outcome
from newsdesk.feeds import reading
from newsdesk.feeds.reading import read

FEED = b"<rss version='2.0'><channel><title>H</title><item><title>Fog</title><link>/1</link></item></channel></rss>"


def fetched(body: bytes | None, outcome: Outcome = Outcome.OK, status: int | None = 200) -> Fetched:
    return Fetched("one", outcome, status, "https://harbour.example/feed", "text/xml", body)


def test_a_feed() -> None:
    result, feed = read(fetched(FEED))
    assert result == fetched(FEED)
    assert feed is not None
    assert feed.entries[0].url == "https://harbour.example/1"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"<html><title>Blocked</title></html>", Outcome.BLOCKED),
        (b"", Outcome.UNREADABLE),
        (b"<note/>", Outcome.UNREADABLE),
    ],
)
def test_what_is_no_feed_changes_the_outcome(body: bytes, outcome: Outcome) -> None:
    result, feed = read(fetched(body))
    assert (result.outcome, result.body, feed) == (outcome, None, None)
    assert result.error


def test_a_failed_fetch_and_an_unchanged_feed_stay_as_they_are() -> None:
    for one in (fetched(None, Outcome.TIMEOUT, None), fetched(b"", Outcome.OK, 304)):
        assert read(one) == (one, None)


def test_a_fault_of_our_own_is_the_source_s_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise ZeroDivisionError("never thought of")

    monkeypatch.setattr(reading, "parse", broken)
    result, feed = read(fetched(FEED))
    assert (result.outcome, feed) == (Outcome.UNREADABLE, None)
    assert "never thought of" in result.error

"""A sample feed as it was at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from newsdesk.rehearsal.content import FaultKind, SampleSource, fault_at, feed_as_of, last_moment

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def item(name: str, hours: float, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "event": name,
        "topic": "ai",
        "region": "CN",
        "published": at(hours),
        "path": f"/{name}",
        "title": f"Title of {name}",
        "text": "A first paragraph that says it all.\nA second one.",
        **more,
    }


def source(*items: dict[str, Any], **more: Any) -> SampleSource:
    return SampleSource.model_validate(
        {
            "slug": "quay",
            "name": "Quay (sample)",
            "about": "About",
            "site": "https://quay.example/",
            "language": "en",
            "tier": 1,
            "home": "BE",
            "format": "rss",
            "item": list(items),
            **more,
        }
    )


def titles(which: SampleSource, moment: datetime) -> list[str]:
    state = feed_as_of(which, moment)
    assert state is not None
    return [entry.title for entry in state.entries]


def test_an_item_is_shown_from_its_publication_plus_the_delay() -> None:
    feed = source(item("old", -1), item("new", 1), delay_minutes=10)
    assert titles(feed, at(1)) == ["Title of old"]
    assert titles(feed, at(1) + timedelta(minutes=9, seconds=59)) == ["Title of old"]
    assert titles(feed, at(1) + timedelta(minutes=10)) == ["Title of new", "Title of old"]


def test_visible_from_beats_the_delay() -> None:
    feed = source(item("first", -1), item("late", 0, visible_from=at(5)))
    assert titles(feed, at(4)) == ["Title of first"]
    assert titles(feed, at(5)) == ["Title of late", "Title of first"]


def test_there_is_no_feed_before_its_first_item() -> None:
    assert feed_as_of(source(item("only", 0)), at(0)) is None
    assert feed_as_of(source(), at(0)) is None


def test_it_holds_the_newest_and_lets_the_rest_scroll_off() -> None:
    feed = source(*(item(f"n{number}", number) for number in range(5)), holds=2)
    assert titles(feed, at(9)) == ["Title of n4", "Title of n3"]
    everything = source(*(item(f"n{number}", number) for number in range(40)), holds=0)
    assert len(titles(everything, at(99))) == 40


def test_a_change_takes_effect_at_its_time_and_keeps_the_guid() -> None:
    feed = source(item("one", 0, change=[{"at": at(3), "title": "Corrected"}]))
    before, after = feed_as_of(feed, at(2)), feed_as_of(feed, at(3))
    assert before is not None
    assert after is not None
    assert (before.entries[0].title, after.entries[0].title) == ("Title of one", "Corrected")
    assert before.entries[0].guid == after.entries[0].guid
    assert after.entries[0].text == before.entries[0].text
    assert after.entries[0].published == before.entries[0].published == at(0)
    assert (before.changed, after.changed) == (at(0) + timedelta(minutes=5), at(3))


def test_an_address_put_in_again_takes_the_place_of_its_earlier_self() -> None:
    feed = source(item("one", 0), item("again", 4, path="/one"))
    assert titles(feed, at(2)) == ["Title of one"]
    assert titles(feed, at(5)) == ["Title of again"]


def test_a_feed_that_re_dates_bears_the_time_of_asking_and_nothing_else_changes() -> None:
    feed = source(item("one", 0), item("two", 1), dates="asked")
    early, late = feed_as_of(feed, at(30)), feed_as_of(feed, at(60))
    assert early is not None
    assert late is not None
    assert {at(30) - entry.published for entry in early.entries} == {timedelta(seconds=37)}
    assert {at(60) - entry.published for entry in late.entries} == {timedelta(seconds=37)}
    assert [entry.guid for entry in early.entries] == [entry.guid for entry in late.entries]
    assert early.changed <= at(30)


def test_a_fault_lasts_from_since_up_to_until() -> None:
    fault = {"kind": "unavailable", "since": at(2), "until": at(4)}
    feed = source(item("one", 0), fault=[fault])
    assert [fault_at(feed, at(hours)) for hours in (1.9, 2, 3.9, 4)] == [
        None,
        FaultKind.UNAVAILABLE,
        FaultKind.UNAVAILABLE,
        None,
    ]
    assert fault_at(source(fault=[{"kind": "cut", "since": at(0)}]), at(9999)) is FaultKind.CUT


def test_the_last_moment_counts_changes_too() -> None:
    feeds = [source(item("one", 0, change=[{"at": at(50), "title": "Later"}])), source(item("two", 9))]
    assert last_moment(feeds) == at(50)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Quay"}, "sample"),
        ({"site": "https://quay.com/"}, "RFC 2606"),
        ({"site": "http://quay.example/"}, "RFC 2606"),
        ({"item": [item("one", 0), item("one", 1)]}, "used twice: one"),
        ({"item": [item("one", 0, url="https://other.com/a", path="")]}, "RFC 2606"),
        ({"item": [item("one", 0, url="https://other.example/a")]}, "either path"),
        ({"item": [item("one", 0, path="no-slash")]}, "slash"),
        ({"relative_links": True}, "atom"),
        ({"dates": "updated_only", "format": "json"}, "rss"),
        ({"item": [item("one", 0, published=START.replace(tzinfo=None))]}, "timezone"),
        ({"colour": "red"}, "Extra"),
    ],
)
def test_what_is_not_as_the_readme_says_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        source(**changed)

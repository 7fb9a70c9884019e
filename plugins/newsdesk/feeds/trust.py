"""Which dates of a feed can be trusted. Pure: general rules over one reading, no publisher's name.

A date that is not trusted is not used: the archive's own "first seen" stands in for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from newsdesk.entities import Entry
from newsdesk.feeds.keys import article_key

# A publisher's clock, or a scheduled article's, may be fast; more than an hour is a wrong zone or date.
FUTURE_SLACK = timedelta(hours=1)
_HOUR = 3600.0  # seconds
_SAME_PHASE = 1.0  # seconds: one loop over a listing stamps all its items within about a second
_FRESH = timedelta(minutes=10)  # how long before our reading a scraper may have read its listing
_FEW = 3  # items: fewer than three may share a moment by chance


def trusted(
    entries: Sequence[Entry], *, seen_at: datetime, previous: Mapping[str, datetime]
) -> tuple[bool, ...]:
    """For each entry of one reading whether its date can be trusted.

    seen_at: when the feed was read. previous: article key → the moment by which the article was
    known to be out: its earliest trusted date, or where it has none, when it was first seen.
    """
    return tuple(not doubt for doubt in doubts(entries, seen_at=seen_at, previous=previous))


def doubts(
    entries: Sequence[Entry], *, seen_at: datetime, previous: Mapping[str, datetime]
) -> tuple[str, ...]:
    """For each entry why its date is not trusted, in English; "" where it is."""
    dates = [entry.published for entry in entries if entry.published is not None]
    stamped = _stamped_by_a_clock(dates, seen_at)
    moved = [_moved_later(entry, previous) for entry in entries]
    redates = _redates(entries, moved, previous)
    return tuple(
        _doubt(entry.published, seen_at=seen_at, later=later, stamped=stamped, redates=redates)
        for entry, later in zip(entries, moved, strict=True)
    )


def _doubt(
    published: datetime | None, *, seen_at: datetime, later: bool, stamped: frozenset[datetime], redates: bool
) -> str:
    if published is None:
        return "no date"
    if published > seen_at + FUTURE_SLACK:
        return "lies in the future"
    if later:
        return "later than the article was known to be out"
    if published in stamped:
        return "given by the clock of whoever read the listing"
    if redates and not _is_round(published):
        return "this feed gives known articles new dates"
    return ""


def _moved_later(entry: Entry, previous: Mapping[str, datetime]) -> bool:
    known = previous.get(article_key(entry))
    return known is not None and entry.published is not None and entry.published > known


def _redates(entries: Sequence[Entry], moved: Sequence[bool], previous: Mapping[str, datetime]) -> bool:
    """At least five articles, and four fifths of those known before, came back with a later date.

    Fewer is a newsroom that updates its stories.
    """
    known = sum(entry.published is not None and article_key(entry) in previous for entry in entries)
    return sum(moved) >= 5 and sum(moved) * 5 >= known * 4


def _stamped_by_a_clock(dates: Sequence[datetime], seen_at: datetime) -> frozenset[datetime]:
    """Dates that a program gave while reading: the very same second several times, or whole hours apart."""
    return frozenset(_repeated(dates, seen_at)) | frozenset(_whole_hours_apart(dates))


def _repeated(dates: Sequence[datetime], seen_at: datetime) -> list[datetime]:
    counts = Counter(dates)
    newest = max(dates, default=None)
    found = []
    for moment, count in counts.items():
        if not _on_the_minute(moment):
            fresh_pair = count == 2 and moment == newest and seen_at - _FRESH <= moment <= seen_at
            suspicious = count >= _FEW or fresh_pair
        else:
            # Five items and four fifths of the feed: more than one batch at one time of day. A round time
            # is a clock's as well where it is our own: little is lost, first seen is minutes later.
            whole = count >= 5 and count * 5 >= len(dates) * 4
            suspicious = whole and (not _is_round(moment) or seen_at - _FRESH <= moment <= seen_at)
        if suspicious:
            found.append(moment)
    return found


def _whole_hours_apart(dates: Sequence[datetime]) -> list[datetime]:
    """Dates reckoned back from a clock ("3 hours ago", "2 days ago"): the same minute and second of the hour.

    At least three, and a quarter of the dates that are not on a full minute, so that chance (one in
    1,800 for a pair) has no say in a feed of fifty.
    """
    off = sorted((moment for moment in dates if not _on_the_minute(moment)), key=_phase)
    needed = max(_FEW, -(-len(off) // 4))
    if len(off) < needed:
        return []
    phases = [_phase(moment) for moment in off]
    around = phases + [phase + _HOUR for phase in phases]  # past the full hour it goes on
    found: list[datetime] = []
    for start in range(len(off)):
        end = bisect_right(around, around[start] + _SAME_PHASE, lo=start)
        if end - start >= needed:
            found.extend(off[index % len(off)] for index in range(start, min(end, start + len(off))))
    return found


def _phase(moment: datetime) -> float:
    return moment.minute * 60 + moment.second + moment.microsecond / 1e6


def _on_the_minute(moment: datetime) -> bool:
    return moment.second == 0 and moment.microsecond == 0


def _is_round(moment: datetime) -> bool:
    """A day without a time, in any time zone, or a publisher's fixed hour."""
    return _on_the_minute(moment) and moment.minute % 15 == 0

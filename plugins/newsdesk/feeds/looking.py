"""One source tried now: what it answered, in plain sentences. fetch does the asking; the rest is pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from newsdesk.entities import Entry, Fetched, Outcome, ParsedFeed, Source
from newsdesk.feeds import pages
from newsdesk.feeds.encoding import decode
from newsdesk.feeds.fetch import fetch_all
from newsdesk.feeds.reading import read
from newsdesk.feeds.trust import doubts

_TITLES = 5
# A page may advertise a feed for each of its sections: the first few tell.
_MOST_ADVERTISED = 3


@dataclass(frozen=True, slots=True)
class Look:
    """One attempt: what was asked for, what came, and what it turned out to be.

    feed is None where it is none. advertised: feeds that the page in its place names.
    """

    asked: str
    fetched: Fetched
    encoding: str
    feed: ParsedFeed | None
    advertised: tuple[str, ...]


def look_at(source: Source, allow_private: frozenset[str]) -> Iterator[Look]:
    """Tries a source, and where a page stands in its place the feeds that the page advertises."""
    first = _try(source, source.url, allow_private)
    yield first
    if first.feed is None:
        for url in first.advertised[:_MOST_ADVERTISED]:
            yield _try(source, url, allow_private)


def _try(source: Source, url: str, allow_private: frozenset[str]) -> Look:
    (fetched,) = fetch_all([source], allow_private=allow_private, starts={source.slug: url})
    text, encoding = decode(fetched.body, fetched.content_type) if fetched.body else ("", "")
    outcome, feed = read(fetched)
    advertised = pages.advertised(text, fetched.final_url) if outcome.outcome is Outcome.BLOCKED else ()
    return Look(url, outcome, encoding, feed, advertised)


def explain(look: Look, *, at: datetime) -> list[str]:
    """What was seen, in English, a line each: status, redirects, type, encoding, items, dates, titles."""
    fetched = look.fetched
    lines = [f"asked      {look.asked}"]
    if fetched.final_url and fetched.final_url != look.asked:
        kind = "for good" if fetched.moved_to == fetched.final_url else "for now"
        lines.append(f"redirected {kind} to {fetched.final_url}")
    status = f"HTTP {fetched.status}" if fetched.status else "no answer"
    lines.append(f"answer     {status} after {fetched.elapsed_ms} ms")
    if fetched.content_type:
        lines.append(
            f"type       {fetched.content_type}{f', read as {look.encoding}' if look.encoding else ''}"
        )
    if look.feed is None:
        lines.append(f"outcome    {fetched.outcome.value}: {fetched.error}")
        lines += [f"advertised {url}" for url in look.advertised]
        return lines
    return [*lines, *_feed_lines(look.feed, at)]


def _feed_lines(feed: ParsedFeed, at: datetime) -> list[str]:
    title = f" 「{feed.title}」" if feed.title else ""
    lines = [f"feed       {feed.format}{title}, {len(feed.entries)} items"]
    lines.append(f"dates      {_dates(feed.entries, at)}")
    lines += [f"problem    {problem}" for problem in feed.problems]
    for entry in feed.entries[:_TITLES]:
        when = f"{entry.published:%Y-%m-%d %H:%M}" if entry.published else "(no date)       "
        lines.append(f"           {when}  {entry.title[:90]}")
    return lines


def _dates(entries: tuple[Entry, ...], at: datetime) -> str:
    dated = [entry.published.astimezone(UTC) for entry in entries if entry.published]
    if not dated:
        return "none: what it brings counts from when it was first seen"
    days = f"{min(dated):%Y-%m-%d %H:%M} to {max(dated):%Y-%m-%d %H:%M} UTC"
    span = f"{len(dated)} of {len(entries)} items, {days}"
    reasons = [why for why in doubts(entries, seen_at=at, previous={}) if why and why != "no date"]
    if not reasons:
        return span
    most = max(set(reasons), key=reasons.count)
    return f"{span}; {len(reasons)} not trusted ({most})"

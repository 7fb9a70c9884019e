"""backfill --deep: what sources still offer of the past, into the archive, before the dates are made."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime

from newsdesk.cli.databases import ensure_databases, ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.deepening import Round, deepen
from newsdesk.feeds.catalog import load_catalog
from newsdesk.settings import Edition
from newsdesk.store.engine import connect
from newsdesk.window import window_of


def read_back(home: Home, edition: Edition, first: date, talk: Talk) -> None:
    """Reads the older pages that sources offer, back to the first date's window; says how far."""
    catalog = load_catalog(home.feeds_file)
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    since = window_of(first, edition.cutoff, edition.zone).start
    talk.say(f"reading back to {since:%Y-%m-%d %H:%M} UTC, page by page, where a source offers older pages")
    engine = connect(urls.news)
    new, ends = 0, dict[str, str]()
    try:
        for one in deepen(engine, catalog, since=since, at=datetime.now(UTC)):
            new += one.new
            ends |= one.ended
            talk.say(line(one))
    finally:
        engine.dispose()
    talk.say(f"{new} new articles; {summary(ends)}")


def line(one: Round) -> str:
    """A round in one line. Pure."""
    return f"  page {one.page}: {one.asked} sources asked, {one.new} new articles, {one.going_on} have more"


def summary(ends: dict[str, str]) -> str:
    """How the sources ended, the most frequent end first. Pure."""
    kinds = Counter(
        "reached the first date" if why.startswith("reached ") else _kind(why) for why in ends.values()
    )
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())


def _kind(why: str) -> str:
    known = {
        "it names no older page": "name no older page",
        "its items have no dates": "have no dates",
        "the page repeats what was read": "came to their end",
    }
    return known.get(why, "stopped at the limit" if why.startswith("stopped") else "did not answer")

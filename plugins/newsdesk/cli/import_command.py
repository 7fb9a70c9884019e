"""import PATH: recorded feeds and articles into the archive. Needs the news database, not Airflow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from newsdesk.cli.databases import ensure_databases, ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.feeds import recorded
from newsdesk.feeds.catalog import load_catalog
from newsdesk.importing import Tally, import_found
from newsdesk.store.engine import connect

DONE, NOTHING_TAKEN = 0, 1
_EVERY = 100  # readings between two lines of progress where nobody watches a terminal


def import_path(home: Home, path: Path, talk: Talk) -> int:
    """Imports what lies under a path and says what became of it.

    Returns 0; 1 where nothing at all could be taken. Raises ConfigError where there is nothing to import.
    """
    found = recorded.find(path)
    catalog = load_catalog(home.feeds_file)
    urls = ensure_server(home, os.environ, talk)
    ensure_databases(urls)
    talk.say(f"{len(found.captures)} recorded feeds and {len(found.lines)} files of JSON lines in {path}")
    tally = Tally()
    engine = connect(urls.news)
    try:
        _follow(import_found(engine, catalog, path, found, tally), len(found.captures), tally, talk)
    finally:
        engine.dispose()
    for text in told(tally):
        talk.say(text)
    return DONE if tally.readings + tally.readings_known else NOTHING_TAKEN


def _follow(steps: Iterator[int], total: int, tally: Tally, talk: Talk) -> None:
    """A bar on a terminal, a line now and then elsewhere. total: 0 where it is not known yet."""
    if not talk.out.is_terminal:
        for done in steps:
            if done % _EVERY == 0:
                talk.say(
                    f"  {done}{f' of {total}' if done <= total else ''} readings: {tally.new} new articles"
                )
        return
    columns = (TextColumn("readings"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[new]} new articles"), console=talk.out) as progress:
        task = progress.add_task("import", total=total or None, new=0)
        for done in steps:
            progress.update(task, completed=done, total=max(total, done) or None, new=tally.new)


def told(tally: Tally) -> list[str]:
    """What became of everything, as lines. Pure."""
    lines = [
        f"readings   {tally.readings} new, {tally.readings_known} known,"
        f" {sum(tally.refused.values())} refused",
        f"articles   {tally.new} new, {tally.revised} revised, {tally.known} known",
    ]
    for why, count in tally.refused.most_common():
        lines.append(f"refused    {count} x {why} (the first: {tally.examples[why]})")
    return lines

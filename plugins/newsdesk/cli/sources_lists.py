"""sources import and export: subscription lists into the feeds file and out of it. Needs no service."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TextIO

from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk
from newsdesk.errors import ConfigError
from newsdesk.feeds.catalog import load_catalog
from newsdesk.feeds.opml import Additions, additions, as_tables, read_opml, write_opml
from newsdesk.report.files import write_whole

_LARGEST = 10 * 1024 * 1024


def import_list(home: Home, file: Path, talk: Talk, out: TextIO, *, write: bool) -> int:
    """Prints the tables that a list adds to the feeds file; with write, appends them to it.

    Comments and everything else in the file stay. Returns 0. Raises ConfigError for a list or a
    result that will not do; the feeds file is untouched then.
    """
    try:
        body = file.read_bytes()[: _LARGEST + 1]
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    if len(body) > _LARGEST:
        raise ConfigError(f"{file}: larger than 10 MB; is it an OPML file?")
    catalog = load_catalog(home.feeds_file)
    found = additions(read_opml(body, str(file)), catalog.sources)
    tables = as_tables(found.sources)
    if write and found.sources:
        append(home.feeds_file, tables, file.name)
        talk.say(f"{len(found.sources)} sources were added to {home.feeds_file}")
    elif tables:
        out.write(tables)
    _tell(found, talk, written=write)
    return 0


def append(feeds: Path, tables: str, origin: str) -> None:
    """Puts tables at the end of a feeds file, once the whole of it is known to load. Raises ConfigError."""
    before = feeds.read_text(encoding="utf-8")
    heading = f"# Imported from {' '.join(origin.split())}: check tier and home, which are guesses.\n"
    whole = f"{before.rstrip()}\n\n{heading}{tables}"
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / feeds.name
        trial.write_text(whole, encoding="utf-8")
        load_catalog(trial)
    write_whole(feeds, whole)


def _tell(found: Additions, talk: Talk, *, written: bool) -> None:
    """On standard error, so that the tables alone can be piped."""
    for title, slug in found.doubles:
        talk.err.print(f"there already: {title} ({slug})", markup=False)
    for title, why in found.refused:
        talk.err.print(f"left out: {title}: {why}", markup=False)
    counts = f"{len(found.sources)} new, {len(found.doubles)} there already, {len(found.refused)} left out"
    hint = "" if written or not found.sources else "; --write appends them to the feeds file"
    talk.err.print(counts + hint, markup=False)


def export_list(home: Home, out: TextIO) -> int:
    """Writes the feeds file as OPML 2.0. Returns 0."""
    out.write(write_opml(load_catalog(home.feeds_file).sources, "Newsdesk"))
    return 0

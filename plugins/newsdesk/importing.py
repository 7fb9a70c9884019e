"""import: recorded feeds and articles into the archive, as if they had been read at their time."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newsdesk.entities import Fetched, Outcome, ParsedFeed, Source
from newsdesk.feeds import recorded
from newsdesk.feeds.catalog import Catalog, load_catalog
from newsdesk.feeds.fetch import Limits
from newsdesk.feeds.manners import body_hash
from newsdesk.feeds.raw import MOST_ENTRIES
from newsdesk.feeds.recorded import Found, Line
from newsdesk.feeds.text import line_of
from newsdesk.ingesting import examine, record_reads
from newsdesk.store import archive, fetches
from newsdesk.store.engine import Engine, holding_source, is_unstorable, writing_archive

RUN_ID = fetches.IMPORTED + "recorded"
_LARGEST = Limits().size
_AT_ONCE = MOST_ENTRIES  # articles of one day are handed to the parser together
_NOTHING = ParsedFeed("", "", ())


@dataclass(frozen=True, slots=True)
class Reading:
    """One recorded reading of a source: its bytes and when they were had. origin: for messages."""

    source: Source
    at: datetime
    body: bytes
    origin: str


@dataclass(slots=True)
class Tally:
    """What became of everything. Articles: new, revised, known. refused: why → how many; examples of it."""

    readings: int = 0
    readings_known: int = 0
    new: int = 0
    revised: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def refuse(self, why: str, origin: str, count: int = 1) -> None:
        """Counts something that could not be archived, with the first place where it was seen."""
        self.refused[why] += count
        self.examples.setdefault(why, origin)


def import_found(engine: Engine, catalog: Catalog, root: Path, found: Found, tally: Tally) -> Iterator[int]:
    """Archives everything that was found under root, oldest first; yields how many steps are done.

    A reading that was imported before is known and passed over, so that doing it again adds nothing.
    """
    for path, why in found.unusable:
        tally.refuse(why, str(path))
    described = _described(root)
    done = 0
    for capture in found.captures:
        source = catalog.by_slug.get(capture.slug) or described.get(capture.slug)
        if source is None:
            tally.refuse(
                "its folder names no source: add it to the feeds file or an INDEX.tsv", str(capture.path)
            )
        elif (body := _bytes(capture.path, tally)) is not None:
            _import(engine, Reading(source, capture.at, body, str(capture.path)), tally)
        done += 1
        yield done
    for reading in _from_lines(found, catalog, described, tally):
        _import(engine, reading, tally)
        done += 1
        yield done


def _bytes(path: Path, tally: Tally) -> bytes | None:
    """A recorded file whole; None where it is refused."""
    try:
        if path.stat().st_size <= _LARGEST:
            return path.read_bytes()
    except OSError as error:
        tally.refuse(f"cannot be read: {error.strerror or error}", str(path))
        return None
    tally.refuse(f"larger than {_LARGEST // 2**20} MB", str(path))
    return None


def _described(root: Path) -> dict[str, Source]:
    """The sources that the material itself describes: by a feeds.toml or an INDEX.tsv beside it."""
    folder = root if root.is_dir() else root.parent
    for place in (folder, folder.parent):
        if (place / recorded.FEEDS_FILE).is_file():
            return dict(load_catalog(place / recorded.FEEDS_FILE).by_slug)
        if (place / recorded.INDEX).is_file():
            return recorded.read_index(place / recorded.INDEX)
    return {}


def _import(engine: Engine, reading: Reading, tally: Tally) -> None:
    """One reading, archived or refused with the reason."""
    try:
        _archive(engine, reading, tally)
    except Exception as error:
        if not is_unstorable(error):
            raise
        said = line_of(f"its articles cannot be stored: {type(error).__name__}: {error}", 200)
        tally.refuse(said, reading.origin)


def _archive(engine: Engine, reading: Reading, tally: Tally) -> None:
    digest, slug = body_hash(reading.body), reading.source.slug
    fetched = Fetched(slug, Outcome.OK, 200, final_url=reading.source.url, body=reading.body)
    outcome, feed, reads = examine(fetched, reading.source, reading.at)
    with engine.begin() as conn:
        writing_archive(conn)
        archive.describe_sources(conn, [reading.source])
        holding_source(conn, slug)
        items = len(feed.entries) if feed else 0
        if digest in fetches.imported(conn, slug, reading.at):
            tally.readings_known += 1
            tally.known += items
            return
        new, revised, doubted = record_reads(conn, reading.source, feed or _NOTHING, reads, reading.at)
        fetches.record_fetch(
            conn,
            outcome,
            at=reading.at,
            run_id=RUN_ID,
            source_url=reading.source.url,
            items=items,
            new=new,
            revised=revised,
            problems=feed.problems if feed else (),
            body_hash=digest,
            doubted=doubted,
        )
    if feed is None:
        tally.refuse(outcome.error, reading.origin)
        return
    tally.readings += 1
    tally.new += new
    tally.revised += revised
    tally.known += items - new - revised


def _from_lines(
    found: Found, catalog: Catalog, described: Mapping[str, Source], tally: Tally
) -> Iterator[Reading]:
    """The readings that JSON lines amount to, oldest first."""
    by_source: dict[str, list[Line]] = defaultdict(list)
    for path in found.lines:
        for line in recorded.read_lines(path):
            if isinstance(line, Line):
                by_source[line.source].append(line)
            else:
                number, why = line
                tally.refuse(why, f"{path}:{number}")
    made: list[Reading] = []
    for name in sorted(by_source):
        source = source_called(name, by_source[name], catalog, described)
        for at, lines in recorded.readings(by_source[name]):
            for start in range(0, len(lines), _AT_ONCE):
                body = recorded.as_feed(lines[start : start + _AT_ONCE], name)
                made.append(Reading(source, at, body, f"{name} on {at:%Y-%m-%d}"))
    yield from sorted(made, key=lambda one: (one.at, one.source.slug))


def source_called(name: str, lines: list[Line], catalog: Catalog, described: Mapping[str, Source]) -> Source:
    """The source that a record means by a slug or a name; one made for the archive where none is known."""
    known = {**described, **catalog.by_slug}
    if name in known:
        return known[name]
    for source in known.values():
        if source.name.casefold() == name.casefold():
            return source
    slug = recorded.slug_of(name)
    if not slug or slug in known or not name.isascii():
        slug = f"{slug or 'source'}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    language = Counter(one.language for one in lines if one.language).most_common(1)
    return recorded.unlisted(slug, name, "", language[0][0] if language else "")

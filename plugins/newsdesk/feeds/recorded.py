"""Recorded material for the archive: capture files by name, JSON lines by field. Pure but for listing files.

docs/importing.md describes both layouts for a person who has something to import.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsdesk.entities import Language, Source
from newsdesk.errors import ConfigError
from newsdesk.feeds.dates import read_date

_TIME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}|\d{8})"
    r"(?:[T_ ](?P<hour>\d{2})[-:]?(?P<minute>\d{2})[-:]?(?P<second>\d{2})?Z?)?\Z"
)
_FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf", ".json", ".html", ".htm", ".txt", ""})
_LINES = frozenset({".jsonl", ".ndjson"})
_NOT_FEEDS = frozenset({"readme", "index", "manifest", "license", "feeds"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
INDEX, FEEDS_FILE = "INDEX.tsv", "feeds.toml"


@dataclass(frozen=True, slots=True)
class Capture:
    """A file that holds what a feed said at a moment."""

    path: Path
    slug: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What a path holds, in order of time. unusable: (path, why) of files that were left out."""

    captures: tuple[Capture, ...]
    lines: tuple[Path, ...]
    unusable: tuple[tuple[Path, str], ...]


def find(path: Path) -> Found:
    """Everything importable under a path: SLUG/TIME.xml files and .jsonl files. Raises ConfigError."""
    if not path.exists():
        raise ConfigError(f"{path}: there is nothing there to import")
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    captures: list[Capture] = []
    unusable: list[tuple[Path, str]] = []
    for file in files:
        if file.suffix.lower() in _LINES or not _may_be_feed(file):
            continue
        at, slug = capture_time(file.stem), file.absolute().parent.name.lower()
        if at is None:
            unusable.append((file, "its name is no time such as 2026-01-02T0830.xml (UTC)"))
        elif not _SLUG.match(slug):
            unusable.append((file, f"its folder's name {slug!r} is no source's slug"))
        else:
            captures.append(Capture(file, slug, at))
    lines = tuple(file for file in files if file.suffix.lower() in _LINES)
    if not captures and not lines:
        why = f" ({unusable[0][0]}: {unusable[0][1]})" if unusable else ""
        raise ConfigError(
            f"{path}: no recorded feed (SLUG/2026-01-02T0830.xml) and no .jsonl file in it{why}"
        )
    return Found(tuple(sorted(captures, key=lambda one: (one.at, one.slug))), lines, tuple(unusable))


def _may_be_feed(file: Path) -> bool:
    return (
        file.suffix.lower() in _FEEDS
        and file.stem.lower() not in _NOT_FEEDS
        and not file.name.startswith(".")
    )


def capture_time(stem: str) -> datetime | None:
    """The moment that a file's name says, in UTC; None where it says none. A bare date is its midnight."""
    match = _TIME.match(stem)
    if match is None:
        return None
    digits = match["date"].replace("-", "") + "".join(
        match[part] or "00" for part in ("hour", "minute", "second")
    )
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def read_index(path: Path) -> dict[str, Source]:
    """Slug → source, from an INDEX.tsv: slug, name or publisher; where known url, language, tier, home."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: {error}") from error
    if rows and "slug" not in rows[0]:
        raise ConfigError(f"{path}: its first line names no column 'slug'")
    return {row["slug"]: _described(row) for row in rows if _SLUG.match(row.get("slug") or "")}


def _described(row: Mapping[str, str | None]) -> Source:
    slug = str(row["slug"])
    # What follows a comma or bracket says how the feed was made, not what the publisher is called.
    name = row.get("name") or (row.get("publisher") or slug).split(", ")[0].split(" (")[0]
    url = row.get("url") or row.get("original_feed_url") or ""
    tier = row.get("tier") or ""
    return unlisted(
        slug, name.strip(), url, row.get("language") or "", int(tier) if tier in {"1", "2", "3"} else 2,
        row.get("home") or "", row.get("family") or slug,
    )  # fmt: skip


def unlisted(
    slug: str, name: str, url: str, language: str, tier: int = 2, home: str = "", family: str = ""
) -> Source:
    """A source that no feeds file has. home, where nobody says it: CN for Chinese, else US."""
    told = Language(language) if language in {one.value for one in Language} else Language.OTHER
    return Source(
        slug, name or slug, url, family or slug, told, tier, home or ("CN" if told is Language.ZH else "US")
    )


# Our field → the names under which others write it, the first that has a value counts.
_NAMES: Mapping[str, Sequence[str]] = {
    "source": ("source", "feed", "publisher", "site"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "text": ("text", "content_html", "content_text", "content", "summary", "description", "body"),
    "published": ("published", "published_at", "date_published", "pubDate", "date"),
    "seen": ("first_seen_at", "first_seen", "seen_at", "captured_at", "fetched_at", "day"),
    "id": ("guid", "id"),
    "author": ("author", "by"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One article of a JSON lines file. item: as an item of a JSON Feed. seen: when it was first seen."""

    source: str
    seen: datetime
    item: Mapping[str, str]
    language: str


def read_lines(path: Path) -> Iterator[Line | tuple[int, str]]:
    """Each line's article, or (line number, why it is refused). Empty lines are passed over."""
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip():
                continue
            try:
                yield read_line(raw.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                yield number, str(error) if isinstance(error, _Refused) else f"no JSON: {error}"


class _Refused(ValueError):
    """An article that cannot be archived, and why."""


def read_line(text: str) -> Line:
    """One JSON object as an article. Raises ValueError saying what it lacks."""
    record = json.loads(text)
    if not isinstance(record, dict):
        raise _Refused("no JSON object")
    values = {name: _value(record, name) for name in _NAMES}
    for name in ("source", "title"):
        if not values[name]:
            raise _Refused(f"no {name}: write it as one of {', '.join(_NAMES[name])}")
    published, seen = read_date(values["published"]), _seen(values["seen"])
    if values["seen"] and seen is None:
        raise _Refused(f"its first_seen_at {values['seen'][:40]!r} is no date")
    moment = seen or published
    if moment is None:
        raise _Refused("neither published nor first_seen_at: nothing says when it was")
    item = {
        "id": values["id"],
        "url": values["url"],
        "title": values["title"],
        "content_html": values["text"],
        "date_published": values["published"],
        "author": values["author"],
    }
    return Line(
        values["source"], moment, {key: text for key, text in item.items() if text}, _language(record)
    )


def _value(record: Mapping[str, object], name: str) -> str:
    for written in _NAMES[name]:
        value = record.get(written)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _seen(written: str) -> datetime | None:
    """A bare date is the end of that day, UTC: what is dated that day is older, and can be trusted."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        midnight = read_date(written)
        return midnight + timedelta(days=1, seconds=-1) if midnight else None
    return read_date(written) if written else None


def _language(record: Mapping[str, object]) -> str:
    value = record.get("language") or record.get("lang")
    return value if isinstance(value, str) else ""


def as_feed(lines: Sequence[Line], title: str) -> bytes:
    """Lines as a JSON Feed document, so that they are cleaned as any feed is."""
    items = [{**one.item, "author": {"name": one.item.get("author", "")}} for one in lines]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def slug_of(name: str) -> str:
    """A slug from a source's name; "" where it has no Latin letter or digit to make one of."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:60].strip("-")


def readings(lines: Sequence[Line]) -> list[tuple[datetime, list[Line]]]:
    """One source's lines as readings, oldest first: those seen on one UTC day are one, at its last moment."""
    days: dict[object, list[Line]] = {}
    for one in sorted(lines, key=lambda line: line.seen):
        days.setdefault(one.seen.astimezone(UTC).date(), []).append(one)
    return [(group[-1].seen, group) for group in days.values()]

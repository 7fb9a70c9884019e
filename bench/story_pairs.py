"""The labelled pairs that same_story.py measures on: those given, and our own by URL and day."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from newsdesk.entities import Article
from newsdesk.feeds.parse import parse
from newsdesk.feeds.text import without_tags
from newsdesk.stories.titles import normalise_title, title_language

SPLIT = "2026-05-15"
FROM_FEED = "feed:"
LABELS = Path(__file__).resolve().parent / "labels" / "pairs.tsv"
DISPUTED = LABELS.with_name("disputed.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two titles with their days (YYYY-MM-DD, "" where none is given) and whether they tell one event.

    a, b: as the archive keeps titles, "&#8217;" and tags resolved. day: the later one. languages: "zh-en",
    "zh-zh", "en-en", or others as the file names them. given: from PAIRS.tsv, not from our labels. text_a,
    text_b: what the records say beside their titles; "" for a given pair. feed: of recorded feeds, which
    hold no day before the split in two Chinese sources: for tuning whatever its day, never reported.
    """

    id: str
    a: str
    b: str
    day_a: str
    day_b: str
    languages: str
    same: bool
    given: bool
    text_a: str = ""
    text_b: str = ""
    feed: bool = False

    @property
    def day(self) -> str:
        """The later day."""
        return max(self.day_a, self.day_b)

    @property
    def tuning(self) -> bool:
        """Whether the pair is for tuning; else, as where no day is known, it is for reporting."""
        return self.feed or "" < self.day < SPLIT


def given_pairs(path: Path) -> list[Pair]:
    """The rows of a file with the columns id, day, title_a, title_b, lang_a, lang_b, label; others are ignored.

    A language that is not given is told from the title; a row without an id has its number; one without
    a day is reported, not tuned on. Raises ValueError, naming the row, for a label other than same and
    different, or a day that is none.
    """
    rows = list(_rows(path))
    missing = {"title_a", "title_b", "label"} - set(rows[0] if rows else ())
    if missing:
        raise ValueError(f"{path}: no column {', '.join(sorted(missing))}, or no row")
    return [_given(row, f"{path} row {number}", number) for number, row in enumerate(rows, 1)]


def _given(row: Mapping[str, str], where: str, number: int) -> Pair:
    label, day = (row["label"] or "").strip().lower(), (row.get("day") or "").strip()[:10]
    if label not in {"same", "different"}:
        raise ValueError(f"{where}: label is {label!r}, not same or different")
    if day and not _is_date(day):
        raise ValueError(f"{where}: day is {day!r}, not YYYY-MM-DD")
    a, b = (without_tags(row[side] or "") for side in ("title_a", "title_b"))
    languages = _languages(_language(row.get("lang_a"), a), _language(row.get("lang_b"), b))
    return Pair(row.get("id") or str(number), a, b, day, day, languages, label == "same", True)


def as_read(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs with the labels of disputed.tsv in place of those given, where it has one."""
    read = {(row["day"], row["titles"]): row["label"] == "same" for row in _rows(DISPUTED)}
    return [replace(pair, same=read.get((pair.day, digest(pair)), pair.same)) for pair in pairs]


def digest(pair: Pair) -> str:
    """What stands for the titles of a pair in disputed.tsv, which holds no text."""
    return hashlib.sha256(f"{pair.a}\t{pair.b}".encode()).hexdigest()[:16]


def _is_date(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _language(given: str | None, title: str) -> str:
    """The language as given, without its region (zh-CN is zh); else as the title tells."""
    plain = (given or "").strip().lower().replace("_", "-").partition("-")[0]
    return plain or str(title_language(normalise_title(title)))


def labelled_pairs(data: Path) -> list[Pair]:
    """Our own labels with the titles of the records in data/stories and data/feeds; without those absent there."""
    labels = list(_rows(LABELS))
    records = dict(_records(data / "stories")) | dict(_captured(data / "feeds", labels))
    return [pair for row in labels if (pair := _labelled(row, records))]


def _labelled(row: dict[str, str], records: Mapping[tuple[str, ...], tuple[str, str]]) -> Pair | None:
    one = records.get((row["day_a"], row["via_a"], row["lang_a"], row["url_a"]))
    other = records.get((row["day_b"], row["via_b"], row["lang_b"], row["url_b"]))
    if one is None or other is None:
        return None
    (title_a, text_a), (title_b, text_b) = one, other
    return Pair(
        row["id"],
        title_a,
        title_b,
        row["day_a"],
        row["day_b"],
        _languages(row["lang_a"], row["lang_b"]),
        row["label"] == "same",
        False,
        text_a,
        text_b,
        row["via_a"].startswith(FROM_FEED),
    )


def articles(pair: Pair) -> tuple[Article, Article]:
    """The pair as two articles of two sources: titles, days, and what text there is."""
    return (
        _article(f"{pair.id}a", pair.a, pair.text_a, pair.day_a),
        _article(f"{pair.id}b", pair.b, pair.text_b, pair.day_b),
    )


def _article(name: str, title: str, text: str, day: str) -> Article:
    at = datetime.fromisoformat(day or SPLIT).replace(tzinfo=UTC)
    return Article(name, 1, name, "", "", "", title, text, title_language(title), at, at, False)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _records(stories: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """The first title and text of each URL on a day, by aggregator and language (later ones come first)."""
    for path in sorted(stories.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for record in reversed([json.loads(line) for line in lines]):
            yield (
                (record["day"], record["via"], record["lang"], record["url"]),
                (without_tags(record["title"]), record["summary"]),
            )


def _captured(
    feeds: Path, labels: Sequence[Mapping[str, str]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """As _records, of the items of recorded feeds that a label names (via "feed:" and the feed's slug)."""
    wanted = {
        (row[f"via_{side}"], row[f"url_{side}"]): (
            row[f"day_{side}"],
            row[f"via_{side}"],
            row[f"lang_{side}"],
            row[f"url_{side}"],
        )
        for row in labels
        for side in "ab"
        if row[f"via_{side}"].startswith(FROM_FEED)
    }
    for via in sorted({via for via, _ in wanted}):
        for path in sorted((feeds / via.removeprefix(FROM_FEED)).glob("*.xml"), reverse=True):
            for entry in parse(path.read_bytes(), url="https://publisher.example/feed").entries:
                if (via, entry.url) in wanted:
                    yield wanted[via, entry.url], (entry.title, entry.text)


def _languages(one: str, other: str) -> str:
    return "-".join(sorted((one, other), reverse=True))

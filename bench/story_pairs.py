"""The labelled pairs that same_story.py measures on: those given, and our own by URL and day."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsdesk.entities import Article
from newsdesk.stories.titles import title_language

LABELS = Path(__file__).resolve().parent / "labels" / "pairs.tsv"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two titles with their days (YYYY-MM-DD) and whether they tell one event. day: the later one.

    languages: "zh-en", "zh-zh" or "en-en". given: from PAIRS.tsv, not from our labels.
    """

    id: str
    a: str
    b: str
    day_a: str
    day_b: str
    languages: str
    same: bool
    given: bool

    @property
    def day(self) -> str:
        """The day that decides whether the pair is for tuning or for reporting."""
        return max(self.day_a, self.day_b)


def given_pairs(path: Path) -> list[Pair]:
    """The rows of a file with the columns id, day, title_a, title_b, lang_a, lang_b, label."""
    return [
        Pair(
            row["id"],
            row["title_a"],
            row["title_b"],
            row["day"],
            row["day"],
            _languages(row["lang_a"], row["lang_b"]),
            row["label"] == "same",
            True,
        )
        for row in _rows(path)
    ]


def labelled_pairs(stories: Path) -> list[Pair]:
    """Our own labels with the titles of the records in stories; [] where that folder is absent."""
    if not stories.is_dir():
        return []
    titles = dict(_titles(stories))
    return [
        Pair(
            row["id"],
            titles[row["day_a"], row["via_a"], row["lang_a"], row["url_a"]],
            titles[row["day_b"], row["via_b"], row["lang_b"], row["url_b"]],
            row["day_a"],
            row["day_b"],
            _languages(row["lang_a"], row["lang_b"]),
            row["label"] == "same",
            False,
        )
        for row in _rows(LABELS)
    ]


def articles(pair: Pair) -> tuple[Article, Article]:
    """The pair as two articles of two sources: a title and a day, nothing else."""
    return _article(f"{pair.id}a", pair.a, pair.day_a), _article(f"{pair.id}b", pair.b, pair.day_b)


def _article(name: str, title: str, day: str) -> Article:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Article(name, 1, name, "", "", "", title, "", title_language(title), at, at, False)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _titles(stories: Path) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    """The first title of each URL on a day, by aggregator and language (later ones come first)."""
    for path in sorted(stories.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for record in reversed([json.loads(line) for line in lines]):
            yield (record["day"], record["via"], record["lang"], record["url"]), record["title"]


def _languages(one: str, other: str) -> str:
    return "-".join(sorted((one, other), reverse=True))

"""What the check of summaries against their article catches and what it lets by.

    .venv/bin/python bench/grounding.py [--missed] [--false-alarms] [--by-hand]

Two sets, both of real articles of ../shared/data (or NEWSDESK_DATA):
* by hand: bench/labels/grounding.tsv, sentences of our own about records of ../shared/data/stories,
  "{right|wrong|kind}" marking what was planted: one faithful sentence a line and one wrong one a mark.
  A second set, bench/labels/grounding_second.tsv, was written after the checker had been mended and
  before it was ever run on it; its misses were read then, so today no sentence by hand is unseen.
* by program: bench/planting.py, which shares no code and no table with the checker, over the long Chinese
  texts of the captured feeds and the English records: what it read, said in the other language, with one
  thing made wrong.
Kinds: figure, unit, name, date; "actors" are reversed roles (A buys B), which no look-up can see: no target.
Aims: 95 % of figures and names caught, at most 5 % of faithful sentences stopped. Lines with an odd number
were read while the checker was first mended, even ones later; --missed and --false-alarms list the odd
half alone. Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dateutil import parser as dates

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT / "bench"))

from planting import sentences  # noqa: E402
from relevance import archive  # noqa: E402

from newsdesk.entities import Language  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.writing.grounding import unsupported  # noqa: E402

LABELS = ROOT / "bench" / "labels" / "grounding.tsv"
SECOND = ROOT / "bench" / "labels" / "grounding_second.tsv"
_SLOT = re.compile(r"\{([^|{}]+)\|([^|{}]+)\|(\w+)\}")
BEIJING = timedelta(hours=8)
PROGRAM_ARTICLES = 300  # read in order of id; those with too few facts fall away
_SHORTEST = 700  # characters of a Chinese text
_TEASER = 150  # characters of an English one


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence against one article. error: "" for a faithful one."""

    origin: str
    number: int
    title: str
    text: str
    published: date | None
    sentence: str
    error: str
    token: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 0, or 3 where the data is not there."""
    parser = argparse.ArgumentParser(description="what the check of summaries catches")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--false-alarms", action="store_true")
    parser.add_argument("--by-hand", action="store_true", help="the sentences by hand alone, a few seconds")
    options = parser.parse_args(arguments)
    data = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")
    if not data.is_dir():
        print("no ../shared/data: the check was not measured")
        return 3
    aliases = Names.load(ROOT / "include" / "names").spellings
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for case in _cases(data, programs=not options.by_hand):
        found = unsupported(case.sentence, case.title, case.text, aliases=aliases, published=case.published)
        half = "odd" if case.number % 2 else "even"
        counts[case.origin, half, case.error or "faithful", bool(found)] += 1
        listed = options.false_alarms if not case.error else options.missed and not found
        if half == "odd" and listed and (found or case.error):
            print(
                f"  {case.error or 'FALSE ALARM'} {case.token} | {case.sentence} | "
                f"{[(one.kind, one.token) for one in found]}"
            )
    _print(counts)
    return 0


def _cases(data: Path, *, programs: bool) -> Iterator[Case]:
    yield from by_hand(data / "stories")
    yield from by_hand(data / "stories", SECOND, "hand, second", step=2)
    if programs:
        yield from by_program(data / "feeds")
        yield from by_program_english(data / "stories")


def by_hand(folder: Path, labels: Path = LABELS, origin: str = "hand", step: int = 1) -> Iterator[Case]:
    """The sentences of a file of labels. step: 2 makes every number even."""
    with labels.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, line in zip(range(0, step * len(lines), step), lines, strict=True):
        record = _record(folder, line["day"], line["url"])
        if record is None:
            print(f"  no record for {line['day']} {line['url']}")
            continue
        published = (dates.parse(record["published"]) + BEIJING).date() if record["published"] else None
        article = (record["title"], record["summary"], published)
        slots = list(_SLOT.finditer(line["summary"]))
        yield Case(origin, number, *article, _SLOT.sub(r"\1", line["summary"]), "", "")
        for slot in slots:
            wrong = line["summary"][: slot.start()] + slot[2] + line["summary"][slot.end() :]
            yield Case(origin, number, *article, _SLOT.sub(r"\1", wrong), slot[3], slot[2])


def _record(folder: Path, day: str, url: str) -> dict[str, str] | None:
    path = folder / f"{day}.jsonl"
    for text in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        record: dict[str, str] = json.loads(text)
        if record["url"] == url:
            return record
    return None


def by_program(folder: Path) -> Iterator[Case]:
    """Sentences made by bench/planting.py over the captured feeds' long texts."""
    articles = sorted(archive(folder, pattern="*.xml", slugs=LONG_FEEDS), key=lambda one: one.id)
    taken = 0
    for number, article in enumerate(articles):
        if article.language is not Language.ZH or len(article.text) < _SHORTEST or taken >= PROGRAM_ARTICLES:
            continue
        taken += 1
        published = (article.published_at + BEIJING).date() if article.published_at else None
        for one in sentences(article.title, article.text, chinese=True, seed=article.id):
            yield Case(
                "program, from zh",
                number,
                article.title,
                article.text,
                published,
                one.sentence,
                one.error,
                one.token,
            )


LONG_FEEDS = ("36kr-tech", "36kr-latest", "ifeng-news", "ithome-digi", "huxiu", "aibase-daily")


def by_program_english(folder: Path) -> Iterator[Case]:
    """The same over English records of ../shared/data/stories, whose texts are teasers."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["lang"] != "en" or record["url"] in seen or len(record["summary"]) < _TEASER:
                continue
            seen.add(record["url"])
            published = (dates.parse(record["published"]) + BEIJING).date() if record["published"] else None
            made = sentences(record["title"], record["summary"], chinese=False, seed=record["url"])
            for one in made:
                yield Case(
                    "program, from en",
                    len(seen),
                    record["title"],
                    record["summary"],
                    published,
                    one.sentence,
                    one.error,
                    one.token,
                )


def _print(counts: Counter[tuple[str, str, str, bool]]) -> None:
    origins = sorted({key[0] for key in counts})
    print(f"{'set':<20}{'half':<10}{'kind':<10}{'sentences':>10}{'caught':>8}{'share':>8}")
    result: dict[str, dict[str, float | int]] = {}
    for origin in [*origins, "all"]:
        for half in ("odd", "even", "both"):
            for kind in ("figure", "unit", "name", "date", "actors", "faithful"):
                stopped = _sum(counts, origin, half, kind, caught=True)
                total = stopped + _sum(counts, origin, half, kind, caught=False)
                if total:
                    print(f"{origin:<20}{half:<10}{kind:<10}{total:>10}{stopped:>8}{stopped / total:>8.1%}")
                    share = round(stopped / total, 4)
                    result[f"{origin}/{half}/{kind}"] = {
                        "sentences": total,
                        "caught": stopped,
                        "share": share,
                    }
    print(json.dumps({"bench": "grounding", "results": result}))


def _sum(
    counts: Counter[tuple[str, str, str, bool]], origin: str, half: str, kind: str, *, caught: bool
) -> int:
    return sum(
        number
        for key, number in counts.items()
        if origin in {key[0], "all"} and half in {key[1], "both"} and kind == key[2] and caught is key[3]
    )


if __name__ == "__main__":
    raise SystemExit(main())

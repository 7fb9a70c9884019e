"""How often a story stands in the right section: evidence alone against the older reports' sections.

    .venv/bin/python bench/regions.py [--wrong] [--title-only]

Reads the golden days of ../shared/data (or NEWSDESK_DATA), 2025-12-10 left out (invented news), and
the sample feeds of our own writing, whose items say where their main actor is. A golden item's section
is its label; its text here is the older system's summary, which often says 中国公司 outright, so
--title-only is the harder test. On two days (2025-12-09, 2026-07-25) the older system ran by rules that
sorted items by publisher and not by actor: they are shown apart.

Third, 210 records of ../shared/data/stories labelled by hand before the rules were tuned
(bench/labels/regions.tsv). Records of odd days were read while tuning ("hand, tuned"), those of even days
were not ("hand, held out"); --wrong lists the tuned half alone. Right there means the right country, not
merely the right section. Records labelled open count apart: how many of them were decided all the same.
Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdesk.entities import Article, Language, Placement, Source, Story  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.regions.place import place, section_of  # noqa: E402
from newsdesk.settings import Section, load_edition  # noqa: E402

INVENTED = "2025-12-10"
BY_PUBLISHER = {"2025-12-09", "2026-07-25"}
CHINESE = {"36氪", "量子位", "机器之心", "AI科技评论"}
CHINESE_PAPERS = {"36氪", "少数派", "橘鸦AI早报"}
LABELS = ROOT / "bench" / "labels" / "regions.tsv"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="accuracy of regions by evidence")
    parser.add_argument("--wrong", action="store_true", help="list what came out wrong or open")
    parser.add_argument("--title-only", action="store_true", help="golden items without their summaries")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; 0, or 3 where the golden days are not there."""
    asked = options(arguments)
    names = Names.load(ROOT / "include" / "names")
    sections = load_edition(ROOT / "include" / "editions" / "ai-zh.toml").sections
    print("set           items  decided  right of decided  open  right with the rule for open ones")
    print(_row("sample", _sample(names, sections, wrong=asked.wrong)))
    folder = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data") / "golden"
    if not folder.is_dir():
        print("no ../shared/data: the golden days were not measured")
        return 3
    totals: dict[str, Counter[str]] = {"by actor": Counter(), "by publisher": Counter()}
    for path in sorted(folder.glob("20*.json")):
        day = path.name[:10]
        if day == INVENTED:
            continue
        counts = _golden_day(path, names, sections, asked)
        print(_row(day, counts))
        totals["by publisher" if day in BY_PUBLISHER else "by actor"].update(counts)
    for name, counts in totals.items():
        print(_row(name, counts))
    by_hand = _by_hand(folder.parent / "stories", names, sections, wrong=asked.wrong)
    for name, counts in by_hand.items():
        print(_row(name, counts), f"  labelled open: {counts['open']}, decided: {counts['open decided']}")
    print(
        json.dumps(
            {"bench": "regions", **{name: dict(counts) for name, counts in (totals | by_hand).items()}}
        )
    )
    return 0


def _by_hand(
    folder: Path, names: Names, sections: Sequence[Section], *, wrong: bool
) -> dict[str, Counter[str]]:
    with LABELS.open(encoding="utf-8") as file:
        labels = list(csv.DictReader(file, delimiter="\t"))
    days = {label["day"] for label in labels}
    records = {
        (record["day"], record["url"]): record for day in sorted(days) for record in _records(folder, day)
    }
    totals: dict[str, Counter[str]] = {"hand, tuned": Counter(), "hand, held out": Counter()}
    for label in labels:
        record = records.get((label["day"], label["url"]))
        if record is None:
            print(f"  no record for {label['day']} {label['url']}")
            continue
        tuned = int(label["day"][-2:]) % 2 == 1
        counts = totals["hand, tuned" if tuned else "hand, held out"]
        _count_labelled(counts, record, label["countries"], names, sections, show=wrong and tuned)
    return totals


def _records(folder: Path, day: str) -> list[dict[str, str]]:
    text = (folder / f"{day}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in reversed(text.splitlines())]  # the first of one URL counts


def _count_labelled(
    counts: Counter[str],
    record: dict[str, str],
    label: str,
    names: Names,
    sections: Sequence[Section],
    *,
    show: bool,
) -> None:
    chinese = record["lang"] == "zh"
    market = chinese and record["source"] in CHINESE_PAPERS
    source = _source(record["source"], Language.ZH if market else Language.EN, "CN" if market else "US")
    found = place(_story(record["title"], record["summary"], source), names, {source.slug: source}, sections)
    if label == "open":
        counts["open"] += 1
        counts["open decided"] += bool(found.countries)
        right = True
    else:
        right = bool(found.countries) and found.countries[0] in label.split(",")
        counts["items"] += 1
        counts["decided"] += bool(found.countries)
        counts["right decided"] += right
        accepted = {section_of((code,), sections) for code in label.split(",")}
        counts["right"] += found.section in accepted
    if show and not right:
        why = ", ".join(f"{one.word}={one.code}:{one.weight}" for one in found.evidence[:5])
        print(f"  {label:6} {found.countries} {record['title'][:70]} | {why}")


def _golden_day(
    path: Path, names: Names, sections: Sequence[Section], asked: argparse.Namespace
) -> Counter[str]:
    counts: Counter[str] = Counter()
    edition = json.loads(path.read_text(encoding="utf-8"))
    for label in ("domestic", "international"):
        for item in edition[label]:
            chinese = item["source"] in CHINESE
            source = _source(
                item["source"], Language.ZH if chinese else Language.EN, "CN" if chinese else "US"
            )
            text = "" if asked.title_only else item.get("summary", "").split("消息，", 1)[-1]
            story = _story(item["title"], text, source)
            found = place(story, names, {source.slug: source}, sections)
            _count(counts, found, label, item["title"], show=asked.wrong)
    return counts


def _sample(names: Names, sections: Sequence[Section], *, wrong: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    domestic = next(section for section in sections if section.key == "domestic")
    for path in sorted((ROOT / "include" / "sample" / "sources").glob("*.toml")):
        feed = tomllib.loads(path.read_text(encoding="utf-8"))
        source = _source(feed["name"], Language(feed["language"]), feed["home"])
        for item in feed.get("item", []):
            if item.get("topic") != "ai" or "region" not in item:
                continue
            label = "domestic" if item["region"] in domestic.countries else "international"
            found = place(_story(item["title"], item["text"], source), names, {source.slug: source}, sections)
            _count(counts, found, label, item["title"], show=wrong)
    return counts


def _count(counts: Counter[str], found: Placement, label: str, title: str, *, show: bool) -> None:
    right = found.section == label
    counts["items"] += 1
    counts["decided"] += bool(found.countries)
    counts["right decided"] += bool(found.countries) and right
    counts["right"] += right
    if show and not (right and found.countries):
        why = ", ".join(f"{one.word}={one.code}:{one.weight}" for one in found.evidence[:5])
        print(f"  {'open' if right else 'wrong'} {label[:3]} {found.countries} {title[:60]} | {why}")


def _row(name: str, counts: Counter[str]) -> str:
    items, decided = counts["items"], counts["decided"]
    return (
        f"{name:<14}{items:>5}{decided / items:>8.0%}{counts['right decided'] / max(decided, 1):>14.1%}"
        f"{items - decided:>12}{counts['right'] / items:>14.1%}"
    )


def _source(name: str, language: Language, home: str) -> Source:
    return Source(name, name, "https://example.org/", name, language, 2, home)


def _story(title: str, text: str, source: Source) -> Story:
    chinese = any("\u4e00" <= character <= "\u9fff" for character in title)
    values: dict[str, Any] = {"guid": "", "url": "", "canonical_url": "", "backlog": False, "revision": 1}
    article = Article(
        id="a",
        source=source.slug,
        title=title,
        text=text.strip(),
        language=Language.ZH if chinese else Language.EN,
        published_at=MOMENT,
        first_seen_at=MOMENT,
        **values,
    )
    return Story("s", (article,))


if __name__ == "__main__":
    raise SystemExit(main())

"""How often a story stands in the right section: evidence alone against the older reports' sections.

    .venv/bin/python bench/regions.py [--wrong] [--title-only]

Reads the golden days of ../shared/data (or NEWSDESK_DATA), 2025-12-10 left out (invented news), and
the sample feeds of our own writing, whose items say where their main actor is. A golden item's section
is its label; its text here is the older system's summary, which often says 中国公司 outright, so
--title-only is the harder test. On two days (2025-12-09, 2026-07-25) the older system ran by rules that
sorted items by publisher and not by actor: they are shown apart.
"""

from __future__ import annotations

import argparse
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
from newsdesk.regions.place import place  # noqa: E402
from newsdesk.settings import Section, load_edition  # noqa: E402

INVENTED = "2025-12-10"
BY_PUBLISHER = {"2025-12-09", "2026-07-25"}
CHINESE = {"36氪", "量子位", "机器之心", "AI科技评论"}
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
    return 0


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

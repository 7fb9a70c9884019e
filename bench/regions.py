"""How often a story stands in the right section: evidence alone against the older reports' sections.

    .venv/bin/python -m bench.regions [--wrong]

Reads the golden days of ../shared/data (or NEWSDESK_DATA), 2025-12-10 left out (invented news).
Each item's section there is its label. On two of the days (2025-12-09, 2026-07-25) the older system
ran by rules that sorted items by publisher and not by actor, so they are shown apart.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from newsdesk.entities import Article, Language, Source, Story
from newsdesk.regions.names import Names
from newsdesk.regions.place import place
from newsdesk.settings import load_edition

ROOT = Path(__file__).resolve().parent.parent
INVENTED = "2025-12-10"
BY_PUBLISHER = {"2025-12-09", "2026-07-25"}
CHINESE = {"36氪", "量子位", "机器之心", "AI科技评论"}


def main() -> int:
    """Prints the table; 0, or 3 where the data is not there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wrong", action="store_true", help="list the items that came out wrong or open")
    parser.add_argument("--title-only", action="store_true", help="without the summary as text")
    options = parser.parse_args()
    folder = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data") / "golden"
    if not folder.is_dir():
        print("no ../shared/data: regions were not measured")
        return 3
    names = Names.load(ROOT / "include" / "names")
    sections = load_edition(ROOT / "include" / "editions" / "ai-zh.toml").sections
    print("day         items  decided  right of decided  open  right with the rule for open ones")
    totals: dict[str, Counter[str]] = {"by actor": Counter(), "by publisher": Counter()}
    for path in sorted(folder.glob("20*.json")):
        day = path.name[:10]
        if day == INVENTED:
            continue
        counts: Counter[str] = Counter()
        edition = json.loads(path.read_text(encoding="utf-8"))
        for label in ("domestic", "international"):
            for item in edition[label]:
                source = _source(item["source"])
                story = _story(item, source, "" if options.title_only else _text(item))
                placement = place(story, names, {source.slug: source}, sections)
                right = placement.section == label
                counts["items"] += 1
                counts["decided"] += bool(placement.countries)
                counts["right decided"] += bool(placement.countries) and right
                counts["right"] += right
                if options.wrong and not (right and placement.countries):
                    why = ", ".join(f"{one.word}={one.code}:{one.weight}" for one in placement.evidence[:5])
                    print(
                        f"  {'wrong' if not right else 'open '} {label[:3]} {placement.countries} {item['title'][:60]} | {why}"
                    )
        print(_row(day, counts))
        totals["by publisher" if day in BY_PUBLISHER else "by actor"].update(counts)
    for name, counts in totals.items():
        print(_row(name, counts))
    return 0


def _row(name: str, counts: Counter[str]) -> str:
    items, decided = counts["items"], counts["decided"]
    return (
        f"{name:<12}{items:>5}{decided / items:>8.0%}{counts['right decided'] / max(decided, 1):>14.1%}"
        f"{items - decided:>12}{counts['right'] / items:>14.1%}"
    )


def _text(item: dict[str, str]) -> str:
    return item.get("summary", "").split("消息，", 1)[-1]


def _source(name: str) -> Source:
    chinese = name in CHINESE
    return Source(
        name,
        name,
        "https://example.org/",
        name,
        Language.ZH if chinese else Language.EN,
        2,
        "CN" if chinese else "US",
    )


def _story(item: dict[str, str], source: Source, text: str) -> Story:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    article = Article(
        id="a", revision=1, source=source.slug, url=item["url"], canonical_url=item["url"], guid="", title=item["title"],
        text=text, language=source.language, published_at=moment, first_seen_at=moment, backlog=False,
    )  # fmt: skip
    return Story("s", (article,))


if __name__ == "__main__":
    raise SystemExit(main())

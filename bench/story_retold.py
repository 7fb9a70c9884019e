"""Which articles of real days the rules call one affair, one launch or one set of figures: to read by eye.

    .venv/bin/python bench/story_retold.py [--from DAY] [--to DAY] [--with-pulse]

Every pair of records of ../shared/data/stories (NEWSDESK_DATA) under different addresses and titles that
ranking/retold.py would not tell twice, with the reason. Days up to 2026-05-14, where the rules were made, unless
asked otherwise. One aggregator (ai-daily-pulse), which repeats invented headlines for weeks, is left out.
The last line is one JSON object of counts by kind.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

from story_days import articles_of, files_of  # noqa: E402

from newsdesk.entities import Article  # noqa: E402
from newsdesk.ranking.retold import TOLD_FOR, retells, told_by  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.stories.names import NameTable  # noqa: E402
from newsdesk.stories.titles import normalise_title  # noqa: E402

_REPEATS = "ai-daily-pulse"


def main() -> int:
    """Exit: 0 done · 2 no data."""
    asked = _arguments()
    files = files_of(asked.first, asked.last)
    if not files:
        return 2
    articles = {one.id: one for path in files for one in articles_of(path)}
    kept = [one for one in articles.values() if asked.with_pulse or _REPEATS not in one.source]
    counts: Counter[str] = Counter()
    for one, other, why in pairs(kept):
        counts[why.split()[0]] += 1
        print(why)
        for article in (one, other):
            print(f"    {article.happened_at:%m-%d} {article.source} {article.title[:120]}")
    print(json.dumps({"articles": len(kept), "pairs": sum(counts.values()), "by_kind": dict(counts)}))
    return 0


def pairs(articles: list[Article]) -> list[tuple[Article, Article, str]]:
    """The pairs that one edition, or one soon after, would not tell twice."""
    known = Names.load(ROOT / "include" / "names")
    names, acting = NameTable(known.aliases), NameTable(known.acting())
    by_id = told_by([[one] for one in articles], names, acting)
    told = [(one, by_id[one.id]) for one in articles if one.id in by_id]
    found = []
    for (a, one), (b, other) in combinations(told, 2):
        if abs(a.happened_at - b.happened_at) <= TOLD_FOR and _differ(a, b) and (why := retells(one, other)):
            found.append((a, b, why))
    return found


def _differ(a: Article, b: Article) -> bool:
    return a.canonical_url != b.canonical_url and normalise_title(a.title) != normalise_title(b.title)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", default="0", metavar="DAY")
    parser.add_argument("--to", dest="last", default="2026-05-14", metavar="DAY")
    parser.add_argument("--with-pulse", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

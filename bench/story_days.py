"""The consecutive days of ../shared/data/stories made into stories, as dedupe would; the joins to read by eye.

    .venv/bin/python bench/story_days.py [--from DAY] [--to DAY] [--widest 30] [--random 50] [--seed 0]

Each day's new records join the stories of the 14 days before it, by the project's own clustering and
thresholds; a record that an aggregator lists again is one article. Prints the widest stories (most
articles joined by wording or meaning) and random joins across languages, with what joined each: to
read, not to keep. A line of progress a day; the last line is one JSON object of counts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "bench")]

from newsdesk.entities import Article, Join  # noqa: E402
from newsdesk.feeds.text import plain, without_tags  # noqa: E402
from newsdesk.regions.names import Names  # noqa: E402
from newsdesk.stories.canonical import canonical_url  # noqa: E402
from newsdesk.stories.clustering import join  # noqa: E402
from newsdesk.stories.embedding import ENCODER, Remembered  # noqa: E402
from newsdesk.stories.ladder import FIRM  # noqa: E402
from newsdesk.stories.titles import title_language  # noqa: E402

_SPAN = timedelta(days=14)


def main() -> int:
    """Exit: 0 done · 2 no data."""
    asked = _arguments()
    files = files_of(asked.first, asked.last)
    if not files:
        return 2
    began = time.monotonic()
    articles, joins = work_through(files)
    stories = _by_story(joins)
    _show_widest(stories, articles, asked.widest)
    across = [one for one in joins if one.rung not in FIRM and _crosses(one, stories, articles)]
    _show_joins(random.Random(asked.seed).sample(across, min(asked.random, len(across))), stories, articles)
    rungs = Counter(one.rung for one in joins)
    print(
        json.dumps(
            {
                "days": len(files),
                "articles": len(articles),
                "stories": len(stories),
                "joins": dict(sorted(rungs.items())),
                "joins_across_languages": len(across),
                "widest": max(len(one) for one in stories.values()),
                "seconds": round(time.monotonic() - began, 1),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )
    return 0


def files_of(first: str, last: str) -> list[Path]:
    """The records of these days, both ends included, in order; where there are none, that is said."""
    folder = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "stories"
    files = [path for path in sorted(folder.glob("*.jsonl")) if first <= path.stem <= last]
    if not files:
        print(
            f"no records of {first} to {last} in {folder} (NEWSDESK_DATA names its parent)", file=sys.stderr
        )
    return files


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="first", default="0", metavar="DAY")
    parser.add_argument("--to", dest="last", default="9", metavar="DAY")
    parser.add_argument("--widest", type=int, default=30)
    parser.add_argument("--random", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def work_through(files: Sequence[Path]) -> tuple[dict[str, Article], list[Join]]:
    """All articles by id, and their joins, day by day; titles are embedded once."""
    aliases = Names.load(ROOT / "include" / "names").aliases
    embedder = Remembered(ENCODER, {})
    articles: dict[str, Article] = {}
    joins: list[Join] = []
    story_of: dict[str, str] = {}
    for path in files:
        new = [one for one in articles_of(path) if one.id not in articles]
        new = list({one.id: one for one in new}.values())
        since = datetime.fromisoformat(path.stem).replace(tzinfo=UTC) - _SPAN
        known = [(one, story_of[one.id]) for one in articles.values() if one.happened_at >= since]
        made = join(new, known, aliases=aliases, embedder=embedder)
        articles |= {one.id: one for one in new}
        story_of |= {one.article_id: one.story_id for one in made}
        joins += made
        founded = sum(one.rung == "founding" for one in made)
        print(f"{path.stem}: {len(new)} new articles, {founded} new stories, {len(known)} known", flush=True)
    return articles, joins


def articles_of(path: Path) -> Iterator[Article]:
    """The records of a day's file as articles; their titles and texts cleaned as ingest does."""
    at = datetime.fromisoformat(path.stem).replace(tzinfo=UTC)
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        source, title = f"{record['via']}/{record['source']}", without_tags(record["title"])
        key = f"{source} {record['url'] or title} {record['lang']}"
        name = "a" + hashlib.sha256(key.encode()).hexdigest()[:16]
        url = canonical_url(record["url"]) if record["url"] else ""
        text, language = plain(record["summary"]), title_language(title)
        yield Article(name, 1, source, record["url"], url, "", title, text, language, at, at, False)


def _by_story(joins: Sequence[Join]) -> dict[str, list[Join]]:
    stories: dict[str, list[Join]] = defaultdict(list)
    for one in joins:
        stories[one.story_id].append(one)
    return stories


def _crosses(one: Join, stories: dict[str, list[Join]], articles: dict[str, Article]) -> bool:
    """Whether a join by wording or meaning brought an article to a story begun in another language."""
    if one.rung == "founding":
        return False
    founder = stories[one.story_id][0]
    return articles[one.article_id].language is not articles[founder.article_id].language


def _show_widest(stories: dict[str, list[Join]], articles: dict[str, Article], count: int) -> None:
    def width(joins: list[Join]) -> tuple[int, int]:
        return sum(one.rung not in FIRM for one in joins), len(joins)

    for number, joins in enumerate(sorted(stories.values(), key=width, reverse=True)[:count], 1):
        print(f"\nwidest {number}: {len(joins)} articles")
        for one in joins:
            _show(one, articles)


def _show_joins(chosen: Sequence[Join], stories: dict[str, list[Join]], articles: dict[str, Article]) -> None:
    for number, one in enumerate(chosen, 1):
        print(f"\nacross languages {number}")
        _show(stories[one.story_id][0], articles)
        _show(one, articles)


def _show(one: Join, articles: dict[str, Article]) -> None:
    article = articles[one.article_id]
    print(f"  {article.happened_at:%m-%d} {one.rung} {one.score:.2f} [{article.source}] {article.title}")


if __name__ == "__main__":
    sys.exit(main())

"""What the relevance floor lets through: the summer's general-news captures, day by day.

    .venv/bin/python bench/relevance.py [--from D] [--to D] [--titles in|out|both]

Reads ../shared/data/feeds (or NEWSDESK_DATA): the 15 feeds of July 2026, first reading to last, as the
archive would. "sounds like AI" is a plain word list over titles, to see what the floor adds and drops;
it is no label. What is right is for eyes: --titles prints what was let in and what was dropped nearly.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))

from newsdesk.entities import Article, Language, Source, Story  # noqa: E402
from newsdesk.errors import FeedUnreadable  # noqa: E402
from newsdesk.feeds.keys import article_key  # noqa: E402
from newsdesk.feeds.parse import parse  # noqa: E402
from newsdesk.feeds.trust import trusted  # noqa: E402
from newsdesk.ranking.features import Features, marks_of, tier_of  # noqa: E402
from newsdesk.ranking.genres import genre  # noqa: E402
from newsdesk.ranking.judge import NOT_NEWS  # noqa: E402
from newsdesk.ranking.shortlist import shortlist  # noqa: E402
from newsdesk.ranking.topic import Topic  # noqa: E402
from newsdesk.settings import load_edition  # noqa: E402
from newsdesk.window import is_candidate, window_of  # noqa: E402

# slug: publisher family, language, tier, home
FEEDS = {
    "huxiu": ("huxiu", "zh", 2, "CN"),
    "ifeng-news": ("ifeng", "zh", 3, "CN"),
    "infzm": ("infzm", "zh", 2, "CN"),
    "jiemian": ("jiemian", "zh", 2, "CN"),
    "qqnews": ("qq", "zh", 3, "CN"),
    "36kr-tech": ("36kr", "zh", 1, "CN"),
    "36kr-latest": ("36kr", "zh", 2, "CN"),
    "sspai": ("sspai", "zh", 2, "CN"),
    "ithome-digi": ("ithome", "zh", 2, "CN"),
    "anthropic-news": ("anthropic", "en", 1, "US"),
    "anthropic-research": ("anthropic", "en", 1, "US"),
    "claude-blog": ("anthropic", "en", 2, "US"),
    "google-ai-dev": ("google-ai-dev", "en", 2, "US"),
    "meta-ai": ("meta-ai", "en", 1, "US"),
    "ollama": ("ollama", "en", 3, "US"),
}
SOUNDS_LIKE_AI = re.compile(
    r"\bAI\b|AI|人工智能|大模型|智能体|具身|机器人|算力|OpenAI|GPT|Claude|Anthropic|Gemini|DeepSeek|Kimi|Codex|Token"
    r"|Agent|豆包|千问|智谱|MiniMax|英伟达|芯片|奥特曼|LLM|\bmodels?\b|Llama|Manus"
)
CAPTURED = "%Y-%m-%dT%H%M"


def sources() -> dict[str, Source]:
    """The feeds as sources, by slug."""
    return {
        slug: Source(slug, slug, "https://example.org/", family, Language(language), tier, home)
        for slug, (family, language, tier, home) in FEEDS.items()
    }


def archive(
    folder: Path, *, pattern: str = "2026-0[67]*.xml", slugs: Sequence[str] = tuple(FEEDS)
) -> list[Article]:
    """Every item of the captures once, as it was first seen; dates that cannot be trusted left out.

    pattern: of the captures' file names; slugs: of their feeds.
    """
    found: dict[tuple[str, str], Article] = {}
    for slug in slugs:
        captures = sorted((folder / slug).glob(pattern))
        for number, path in enumerate(captures):
            seen = datetime.strptime(path.name[:15], CAPTURED).replace(tzinfo=UTC)
            for article in _read(path, slug, seen, found, first=number == 0):
                found.setdefault((slug, article.guid), article)
    return list(found.values())


def _read(
    path: Path, slug: str, seen: datetime, known: dict[tuple[str, str], Article], *, first: bool
) -> list[Article]:
    try:
        entries = parse(path.read_bytes(), url=f"https://{slug}.example/feed").entries
    except FeedUnreadable:
        return []
    before = {key: article.happened_at for (source, key), article in known.items() if source == slug}
    dates = trusted(entries, seen_at=seen, previous=before)
    return [
        Article(
            id=f"{slug}/{article_key(entry)}",
            revision=1,
            source=slug,
            url=entry.url,
            canonical_url=entry.url,
            guid=article_key(entry),
            title=entry.title,
            text=entry.text,
            language=entry.language,
            published_at=entry.published if sure else None,
            first_seen_at=seen,
            backlog=first,
        )
        for entry, sure in zip(entries, dates, strict=True)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 0, or 3 where the data is not there."""
    parser = argparse.ArgumentParser(description="what the relevance floor lets through")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2026, 7, 11))
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date(2026, 7, 17))
    parser.add_argument("--titles", choices=("in", "out", "both"))
    options = parser.parse_args(arguments)
    folder = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data") / "feeds"
    if not folder.is_dir():
        print("no ../shared/data: relevance was not measured")
        return 3
    articles = archive(folder)
    print("day         candidates  sound like AI  let in  of them sounding  news of them  dropped, by reason")
    total: Counter[str] = Counter()
    day = options.first
    while day <= options.last:
        total += _day(day, articles, options.titles or "")
        day += timedelta(days=1)
    _row("all", total)
    return 0


def _day(day: date, articles: Sequence[Article], titles: str) -> Counter[str]:
    edition = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")
    topic, feeds = Topic.load(edition.topic, "ai-zh.toml"), sources()
    window = window_of(day, edition.cutoff, edition.zone)
    stories = [Story(one.id, (one,)) for one in articles if is_candidate(one, window)]
    kept, passed = shortlist(stories, topic=topic, sources=feeds, window=window, limit=len(stories) or 1)
    counts = Counter(
        candidates=len(stories),
        sounding=sum(bool(SOUNDS_LIKE_AI.search(story.lead.title)) for story in stories),
        kept=len(kept),
        kept_sounding=sum(bool(SOUNDS_LIKE_AI.search(one.story.lead.title)) for one in kept),
    )
    for one in kept:
        lab = feeds[one.story.lead.source].family in topic.labs
        features = Features.of(one.story.lead, topic, own_news=lab)
        tier = tier_of(features, marks_of(features, one))
        counts["news"] += tier < NOT_NEWS
        if titles in {"in", "both"}:
            print(
                f"    in  {one.relevance:.2f} T{tier} {genre(one.story.lead):8} {one.story.lead.title[:80]}"
            )
    for drop in passed:
        counts[f"- {drop.reason.split(':')[0]}"] += 1
        near = drop.relevance >= 0.2 or SOUNDS_LIKE_AI.search(drop.story.lead.title)
        if near and titles in {"out", "both"}:
            print(f"    out {drop.relevance:.2f} {drop.reason.split(':')[0]:10} {drop.story.lead.title[:80]}")
    _row(str(day), counts)
    return counts


def _row(name: str, counts: Counter[str]) -> None:
    reasons = ", ".join(f"{key[2:]} {counts[key]}" for key in sorted(counts) if key.startswith("- "))
    print(
        f"{name:<12}{counts['candidates']:>10}{counts['sounding']:>15}{counts['kept']:>8}"
        f"{counts['kept_sounding']:>18}{counts['news']:>14}  {reasons}"
    )


if __name__ == "__main__":
    raise SystemExit(main())

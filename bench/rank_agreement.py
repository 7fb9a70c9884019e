"""How well the order without a key agrees with a reader's: nDCG@20 over 100 labelled articles.

    .venv/bin/python bench/rank_agreement.py [--list]

Reads ../shared/data/feeds (or NEWSDESK_DATA) and bench/labels/rank.tsv: 100 articles of the captured
week 2026-07-10 to 07-16, marked 0 to 3 by hand, blind, before the formula was tuned. Each article is a
story of its own, judged in the window of its day, so several voices never count here. Orders compared:
ours (the shortlist and the rule ranker; what it passes over comes last), order of arrival (first seen
first, and newest first), keywords alone (how often a plain list of AI words stands in title and text).
Gain 2^mark - 1, discount log2; ties keep the order of arrival. Also printed, since the 100 are few: the
same over halves by day (even, odd), of which the odd days' articles alone were read while tuning.
Ends with one JSON line.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugins"))
sys.path.insert(0, str(ROOT / "bench"))

from relevance import SOUNDS_LIKE_AI, archive, sources  # noqa: E402

from newsdesk.entities import Article, Story  # noqa: E402
from newsdesk.llm.rules import RulesRanker  # noqa: E402
from newsdesk.ranking.judge import judgements  # noqa: E402
from newsdesk.ranking.shortlist import shortlist  # noqa: E402
from newsdesk.ranking.topic import Topic  # noqa: E402
from newsdesk.settings import load_edition  # noqa: E402
from newsdesk.window import window_of  # noqa: E402
from newsdesk.writing.tags import Vocabulary  # noqa: E402

LABELS = ROOT / "bench" / "labels" / "rank.tsv"
CUT = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; 0, or 3 where the data is not there."""
    parser = argparse.ArgumentParser(description="agreement of the keyless order with labels by hand")
    parser.add_argument("--list", action="store_true", help="print our order of the odd days, with the marks")
    options = parser.parse_args(arguments)
    folder = ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data") / "feeds"
    if not folder.is_dir():
        print("no ../shared/data: the ranking was not measured")
        return 3
    marks, days = _labels()
    articles = [one for one in archive(folder) if (one.source, one.url) in marks]
    known = {(one.source, one.url): one for one in articles}
    articles = sorted(known.values(), key=lambda one: (one.first_seen_at, one.id))
    print(f"{len(articles)} of {len(marks)} labelled articles are in the captures")
    orders = {
        "ours": _ours(articles, show=options.list, marks=marks, days=days),
        "arrival": articles,
        "newest first": sorted(articles, key=lambda one: (-one.happened_at.timestamp(), one.id)),
        "keywords alone": sorted(articles, key=lambda one: -_keywords(one)),
    }
    parts = {
        "all": set(marks),
        "odd days": {key for key in marks if days[key].day % 2},
        "even days": {key for key in marks if not days[key].day % 2},
    }
    print(f"{'order':<16}" + "".join(f"{name:>12}" for name in parts))
    result = {
        order: {
            name: round(ndcg([marks[key] for key in map(_key, ordered) if key in part]), 3)
            for name, part in parts.items()
        }
        for order, ordered in orders.items()
    }
    for order, values in result.items():
        print(f"{order:<16}" + "".join(f"{value:>12.3f}" for value in values.values()))
    print(json.dumps({"bench": "rank_agreement", "cut": CUT, "articles": len(articles), "ndcg": result}))
    return 0


def ndcg(marks: Sequence[int], cut: int = CUT) -> float:
    """The discounted gain of the first `cut` marks beside that of the best order of them all."""
    best = _gain(sorted(marks, reverse=True)[:cut])
    return _gain(marks[:cut]) / best if best else 0.0


def _gain(marks: Sequence[int]) -> float:
    return sum((2**mark - 1) / math.log2(place + 1) for place, mark in enumerate(marks, start=1))


def _key(article: Article) -> tuple[str, str]:
    return article.source, article.url


def _labels() -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], date]]:
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    marks = {(row["feed"], row["url"]): int(row["relevance"]) for row in rows}
    return marks, {(row["feed"], row["url"]): date.fromisoformat(row["day"]) for row in rows}


def _keywords(article: Article) -> int:
    return len(SOUNDS_LIKE_AI.findall(f"{article.title}\n{article.text}"))


def _ours(
    articles: Sequence[Article],
    *,
    show: bool,
    marks: dict[tuple[str, str], int],
    days: dict[tuple[str, str], date],
) -> list[Article]:
    edition = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")
    topic, feeds = Topic.load(edition.topic, "ai-zh.toml"), sources()
    ranker = RulesRanker(topic, feeds, Vocabulary.load(ROOT / "include" / "names" / "tags.toml"))
    candidates = []
    passed = []
    for article in articles:
        day = article.happened_at.astimezone(edition.zone).date()
        windows = (window_of(day + timedelta(days=shift), edition.cutoff, edition.zone) for shift in (0, 1))
        window = next(one for one in windows if one.holds(article.happened_at))
        kept, out = shortlist(
            [Story(article.id, (article,))], topic=topic, sources=feeds, window=window, limit=1
        )
        candidates += kept
        passed += out
    ordered = judgements(ranker.judge(candidates, articles[-1].happened_at), candidates, "rules")
    by_id = {article.id: article for article in articles}
    passed.sort(key=lambda one: -one.relevance)
    if show:
        for one in ordered:
            article = by_id[one.story_id]
            if days[_key(article)].day % 2:
                print(
                    f"  {marks[_key(article)]} T{one.tier} {one.score:5} {article.title[:70]} | {one.reason}"
                )
        for out_ in passed:
            if days[_key(out_.story.lead)].day % 2 and marks[_key(out_.story.lead)]:
                print(f"  {marks[_key(out_.story.lead)]} out {out_.story.lead.title[:60]} | {out_.reason}")
    return [by_id[one.story_id] for one in ordered] + [one.story.lead for one in passed]


if __name__ == "__main__":
    raise SystemExit(main())

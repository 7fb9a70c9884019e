"""Articles, sources and a small topic for the tests of the desk by rules. All texts are ours."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from newsdesk.entities import Article, Language, Source, Story, Window
from newsdesk.llm.contract import Candidate
from newsdesk.ranking.topic import Topic
from newsdesk.settings import load_edition

ROOT = Path(__file__).resolve().parents[3]
END = datetime(2026, 3, 4, 0, 30, tzinfo=UTC)
WINDOW = Window(date(2026, 3, 4), END - timedelta(days=1), END)
EDITION = load_edition(ROOT / "include" / "editions" / "ai-zh.toml")
TOPIC = Topic.load(EDITION.topic, "ai-zh.toml")


def source(slug: str = "paper", **changes: Any) -> Source:
    """A Chinese second-tier paper, unless told otherwise."""
    values: dict[str, Any] = {
        "slug": slug,
        "name": "示例日报",
        "url": f"https://{slug}.example/feed",
        "family": slug,
        "language": Language.ZH,
        "tier": 2,
        "home": "CN",
    }
    return Source(**{**values, **changes})


def article(title: str, text: str = "", *, slug: str = "paper", hours: float = 3) -> Article:
    """An article published some hours before the window's end; its language is told from the title."""
    at = END - timedelta(hours=hours)
    key = hashlib.sha256(f"{slug} {title}".encode()).hexdigest()[:16]
    chinese = any("\u4e00" <= character <= "\u9fff" for character in title)
    return Article(
        id="a" + key,
        revision=1,
        source=slug,
        url=f"https://{slug}.example/{key}",
        canonical_url=f"https://{slug}.example/{key}",
        guid=key,
        title=title,
        text=text,
        language=Language.ZH if chinese else Language.EN,
        published_at=at,
        first_seen_at=at,
        backlog=False,
    )


def story(*articles: Article) -> Story:
    """A story of these articles, the first one its lead."""
    return Story("s" + articles[0].id[1:], articles)


def candidate(title: str, text: str = "", **changes: Any) -> Candidate:
    """A shortlisted story of one article."""
    values: dict[str, Any] = {
        "story": story(article(title, text)),
        "relevance": 0.76,
        "voices": ("paper",),
        "best_tier": 2,
        "age_hours": 3.0,
        "hints": ("AI",),
    }
    return Candidate(**{**values, **changes})

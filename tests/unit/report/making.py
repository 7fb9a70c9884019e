"""Editions of our own writing: chosen stories and frames, with anything of them changed at will."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from newsdesk.entities import (
    Article,
    Draft,
    Importance,
    Judgement,
    Language,
    Marks,
    Placement,
    Story,
)
from newsdesk.report.chosen import Chosen, Frame
from newsdesk.settings import Edition, Limits, Section
from newsdesk.window import window_of

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 1, 2)
SECTIONS = (
    Section(key="domestic", title="国内动态", countries=("CN",)),
    Section(key="international", title="国际动态", default=True),
)


def edition(**changes: Any) -> Edition:
    """The usual edition: two sections, cutoff 08:30 in Shanghai."""
    values: dict[str, Any] = {
        "slug": "ai-zh",
        "title": "AI每日动态",
        "about": "人工智能",
        "timezone": "Asia/Shanghai",
        "cutoff": time(8, 30),
        "filing_limit": time(8, 33),
        "limits": Limits(section=20, brief=5, shortlist=60, thin=2),
        "sections": SECTIONS,
        "topic": {},
    }
    return Edition.model_validate(values | changes)


def article(number: int = 1, **changes: Any) -> Article:
    values: dict[str, Any] = {
        "id": f"a{number:016x}",
        "revision": number,
        "source": "xingchen",
        "url": f"https://news.xingchen.example/{number}",
        "canonical_url": f"https://news.xingchen.example/{number}",
        "guid": "",
        "title": f"星辰智能发布第{number}款模型",
        "text": "星辰智能今日发布新模型，参数规模400亿，已向开发者开放。",
        "language": Language.ZH,
        "published_at": datetime(2026, 1, 1, 22, 15, tzinfo=UTC),  # 2026-01-02 06:15 in Shanghai
        "first_seen_at": datetime(2026, 1, 1, 22, 30, tzinfo=UTC),
        "backlog": False,
    }
    return Article(**(values | changes))


def chosen(
    number: int = 1,
    section: str = "domestic",
    importance: Importance = Importance.HIGH,
    linked: Article | None = None,
    **draft: Any,
) -> Chosen:
    """The story of one article, number-th of its section; draft: what of the draft is different."""
    linked = linked or article(number)
    story = Story(f"s{number:016x}", (linked,))
    marks = Marks(4, 4, 4, 4)
    judgement = Judgement(
        story.id, linked.id, number, 1, marks, 400.04 - number, importance, "新模型开放使用。", "rules"
    )
    written: dict[str, Any] = {
        "story_id": story.id,
        "article_id": linked.id,
        "summary": "星辰智能发布400亿参数的新模型，并向开发者开放。",
        "reason": "新模型开放使用。",
        "tags": ("大模型", "产品发布"),
        "language": Language.ZH,
        "extract": False,
        "writer": "rules",
    }
    return Chosen(
        story=story,
        article=linked,
        source_name="星辰新闻",
        judgement=judgement,
        placement=Placement(story.id, ("CN",), section, (), "evidence"),
        draft=Draft(**(written | draft)),
        index=number,
    )


def frame(**changes: Any) -> Frame:
    made: Edition = changes.get("edition") or edition()
    values: dict[str, Any] = {
        "edition": made,
        "window": window_of(DAY, made.cutoff, made.zone),
        "generated_at": datetime(2026, 1, 2, 0, 35, 56, tzinfo=UTC),
        "raw": {"domestic": 21, "international": 22},
        "ranker": "claude",
        "provisional": False,
        "intake_at": datetime(2026, 1, 2, 0, 31, tzinfo=UTC),
        "reached": 12,
    }
    return Frame(**(values | changes))

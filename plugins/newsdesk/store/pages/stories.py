"""One story with everything that was recorded of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

# A story has a handful of articles; one that swallowed a thousand is shown by its newest.
_MOST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a story: as its source last had it, and why it was joined."""

    article_id: str
    title: str
    text: str
    url: str
    source: str
    language: str
    happened_at: datetime
    revisions: int
    rung: str
    score: float
    why: str
    joined_for: date


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edition's desk made of a story. refused: the gate's reasons, empty where it passed."""

    report_date: date
    passed_over: str
    relevance: float
    hints: tuple[str, ...]
    position: int | None
    tier: int | None
    marks: Mapping[str, int]
    score: float | None
    importance: str
    reason: str
    ranker: str
    countries: tuple[str, ...]
    section: str
    decided_by: str
    evidence: tuple[Mapping[str, Any], ...]
    index: int | None
    summary: str
    tags: tuple[str, ...]
    writer: str
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A place in an edition. sequence: 0 the first time, then follow-ups."""

    report_date: date
    sequence: int
    section: str
    index: int
    article_id: str


def articles(conn: Connection, ids: Sequence[str]) -> list[Told]:
    """Articles of a story, by when they happened."""
    statement = text(
        """
        select j.article_id, left(r.title, 2000), left(r.text, 1500), left(r.url, 4000), left(s.name, 200),
          r.language, coalesce(r.published_at, r.seen_at),
          (select count(*) from article_revisions n where n.article_id = j.article_id),
          j.rung, j.score, left(j.why, 1000), j.joined_for
        from story_articles j
        join articles a on a.id = j.article_id
        join sources s on s.slug = a.source_slug
        join lateral (
          select * from article_revisions n where n.article_id = j.article_id order by n.id desc limit 1
        ) r on true
        where j.article_id = any(:ids)
        order by 7, j.article_id limit :most
        """
    )
    return [Told(*row) for row in conn.execute(statement, {"ids": list(ids)[-_MOST:], "most": _MOST})]


def desks(conn: Connection, slug: str, stories: Sequence[str]) -> list[Desk]:
    """What each edition made of the story, the newest first."""
    statement = text(
        """
        select j.report_date, j.passed_over, j.relevance, j.hints, j.position, j.tier, j.marks, j.score,
          j.importance, j.reason, j.ranker, coalesce(p.countries, '[]') as countries,
          coalesce(p.section, '') as section, coalesce(p.decided_by, '') as decided_by,
          coalesce(p.evidence, '[]') as evidence, p.index, coalesce(left(m.summary, 2000), '') as summary,
          coalesce(m.tags, '[]') as tags, coalesce(m.writer, '') as writer,
          coalesce(f.reasons, '[]') as refused
        from judgements j
        left join placements p using (slug, report_date, story_id)
        left join summaries m using (slug, report_date, story_id)
        left join refusals f using (slug, report_date, story_id)
        where j.slug = :slug and j.story_id = any(:stories) order by j.report_date desc limit 60
        """
    )
    return [_desk(row._mapping) for row in conn.execute(statement, {"slug": slug, "stories": list(stories)})]


def _desk(row: Mapping[Any, Any]) -> Desk:
    lists = ("hints", "countries", "evidence", "tags", "refused")
    values: dict[str, Any] = {**row, **{name: tuple(row[name]) for name in lists}}
    return Desk(**values)


def publications(conn: Connection, slug: str, stories: Sequence[str]) -> list[Published]:
    """The editions that the story stood in, the first one first."""
    statement = text(
        "select report_date, sequence, section, index, article_id from publications"
        " where slug = :slug and story_id = any(:stories) order by report_date, sequence"
    )
    return [Published(*row) for row in conn.execute(statement, {"slug": slug, "stories": list(stories)})]


def titles(conn: Connection, stories: Sequence[str]) -> dict[str, str]:
    """Story id → the title of its earliest article, as its source last had it."""
    statement = text(
        """
        select distinct on (j.story_id) j.story_id, left(r.title, 2000)
        from story_articles j
        join lateral (select title, published_at, seen_at from article_revisions
          where article_id = j.article_id order by id desc limit 1) r on true
        where j.story_id = any(:stories)
        order by j.story_id, coalesce(r.published_at, r.seen_at), j.article_id
        """
    )
    return {row[0]: row[1] for row in conn.execute(statement, {"stories": list(stories)})}


def founded_for(conn: Connection, story_id: str) -> date | None:
    """The report date for which the story was founded; None where there is no such story."""
    found: date | None = conn.execute(
        text("select founded_for from stories where id = :story"), {"story": story_id}
    ).scalar()
    return found

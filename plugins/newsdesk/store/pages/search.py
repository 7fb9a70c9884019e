"""Search over what was published and over the archive, by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from newsdesk.store.pages.words import Words

# The archive is looked through from its end, in steps: a word that everybody uses is found in the first
# one, and a rare one costs little in any.
_STEPS = (timedelta(days=14), timedelta(days=120), timedelta(days=1200), None)
_NEAREST = 80
# The vectors' own search looks at so many neighbours; more is slower and misses less.
_EFFORT = 120


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found. text: its beginning. score: 0..1 by meaning, None by words.

    published: the dates of the editions that carry its story. summary: ours, where the article was
    published.
    """

    article_id: str
    story_id: str
    title: str
    text: str
    summary: str
    url: str
    source: str
    language: str
    happened_at: datetime
    published: tuple[date, ...] = ()
    score: float | None = None


def _fields(story: str, summary: str) -> str:
    return f"""
      r.article_id, {story} as story_id, left(r.title, 2000) as title, left(r.text, 600) as text,
      {summary} as summary, left(r.url, 4000) as url, left(s.name, 200) as source, r.language,
      coalesce(r.published_at, r.seen_at) as happened_at
    """


_ARTICLE = _fields("coalesce(j.story_id, '')", "''")
_ITEM = _fields("f.story_id", "coalesce(left(m.summary, 600), '')")
_JOINS = """
  join articles a on a.id = r.article_id
  join sources s on s.slug = a.source_slug
  left join story_articles j on j.article_id = r.article_id
"""
_HOLDS = "newsdesk_words(r.title, r.text) @@ cast(:query as tsquery)"
_WHEN = "coalesce(r.published_at, r.seen_at)"
_NEWEST = "not exists (select from article_revisions n where n.article_id = r.article_id and n.id > r.id)"
_SAID = "lower(normalize(left(r.title, 400) || ' ' || left(r.text, 600), NFKC) collate \"C\")"


def in_archive(conn: Connection, slug: str, words: Words, *, before: datetime, limit: int) -> list[Hit]:
    """The newest articles that hold all the words, up to a moment (not included); newest first."""
    # Every part in a row, not merely each two characters of it somewhere.
    parts = {f"part{place}": part for place, part in enumerate(words.parts) if len(part) > 2}
    whole = "".join(f" and position(:{name} in {_SAID}) > 0" for name in parts)
    statement = text(
        f"select {_ARTICLE} from article_revisions r {_JOINS} where {_HOLDS}"  # noqa: S608 - our own text
        f" and {_WHEN} < :before and {_WHEN} >= :since and {_NEWEST}{whole}"
        f" order by {_WHEN} desc, r.id desc limit :limit"
    )
    rows: Sequence[Row[Any]] = []
    for step in _STEPS:
        values = {"query": words.query, "before": before, "since": _since(before, step), "limit": limit}
        rows = conn.execute(statement, {**values, **parts}).all()
        if len(rows) >= limit:
            break
    return _with_editions(conn, slug, [_hit(row) for row in rows])


def published(conn: Connection, slug: str, words: Words, *, before: datetime, limit: int) -> list[Hit]:
    """Published items of which the summary, the tags or an article hold all the words.

    before: the cutoff of editions, not included; the newest edition comes first.
    """
    statement = text(
        f"""
        with found as (
          select m.story_id, m.report_date from summaries m
          where newsdesk_words(m.summary, m.tags::text) @@ cast(:query as tsquery)
            and m.slug = :slug and m.report_date < :before and m.report_date >= :since
          union
          select p.story_id, p.report_date from article_revisions r
          join story_articles j on j.article_id = r.article_id
          join publications p on p.slug = :slug and p.story_id = j.story_id
            and p.report_date < :before and p.report_date >= :since
          where {_HOLDS} and {_WHEN} < :before and {_WHEN} >= :early
        )
        select {_ITEM} from found f
        join publications p on p.slug = :slug and p.story_id = f.story_id and p.report_date = f.report_date
        join lateral (
          select * from article_revisions where article_id = p.article_id order by id desc limit 1
        ) r on true
        join articles a on a.id = r.article_id
        join sources s on s.slug = a.source_slug
        left join summaries m
          on m.slug = p.slug and m.report_date = p.report_date and m.story_id = p.story_id
        order by f.report_date desc, p.section, p.index limit :limit
        """  # noqa: S608 - our own text
    )
    rows: Sequence[Row[Any]] = []
    for step in _STEPS:
        since = _since(before, step)
        early = since - timedelta(days=7) if step else since
        values = {"query": words.query, "slug": slug, "before": before, "since": since, "early": early}
        rows = conn.execute(statement, {**values, "limit": limit}).all()
        if len(rows) >= limit:
            break
    return _with_editions(conn, slug, [_hit(row) for row in rows])


def _hit(row: Row[Any]) -> Hit:
    return Hit(
        row.article_id,
        row.story_id,
        row.title,
        row.text,
        row.summary,
        row.url,
        row.source,
        row.language,
        row.happened_at,
    )


def _since(before: datetime, step: timedelta | None) -> datetime:
    return before - step if step else datetime(1900, 1, 1, tzinfo=UTC)


def has_meanings(conn: Connection) -> bool:
    """Whether this database can be searched by meaning (it has pgvector)."""
    return conn.execute(text("select to_regclass('article_meanings') is not null")).scalar_one() is True


def by_meaning(
    conn: Connection, slug: str, vector: Sequence[float], *, least: float, limit: int
) -> list[Hit]:
    """The articles whose titles are nearest in meaning, nearest first, one a story.

    vector: of length 1. least: the cosine under which nothing is shown.
    """
    conn.execute(text(f"set local hnsw.ef_search = {_EFFORT}"))
    statement = text(
        f"""
        with near as materialized (
          select article_id, -(meaning <#> cast(:vector as halfvec)) as score from article_meanings
          order by meaning <#> cast(:vector as halfvec) limit {_NEAREST}
        )
        select {_ARTICLE}, near.score from near
        join lateral (
          select * from article_revisions where article_id = near.article_id order by id desc limit 1
        ) r on true {_JOINS}
        where near.score >= :least order by near.score desc
        """  # noqa: S608 - our own text
    )
    found: dict[str, Hit] = {}
    for row in conn.execute(statement, {"vector": str(list(vector)), "least": least}):
        hit = replace(_hit(row), score=float(row.score))
        found.setdefault(hit.story_id or hit.article_id, hit)
    return _with_editions(conn, slug, list(found.values())[:limit])


def _with_editions(conn: Connection, slug: str, hits: Sequence[Hit]) -> list[Hit]:
    stories = sorted({hit.story_id for hit in hits if hit.story_id})
    statement = text(
        "select story_id, report_date from publications"
        " where slug = :slug and story_id = any(:stories) order by report_date"
    )
    dates: dict[str, list[date]] = {}
    for story, day in conn.execute(statement, {"slug": slug, "stories": stories}):
        dates.setdefault(story, []).append(day)
    return [replace(hit, published=tuple(dates.get(hit.story_id, ()))) for hit in hits]

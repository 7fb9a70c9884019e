"""The archive: articles and their revisions. Append-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from newsdesk.entities import Article, Language, Source
from newsdesk.feeds.revising import Known, Recording
from newsdesk.store.arrays import TEXTS, texts
from newsdesk.store.tables import ArticleRow, Base, RevisionRow, SourceRow, StoryArticleRow

_AT_ONCE = 500  # articles read at a time where they are read one after the other
_ARTICLES, _REVISIONS = Base.metadata.tables["articles"], Base.metadata.tables["article_revisions"]

# Built once: a pass over six hundred sources spends more on making statements than on running them.
_ADD_ARTICLES = insert(_ARTICLES).on_conflict_do_nothing()
_ADD_REVISIONS = insert(_REVISIONS)


def _known() -> Select[Any]:
    """One look at the index an article, whatever the planner thinks of a table that grows as it is read."""
    asked = func.unnest(bindparam("ids", type_=TEXTS)).table_valued("id", name="asked").render_derived()
    told = _REVISIONS.c
    dates = (
        select(
            func.min(told.seen_at).label("first_seen"),
            func.min(told.published_at).filter(told.date_trusted).label("published"),
        )
        .where(told.article_id == asked.c.id)
        .lateral("dates")
    )
    newest = (
        select(told.content_hash, told.title, told.canonical_url.label("url"))
        .where(told.article_id == asked.c.id, told.seen_at <= bindparam("at"))
        .order_by(told.seen_at.desc(), told.id.desc())
        .limit(1)
        .lateral("newest")
    )
    return (
        select(asked.c.id, dates.c.first_seen, dates.c.published, newest)
        .select_from(asked.join(dates, true()).outerjoin(newest, true()))
        .where(dates.c.first_seen.is_not(None))
    )


_KNOWN = _known()


def record_sources(conn: Connection, sources: Iterable[Source]) -> None:
    """Brings the sources table to what the feeds file says; rows that the file dropped stay."""
    rows = [_source_row(source) for source in sorted(sources, key=lambda source: source.slug)]
    if rows:
        statement = insert(SourceRow).values(rows)
        update = {name: statement.excluded[name] for name in rows[0] if name != "slug"}
        conn.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=update))


def describe_sources(conn: Connection, sources: Iterable[Source]) -> None:
    """Adds the sources that the archive does not know yet; what it knows of others stays."""
    for source in sources:
        conn.execute(insert(SourceRow).values(_source_row(source)).on_conflict_do_nothing())


def _source_row(source: Source) -> dict[str, str | int]:
    return {
        "slug": source.slug,
        "name": source.name,
        "url": source.url,
        "family": source.family,
        "language": source.language.value,
        "tier": source.tier,
        "home": source.home,
    }


def known_sources(conn: Connection) -> dict[str, Source]:
    """Slug → every source that the archive has ever had, as its feeds file or import described it."""
    return {
        row.slug: Source(row.slug, row.name, row.url, row.family, Language(row.language), row.tier, row.home)
        for row in conn.execute(select(SourceRow.__table__))
    }


def source_names(conn: Connection) -> dict[str, str]:
    """Slug → name of every source the archive has ever had."""
    return {slug: name for slug, name in conn.execute(select(SourceRow.slug, SourceRow.name))}


def known_articles(conn: Connection, ids: Sequence[str], at: datetime) -> dict[str, Known]:
    """What the archive holds of these articles, as a reading at `at` needs it."""
    rows = conn.execute(_KNOWN, {"ids": list(ids), "at": at})
    return {
        row.id: Known(row.content_hash or "", row.first_seen, row.published, row.title or "", row.url or "")
        for row in rows
    }


def keys_by_url(conn: Connection, slug: str, urls: Sequence[str]) -> dict[str, str]:
    """Canonical URL → key of the article of a source that was told under it, the oldest one."""
    if not urls:
        return {}
    statement = (
        select(RevisionRow.canonical_url, ArticleRow.key)
        .distinct(RevisionRow.canonical_url)
        .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
        .where(
            RevisionRow.canonical_url.in_(select(func.unnest(texts(urls)))), ArticleRow.source_slug == slug
        )
        .order_by(RevisionRow.canonical_url, RevisionRow.id)
    )
    return {url: key for url, key in conn.execute(statement)}


def record_articles(
    conn: Connection, source: Source, recordings: Sequence[Recording], *, at: datetime, backlog: bool
) -> None:
    """Appends revisions (and the articles that are new). The caller holds the archive and the source."""
    if not recordings:
        return
    conn.execute(
        _ADD_ARTICLES,
        [
            {"id": one.article_id, "source_slug": source.slug, "key": one.key, "backlog": backlog}
            for one in recordings
        ],
    )
    conn.execute(
        _ADD_REVISIONS,
        [
            {
                "article_id": one.article_id,
                "seen_at": at,
                "url": one.entry.url,
                "canonical_url": one.canonical_url,
                "guid": one.entry.guid,
                "title": one.entry.title,
                "text": one.entry.text,
                "author": one.entry.author,
                "language": one.entry.language.value,
                "published_at": one.entry.published,
                "date_trusted": one.date_trusted,
                "content_hash": one.content_hash,
                "mark": one.mark,
            }
            for one in recordings
        ],
    )


def newest_revision(conn: Connection) -> int:
    """The number of the last revision recorded; 0 in an empty archive."""
    return conn.execute(select(func.coalesce(func.max(RevisionRow.id), 0))).scalar_one()


def articles_between(
    conn: Connection, *, after: datetime, until: datetime, seq: int, at: datetime
) -> list[Article]:
    """Articles that happened in (after, until], as the archive was at revision seq and clock at.

    Ordered by id. The cost follows the range, not the archive.
    """
    statement = _between(after=after, until=until, seq=seq, at=at)
    return [_article(row) for row in conn.execute(statement)]


def read_between(
    conn: Connection, *, after: datetime, until: datetime, seq: int, at: datetime
) -> Iterator[tuple[Article, str | None]]:
    """As articles_between, one after the other, each with the story that it has joined if any.

    No more than a few hundred are in memory at once.
    """
    statement = _between(after=after, until=until, seq=seq, at=at).add_columns(StoryArticleRow.story_id)
    statement = statement.outerjoin(StoryArticleRow, StoryArticleRow.article_id == RevisionRow.article_id)
    for row in conn.execute(statement, execution_options={"yield_per": _AT_ONCE}):
        yield _article(row), row.story_id


def articles_named(conn: Connection, ids: Sequence[str], *, seq: int, at: datetime) -> list[Article]:
    """The articles with these ids, as the archive was at revision seq and clock at. Ordered by id."""
    told = and_(RevisionRow.id <= seq, RevisionRow.seen_at <= at)
    named = select(func.unnest(texts(ids)))
    statement = _articles(told, named, lambda happened: happened.is_not(None))
    return [_article(row) for row in conn.execute(statement)]


def _between(*, after: datetime, until: datetime, seq: int, at: datetime) -> Select[Any]:
    told = and_(RevisionRow.id <= seq, RevisionRow.seen_at <= at)
    in_range = or_(
        and_(RevisionRow.published_at > after, RevisionRow.published_at <= until),
        and_(RevisionRow.seen_at > after, RevisionRow.seen_at <= until),
    )
    touched = select(RevisionRow.article_id).where(told, in_range).distinct()
    return _articles(told, touched, lambda happened: and_(happened > after, happened <= until))


def _articles(
    told: ColumnElement[bool],
    ids: Select[Any],
    when: Callable[[ColumnElement[datetime]], ColumnElement[bool]],
) -> Select[Any]:
    """told: the revisions that are known. ids: of the articles. when: a condition on happened_at."""
    dates = (
        select(
            RevisionRow.article_id,
            func.min(RevisionRow.seen_at).label("first_seen_at"),
            func.min(RevisionRow.published_at).filter(RevisionRow.date_trusted).label("published"),
        )
        .where(told, RevisionRow.article_id.in_(ids))
        .group_by(RevisionRow.article_id)
        .subquery()
    )
    happened = func.coalesce(dates.c.published, dates.c.first_seen_at)
    return (
        select(
            RevisionRow.__table__,
            ArticleRow.source_slug,
            ArticleRow.backlog,
            dates.c.first_seen_at,
            dates.c.published,
        )
        .distinct(RevisionRow.article_id)
        .join(dates, dates.c.article_id == RevisionRow.article_id)
        .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
        .where(told, when(happened))
        .order_by(RevisionRow.article_id, RevisionRow.seen_at.desc(), RevisionRow.id.desc())
    )


def _article(row: Row[Any]) -> Article:
    return Article(
        id=row.article_id,
        revision=row.id,
        source=row.source_slug,
        url=row.url,
        canonical_url=row.canonical_url,
        guid=row.guid,
        title=row.title,
        text=row.text,
        language=Language(row.language),
        published_at=row.published,
        first_seen_at=row.first_seen_at,
        backlog=row.backlog,
        mark=row.mark,
    )

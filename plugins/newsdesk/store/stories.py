"""Stories and the joins of articles to them. Append-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection, any_, func, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.entities import Join
from newsdesk.store.arrays import texts
from newsdesk.store.tables import RevisionRow, StoryArticleRow, StoryRow


def stories_of(conn: Connection, article_ids: Sequence[str], *, until: int | None = None) -> dict[str, str]:
    """Article id → story id for those that are joined; until: the last join to look at."""
    statement = select(StoryArticleRow.article_id, StoryArticleRow.story_id).where(
        StoryArticleRow.article_id == any_(texts(article_ids))
    )
    if until is not None:
        statement = statement.where(StoryArticleRow.seq <= until)
    return {article: story for article, story in conn.execute(statement)}


def articles_in(
    conn: Connection, story_ids: Sequence[str], *, until: int | None = None
) -> list[tuple[str, str]]:
    """(article id, story id) of everything that joined these stories; until: the last join to look at."""
    statement = select(StoryArticleRow.article_id, StoryArticleRow.story_id).where(
        StoryArticleRow.story_id == any_(texts(story_ids))
    )
    if until is not None:
        statement = statement.where(StoryArticleRow.seq <= until)
    return [(article, story) for article, story in conn.execute(statement.order_by(StoryArticleRow.seq))]


def joins_in(conn: Connection, story_ids: Sequence[str]) -> list[Join]:
    """Every join to these stories, in the order of recording."""
    table = StoryArticleRow.__table__
    statement = select(table).where(table.c.story_id == any_(texts(story_ids))).order_by(table.c.seq)
    return [Join(r.article_id, r.story_id, r.rung, r.score, r.why) for r in conn.execute(statement)]


def ids_from(conn: Connection, beginning: str) -> list[str]:
    """The ids of the stories that begin so."""
    statement = select(StoryRow.id).where(StoryRow.id.between(beginning, f"{beginning}g"))
    return list(conn.execute(statement).scalars())


def stories_at(conn: Connection, canonical_url: str) -> list[tuple[str, str]]:
    """(article id, story id) of the articles that stood under an address."""
    statement = (
        select(StoryArticleRow.article_id, StoryArticleRow.story_id)
        .join(RevisionRow, RevisionRow.article_id == StoryArticleRow.article_id)
        .where(RevisionRow.canonical_url == canonical_url)
        .distinct()
    )
    return [(article, story) for article, story in conn.execute(statement)]


def record_joins(conn: Connection, joins: Iterable[Join], joined_for: date) -> None:
    """Appends joins, and the stories that they found. The caller holds the stories lock."""
    rows = list(joins)
    if not rows:
        return
    conn.execute(
        insert(StoryRow).on_conflict_do_nothing(),
        [{"id": story, "founded_for": joined_for} for story in sorted({row.story_id for row in rows})],
    )
    conn.execute(
        insert(StoryArticleRow),
        [
            {
                "article_id": row.article_id,
                "story_id": row.story_id,
                "joined_for": joined_for,
                "rung": row.rung,
                "score": row.score,
                "why": row.why,
            }
            for row in rows
        ],
    )


def newest_join(conn: Connection) -> int:
    """The number of the last join recorded; 0 where there is none."""
    return conn.execute(select(func.coalesce(func.max(StoryArticleRow.seq), 0))).scalar_one()

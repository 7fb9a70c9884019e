"""Changes of stories: numbered rows, only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import StoryChangeRow, StoryRow
from newsdesk.stories.changes import Change, Kind, Standing


def changes(conn: Connection, *, until: int | None = None) -> list[Change]:
    """All changes in the order of recording; until: the last one to look at."""
    table = StoryChangeRow.__table__
    statement = select(table).order_by(table.c.id)
    if until is not None:
        statement = statement.where(table.c.id <= until)
    return [
        Change(
            id=row.id,
            at=row.at,
            by=row.by,
            kind=Kind(row.kind),
            story=row.story_id,
            into=row.into_id or "",
            articles=tuple(row.articles),
            undoes=row.undoes,
            why=row.why,
        )
        for row in conn.execute(statement)
    ]


def standing(conn: Connection, *, until: int | None = None) -> Standing:
    """What holds after the changes up to one."""
    return Standing(changes(conn, until=until))


def newest_change(conn: Connection) -> int:
    """The number of the last change recorded; 0 where there is none."""
    return conn.execute(select(func.coalesce(func.max(StoryChangeRow.id), 0))).scalar_one()


def record_change(
    conn: Connection,
    kind: Kind,
    story: str,
    *,
    at: datetime,
    by: str,
    into: str = "",
    articles: Sequence[str] = (),
    undoes: int | None = None,
    why: str = "",
) -> int:
    """Adds a change and gives its number; a story that it makes is made. The caller holds the stories."""
    if kind is Kind.SPLIT:
        founded = select(StoryRow.founded_for).where(StoryRow.id == story).scalar_subquery()
        conn.execute(insert(StoryRow).values(id=into, founded_for=founded).on_conflict_do_nothing())
    statement = insert(StoryChangeRow).values(
        at=at,
        by=by,
        kind=kind.value,
        story_id=story,
        into_id=into or None,
        articles=list(articles),
        undoes=undoes,
        why=why,
    )
    return conn.execute(statement.returning(StoryChangeRow.id)).scalar_one()

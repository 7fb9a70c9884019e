"""What brings a published story back: rows of the judging that saw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from newsdesk.entities import FollowUp
from newsdesk.store.replacing import replace_rows
from newsdesk.store.tables import FollowUpRow


def follow_ups(conn: Connection, slug: str, day: date) -> dict[str, FollowUp]:
    """Story id → what is new in it, for the stories that an edition takes up again."""
    table = FollowUpRow.__table__
    statement = select(table).where(table.c.slug == slug, table.c.report_date == day)
    return {
        row.story_id: FollowUp(row.story_id, row.article_id, row.earlier, row.said, row.score, row.why)
        for row in conn.execute(statement)
    }


def replace_follow_ups(conn: Connection, slug: str, day: date, new: Iterable[FollowUp]) -> None:
    """Puts the follow-ups of a date in place; writes nothing where they stand already."""
    wanted = {one.story_id: one for one in new}
    if follow_ups(conn, slug, day) == wanted:
        return
    rows = [
        {
            "story_id": one.story_id,
            "article_id": one.article_id,
            "earlier": one.earlier,
            "said": one.said,
            "score": one.score,
            "why": one.why,
        }
        for one in wanted.values()
    ]
    replace_rows(conn, FollowUpRow, slug, day, rows)

"""Titles as vectors, for search by meaning. Kept up after each reading of the sources."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.pages.search import has_meanings
from newsdesk.store.tables import MeaningRow
from newsdesk.stories.embedding import Vectors

__all__ = ["has_meanings", "keep_meanings", "without_meaning"]

# Transactions that numbered their revisions earlier may commit later: so far back it is looked again.
_MARGIN = 5_000
_TITLE = 400


def without_meaning(conn: Connection, limit: int) -> list[tuple[str, int, str]]:
    """(article id, revision, title) of articles that have no meaning yet, the newest first.

    Those after the newest one that has it, then those before the oldest one that has it.
    """
    bounds = conn.execute(text("select min(revision), max(revision) from article_meanings")).one()
    oldest, newest = bounds if bounds[0] is not None else (0, 0)
    statement = text(
        """
        select r.article_id, r.id, left(r.title, :title) from article_revisions r
        where (r.id > :newest or r.id < :oldest)
          and not exists (select from article_meanings m where m.article_id = r.article_id)
          and not exists (select from article_revisions o where o.article_id = r.article_id and o.id < r.id)
        order by r.id desc limit :limit
        """
    )
    values = {"newest": newest - _MARGIN, "oldest": oldest, "limit": limit, "title": _TITLE}
    return [(article, revision, title) for article, revision, title in conn.execute(statement, values)]


def keep_meanings(conn: Connection, found: Sequence[tuple[str, int, str]], vectors: Vectors) -> None:
    """Stores the vectors of what without_meaning gave, in its order."""
    if not found:
        return
    conn.execute(
        insert(MeaningRow).on_conflict_do_nothing(),
        [
            {"article_id": article, "revision": revision, "meaning": vector}
            for (article, revision, _), vector in zip(found, vectors, strict=True)
        ],
    )

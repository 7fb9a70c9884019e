"""What the pages of chosen articles said: one attempt for each revision of an article, kept for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import PageTextRow


@dataclass(frozen=True, slots=True)
class PageText:
    """One attempt at one article's page. text: "" where there was none to be had, and then error says why."""

    revision: int
    url: str
    fetched_at: datetime
    text: str
    error: str


def pages_of(conn: Connection, revisions: Iterable[int]) -> dict[int, PageText]:
    """Revision → the attempt at its page, for those that were tried."""
    found = conn.execute(select(PageTextRow.__table__).where(PageTextRow.revision.in_(sorted(revisions))))
    return {
        row.revision: PageText(row.revision, row.url, row.fetched_at, row.text, row.error) for row in found
    }


def keep_pages(conn: Connection, pages: Sequence[PageText]) -> None:
    """Records attempts; what another run has recorded in the meantime stays."""
    if pages:
        conn.execute(
            insert(PageTextRow).on_conflict_do_nothing(),
            [
                {
                    "revision": one.revision,
                    "url": one.url,
                    "fetched_at": one.fetched_at,
                    "text": one.text,
                    "error": one.error,
                }
                for one in pages
            ],
        )

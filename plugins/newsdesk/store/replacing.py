"""An edition's rows of one table, put in place of those that stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert

from newsdesk.store.tables import Base


def replace_rows(
    conn: Connection, table: type[Base], slug: str, day: date, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Deletes what the table has of the edition and inserts `rows`, columns by name; slug and date are added.

    Callers compare first: what stands already is not written again.
    """
    columns = table.__table__.c
    conn.execute(delete(table).where(columns.slug == slug, columns.report_date == day))
    new = [{"slug": slug, "report_date": day, **row} for row in rows]
    if new:
        conn.execute(insert(table), new)

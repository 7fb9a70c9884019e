"""What a person answered before an edition was filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import ApprovalRow


@dataclass(frozen=True, slots=True)
class Approval:
    """Story ids to leave out, and those that come first in their sections."""

    dropped: Sequence[str] = ()
    first: Sequence[str] = ()


def record(
    conn: Connection, slug: str, day: date, judged_over: str, approval: Approval, by: str, at: datetime
) -> None:
    """Puts the answer in place of an earlier one."""
    values = {
        "judged_over": judged_over,
        "dropped": list(approval.dropped),
        "first": list(approval.first),
        "decided_by": by,
        "decided_at": at,
    }
    conn.execute(
        insert(ApprovalRow)
        .values(slug=slug, report_date=day, **values)
        .on_conflict_do_update(index_elements=["slug", "report_date"], set_=values)
    )


def find(conn: Connection, slug: str, day: date, judged_over: str) -> Approval:
    """The answer to this judging; an empty one where nobody was asked, or another judging was."""
    row = conn.execute(
        select(ApprovalRow.dropped, ApprovalRow.first).where(
            ApprovalRow.slug == slug,
            ApprovalRow.report_date == day,
            ApprovalRow.judged_over == judged_over,
        )
    ).first()
    return Approval(tuple(row.dropped), tuple(row.first)) if row else Approval()

"""Model calls that go out in a batch of the provider's, and come back hours later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from newsdesk.store.engine import Connection
from newsdesk.store.tables import ModelCallRow

# The batch of a call that was written down and may or may not have been handed in yet.
HANDING_IN = "handing in"
# The batch of calls that the provider may have taken without our hearing of it.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call of a batch that has not come back."""

    number: int
    report_date: date
    judging: int
    purpose: str
    model: str
    keys: Mapping[str, str]


def open_batches(conn: Connection, slug: str, days: Collection[date]) -> list[str]:
    """The batches that calls of these dates are waiting for, the oldest first."""
    row = ModelCallRow
    query = (
        select(row.batch)
        .where(
            row.slug == slug,
            row.report_date.in_(days),
            row.status == "sent",
            row.batch.not_in(("", HANDING_IN)),
        )
        .group_by(row.batch)
        .order_by(func.min(row.id))
    )
    return list(conn.execute(query).scalars())


def waiting(conn: Connection, batch: str) -> list[Waiting]:
    """The calls of a batch that have not come back."""
    row = ModelCallRow
    query = (
        select(row.id, row.report_date, row.judging, row.purpose, row.model, row.answer)
        .where(row.batch == batch, row.status == "sent")
        .order_by(row.id)
    )
    return [
        Waiting(number, day, judging, purpose, model, answer.get("keys", {}))
        for number, day, judging, purpose, model, answer in conn.execute(query)
    ]


def handed_in(conn: Connection, numbers: Sequence[int], batch: str) -> None:
    """The batch that these calls went out in."""
    conn.execute(update(ModelCallRow).where(ModelCallRow.id.in_(numbers)).values(batch=batch))


def keys_asked(conn: Connection, slug: str, day: date, judging: int) -> set[str]:
    """The keys of all lines that a judging has asked by batch, whatever came of it."""
    row = ModelCallRow
    query = select(row.answer).where(
        row.slug == slug,
        row.report_date == day,
        row.judging == judging,
        row.batch.not_in(("", HANDING_IN)),
    )
    return {key for answer in conn.execute(query).scalars() for key in answer.get("keys", {}).values()}


def asked_before(conn: Connection, slug: str, day: date, judging: int, moment: datetime) -> bool:
    """Whether a judging was asked by batch before a moment: by another run than the one that began then."""
    row = ModelCallRow
    query = (
        select(row.id)
        .where(
            row.slug == slug,
            row.report_date == day,
            row.judging == judging,
            row.batch.not_in(("", HANDING_IN)),
            row.sent_at < moment,
        )
        .limit(1)
    )
    return conn.execute(query).first() is not None

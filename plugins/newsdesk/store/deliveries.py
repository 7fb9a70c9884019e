"""What went out to whom: a row before each message and again after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, cast, delete, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from newsdesk.delivery.policy import Standing
from newsdesk.store.tables import DeliveryRow, ReportRow


@dataclass(frozen=True, slots=True)
class Place:
    """A revision on its way to one channel: the key of its messages' rows, their part apart."""

    slug: str
    day: date
    revision: int
    channel: str
    asking: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One message's row, as far as delivery asks. part: of how many parts."""

    revision: int
    asking: str
    part: int
    parts: int
    status: str


def standings(conn: Connection, slug: str, day: date) -> dict[int, Standing]:
    """Every filed revision of an edition, by its number."""
    table = ReportRow.__table__
    ranker = cast(table.c.body, JSONB)["ranker"].astext
    found = conn.execute(
        select(table.c.revision, table.c.provisional, ranker.label("ranker")).where(
            table.c.slug == slug, table.c.report_date == day, table.c.format == "json"
        )
    )
    return {row.revision: Standing(row.revision, row.ranker == "rules", row.provisional) for row in found}


def of_channel(conn: Connection, slug: str, day: date, channel: str) -> list[Sent]:
    """All messages of an edition to a channel, whatever became of them."""
    table = DeliveryRow.__table__
    rows = conn.execute(
        select(table.c.revision, table.c.asking, table.c.part, table.c.parts, table.c.status)
        .where(table.c.slug == slug, table.c.report_date == day, table.c.channel == channel)
        .order_by(table.c.revision, table.c.asking, table.c.part)
    )
    return [Sent(row.revision, row.asking, row.part, row.parts, row.status) for row in rows]


def claim(conn: Connection, place: Place, part: int, parts: int, run_id: str, at: datetime) -> bool:
    """Writes the row of a message about to be sent; False where there is one, so that it is not sent."""
    statement = (
        insert(DeliveryRow)
        .values(
            **_key(place),
            part=part,
            parts=parts,
            status="sending",
            run_id=run_id,
            sent_at=at,
            detail="",
        )
        .on_conflict_do_nothing()
        .returning(DeliveryRow.part)
    )
    return conn.execute(statement).first() is not None


def end(conn: Connection, place: Place, part: int, status: str, detail: str, at: datetime) -> None:
    """Says in a message's row how its sending ended."""
    conn.execute(
        update(DeliveryRow)
        .where(*_is(place), DeliveryRow.part == part)
        .values(status=status, detail=detail, ended_at=at)
    )


def let_go(conn: Connection, place: Place, part: int) -> None:
    """Takes back the row of a message that was surely not received, so that it may be tried again."""
    conn.execute(delete(DeliveryRow).where(*_is(place), DeliveryRow.part == part))


def _key(place: Place) -> Mapping[str, object]:
    return {
        "slug": place.slug,
        "report_date": place.day,
        "revision": place.revision,
        "channel": place.channel,
        "asking": place.asking,
    }


def _is(place: Place) -> list[ColumnElement[bool]]:
    table = DeliveryRow.__table__
    return [table.c[name] == value for name, value in _key(place).items()]

"""Alarms: what a person should know, told once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import AlarmRow


@dataclass(frozen=True, slots=True)
class Alarm:
    """kind: see alarming; about: what it is about; text: Chinese, for people; day: its edition, if any."""

    kind: str
    about: str
    text: str
    day: date | None = None


def raised(conn: Connection, alarm: Alarm, at: datetime) -> bool:
    """Records an alarm and holds its row until commit; True where nobody was told of it yet."""
    conn.execute(
        insert(AlarmRow)
        .values(kind=alarm.kind, about=alarm.about, text=alarm.text, report_date=alarm.day, raised_at=at)
        .on_conflict_do_nothing()
    )
    mine = (AlarmRow.kind == alarm.kind, AlarmRow.about == alarm.about)
    told = conn.execute(select(AlarmRow.told_at).where(*mine).with_for_update()).scalar_one()
    return told is None


def told(conn: Connection, alarm: Alarm, at: datetime) -> None:
    """Records that somebody was told."""
    conn.execute(
        update(AlarmRow).where(AlarmRow.kind == alarm.kind, AlarmRow.about == alarm.about).values(told_at=at)
    )


def of_edition(conn: Connection, day: date) -> list[Alarm]:
    """What was raised about a report date, for its run's page."""
    rows = conn.execute(
        select(AlarmRow.__table__).where(AlarmRow.report_date == day).order_by(AlarmRow.raised_at)
    )
    return [Alarm(row.kind, row.about, row.text, row.report_date) for row in rows]

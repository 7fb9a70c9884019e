"""How an edition stands, in a word and a colour; and the calendar made of it. Pure."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from newsdesk.settings import Edition
from newsdesk.store.pages.reports import EditionDay
from newsdesk.window import report_date_at, window_of


@dataclass(frozen=True, slots=True)
class Standing:
    """key: the colour's name in the style sheet. word: for the calendar. said: a whole sentence."""

    key: str
    word: str
    said: str


FILED = Standing("filed", "已刊", "已刊出")
THIN = Standing("thin", "偏少", "已刊出，但当日可刊发的消息偏少")
RULES = Standing("rules", "规则", "已刊出，由规则排序，未使用语言模型")
THIN_RULES = Standing("rules", "规则·少", "已刊出，由规则排序，且消息偏少")
PROVISIONAL = Standing("provisional", "未截稿", "未截稿：内容还不完整，将由完整的一期取代")
OPEN = Standing("open", "制作中", "已开始制作，还没有刊出")
MISSING = Standing("missing", "缺刊", "没有刊出")
DUE = Standing("due", "待刊", "还没有到截稿时间")
LEGEND = (FILED, THIN, RULES, PROVISIONAL, OPEN, DUE, MISSING)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar; standing is None outside the archive (before the first edition, or ahead)."""

    day: date
    standing: Standing | None
    items: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven places, Monday first; None is a place before or after the month."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


def standing_of(day: date, row: EditionDay | None, edition: Edition, now: datetime) -> Standing:
    """How a date's edition stands at a moment. row: None where nothing was ever done for it."""
    if row is None or not row.revision:
        ahead = now < window_of(day, edition.cutoff, edition.zone).end
        return DUE if ahead else MISSING if row is None else OPEN
    if row.state == "provisional":
        return PROVISIONAL
    thin = row.items < edition.limits.thin
    if row.ranker == "rules":
        return THIN_RULES if thin else RULES
    return THIN if thin else FILED


def months(
    first: date, last: date, known: Mapping[date, EditionDay], since: date, edition: Edition, now: datetime
) -> list[Month]:
    """The calendar from first's month to last's, the newest month first.

    since: the archive's first edition; earlier days are no gaps.
    """
    today = report_date_at(now, edition.zone)
    found, (year, month) = [], (last.year, last.month)
    while (year, month) >= (first.year, first.month):
        weeks = Calendar().monthdatescalendar(year, month)
        found.append(
            Month(
                date(year, month, 1),
                tuple(
                    tuple(
                        _cell(day, known, since, today, edition, now) if day.month == month else None
                        for day in week
                    )
                    for week in weeks
                ),
            )
        )
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def _cell(
    day: date, known: Mapping[date, EditionDay], since: date, today: date, edition: Edition, now: datetime
) -> Cell:
    row = known.get(day)
    if row is None and not since <= day <= today:
        return Cell(day, None)
    return Cell(day, standing_of(day, row, edition, now), row.items if row else 0)


def gaps(shown: Iterable[Month]) -> list[date]:
    """The missing dates of a calendar, newest first."""
    cells = (cell for month in shown for week in month.weeks for cell in week if cell)
    return sorted((cell.day for cell in cells if cell.standing is MISSING), reverse=True)

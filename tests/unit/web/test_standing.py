"""How an edition stands, and the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsdesk.store.pages.reports import EditionDay
from newsdesk.web.standing import gaps, months, standing_of
from tests.unit.report.making import edition

EDITION = edition()
DAY = date(2026, 3, 6)
BEFORE = datetime(2026, 3, 6, 0, 29, tzinfo=UTC)  # 08:29 in Shanghai
AFTER = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)


def row(
    state: str = "filed", ranker: str = "claude", items: int = 20, revision: int = 1, day: date = DAY
) -> EditionDay:
    return EditionDay(day, state, ranker, items, revision)


@pytest.mark.parametrize(
    ("known", "now", "word"),
    [
        (None, BEFORE, "待刊"),
        (None, AFTER, "缺刊"),
        (row("open", "", 0, 0), BEFORE, "待刊"),
        (row("open", "", 0, 0), AFTER, "制作中"),
        (row(), AFTER, "已刊"),
        (row(items=1), AFTER, "偏少"),
        (row(ranker="rules"), AFTER, "规则"),
        (row(ranker="rules", items=1), AFTER, "规则·少"),
        (row("provisional"), BEFORE, "未截稿"),
        (row("provisional", "rules", 0), AFTER, "未截稿"),
    ],
)
def test_standing(known: EditionDay | None, now: datetime, word: str) -> None:
    assert standing_of(DAY, known, EDITION, now).word == word


def test_the_calendar_has_whole_weeks_newest_month_first() -> None:
    known = {day: row(day=day) for day in (date(2026, 2, 27), date(2026, 3, 1), DAY)}
    shown = months(date(2026, 2, 1), DAY, known, date(2026, 2, 27), EDITION, AFTER)
    assert [month.first for month in shown] == [date(2026, 3, 1), date(2026, 2, 1)]
    assert all(len(week) == 7 for month in shown for week in month.weeks)
    cells = [cell for month in shown for week in month.weeks for cell in week if cell]
    assert len(cells) == 31 + 28
    assert {cell.day for cell in cells if cell.standing is None} == {
        *(date(2026, 2, n) for n in range(1, 27)),
        *(date(2026, 3, n) for n in range(7, 32)),
    }


def test_gaps_are_missing_dates_between_the_first_edition_and_today() -> None:
    known = {day: row(day=day) for day in (date(2026, 2, 27), date(2026, 3, 1))}
    shown = months(date(2026, 2, 1), DAY, known, date(2026, 2, 27), EDITION, AFTER)
    assert gaps(shown) == [date(2026, 3, n) for n in (6, 5, 4, 3, 2)] + [date(2026, 2, 28)]

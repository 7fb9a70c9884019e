"""Texts of others made fit for a page: clipped, on one line, linked only where a link is safe. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale

from newsdesk.report.one_line import one_line

_LONGEST_LINK = 2000
_WEEKDAYS = "一二三四五六日"
_MOST_MARKS = 3  # combining marks kept in a row: more than a script needs climbs over other lines


def clip(text: str | None, limit: int = 300) -> str:
    """At most `limit` characters on one line, with … where something was cut off."""
    given = text or ""
    # Only so much is looked at: a title may be a megabyte.
    cut = given[: 4 * limit + 100]
    line = _calm(one_line(cut))
    if len(line) > limit or len(cut) < len(given):
        return line[: limit - 1].rstrip() + "…"
    return line


def _calm(line: str) -> str:
    """Without piles of combining marks."""
    kept, marks = [], 0
    for character in line:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def safe_link(url: str | None) -> str:
    """The URL where a page may link it, else "": http or https, a host, no log-in, nothing odd in it."""
    given = url or ""
    if len(given) > _LONGEST_LINK or any(ord(one) < 0x21 or one in '"<>\\^`{|}' for one in given):
        return ""
    if one_line(given) != given:
        return ""
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return ""
    return given


def local(moment: datetime | None, zone: ZoneInfo, form: str = "%m-%d %H:%M") -> str:
    """A moment by the edition's clock, "" for none."""
    return moment.astimezone(zone).strftime(form) if moment else ""


def long_date(day: date) -> str:
    """2026年3月6日 星期五."""
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    return dict(Locale("zh").territories)


def country(code: str) -> str:
    """A country's Chinese name, or its code where there is none."""
    return _territories().get(code, code)


def number(value: float | None) -> str:
    """12,345; — for none."""
    return "—" if value is None else f"{value:,.0f}"


def dollars(value: float | None) -> str:
    """$0.0123: four places below a dollar, two above; — for none."""
    if value is None:
        return "—"
    return f"${value:,.4f}" if value < 1 else f"${value:,.2f}"


def size(count: int | None) -> str:
    """Bytes for people."""
    if count is None:
        return "—"
    value = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return ""


def ago(moment: datetime | None, now: datetime) -> str:
    """刚刚, 12分钟前, 3小时前, 5天前; 从未 for none."""
    if moment is None:
        return "从未"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes}分钟前"
    if minutes < 48 * 60:
        return f"{minutes // 60}小时前"
    return f"{minutes // (24 * 60)}天前"

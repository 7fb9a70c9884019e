"""Dates of feeds, in whatever form, as aware UTC datetimes. Pure: no clock; what cannot be read is None."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import parser as dateutil

from newsdesk.feeds.chinese_dates import SHANGHAI, chinese_date, in_western_words

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the web; epoch zeros and year-1 fillers fall here
_LATEST_YEAR = 2100

_OFFSET = re.compile(r"(?:GMT|UTC|UT)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?\b", re.I)
# What programs add to a whole date: Java's [Asia/Shanghai], Go's "+0800 CST m=+0.01".
_ZONE_AGAIN = re.compile(r"\[[A-Za-z_/+-]{2,40}\]\Z|(?<=[+-]\d{4}) [A-Z]{2,5}(?: m=\S+)?\Z")
_EPOCH = re.compile(r"(?:/Date\()?(\d{10})(?:\d{3})?(?:\.\d+)?(?:\)/)?\Z")
# Year 1 is the zero of several languages; to RFC 822 it would be 2001.
_NO_YEAR = re.compile(r"(?<![+\d:.-])000\d\b")
_SAID_BEFORE = re.compile(r"^(?:posted|published|updated|date)\b(?:\s+on\b)?\s*:?\s*(?=\w)", re.I)
_BAD_WEEKDAY = re.compile(r"^[A-Za-z]{2,12}\.?,\s*")
_ZONES: dict[str, float] = {
    "CST": -6,
    "CDT": -5,
    "EST": -5,
    "EDT": -4,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "Z": 0,
    "BST": 1,
}
_ZONES |= {
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "IST": 5.5,
    "JST": 9,
    "KST": 9,
    "HKT": 8,
    "SGT": 8,
}
_ZONES |= {"AEST": 10, "AEDT": 11, "GMT": 0, "UTC": 0, "UT": 0, "WEST": 1, "WET": 0}


def read_date(written: str, *, chinese: bool = False) -> datetime | None:
    """A written date in UTC, or None where it cannot be read or makes no sense (before 1990).

    chinese: the entry is Chinese, so a date without a zone is Beijing time and CST is China's.
    Otherwise a date without a zone is taken as UTC.
    """
    text = _settled(written)
    if not text or len(text) > 100 or _NO_YEAR.search(text):
        return None
    home: tzinfo = SHANGHAI if chinese else UTC
    try:
        moment = (
            chinese_date(text)
            or _iso(text, home)
            or _rfc822(text, home, chinese)
            or _loose(text, home, chinese)
        )
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return _sensible(moment)


def _settled(written: str) -> str:
    """One spelling for digits and spaces; what stands around a date taken away."""
    text = " ".join(written[:200].split())
    if not text.isascii():
        text = in_western_words(unicodedata.normalize("NFKC", text))
    return _SAID_BEFORE.sub("", _ZONE_AGAIN.sub("", text))


def _sensible(moment: datetime | None) -> datetime | None:
    if moment is None or not _EARLIEST.year <= moment.year <= _LATEST_YEAR:
        return None
    utc = moment.astimezone(UTC)
    return utc if utc >= _EARLIEST else None


def _iso(text: str, home: tzinfo) -> datetime | None:
    epoch = _EPOCH.match(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if not text[:4].isdigit():
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"\.(\d{6})\d+", r".\1", text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=home)


def _rfc822(text: str, home: tzinfo, chinese: bool) -> datetime | None:
    if text[:4].isdigit():
        return None
    if re.search(r"\b(?:CST|BJT)\b", text) and chinese:
        text = re.sub(r"\b(?:CST|BJT)\b", "+0800", text)
    text = _OFFSET.sub(lambda match: f"{match[1]}{int(match[2]):02d}{match[3] or '00'}", text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    named = re.search(r"\b[A-Z]{2,5}$", text)
    if moment.tzinfo is None and named and named[0] in _ZONES:
        return moment.replace(tzinfo=_zone(named[0], chinese))
    # parsedate_to_datetime leaves "-0000" and a missing zone naive alike; the first one means UTC.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC if text.endswith("-0000") else home)


def _loose(text: str, home: tzinfo, chinese: bool) -> datetime | None:
    """Forms nobody planned, through dateutil; refused where year, month or day had to be guessed."""
    cleaned = _OFFSET.sub(lambda match: f"{match[1]}{int(match[2]):02d}:{match[3] or '00'}", text)
    cleaned = _BAD_WEEKDAY.sub("", cleaned) if re.search(r"\d{4}", cleaned) else cleaned
    fillers = (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001 - only to see what is missing

    def zones(name: str | None, offset: int | None) -> tzinfo | None:
        return timezone(timedelta(seconds=offset)) if offset is not None else _zone(name or "", chinese)

    first, second = (dateutil.parse(cleaned, default=filler, tzinfos=zones) for filler in fillers)
    if first.date() != second.date():
        return None
    return first if first.tzinfo else first.replace(tzinfo=home)


def _zone(name: str, chinese: bool) -> tzinfo | None:
    if chinese and name in {"CST", "BJT"}:
        return SHANGHAI
    return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else None

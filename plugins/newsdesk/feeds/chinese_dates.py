"""Dates that Chinese words stand in: 2026年7月3日 下午3:05, 星期五, 03 七月 2026 08:30 +0800. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_HAN = re.compile(r"[\u3007\u4e00-\u9fff]")
_DIGITS = {character: place for place, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十廿卅]+(?=\s*[年月日号时点分秒])")
_WEEKDAY = re.compile(r"[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?\s*[,、]?|^[一二三四五六日],")
_LABEL = re.compile(r"^[^\d]{0,8}(?:发布|发表|更新|刊登|创建|出版|日期|时间)[^\d]{0,6}(?=\d)")
_AFTER = re.compile(r"\s(?:来源|作者|编辑|责编|出处|浏览|阅读)\W.*\Z")
# WordPress and others put a translated month into an RFC 822 date.
_MONTH_BETWEEN = re.compile(r"(?<!\d)(\d{1,2})[\s-]+(\d{1,2})月[\s,-]+(\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORM = re.compile(
    r"(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*[日号]?\s*[T,]?"
    r"(?:\s*(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|深夜|早|晚))?"
    r"(?:\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?"
    r"\s*\(?\s*(?P<zone>北京时间|Z|(?:GMT|UTC)?\s*(?P<sign>[+-])(?P<east>\d{1,2})(?::?(?P<half_east>\d{2}))?|GMT|UTC)?"
    r"\s*\)?\s*\Z"
)
# From which hour on a half of the day means hour plus 12.
_AFTERNOON_FROM = {"下午": 0, "傍晚": 0, "晚上": 0, "晚间": 0, "晚": 0, "深夜": 6}


def in_western_words(text: str) -> str:
    """A date as any reader of RFC 822 takes it where only weekday and month are Chinese, else the text."""
    if not _HAN.search(text):
        return text
    text = _NUMERAL.sub(lambda match: str(_number(match[0])), _WEEKDAY.sub(" ", text).strip())
    between = _MONTH_BETWEEN.search(text)
    if between is None or not 1 <= int(between[2]) <= 12:
        return text
    rest = text[between.end() :]
    return f"{between[1]} {_MONTHS[int(between[2]) - 1]} {between[3]}{rest}"


def chinese_date(text: str) -> datetime | None:
    """A date of numbers with Chinese words between them, Beijing time where it names no zone; else None.

    text: as in_western_words gives it. Raises ValueError for a day that no calendar has.
    """
    if not _HAN.search(text):
        return None
    match = _FORM.match(_AFTER.sub("", _LABEL.sub("", text)))
    if match is None:
        return None
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    noon = match["half"] == "中午" and hour < 3
    if noon or _AFTERNOON_FROM.get(match["half"], 12) <= hour < 12:
        hour += 12
    day = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=_zone(match))
    return day.replace(hour=hour % 24, minute=minute, second=second) + timedelta(days=hour // 24)


def _zone(match: re.Match[str]) -> tzinfo:
    if match["sign"]:
        east = timedelta(hours=int(match["east"]), minutes=int(match["half_east"] or 0))
        return timezone(east if match["sign"] == "+" else -east)
    return UTC if match["zone"] in {"Z", "GMT", "UTC"} else SHANGHAI


def _number(numeral: str) -> int:
    """二〇二六 → 2026, 十二 → 12, 二十 → 20, 廿三 → 23."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if "十" not in numeral:
        return int("".join(str(_DIGITS[one]) for one in numeral))
    tens, _, ones = numeral.partition("十")
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)

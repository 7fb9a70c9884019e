"""Dates that a text states, in Chinese, English and digits, and whether another text carries them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from newsdesk.writing.numerals import chinese_value


@dataclass(frozen=True, slots=True)
class Mention:
    """A date as far as a text states it: 2026年, 7月, 7月14日, 14日. None where a part is left open."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# Capital letters tell the months May and March from the verbs.
_MONTH = "|".join(sorted((name.capitalize() for name in _MONTHS), key=len, reverse=True))
_CN = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_CN_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][零〇一二三四五六七八九]{3}) ?年"
_EN_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_EN_YEAR = r"(?P<year>(?:19|20)\d\d)"
_EN_MONTH = rf"(?<![A-Za-z])(?P<month>{_MONTH})(?![A-Za-z])\.?"
_NO_MONTH = "(?!之|球|亮|饼|租|薪|活)"  # 月之暗面
_NO_DAY = "(?!元|圆|本|均|活|前|内)"  # 日元, 30日内
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\d.])(?:{_CN_YEAR} ?)?(?P<month>{_CN}) ?月{_NO_MONTH}(?:份|(?: ?(?P<day>{_CN}) ?[日号]))?",
        rf"(?<![\d.]){_CN_YEAR}(?!代)",
        rf"(?<![\d.一二三四五六七八九十])(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{2,3}}) ?日{_NO_DAY}",
        r"(?<![\d.-])(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        rf"{_EN_MONTH} {_EN_DAY}(?![\d%,]\d|%)(?:,? {_EN_YEAR})?",
        rf"(?<!\d){_EN_DAY}(?: of)? (?P<month>{_MONTH})(?![A-Za-z])\.?(?:,? {_EN_YEAR})?",
        rf"{_EN_MONTH}(?:,? (?:of )?{_EN_YEAR})?",
    )
)
_YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?!\d|[,.]\d)")


def dates_in(text: str) -> list[Mention]:
    """All dates that a text (evened out by folding.unfolded_case) states, none overlapping, in order."""
    found: list[Mention] = []
    for form in _FORMS:
        for match in form.finditer(text):
            mention = _mention(match)
            if mention and not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _mention(match: re.Match[str]) -> Mention | None:
    parts = match.groupdict()
    year, day = _number(parts.get("year")), _number(parts.get("day"))
    month = _month(parts.get("month"))
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    return Mention(year, month, day, match.start(), match.end())


def _number(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdigit():
        return int(written)
    value = chinese_value(written)
    return -1 if value is None else int(value)


def _month(written: str | None) -> int | None:
    named = _MONTHS.get(written.lower()) if written else None
    return named or _number(written)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates a text carries. published: the local day it was published on, if known."""

    mentions: tuple[Mention, ...]
    days: frozenset[date]
    years: frozenset[int]
    published: date | None


def calendar_of(text: str, published: date | None) -> Calendar:
    """The dates of a text, those it only names by weekday or by "yesterday" and "last year" included.

    text: as folding.unfolded_case leaves it. The day of publication itself counts as stated.
    """
    mentions = tuple(dates_in(text))
    years = {mention.year for mention in mentions if mention.year} | {
        int(year) for year in _YEAR.findall(text)
    }
    days: set[date] = set()
    if published:
        days = {published, *_relative_days(text, published)}
        years |= _relative_years(text, published)
    return Calendar(mentions, frozenset(days), frozenset(years), published)


def carried(mention: Mention, calendar: Calendar) -> bool:
    """Whether the calendar's text states that date, as far as the mention goes."""
    if mention.month is None and mention.day is None:
        return mention.year in calendar.years
    if any(_matches_day(mention, day) for day in calendar.days):
        return True
    return any(_same(mention, other, calendar) for other in calendar.mentions)


def _matches_day(mention: Mention, day: date) -> bool:
    parts = ((mention.year, day.year), (mention.month, day.month), (mention.day, day.day))
    return all(stated is None or stated == known for stated, known in parts)


def _same(mention: Mention, other: Mention, calendar: Calendar) -> bool:
    if mention.day is not None and mention.day != other.day:
        return False
    if mention.month is not None and mention.month not in _months(other, calendar):
        return False
    if mention.year is None or mention.year == other.year:
        return True
    return other.year is None and mention.year in _near_years(calendar)


def _months(other: Mention, calendar: Calendar) -> Collection[int]:
    """The months that a date may mean: a bare 14日 is the one nearest to the day of publication."""
    if other.month is not None:
        return {other.month}
    if calendar.published is None or other.day is None:
        return range(1, 13)
    around = (calendar.published + timedelta(days=shift) for shift in sorted(range(-20, 21), key=abs))
    return {next((day.month for day in around if day.day == other.day), calendar.published.month)}


def _near_years(calendar: Calendar) -> Collection[int]:
    """The years that a date without one may mean: the text's own, and those around publication."""
    if calendar.published is None:
        return calendar.years
    near = [calendar.published + timedelta(days=shift) for shift in (-_HALF_YEAR, 0, _HALF_YEAR)]
    return {day.year for day in near} | calendar.years


_DAY_WORDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ("today", "今日", "今天", "tonight", "this morning", "当天", "当日")),
    (-1, ("yesterday", "昨日", "昨天", "昨晚", "last night")),
    (1, ("tomorrow", "明日", "明天")),
    (-2, ("前天",)),
)
_YEAR_WORDS = (
    (0, ("this year", "今年", "本年")),
    (-1, ("last year", "a year ago", "去年", "previous year", "上一年")),
    (1, ("next year", "明年")),
    (-2, ("前年",)),
)
_WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("monday", "周一", "星期一"), ("tuesday", "周二", "星期二"), ("wednesday", "周三", "星期三"),
    ("thursday", "周四", "星期四"), ("friday", "周五", "星期五"), ("saturday", "周六", "星期六"),
    ("sunday", "周日", "星期日", "星期天"),
)  # fmt: skip
_WEEK = 7
_HALF_YEAR = 183


def _relative_days(text: str, published: date) -> Iterator[date]:
    lowered = text.lower()
    for shift, words in _DAY_WORDS:
        if _any(words, lowered):
            yield published + timedelta(days=shift)
    for number, names in enumerate(_WEEKDAYS):
        if _any(names, lowered):
            back = (published.weekday() - number) % _WEEK
            yield published - timedelta(days=back)
            yield published + timedelta(days=_WEEK - back)


def _relative_years(text: str, published: date) -> set[int]:
    lowered = text.lower()
    return {published.year + shift for shift, words in _YEAR_WORDS if _any(words, lowered)}


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)

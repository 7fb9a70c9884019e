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
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(_mention(match))
    return sorted(found, key=lambda mention: mention.start)


def _mention(match: re.Match[str]) -> Mention:
    """An impossible date (14月) is one too: it is stated, and no calendar carries it."""
    parts = match.groupdict()
    year, day = _number(parts.get("year")), _number(parts.get("day"))
    return Mention(year, _month(parts.get("month")), day, match.start(), match.end())


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
    """What dates a text carries. published: the local day it was published on, if known.

    years: as written; implied_years: "last year". days: implied ones ("on Tuesday").
    """

    mentions: tuple[Mention, ...]
    days: frozenset[date]
    years: frozenset[int]
    implied_years: frozenset[int]
    published: date | None


def calendar_of(text: str, published: date | None) -> Calendar:
    """The dates of a text, those it only names by weekday or by "yesterday" and "last year" included.

    text: as folding.unfolded_case leaves it. The day of publication itself counts as stated.
    """
    mentions = tuple(dates_in(text))
    years = {mention.year for mention in mentions if mention.year}
    years |= {int(year) for year in _YEAR.findall(text)}
    if published is None:
        return Calendar(mentions, frozenset(), frozenset(years), frozenset(), None)
    days = {published, *_implied_days(text, published)}
    implied = {published.year + shift for shift in _shifts(_YEAR_WORDS, text)}
    mentions += tuple(_implied_months(text, published))
    return Calendar(mentions, frozenset(days), frozenset(years), frozenset(implied), published)


def carried(mention: Mention, calendar: Calendar) -> bool:
    """Whether the calendar's text states that date, as far as the mention goes."""
    if mention.month is None and mention.day is None:
        return mention.year in calendar.years | calendar.implied_years
    if mention.day is not None and any(_is_day(mention, day) for day in calendar.days):
        return True
    return any(_same(mention, other, calendar) for other in calendar.mentions)


def _is_day(mention: Mention, day: date) -> bool:
    parts = ((mention.year, day.year), (mention.month, day.month), (mention.day, day.day))
    return all(stated is None or stated == known for stated, known in parts)


def _same(mention: Mention, other: Mention, calendar: Calendar) -> bool:
    if mention.day is not None and mention.day != other.day:
        return False
    if mention.month is not None and other.month is None and other.day is None:
        return False  # a year alone carries none of its months
    if mention.month is not None and mention.month not in _months(other, calendar):
        return False
    if mention.year is None or mention.year == other.year:
        return True
    return other.year is None and mention.year in _years(other, calendar)


def _months(other: Mention, calendar: Calendar) -> Collection[int]:
    """The months that a date may mean: a bare 14日 is the last or the next one around publication."""
    if other.month is not None:
        return {other.month}
    if calendar.published is None or other.day is None:
        return range(1, 13)
    sides = (range(0, -_LONG_MONTHS, -1), range(1, _LONG_MONTHS))
    around = ((calendar.published + timedelta(days=shift) for shift in side) for side in sides)
    return {next((day.month for day in side if day.day == other.day), 0) for side in around}


def _years(other: Mention, calendar: Calendar) -> Collection[int]:
    """The years that a date without one may mean: one the text names, and the nearest to publication."""
    if calendar.published is None or other.month is None:
        return calendar.years
    published = calendar.published
    distance = (other.month - published.month + 6) % 12 - 6
    month = published.year * 12 + published.month - 1 + distance
    return {month // 12} | calendar.years


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
_MONTH_WORDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ("this month", "本月", "当月")),
    (-1, ("last month", "上月", "上个月")),
    (1, ("next month", "下月", "下个月")),
)
_WEEK = 7
_LONG_MONTHS = 62  # two of them: every day of the month occurs on both sides


def _implied_days(text: str, published: date) -> Iterator[date]:
    for shift in _shifts(_DAY_WORDS, text):
        yield published + timedelta(days=shift)
    for number in _shifts(tuple(enumerate(_WEEKDAYS)), text):
        back = (published.weekday() - number) % _WEEK
        yield published - timedelta(days=back)
        yield published + timedelta(days=_WEEK - back)


def _implied_months(text: str, published: date) -> Iterator[Mention]:
    for shift in _shifts(_MONTH_WORDS, text):
        year, month = divmod(published.year * 12 + published.month - 1 + shift, 12)
        yield Mention(year, month + 1, None, 0, 0)


def _shifts(table: Iterable[tuple[int, tuple[str, ...]]], text: str) -> Iterator[int]:
    lowered = text.lower()
    return (shift for shift, words in table if any(word in lowered for word in words))

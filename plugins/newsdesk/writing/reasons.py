"""The line of reason that the rules give: a Chinese frame around words of the article. Pure.

Every figure and name in it stands literally in the linked article; the frame itself has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from newsdesk.ranking.events import Event
from newsdesk.ranking.genres import Genre
from newsdesk.ranking.money import Sum
from newsdesk.writing.figures import Figure, figures_in
from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.units import COUNT, CURRENCIES, PERCENT, SPANS, TIMES

_NAMES, _SUM, _FIGURES = "涉及", "金额", "数字"
_RUMOUR, _VOICES, _OWN_NEWS = "尚待证实", "多家独立媒体报道", "当事方自己发布"
_QUOTED = re.compile(rf"(?:{_NAMES}|{_SUM}|{_FIGURES}) (?P<words>.+)")
_MOST_FIGURES = 2
_TELLING = CURRENCIES | {COUNT, PERCENT, TIMES, "W"}
_COUNTED = re.compile(
    r"(?<![\w$€£¥.,/-])(?P<number>\d{1,3}(?:,\d{3})+|\d{2,6})"
    r"(?: [A-Za-z][\w’'-]*){0,3}? (?P<thing>[a-z]{2,}s)\b"
)
_NO_THINGS = frozenset(["this", "was", "has", "its", "as", "us", "less", "across", "versus", "towards", "is"])
_SMALL = Decimal(10)  # "three of its people": a count that nobody chooses a story for
_GENRES = {
    Genre.GUIDE: "实用教程",
    Genre.CASE: "厂商案例",
    Genre.LISTICLE: "盘点文章",
    Genre.OPINION: "观点与分析",
}


def reason(
    events: Sequence[Event],
    kind: Genre,
    *,
    field: str,
    names: Sequence[str],
    money: Sum | None,
    said: str,
    voices: int,
    own_news: bool,
    rumour: bool,
) -> str:
    """One line such as 「融资动态：涉及 月之暗面；金额 5亿美元；多家独立媒体报道」.

    events: what happened, the telling one first. field: what it is about, where no event is told.
    names, money: as written in the article. said: the item's own words; their figures stand where no
    sum does. voices: independent publisher families. own_news: the publisher tells of itself.
    """
    parts = []
    if names:
        parts.append(f"{_NAMES} {'、'.join(names)}")
    if money is not None:
        parts.append(f"{_SUM} {money.words}")
    elif figures := telling_figures(said):
        parts.append(f"{_FIGURES} {'、'.join(figures)}")
    if rumour:
        parts.append(_RUMOUR)
    if voices > 1:
        parts.append(_VOICES)
    elif own_news:
        parts.append(_OWN_NEWS)
    return _label(events, kind, field) + ("：" + "；".join(parts) if parts else "。")


def without_frame(line: str) -> str:
    """What a line of reason by the rules has of the article: its names and figures, without our frame.

    Another line (a model's) is given back as it is.
    """
    _, colon, rest = line.partition("：")
    parts = rest.split("；")
    quoted = [_QUOTED.fullmatch(part) for part in parts]
    ours = (_RUMOUR, _VOICES, _OWN_NEWS)
    if not colon or not all(found or part in ours for found, part in zip(quoted, parts, strict=True)):
        return line
    return "；".join(found["words"] for found in quoted if found)


def telling_figures(text: str) -> list[str]:
    """The first two figures of a text that say how much or how many, as written, with what they count."""
    even = unfolded_case(text)
    figures = figures_in(even)
    units = [(one.start, one.end) for one in figures if _tells(one)]
    # English has no words of measure: what is counted is the plural that follows.
    others = {one.start for one in figures if one.units & (SPANS | _TELLING)}
    things = [
        match.span() for match in _COUNTED.finditer(even) if match.start() not in others and _is_count(match)
    ]
    return list(dict.fromkeys(even[start:end].strip() for start, end in sorted(units + things)))[
        :_MOST_FIGURES
    ]


def _is_count(match: re.Match[str]) -> bool:
    value = Decimal(match["number"].replace(",", ""))
    is_year = "," not in match["number"] and 1900 <= value <= 2100
    return value >= _SMALL and not is_year and match["thing"] not in _NO_THINGS


def _tells(figure: Figure) -> bool:
    """Not a date, a time or a version, a number without its unit, nor a small count of anything."""
    if figure.script != "digits" or not figure.units & _TELLING:
        return False
    return bool(figure.units - {COUNT}) or max(figure.values) >= _SMALL


def _label(events: Sequence[Event], kind: Genre, field: str) -> str:
    if kind in _GENRES and not (kind is Genre.OPINION and events):
        return _GENRES[kind]
    label = events[0].label if events else f"{field or '行业'}动态"
    return f"{label}分析" if kind is Genre.OPINION else label

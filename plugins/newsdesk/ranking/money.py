"""The largest sum of money that a text names, as written there. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Rough worth of one unit in US dollars: only the order of magnitude is used.
_CURRENCIES = {
    **dict.fromkeys(("美元", "美金", "$", "US$"), 1.0),
    **dict.fromkeys(("元", "人民币", "¥"), 0.14),
    **dict.fromkeys(("港元", "港币"), 0.13),
    **dict.fromkeys(("欧元", "€"), 1.1),
    **dict.fromkeys(("英镑", "£"), 1.3),
    "日元": 0.0067,
    "韩元": 0.0007,
    "新台币": 0.03,
    "卢比": 0.012,
}
_MAGNITUDES = {
    **dict.fromkeys(("万亿", "trillion", "t"), 1e12),
    "亿": 1e8,
    **dict.fromkeys(("billion", "bn", "b"), 1e9),
    **dict.fromkeys(("million", "mn", "m", "百万"), 1e6),
    "千亿": 1e11,
    "百亿": 1e10,
    "千万": 1e7,
    "万": 1e4,
    "k": 1e3,
}
_CHINESE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?:余|多)?(?P<size>万亿|千亿|百亿|亿|千万|百万|万)\s?(?:余|多)?"
    r"(?P<unit>美元|美金|人民币|元人民币|港元|港币|欧元|英镑|日元|韩元|新台币|卢比|元)"
)
_ENGLISH = re.compile(
    r"(?P<unit>US\$|[$€£¥])\s?(?P<number>\d[\d,]*(?:\.\d+)?)[\s-]?"
    r"(?P<size>trillion|billion|million|bn|mn|[tbmkTBMK])(?![A-Za-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sum:
    """words: as written in the text. dollars: its rough worth in US dollars."""

    words: str
    dollars: float


def largest_sum(text: str) -> Sum | None:
    """The largest sum with a currency and a magnitude ("5亿美元", "$40 billion"), None without one.

    One that is less than a tenth larger than an earlier one is taken for its conversion.
    """
    matches = [match for pattern in (_CHINESE, _ENGLISH) for match in pattern.finditer(text)]
    largest: Sum | None = None
    for match in sorted(matches, key=lambda match: match.start()):
        one = _sum(match)
        if largest is None or one.dollars > 1.1 * largest.dollars:
            largest = one
    return largest


def _sum(match: re.Match[str]) -> Sum:
    unit = match["unit"].removeprefix("元") or "元"
    size = _MAGNITUDES[match["size"].lower()]
    value = float(match["number"].replace(",", "")) * size * _CURRENCIES.get(unit.upper(), 1.0)
    return Sum(match.group().strip(), value)

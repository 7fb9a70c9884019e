"""Amounts in a title, in one form for both languages: $40B is 400亿美元, 40 percent is 40%. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsdesk.writing.numerals import chinese_value

_MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "t": 1e12, "trillion": 1e12, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
_UNITS = {
    "usd": ("us$", "$", "美元", "美金", "dollars", "dollar", "usd"),
    "cny": ("元", "人民币", "yuan", "rmb", "cny"),
    "eur": ("€", "欧元", "euros", "euro", "eur"),
    "gbp": ("£", "英镑", "pounds", "gbp"),
    "jpy": ("日元", "yen", "jpy"),
    "krw": ("韩元", "won", "krw"),
    "hkd": ("hk$", "港元", "港币", "hkd"),
    "percent": ("%", "percent", "per cent", "pct"),
    "times": ("倍", "x", "times"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_WORDS = sorted((w for w in _UNIT_OF if w not in {"us$", "$", "hk$", "€", "£"}), key=len, reverse=True)
_AMOUNT = re.compile(
    r"(?P<sign>us\$|hk\$|[$€£¥])?\s?(?<![a-z\d.])(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<about>[余多+])?[\s-]?(?P<magnitude>万亿|[十百千]?[万亿]|[百千](?![^\W\d_a-z元美])"
    r"|(?:thousand|million|billion|trillion|bn|mn|[kmbt])(?![a-z]))?(?:[余多+])?"
    rf"[\s-]?(?P<unit>{'|'.join(map(re.escape, _WORDS))})?"
)
_CURRENCIES = frozenset(_UNITS) - {"percent", "times"}
# 三百亿 says 300亿; 千亿美元 alone says how many digits the sum has, and about one of the first.
_NUMERALS = "一二两三四五六七八九十百千"
_IN_WORDS = re.compile(
    rf"(?<![数几多\d.{_NUMERALS}万亿])[{_NUMERALS}][{_NUMERALS}万亿]*(?P<last>[万亿])(?![{_NUMERALS}])(?P<unit>[余多]?美?元|[余多]?美金)?"
)
# "nearly $5B" and "$4.9 billion" are one amount: press titles round large ones to two digits. Prices they do
# not ($97 is not $100, but 349.99 is 350).
_ROUNDING, _CENTS = 0.03, 0.005
_ROUNDED = 1e6


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: a currency, percent, times, or "" for a bare number with a magnitude.

    vague: a magnitude alone (千亿美元), which contradicts nothing.
    """

    value: float
    unit: str
    vague: bool = False

    def agrees(self, other: Amount) -> bool:
        """Whether both may state one amount: equal but for rounding, units not at odds."""
        return self._near(other, _ROUNDING)

    def equals(self, other: Amount) -> bool:
        """Whether both likely state one amount: as agrees, but a small one is seldom rounded."""
        small = max(self.value, other.value) < _ROUNDED
        return self._near(other, _CENTS if small else _ROUNDING)

    def _near(self, other: Amount, rounding: float) -> bool:
        at_odds = self.unit and other.unit and self.unit != other.unit
        return not at_odds and abs(self.value - other.value) <= rounding * max(self.value, other.value)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".strip()


def amounts_in(title: str) -> tuple[frozenset[Amount], str]:
    """The amounts of a normalised title, and the title with them blanked out.

    A bare number counts only with a magnitude (200k, 3亿): what other numbers mean their words say.
    """
    found: set[Amount] = set()

    def take(match: re.Match[str]) -> str:
        unit = _UNIT_OF.get(match["sign"] or "") or _UNIT_OF.get(match["unit"] or "", "")
        if match["sign"] == "¥":
            unit = "cny"
        magnitude = match["magnitude"]
        if not unit and not magnitude:
            return match[0]
        found.add(
            Amount(float(match["number"].replace(",", "")) * _MAGNITUDES.get(magnitude or "", 1.0), unit)
        )
        return " "

    rest = _AMOUNT.sub(take, _IN_WORDS.sub(_in_digits, title))
    found |= {
        Amount(float(value), _UNIT_OF[match["unit"].strip("余多")], vague=True)
        for match in _IN_WORDS.finditer(title)
        if match["unit"] and _is_vague(match) and (value := chinese_value(_written(match))) is not None
    }
    return frozenset(found), rest


def _in_digits(match: re.Match[str]) -> str:
    """三百亿美元 as 300亿美元; what writes no number, and a magnitude alone, as it stands."""
    value = None if _is_vague(match) else chinese_value(_written(match))
    if value is None:
        return match[0]
    return f"{float(value) / _MAGNITUDES[match['last']]:g}{match['last']}{match['unit'] or ''}"


def _written(match: re.Match[str]) -> str:
    return match[0].removesuffix(match["unit"] or "")


def _is_vague(match: re.Match[str]) -> bool:
    return match[0][0] in "百千"


def at_odds(one: frozenset[Amount], other: frozenset[Amount]) -> tuple[Amount, Amount] | None:
    """Two amounts in one unit that differ, where the titles share no amount at all; else None."""
    if any(a.agrees(b) for a in one for b in other):
        return None
    for a in sorted(one, key=str):
        for b in sorted(other, key=str):
            if a.unit == b.unit and a.unit and not (a.vague or b.vague):
                return a, b
    return None


def shared(one: frozenset[Amount], other: frozenset[Amount]) -> frozenset[Amount]:
    """The amounts that both titles state."""
    return frozenset(a for a in one if any(a.equals(b) for b in other))

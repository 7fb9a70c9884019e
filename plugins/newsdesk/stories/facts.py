"""What a title states that must not differ within one event: versions, amounts, dates, denials. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from newsdesk.stories.amounts import Amount, amounts_in, at_odds

# Words before a number that make it no version ("top 10", "in 2026", "over 5").
_NO_PRODUCT_WORDS = """
a about all almost and are as at be best biggest but by day days first for from has have hours in is
just last least minutes months more nearly new no of off on one only or our over part than that the
these this to top under up was week weeks with years your since until before after within every next
another around into out down between among plus jan feb mar apr may jun jul aug sep sept oct nov dec
january february march april june july august september october november december page chapter
episode ep vol issue season group series round phase stage step level type
"""
_NO_PRODUCT = frozenset(_NO_PRODUCT_WORDS.split())
_LATIN_VERSION = re.compile(
    r"(?<![a-z\d.])([a-z]+)[\s-]?(v)?(\d+(?:\.\d+)*)(?![\d.]*\d|[a-z]{3}|[年月日期个款家名位倍岁天万亿])"
)
_HAN_VERSION = re.compile(
    r"([㐀-鿿]{2})\s?v?(\d+\.\d+(?:\.\d+)*|\d+(?=\s?(?:模型|系列|大模型|发布会|pro|max|ultra)))(?!\d|%)"
)
_BARE_VERSION = re.compile(r"(?<![\d.a-z])v?(\d+\.\d+(?:\.\d+)*)(?![\d.]*\d|[a-z%])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORD = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PERIODS = {
    "year": (re.compile(r"(?<![\d.])(20\d\d|19\d\d)(?![\d.]*\d|[a-z%万亿元美])"),),
    "quarter": (re.compile(r"(?<![a-z\d])q([1-4])(?!\d)"), re.compile(r"第?([一二三四1-4])季度")),
    "half": (re.compile(r"(?<![a-z\d])h([12])(?!\d)"), re.compile(r"([上下])半年")),
    "month": (
        re.compile(r"(?<![\d个近])(1[0-2]|0?[1-9])月(?!\d*大)"),
        re.compile(rf"(?<![a-z])({_MONTH_WORD})\.?\s(?=\d)"),
    ),
    "day": (
        re.compile(r"月(\d{1,2})[日号]"),
        re.compile(rf"(?<![a-z])(?:{_MONTH_WORD})\.?\s(\d{{1,2}})(?!\d|:)"),
    ),
    "anniversary": (
        re.compile(r"(\d+|[一二三四五六七八九十百]+)\s?周年"),
        re.compile(r"(?<![a-z\d])(\d+)(?:st|nd|rd|th)?[\s-](?:year\s)?(?:anniversary|birthday)"),
        re.compile(
            rf"(?<![a-z\d])(\d+|{'|'.join(_COUNTS)})[\s-]years?\s(?:after|ago|later|since|on(?![a-z]))"
        ),
    ),
    "number": (
        re.compile(
            r"(?<![a-z])(?:week|day|part|episode|ep|vol|no|issue|season|round|phase|chapter)\.?\s?(\d+)"
        ),
        re.compile(r"第\s?(\d+|[一二三四五六七八九十]+)\s?[期周天届章回次批集轮阶季](?!度)"),
    ),
}
_CHINESE_DIGITS = {
    **{digit: str(number) for number, digit in enumerate("一二三四五六七八九十", 1)},
    "上": "1",
    "下": "2",
}
_DENIAL = re.compile(
    r"否认|辟谣|不实|澄清|并非事实|假消息|谣言|无中生有|子虚乌有|未曾|(?<![a-z])(?:den(?:y|ies|ied|ying)|refut\w+|debunk\w*|"
    r"dispel\w*|false claims?|not true|isn't true|hoax|rebut\w*)(?![a-z])"
)
_RESPONSE = re.compile(r"回应|(?<![a-z])(?:respon\w+|react\w*|says? no|reject\w*)(?![a-z])")
_REVERSAL = re.compile(
    r"取消|撤回|撤销|暂停|推迟|延期|放弃|终止|叫停|恢复|解除|(?<![a-z])(?:cancel\w*|withdr[ae]w\w*|retract\w*|paus\w+|postpon\w*|"
    r"delay\w*|abandon\w*|scrap(?:s|ped|ping)?|halt\w*|revers(?:e|es|ed|ing)|resum\w+|restor\w+|lift(?:s|ed)?)(?![a-z])"
)
_NEGATION = re.compile(
    r"不再|不会|不能|不是|没有|并未|尚未|未能|拒绝|无法|不|未|"
    r"(?<![a-z])(?:not|never|no longer|cannot|without|refus\w+|reject\w*)(?![a-z])|n't(?![a-z])"
)
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)*")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a title states. versions: product word → versions; periods: kind → values.

    numbers: every number as written, for titles that are otherwise the same.
    """

    versions: Mapping[str, frozenset[str]]
    amounts: frozenset[Amount]
    periods: Mapping[str, frozenset[str]]
    numbers: frozenset[str]
    denies: bool
    responds: bool
    reverses: bool
    negates: bool

    @property
    def dotted(self) -> frozenset[str]:
        """The versions written with a dot, whatever they are of."""
        return frozenset(number for numbers in self.versions.values() for number in numbers if "." in number)


@lru_cache(maxsize=65_536)
def facts_of(title: str) -> Facts:
    """The facts of a normalised title."""
    periods = {kind: values for kind, forms in _PERIODS.items() if (values := _period(forms, title))}
    amounts, rest = amounts_in(_without_periods(title))
    return Facts(
        versions=_versions(rest),
        amounts=amounts,
        periods=periods,
        numbers=frozenset(_NUMBER.findall(title)),
        denies=bool(_DENIAL.search(title)),
        responds=bool(_RESPONSE.search(title)),
        reverses=bool(_REVERSAL.search(title)),
        negates=bool(_NEGATION.search(title)),
    )


def _period(forms: tuple[re.Pattern[str], ...], title: str) -> frozenset[str]:
    return frozenset(_plain(value) for form in forms for value in form.findall(title))


def _plain(value: str) -> str:
    if value in _COUNTS:
        return str(_COUNTS.index(value) + 1)
    if value[:3] in _MONTHS:
        return str(_MONTHS.index(value[:3]) + 1)
    return _CHINESE_DIGITS.get(value, value.lstrip("0") or value)


def _without_periods(title: str) -> str:
    for kind, forms in _PERIODS.items():
        for form in forms if kind not in {"number", "anniversary"} else ():
            title = form.sub(" ", title)
    return title


def _versions(rest: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, v, number in _LATIN_VERSION.findall(rest):
        if name not in _NO_PRODUCT or v:
            found.setdefault(name, set()).add(number)
    for name, number in _HAN_VERSION.findall(rest):
        found.setdefault(name, set()).add(number)
    for number in _BARE_VERSION.findall(rest):
        found.setdefault("", set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def contradiction(one: Facts, other: Facts) -> str:
    """Why two titles cannot tell one event, as a part of an English sentence; "" where they can.

    Rules: a product in versions that differ; dotted versions on both sides with none in common;
    amounts in one unit that differ with none in common; other years, quarters, months, days, anniversaries or
    numbers of a series; one denies and the other does not.
    """
    odd = at_odds(one.amounts, other.amounts)
    if odd:
        return f"{odd[0]} against {odd[1]}"
    for kind in sorted(one.periods.keys() & other.periods.keys()):
        if not one.periods[kind] & other.periods[kind]:
            return f"{kind} {_list(one.periods[kind])} against {_list(other.periods[kind])}"
    if _denied(one, other) or _denied(other, one):
        return "one denies, the other does not"
    return _other_version(one, other)


def _denied(one: Facts, other: Facts) -> bool:
    """Whether one denies what the other tells; a response may be the same denial in milder words."""
    return one.denies and not (other.denies or other.responds)


def difference(one: Facts, other: Facts) -> str:
    """As contradiction, for titles of nearly one wording: there any other number or "not" tells apart."""
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return f"{_list(one.numbers - other.numbers)} against {_list(other.numbers - one.numbers)}"
    if one.negates != other.negates or one.reverses != other.reverses:
        return "one says it is not so, or no longer"
    return contradiction(one, other)


def _other_version(one: Facts, other: Facts) -> str:
    for name in sorted(one.versions.keys() & other.versions.keys()):
        if name and not _meet(one.versions[name], other.versions[name]):
            return f"{name} {_list(one.versions[name])} against {_list(other.versions[name])}"
    if one.dotted and other.dotted and not _meet(one.dotted, other.dotted):
        return f"version {_list(one.dotted)} against {_list(other.dotted)}"
    return ""


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether a version is in both; 2.1.3 is a 2.1, 3.0 is a 3, but 5.4 is no 5."""
    return any(
        a.removesuffix(".0") == b.removesuffix(".0") or _patch(a, b) or _patch(b, a)
        for a in one
        for b in other
    )


def _patch(version: str, of: str) -> bool:
    return "." in of and version.startswith(f"{of}.")


def _list(values: frozenset[str]) -> str:
    return ", ".join(sorted(values))

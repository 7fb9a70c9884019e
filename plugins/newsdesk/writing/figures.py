"""Figures of a text with their units, and whether another text carries them.

40B is 400亿, $500M is 5亿美元, 18% is 百分之十八, 1,200 is 一千二百. Nothing is rounded or added up:
a figure is carried or it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from newsdesk.writing.numerals import Numeral, chinese_value, numerals_in
from newsdesk.writing.units import (
    COUNT,
    CURRENCIES,
    MAGNITUDES,
    PERCENT,
    PREFIXES,
    SPANS,
    TIMES,
    UNITS,
    alternatives,
)

FRACTION, CLOCK = "fraction", "clock"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. values: what it may mean ("3-5亿": 3 or 300,000,000 for the first).

    units: what its unit may be (¥: yuan or yen), empty where none is written. script: see Numeral.
    """

    values: frozenset[Decimal]
    units: frozenset[str]
    start: int
    end: int
    script: str = "digits"


_LETTERS = [name for name in MAGNITUDES if name.isascii() and len(name) <= 3]
_WORDS = [name for name in MAGNITUDES if name.isascii() and len(name) > 2]
_CHINESE = [name for name in MAGNITUDES if not name.isascii() and name != "千"]
_MAGNITUDE = re.compile(
    rf"(?:{alternatives(_LETTERS)})"
    rf"|[ -]?(?:{alternatives(_WORDS)})"
    rf"|[余多几+]? ?(?:{alternatives(_CHINESE)}|千(?![瓦克米卡赫]))",
    re.IGNORECASE,
)
_NOT_TENTHS = "(?!(?<=成)[立为功本员果人熟都年交长就绩])"  # 三成员 is no share of three tenths
_LETTER_UNITS = [name for name in UNITS if len(name) == 1 and name.isascii() and name.isalpha()]
_UNIT = re.compile(
    rf"[余多+]?(?:[ -]?({alternatives(UNITS.keys() - set(_LETTER_UNITS))}){_NOT_TENTHS}"
    rf"|({alternatives(_LETTER_UNITS)}))",
    re.IGNORECASE,
)
_SPAN_NAMES = alternatives(name for name, unit in UNITS.items() if unit[0] in SPANS)
# "3 full years", but not "1,000 two years ago" nor "30,000 a day".
_NO_ADJECTIVE = (
    "an?|the|per|every|each|in|of|for|over|to|and|or|by|at|on|since|this|last|next|one|two|three|four|five"
)
_SPAN_LATER = re.compile(rf"[ -](?!(?:{_NO_ADJECTIVE})[ -])[a-z]+[ -]({_SPAN_NAMES})", re.IGNORECASE)
_ODD_UNIT = re.compile(r"(?!(?:st|nd|rd|th)(?![a-z]))[a-z]+", re.IGNORECASE)
_PREFIX = re.compile(
    rf"(?:(?<![a-z])|(?=[^a-z]))({'|'.join(map(re.escape, sorted(PREFIXES, key=len, reverse=True)))}) ?$",
    re.IGNORECASE,
)
_PREFIX_ROOM = 6
_BETWEEN = re.compile(r" ?(?:-|~|至|到|—|to|and|or|或|、|和) ?", re.IGNORECASE)


def figures_in(text: str) -> list[Figure]:
    """All figures of a text that folding.unfolded_case has evened out, in order."""
    special = [*_fractions(text), *_clocks(text), *_quarters(text), *_multiples(text)]
    plain = [
        _figure(text, numeral)
        for numeral in numerals_in(text)
        if not any(one.start <= numeral.start < one.end for one in special)
    ]
    return sorted([*_shared(text, plain), *special], key=lambda figure: figure.start)


def to_be_checked(figures: Iterable[Figure]) -> list[Figure]:
    """Those that state something: a Chinese numeral inside a word (三星, 一方面, 百亿) does not."""
    return [figure for figure in figures if _states(figure)]


def carried(figure: Figure, evidence: Iterable[Figure]) -> bool:
    """Whether one of the figures says the same, as far as both name their units."""
    return any(figure.values & other.values and _same_unit(figure.units, other.units) for other in evidence)


def _states(figure: Figure) -> bool:
    if figure.script in {"digits", "chinese"}:
        return True
    if figure.script == "words":
        return bool(figure.units & ({TIMES, PERCENT} | CURRENCIES)) and max(figure.values) > 1
    if figure.script != "single":
        return False
    value = max(figure.values)
    if figure.units & {"Q"}:
        return True
    if figure.units & ({PERCENT, TIMES} | SPANS):
        return value > 1
    return bool(figure.units & ({COUNT} | CURRENCIES)) and value > 2


def _same_unit(stated: frozenset[str], written: frozenset[str]) -> bool:
    if not stated or stated & written:
        return True
    if stated | written == {"year", "age"}:
        return True
    return not written and bool(stated & (CURRENCIES | {COUNT, TIMES, "age", "token"}))


def _figure(text: str, numeral: Numeral) -> Figure:
    """The numeral with the magnitude and unit around it."""
    end, value = numeral.end, numeral.value
    before = _PREFIX.search(text[max(0, numeral.start - _PREFIX_ROOM) : numeral.start])
    units = PREFIXES[before[1].lower()] if before else frozenset()
    values = {value}
    magnitude = _MAGNITUDE.match(text, end)
    if magnitude:
        name = magnitude[0].strip(" -余多几+")
        values = {value * MAGNITUDES[name.lower()]}
        if name in {"m", "t"} and not units:
            values.add(value)  # 5m may be metres, 3t tonnes
        end = magnitude.end()
    units, factor, end = _unit(text, end, units, attached=not magnitude)
    start = numeral.start - len(before[0]) if before else numeral.start
    return Figure(frozenset(one * factor for one in values), units, start, end, _script(numeral, magnitude))


def _script(numeral: Numeral, magnitude: re.Match[str] | None) -> str:
    return "chinese" if numeral.script == "single" and magnitude else numeral.script


def _unit(
    text: str, end: int, units: frozenset[str], *, attached: bool
) -> tuple[frozenset[str], Decimal, int]:
    match = _UNIT.match(text, end) or _SPAN_LATER.match(text, end)
    if match:
        unit, factor = UNITS[next(filter(None, match.groups())).lower()]
        return units | {unit}, factor, match.end()
    odd = _ODD_UNIT.match(text, end) if attached else None
    if odd:
        return units | {f"~{odd[0].lower()}"}, Decimal(1), odd.end()
    return units, Decimal(1), end


def _shared(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """Ranges and pairs share what is written once: 3-5%, 3至5亿美元, between 3 and 5 billion."""
    for place, figure in enumerate(figures):
        one = figure
        if place + 1 < len(figures) and _joined(text, figure, figures[place + 1]):
            one = _with_later(one, figures[place + 1], text)
        if place and _joined(text, figures[place - 1], figure) and not one.units:
            one = replace(one, units=figures[place - 1].units & CURRENCIES)
        yield one


def _joined(text: str, first: Figure, second: Figure) -> bool:
    return bool(_BETWEEN.fullmatch(text[first.end : second.start]))


def _with_later(figure: Figure, later: Figure, text: str) -> Figure:
    units = figure.units or later.units
    if text[figure.end - 1 : figure.end].isdigit():
        factor = _factor(later, text)
        return replace(figure, units=units, values=figure.values | {one * factor for one in figure.values})
    return replace(figure, units=units)


def _factor(figure: Figure, text: str) -> Decimal:
    """What the magnitude and unit behind a figure multiply it by."""
    bare = numerals_in(text[figure.start : figure.end])
    value = max(figure.values)
    return value / bare[0].value if bare and bare[0].value else Decimal(1)


_CHINESE_FRACTION = re.compile(r"([二三四五六七八九十]|\d+)分之([一二三四五六七八九]|\d+)")
_ENGLISH_FRACTION = re.compile(
    r"(?<![a-z\d])(a|one|two|three|four)[ -](third|quarter|fifth|tenth)s?(?![a-z])", re.I
)
_SLASHED = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,5})(?![\d/])")
_NUMERATORS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_DENOMINATORS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def _fractions(text: str) -> Iterator[Figure]:
    for match in _CHINESE_FRACTION.finditer(text):
        yield _fraction(match, _small(match[2]), _small(match[1]))
    for match in _ENGLISH_FRACTION.finditer(text):
        yield _fraction(match, _NUMERATORS[match[1].lower()], _DENOMINATORS[match[2].lower()])
    for match in _SLASHED.finditer(text):
        if match[0] == "24/7":
            yield Figure(frozenset({Decimal(24)}), frozenset({"hour"}), match.start(), match.end())
        elif int(match[2]):
            yield _fraction(match, int(match[1]), int(match[2]))


def _small(written: str) -> int:
    return int(written) if written.isdigit() else int(chinese_value(written) or 0)


def _fraction(match: re.Match[str], over: int, under: int) -> Figure:
    value = (Decimal(over) / Decimal(under or 1)).quantize(Decimal("1e-9"))
    return Figure(frozenset({value}), frozenset({FRACTION}), match.start(), match.end())


_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])(?::|点|时)([0-5]\d)(?:分|(?::[0-5]\d))?(?![\d:])( ?[ap]\.?m)?", re.I
)


def _clocks(text: str) -> Iterator[Figure]:
    """Times of day in minutes; 3:30 may be the morning's or the afternoon's."""
    for match in _CLOCK.finditer(text):
        minutes = int(match[1]) * 60 + int(match[2])
        values = {Decimal(minutes), Decimal((minutes + 720) % 1440)}
        yield Figure(frozenset(values), frozenset({CLOCK}), match.start(), match.end())


_QUARTER = re.compile(
    r"(?<![a-z\d])q([1-4])(?!\d)|(?<![a-z\d])(first|second|third|fourth) quarter(?![a-z])", re.I
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _quarters(text: str) -> Iterator[Figure]:
    for match in _QUARTER.finditer(text):
        value = int(match[1]) if match[1] else _QUARTERS[match[2].lower()]
        yield Figure(frozenset({Decimal(value)}), frozenset({"Q"}), match.start(), match.end())


_MULTIPLE = re.compile(
    r"(?<![a-z])(?:(doubl|twice|twofold)|(tripl|threefold)|(quadrupl|fourfold)|(fivefold)|(tenfold))|翻(?:一)?[倍番]",
    re.IGNORECASE,
)
_MULTIPLES = (2, 3, 4, 5, 10)


def _multiples(text: str) -> Iterator[Figure]:
    for match in _MULTIPLE.finditer(text):
        value = next((n for n, group in zip(_MULTIPLES, match.groups(), strict=True) if group), 2)
        yield Figure(frozenset({Decimal(value)}), frozenset({TIMES}), match.start(), match.end(), "words")

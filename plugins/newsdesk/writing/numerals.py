"""Numbers as written: in digits, in Chinese numerals, in English words. Units are not its business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: its value, where it stands, and how it is written.

    script: digits · chinese · single (one Chinese numeral alone, often part of a word) ·
    vague (百亿: a magnitude without a number before it) · words (English).
    """

    value: Decimal
    start: int
    end: int
    script: str


# Digits that belong to a name (H100, GPT-4o) have a letter before them and are no numbers.
_DIGITS = re.compile(r"(?<![A-Za-z0-9.,])(?:\d{1,3}(?:,\d{2,3})+(?!\d)|\d+)(?:\.\d+)?")
_VERSION = re.compile(r"(?<![A-Za-z0-9.,])\d+(?:\.\d+){2,}")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?")
_CHINESE_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_STEPS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
# A magnitude that opens a unit of measure (千瓦, 千克, 千米) is none.
_MEASURE = frozenset("瓦克米卡赫")
_ALONE = frozenset({"", *"百千万亿"})

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_STEPS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORD = "|".join([*_WORDS, *_STEPS])
_ENGLISH = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:half )?an? (?={'|'.join(_STEPS)}|dozen))?"
    rf"(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def numerals_in(text: str) -> list[Numeral]:
    """All numbers of a text that folding.unfolded_case has evened out, in order, none overlapping."""
    found = [*_in_digits(text), *_in_chinese(text), *_in_words(text)]
    return sorted(found, key=lambda numeral: numeral.start)


def _in_digits(text: str) -> Iterator[Numeral]:
    versions = [match.span() for match in _VERSION.finditer(text)]
    for match in _DIGITS.finditer(text):
        if not any(start <= match.start() < end for start, end in versions):
            yield Numeral(Decimal(match[0].replace(",", "")), match.start(), match.end(), "digits")


def _in_chinese(text: str) -> Iterator[Numeral]:
    for match in _CHINESE.finditer(text):
        if text[match.start() - 1 : match.start()].isdigit():
            continue  # 3千万: the digits' own magnitude
        written = _without_measure(match[0], text[match.end() : match.end() + 2])
        alone = written in _ALONE and not _a_hundred_million(match)
        value = None if alone else chinese_value(written)
        if value is not None:
            yield Numeral(value, match.start(), match.start() + len(written), _chinese_script(written))


def _a_hundred_million(match: re.Match[str]) -> bool:
    """近亿元, 超亿美元: 亿 of money alone, but not 数亿元."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    return match[0] == "亿" and before not in set("数几多") and after in set("元美港欧英日韩")


def _without_measure(written: str, after: str) -> str:
    """三千瓦 is three kilowatts, 百分之三 three hundredths: the last sign is not the number's."""
    opens = (written[-1] == "千" and after[:1] in _MEASURE and after) or (
        written[-1] == "百" and after == "分之"
    )
    return written[:-1] if opens else written


def _chinese_script(written: str) -> str:
    if len(written) == 1:
        return "single"
    vague = written[0] in "百千万亿"
    return "vague" if vague else "chinese"


def chinese_value(written: str) -> Decimal | None:
    """The number that a run of Chinese numerals writes, None where it writes none (一二线, 三四百).

    A run that begins with a magnitude counts one of it: 百亿 is 10,000,000,000.
    """
    whole, _, decimals = written.partition("点")
    value = _positional(whole) if not set(whole) & set(_CHINESE_STEPS) else _stepwise(whole)
    if value is None or not decimals:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}." + "".join(str(_CHINESE_DIGITS[sign]) for sign in decimals))


def _positional(run: str) -> int | None:
    """二〇二六, 一九九八, or one digit alone; other digits in a row are no number (三四线, 三三两两)."""
    if len(run) == 1 or set(run) & set("〇零") or (len(run) == 4 and run.startswith("一九")):
        return int("".join(str(_CHINESE_DIGITS[sign]) for sign in run))
    return None


def _stepwise(run: str) -> int | None:
    """三千五百亿: digits and steps in turn; each 万 and 亿 multiplies what stands before it."""
    plain = run.replace("零", "").replace("〇", "")
    if any(a in _CHINESE_DIGITS and b in _CHINESE_DIGITS for a, b in pairwise(plain)):
        return None
    total = group = digit = 0
    for sign in plain:
        step = _CHINESE_STEPS.get(sign)
        if step is None:
            digit = _CHINESE_DIGITS[sign]
        elif step < 10**4:
            group, digit = group + (digit or 1) * step, 0
        else:
            total, group, digit = _raise(total, group + digit, step), 0, 0
    return total + group + digit


def _raise(total: int, group: int, step: int) -> int:
    if step == 10**8 and total:  # 万亿: all that stands before it, not its last group alone
        return (total + group) * step
    return total + (group or 1) * step


def _in_words(text: str) -> Iterator[Numeral]:
    for match in _ENGLISH.finditer(text):
        words = re.findall(r"[a-z]+", match[0].lower())
        if words[0] not in _STEPS:  # "3 million": the digits' own magnitude
            yield Numeral(_word_value(words), match.start(), match.end(), "words")


def _word_value(words: list[str]) -> Decimal:
    total = group = Decimal(0)
    for word in words:
        if word == "half":
            group = Decimal("0.5")
        elif word in {"a", "an"}:
            group = group or Decimal(1)
        elif word in {"dozen", "hundred"}:
            group = (group or Decimal(1)) * (_WORDS.get(word) or _STEPS[word])
        elif word in _WORDS:
            group += _WORDS[word]
        elif word in _STEPS:
            total, group = total + (group or Decimal(1)) * _STEPS[word], Decimal(0)
    return total + group

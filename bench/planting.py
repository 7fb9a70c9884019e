"""Sentences about a real article that are true, and the same with one thing made wrong.

The planter of bench/grounding.py. It shares no code and no table with the checker (newsdesk.writing): it
reads an article with a handful of patterns of its own, says in the other language what it read, and
plants one wrong figure, unit, name or date, having looked that the article has it in no form it knows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

NAMES = (
    ("OpenAI", "OpenAI"), ("Anthropic", "Anthropic"), ("Google", "谷歌"), ("Microsoft", "微软"), ("Apple", "苹果"),
    ("Amazon", "亚马逊"), ("Nvidia", "英伟达"), ("Tesla", "特斯拉"), ("Samsung", "三星"), ("Intel", "英特尔"),
    ("Qualcomm", "高通"), ("Tencent", "腾讯"), ("Alibaba", "阿里巴巴"), ("ByteDance", "字节跳动"), ("Baidu", "百度"),
    ("Huawei", "华为"), ("Xiaomi", "小米"), ("DeepSeek", "DeepSeek"), ("Netflix", "奈飞"), ("Uber", "优步"),
    ("Oracle", "甲骨文"), ("SoftBank", "软银"), ("Sony", "索尼"), ("Lenovo", "联想"), ("JD.com", "京东"),
    ("Meituan", "美团"), ("BYD", "比亚迪"), ("Elon Musk", "马斯克"), ("Sam Altman", "奥特曼"), ("China", "中国"),
    ("Japan", "日本"), ("Germany", "德国"), ("India", "印度"), ("France", "法国"),
)  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SIZES = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
STEPS = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
MONEY = {
    "美元": ("${}", "欧元", "€{}"),
    "元": ("{} yuan", "美元", "${}"),
    "港元": ("HK${}", "日元", "{} yen"),
}
THINGS = {
    "employees": "名员工",
    "people": "人",
    "users": "名用户",
    "workers": "名工人",
    "countries": "个国家",
    "companies": "家公司",
    "customers": "家客户",
}
_EN_MONEY = re.compile(r"(?<![A-Z])\$(\d+(?:\.\d+)?) (million|billion|trillion)(?![\w-])")
_ZH_MONEY = re.compile(r"(?<![\d.\-~至到–])(\d+(?:\.\d+)?)(万亿|万|亿)(美元|港元|元)(?!素)")
_PERCENT = re.compile(r"(?<![\d.\-~至到–,])(\d{1,2}(?:\.\d+)?)(?:%| percent(?!age))")
_COUNT = re.compile(rf"(?<![\d.,$-])(\d{{1,3}}(?:,\d{{3}})+|\d{{2,3}}) ({'|'.join(THINGS)})(?!\w)")
_EN_DATE = re.compile(rf"(?<!\w)({'|'.join(MONTHS)}) (\d{{1,2}})(?![\d:]|,\d)")
_ZH_DATE = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an article says. kind: figure, name, date. true: as said in the other language.

    wrong: the same made wrong, by kind of error, where a wrong form could be found.
    """

    kind: str
    true: str
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A sentence; error is "" for a faithful one, else what was planted, and token the wrong words."""

    sentence: str
    error: str
    token: str


def sentences(title: str, text: str, *, chinese: bool, seed: str) -> Iterator[Planted]:
    """One faithful sentence about an article and one for each kind of error that fits; none where
    fewer than two facts were read. chinese: the article's language; the sentence is in the other."""
    whole = f"{title}\n{text}"
    dice = random.Random(seed)
    read = list(_from_chinese(whole, dice) if chinese else _from_english(whole, dice))
    names = [fact for fact in read if fact.kind == "name"][:2]
    others = [fact for fact in read if fact.kind != "name"]
    dice.shuffle(others)
    others = others[:3]
    if not names or not others:
        return
    yield Planted(_say(names, others, {}, chinese=chinese), "", "")
    for error in ("figure", "unit", "name", "date"):
        able = [(fact, dict(fact.wrong)[error]) for fact in (*names, *others) if error in dict(fact.wrong)]
        if able:
            fact, token = dice.choice(able)
            yield Planted(_say(names, others, {fact.true: token}, chinese=chinese), error, token)


def _say(names: list[Fact], others: list[Fact], swaps: dict[str, str], *, chinese: bool) -> str:
    who = [swaps.get(fact.true, fact.true) for fact in names]
    what = [swaps.get(fact.true, fact.true) for fact in others]
    if chinese:
        return f"The article speaks of {' and '.join(who)} and mentions {', '.join(what)}."
    return f"文章谈到{'和'.join(who)}，其中提到{'、'.join(what)}。"


def _from_english(whole: str, dice: random.Random) -> Iterator[Fact]:
    for match in _once(_EN_MONEY, whole):
        value = Decimal(match[1]) * SIZES[match[2]]
        other = value * dice.choice((10, 7, 3))
        wrong = [] if match[1] in _bare(other) else [("figure", f"{_in_chinese(other)}美元")]
        if "€" not in whole and "euro" not in whole.lower():
            wrong.append(("unit", f"{_in_chinese(value)}欧元"))
        yield Fact("figure", f"{_in_chinese(value)}美元", tuple(wrong))
    for match in _once(_PERCENT, whole):
        yield from _percent(match, whole, dice, "{}%", "{}倍", ("times", "倍", "fold", "次"))
    for match in _once(_COUNT, whole):
        value = Decimal(match[1].replace(",", ""))
        other = value * 3 + 1
        wrong = [] if _anywhere(other, whole) else [("figure", f"{_in_chinese(other)}{THINGS[match[2]]}")]
        yield Fact("figure", f"{_in_chinese(value)}{THINGS[match[2]]}", tuple(wrong))
    for match in _once(_EN_DATE, whole):
        month = MONTHS.index(match[1]) + 1
        moved = (month + dice.choice((4, 5, 6))) % 12 + 1
        free = MONTHS[moved - 1] not in whole and f"{moved}/" not in whole
        yield Fact(
            "date",
            f"{month}月{match[2]}日",
            (("date", f"{moved}月{match[2]}日"),) if free else (),
        )
    yield from _names(whole, dice, to_chinese=True)


def _from_chinese(whole: str, dice: random.Random) -> Iterator[Fact]:
    for match in _once(_ZH_MONEY, whole):
        value = Decimal(match[1]) * STEPS[match[2]]
        form, other_unit, other_form = MONEY[match[3]]
        other = value * dice.choice((10, 7, 3))
        wrong = [] if match[1] in _bare(other) else [("figure", form.format(_in_english(other)))]
        if other_unit not in whole:
            wrong.append(("unit", other_form.format(_in_english(value))))
        yield Fact("figure", form.format(_in_english(value)), tuple(wrong))
    for match in _once(_PERCENT, whole):
        yield from _percent(match, whole, dice, "{} percent", "{} times", ("倍", "times", "次"))
    for match in _once(_ZH_DATE, whole):
        month = int(match[1])
        if not 1 <= month <= 12:
            continue
        moved = (month + dice.choice((4, 5, 6))) % 12 + 1
        free = f"{moved}月" not in whole
        yield Fact(
            "date",
            f"{MONTHS[month - 1]} {match[2]}",
            (("date", f"{MONTHS[moved - 1]} {match[2]}"),) if free else (),
        )
    yield from _names(whole, dice, to_chinese=False)


def _percent(
    match: re.Match[str], whole: str, dice: random.Random, form: str, other: str, words: tuple[str, ...]
) -> Iterator[Fact]:
    moved = Decimal(match[1]) + dice.choice((3, 7, 11))
    wrong = [] if _anywhere(moved, whole) else [("figure", form.format(moved))]
    if not any(word in whole for word in words):
        wrong.append(("unit", other.format(match[1])))
    yield Fact("figure", form.format(match[1]), tuple(wrong))


def _names(whole: str, dice: random.Random, *, to_chinese: bool) -> Iterator[Fact]:
    lowered = whole.lower()
    absent = [pair for pair in NAMES if pair[0].lower() not in lowered and pair[1] not in whole]
    absent = [pair for pair in absent if pair[0].split()[-1].lower() not in lowered]
    for english, chinese in NAMES:
        there = re.search(rf"(?<!\w){re.escape(english)}(?!\w)", whole) if to_chinese else chinese in whole
        if there and absent:
            wrong = dice.choice(absent)
            yield Fact(
                "name",
                chinese if to_chinese else english,
                (("name", wrong[1] if to_chinese else wrong[0]),),
            )


def _once(pattern: re.Pattern[str], whole: str) -> list[re.Match[str]]:
    seen: dict[str, re.Match[str]] = {}
    for match in pattern.finditer(whole):
        seen.setdefault(match[0], match)
    return list(seen.values())[:3]


def _bare(value: Decimal) -> str:
    return f"{value.normalize():f}".rstrip("0") or "0"


def _anywhere(value: Decimal, whole: str) -> bool:
    plain = f"{value.normalize():f}"
    return plain in whole or (value == value.to_integral() and f"{int(value):,}" in whole)


def _in_chinese(value: Decimal) -> str:
    for name, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if value >= size:
            return f"{(value / size).normalize():f}{name}"
    return f"{value.normalize():f}"


def _in_english(value: Decimal) -> str:
    for name, size in (("trillion", 10**12), ("billion", 10**9), ("million", 10**6)):
        if value >= size:
            return f"{(value / size).normalize():f} {name}"
    return f"{int(value):,}"

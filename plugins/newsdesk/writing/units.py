"""Units and magnitudes across languages: one name and one factor for each spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

PERCENT, TIMES, COUNT = "%", "times", "count"

# unit: spellings. The factor of a spelling is 1 unless _FACTORS says otherwise.
_SPELLINGS = {
    PERCENT: "% percent per_cent pct percentage_points percentage_point 个百分点 百分点 成",
    TIMES: "倍 次 x times fold",
    COUNT: "家 名 位 款 项 台 篇 轮 期 届 笔 座 颗 枚 张 套 种 类 个 人 件 条 部 辆 架 艘 支 只 场 间 所 门"
    " 栋 户",
    "USD": "美元 美金 us_dollars us_dollar u.s._dollars dollars dollar usd",
    "CNY": "元 元人民币 块钱 人民币 yuan renminbi rmb cny",
    "EUR": "欧元 euros euro eur",
    "GBP": "英镑 pounds_sterling pounds pound gbp",
    "JPY": "日元 日圆 yen jpy",
    "KRW": "韩元 韩圆 won krw",
    "HKD": "港元 港币 hk_dollars hong_kong_dollars hkd",
    "INR": "卢比 印度卢比 rupees rupee inr",
    "TWD": "新台币 新台币元 台币 twd",
    "year": "年 years year yrs yr",
    "age": "岁 周岁 周年 years_old year-old year_old years-old",
    "month": "个月 个多月 months month",
    "week": "周 个星期 星期 weeks week",
    "day": "天 days day",
    "hour": "小时 个小时 hours hour hrs hr h",
    "minute": "分钟 minutes minute mins min",
    "second": "秒 秒钟 seconds second secs sec s",
    "ms": "毫秒 milliseconds millisecond ms",
    "nm": "纳米 nanometers nanometer nanometres nanometre nm",
    "mm": "毫米 millimeters millimetres mm",
    "cm": "厘米 centimeters centimetres cm",
    "m": "米 meters metres meter metre",
    "km": "公里 千米 kilometers kilometres kilometer kilometre km",
    "mile": "英里 miles mile",
    "inch": "英寸 寸 inches inch",
    "ha": "公顷 hectares hectare",
    "acre": "英亩 acres acre",
    "mu": "亩",
    "m2": "平方米 平米 square_meters square_metres square_meter square_metre sqm",
    "km2": "平方公里 square_kilometers square_kilometres square_kilometer",
    "sqft": "平方英尺 square_feet square_foot",
    "ft": "英尺 feet foot",
    "yard": "码 yards yard",
    "litre": "升 litres liters litre liter",
    "gallon": "加仑 gallons gallon",
    "oz": "盎司 ounces ounce",
    "lb": "磅 lbs lb",
    "mg": "毫克 milligrams milligram mg",
    "degC": "摄氏度 degrees_celsius °c",
    "ly": "光年 light-years light_years",
    "token": "个token tokens token 词元 个词元",
    "fps": "帧 fps frames_per_second",
    "Mbps": "mbps 兆比特每秒",
    "TOPS": "tops",
    "kg": "千克 公斤 kilograms kilogram kg",
    "ton": "吨 tons tonnes ton tonne",
    "W": "瓦 watts watt w 千瓦 kilowatts kilowatt kw 兆瓦 megawatts megawatt mw 吉瓦 gigawatts gigawatt gw",
    "Wh": "瓦时 千瓦时 kwh 兆瓦时 mwh 吉瓦时 gwh 太瓦时 twh",
    "KB": "kb",
    "MB": "mb 兆字节 megabytes",
    "GB": "gb g gigabytes",
    "TB": "tb terabytes",
    "PB": "pb petabytes",
    "Hz": "hz 赫兹 khz 千赫 mhz 兆赫 ghz 吉赫",
    "mAh": "mah 毫安时",
    "decade": "年代",
    "Q": "季度",
}
_FACTORS = {
    "成": "10", "千瓦": "1e3", "kilowatts": "1e3", "kilowatt": "1e3", "kw": "1e3",
    "兆瓦": "1e6", "megawatts": "1e6", "megawatt": "1e6", "mw": "1e6",
    "吉瓦": "1e9", "gigawatts": "1e9", "gigawatt": "1e9", "gw": "1e9",
    "千瓦时": "1e3", "kwh": "1e3", "兆瓦时": "1e6", "mwh": "1e6",
    "吉瓦时": "1e9", "gwh": "1e9", "太瓦时": "1e12", "twh": "1e12",
    "khz": "1e3", "千赫": "1e3", "mhz": "1e6", "兆赫": "1e6", "ghz": "1e9", "吉赫": "1e9",
}  # fmt: skip
UNITS: dict[str, tuple[str, Decimal]] = {
    spelling.replace("_", " "): (unit, Decimal(_FACTORS.get(spelling, "1")))
    for unit, spellings in _SPELLINGS.items()
    for spelling in spellings.split()
}
CURRENCIES = frozenset({"USD", "CNY", "EUR", "GBP", "JPY", "KRW", "HKD", "INR", "TWD"})
SPANS = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})

# What stands before a sum. ¥ is written for yuan and yen alike.
PREFIXES: dict[str, frozenset[str]] = {
    "us$": frozenset({"USD"}), "$": frozenset({"USD"}), "usd": frozenset({"USD"}),
    "hk$": frozenset({"HKD"}), "hkd": frozenset({"HKD"}), "nt$": frozenset({"TWD"}),
    "€": frozenset({"EUR"}), "eur": frozenset({"EUR"}), "£": frozenset({"GBP"}), "gbp": frozenset({"GBP"}),
    "¥": frozenset({"CNY", "JPY"}), "rmb": frozenset({"CNY"}), "cny": frozenset({"CNY"}),
    "人民币": frozenset({"CNY"}), "₹": frozenset({"INR"}), "₩": frozenset({"KRW"}),
    "百分之": frozenset({PERCENT}),
}  # fmt: skip

MAGNITUDES: dict[str, Decimal] = {
    name: Decimal(value)
    for value, names in {
        "1e2": "hundred 百",
        "1e3": "thousand k 千",
        "1e4": "万",
        "1e5": "lakh 十万",
        "1e6": "million mln mn m 百万",
        "1e7": "crore 千万",
        "1e8": "亿",
        "1e9": "billion bln bn b 十亿",
        "1e10": "百亿",
        "1e11": "千亿",
        "1e12": "trillion trn tn t 万亿",
        "1e13": "十万亿",
        "1e14": "百万亿",
    }.items()
    for name in names.split()
}


def alternatives(spellings: Iterable[str]) -> str:
    """A regular expression that takes the longest of the spellings; Latin ones end at a word's end."""
    return "|".join(map(_whole, sorted(spellings, key=len, reverse=True)))


def _whole(spelling: str) -> str:
    latin = spelling[-1].isascii() and spelling[-1].isalpha()
    return re.escape(spelling) + ("(?![a-z0-9])" if latin else "")

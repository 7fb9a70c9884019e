"""Figures and their units, in every spelling that news uses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.writing.figures import carried, figures_in, to_be_checked
from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.numerals import chinese_value


def _says(stated: str, article: str) -> bool:
    """Whether every figure that is stated stands in the article, and there is one."""
    figures = to_be_checked(figures_in(unfolded_case(stated)))
    assert figures, f"no figure seen in {stated!r}"
    written = figures_in(unfolded_case(article))
    return all(carried(figure, written) for figure in figures)


SAME = [
    ("400亿参数", "a 40B model"),
    ("40B", "四百亿"),
    ("40B", "400亿"),
    ("5亿美元", "$500M"),
    ("5亿美元", "raised US$500 million"),
    ("5亿美元", "500 million US dollars"),
    ("5亿美元", "half a billion dollars"),
    ("5亿美元", "５００,０００,０００美元"),
    ("15亿美元", "a $1.5bn round"),
    ("15亿美元", "$1.5-billion"),
    ("18%", "百分之十八"),
    ("百分之十八", "18 percent"),
    ("18%", "18 per cent"),
    ("18％", "eighteen percent"),
    ("１８％", "18%"),
    ("70%", "七成"),
    ("三成", "30 pct"),
    ("25%", "twenty-five percent"),
    ("3.5万亿", "3.5 trillion"),
    ("3.5万亿美元", "$3.5T"),
    ("1,200家", "1200 companies"),
    ("1200", "一千二百"),
    ("一千二百家", "1,200"),
    ("两万人", "20,000 people"),
    ("20万个岗位", "200,000 jobs"),
    ("3千万元", "3000万元"),
    ("3000多万元", "三千多万元"),
    ("13亿多美元", "more than $1.3 billion"),
    ("3%至5%", "3-5%"),
    ("3%", "a range of 3-5%"),
    ("3亿至5亿美元", "between 300 and 500 million dollars"),
    ("30亿至50亿美元", "between 3 and 5 billion dollars"),
    ("3-5亿美元", "$300 million to $500 million"),
    ("3~5亿元", "三亿至五亿元"),
    ("128K上下文", "a 128,000-token context"),
    ("100万", "1M tokens"),
    ("2倍", "revenue doubled"),
    ("3倍", "a threefold rise"),
    ("10倍", "10x faster"),
    ("10倍", "ten times faster"),
    ("三分之二", "two-thirds"),
    ("1/2000", "1/2000"),
    ("四分之一", "a quarter of users"),
    ("第三季度", "in the third quarter"),
    ("三季度", "Q3 revenue"),
    ("Q2", "第二季度"),
    ("2纳米", "a 2nm process"),
    ("24GB显存", "24 GB of memory"),
    ("1吉瓦", "1,000 MW"),
    ("100万千瓦", "1 gigawatt"),
    ("25岁", "the 25-year-old founder"),
    ("3年", "three years"),
    ("两周", "two weeks"),
    ("3年", "3 full years"),
    ("24小时", "a 24-hour outage"),
    ("￥500万", "500万元"),
    ("20亿港元", "HK$2 billion"),
    ("10亿欧元", "€1bn"),
    ("12家", "a dozen companies"),
    ("三家公司", "three companies"),
    ("8:30", "at 8:30 p.m."),
    ("15点30分", "3:30 pm"),
    ("5.2", "5.20"),
    ("500亿日元", "50 billion yen"),
    ("3.5亿", "三点五亿"),
    ("$2.5亿", "$250 million"),
]
DIFFERENT = [
    ("400亿参数", "a 4B model"),
    ("5亿元", "$500M"),
    ("5亿美元", "5亿元"),
    ("50亿美元", "$500M"),
    ("18%", "81%"),
    ("18%", "18 models"),
    ("18%", "1.8%"),
    ("18%", "118%"),
    ("1.2亿", "1.25亿"),
    ("1200", "12000"),
    ("3%", "3亿"),
    ("3年", "3 months"),
    ("3小时", "3 models"),
    ("第三季度", "in the second quarter"),
    ("2纳米", "2mm"),
    ("2倍", "revenue tripled"),
    ("三成", "3%"),
    ("三家公司", "four companies"),
    ("10倍", "10%"),
    ("三分之二", "one-third"),
    ("5.2", "5.20.1"),
    ("100家", "an H100 cluster"),
    ("24GB", "24TB"),
    ("3.5万亿", "3.5 billion"),
    ("70%", "7%"),
]


@pytest.mark.parametrize(("stated", "article"), SAME)
def test_the_same_figure_in_another_spelling(stated: str, article: str) -> None:
    assert _says(stated, article)


@pytest.mark.parametrize(("stated", "article"), DIFFERENT)
def test_another_figure(stated: str, article: str) -> None:
    assert not _says(stated, article)


@pytest.mark.parametrize(
    "text",
    [
        "半数用户",
        "三星与六安",
        "一方面",
        "一家公司",
        "三三两两",
        "一二线城市",
        "三四百家",
        "百度和千问",
        "十分重要",
        "百亿元市场",
        "千人千面",
        "第三方",
        "H100和V3",
        "Qwen3.5",
        "两家公司",
        "万科",
        "版本3.10.2",
    ],
)
def test_what_states_no_figure(text: str) -> None:
    assert to_be_checked(figures_in(unfolded_case(text))) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("一千二百", 1200),
        ("两千", 2000),
        ("三千五百亿", 350_000_000_000),
        ("两万亿", 2_000_000_000_000),
        ("一亿二千万", 120_000_000),
        ("二〇二六", 2026),
        ("百亿", 10_000_000_000),
        ("三点五", Decimal("3.5")),
        ("三四", None),
        ("三四百", None),
        ("五一", None),
    ],
)
def test_chinese_numerals(written: str, value: Decimal | int | None) -> None:
    assert chinese_value(written) == value


def _spelled(number: int) -> str:
    """A number in Chinese numerals, written here without a look at the code under test."""
    digits, steps = "零一二三四五六七八九", ["", "十", "百", "千"]

    def group(value: int) -> str:
        out = ""
        for place, digit in enumerate(f"{value:04d}"):
            out += digits[int(digit)] + steps[3 - place] if digit != "0" else "零"
        while "零零" in out:
            out = out.replace("零零", "零")
        return out.strip("零")

    high, low = divmod(number, 10_000)
    return (group(high) + "万" if high else "") + ("零" if high and low and low < 1000 else "") + group(low)


@given(st.integers(11, 99_999_999))
def test_a_number_is_itself_in_digits_and_numerals(number: int) -> None:
    spelled = _spelled(number)
    assert chinese_value(spelled) == number
    assert _says(f"{number:,}美元", f"共{spelled}美元")
    assert _says(f"{spelled}美元", f"${number}")
    assert not _says(f"{number}美元", f"${number + 1}")


@given(st.integers(1, 9999), st.sampled_from([("亿", "00 million"), ("万亿", " trillion"), ("万", "0000")]))
def test_magnitudes_across_languages(number: int, names: tuple[str, str]) -> None:
    chinese, english = names
    assert _says(f"{number}{chinese}美元", f"${number}{english}")


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    for figure in figures_in(unfolded_case(text)):
        assert 0 <= figure.start < figure.end

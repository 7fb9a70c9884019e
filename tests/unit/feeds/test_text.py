from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdesk.entities import Language
from newsdesk.feeds.language import language_of
from newsdesk.feeds.text import LONGEST, plain, tidy
from newsdesk.feeds.titles import clean_titles


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain words", "plain words"),
        ("<p>One</p><p>Two<br/>Three</p>", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>tail", "a\nb\ntail"),
        ("Fish &amp; chips &#8212; &nbsp;hot", "Fish & chips — hot"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>1 < 2</p>", "1 < 2"),
        ("<script>alert(1)</script>kept<style>p{}</style>", "kept"),
        ("before<embed src=x>after", "beforeafter"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<!-- hidden -->shown", "shown"),
        ("a\x00b\u200bc\ud800d\u202ee", "abcde"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ('<a href="x">Comments</a>', ""),
        ("Comments", ""),
        ("Points: 12<br># Comments: 3", ""),
        ("News.<p>The post News appeared first on Harbour Blog.</p>", "News."),
        ("正文一。<br>阅读全文", "正文一。"),
        ("<title>not me</title><p>me</p>", "me"),
    ],
)
def test_plain(markup: str, expected: str) -> None:
    assert plain(markup) == expected


def test_a_long_text_is_cut_and_shows_it() -> None:
    text = plain("<p>" + "长" * 30_000 + "</p>")
    assert len(text) == LONGEST
    assert text.endswith("…")


def test_deep_nesting_is_no_trouble() -> None:
    assert plain("<div>" * 20_000 + "deep" + "</div>" * 20_000).strip() == "deep"


@given(st.text(max_size=300))
def test_no_controls_and_no_surrogates_survive(text: str) -> None:
    out = plain(text) + tidy(text)
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"} for char in out)
    out.encode("utf-8")


def title(raw: str) -> str:
    return clean_titles([raw])[0]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Two   spaces\tand a tab ", "Two spaces and a tab"),
        ("A &amp;#8217;quoted&amp;#8217; word", "A ’quoted’ word"),
        ("The <em>best</em> of it", "The best of it"),
        ("Why Vec<T> beats Box<T>", "Why Vec<T> beats Box<T>"),
        ("Mar 3, 2031Harbour lights dim", "Harbour lights dim"),
        ("2031-03-03Harbour lights dim", "Harbour lights dim"),
        ("Mar 3, 2031 was a Monday", "Mar 3, 2031 was a Monday"),
        ("2031年3月3日港口动态", "2031年3月3日港口动态"),
        ("Sea TradeMar 3, 2031Harbour lights dim", "Harbour lights dim"),
        (
            "Mar 3, 2031Harbour lights dimWe asked six keepers what they make of the change.",
            "Harbour lights dim",
        ),
        ("港口今日重开-7小时前", "港口今日重开"),
        ("港口今日重开 3分钟前", "港口今日重开"),
        ("港口今日重开      07-09", "港口今日重开"),
        ("港口今日重开      07-09 26评论", "港口今日重开"),
        ("港口 2031-07", "港口 2031-07"),
        ("灯塔为何变暗\n      守塔人说，这是多年来的第一次。\n\n港务局没有回应。", "灯塔为何变暗"),
        ("推广  \n      灯塔一日游", "推广 灯塔一日游"),
        ("00:59\n  灯塔熄灭瞬间", "灯塔熄灭瞬间"),
        ("A headline that a feed\nbroke in two", "A headline that a feed broke in two"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_titles(raw: str, expected: str) -> None:
    assert title(raw) == expected


def test_a_section_name_glued_to_several_titles_goes_too() -> None:
    raws = [f"Mar {day}, 2031Sea TradeShips number {day} came home" for day in (1, 2, 3)]
    assert clean_titles([*raws, "Mar 4, 2031PilotsBrave ones"]) == [
        "Ships number 1 came home",
        "Ships number 2 came home",
        "Ships number 3 came home",
        "Brave ones",
    ]


def test_a_listing_s_own_label_goes_with_its_relative_times() -> None:
    raws = [
        "今日要闻灯塔重开-1小时前",
        "今日要闻渔船返航-2小时前",
        "今日要闻潮水退去-3小时前",
        "今日要闻是一本书",
    ]
    assert clean_titles(raws) == ["灯塔重开", "渔船返航", "潮水退去", "今日要闻是一本书"]


def test_names_in_camel_case_are_left_alone() -> None:
    assert clean_titles(["OpenHarbour and DeepWater sign", "iBoat 3 review"]) == [
        "OpenHarbour and DeepWater sign",
        "iBoat 3 review",
    ]


@pytest.mark.parametrize(
    ("words", "text", "language"),
    [
        ("Harbour lights dim", "The keepers say that it is the first time.", Language.EN),
        ("灯塔今日重开", "", Language.ZH),
        ("BlueBoat-V3.2-Exp 发布 2031/09/29", "BlueBoat news: BlueBoat-V3.2-Exp 发布", Language.ZH),
        ("BlueBoat 发布 Harbour 2.0 模型", "", Language.ZH),
        ("Tongyi (通义) opens an office in London", "The company said that it is the first.", Language.EN),
        ("De haven is weer open", "Het is de eerste keer dat de vuurtoren niet brandt.", Language.OTHER),
        (
            "Le phare est éteint",
            "Les gardiens disent que c'est la première fois dans une année.",
            Language.OTHER,
        ),
        ("灯台が再開しました", "これは初めてのことです。", Language.OTHER),
        ("등대가 다시 문을 열었다", "", Language.OTHER),
        ("Маяк снова открыт", "", Language.OTHER),
        ("12345", "", Language.OTHER),
    ],
)
def test_language(words: str, text: str, language: Language) -> None:
    assert language_of(words, text) is language

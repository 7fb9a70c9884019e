"""What a sentence states and its article does not carry. All articles are of our own writing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsdesk.writing.folding import unfolded_case
from newsdesk.writing.grounding import unsupported


def _table(*groups: str) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in groups:
        group = frozenset(line.split("|"))
        table |= dict.fromkeys(group, group)
    return table


ALIASES = _table(
    "月之暗面|Moonshot|Moonshot AI|Kimi",
    "英伟达|Nvidia|辉达",
    "阿里巴巴|阿里|Alibaba",
    "腾讯|Tencent",
    "红杉|Sequoia",
    "美国|United States",
    "日本|Japan",
    "芯片|chip|semiconductor",
    "大语言模型|large language model|LLM",
    "马斯克|Elon Musk|Musk",
    "首席执行官|CEO|chief executive",
)
PUBLISHED = date(2026, 7, 15)  # a Wednesday

FUNDING = (
    "Moonshot AI raises $500 million at $4.3 billion valuation",
    "BEIJING, July 14 (Wire) - Moonshot AI, the maker of the Kimi chatbot, has raised about $500 million "
    "in a round led by IDG, with Alibaba and Tencent taking part. The company, founded in 2023, now has "
    "1,200 employees and its K2 model has 40B parameters. Revenue tripled last year, and 18 percent of users "
    'pay. It runs on two Nvidia H100 clusters. "We will open-source more," its chief executive said. '
    "The American market comes next, in March.",
)
CODE = (
    "星辰智能开源代码大模型，一张3090就能跑",
    "该公司１４日宣布，开源一款四百亿参数的代码模型 QingCode-40B，得分超过 GPT‑5.2 和 5.1，也超过 Opus 4.5。"
    "公司称训练成本约为3000多万元，比上一代下降三成，二季度营收1,200万元。"
    "创始人表示：“我们不做闭源。”下一代产品将于9月发布。",
)

FAITHFUL = [
    (FUNDING, "月之暗面（Kimi）完成约5亿美元融资，由IDG领投，阿里、腾讯参投，投后估值43亿美元。"),
    (FUNDING, "月之暗面7月14日宣布融资5亿美元，公司2023年成立，现有员工一千二百人。"),
    (FUNDING, "K2模型参数为400亿，百分之十八的用户付费，2025年营收增至3倍。"),
    (FUNDING, "该公司使用两个英伟达H100集群，CEO称将继续开源，并计划明年3月进入美国市场。"),
    (FUNDING, "Moonshot在2026年7月14日说，用户中18%付费。"),
    (FUNDING, "这家AI公司称“我们会开源更多”。"),
    (CODE, "该公司7月14日开源40B参数模型QingCode-40B，性能超过GPT-5.2和Opus-4.5，一张3090可运行。"),
    (CODE, "训练成本3000多万元，成本下降30%，第二季度营收1200万元，新品定于2026年9月发布。"),
    (CODE, "得分超过GPT-5.1，创始人称“我们不做闭源”。"),
    (CODE, "QingCode 40B超过Opus4.5。"),
    (CODE, "星辰智能在中国开源代码模型。"),
]


@pytest.mark.parametrize(("article", "statement"), FAITHFUL)
def test_a_faithful_statement_has_nothing_unsupported(article: tuple[str, str], statement: str) -> None:
    assert unsupported(statement, *article, aliases=ALIASES, published=PUBLISHED) == []


WRONG = [
    (FUNDING, "月之暗面融资5亿元。", [("figure", "5亿元")]),
    (FUNDING, "月之暗面融资50亿美元。", [("figure", "50亿美元")]),
    (FUNDING, "月之暗面估值43万美元。", [("figure", "43万美元")]),
    (FUNDING, "由红杉和Sequoia领投。", [("name", "红杉"), ("name", "Sequoia")]),
    (FUNDING, "Kimi K3模型参数400亿。", [("name", "K3")]),
    (FUNDING, "K2.5模型参数400亿。", [("name", "K2.5")]),
    (FUNDING, "用户中81%付费。", [("figure", "81%")]),
    (FUNDING, "用户中18家付费。", [("figure", "18家")]),
    (FUNDING, "使用H200集群。", [("name", "H200")]),
    (FUNDING, "7月16日，月之暗面融资。", [("date", "7月16日")]),
    (FUNDING, "8月14日，月之暗面融资。", [("date", "8月14日")]),
    (FUNDING, "2025年7月14日，月之暗面融资。", [("date", "2025年7月14日")]),
    (FUNDING, "公司2021年成立。", [("date", "2021年")]),
    (FUNDING, "14月3日，月之暗面融资。", [("date", "14月3日")]),
    (FUNDING, "计划进入日本市场。", [("name", "日本")]),
    (FUNDING, "马斯克参投。", [("name", "马斯克")]),
    (FUNDING, "员工一千三百人。", [("figure", "一千三百人")]),
    (FUNDING, "营收增至4倍。", [("figure", "4倍")]),
    (FUNDING, "使用三个集群。", [("figure", "三个")]),
    (CODE, "超过GPT-5.3。", [("name", "GPT-5.3")]),
    (CODE, "超过Opus 5。", [("name", "Opus 5")]),
    (CODE, "创始人称“我们只做闭源”。", [("quotation", "我们只做闭源")]),
    (CODE, "成本下降3%。", [("figure", "3%")]),
    (CODE, "第三季度营收1200万元。", [("figure", "三季度")]),
    (CODE, "营收1200万美元。", [("figure", "1200万美元")]),
    (CODE, "美国团队参与。", [("name", "美国")]),
    (CODE, "版本号为3.10.2。", [("name", "3.10.2")]),
    (CODE, "据《远方时报》报道。", [("quotation", "远方时报")]),
]


@pytest.mark.parametrize(("article", "statement", "expected"), WRONG)
def test_what_is_not_in_the_article_is_named(
    article: tuple[str, str], statement: str, expected: list[tuple[str, str]]
) -> None:
    found = unsupported(statement, *article, aliases=ALIASES, published=PUBLISHED)
    assert [(one.kind, one.token) for one in found] == expected


def test_each_is_named_once() -> None:
    assert len(unsupported("7亿，7亿，还是7亿。", *FUNDING, aliases={})) == 1


def test_nouns_of_the_table_are_no_names() -> None:
    """芯片 and 大语言模型 stand in the table for comparison; they name nobody."""
    assert unsupported("芯片与大语言模型", *FUNDING, aliases=ALIASES) == []


def test_a_teaser_carries_only_what_it_says() -> None:
    found = unsupported("OpenAI发布GPT-6，参数2万亿。", "OpenAI unveils a new model", "", aliases={})
    assert [one.token for one in found] == ["GPT-6", "2万亿"]


@pytest.mark.parametrize(
    ("statement", "text", "carried"),
    [
        ("2026年7月14日发布", "released 2026-07-14", True),
        ("7月14日发布", "released on 14 July", True),
        ("7月14日发布", "released on the 14th of July", True),
        ("7月14日发布", "七月十四日发布", True),
        ("7月14日发布", "Jul. 14, 2026", True),
        ("7月发布", "coming in July", True),
        ("7月发布", "it may march on", False),
        ("5月发布", "it may march on", False),
        ("7月发布", "it comes this month", True),
        ("2026年8月发布", "it comes next month", True),
        ("2026年12月发布", "in December", True),
        ("2025年12月发布", "in December", False),
        ("7月12日发布", "on Sunday", True),
        ("7月11日发布", "on Sunday", False),
        ("7月14日发布", "昨日发布", True),
        ("6月29日发布", "29日发布", True),
        ("2024年发布", "released in 2024.", True),
        ("2024年发布", "it sold 2,024 units", False),
        ("2025年发布", "last year", True),
        ("14日发布", "July 14", True),
    ],
)
def test_dates(statement: str, text: str, carried: bool) -> None:
    assert (unsupported(statement, "", text, aliases={}, published=PUBLISHED) == []) is carried


@pytest.mark.parametrize(
    ("statement", "text", "carried"),
    [
        ("OPENAI发布", "OpenAI releases", True),
        ("OpenAI发布", "Open AI releases", True),
        ("AI公司发布", "a company", True),
        ("GPU集群", "graphics processing units", False),
        ("IPO申请", "公司申请上市", True),
        ("Qwen3.5-72B模型", "the Qwen3.5-72B model", True),
        ("Qwen3.5-72B模型", "Qwen 3.5 72B", True),
        ("Qwen3.5-72B模型", "the Qwen3.5-7B model", False),
        ("Qwen3模型", "the Qwen3.5 model", False),
        ("GPT-5模型", "GPT-5. It is new", True),
        ("Veo 3模型", "Veo3 is here", True),
        ("Veo 4模型", "Veo 3 is here", False),
        ("Meta公司", "metadata", False),
        ("Café公司", "cafe", True),
        ("GPU供应", "GPUs are scarce", True),
        ("Google’s模型", "Google's model", True),
        ("AT&T和R&D", "AT&T spends on R&D", True),
        ("C++语言", "C++ code", True),
        ("3D打印", "3D printing", True),
        ("5G网络", "4G network", False),
        ("WAIC 2026开幕", "2026年世界人工智能大会（WAIC）开幕", True),
    ],
)
def test_names(statement: str, text: str, carried: bool) -> None:
    assert (unsupported(statement, "", text, aliases={}) == []) is carried


def test_a_date_without_a_year_is_the_nearest_to_publication() -> None:
    new_year = date(2026, 1, 2)
    assert unsupported("2025年12月30日融资", "", "on Dec 30", aliases={}, published=new_year) == []
    assert unsupported("2026年12月30日融资", "", "on Dec 30", aliases={}, published=new_year) != []


_PIECES = st.sampled_from(
    [
        "星辰智能在7月14日发布了40B参数的模型",
        "“我们只做一件事”，创始人说",
        "增长3-5%，达到1,200万美元",
        "GPT-5.2 and Qwen3.5-72B were compared",
        "The company raised $1.5bn in Q3, up 18 percent from 2025",
        "第三季度有三家公司、两个团队和二十个项目",
        "参见《远方》第3.10.2版，时间08:30，比例1/3",
        "美国和日本的AI芯片出口到了百分之二十",
    ]
)


@given(st.lists(_PIECES, min_size=1, max_size=8, unique=True), st.text(max_size=40), st.data())
def test_the_articles_own_sentences_are_carried(pieces: list[str], noise: str, data: st.DataObject) -> None:
    """An extract never raises a false alarm, whatever sentences it is put together from."""
    text = "。".join(pieces) + "。" + noise
    picked = data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=3, unique=True))
    extract = "。".join(picked) + "。"
    assert unsupported(extract, "标题", text, aliases=ALIASES) == []


@given(st.text(max_size=300))
def test_any_text_carries_itself(text: str) -> None:
    # A letter that folds into two (İ) moves the end of a word; ß and the like are made plain before.
    plain = unfolded_case(text)
    assume(len(plain.casefold()) == len(plain))
    assert unsupported(text, text, "", aliases=ALIASES) == []


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))
def test_no_text_raises(statement: str, title: str, text: str) -> None:
    unsupported(statement, title, text, aliases=ALIASES, published=PUBLISHED)


@given(st.integers(2, 999), st.integers(2, 999))
def test_a_planted_figure_is_caught(true: int, planted: int) -> None:
    article = ("", f"The company raised ${true} million from investors.")
    found = unsupported(f"该公司融资{planted}00万美元。", *article, aliases={})
    assert bool(found) is (planted != true)

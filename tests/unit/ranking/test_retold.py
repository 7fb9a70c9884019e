"""One kind of event between the same two parties is one affair, whatever its headlines are."""

from __future__ import annotations

import pytest

from newsdesk.entities import Story
from newsdesk.ranking.retold import headline, one_affair, retold
from newsdesk.stories.names import NameTable
from tests.unit.ranking.making import article, story

LAUNCHED = "OpenAI 发布 GPT-7.2 系列模型，旗舰模型开放使用"
NAMES = NameTable(
    {"GPT": (), "Codex": ()}
    | {"苹果公司": ("苹果", "Apple"), "OpenAI": (), "SpaceX": (), "马斯克": ("Musk",), "腾讯": ("Tencent",)}
    | {"Manus": (), "Meta": ()}
)
SUED = "为了新硬件，苹果把 OpenAI 告了：正式起诉"
ALSO_SUED = "Apple sues OpenAI over trade secrets"


def said(one: str, other: str, hours: float = 2) -> str:
    first, later = article(one, slug="p1", hours=99), article(other, slug="p2", hours=99 - hours)
    return one_affair(headline(first, NAMES), headline(later, NAMES))


def told(title: str, slug: str, hours: float = 0) -> Story:
    return story(article(title, slug=slug, hours=50 - hours))


def test_one_suit_between_two_companies_is_told_once_in_either_language() -> None:
    assert "lawsuit between OpenAI and 苹果公司" in said(SUED, ALSO_SUED)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SUED, "苹果发布会上的 OpenAI"),  # another kind of event
        (SUED, "Meta 正式起诉 OpenAI"),  # another party
        (
            "SpaceX 收购一家公司，马斯克称值得",
            "马斯克：SpaceX 完成收购",
        ),  # an owner and his company are one party
        ("腾讯收购 Manus", "腾讯取消收购 Manus"),  # undone
        ("腾讯以 20 亿美元收购 Manus", "腾讯以 35 亿美元收购 Manus"),  # other figures
        ("一周要闻：腾讯收购 Manus 等", "腾讯收购 Manus"),  # a round-up tells many
    ],
)
def test_anything_less_is_another_affair(one: str, other: str) -> None:
    assert said(one, other) == ""


def test_a_name_that_no_table_has_is_a_party_in_a_chinese_title() -> None:
    assert "between lumora and 腾讯" in said("腾讯接盘 Lumora", "花 20 亿收购 Lumora，腾讯图什么")
    assert said("腾讯 AI 收购一家公司", "又一起 AI 收购：腾讯出手") == ""


def test_a_suit_has_news_on_another_day_and_a_purchase_after_some() -> None:
    assert said(SUED, ALSO_SUED, hours=30) == ""
    assert said("腾讯收购 Manus", "接盘 Manus，腾讯图什么", hours=30)
    assert said("腾讯收购 Manus", "接盘 Manus，腾讯图什么", hours=80) == ""


def test_the_first_in_order_tells_it_and_the_other_says_which() -> None:
    one, two, other = told(SUED, "p1"), told(ALSO_SUED, "p2"), told("Meta 发布新模型", "p3")
    left_out = retold([two, other, one], [], NAMES)
    assert set(left_out) == {one.id}
    assert two.id in left_out[one.id]


def test_what_an_edition_has_told_is_not_told_again_but_its_own_story_may_come_back() -> None:
    before, again = told("腾讯收购 Manus", "p1"), told("接盘 Manus，腾讯图什么", "p2", hours=20)
    assert set(retold([again], [before], NAMES)) == {again.id}
    assert retold([before], [before], NAMES) == {}


def test_one_launch_is_told_once_however_its_headline_turns() -> None:
    assert said(LAUNCHED, "等了一年，GPT-7.2 终于发布") == "launch of OpenAI 7.2"
    assert said(LAUNCHED, "Introducing GPT-7.2") == "launch of OpenAI 7.2"
    assert said(LAUNCHED, "Introducing GPT-7.2", hours=40) == ""


@pytest.mark.parametrize(
    "other",
    [
        "OpenAI 推出 GPT-7.2 Mini",  # another product of the series
        "OpenAI 发布 GPT-7.3",  # another version
        "某公司发布新版工具，支持 GPT-7.2",  # what uses it
        "Codex 上线 GPT-7.2，并改进浏览器控制",  # what carries it
        "OpenAI 已在 API 中上线 GPT-7.2",  # a later step
        "GPT-7.2 实测：它在六十道题上领先",  # what it is worth
        "一周要闻：OpenAI 发布 GPT-7.2 等",  # a round-up
    ],
)
def test_another_product_a_later_step_or_a_test_is_another_story(other: str) -> None:
    assert said(LAUNCHED, other) == ""


def test_a_launch_told_below_a_title_counts_where_the_title_speaks_of_nobody_else() -> None:
    text = "北京时间今天凌晨，OpenAI 正式发布了 GPT-7.2，价格是上一代的一半。开发者的反应不一。"
    mine = article("OpenAI 的这一天，等了很久", slug="p2", text=text)
    other = article("苹果与 OpenAI 走到了哪一步", slug="p3", text=text)
    launched = headline(article(LAUNCHED, slug="p1"), NAMES)
    assert one_affair(launched, headline(mine, NAMES))
    assert not one_affair(launched, headline(other, NAMES))

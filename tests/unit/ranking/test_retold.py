"""One affair, or one launch, is told once, whatever its headlines are."""

from __future__ import annotations

import pytest

from newsdesk.entities import Article, Story
from newsdesk.ranking.retold import plain_first, retells, retold, told_by, told_in
from newsdesk.stories.launches import launches_plainly
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
    return both(article(one, slug="p1", hours=99), article(other, slug="p2", hours=99 - hours))


def both(one: Article, other: Article) -> str:
    first, later = told_in(one, NAMES, NAMES), told_in(other, NAMES, NAMES)
    return retells(first, later) if first and later else ""


def told(title: str, slug: str, hours: float = 0) -> Story:
    return story(article(title, slug=slug, hours=50 - hours))


def test_one_suit_between_two_companies_is_told_once_in_either_language() -> None:
    assert said(SUED, ALSO_SUED) == "lawsuit of OpenAI and 苹果公司"


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
    assert said("腾讯接盘 Lumora", "花 20 亿收购 Lumora，腾讯图什么") == "acquisition of lumora and 腾讯"
    assert said("腾讯 AI 收购一家公司", "又一起 AI 收购：腾讯出手") == ""


def test_an_affair_is_told_for_some_days_unless_it_takes_a_step() -> None:
    assert said(SUED, ALSO_SUED, hours=70)
    assert said(SUED, ALSO_SUED, hours=98) == ""
    assert said(SUED, "苹果与 OpenAI 和解", hours=30) == ""
    assert said("腾讯收购 Manus", "接盘 Manus，腾讯图什么", hours=70)
    assert said("腾讯收购 Manus", "监管批准腾讯收购 Manus", hours=70) == ""


def test_each_day_of_a_trial_brings_news() -> None:
    assert said(SUED, "苹果诉 OpenAI 案开庭，前员工作证", hours=30) == ""


def test_a_commentary_tells_the_affair_in_its_first_sentences() -> None:
    text = "苹果很少亲自下场。这一次，它直接起诉了 OpenAI，核心是四个字：商业机密。案件由加州的法院受理。"
    sued = article(SUED, slug="p1", hours=60)
    assert both(sued, article("苹果开始忌惮 OpenAI", text, slug="p2", hours=30))
    assert both(sued, article("苹果与 OpenAI 反目始末：从挖人到法律大战", slug="p2", hours=30))
    assert not both(sued, article("一家公司的新对手", text, slug="p2", hours=30))  # no party in its title
    assert not both(sued, article("OpenAI 多名高管离职", text, slug="p2", hours=30))  # news of its own


def test_a_count_names_an_affair_as_a_party_does() -> None:
    one = article("Meta 被 26 名员工集体起诉", slug="p1")
    other = "裁员名单由软件列出，26 名员工起诉 Meta，要求公司公开它的算法和数据，案件在加州审理。"
    assert both(one, article("人在 Meta，休个假就没了工作", other, slug="p2"))
    assert not both(one, article("人在 Meta，休个假就没了工作", other.replace("26", "31"), slug="p2"))


def test_the_first_in_order_tells_it_and_the_other_says_which() -> None:
    one, two, other = told(SUED, "p1"), told(ALSO_SUED, "p2"), told("Meta 发布新模型", "p3")
    left_out = retold([two, other, one], [], NAMES, NAMES)
    assert set(left_out) == {one.id}
    assert two.id in left_out[one.id]


def test_what_an_edition_has_told_is_not_told_again_but_its_own_story_may_come_back() -> None:
    before, again = told("腾讯收购 Manus", "p1"), told("接盘 Manus，腾讯图什么", "p2", hours=20)
    assert set(retold([again], [before], NAMES, NAMES)) == {again.id}
    assert retold([before], [before], NAMES, NAMES) == {}


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


def test_the_makers_own_post_is_headed_by_the_product_that_a_team_launched() -> None:
    assert said("Codex 团队发布 Codex 4.6-Max-Preview 模型", "Codex 4.6-Max-Preview: Smaller, Kinder") == (
        "launch of OpenAI 4.6 max"
    )
    assert said(LAUNCHED, "GPT-7.2：先看这五点") == "launch of OpenAI 7.2"
    assert said("GPT 发布 GPT-7.2 系列模型", LAUNCHED) == "launch of OpenAI 7.2"  # a brand launches itself
    assert said("Codex 发布 GPT-7.2 插件", "GPT-7.2: what it is") == ""  # what is new is in another product
    assert said(LAUNCHED, "Top 7.2: what to read") == ""


def test_a_launch_told_below_a_title_counts_where_the_title_speaks_of_nobody_else() -> None:
    text = "北京时间今天凌晨，OpenAI 正式发布了 GPT-7.2，价格是上一代的一半。开发者的反应不一。"
    launched = article(LAUNCHED, slug="p1")
    assert both(launched, article("OpenAI 的这一天，等了很久", text, slug="p2"))
    assert not both(launched, article("苹果与 OpenAI 走到了哪一步", text, slug="p3"))
    assert not both(launched, article("OpenAI 的新模型不会回答这些问题", text, slug="p4"))


def test_a_maker_that_no_table_has_is_known_by_its_product() -> None:
    introduced = article("Introducing Willow 4 Nano", slug="p1")
    text = "Boston's Willow Labs on Thursday released Willow 4 Nano, a model for tablets."
    assert both(introduced, article("Willow 4 Nano is a model for a hospital's cart", text, slug="p2"))
    assert both(
        article("Introducing Willow 4", slug="p1"), article("Boston's Willow Labs ships Willow 4", slug="p2")
    )
    assert not both(article("Introducing Willow 4", slug="p1"), introduced)


def test_articles_that_begin_with_the_same_figures_tell_one_event_in_two_languages() -> None:
    chinese = "研究团队用控制器看管装置，能提前300毫秒预判，在120次实验中避免了102次失败。"
    english = "Physicists saw it coming {} milliseconds ahead and averted 102 of 120 failures."
    one = article("控制器让装置稳定下来", chinese, slug="p1")
    assert both(one, article("Plasma that behaves", english.format(300), slug="p2"))
    assert not both(one, article("Plasma that behaves", english.format(250), slug="p2"))
    round_sums = "融资超10亿元，估值破100亿元，前一轮1亿元。"
    assert not both(
        article("一家公司融资", round_sums, slug="p1"), article("另一家公司提高目标", round_sums, slug="p2")
    )


def test_what_an_editor_took_apart_is_told() -> None:
    one, two = told(SUED, "p1"), told(ALSO_SUED, "p2")
    assert retold([one, two], [], NAMES, NAMES, lambda a, b: {a, b} == {one.id, two.id}) == {}


def test_a_figure_of_speech_names_nobody_else() -> None:
    text = "OpenAI 公开发布了它的新一代大模型 GPT-7.2，价格减半。开发者的反应不一，有人已经换用。"
    launched = article(LAUNCHED, slug="p1")
    names = NameTable({"GPT": (), "OpenAI": (), "iPhone": (), "苹果公司": ("苹果",)})

    def again(title: str) -> str:
        told = told_by([[launched], [article(title, text, slug="p2")]], names, names)
        one, other = told.values()
        return retells(one, other)

    assert again("OpenAI，终于把大模型做成 iPhone 了")
    assert again("OpenAI 的 iPhone 时刻")
    assert not again("OpenAI 登上 iPhone")


def test_a_makers_new_flagship_is_what_it_launched_that_day() -> None:
    assert said(LAUNCHED, "奥尔特曼：OpenAI 新旗舰模型效率大幅提升") == "launch of OpenAI 7.2"
    assert said(LAUNCHED, "腾讯新旗舰模型效率大幅提升") == ""
    assert said(LAUNCHED, "OpenAI 新旗舰模型效率大幅提升", hours=40) == ""


def test_a_founder_is_named_by_the_office_held_before() -> None:
    text = "由 OpenAI 前 CTO 与另外两人创立的柳叶实验室今天给出了答案：一个自研的通用模型，权重完全开放。"
    one = article("不打榜的开源新王 Willow", text, slug="p1")
    assert (
        both(one, article("OpenAI前女CTO创业发布首款AI模型", slug="p2")) == "launch by the former openai cto"
    )
    assert both(one, article("Ex-OpenAI CTO launches a first model", slug="p2"))
    assert both(one, article("OpenAI前COO创业发布首款AI模型", slug="p2")) == ""
    assert both(one, article("OpenAI前CTO谈未来", slug="p2")) == ""


def test_a_plain_headline_takes_the_place_of_a_quarrel_about_the_launch() -> None:
    quarrel, plain = told("说谎了？OpenAI 7.2 突发反转，发布无需批准", "p1"), told(LAUNCHED, "p2")
    other = told("腾讯收购 Manus", "p3")
    assert plain_first([quarrel, other, plain], NAMES, NAMES) == {quarrel.id: plain.id}
    assert plain_first([plain, other, quarrel], NAMES, NAMES) == {}
    assert plain_first([quarrel, plain], NAMES, NAMES, lambda one, two: True) == {}
    assert plain_first([quarrel, told(LAUNCHED, "p2", hours=40)], NAMES, NAMES) == {}  # days later
    asks = told("OpenAI 发布 GPT-7.2，意味着什么？", "p2")  # a comment itself
    assert plain_first([quarrel, asks], NAMES, NAMES) == {}


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("OpenAI 发布 GPT-7.2", True),
        ("OpenAI 今天正式发布 GPT-7.2 系列模型", True),
        ("OpenAI 向公众开放 GPT-7.2", True),
        ("Introducing GPT-7.2", True),
        ("OpenAI launches GPT-7.2", True),
        ("OpenAI 慌了，连夜发布 GPT-7.2", False),
        ("一觉醒来大家都在谈论 OpenAI 发布 GPT-7.2", False),
        ("GPT-7.2 终于发布", False),
        ("OpenAI 的新模型", False),
    ],
)
def test_what_a_plain_headline_is(title: str, plain: bool) -> None:
    assert launches_plainly(article(title), NAMES) is plain

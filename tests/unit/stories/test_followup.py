"""What brings a published story back, and what does not."""

import pytest

from newsdesk.stories.clues import Clues
from newsdesk.stories.followup import common_pieces, continues, goes_on_with, news_in, telling
from newsdesk.stories.names import NO_NAMES
from tests.unit.stories.articles import article

BACKGROUND = (
    "该公司成立于杭州，主要产品面向制造业客户，团队约有三百人，此前多次参加行业展会并公开过部分数据。" * 5
)


def told(title: str, text: str = BACKGROUND, hours: float = 0, source: str = "one"):
    return telling(article(title, text=text, hours=hours, source=source), NO_NAMES)


SUED = told("甲公司起诉乙公司侵犯芯片专利，索赔3亿元")
AGREED = told(
    "London AI firm Quorl agrees to pay painters £21 million", text="A judge must still approve it. " * 12
)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("甲公司与乙公司就芯片专利案和解", "新进展：甲公司与乙公司就芯片专利案和解"),
        (
            "法院判决乙公司侵犯甲公司芯片专利，赔偿5000万元",
            "新进展：法院判决乙公司侵犯甲公司芯片专利；新数字：5000万元",
        ),
        ("乙公司芯片专利案再起波澜：甲公司撤回起诉", "新进展：甲公司撤回起诉"),
    ],
)
def test_a_step_or_a_figure_that_no_earlier_article_mentions_is_new(title: str, said: str) -> None:
    news = news_in(told(title, hours=30, source="two"), [SUED])
    assert news is not None
    assert news.said == said


@pytest.mark.parametrize(
    "title",
    [
        "甲公司起诉乙公司侵犯芯片专利，索赔3亿元",
        "索赔约3.1亿元：甲公司为何起诉乙公司",
        "甲公司诉乙公司专利案，专家怎么看",
        "Company Jia sues Yi over chip patents, seeks 300 million yuan",
        "甲公司或将与乙公司和解",
        "早报：甲公司与乙公司和解",
    ],
)
def test_a_second_telling_a_comment_and_a_rounder_figure_are_not_new(title: str) -> None:
    assert news_in(told(title, hours=30, source="two"), [SUED]) is None


def test_a_translation_of_a_step_that_was_told_is_not_new() -> None:
    settled = told("甲公司与乙公司就芯片专利案和解")
    assert (
        news_in(told("Jia and Yi settle their chip patent case", hours=30, source="two"), [settled]) is None
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("甲公司宣布收购乙公司", "新进展：甲公司宣布收购乙公司"),
        ("Jia buys Yi for an undisclosed sum", "新进展：正式公布"),
    ],
)
def test_what_was_a_rumour_and_is_announced_is_new(title: str, said: str) -> None:
    rumours = [told("知情人士：甲公司洽谈收购乙公司"), told("Jia is reportedly in talks to buy Yi")]
    news = news_in(told(title, hours=30, source="two"), rumours)
    assert news is not None
    assert news.said == said


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("知情人士：甲公司洽谈收购乙公司", "消息称甲公司即将收购乙公司"),  # another rumour
        ("甲公司将收购乙公司", "甲公司宣布收购乙公司"),  # was announced before
        ("Jia is reportedly in talks to buy Yi", "Jia plans to buy Yi"),  # not done
    ],
)
def test_a_second_rumour_and_a_plan_told_again_are_not_new(before: str, title: str) -> None:
    assert news_in(told(title, hours=30, source="two"), [told(before)]) is None


def test_nothing_is_new_where_nothing_was_told() -> None:
    assert news_in(told("甲公司撤回起诉"), []) is None


def test_an_event_of_its_own_goes_on_with_an_earlier_one_by_its_figures_and_rare_words() -> None:
    approved = told(
        "Judge approves Quorl's £21 million settlement with painters",
        text="The judge said so.",
        hours=70,
        source="two",
    )
    assert continues(approved, AGREED, frozenset()) is not None
    news = news_in(approved, [AGREED], apart=True)
    assert news is not None
    assert news.said == "新进展：批准"


def test_another_affair_of_the_same_company_does_not_go_on() -> None:
    other = told(
        "Quorl opens an office in Leeds for 40 engineers", text="It is its second.", hours=70, source="two"
    )
    assert continues(other, AGREED, frozenset()) is None


def test_a_figure_alone_makes_no_affair() -> None:
    other = told("Bank of Bremen raises £21 million for ferries", text="A loan.", hours=70, source="two")
    assert continues(other, AGREED, frozenset()) is None


def test_another_version_is_another_affair() -> None:
    old = told("Orca 5.1 model withdrawn after 40000 users complain", hours=0)
    new = told("Orca 5.2 model restored after 40000 users complain", hours=50, source="two")
    assert continues(new, old, frozenset()) is None


def test_what_comes_more_than_two_weeks_later_is_another_affair() -> None:
    late = told(
        "Judge approves Quorl's £21 million settlement with painters", text="So.", hours=24 * 15, source="two"
    )
    assert continues(late, AGREED, frozenset()) is None


def test_pieces_that_many_titles_share_name_no_affair() -> None:
    titles: list[Clues] = [told(f"甲公司发布第{n}号模型").clues for n in range(10)]
    assert "发布" in common_pieces(titles)
    assert "painters" not in common_pieces([*titles, AGREED.clues])


def test_the_same_column_and_a_size_without_a_number_are_no_affair() -> None:
    old = told(
        "苏州具身公司丙智能完成超10亿元B轮融资｜硬氪首发", text="订单与共建的亿元级中心在年内落地。" * 8
    )
    other = told("苏州具身公司获亿元融资，触觉传感器量产｜硬氪首发", hours=24, source="one")
    assert continues(other, old, frozenset()) is None
    same = told("丙智能B轮10亿元融资交割，触觉传感器量产", hours=24, source="two")
    assert continues(same, old, frozenset()) is not None


@pytest.mark.parametrize(
    ("title", "linked"),
    [
        ("Orca 4.6-Max 上线 API", True),
        ("正式开源 Orca 4.6-Max", True),
        ("Orca 4.6-27b 正式开源", False),  # another variant
        ("Orca 4.5-Max 正式开源", False),  # another version
        ("Orca 4.6-Max 到底怎么样", False),  # no step
    ],
)
def test_a_step_of_what_a_headline_launched_goes_on_with_it(title: str, linked: bool) -> None:
    launch = told("海豚科技发布 Orca 4.6-Max 模型")
    common = frozenset({"orca", "max"})  # no rare words
    link = continues(told(title, hours=30), launch, common)
    assert bool(link) is linked
    assert continues(told(title, hours=30), told("海豚科技接入 Orca 4.6-Max"), common) is None
    if link:
        assert link.why == "goes on with the launch of orca 4.6 max"


def test_that_a_launch_may_be_called_by_its_api_brings_the_same_event_back_for_nothing() -> None:
    launch = told("海豚科技发布 Orca 4.6-Max 模型")
    assert news_in(told("Orca 4.6-Max 上线 API", hours=30), [launch]) is None
    apart = news_in(told("Orca 4.6-Max 上线 API", hours=30), [launch], apart=True)
    assert apart is not None
    assert apart.said == "新进展：Orca 4.6-Max 上线 API"
    long = news_in(
        told("海豚科技已在 API 中上线 Orca 4.6-Max 和 Orca 4.6-Max Pro", hours=30), [launch], apart=True
    )
    assert long is not None
    assert long.said == "新进展：海豚科技已在 API 中上线 Orca 4.6-Max 和 Orca 4.6-Max Pro"


def test_of_two_headlines_that_launched_it_the_last_is_gone_on_with() -> None:
    preview = told("海豚科技上线 Orca 4.6-Max 预览版")
    launch = told("海豚科技发布 Orca 4.6-Max 模型", hours=30)
    new = [told("Orca 4.6-Max 上线 API", hours=60)]
    stories = {"s2": [preview], "s1": [launch]}
    common = frozenset({"orca", "max"})
    assert goes_on_with(new, stories, common) == (
        "s1",
        "goes on with the launch of orca 4.6 max; new step 开放接口 (上线 api)",
    )
    assert goes_on_with(new, {}, common) is None
    assert goes_on_with([told("Orca 4.6-Max 到底怎么样", hours=60)], stories, common) is None

import pytest

from newsdesk.stories.roundups import is_roundup
from newsdesk.stories.titles import normalise_title


@pytest.mark.parametrize(
    "title",
    [
        "科技早报：甲公司发布新模型",
        "8点1氪：甲公司发布新模型；乙公司裁员",
        "AI日报 | 甲公司发布新模型",
        "一周要闻汇总",
        "甲公司发布新模型；乙公司裁员一成；丙公司上市",
        "The Download: a new model, and a robot",
        "This week in AI: a new model",
        "The best Mother's Day gift ideas",
        "These 40 Acme Spring Sale tech deals are actually good",
        "Our favorite spring cleaning deals from Acme's big sale",
        "All of the updates from the trial",
    ],
)
def test_a_title_of_many_events(title: str) -> None:
    assert is_roundup(normalise_title(title))


@pytest.mark.parametrize(
    "title",
    [
        "人民日报：加快发展人工智能",
        "据日报道，甲公司将裁员",
        "甲公司新模型上线一周，用户破百万",
        "Acme has 900 million weekly users",
        "Acme buys a newsletter platform",
        "甲公司发布新模型；价格减半",
        "Acme's best model tops the charts",
        "These 40 startups closed funding rounds on one day",
    ],
)
def test_a_title_of_one_event(title: str) -> None:
    assert not is_roundup(normalise_title(title))

"""What floods, empty titles, pictures and scripts do to stories. Cost is counted, not timed."""

import pytest

from newsdesk.stories import clustering
from newsdesk.stories.clustering import join
from tests.unit.stories.articles import article

FLOOD = 10_000


def stories(*titles: str, hours: float = 1, text: str = "") -> list[str]:
    """The story of each title, told by one source each, in order."""
    told = [
        article(title, source=f"s{n}", hours=n * hours, name=f"{n}", text=text)
        for n, title in enumerate(titles)
    ]
    found = {one.article_id: one.story_id for one in join(told, [])}
    return [found[one.id] for one in told]


@pytest.mark.parametrize(
    "title",
    [
        "Acme ships a robot that folds shirts",
        "甲公司发布会叠衬衫的机器人",
        "早报：甲公司发布会叠衬衫的机器人；乙公司裁员；丙公司上市",
    ],
)
@pytest.mark.parametrize("own", [True, False], ids=["one source", "many sources"])
def test_ten_thousand_articles_with_one_title_cost_comparisons_in_proportion(
    title: str, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than a few comparisons for each article, whether they join or not."""
    asked = 0
    weigh = clustering.weigh

    def counting(*args, **kwargs):
        nonlocal asked
        asked += 1
        return weigh(*args, **kwargs)

    monkeypatch.setattr(clustering, "weigh", counting)
    flood = [
        article(title, name=str(n), source="one" if own else f"s{n % 50}", hours=n / 1000)
        for n in range(FLOOD)
    ]
    joins = join(flood, [])
    assert len(joins) == FLOOD
    assert asked <= 64 * FLOOD


def test_ten_thousand_round_ups_with_one_title_stay_apart() -> None:
    flood = [
        article("早报：今日要闻汇总", name=str(n), source=f"s{n % 50}", hours=n / 1000) for n in range(FLOOD)
    ]
    assert len({one.story_id for one in join(flood, [])}) == FLOOD


@pytest.mark.parametrize(
    "title", ["", " ", "a", "好", "😀", "😀😀😀", "！！！", "2026", "\u200b", "A" * 20_000, "新" * 20_000]
)
def test_titles_that_say_nothing_join_nothing_and_break_nothing(title: str) -> None:
    first, second = stories(title, "甲公司发布新一代推理模型")
    assert first != second


@pytest.mark.parametrize("title", ["", "a", "好", "😀", "！！！"])
def test_two_titles_of_one_character_are_two_stories(title: str) -> None:
    assert len(set(stories(title, title))) == 2


def test_one_event_in_capitals_with_emoji_and_in_traditional_characters_is_one_story() -> None:
    assert (
        len(set(stories("Acme ships a robot that folds shirts", "ACME SHIPS A ROBOT THAT FOLDS SHIRTS"))) == 1
    )
    assert (
        len(
            set(stories("Acme ships a robot that folds shirts", "🚀 Acme ships a robot that folds shirts 🔥"))
        )
        == 1
    )
    assert len(set(stories("甲公司发布会叠衬衫的机器人", "甲公司發布會疊襯衫的機器人"))) == 1


def test_versions_anniversaries_and_denials_are_other_stories() -> None:
    assert len(set(stories("Acme releases Orca 5.1 today", "Acme releases Orca 5.2 today"))) == 2
    assert (
        len(set(stories("甲公司成立十周年：回顾2016年的发布会", "甲公司成立二十周年：回顾2006年的发布会")))
        == 2
    )
    assert len(set(stories("甲公司将收购乙公司全部股份", "甲公司否认将收购乙公司全部股份"))) == 2


def test_one_company_with_two_pieces_of_news_a_day_has_two_stories() -> None:
    assert len(set(stories("甲公司发布会叠衬衫的机器人", "甲公司首席财务官辞职，股价下跌"))) == 2


def test_a_thousand_articles_under_one_address_are_bounded() -> None:
    url = "https://a.org/releases"
    flood = [
        article(
            f"Acme releases Orca {n}.1 to all developers", name=str(n), source=f"s{n}", url=url, hours=n / 100
        )
        for n in range(1_000)
    ]
    joins = join(flood, [])
    assert len({one.story_id for one in joins}) > 900

import pytest

from newsdesk.stories.ladder import evidence
from tests.unit.stories.articles import article

LONG = "甲公司今天在上海发布了新一代推理模型，并公布了价格与上线时间。" * 6


def test_rungs_from_firm_to_weak() -> None:
    base = article("甲公司发布新一代推理模型", url="https://example.cn/p/1", guid="7", text=LONG)
    by_url = evidence(base, article("完全不同的标题写在这里", url="https://example.cn/p/1", source="two"))
    by_id = evidence(base, article("改过的标题写在这里", url="https://example.cn/p/2", guid="7"))
    by_text = evidence(base, article("另一家的标题写在这里", url="https://x.cn/9", source="two", text=LONG))
    by_title = evidence(base, article("甲公司正式发布新一代推理模型", url="https://x.cn/8", source="two"))
    assert [tie and tie.rung for tie in (by_url, by_id, by_text, by_title)] == [
        "canonical_url",
        "publisher_id",
        "equal_content",
        "near_title",
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Acme releases Orca 5.1 to all developers", "Acme releases Orca 5.2 to all developers"),
        ("甲公司完成3亿元A轮融资，加码机器人", "甲公司完成30亿元A轮融资，加码机器人"),
        (
            "Acme raises prices for all of its customers",
            "Acme denies it raises prices for all of its customers",
        ),
        ("一周科技要闻：甲公司发布新模型", "一周科技要闻：甲公司发布新模型"),
        ("深度", "深度"),
        ("The 10 best phones of 2025, tested", "The 10 best phones of 2026, tested"),
    ],
)
def test_wording_is_vetoed(a: str, b: str) -> None:
    assert (
        evidence(article(a, url="https://a.org/1"), article(b, url="https://b.org/2", source="two")) is None
    )


def test_one_page_of_one_source_tells_many_events() -> None:
    url = "https://example.org/changelog"
    assert (
        evidence(article("Orca learns to read", url=url, guid="1"), article("New prices", url=url, guid="2"))
        is None
    )
    first = article("Orca 5.1 is out", url=url, source="one")
    assert evidence(first, article("Orca 5.2 is out", url=url, source="two")) is None
    assert (
        evidence(
            article("A", url="https://example.org"), article("B", url="https://example.org", source="two")
        )
        is None
    )


def test_wording_says_nothing_weeks_apart() -> None:
    first = article("甲公司发布新一代推理模型", url="https://a.cn/1")
    assert evidence(
        first, article("甲公司发布新一代推理模型", url="https://b.cn/1", source="two", hours=24 * 13)
    )
    assert not evidence(
        first, article("甲公司发布新一代推理模型", url="https://b.cn/1", source="two", hours=24 * 15)
    )


def test_boilerplate_text_joins_nothing() -> None:
    assert (
        evidence(article("甲公司发布新模型了吗", text=LONG), article("乙公司裁员一成以上", text=LONG)) is None
    )
    assert (
        evidence(article("Acme ships a robot", text="Comments"), article("Beta buys Gamma", text="Comments"))
        is None
    )


def test_a_column_of_one_source_is_not_one_event() -> None:
    title = "本周看什么：最近值得一看的八部作品"
    one, week_later = article(title, url="https://a.cn/1"), article(title, url="https://a.cn/2", hours=24 * 7)
    assert evidence(one, article(title, url="https://a.cn/3", hours=2))
    assert evidence(one, week_later) is None
    pattern = "How {} teams at Acme use the new model every day"
    assert evidence(article(pattern.format("sales")), article(pattern.format("finance"), hours=1)) is None

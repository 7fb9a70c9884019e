import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdesk.stories.clues import clues_of
from newsdesk.stories.clustering import FOUNDING, join, join_clues, story_id
from newsdesk.stories.embedding import ENCODER, Remembered, Vectors
from newsdesk.stories.names import NO_NAMES
from tests.unit.stories.articles import article

_KEPT: dict[str, Vectors] = {}
_TITLES = (
    "Acme releases Orca 5.1 to all developers",
    "Acme releases Orca 5.1 to every developer",
    "Acme releases Orca 5.2 to all developers",
    "甲公司发布新一代推理模型",
    "甲公司正式发布新一代推理模型",
    "甲公司撤回新一代推理模型",
    "一周要闻汇总：甲公司发布新一代推理模型",
    "Beta buys Gamma for $3 billion in cash",
    "Beta buys Gamma for $9 billion in cash",
    "Beta 以 30 亿美元现金收购 Gamma",
)
_ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(_TITLES),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["", "https://a.org/1", "https://a.org/2"]),
        st.integers(0, 60),
    ),
    max_size=12,
    unique=True,
).map(lambda rows: [article(t, source=s, url=u, hours=h) for t, s, u, h in rows])


@settings(max_examples=150, deadline=None)
@given(_ARTICLES, st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_arrival_does_not_matter(articles: list, rnd: random.Random, cut: int) -> None:
    known = [(one, story_id(one.id)) for one in articles[:cut]]
    new = articles[cut:]
    embedder = Remembered(ENCODER, _KEPT)
    first = join(new, known, embedder=embedder)
    _KEPT.update(embedder.fresh)
    rnd.shuffle(new)
    rnd.shuffle(known)
    assert join(new, known, embedder=embedder) == first
    assert sorted(one.article_id for one in first) == sorted(one.id for one in new)


def test_articles_join_the_story_and_its_id_is_the_founders() -> None:
    first = article("Beta buys Gamma for $3 billion in cash", source="one")
    later = article("Beta buys Gamma for $3 billion in cash", source="two", hours=5)
    founded, joined = join([later, first], [])
    assert (founded.article_id, founded.rung, founded.story_id) == (first.id, FOUNDING, story_id(first.id))
    assert (joined.article_id, joined.story_id, joined.rung) == (later.id, founded.story_id, "near_title")
    [again] = join([article("Beta buys Gamma for $3 billion", source="three", hours=30)], [(first, "s1")])
    assert again.story_id == "s1"


def test_versions_stay_apart_whatever_comes_between() -> None:
    titles = [f"Acme releases Orca {version} to all developers" for version in ("5.1", "5.2", "5.3")]
    joins = join([article(title, hours=hour) for hour, title in enumerate(titles)], [])
    assert {one.rung for one in joins} == {FOUNDING}


def test_a_chain_does_not_drift_from_its_first_event() -> None:
    first = article("Acme releases Orca 5.1 to all developers today", name="1")
    middle = article("Acme releases Orca to all developers today", hours=1, source="two", name="2")
    last = article("Acme releases Orca 5.2 to all developers today", hours=2, source="three", name="3")
    stories = {one.article_id: one.story_id for one in join([first, middle, last], [])}
    assert stories[first.id] == stories[middle.id] != stories[last.id]


def test_a_roundup_swallows_nothing() -> None:
    event = article("甲公司发布新一代推理模型，价格减半", name="1")
    roundup = article("早报：甲公司发布新一代推理模型，价格减半", hours=1, name="2")
    again = article("早报：甲公司发布新一代推理模型，价格减半", hours=2, source="two", name="3")
    assert len({one.story_id for one in join([event, roundup, again], [])}) == 3


def test_the_firmest_evidence_wins() -> None:
    near = article("Beta buys Gamma for $3 billion in cash", url="https://a.org/1", name="1")
    same = article("What we know of the deal of the day", url="https://a.org/2", hours=1, name="2")
    new = article(
        "Beta buys Gamma for $3 billion in cash", url="https://a.org/2", source="two", hours=2, name="3"
    )
    [joined] = join([new], [(near, "s1"), (same, "s2")])
    assert (joined.story_id, joined.rung) == ("s2", "canonical_url")


def test_ten_thousand_articles_under_one_title_are_one_story() -> None:
    flood = [
        article("Acme ships a robot that folds shirts", name=str(n), hours=n / 1000) for n in range(10_000)
    ]
    assert len({one.story_id for one in join(flood, [])}) == 1


def test_a_story_that_holds_a_roundup_takes_in_nothing_by_wording() -> None:
    url = "https://a.cn/1"
    roundup = article("早报：甲公司裁员一成；乙公司上市", url=url, name="1")
    renamed = article("甲公司宣布裁员一成以上", url=url, source="two", hours=1, name="2")
    event = article("甲公司宣布裁员一成以上", source="three", hours=2, name="3")
    stories = {one.article_id: one.story_id for one in join([roundup, renamed, event], [])}
    assert stories[roundup.id] == stories[renamed.id] != stories[event.id]


def _met(*told: tuple[str, str]) -> list[tuple[str, str]]:
    """The stories that meet in an article with the last one's address and the first one's title."""
    known = [
        (article(title, url=f"https://a.org/{n}", source=f"k{n}", hours=n, name=f"{n}"), story)
        for n, (title, story) in enumerate(told)
    ]
    both = article(told[0][0], url=known[-1][0].url, source="new", hours=9, name="new")
    clues = [(clues_of(one, NO_NAMES), story) for one, story in known]
    joined = join_clues([clues_of(both, NO_NAMES)], clues)
    assert joined.joins[0].story_id == told[-1][1], "the address is firmer than the wording"
    return [(one.story, one.into) for one in joined.meetings]


def test_two_stories_that_one_article_belongs_to_meet_in_the_earlier() -> None:
    first, other = "Beta buys Gamma for $3 billion in cash", "Gamma is bought by Beta for $3 billion"
    assert _met((first, "s1"), (other, "s2")) == [("s2", "s1")]


@pytest.mark.parametrize(
    "other",
    [
        "What we know of the deal of the day",  # may be another event
        "Gamma is bought by Beta for $9 billion",  # states another figure
        "This week in deals: Beta buys Gamma for $3 billion in cash",  # tells many events
    ],
)
def test_stories_that_began_with_other_events_do_not_meet(other: str) -> None:
    assert _met(("Beta buys Gamma for $3 billion in cash", "s1"), (other, "s2")) == []


def test_two_talks_under_one_heading_are_two_stories_whatever_its_blanks() -> None:
    talks = [
        "甲公司：让工厂的机器人自己看路 | 2026 AI 产业大会",
        "甲公司：让仓库的机器人自己看路 | 2026AI产业大会",
        "甲公司：让商店的机器人自己看路| 2026 AI产业大会",
    ]
    told = [article(title, source="paper", name=str(n), hours=n) for n, title in enumerate(talks)]
    assert len({one.story_id for one in join(told, [])}) == 3


def test_stories_that_one_source_began_do_not_meet() -> None:
    first = article("Beta buys Gamma for $3 billion in cash", url="https://a.org/1", source="k", name="1")
    other = article("Gamma is bought by Beta for $3 billion", url="https://a.org/2", source="k", name="2")
    both = article(first.title, url=other.url, source="new", hours=9, name="3")
    known = [(clues_of(first, NO_NAMES), "s1"), (clues_of(other, NO_NAMES), "s2")]
    assert join_clues([clues_of(both, NO_NAMES)], known).meetings == []

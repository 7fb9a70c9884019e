"""Filling the sections: order, limit, variety, and nothing padded."""

from __future__ import annotations

import pytest

from newsdesk.entities import Importance, Judgement, Marks, Placement, Story
from newsdesk.ranking.select import Selection, fill
from newsdesk.ranking.variety import Makers, Traits, traits_of
from newsdesk.regions.names import Names
from newsdesk.settings import Limits
from tests.unit.ranking.making import ROOT, article, story

NAMES = Names.load(ROOT / "include" / "names")
MAKERS = Makers.load(ROOT / "include" / "names" / "makers.toml")


def judged(one: Story, position: int, tier: int = 2) -> Judgement:
    return Judgement(
        one.id,
        one.lead.id,
        position,
        tier,
        Marks(3, 3, 3, 3),
        300.0 - position,
        Importance.MEDIUM,
        "",
        "rules",
    )


def placed(one: Story, section: str = "domestic") -> Placement:
    return Placement(one.id, ("CN",), section, (), "evidence")


def traits(one: Story) -> Traits:
    return Traits(one.lead.source, "", "")


def select(
    stories: list[Story],
    limit: int,
    places: dict[str, Placement] | None = None,
    tiers: dict[str, int] | None = None,
    own: dict[str, Traits] | None = None,
) -> Selection:
    judgements = [judged(one, number, (tiers or {}).get(one.id, 2)) for number, one in enumerate(stories)]
    if places is None:
        places = {one.id: placed(one) for one in stories}
    known = {one.id: traits(one) for one in stories} | (own or {})
    return fill(judgements, places, known, Limits(section=limit, publisher=4, company=2, kind=3))


def test_at_most_so_many_in_the_order_of_the_judgements() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(9)]
    selection = select(stories, 5)
    assert selection.sections == {"domestic": [one.id for one in stories[:5]]}
    assert set(selection.left_out) == {one.id for one in stories[5:]}
    assert all(why.startswith("cut: 5 stories") for why in selection.left_out.values())


def test_a_loud_section_does_not_starve_a_quiet_one() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(6)]
    places = {one.id: placed(one, "international" if one is stories[5] else "domestic") for one in stories}
    sections = select(stories, 3, places).sections
    assert sections["international"] == [stories[5].id]
    assert len(sections["domestic"]) == 3


@pytest.mark.parametrize(("trait", "most"), [("publisher", 4), ("company", 2), ("kind", 3)])
def test_one_trait_gets_no_more_than_its_share_and_the_rest_says_why(trait: str, most: int) -> None:
    loud = [story(article(f"甲{n}", slug=f"p{n}")) for n in range(6)]
    quiet = story(article("乙", slug="p8"))
    plain = {"publisher": "", "company": "", "kind": ""}
    own = {one.id: Traits(**{**plain, trait: "同一个"}) for one in loud}
    selection = select([*loud, quiet], 20, own=own)
    assert selection.sections["domestic"] == [one.id for one in loud[:most]] + [quiet.id]
    assert {why.split(" (")[0] for why in selection.left_out.values()} == {f"variety: {most} of one {trait}"}
    assert len(selection.left_out) == 6 - most


def test_variety_is_of_a_section_and_counts_only_what_got_a_place() -> None:
    stories = [story(article(f"甲{n}", slug=f"p{n}")) for n in range(4)]
    own = {one.id: Traits("", "OpenAI", "") for one in stories}
    places = {
        one.id: placed(one, "international" if at < 2 else "domestic") for at, one in enumerate(stories)
    }
    selection = select(stories, 1, places, own=own)
    assert {key: len(ids) for key, ids in selection.sections.items()} == {"international": 1, "domestic": 1}
    assert all(why.startswith("cut:") for why in selection.left_out.values())


def test_what_is_no_news_is_not_filed_and_nothing_takes_its_place() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(3)]
    selection = select(stories, 5, tiers={stories[1].id: 4})
    assert selection.sections == {"domestic": [stories[0].id, stories[2].id]}
    assert selection.left_out == {stories[1].id: "not_news: tier 4"}


def test_a_story_without_placement_is_left_out() -> None:
    one = story(article("第一条", slug="p1"))
    selection = select([one], 5, places={})
    assert selection.sections == {}
    assert selection.left_out == {one.id: "unplaced: it has no section"}


def test_the_company_is_told_from_the_title_in_one_spelling() -> None:
    def company(title: str) -> str:
        return traits_of(story(article(title)), {}, NAMES, MAKERS).company

    assert company("ChatGPT 上线新功能") == company("OpenAI 发布新模型") != ""
    assert company("Alibaba releases a model") == company("阿里巴巴发布模型") != ""
    assert company("研究者发布新基准") == ""
    assert traits_of(story(article("甲公司完成融资")), {}, NAMES, MAKERS).kind == "funding"

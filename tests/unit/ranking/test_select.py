"""Filling the sections: order, limit, variety, and nothing padded."""

from __future__ import annotations

from dataclasses import replace

from newsdesk.entities import Evidence, Importance, Judgement, Marks, Placement, Story
from newsdesk.ranking.select import fill
from tests.unit.ranking.making import article, source, story

SOURCES = {f"p{number}": source(f"p{number}") for number in range(9)}


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


def filled(stories: list[Story], limit: int, **tiers: int) -> dict[str, list[str]]:
    judgements = [judged(one, number, tiers.get(one.id, 2)) for number, one in enumerate(stories)]
    places = {one.id: placed(one) for one in stories}
    return fill(judgements, places, {one.id: one for one in stories}, sources=SOURCES, limit=limit)


def test_at_most_so_many_in_the_order_of_the_judgements() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(9)]
    assert filled(stories, 5) == {"domestic": [one.id for one in stories[:5]]}


def test_a_loud_section_does_not_starve_a_quiet_one() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(6)]
    judgements = [judged(one, number) for number, one in enumerate(stories)]
    places = {one.id: placed(one, "international" if one is stories[5] else "domestic") for one in stories}
    sections = fill(judgements, places, {one.id: one for one in stories}, sources=SOURCES, limit=3)
    assert sections["international"] == [stories[5].id]
    assert len(sections["domestic"]) == 3


def test_one_publisher_family_gets_no_more_than_two_fifths() -> None:
    loud = [story(article(f"甲{n}", slug="p1")) for n in range(12)]
    quiet = [story(article("乙", slug="p2"))]
    chosen = filled([*loud, *quiet], 20)["domestic"]
    assert chosen == [one.id for one in loud[:8]] + [quiet[0].id]


def test_what_is_no_news_is_not_filed_and_nothing_takes_its_place() -> None:
    stories = [story(article(f"第{n}条", slug=f"p{n}")) for n in range(3)]
    assert filled(stories, 5, **{stories[1].id: 4}) == {"domestic": [stories[0].id, stories[2].id]}


def test_a_story_without_placement_is_left_out() -> None:
    one = story(article("第一条", slug="p1"))
    assert fill([judged(one, 1)], {}, {one.id: one}, sources=SOURCES, limit=5) == {}


def test_one_company_gets_no_more_than_three_tenths() -> None:
    loud = [story(article(f"甲公司第{n}条", slug=f"p{n}")) for n in range(9)]
    quiet = story(article("乙公司的一条", slug="q"))
    actor = {one.id: (Evidence("CN", "甲公司", "title", one.lead.id, 3.0, "company"),) for one in loud}
    judgements = [judged(one, number) for number, one in enumerate([*loud, quiet])]
    places = {
        one.id: replace(placed(one, "domestic"), evidence=actor.get(one.id, ())) for one in [*loud, quiet]
    }
    chosen = fill(judgements, places, {one.id: one for one in [*loud, quiet]}, sources=SOURCES, limit=20)
    assert chosen["domestic"] == [one.id for one in loud[:6]] + [quiet.id]

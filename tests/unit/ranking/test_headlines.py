"""A headline that stood in an edition of the last weeks does not come back word for word."""

from __future__ import annotations

from newsdesk.entities import Story
from newsdesk.ranking.headlines import stood_before
from tests.unit.ranking.making import article, story

LINE = "星河公司发布第七代大模型，推理能力提升一倍"


def told(title: str, slug: str, days: float = 0, text: str = "") -> Story:
    return story(article(title, text, slug=slug, hours=24 * (40 - days)))


OLD = told(LINE, "p1", text="星河公司今天发布第七代大模型。")


def test_another_houses_line_is_the_same_line_weeks_later() -> None:
    again = told(f"【快讯】{LINE.replace('，', ' ')}", "p2", days=21)
    assert stood_before([again], [OLD]) == {
        again.id: f"retold: {OLD.id} tells it (one headline, 21 days later)"
    }
    assert stood_before([again], []) == {}
    assert stood_before([again], [OLD], lambda one, other: True) == {}


def test_one_sources_line_has_to_begin_the_same_text() -> None:
    assert stood_before([told(LINE, "p1", days=21, text="这一期讲的是第七代大模型的幕后。")], [OLD]) == {}
    relisted = told(LINE, "p1", days=21, text="星河公司今天发布第七代大模型。")
    assert stood_before([Story("s-another", relisted.articles)], [OLD])


def test_another_wording_a_short_line_or_the_story_itself_may_come() -> None:
    assert stood_before([told(f"{LINE}以上", "p2", days=21)], [OLD]) == {}
    assert stood_before([told("每日动态", "p2", days=21)], [told("每日动态", "p1")]) == {}
    assert stood_before([OLD], [OLD]) == {}

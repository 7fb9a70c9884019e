"""A story, the sources, flow and cost: what the rows say stands on the page."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from newsdesk.web.charts import bars, stacked
from newsdesk.web.told import in_chinese
from newsdesk.web.words import RUNGS
from tests.integration.web.archives import LAST

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def rows(archive_url: str):
    """rows("select …") over the archive."""
    engine = create_engine(archive_url)

    def ask(statement: str, **values):
        with engine.connect() as conn:
            return conn.execute(text(statement), values).all()

    yield ask
    engine.dispose()


def test_a_story_tells_its_articles_why_they_joined_and_where_it_stood(pages: TestClient, rows) -> None:
    story, count = rows(
        "select p.story_id, count(*) from publications p join story_articles j using (story_id)"
        " group by 1 having count(*) > 2 order by 1 limit 1"
    )[0]
    page = pages.get(f"/stories/{story}").text
    assert page.count('class="told"') == count
    for rung, why in rows("select rung, why from story_articles where story_id = :s", s=story):
        assert RUNGS[rung] in page
        assert in_chinese(why).replace("'", "&#39;") in page
    for day, tier, score in rows(
        "select report_date, tier, score from judgements where story_id = :s", s=story
    ):
        assert f"/reports/{day}" in page
        if tier:
            assert f"{score:.1f} 分" in page
    for (word,) in rows(
        "select e->>'word' from placements, jsonb_array_elements(evidence) e where story_id = :s", s=story
    ):
        assert word in page
    (day,) = rows("select report_date from publications where story_id = :s", s=story)[0]
    assert f"刊于 {day}" in page


def test_a_story_that_was_passed_over_says_why(pages: TestClient, rows) -> None:
    (story,) = rows("select story_id from judgements where passed_over like 'off_topic%' order by 1 limit 1")[
        0
    ]
    page = pages.get(f"/stories/{story}").text
    assert "与主题无关" in page
    assert "没有刊发" in page


def test_a_story_that_another_one_told_leads_to_it(pages: TestClient, archive_url: str, rows) -> None:
    (told,) = rows("select story_id from publications order by 1 limit 1")[0]
    (story, why) = rows(
        "select story_id, passed_over from judgements where passed_over like 'off_topic%' order by 1 limit 1"
    )[0]
    engine = create_engine(archive_url)

    def say(reason: str) -> None:
        with engine.begin() as conn:
            conn.execute(
                text("update judgements set passed_over = :why where story_id = :s and passed_over <> ''"),
                {"why": reason, "s": story},
            )

    say(f"retold: {told} tells it (likely one event: 0.64)")
    try:
        page = pages.get(f"/stories/{story}").text
    finally:
        say(why)
        engine.dispose()
    assert "已有人讲过" in page
    assert re.search(rf'讲过它的是 <a href="[^"]*stories/{told}"><bdi>[^<]+</bdi></a>', page)


@pytest.mark.parametrize("story", ["s0000000000000000", "nothing", "s0123'--", "S0123456789ABCDEF"])
def test_a_story_that_is_none(pages: TestClient, story: str) -> None:
    assert pages.get(f"/stories/{story}").status_code in (404, 422)


def test_sources_stand_with_state_figures_and_advice_worst_first(pages: TestClient) -> None:
    page = pages.get("/sources").text
    assert page.index("失效") < page.index("读取正常")
    assert "source-07" in page.split("<tbody>")[1].split("</tr>")[0]
    assert "请修正地址" in page
    assert "尚未读取过" in page
    assert page.count('class="chart"') == 41


def test_flow_and_cost_are_those_of_the_rows(pages: TestClient, rows) -> None:
    page = pages.get("/flow?days=90").text
    published, calls = rows("select (select count(*) from publications), (select count(*) from model_calls)")[
        0
    ]
    (cost,) = rows("select sum(cost_usd) from model_calls")[0]
    assert f'<b class="num">{published:,}</b>' in page
    assert f"{calls:,} 次调用" in page
    assert f"${cost:.4f}" in page
    for word in ("评判", "撰写", "定位", "claude-haiku-5-5"):
        assert word in page
    assert str(LAST) in page
    assert pages.get("/flow?days=31").status_code == 422


def test_an_empty_newsroom_has_these_pages_too(pages_of, news_url: str) -> None:
    empty = pages_of(news_url)
    for path in ("/flow", "/flow?days=365", "/sources", "/search?q=融资"):
        assert empty.get(path).status_code == 200, path


def test_charts_escape_and_keep_their_proportions() -> None:
    chart = str(bars([0, 1, 2], ["a", "<b>", "c"], '"said"'))
    assert "<b>" not in chart
    assert 'aria-label="&#34;said&#34;"' in chart
    heights = [float(h) for h in re.findall(r' height="([\d.]+)" class="bar"', chart)]
    assert heights == [14.0, 28.0]
    assert "<rect" not in str(stacked([[0, 0]], ["a"], ["x", "y"], "none"))

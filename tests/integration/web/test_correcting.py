"""An editor's forms: taken from our own pages alone, by those who may, and seen on the page afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from tests.integration.web.archives import forbidden

pytestmark = pytest.mark.database
OURS = {"origin": "https://news.example"}


@pytest.fixture
def rows(small_url: str):
    engine = create_engine(small_url)

    def ask(statement: str, **values):
        with engine.connect() as conn:
            return conn.execute(text(statement), values).all()

    yield ask
    engine.dispose()


@pytest.fixture
def stories(rows) -> list[str]:
    """Stories of several articles."""
    return [
        row[0]
        for row in rows("select story_id from story_articles group by 1 having count(*) > 2 order by 1")
    ]


def test_merging_leads_to_the_story_that_is_kept_and_can_be_taken_back(
    pages_of, small_url, rows, stories
) -> None:
    pages = pages_of(small_url)
    kept, other = stories[:2]
    answer = pages.post(f"/stories/{kept}/merge", data={"other": other, "why": "同一件事"}, headers=OURS)
    assert answer.status_code == 200
    assert answer.url.path.endswith(f"/stories/{kept}")
    assert "编辑甲" in answer.text
    assert "同一件事" in answer.text
    articles = rows("select article_id from story_articles where story_id in (:a, :b)", a=kept, b=other)
    assert answer.text.count('class="told"') == len(articles)
    assert pages.get(f"/stories/{other}").url.path.endswith(f"/stories/{kept}")

    number = rows("select max(id) from story_changes")[0][0]
    back = pages.post(f"/stories/{kept}/undo", data={"change": number}, headers=OURS)
    assert "已撤回" in back.text
    assert pages.get(f"/stories/{other}").url.path.endswith(f"/stories/{other}")


def test_splitting_makes_a_story_of_the_ticked_articles(pages_of, small_url, rows, stories) -> None:
    pages = pages_of(small_url)
    story = stories[0]
    articles = [row[0] for row in rows("select article_id from story_articles where story_id = :s", s=story)]
    answer = pages.post(f"/stories/{story}/split", data={"article": articles[:1]}, headers=OURS)
    assert answer.text.count('class="told"') == len(articles) - 1
    into = rows("select into_id from story_changes")[0][0]
    assert pages.get(f"/stories/{into}").text.count('class="told"') == 1
    for wrong in ([], articles, ["a0000000000000000"]):
        refused = pages.post(f"/stories/{story}/split", data={"article": wrong}, headers=OURS)
        assert refused.status_code == 409
        assert "没有改成" in refused.text


def test_muting_is_said_on_the_page(pages_of, small_url, stories) -> None:
    pages = pages_of(small_url)
    assert "已停刊" in pages.post(f"/stories/{stories[0]}/mute", data={"why": ""}, headers=OURS).text
    assert pages.post(f"/stories/{stories[0]}/mute", data={"why": ""}, headers=OURS).status_code == 409


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "https://news.example.evil.example"},
        {"origin": "http://news.example"},
        {"origin": "https://news.example:8443"},
        {"origin": "file://"},
        {"referer": "https://news.example/newsdesk/"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(pages_of, small_url, rows, stories, headers) -> None:
    answer = pages_of(small_url).post(f"/stories/{stories[0]}/mute", data={"why": ""}, headers=headers)
    assert answer.status_code == 403
    assert rows("select count(*) from story_changes")[0][0] == 0


def test_who_may_only_read_sees_no_form_and_sends_none(pages_of, small_url, rows, stories) -> None:
    reader = pages_of(small_url, editor=forbidden, may_edit=False)
    assert "<form method" not in reader.get(f"/stories/{stories[0]}").text
    answer = reader.post(f"/stories/{stories[0]}/mute", data={"why": ""}, headers=OURS)
    assert answer.status_code == 403
    assert rows("select count(*) from story_changes")[0][0] == 0


def test_a_look_changes_nothing(pages_of, small_url, stories) -> None:
    pages = pages_of(small_url)
    for action in ("merge", "split", "mute", "undo"):
        assert pages.get(f"/stories/{stories[0]}/{action}").status_code == 405


def test_odd_forms_are_refused(pages_of, small_url, stories) -> None:
    pages = pages_of(small_url)
    story = stories[0]
    assert pages.post(f"/stories/{story}/undo", data={"change": "1; drop"}, headers=OURS).status_code == 422
    assert pages.post(f"/stories/{story}/undo", data={"change": "7"}, headers=OURS).status_code == 409
    assert pages.post(f"/stories/{story}/merge", data={"other": story}, headers=OURS).status_code == 409
    assert pages.post(f"/stories/{story}/merge", data={"other": "<script>"}, headers=OURS).status_code == 409
    assert pages.post(f"/stories/{story}/mute", content=b"x" * 70_000, headers=OURS).status_code == 413
    assert pages.post(f"/stories/{story}/mute", content=b"why=\xff\xfe", headers=OURS).status_code == 422

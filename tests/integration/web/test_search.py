"""Search by words, in Chinese without spaces, and by meaning, across languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text

from newsdesk import meanings
from newsdesk.store.pages import search
from newsdesk.store.pages.words import words_of
from newsdesk.stories.embedding import ENCODER
from tests.integration.newsroom import newsroom, sample_server

pytestmark = pytest.mark.database
AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(archive_url: str):
    made = create_engine(archive_url)
    yield made
    made.dispose()


def held(engine: Engine, title: str, body: str, question: str) -> bool:
    words = words_of(question)
    assert words is not None
    with engine.connect() as conn:
        statement = text("select newsdesk_words(:title, :body) @@ cast(:query as tsquery)")
        return bool(
            conn.execute(statement, {"title": title, "body": body, "query": words.query}).scalar_one()
        )


@pytest.mark.parametrize(
    ("title", "question", "found"),
    [
        ("星槎智能完成12亿元B轮融资", "融资", True),
        ("星槎智能完成12亿元B轮融资", "完成 融资", True),
        ("星槎智能完成12亿元B轮融资", "资", True),
        ("星槎智能完成12亿元B轮融资", "星槎", True),
        ("星槎智能完成12亿元B轮融资", "融券", False),
        ("星槎智能完成12亿元B轮融资", "能星", False),
        ("ＡＩ芯片GPT－5发布", "ai gpt-5", True),
        ("OpenAI releases GPT-5.2", "openai", True),
        ("OpenAI releases GPT-5.2", "OPEN", True),
        ("OpenAI releases GPT-5.2", "ai", False),
        ("Élysée über Straße", "Élysée", True),
        ("ディープラーニング", "ラーニング", True),
        ("딥러닝 모델", "러닝", True),
    ],
)
def test_words(engine: Engine, title: str, question: str, found: bool) -> None:
    assert held(engine, title, "", question) is found


def test_words_of_the_beginning_of_a_text_count_too(engine: Engine) -> None:
    assert held(engine, "标题", "正文里提到了量子计算。", "量子计算")
    assert not held(engine, "标题", "字" * 2000 + "量子", "量子")


@given(
    st.text(st.sampled_from("融资人工智能芯片发布模型的"), min_size=1, max_size=30),
    st.integers(0, 29),
    st.integers(1, 8),
)
def test_every_piece_of_a_title_finds_it(engine: Engine, title: str, start: int, length: int) -> None:
    question = title[start % len(title) :][:length]
    assert held(engine, title, "", question)


@pytest.mark.parametrize(
    "question", ["", "  ", "!!!", "《》", "'; drop table stories; --", "a" * 200, "融:*|!&()'\\"]
)
def test_odd_questions_have_an_answer_too(pages: TestClient, question: str) -> None:
    assert pages.get("/search", params={"q": question}).status_code == 200


def test_a_question_that_is_too_long_is_refused(pages: TestClient) -> None:
    assert pages.get("/search", params={"q": "长" * 201}).status_code == 422


def test_published_and_archived_are_found_and_marked(pages: TestClient) -> None:
    page = pages.get("/search", params={"q": "融资"}).text
    said, archived = page.split('id="archived"')
    assert "刊于 2026-" in said
    assert "<mark>融资</mark>" in said
    assert archived.count('class="hit"') == 20


def test_an_english_article_is_found_by_its_chinese_summary(pages: TestClient, engine: Engine) -> None:
    with engine.connect() as conn:
        words = words_of("融资")
        assert words is not None
        hits = search.published(conn, "ai-zh", words, before=AHEAD, limit=200)
    assert {hit.language for hit in hits} == {"zh", "en"}
    assert all("融资" in hit.summary or "融资" in hit.title or "融资" in hit.text for hit in hits)
    assert [hit.published[0] for hit in hits] == sorted((hit.published[0] for hit in hits), reverse=True)


def test_pages_of_the_archive_follow_one_another_to_its_end(pages: TestClient, engine: Engine) -> None:
    with engine.connect() as conn:
        total = conn.execute(
            text(
                "select count(distinct article_id) from article_revisions where title like '%裁员%' or left(text, 600) like '%裁员%'"
            )
        ).scalar_one()
    seen: list[str] = []
    address: str | None = "/search?q=裁员&where=archive"
    while address:
        page = pages.get(address).text
        seen += re.findall(r'href="[^"]*/stories/(s\w+)"', page.split('id="archived"')[1])
        more = re.search(r'rel="next" href="/newsdesk(/search[^"]+)"', page)
        address = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == total > 40


def test_by_meaning_a_chinese_question_finds_english_titles(engine: Engine) -> None:
    vector = ENCODER.embed(["机器人进入工厂工作"])[0].tolist()
    with engine.connect() as conn:
        hits = search.by_meaning(conn, "ai-zh", vector, least=0.2, limit=40)
    assert any(hit.language == "en" and "robots" in hit.title for hit in hits)
    assert len({hit.story_id for hit in hits}) == len(hits)
    scores = [hit.score or 0.0 for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_a_question_with_no_answer_says_so(pages: TestClient) -> None:
    page = pages.get("/search", params={"q": "红烧肉的做法"}).text
    assert "没有刊发过含有这些字词的条目" in page
    assert "档案里没有含有这些字词的文章" in page
    assert "没有含义相近的报道" in page


def test_reading_the_sources_gives_each_article_its_meaning(news_url: str, tmp_path: Path) -> None:
    with sample_server() as port:
        room = newsroom(news_url, tmp_path, port)
        room.stage("ingest", "2026-03-02")
    engine = create_engine(news_url)
    with engine.connect() as conn:
        articles, with_meaning = conn.execute(
            text("select (select count(*) from articles), (select count(*) from article_meanings)")
        ).one()
    assert articles == with_meaning > 10
    assert meanings.keep_up(engine) == 0
    engine.dispose()


def test_what_is_lacking_is_caught_up_with_piece_by_piece(small_url: str) -> None:
    engine = create_engine(small_url)
    with engine.begin() as conn:
        conn.execute(text("delete from article_meanings where revision < 100 or revision > 200"))
        lacking = conn.execute(
            text(
                "select count(*) from articles a where not exists (select from article_meanings m where m.article_id = a.id)"
            )
        ).scalar_one()
    done = 0
    while piece := meanings.keep_up(engine, most=50):
        assert piece <= 50
        done += piece
    assert done == lacking > 150
    engine.dispose()


def test_without_pgvector_there_is_search_by_words_alone(pages_of, small_url: str) -> None:
    engine = create_engine(small_url)
    with engine.begin() as conn:
        conn.execute(text("drop table article_meanings"))
    assert meanings.keep_up(engine) == 0
    engine.dispose()
    page = pages_of(small_url).get("/search", params={"q": "融资"}).text
    assert "没有装 pgvector" in page
    assert "<mark>融资</mark>" in page

"""An editor's hand: what is merged, split or muted takes effect in editions judged afterwards, and can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from newsdesk import editing, joining
from newsdesk.cli.story_command import lines
from newsdesk.editing import Hand
from newsdesk.errors import WrongStory
from newsdesk.store.story_changes import changes, standing
from newsdesk.stories.changes import BY_ITSELF
from newsdesk.stories.clustering import Meeting
from tests.integration.newsroom import Newsroom, newsroom, sample_server

pytestmark = pytest.mark.database

DAY = "2026-03-03"
ME = Hand("an editor", datetime(2026, 3, 4, tzinfo=UTC), "they are one")


@pytest.fixture
def room(news_url: str, tmp_path: Path) -> Iterator[Newsroom]:
    with sample_server() as port:
        yield newsroom(news_url, tmp_path, port)


def told(room: Newsroom) -> list[str]:
    report = json.loads((room.settings.reports / f"{DAY}_report.json").read_text(encoding="utf-8"))
    return [item["story"] for part in report["sections"] for item in report[part["key"]]]


def test_a_mute_a_merge_and_a_split_take_effect_when_judged_again_and_are_undone(
    room: Newsroom, news_engine: Engine
) -> None:
    room.run(DAY)
    before, files = told(room), room.files()
    muted, kept, other = before[:3]
    with news_engine.begin() as conn:
        mute = editing.mute(conn, muted, ME)
        merge = editing.merge(conn, kept, other, ME)
    room.run(DAY, since="rank")
    assert room.files() == files, "an edition that nobody asked to judge again stays as it is"
    room.run(DAY, run_id="fresh", since="rank", fresh=True)
    assert set(told(room)) >= {kept}
    assert not {muted, other} & set(told(room))
    assert "更正" in room.report(DAY)
    with news_engine.connect() as conn:
        view = editing.look(conn, editing.find(conn, other), datetime.now(UTC))
        assert view.story == kept
        assert {one.chapter for one in view.members} == {kept, other}
        assert [slug for slug, _ in view.editions] == ["ai-zh"]
    part = next(one.article.id for one in view.members if one.chapter == other)
    with news_engine.begin() as conn:
        for number in (mute, merge):
            editing.undo(conn, number, ME)
        if len(editing.look(conn, other, ME.at).members) > 1:
            _, into = editing.split(conn, other, [part], ME)
            assert editing.find(conn, part) == into
    room.run(DAY, run_id="again", since="rank", fresh=True)
    assert set(told(room)) >= {muted, kept, other}


def test_a_story_is_found_by_id_article_or_link_and_shown_with_what_joined_it(
    room: Newsroom, news_engine: Engine
) -> None:
    room.run(DAY)
    story = told(room)[0]
    with news_engine.connect() as conn:
        view = editing.look(conn, editing.find(conn, story[:10]), datetime.now(UTC))
        first = view.members[0].article
        assert editing.find(conn, first.id) == editing.find(conn, first.url + "?utm_source=x") == story
        shown = "\n".join(lines(view, ZoneInfo("Asia/Shanghai")))
        assert f"{first.title}\n  {first.url}\n  founding 1.00" in shown
        assert f"edition ai-zh {DAY}: first told" in shown


@pytest.mark.parametrize(
    "wanted", ["", "x", "s12", "s1234567890abcdef", "a1234567890abcdef", "https://no.example/1"]
)
def test_what_is_no_story_is_refused_with_what_to_give(news_engine: Engine, wanted: str) -> None:
    with news_engine.connect() as conn, pytest.raises(WrongStory):
        editing.find(conn, wanted)


def test_changes_that_cannot_be_are_refused(news_engine: Engine) -> None:
    with news_engine.begin() as conn:
        conn.execute(
            text(
                "insert into stories select 's' || repeat(d, 16), '2026-03-03' from unnest('{a,b}'::text[]) d"
            )
        )
    a, b = "s" + "a" * 16, "s" + "b" * 16
    with news_engine.begin() as conn:
        number = editing.merge(conn, a, b, ME)
        with pytest.raises(WrongStory, match="already"):
            editing.merge(conn, b, a, ME)
        with pytest.raises(WrongStory, match="not in"):
            editing.split(conn, a, ["a1234567890abcdef"], ME)
        editing.mute(conn, b, ME)
        with pytest.raises(WrongStory, match="muted already"):
            editing.mute(conn, a, ME)
        editing.undo(conn, number, ME)
        with pytest.raises(WrongStory, match="taken back already"):
            editing.undo(conn, number, ME)
        with pytest.raises(WrongStory, match="no change 99"):
            editing.undo(conn, 99, ME)


def test_stories_that_meet_are_merged_once_and_never_again_when_an_editor_took_it_back(
    news_engine: Engine,
) -> None:
    a, b, c = ("s" + letter * 16 for letter in "abc")
    met = [Meeting(b, a, "one event"), Meeting(c, b, "one event"), Meeting(c, a, "one event")]
    with news_engine.begin() as conn:
        ids = text("insert into stories select unnest((:ids)::text[]), '2026-03-03'")
        conn.execute(ids, {"ids": [a, b, c]})
        for _ in range(2):
            now = joining._merge(conn, met, standing(conn), ME.at)
        rows = changes(conn)
        assert [(one.kind, one.story, one.into, one.by) for one in rows] == [
            ("merge", b, a, BY_ITSELF),
            ("merge", c, b, BY_ITSELF),
        ]
        assert now.members(a) == {a, b, c}
        editing.undo(conn, rows[0].id, ME)
        now = joining._merge(conn, met[:1], standing(conn), ME.at)
        assert now.root(b) == b
        assert now.root(c) == b

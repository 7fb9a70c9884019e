"""Recorded material into the archive: once, at its time, and never into a closed edition."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsdesk.cli.import_command import told
from newsdesk.entities import Language, Source
from newsdesk.errors import ConfigError
from newsdesk.feeds import recorded
from newsdesk.feeds.catalog import Catalog
from newsdesk.importing import Tally, import_found
from newsdesk.store import fetches

pytestmark = pytest.mark.database

WIRE = Source("wire", "Wire", "https://wire.example/feed", "wire", Language.EN, 1, "US")
CATALOG = Catalog((WIRE,), frozenset())


def rss(*items: tuple[str, str, str]) -> str:
    body = "".join(
        f"<item><guid>{guid}</guid><link>https://wire.example/{guid}</link><title>{title}</title>"
        f"<pubDate>{when}</pubDate></item>"
        for guid, title, when in items
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{body}</channel></rss>'


ONE = ("1", "A chip maker opens a plant", "Thu, 01 Jan 2026 10:00:00 GMT")
TWO = ("2", "A model learns to fold laundry", "Fri, 02 Jan 2026 10:00:00 GMT")


def bring(engine: Engine, path: Path) -> Tally:
    tally = Tally()
    for _ in import_found(engine, CATALOG, path, recorded.find(path), tally):
        pass
    return tally


def captures(folder: Path, slug: str = "wire") -> Path:
    (folder / slug).mkdir(parents=True)
    (folder / slug / "2026-01-01T1200.xml").write_text(rss(ONE))
    (folder / slug / "2026-01-02T1200.xml").write_text(
        rss(TWO, (ONE[0], "A chip maker opens two plants", ONE[2]))
    )
    return folder


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(query))]


def test_captures_are_archived_at_their_time_and_again_add_nothing(
    news_engine: Engine, tmp_path: Path
) -> None:
    folder = captures(tmp_path / "feeds")
    first = bring(news_engine, folder)
    assert (first.readings, first.new, first.revised, first.known) == (2, 2, 1, 0)
    seen = rows(news_engine, "select title, seen_at at time zone 'UTC' from article_revisions order by id")
    assert seen == [
        ("A chip maker opens a plant", datetime(2026, 1, 1, 12)),
        ("A model learns to fold laundry", datetime(2026, 1, 2, 12)),
        ("A chip maker opens two plants", datetime(2026, 1, 2, 12)),
    ]
    again = bring(news_engine, folder)
    assert (again.readings, again.readings_known, again.new, again.revised, again.known) == (0, 2, 0, 0, 3)
    assert rows(news_engine, "select count(*) from article_revisions") == [(3,)]
    assert rows(news_engine, "select count(*) from fetches") == [(2,)]


def test_an_import_is_no_answer_of_a_server(news_engine: Engine, tmp_path: Path) -> None:
    bring(news_engine, captures(tmp_path / "feeds"))
    with news_engine.connect() as conn:
        assert not fetches.ever_reached(conn)
        assert fetches.remembered(conn, not_after=datetime(2026, 6, 1, tzinfo=UTC)) == {}


def test_what_a_source_gave_later_is_no_backlog_and_its_first_reading_is(
    news_engine: Engine, tmp_path: Path
) -> None:
    bring(news_engine, captures(tmp_path / "feeds"))
    found = rows(news_engine, "select backlog from articles order by key")
    assert found == [(True,), (False,)]


def test_a_page_an_unknown_folder_and_an_odd_name_are_refused_with_their_reasons(
    news_engine: Engine, tmp_path: Path
) -> None:
    folder = captures(tmp_path / "feeds")
    (folder / "wire" / "2026-01-03T1200.xml").write_text(
        "<html><head><title>Access Denied</title></head><body>no</body></html>"
    )
    (folder / "wire" / "latest.xml").write_text(rss(ONE))
    captures(folder / "more", "stranger")
    tally = bring(news_engine, folder)
    assert tally.new == 2
    reasons = "\n".join(told(tally))
    assert 'an HTML page titled "Access Denied"' in reasons
    assert "its name is no time" in reasons
    assert "2 x its folder names no source" in reasons
    assert rows(news_engine, "select outcome from fetches order by at") == [("ok",), ("ok",), ("blocked",)]


def test_a_file_that_cannot_be_read_costs_no_other(news_engine: Engine, tmp_path: Path) -> None:
    folder = captures(tmp_path / "feeds")
    found, tally = recorded.find(folder), Tally()
    found.captures[0].path.unlink()
    for _ in import_found(news_engine, CATALOG, folder, found, tally):
        pass
    assert (tally.readings, tally.new) == (1, 2)
    assert tally.refused == {"cannot be read: No such file or directory": 1}


def test_an_index_describes_sources_that_the_feeds_file_lacks(news_engine: Engine, tmp_path: Path) -> None:
    folder = captures(tmp_path / "feeds", "stranger")
    (folder / "INDEX.tsv").write_text(
        "slug\tpublisher\toriginal_feed_url\tlanguage\nstranger\t陌生人 (Stranger), by hand\thttps://s.example/\tzh\n"
    )
    assert bring(news_engine, folder).new == 2
    assert rows(news_engine, "select name, language, tier, home from sources") == [("陌生人", "zh", 2, "CN")]


def line(**fields: object) -> str:
    values = {"source": "Wire", "title": "A plain title", "url": "https://wire.example/1"}
    values |= {"published": "2026-01-02 10:00:00  +0800", **fields}
    return json.dumps({key: value for key, value in values.items() if value is not None}, ensure_ascii=False)


def test_json_lines_are_archived_under_the_source_that_they_name(news_engine: Engine, tmp_path: Path) -> None:
    lines = [
        line(day="2026-01-02", summary="<b>Some</b> text"),
        line(url="https://p.example/2", source="纸上", title="一条新闻", lang="zh"),
        line(published=None),
        line(title=None),
        "{broken",
        "",
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    tally = bring(news_engine, path)
    assert (tally.new, sum(tally.refused.values())) == (2, 3)
    told_lines = "\n".join(told(tally))
    assert "articles.jsonl:3" in told_lines
    assert "no title: write it as one of title, headline" in told_lines
    found = rows(
        news_engine,
        "select s.name, r.text, r.date_trusted from article_revisions r join articles a on a.id = r.article_id"
        " join sources s on s.slug = a.source_slug order by r.url",
    )
    assert found == [("纸上", "", True), ("Wire", "Some text", True)]
    assert bring(news_engine, path).new == 0


def test_more_lines_of_a_day_can_be_added_later(news_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(line(day="2026-01-02"))
    assert bring(news_engine, path).new == 1
    path.write_text(line(day="2026-01-02") + "\n" + line(day="2026-01-02", url="https://wire.example/2"))
    assert bring(news_engine, path).new == 1


def test_nothing_to_import_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing there"):
        recorded.find(tmp_path / "none")
    with pytest.raises(ConfigError, match="no recorded feed"):
        recorded.find(tmp_path)


@pytest.mark.parametrize(
    ("stem", "moment"),
    [
        ("2026-01-02T0830", datetime(2026, 1, 2, 8, 30, tzinfo=UTC)),
        ("2026-01-02T08-30-15Z", datetime(2026, 1, 2, 8, 30, 15, tzinfo=UTC)),
        ("20260102T083015", datetime(2026, 1, 2, 8, 30, 15, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 2, tzinfo=UTC)),
        ("2026-13-02T0830", None),
        ("latest", None),
    ],
)
def test_a_file_name_says_when(stem: str, moment: datetime | None) -> None:
    assert recorded.capture_time(stem) == moment

"""The archive saved and put back: the same rows; nothing lost where the file is no archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from newsdesk.cli import backup as saving
from newsdesk.cli import homes
from newsdesk.cli.backup import BackupFailed
from newsdesk.cli.talk import Talk
from newsdesk.errors import Permanent

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(news_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> homes.Home:
    monkeypatch.setenv("NEWSDESK_DATABASE_URL", news_url)
    return homes.live(tmp_path)


def put(url: str, story: str) -> None:
    engine = create_engine(url)
    with engine.begin() as conn:
        conn.execute(text("insert into stories (id, founded_for) values (:id, '2026-01-01')"), {"id": story})
    engine.dispose()


def stories(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as conn:
        found = list(conn.execute(text("select id from stories order by id")).scalars())
    engine.dispose()
    return found


def test_what_was_saved_comes_back_and_what_came_later_goes(home, news_url, tmp_path) -> None:
    put(news_url, "before")
    file = tmp_path / "archive.dump"
    saving.backup(home, file, Talk())
    put(news_url, "later")
    saving.restore(home, file, Talk())
    assert stories(news_url) == ["before"]
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_a_file_that_is_no_archive_changes_nothing(home, news_url, tmp_path) -> None:
    put(news_url, "kept")
    file = tmp_path / "broken.dump"
    file.write_bytes(b"PGDMP, but cut off")
    with pytest.raises(BackupFailed):
        saving.restore(home, file, Talk())
    with pytest.raises(Permanent):
        saving.restore(home, tmp_path / "none.dump", Talk())
    assert stories(news_url) == ["kept"]

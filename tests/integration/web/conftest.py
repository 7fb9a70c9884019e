"""Two generated archives for all tests of the pages: a calm one and a hostile one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from tests.integration.web.archives import LAST, client, fill, office


@contextmanager
def _database(postgres: str, template: str) -> Iterator[str]:
    name = f"web_{uuid4().hex[:12]}"
    admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as conn:
        conn.execute(text(f"create database {name} template {template}"))
    yield postgres.format(database=name)
    with admin.connect() as conn:
        conn.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture(scope="session")
def archive_url(postgres: str, template_database: str) -> Iterator[str]:
    """60 dates of invented news, 80 articles each. Read only."""
    with _database(postgres, template_database) as url:
        fill(url, editions=60, articles=80, last=LAST)
        yield url


@pytest.fixture(scope="session")
def hostile_url(postgres: str, template_database: str) -> Iterator[str]:
    """Twelve dates in which every text may be an attack. Read only."""
    with _database(postgres, template_database) as url:
        fill(url, editions=12, articles=60, last=LAST, hostile=True)
        yield url


@pytest.fixture
def small_url(news_url: str) -> str:
    """Six dates of invented news in a database of the test's own, to be written in."""
    fill(news_url, editions=6, articles=60, last=LAST)
    return news_url


@pytest.fixture
def pages(archive_url: str) -> Iterator[TestClient]:
    """The pages of the calm archive, for somebody who may do everything."""
    opened = office(archive_url)
    yield client(opened)
    opened.engine.dispose()


@pytest.fixture
def pages_of() -> Iterator[Callable[..., TestClient]]:
    """pages_of(url, reader=…, editor=…, …): a client; further arguments change the office."""
    opened: list[Any] = []

    def make(url: str, **asked: Any) -> TestClient:
        doors = {name: asked.pop(name) for name in ("reader", "editor", "may_edit") if name in asked}
        opened.append(office(url, **asked))
        return client(opened[-1], **doors)

    yield make
    for one in opened:
        one.engine.dispose()

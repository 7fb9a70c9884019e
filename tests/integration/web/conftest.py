"""Two generated archives for all tests of the pages: a calm one and a hostile one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.databases import copy_of, name_in
from tests.integration.web.archives import LAST, client, fill, office


@pytest.fixture(scope="session")
def archive_url(postgres: str, template_database: str) -> Iterator[str]:
    """60 dates of invented news, 80 articles each. Read only."""
    with copy_of(postgres, template_database) as url:
        fill(url, editions=60, articles=80, last=LAST)
        yield url


@pytest.fixture(scope="session")
def hostile_url(postgres: str, template_database: str) -> Iterator[str]:
    """Twelve dates in which every text may be an attack. Read only."""
    with copy_of(postgres, template_database) as url:
        fill(url, editions=12, articles=60, last=LAST, hostile=True)
        yield url


@pytest.fixture(scope="session")
def small_template(postgres: str, template_database: str) -> Iterator[str]:
    """The name of a database with six dates of invented news, to be copied."""
    with copy_of(postgres, template_database) as url:
        fill(url, editions=6, articles=60, last=LAST)
        yield name_in(url)


@pytest.fixture
def small_url(postgres: str, small_template: str) -> Iterator[str]:
    """Six dates of invented news in a database of the test's own, to be written in."""
    with copy_of(postgres, small_template) as url:
        yield url


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

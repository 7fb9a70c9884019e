"""A newsroom over the sample feeds for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.newsroom import Newsroom, newsroom, sample_server


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the sample's feeds."""
    with sample_server() as found:
        yield found


@pytest.fixture
def room(news_url: str, tmp_path: Path, port: int) -> Newsroom:
    """A newsroom with a database and a folder of its own."""
    return newsroom(news_url, tmp_path, port)

"""Databases of a test's own, each a copy of one that was filled once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text


@contextmanager
def copy_of(postgres: str, template: str) -> Iterator[str]:
    """The URL of a copy of a database that nobody is connected to; it is dropped at the end."""
    name = f"copy_{uuid4().hex[:12]}"
    administer(postgres, f"create database {name} template {template}")
    yield postgres.format(database=name)
    administer(postgres, f"drop database {name} with (force)")


def administer(postgres: str, statement: str) -> None:
    """Runs one statement outside any transaction. postgres: a URL with {database} left open."""
    engine = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(statement))
    engine.dispose()


def name_in(url: str) -> str:
    """The database that a URL names."""
    return str(make_url(url).database)

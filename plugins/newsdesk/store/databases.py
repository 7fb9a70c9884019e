"""Databases as a whole: addresses, whether they can be reached, and making those that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError

from newsdesk.errors import ConfigError, Permanent, Transient

_DRIVER = "postgresql+psycopg2"
_LONGEST_NAME = 63  # Postgres cuts longer names off without a word
# Databases that every server has, to talk to it from while the wanted one is missing.
_ALWAYS_THERE = ("postgres", "template1")


# What a database that misses a right or an extension raises.
DATABASE_ERRORS = (DBAPIError,)


class DatabaseOutOfReach(Transient):
    """The server does not answer, or does not let this user in; says which and what to do."""


class DatabaseRefused(Permanent):
    """The server is there, but this user may not make the database that is missing."""


def embedded_url(socket_folder: Path, database: str) -> str:
    """The SQLAlchemy URL of a database of the embedded server (unix socket, trusted)."""
    url = URL.create(_DRIVER, "postgres", database=database, query={"host": str(socket_folder)})
    return url.render_as_string(hide_password=False)


def normal_url(given: str) -> str:
    """A person's Postgres URL in the one form used here: SQLAlchemy, psycopg2, a database named.

    Raises ConfigError.
    """
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise ConfigError(f"NEWSDESK_DATABASE_URL: not a database URL. {_FORM}") from error
    if url.drivername.split("+")[0] not in ("postgresql", "postgres"):
        raise ConfigError(f"NEWSDESK_DATABASE_URL: {url.drivername} is not Postgres. {_FORM}")
    if not url.database:
        raise ConfigError(f"NEWSDESK_DATABASE_URL: it names no database. {_FORM}")
    return url.set(drivername=_DRIVER).render_as_string(hide_password=False)


_FORM = "Write postgresql://USER:PASSWORD@HOST:5432/DATABASE"


def sibling(url: str, suffix: str) -> str:
    """The URL of another database of the same server, named like this one with a suffix.

    Raises ConfigError where the name would be longer than Postgres allows.
    """
    parsed = make_url(url)
    name = f"{parsed.database}_{suffix}"
    if len(name.encode()) > _LONGEST_NAME:
        raise ConfigError(
            f"database name {name!r} is too long for Postgres; take a shorter one than {parsed.database!r}"
        )
    return parsed.set(database=name).render_as_string(hide_password=False)


def parts(url: str) -> dict[str, object]:
    """host (for a unix socket: its folder), port, database, user, password, query of a URL."""
    parsed = make_url(url)
    query = dict(parsed.query)
    host = parsed.host or query.pop("host", None)
    return {
        "host": host,
        "port": parsed.port or query.pop("port", None),
        "database": parsed.database,
        "user": parsed.username,
        "password": parsed.password,
        "query": query,
    }


def shown(url: str) -> str:
    """A URL as it may be printed: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def ensure(url: str) -> bool:
    """Makes sure that the database is there and lets us in; True where it was made now.

    Raises DatabaseOutOfReach or DatabaseRefused.
    """
    try:
        with _connected(url):
            return False
    except OperationalError as error:
        if not _is_missing(error):
            raise _out_of_reach(url, error) from error
    _create(url)
    return True


def recreate(url: str) -> None:
    """Drops a database with all that is in it, and makes it anew. Raises as ensure does."""
    with _beside(url) as connection:
        connection.execute(text(f"drop database if exists {_quoted(_name(url))} with (force)"))
    _create(url)


def take_place(new: str, old: str) -> None:
    """Gives one database the place of another, in one transaction, and drops the other.

    Whoever is connected to either is sent away.
    """
    before = make_url(old).set(database=f"{make_url(old).database}_before")
    with _beside(old) as connection:
        for url in (new, old):
            connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
                {"name": _name(url)},
            )
        gone = _quoted(str(before.database))
        connection.execute(text(f"drop database if exists {gone} with (force)"))
        connection.execute(text("begin"))
        connection.execute(text(f"alter database {_quoted(_name(old))} rename to {gone}"))
        connection.execute(text(f"alter database {_quoted(_name(new))} rename to {_quoted(_name(old))}"))
        connection.execute(text("commit"))
        connection.execute(text(f"drop database {gone} with (force)"))


def _create(url: str) -> None:
    name, user = _quoted(_name(url)), _quoted(str(make_url(url).username))
    try:
        with _beside(url) as connection:
            connection.execute(text(f"create database {name} encoding 'UTF8' template template0"))
    except ProgrammingError as error:
        if _code(error) == "42P04":  # duplicate_database: another launcher was quicker
            return
        raise DatabaseRefused(
            f"database {name} is missing and user {user} may not make it ({first_line(error)}). "
            f"Let an administrator run: CREATE DATABASE {name} OWNER {user} ENCODING 'UTF8'"
        ) from error


@contextmanager
def _beside(url: str) -> Iterator[Connection]:
    """A connection to some other database of the server."""
    refusals: list[OperationalError] = []
    for name in _ALWAYS_THERE:
        other = make_url(url).set(database=name).render_as_string(hide_password=False)
        try:
            connecting = _connected(other)
            connection = connecting.__enter__()
        except OperationalError as error:
            refusals.append(error)
            continue
        try:
            yield connection
        finally:
            connecting.__exit__(None, None, None)
        return
    raise _out_of_reach(url, refusals[0]) from refusals[0]


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A connection of its own without transactions: databases cannot be made inside one."""
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args={"connect_timeout": 10}
    )
    with engine.connect() as connection:
        yield connection


def _name(url: str) -> str:
    return str(make_url(url).database)


def _code(error: DBAPIError) -> str | None:
    return getattr(error.orig, "pgcode", None)


def _is_missing(error: OperationalError) -> bool:
    # libpq gives no SQLSTATE for what happens while connecting, only the server's words.
    return _code(error) == "3D000" or bool(re.search(r'"[^"]*" does not exist', str(error.orig)))


def _out_of_reach(url: str, error: DBAPIError) -> DatabaseOutOfReach:
    return DatabaseOutOfReach(
        f"Postgres cannot be reached at {shown(url)}: {first_line(error)}. "
        "Check that it runs and that NEWSDESK_DATABASE_URL, if set, is right"
    )


def first_line(error: DBAPIError) -> str:
    """The first line of what the server said."""
    return (str(error.orig).strip().splitlines() or ["no answer"])[0].rstrip(".")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'

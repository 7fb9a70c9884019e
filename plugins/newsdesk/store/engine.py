"""Connections and locks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DataError, DBAPIError

__all__ = ["Connection", "Engine"]

# Two-part advisory lock keys: this first part keeps ours apart from anybody else's in the server.
_SPACE = 0x6E65  # "ne"
_ARCHIVE = 1
_STORIES = 2

_WRITING = text("select pg_advisory_xact_lock_shared(:s, :k)")
_HOLDING = text("select pg_advisory_xact_lock(:s, :k)")


def connect(database_url: str) -> Engine:
    """An engine on the news database. Opens nothing yet; UTC sessions; dead connections replaced."""
    return create_engine(
        database_url,
        pool_pre_ping=True,
        pool_size=5,
        # Many rows are sent together, not one round trip each.
        executemany_mode="values_plus_batch",
        connect_args={"options": "-c timezone=UTC", "application_name": "newsdesk", "connect_timeout": 10},
    )


def is_unstorable(error: Exception) -> bool:
    """Whether a statement failed for the values that it was given, and not for the server or for us.

    A value of a kind that no column takes, and SQLSTATE class 54, a limit of the server (too long for an
    index). The driver itself refuses NUL by a ValueError.
    """
    code = getattr(error.orig, "pgcode", None) if isinstance(error, DBAPIError) else None
    return isinstance(error, DataError | ValueError) or str(code or "").startswith("54")


def _number(name: str) -> int:
    """A name as a signed 32-bit lock number, the same in every process."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big", signed=True)


@contextmanager
def edition_lock(engine: Engine, slug: str, report_date: str) -> Iterator[None]:
    """Holds an edition for one stage: a second run of the same date waits its turn.

    A session lock on a connection of its own, so that it outlives the stage's transactions and is
    let go by the server when the process dies.
    """
    with engine.connect() as holder:
        holder.execute(
            text("select pg_advisory_lock(:space, :key)"),
            {"space": _SPACE, "key": _number(f"edition {slug} {report_date}")},
        )
        holder.commit()
        try:
            yield
        finally:
            # Closing the session releases the lock also when the transaction state is in doubt.
            holder.invalidate()


def writing_archive(conn: Connection) -> None:
    """Says until commit that this transaction adds revisions. Many may do so at once."""
    conn.execute(_WRITING, {"s": _SPACE, "k": _ARCHIVE})


def closing_archive(conn: Connection) -> None:
    """Waits until no transaction adds revisions, and holds new ones off until commit.

    Without it a revision numbered before the intake's last one could be committed after it.
    """
    conn.execute(_HOLDING, {"s": _SPACE, "k": _ARCHIVE})


def joining_stories(conn: Connection) -> None:
    """One transaction at a time makes stories, whatever its date."""
    conn.execute(_HOLDING, {"s": _SPACE, "k": _STORIES})


def holding_source(conn: Connection, slug: str) -> None:
    """One transaction at a time archives a source."""
    conn.execute(_HOLDING, {"s": _SPACE + 1, "k": _number(f"source {slug}")})


def publishing(conn: Connection, slug: str) -> None:
    """One transaction at a time publishes for an edition slug, so that a story comes out once."""
    conn.execute(_HOLDING, {"s": _SPACE + 2, "k": _number(f"publish {slug}")})

"""Questions from outside the stages: the launcher's and the pages'."""

from __future__ import annotations

from sqlalchemy import Engine

from newsdesk.store import archive


def ever_reached(engine: Engine) -> bool:
    """Whether any source's server has ever answered this installation."""
    with engine.connect() as conn:
        return archive.ever_reached(conn)

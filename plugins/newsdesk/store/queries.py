"""Questions from outside the stages: the launcher's and the pages'."""

from __future__ import annotations

from sqlalchemy import Engine

from newsdesk.store import fetches


def ever_reached(engine: Engine) -> bool:
    """Whether any source's server has ever answered this installation."""
    with engine.connect() as conn:
        return fetches.ever_reached(conn)

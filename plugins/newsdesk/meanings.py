"""Search by meaning kept up: titles that have no vector yet get one."""

from __future__ import annotations

import logging

from newsdesk.store import meanings as rows
from newsdesk.store.databases import DATABASE_ERRORS
from newsdesk.store.engine import Engine
from newsdesk.stories.embedding import ENCODER, Embedder

log = logging.getLogger("newsdesk")
_BATCH = 512
# A reading brings some hundreds. An archive from before there was search catches up over the hours,
# some seconds in each: about 1,000 titles a second on one core.
MOST = 6_000


def keep_up(engine: Engine, embedder: Embedder = ENCODER, most: int = MOST) -> int:
    """Gives at most so many articles their meaning, the newest first; returns how many.

    Search is a convenience: where the database refuses, it is logged and the run goes on.
    """
    done = 0
    try:
        with engine.connect() as conn:
            if not rows.has_meanings(conn):
                return 0
        while done < most:
            with engine.begin() as conn:
                found = rows.without_meaning(conn, min(_BATCH, most - done))
                if not found:
                    break
                rows.keep_meanings(conn, found, embedder.embed([title for _, _, title in found]))
            done += len(found)
    except DATABASE_ERRORS as error:
        log.warning("search by meaning lacks the newest articles: %s", error)
    return done

"""The news database looked after where there is no launcher: python -m newsdesk.maintenance, in a container.

    migrate [REVISION]    to this code's schema, or to that one, also back
    prune [DAYS]          what may go of what is older (docs/operations.md); 90 by default

The database is that of AIRFLOW_CONN_NEWSDESK_DB.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from newsdesk.errors import ConfigError, NewsdeskError
from newsdesk.store import migrate
from newsdesk.store.databases import normal_url
from newsdesk.store.engine import connect
from newsdesk.store.retention import prune
from newsdesk.stories.embedding import encoder_version

VARIABLE = "AIRFLOW_CONN_NEWSDESK_DB"
KEEP_DAYS = 90


def pruned(url: str, before: datetime, *, really: bool = True) -> dict[str, int]:
    """Deletes what may go of what is older than a moment; table → rows. really=False: only counts."""
    engine = connect(url)
    try:
        migrate.check(engine)
        with engine.connect() as conn, conn.begin() as whole:
            gone = prune(conn, before=before, encoder=encoder_version())
            if not really:
                whole.rollback()
        return gone
    finally:
        engine.dispose()


def main(words: Sequence[str], environment: Mapping[str, str], now: datetime) -> str:
    """Does what the words ask and says what came of it. Raises NewsdeskError."""
    if VARIABLE not in environment:
        raise ConfigError(f"{VARIABLE} is not set")
    url = normal_url(environment[VARIABLE])
    match words:
        case ["migrate"]:
            migrate.upgrade(url)
            return f"the news database has schema {migrate.head()}"
        case ["migrate", revision]:
            migrate.change(url, revision)
            return f"the news database has schema {revision}"
        case ["prune"]:
            return str(pruned(url, now - timedelta(days=KEEP_DAYS)))
        case ["prune", days] if days.isdecimal():
            return str(pruned(url, now - timedelta(days=int(days))))
    raise ConfigError("usage: migrate [REVISION] | prune [DAYS]")


if __name__ == "__main__":
    try:
        sys.stdout.write(main(sys.argv[1:], os.environ, datetime.now(UTC)) + "\n")
    except NewsdeskError as error:
        sys.exit(str(error))

"""What may go: rows that no rerun, no past date and no judgement of a source's health asks for any more.

The archive itself (articles, joins, editions, reports, model answers) is never thinned: every past date
can be made again from it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from newsdesk.store.fetches import IMPORTED

# An old attempt may go where a later one of its source succeeded: a failure since then is over, and of
# several good readings of a day the last one says as well that the day is covered. The first good
# reading stays (what it held undated is backlog), and so does the last (it remembers for the next).
_FETCHES = """
delete from fetches old
where old.at < :before and old.run_id not like :imported
  and exists (select 1 from fetches later
              where later.source_slug = old.source_slug and later.outcome = 'ok' and later.at > old.at
                and (old.outcome <> 'ok'
                     or (later.at at time zone 'UTC')::date = (old.at at time zone 'UTC')::date))
  and not (old.outcome = 'ok'
           and not exists (select 1 from fetches earlier
                           where earlier.source_slug = old.source_slug and earlier.outcome = 'ok'
                             and earlier.at < old.at))
"""
# Vectors of an encoder that is no longer used are never read.
_VECTORS = "delete from embeddings where encoder <> :encoder"


def prune(conn: Connection, *, before: datetime, encoder: str) -> dict[str, int]:
    """Deletes what may go; returns table → rows. before: attempts from then on all stay."""
    return {
        "fetches": conn.execute(text(_FETCHES), {"before": before, "imported": f"{IMPORTED}%"}).rowcount,
        "embeddings": conn.execute(text(_VECTORS), {"encoder": encoder}).rowcount,
    }

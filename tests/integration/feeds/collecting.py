"""A pass over hostile sources in a process of its own, so that its memory can be told.

    python collecting.py DATABASE_URL PORT PATH…

Prints JSON: the most memory above that at the start, in MiB, and what the pass counted.
"""

from __future__ import annotations

import functools
import json
import resource
import sys
from datetime import UTC, datetime

from newsdesk import ingesting
from newsdesk.entities import Language, Source
from newsdesk.feeds.catalog import Catalog
from newsdesk.feeds.fetch import Limits, fetch_all
from newsdesk.store.engine import connect


def main() -> None:
    """One pass, with short limits of time and the real one of size."""
    url, port, *paths = sys.argv[1:]
    sources = tuple(
        Source(f"s{number}", path, f"http://127.0.0.1:{port}{path}", "f", Language.EN, 2, "US")
        for number, path in enumerate(paths)
    )
    limits = Limits(connect=3.0, silence=2.5, total=9.0, a_host=16)
    ingesting.fetch_all = functools.partial(fetch_all, limits=limits)  # type: ignore[assignment]
    engine = connect(url)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading = ingesting.collect(
        engine,
        Catalog(sources, frozenset({f"127.0.0.1:{port}"})),
        at=datetime(2026, 3, 2, 0, 30, tzinfo=UTC),
        run_id="hostile",
        everything=False,
        as_of=None,
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"grown": grown, "attempted": reading.attempted, "new": reading.new}))


if __name__ == "__main__":
    main()

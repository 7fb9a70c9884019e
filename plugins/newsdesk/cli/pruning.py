"""prune: what nothing asks for any more goes, or is counted."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from newsdesk import maintenance
from newsdesk.cli.databases import ensure_server
from newsdesk.cli.homes import Home
from newsdesk.cli.talk import Talk


def prune_news(home: Home, days: int, talk: Talk, *, dry_run: bool) -> None:
    """Deletes what may go of the news database (docs/operations.md), or says how much that would be."""
    urls = ensure_server(home, os.environ, talk)
    gone = maintenance.pruned(urls.news, datetime.now(UTC) - timedelta(days=days), really=not dry_run)
    found = ", ".join(f"{count} rows of {table}" for table, count in gone.items())
    talk.say(f"{'would delete' if dry_run else 'deleted'}: {found}")

"""From a fetch to a feed: what the bytes turned out to be decides the final outcome. Pure."""

from __future__ import annotations

from dataclasses import replace

from newsdesk.entities import Fetched, Outcome, ParsedFeed
from newsdesk.errors import FeedUnreadable
from newsdesk.feeds.parse import parse
from newsdesk.feeds.text import line_of

NOT_MODIFIED = 304


def read(fetched: Fetched) -> tuple[Fetched, ParsedFeed | None]:
    """An OK fetch parsed; where it is no feed, the fetch with outcome BLOCKED (a page) or UNREADABLE.

    OK without a feed means unchanged since the last time (304). Never raises.
    """
    if fetched.outcome is not Outcome.OK or fetched.body is None or fetched.status == NOT_MODIFIED:
        return fetched, None
    try:
        feed = parse(fetched.body, url=fetched.final_url, content_type=fetched.content_type)
    except FeedUnreadable as error:
        outcome = Outcome.BLOCKED if error.kind == "html" else Outcome.UNREADABLE
        return replace(fetched, outcome=outcome, body=None, error=line_of(str(error), 500)), None
    except Exception as error:
        return unforeseen(fetched, error), None
    return fetched, feed


def unforeseen(fetched: Fetched, error: Exception) -> Fetched:
    """A document that nobody foresaw must not end the run: it is this source's failure, with its name."""
    said = line_of(f"reading it failed: {type(error).__name__}: {error}", 500)
    return replace(fetched, outcome=Outcome.UNREADABLE, body=None, error=said)

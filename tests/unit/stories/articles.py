"""Articles for the tests of stories."""

import hashlib
from datetime import UTC, datetime, timedelta

from newsdesk.entities import Article
from newsdesk.stories.titles import title_language

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def article(
    title: str,
    *,
    url: str = "",
    source: str = "one",
    guid: str = "",
    text: str = "",
    hours: float = 0,
    name: str = "",
) -> Article:
    """An article that happened some hours after START; its id is made from what it is given."""
    key = name or f"{title} {url} {source} {guid} {hours}"
    at = START + timedelta(hours=hours)
    return Article(
        id="a" + hashlib.sha256(key.encode()).hexdigest()[:16],
        revision=1,
        source=source,
        url=url,
        canonical_url=url,
        guid=guid,
        title=title,
        text=text,
        language=title_language(title),
        published_at=at,
        first_seen_at=at,
        backlog=False,
    )

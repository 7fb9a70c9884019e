"""Why an archived item is no candidate of any edition. Pure.

It is archived all the same: nothing is lost, and the reason stands with it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from newsdesk.entities import Entry
from newsdesk.feeds.adverts import advert

# A page whose own address is so much older than its feed's date is an old one listed again. Two months: a
# month in an address has no day, and a long piece may have waited a while. Of 104 such addresses in the
# captures 5 were older than that, none of them news (an essay of 2004, a paper of 2019, …).
_OLD = timedelta(days=62)
_DATED = re.compile(
    r"/(?P<year>(?:199[5-9]|20\d\d))"
    r"(?:/(?P<month>0?[1-9]|1[0-2])(?:/(?P<day>0?[1-9]|[12]\d|3[01]))?(?=/)"  # /2024/05/ and /2024/5/7/
    r"|-(?P<month2>0[1-9]|1[0-2])(?:-(?P<day2>0[1-9]|[12]\d|3[01]))?(?=[/_.]|$)"  # /2024-05-07/
    r"|(?P<month3>0[1-9]|1[0-2])(?:(?P<day3>0[1-9]|[12]\d|3[01])(?=[/_.])|(?=/)))"  # /20240507/ and /202405/
)


def mark_of(entry: Entry, seen_at: datetime) -> str:
    """One English phrase, or "" where the item may be a candidate. seen_at: when its feed was read."""
    return advert(entry) or _old_page(entry, seen_at)


def _old_page(entry: Entry, seen_at: datetime) -> str:
    dated = address_date(entry.url)
    if dated is None or (entry.published or seen_at) - dated <= _OLD:
        return ""
    return f"an old page listed again: its address is of {dated:%Y-%m}"


def address_date(url: str) -> datetime | None:
    """The latest day (or the first of the month) that an address names in its path, in UTC."""
    found = None
    for match in _DATED.finditer(urlsplit(url).path):
        month = match["month"] or match["month2"] or match["month3"]
        day = match["day"] or match["day2"] or match["day3"] or 1
        try:
            found = datetime(int(match["year"]), int(month), int(day), tzinfo=UTC)
        except ValueError:
            continue
    return found

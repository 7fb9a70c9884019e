"""What a reading of a source adds to the archive. Pure: the decider beside store.archive's effects."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsdesk.entities import Entry


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive holds of an article: the newest content not later than the reading, and dates.

    content_hash: "" where every revision was seen later than this reading (a rehearsal that goes
    back in time). published_at: the earliest trusted date. title, canonical_url: beside content_hash.
    """

    content_hash: str
    first_seen_at: datetime
    published_at: datetime | None
    title: str = ""
    canonical_url: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A revision to append. new: the article itself is new; revised: the publisher changed it.

    Neither: an earlier sighting of known content, or its first date that can be trusted.
    """

    article_id: str
    key: str
    entry: Entry
    canonical_url: str
    content_hash: str
    date_trusted: bool
    new: bool
    revised: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """One entry of a feed with what was decided about it before the archive is asked.

    mark: why it is no candidate, "" where it may be one.
    """

    article_id: str
    key: str
    entry: Entry
    canonical_url: str
    content_hash: str
    mark: str = ""


def article_id(source: str, key: str) -> str:
    """ "a" and 16 hex digits of a hash, the same in every archive; 64 bits are plenty for years of news."""
    return "a" + hashlib.sha256(f"{source}\0{key}".encode()).hexdigest()[:16]


def plan(reads: Sequence[Read], trusted: Sequence[bool], known: Mapping[str, Known]) -> list[Recording]:
    """The revisions that a reading adds, oldest publication first so that numbering is stable.

    reads and trusted are parallel. An article twice in one feed counts once, its first mention.
    """
    recordings: dict[str, Recording] = {}
    for read, date_trusted in zip(reads, trusted, strict=True):
        if read.article_id in recordings:
            continue
        before = known.get(read.article_id)
        changed = before is not None and before.content_hash not in {"", read.content_hash}
        earlier = before is not None and before.content_hash == ""
        # A trusted date is never later than the first sighting (feeds.trust): it moves an article back.
        dated = before is not None and before.published_at is None and date_trusted
        if before is None or changed or earlier or dated:
            recordings[read.article_id] = Recording(
                read.article_id,
                read.key,
                read.entry,
                read.canonical_url,
                read.content_hash,
                date_trusted,
                new=before is None,
                revised=changed,
                mark=read.mark,
            )
    return list(recordings.values())

"""An item as its format gives it, before anything is cleaned: what both readers hand to parse."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ENTRIES = 2000  # of one feed; the longest captured, with its whole history, has some 250


@dataclass(frozen=True, slots=True)
class RawEntry:
    """links, texts, dates: candidates, the one to try first in front. Links may be relative."""

    guid: str
    links: tuple[str, ...]
    title: str
    texts: tuple[str, ...]
    dates: tuple[str, ...]
    author: str


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed document as read. problems: what had to be worked around."""

    title: str
    format: str
    entries: tuple[RawEntry, ...]
    problems: tuple[str, ...]

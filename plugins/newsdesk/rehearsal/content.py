"""The sample's content, and a feed as it was at a moment. Pure: files in values, no clock.

include/sample/README.md is the reference of the file format that `SampleSource` checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from urllib.parse import urljoin, urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator

from newsdesk.entities import Language

# A server that dates its items by its own clock answers from a page it made a moment before.
_MADE_BEFORE = timedelta(seconds=37)


class Format(StrEnum):
    """The format that a sample source publishes in."""

    RSS = "rss"  # RSS 2.0
    ATOM = "atom"  # RFC 4287
    RDF = "rdf"  # RSS 1.0
    JSON = "json"  # JSON Feed 1.1


class Dates(StrEnum):
    """How a sample source dates its items."""

    PUBLISHED = "published"
    UPDATED_ONLY = "updated_only"  # an empty pubDate, and the date in a non-RSS <updated>
    ASKED = "asked"  # every item bears the time at which the server made the feed, on being asked


class Guid(StrEnum):
    """What a sample source gives as an item's id."""

    URL = "url"
    OPAQUE = "opaque"  # a tag: URI made of slug and item id
    NONE = "none"


class FaultKind(StrEnum):
    """What a source answers with instead of its feed."""

    CUT = "cut"  # the connection ends without an answer
    UNAVAILABLE = "unavailable"  # 503 with Retry-After
    BLOCK_PAGE = "block_page"  # 200 with a firewall's HTML page


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Strict):
    """What the publisher made of an item at a later time, under the same id."""

    at: AwareDatetime
    title: str = ""
    text: str = ""


class SampleItem(_Strict):
    """One [[item]]. event, topic and region say what is true of it; they are never served.

    event: one name for all items that tell one event. topic: "ai" or "other". region: ISO code of
    the main actor's country. visible_from: when the feed first showed it, where that is not
    `published` plus the source's delay.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    event: str = Field(pattern=r"^[a-z0-9-]+$")
    topic: Literal["ai", "other"]
    region: str = Field(pattern=r"^[A-Z]{2}$")
    published: AwareDatetime
    visible_from: AwareDatetime | None = None
    path: str = ""
    url: str = ""
    title: str = Field(min_length=2)
    text: str = Field(min_length=20)
    author: str = ""
    change: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def _one_address(self) -> SampleItem:
        if bool(self.path) == bool(self.url):
            raise ValueError("give either path (on the source's own site) or url")
        if self.url:
            _refuse_real_site(self.url)
        elif not self.path.startswith("/"):
            raise ValueError("path starts with a slash")
        return self


class Fault(_Strict):
    """From `since` up to (not including) `until` the source answers with this instead of its feed."""

    kind: FaultKind
    since: AwareDatetime
    until: AwareDatetime | None = None


class SampleSource(_Strict):
    """One file of the sample: a publisher, how its feed behaves, and its items."""

    slug: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    about: str
    site: str
    language: Language
    tier: int = Field(ge=1, le=3)
    home: str = Field(pattern=r"^[A-Z]{2}$")
    family: str = ""
    interval: int = Field(1800, ge=0)
    format: Format
    encoding: str = "utf-8"
    dates: Dates = Dates.PUBLISHED
    guid: Guid = Guid.URL
    relative_links: bool = False
    teaser: bool = False
    holds: int = Field(30, ge=0)
    delay_minutes: int = Field(5, ge=0)
    fault: tuple[Fault, ...] = ()
    item: tuple[SampleItem, ...] = ()

    @field_validator("name")
    @classmethod
    def _marked(cls, value: str) -> str:
        if not value.endswith(("（示例）", " (sample)")):
            raise ValueError("a sample publisher's name ends in （示例） or (sample)")
        return value

    @field_validator("site")
    @classmethod
    def _never_real(cls, value: str) -> str:
        return _refuse_real_site(value)

    @model_validator(mode="after")
    def _consistent(self) -> SampleSource:
        ids = [item.id for item in self.item]
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        if doubled:
            raise ValueError(f"item ids used twice: {', '.join(doubled)}")
        if self.relative_links and self.format is not Format.ATOM:
            raise ValueError("relative_links needs format = atom: only there the base is part of the feed")
        if self.dates is Dates.UPDATED_ONLY and self.format is not Format.RSS:
            raise ValueError("dates = updated_only needs format = rss")
        return self


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item as the feed shows it. link may be relative to the feed's site; guid "" for none."""

    guid: str
    link: str
    title: str
    text: str
    author: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """A source's feed as it was at a moment. changed: when it last changed, never later than asked."""

    source: SampleSource
    entries: tuple[FeedEntry, ...]
    changed: datetime


def feed_as_of(source: SampleSource, moment: datetime) -> FeedState | None:
    """The feed as it was at a moment, newest items first; None before its first item was shown."""
    shown = [item for item in source.item if shown_from(source, item) <= moment]
    if not shown:
        return None
    shown.sort(key=lambda item: (shown_from(source, item), item.published, item.id))
    # An address stands in a feed once: put in again, it takes the place of its earlier self.
    held = list({link_of(source, item): item for item in shown}.values())
    held.sort(key=lambda item: shown_from(source, item), reverse=True)
    held = held[: source.holds] if source.holds else held
    changes = [at for item in shown for at in _changes(source, item) if at <= moment]
    changed = moment - _MADE_BEFORE if source.dates is Dates.ASKED else max(changes)
    return FeedState(source, tuple(_entry(source, item, moment) for item in held), changed)


def fault_at(source: SampleSource, moment: datetime) -> FaultKind | None:
    """What the source answers with instead of its feed at a moment, if anything."""
    for fault in source.fault:
        if fault.since <= moment and (fault.until is None or moment < fault.until):
            return fault.kind
    return None


def shown_from(source: SampleSource, item: SampleItem) -> datetime:
    """When the feed first showed an item."""
    return item.visible_from or item.published + timedelta(minutes=source.delay_minutes)


def link_of(source: SampleSource, item: SampleItem) -> str:
    """The item's absolute address."""
    return item.url or urljoin(source.site, item.path)


def last_moment(sources: Iterable[SampleSource]) -> datetime:
    """The last moment at which any of the sources changed: "now" for a request that names no time."""
    return max(at for source in sources for item in source.item for at in _changes(source, item))


def _changes(source: SampleSource, item: SampleItem) -> list[datetime]:
    return [shown_from(source, item), *(change.at for change in item.change)]


def _entry(source: SampleSource, item: SampleItem, moment: datetime) -> FeedEntry:
    title, text, updated = item.title, item.text, item.published
    for change in item.change:
        if change.at <= moment:
            title, text, updated = change.title or title, change.text or text, change.at
    made = moment - _MADE_BEFORE if source.dates is Dates.ASKED else None
    return FeedEntry(
        guid=_guid(source, item),
        link=item.path if source.relative_links and item.path else link_of(source, item),
        title=title,
        text=text,
        author=item.author,
        published=made or item.published,
        updated=made or updated,
    )


def _guid(source: SampleSource, item: SampleItem) -> str:
    if source.guid is Guid.NONE:
        return ""
    if source.guid is Guid.URL:
        return link_of(source, item)
    return f"tag:{urlsplit(source.site).hostname},2026:{item.id}"


def _refuse_real_site(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(".example"):
        raise ValueError(f"{address!r}: sample addresses are https://….example (RFC 2606), never a real site")
    return address

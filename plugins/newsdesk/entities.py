"""The words of the newsroom as plain values (docs/architecture.md has the list).

All times are aware datetimes in UTC unless a field says otherwise. Nothing here does I/O,
reads a clock or knows a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Language(StrEnum):
    """The language a text is written in, told from the text itself; feeds mislabel theirs."""

    ZH = "zh"
    EN = "en"
    OTHER = "other"


class Importance(StrEnum):
    """How much a story matters; the three words that the report's icons stand for."""

    HIGH = "高"
    MEDIUM = "中"
    LOW = "低"


class Outcome(StrEnum):
    """What became of one attempt at one source."""

    OK = "ok"
    UNREACHABLE = "unreachable"  # DNS, connect, reset, TLS
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GONE = "gone"  # 410: for good, as its server says
    LIMITED = "limited"  # 429, 503 with a time: its host asked us to stay away for a while
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # by our own rules: scheme, private address, redirects
    BLOCKED = "blocked"  # an HTML page where a feed should be
    UNREADABLE = "unreadable"  # empty, not a feed, beyond repair

    @property
    def reached(self) -> bool:
        """Whether the source's server answered at all, with whatever it was."""
        return self in {
            Outcome.OK,
            Outcome.HTTP_ERROR,
            Outcome.GONE,
            Outcome.LIMITED,
            Outcome.TOO_LARGE,
            Outcome.BLOCKED,
            Outcome.UNREADABLE,
        }


@dataclass(frozen=True, slots=True)
class Source:
    """A feed that we read; one [[source]] of a feeds file.

    tier: 1 (first-rate, often first with the news) to 3 (aggregators, volume).
    home: ISO 3166-1 alpha-2 code of the publisher's country.
    family: publishers with one owner share a family; it counts as one independent voice.
    interval: seconds within which a source that was read is not read again.
    proxy: http(s)://host:port through which it is read, "" for directly.
    page: whether the page of a chosen article may be opened where the feed gives only a teaser.
    """

    slug: str
    name: str
    url: str
    family: str
    language: Language
    tier: int
    home: str
    interval: int = 1800
    headers: Mapping[str, str] = field(default_factory=dict)
    untried: bool = False
    proxy: str = ""
    page: bool = True


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one attempt at one source brought, before anything is parsed. Never an exception.

    body is None unless outcome is OK. error is one English sentence for the log and the row.
    asked_url: where it began. moved_to: where permanent redirects led, "" where there were none.
    wait: how long the host asked us to stay away.
    """

    slug: str
    outcome: Outcome
    status: int | None = None
    final_url: str = ""
    content_type: str = ""
    body: bytes | None = None
    etag: str = ""
    last_modified: str = ""
    elapsed_ms: int = 0
    error: str = ""
    asked_url: str = ""
    moved_to: str = ""
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed as parsed: text free of markup, URL absolute http(s).

    guid is "" where the feed gives none. published is None where the feed gives no date or one
    that cannot be read. text is the longest text that the feed carries, at most 20,000 characters.
    """

    guid: str
    url: str
    title: str
    text: str
    published: datetime | None
    language: Language
    author: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document as parsed. problems: English sentences on what had to be worked around."""

    title: str
    format: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One item of one source, as the archive knew it at an edition's intake.

    id: "a" and 16 hex digits, made from source and key, so the same in every archive.
    revision: id of the revision whose title and text these are.
    published_at: the earliest date that the publisher gave and that can be trusted, else None.
    first_seen_at: when the archive first recorded it.
    backlog: it was there when its source was read for the very first time.
    mark: why it is no candidate of any edition (an advertisement, no link, …); "" where it may be one.
    """

    id: str
    revision: int
    source: str
    url: str
    canonical_url: str
    guid: str
    title: str
    text: str
    language: Language
    published_at: datetime | None
    first_seen_at: datetime
    backlog: bool
    mark: str = ""

    @property
    def happened_at(self) -> datetime:
        """The publication time, or where none can be trusted the time it was first seen."""
        return self.published_at or self.first_seen_at


@dataclass(frozen=True, slots=True)
class Join:
    """Why an article belongs to a story. rung names the step of the ladder, score is 0..1."""

    article_id: str
    story_id: str
    rung: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell one event. id: "s" and 16 hex digits, from its founding article.

    articles: the story's articles that this edition may use, the one to link first.
    """

    id: str
    articles: tuple[Article, ...]

    @property
    def lead(self) -> Article:
        """The article that the report links and quotes."""
        return self.articles[0]


@dataclass(frozen=True, slots=True)
class Marks:
    """Four axes, each 1 (least) to 5 (most)."""

    impact: int
    novelty: int
    credibility: int
    relevance: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a ranker said of one story. tier: 1 (top news) to 4 (not news). reason: one Chinese line."""

    story_id: str
    tier: int
    marks: Marks
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict made into an order by code. score: 0..500, the older system's impact_score scale.

    listed: the place that a list-wise look at the top gave it, from 1; None where there was none.
    """

    story_id: str
    article_id: str
    position: int
    tier: int
    marks: Marks
    score: float
    importance: Importance
    reason: str
    ranker: str
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One word in one article that places a story. field is "title" or "text"; code is ISO alpha-2."""

    code: str
    word: str
    field: str
    article_id: str
    weight: float
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a story's main actor is. countries: ISO codes, main one first, empty for unknown (未定).

    decided_by: evidence, model or rule. section: slug of the edition's section.
    """

    story_id: str
    countries: tuple[str, ...]
    section: str
    evidence: tuple[Evidence, ...]
    decided_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written of one chosen story. summary has no date prefix; extract: the source's own words."""

    story_id: str
    article_id: str
    summary: str
    reason: str
    tags: tuple[str, ...]
    language: Language
    extract: bool
    writer: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What brings a story back that stood in an earlier edition (持续跟踪).

    article_id: the article that has it. earlier: the date of the last edition that told the story.
    said: Chinese; its figures and names stand in the article. score: 0..1. why: an English sentence.
    """

    story_id: str
    article_id: str
    earlier: date
    said: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Window:
    """(start, end]: what happened in it belongs to report_date's edition. UTC instants."""

    report_date: date
    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in the window; the start is out, the end is in."""
        return self.start < moment <= self.end

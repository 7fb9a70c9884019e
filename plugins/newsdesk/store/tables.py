"""The tables of the news database. Keys and unique indexes carry the invariants (docs/architecture.md).

Nothing is ever updated in the archive (article_revisions) or the joins (story_articles): both are
numbered by the order in which they were recorded, so that "as the archive was when the intake
closed" is a comparison with one number.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# In a table that has a column of that name.
_sql = text
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base; times are timestamptz, JSON is jsonb, strings are text."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own interface
        datetime: DateTime(timezone=True),
        str: Text,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


class SourceRow(Base):
    """A source as the feeds file last described it; kept when the file drops it (reports name it)."""

    __tablename__ = "sources"
    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    url: Mapped[str]
    family: Mapped[str]
    language: Mapped[str]
    tier: Mapped[int]
    home: Mapped[str]


class FetchRow(Base):
    """One attempt at one source, whatever became of it. at: by the run's clock.

    source_url: as the feeds file had it; asked_url: where the attempt began; final_url: where it
    ended; moved_to: where permanent redirects led ("" where none). retry_at: until when the host
    asked to be left alone. unchanged: the same feed as at the last reading; items is that one's.
    doubted: items whose date was not trusted.
    """

    __tablename__ = "fetches"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source_slug: Mapped[str] = mapped_column(ForeignKey("sources.slug"))
    at: Mapped[datetime]
    run_id: Mapped[str]
    outcome: Mapped[str]
    status: Mapped[int | None]
    source_url: Mapped[str]
    asked_url: Mapped[str]
    final_url: Mapped[str]
    moved_to: Mapped[str]
    retry_at: Mapped[datetime | None]
    etag: Mapped[str]
    last_modified: Mapped[str]
    body_hash: Mapped[str]
    unchanged: Mapped[bool] = mapped_column(Boolean)
    bytes: Mapped[int]
    elapsed_ms: Mapped[int]
    items: Mapped[int]
    new_articles: Mapped[int]
    revised_articles: Mapped[int]
    error: Mapped[str]
    problems: Mapped[list[Any]]
    doubted: Mapped[int] = mapped_column(default=0)
    __table_args__ = (
        Index(None, "source_slug", "at"),
        Index(None, "run_id"),
        Index(None, "retry_at", postgresql_where=text("retry_at is not null")),
        Index("ix_fetches_failed", "source_slug", "at", postgresql_where=text("outcome <> 'ok'")),
    )


class ArticleRow(Base):
    """One item of one source. id is made from source and key, so it is the same in every archive."""

    __tablename__ = "articles"
    id: Mapped[str] = mapped_column(primary_key=True)
    source_slug: Mapped[str] = mapped_column(ForeignKey("sources.slug"))
    key: Mapped[str]
    backlog: Mapped[bool] = mapped_column(Boolean)
    __table_args__ = (UniqueConstraint("source_slug", "key"),)


class RevisionRow(Base):
    """What a source said of an article at a time. Append-only; id is the order of recording.

    mark: why it is no candidate of any edition, as one English phrase; "" where it may be one.
    """

    __tablename__ = "article_revisions"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    seen_at: Mapped[datetime]
    url: Mapped[str]
    canonical_url: Mapped[str]
    guid: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    language: Mapped[str]
    published_at: Mapped[datetime | None]
    date_trusted: Mapped[bool] = mapped_column(Boolean)
    content_hash: Mapped[str]
    mark: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        Index(None, "article_id", "id"),
        Index(None, "canonical_url"),
        Index(None, "published_at"),
        Index(None, "seen_at"),
        Index("ix_article_revisions_happened", _sql("coalesce(published_at, seen_at)")),
        Index("ix_article_revisions_words", _sql("newsdesk_words(title, text)"), postgresql_using="gin"),
    )


class MeaningRow(Base):
    """An article's title as a vector of length 1, for search. revision: the one that was read.

    The table is missing where the server has no pgvector; then there is no search by meaning.
    """

    __tablename__ = "article_meanings"
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    meaning: Mapped[Any] = mapped_column(HALFVEC(512))
    __table_args__ = (
        Index(None, "revision"),
        Index(None, "meaning", postgresql_using="hnsw", postgresql_ops={"meaning": "halfvec_ip_ops"}),
    )


class StoryRow(Base):
    """A story exists from its founding article on; its id is made from it and never changes."""

    __tablename__ = "stories"
    id: Mapped[str] = mapped_column(primary_key=True)
    founded_for: Mapped[date]


class StoryArticleRow(Base):
    """An article belongs to one story, for the reason given. Append-only; seq is the order."""

    __tablename__ = "story_articles"
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"))
    seq: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    joined_for: Mapped[date]
    rung: Mapped[str]
    score: Mapped[float] = mapped_column(Float)
    why: Mapped[str]
    __table_args__ = (Index(None, "story_id"),)


class StoryChangeRow(Base):
    """A story merged, continued, split or muted, by whom and when. Append-only; id is the order.

    into_id: the story that it is told as, or that splits off. undoes: the change taken back.
    """

    __tablename__ = "story_changes"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    kind: Mapped[str]
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"))
    into_id: Mapped[str | None] = mapped_column(ForeignKey("stories.id"))
    articles: Mapped[list[Any]]
    undoes: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("story_changes.id"), unique=True)
    why: Mapped[str]
    __table_args__ = (Index(None, "story_id"), Index(None, "into_id"))


class EmbeddingRow(Base):
    """A text's vector, computed once. text_hash: SHA-256 of its UTF-8; vector: float32, little-endian."""

    __tablename__ = "embeddings"
    encoder: Mapped[str] = mapped_column(primary_key=True)
    text_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class PageTextRow(Base):
    """One attempt at the page of a chosen article, whose feed gives only a teaser. text: "" for a failure."""

    __tablename__ = "page_texts"
    revision: Mapped[int] = mapped_column(ForeignKey("article_revisions.id"), primary_key=True)
    url: Mapped[str]
    fetched_at: Mapped[datetime]
    text: Mapped[str]
    error: Mapped[str]


class EditionRow(Base):
    """(edition slug, report date): its window, its intake and how far the stages have come.

    intake_seq: the last revision that this edition may read; intake_at: by the run's clock.
    intake_closed: the window had ended and a source was reached. joins_seq: the last join it may
    read, None until dedupe has run over this intake. changes_seq: the last change of stories that it
    knows, by its last judging. *_run: the run that last asked for it, so
    that a retry of that run does not ask again. judging: counts judgements asked afresh.
    state: open (nothing filed), provisional (未截稿) or filed.
    """

    __tablename__ = "editions"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    window_start: Mapped[datetime]
    window_end: Mapped[datetime]
    timezone: Mapped[str]
    rehearsal: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    intake_seq: Mapped[int | None] = mapped_column(BigInteger)
    intake_at: Mapped[datetime | None]
    intake_closed: Mapped[bool] = mapped_column(Boolean, default=False)
    sources: Mapped[dict[str, Any]] = mapped_column(default=dict)
    joins_seq: Mapped[int | None] = mapped_column(BigInteger)
    changes_seq: Mapped[int | None] = mapped_column(BigInteger)
    recollect_run: Mapped[str] = mapped_column(default="")
    fresh_run: Mapped[str] = mapped_column(default="")
    judging: Mapped[int] = mapped_column(Integer, default=0)
    judged_over: Mapped[str] = mapped_column(default="")
    ranker: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


def _edition_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["slug", "report_date"], ["editions.slug", "editions.report_date"])


class JudgementRow(Base):
    """What became of a story at the ranker's desk; passed_over says why it was not judged."""

    __tablename__ = "judgements"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    passed_over: Mapped[str]
    relevance: Mapped[float] = mapped_column(Float)
    hints: Mapped[list[Any]]
    position: Mapped[int | None]
    tier: Mapped[int | None]
    marks: Mapped[dict[str, Any]]
    score: Mapped[float | None] = mapped_column(Float)
    importance: Mapped[str]
    reason: Mapped[str]
    ranker: Mapped[str]
    listed: Mapped[int | None]
    __table_args__ = (_edition_key(), Index(None, "story_id"))


class FollowUpRow(Base):
    """What brings a story back that stood in an earlier edition: said stands in the linked article."""

    __tablename__ = "follow_ups"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    earlier: Mapped[date]
    said: Mapped[str]
    score: Mapped[float] = mapped_column(Float)
    why: Mapped[str]
    __table_args__ = (_edition_key(),)


class PlacementRow(Base):
    """Where a judged story belongs, and its place in the section.

    index is None where it was not chosen; left_out says why then.
    """

    __tablename__ = "placements"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    countries: Mapped[list[Any]]
    section: Mapped[str]
    evidence: Mapped[list[Any]]
    decided_by: Mapped[str]
    index: Mapped[int | None]
    left_out: Mapped[str] = mapped_column(default="")
    __table_args__ = (_edition_key(), Index(None, "story_id"))


class SummaryRow(Base):
    """The Chinese sentence (or the extract in its place), reason and tags of a chosen story."""

    __tablename__ = "summaries"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    revision: Mapped[int] = mapped_column(BigInteger)
    summary: Mapped[str]
    reason: Mapped[str]
    tags: Mapped[list[Any]]
    language: Mapped[str]
    extract: Mapped[bool] = mapped_column(Boolean)
    writer: Mapped[str]
    __table_args__ = (
        _edition_key(),
        Index(None, "story_id"),
        Index("ix_summaries_words", _sql("newsdesk_words(summary, tags::text)"), postgresql_using="gin"),
    )


class PublicationRow(Base):
    """A story is published once: sequence 0 the first time, on whatever date; 1, 2, … follow-ups."""

    __tablename__ = "publications"
    slug: Mapped[str] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(ForeignKey("stories.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    report_date: Mapped[date]
    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"))
    section: Mapped[str]
    index: Mapped[int]
    __table_args__ = (
        _edition_key(),
        UniqueConstraint("slug", "report_date", "section", "index", deferrable=True, initially="DEFERRED"),
    )


class RefusalRow(Base):
    """An item that the gate kept out of the report, and why. Never shown to the reader."""

    __tablename__ = "refusals"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    story_id: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str]
    reasons: Mapped[list[Any]]
    item: Mapped[dict[str, Any]]
    run_id: Mapped[str]
    __table_args__ = (_edition_key(),)


class ReportRow(Base):
    """One file of an edition's revision in one format. core_hash leaves out 生成时间 and 更正."""

    __tablename__ = "reports"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    filename: Mapped[str]
    body: Mapped[str]
    sha256: Mapped[str]
    core_hash: Mapped[str]
    provisional: Mapped[bool] = mapped_column(Boolean)
    generated_at: Mapped[datetime]
    run_id: Mapped[str]
    __table_args__ = (_edition_key(),)


class ModelCallRow(Base):
    """One request to a model: written before it is sent and again when it ends.

    status: sent, answered or failed. max_cost_usd: what it may cost at most, counted until it ends.
    budget: names the range of dates whose total it counts towards, "" for none. batch: the id of the
    provider's batch that it went out in, "" for a call of its own.
    """

    __tablename__ = "model_calls"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    slug: Mapped[str]
    report_date: Mapped[date]
    judging: Mapped[int]
    purpose: Mapped[str]
    model: Mapped[str]
    prompt_version: Mapped[str]
    request_hash: Mapped[str]
    status: Mapped[str]
    max_cost_usd: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(12, 6))
    tokens_in: Mapped[int | None]
    tokens_out: Mapped[int | None]
    tokens_cached: Mapped[int | None]
    sent_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    budget: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        _edition_key(),
        Index(None, "slug", "report_date", "request_hash"),
        Index(None, "budget"),
        Index(None, "batch"),
    )


class DeliveryRow(Base):
    """One message of a revision to one channel: written before it is sent and again when it ends.

    asking: "" for what goes out by itself, else the run that asked to send again. part: 1 to parts.
    status: sending, sent, refused or unsure. A row that a dead process left at "sending" counts as
    sent: it may have been received. channel: its name, never its address. at: by the real clock.
    """

    __tablename__ = "deliveries"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    asking: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    parts: Mapped[int] = mapped_column(Integer)
    status: Mapped[str]
    run_id: Mapped[str]
    sent_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    detail: Mapped[str]
    __table_args__ = (_edition_key(),)


class AlarmRow(Base):
    """Something a person should know, told once: kind and about say what it is about.

    about: a date, a source, a run's id. told_at: when it reached somebody, None where no address is
    set or it could not be sent (then it is tried when it is raised again).
    """

    __tablename__ = "alarms"
    kind: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    report_date: Mapped[date | None] = mapped_column(index=True)
    raised_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class ApprovalRow(Base):
    """What a person answered before an edition was filed. Holds for one judging (judged_over) alone.

    dropped, first: story ids; first come before the others of their section, in this order.
    """

    __tablename__ = "approvals"
    slug: Mapped[str] = mapped_column(primary_key=True)
    report_date: Mapped[date] = mapped_column(primary_key=True)
    judged_over: Mapped[str]
    dropped: Mapped[list[Any]]
    first: Mapped[list[Any]]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    __table_args__ = (_edition_key(),)

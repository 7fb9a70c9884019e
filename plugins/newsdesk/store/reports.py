"""What was filed: publications, report files, and what the gate refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.tables import PublicationRow, RefusalRow, ReportRow


@dataclass(frozen=True, slots=True)
class Publication:
    """A story's place in an edition."""

    story_id: str
    article_id: str
    section: str
    index: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item kept out of the report by the gate."""

    story_id: str
    article_id: str
    reasons: tuple[str, ...]
    item: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filed:
    """One revision of an edition's report: format → (file name, body)."""

    revision: int
    core_hash: str
    provisional: bool
    generated_at: datetime
    files: Mapping[str, tuple[str, str]]


def published_elsewhere(conn: Connection, slug: str, day: date, stories: Iterable[str]) -> dict[str, date]:
    """Story id → the other date whose edition has it."""
    statement = (
        select(PublicationRow.story_id, PublicationRow.report_date)
        .where(
            PublicationRow.slug == slug,
            PublicationRow.report_date != day,
            PublicationRow.story_id.in_(sorted(set(stories))),
        )
        .order_by(PublicationRow.sequence)
    )
    return {story: published for story, published in conn.execute(statement)}


def replace_publications(conn: Connection, slug: str, day: date, items: Sequence[Publication]) -> None:
    """Puts an edition's publications in place. The caller holds publishing; a breach of the unique
    index means that another date has the story, and is an error of ours."""
    table = PublicationRow.__table__
    mine = (table.c.slug == slug, table.c.report_date == day)
    standing = {
        Publication(row.story_id, row.article_id, row.section, row._mapping["index"])
        for row in conn.execute(select(table).where(*mine))
    }
    if standing == set(items):
        return
    conn.execute(delete(PublicationRow).where(*mine))
    if items:
        conn.execute(
            insert(PublicationRow),
            [
                {
                    "slug": slug,
                    "report_date": day,
                    "story_id": item.story_id,
                    "sequence": 0,
                    "article_id": item.article_id,
                    "section": item.section,
                    "index": item.index,
                }
                for item in items
            ],
        )


def replace_refusals(
    conn: Connection, slug: str, day: date, refusals: Sequence[Refusal], run_id: str
) -> None:
    """Puts an edition's refusals in place; writes nothing where they stand already."""
    table = RefusalRow.__table__
    mine = (table.c.slug == slug, table.c.report_date == day)
    standing = {
        row.story_id: Refusal(row.story_id, row.article_id, tuple(row.reasons), row.item)
        for row in conn.execute(select(table).where(*mine))
    }
    if standing == {one.story_id: one for one in refusals}:
        return
    conn.execute(delete(RefusalRow).where(*mine))
    if refusals:
        conn.execute(
            insert(RefusalRow),
            [
                {
                    "slug": slug,
                    "report_date": day,
                    "story_id": one.story_id,
                    "article_id": one.article_id,
                    "reasons": list(one.reasons),
                    "item": one.item,
                    "run_id": run_id,
                }
                for one in refusals
            ],
        )


def last_filed(conn: Connection, slug: str, day: date) -> Filed | None:
    """The newest revision of an edition's report, or None where none was filed."""
    table = ReportRow.__table__
    rows = conn.execute(
        select(table)
        .where(table.c.slug == slug, table.c.report_date == day)
        .order_by(table.c.revision.desc(), table.c.format)
    ).all()
    if not rows:
        return None
    newest = [row for row in rows if row.revision == rows[0].revision]
    first = newest[0]
    return Filed(
        first.revision,
        first.core_hash,
        first.provisional,
        first.generated_at,
        {row.format: (row.filename, row.body) for row in newest},
    )


def file_revision(
    conn: Connection, slug: str, day: date, filed: Filed, hashes: Mapping[str, str], run_id: str
) -> None:
    """Appends a revision, a row for each format. hashes: format → SHA-256 of the file in hex."""
    conn.execute(
        insert(ReportRow),
        [
            {
                "slug": slug,
                "report_date": day,
                "revision": filed.revision,
                "format": kind,
                "filename": filename,
                "body": body,
                "sha256": hashes[kind],
                "core_hash": filed.core_hash,
                "provisional": filed.provisional,
                "generated_at": filed.generated_at,
                "run_id": run_id,
            }
            for kind, (filename, body) in sorted(filed.files.items())
        ],
    )

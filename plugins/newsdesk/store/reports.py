"""What was filed: publications, report files, and what the gate refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, any_, select
from sqlalchemy.dialects.postgresql import insert

from newsdesk.store.arrays import texts
from newsdesk.store.replacing import replace_rows
from newsdesk.store.tables import PublicationRow, RefusalRow, ReportRow


@dataclass(frozen=True, slots=True)
class Publication:
    """A story's place in an edition. sequence: 0 the first time, 1, 2, … where it is followed up."""

    story_id: str
    article_id: str
    section: str
    index: int
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Published:
    """That an edition has a story, and for the how-manieth time, from 0."""

    story_id: str
    sequence: int
    report_date: date


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


def publications_of(conn: Connection, slug: str, stories: Sequence[str]) -> list[Published]:
    """Every publication of these stories, whatever its date."""
    return _published(conn, slug, PublicationRow.story_id == any_(texts(stories)))


def published_between(conn: Connection, slug: str, first: date, last: date) -> list[Published]:
    """Every publication of a range of dates, both ends included."""
    return _published(conn, slug, PublicationRow.report_date.between(first, last))


def publications_anywhere(conn: Connection, stories: Sequence[str]) -> list[tuple[str, Published]]:
    """(edition slug, publication) of these stories, by date."""
    table = PublicationRow.__table__
    statement = (
        select(table.c.slug, table.c.story_id, table.c.sequence, table.c.report_date)
        .where(table.c.story_id == any_(texts(stories)))
        .order_by(table.c.report_date, table.c.slug)
    )
    return [(slug, Published(*rest)) for slug, *rest in conn.execute(statement)]


def articles_published(conn: Connection, slug: str, first: date, last: date) -> list[tuple[str, str]]:
    """(story id, id of the linked article) of every publication of a range of dates, both ends included."""
    statement = (
        select(PublicationRow.story_id, PublicationRow.article_id)
        .where(PublicationRow.slug == slug, PublicationRow.report_date.between(first, last))
        .order_by(PublicationRow.report_date, PublicationRow.story_id)
    )
    return [(row.story_id, row.article_id) for row in conn.execute(statement)]


def _published(conn: Connection, slug: str, which: ColumnElement[bool]) -> list[Published]:
    statement = (
        select(PublicationRow.story_id, PublicationRow.sequence, PublicationRow.report_date)
        .where(PublicationRow.slug == slug, which)
        .order_by(PublicationRow.report_date, PublicationRow.story_id)
    )
    return [Published(*row) for row in conn.execute(statement)]


def replace_publications(conn: Connection, slug: str, day: date, items: Sequence[Publication]) -> None:
    """Puts an edition's publications in place. The caller holds publishing; a breach of the unique
    index means that another date has the story under that number, and is an error of ours."""
    table = PublicationRow.__table__
    mine = (table.c.slug == slug, table.c.report_date == day)
    standing = {
        Publication(row.story_id, row.article_id, row.section, row._mapping["index"], row.sequence)
        for row in conn.execute(select(table).where(*mine))
    }
    if standing == set(items):
        return
    rows = [
        {
            "story_id": one.story_id,
            "sequence": one.sequence,
            "article_id": one.article_id,
            "section": one.section,
            "index": one.index,
        }
        for one in items
    ]
    replace_rows(conn, PublicationRow, slug, day, rows)


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
    rows = [
        {
            "story_id": one.story_id,
            "article_id": one.article_id,
            "reasons": list(one.reasons),
            "item": one.item,
            "run_id": run_id,
        }
        for one in refusals
    ]
    replace_rows(conn, RefusalRow, slug, day, rows)


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

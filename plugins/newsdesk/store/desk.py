"""What the desk decided for an edition: judgements, placements, summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, select

from newsdesk.entities import (
    Draft,
    Evidence,
    Importance,
    Judgement,
    Language,
    Marks,
    Placement,
)
from newsdesk.store.replacing import replace_rows
from newsdesk.store.tables import JudgementRow, PlacementRow, SummaryRow


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged story with what the shortlist had measured of it."""

    judgement: Judgement
    relevance: float
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A story that was not judged, with the recorded reason."""

    story_id: str
    article_id: str
    relevance: float
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A draft with the revision of the article that it was written from."""

    draft: Draft
    revision: int


def replace_judgements(
    conn: Connection, slug: str, day: date, judged: Sequence[Judged], dropped: Sequence[Dropped]
) -> None:
    """Puts a new judging in the old one's place; what stood on the old one goes with it.

    Writes nothing where the same judging stands already.
    """
    if judged_stories(conn, slug, day) == list(judged) and _dropped(conn, slug, day) == {
        one.story_id: one for one in dropped
    }:
        return
    replace_rows(conn, SummaryRow, slug, day, ())
    replace_rows(conn, PlacementRow, slug, day, ())
    rows = [*(_judged_row(one) for one in judged), *(_dropped_row(one) for one in dropped)]
    replace_rows(conn, JudgementRow, slug, day, rows)


def _judged_row(one: Judged) -> dict[str, object]:
    judgement = one.judgement
    return {
        "story_id": judgement.story_id,
        "article_id": judgement.article_id,
        "passed_over": "",
        "relevance": one.relevance,
        "hints": list(one.hints),
        "position": judgement.position,
        "tier": judgement.tier,
        "marks": asdict(judgement.marks),
        "score": judgement.score,
        "importance": judgement.importance.value,
        "reason": judgement.reason,
        "ranker": judgement.ranker,
        "listed": judgement.listed,
    }


def _dropped_row(one: Dropped) -> dict[str, object]:
    return {
        "story_id": one.story_id,
        "article_id": one.article_id,
        "passed_over": one.reason,
        "relevance": one.relevance,
        "hints": [],
        "position": None,
        "tier": None,
        "marks": {},
        "score": None,
        "importance": "",
        "reason": "",
        "ranker": "",
        "listed": None,
    }


def _dropped(conn: Connection, slug: str, day: date) -> dict[str, Dropped]:
    table = JudgementRow.__table__
    statement = select(table).where(
        table.c.slug == slug, table.c.report_date == day, table.c.position.is_(None)
    )
    return {
        row.story_id: Dropped(row.story_id, row.article_id, row.relevance, row.passed_over)
        for row in conn.execute(statement)
    }


def judged_stories(conn: Connection, slug: str, day: date) -> list[Judged]:
    """The judged stories in their order."""
    table = JudgementRow.__table__
    statement = (
        select(table)
        .where(table.c.slug == slug, table.c.report_date == day, table.c.position.is_not(None))
        .order_by(table.c.position)
    )
    return [
        Judged(
            Judgement(
                story_id=row.story_id,
                article_id=row.article_id,
                position=row.position,
                tier=row.tier,
                marks=Marks(**row.marks),
                score=row.score,
                importance=Importance(row.importance),
                reason=row.reason,
                ranker=row.ranker,
                listed=row.listed,
            ),
            row.relevance,
            tuple(row.hints),
        )
        for row in conn.execute(statement)
    ]


def replace_placements(
    conn: Connection,
    slug: str,
    day: date,
    new: Sequence[Placement],
    chosen: Mapping[str, int],
    left_out: Mapping[str, str],
) -> None:
    """Puts the placements of a date in place. chosen: story id → index in its section; left_out: why not.

    Writes nothing where they stand already.
    """
    wanted = {one.story_id: (one, chosen.get(one.story_id)) for one in new}
    standing = {one.story_id: (one, index) for one, index in placements(conn, slug, day)}
    if standing == wanted and left_out_of(conn, slug, day) == left_out:
        return
    rows = [
        {
            "story_id": one.story_id,
            "countries": list(one.countries),
            "section": one.section,
            "evidence": [asdict(word) for word in one.evidence],
            "decided_by": one.decided_by,
            "index": chosen.get(one.story_id),
            "left_out": left_out.get(one.story_id, ""),
        }
        for one in new
    ]
    replace_rows(conn, PlacementRow, slug, day, rows)


def placements(conn: Connection, slug: str, day: date) -> list[tuple[Placement, int | None]]:
    """Each placement with its index in the section, None where it was not chosen; ordered."""
    table = PlacementRow.__table__
    statement = (
        select(table)
        .where(table.c.slug == slug, table.c.report_date == day)
        .order_by(table.c.section, table.c.index, table.c.story_id)
    )
    return [
        (
            Placement(
                story_id=row.story_id,
                countries=tuple(row.countries),
                section=row.section,
                evidence=tuple(Evidence(**word) for word in row.evidence),
                decided_by=row.decided_by,
            ),
            row._mapping["index"],
        )
        for row in conn.execute(statement)
    ]


def left_out_of(conn: Connection, slug: str, day: date) -> dict[str, str]:
    """Story id → why a placed story got no place in its section."""
    table = PlacementRow.__table__
    statement = select(table.c.story_id, table.c.left_out).where(
        table.c.slug == slug, table.c.report_date == day, table.c.left_out != ""
    )
    return {row.story_id: row.left_out for row in conn.execute(statement)}


def replace_summaries(conn: Connection, slug: str, day: date, written: Sequence[Written]) -> None:
    """Puts the summaries of a date in place; writes nothing where they stand already."""
    if summaries(conn, slug, day) == {one.draft.story_id: one for one in written}:
        return
    rows = [
        {
            "story_id": one.draft.story_id,
            "article_id": one.draft.article_id,
            "revision": one.revision,
            "summary": one.draft.summary,
            "reason": one.draft.reason,
            "tags": list(one.draft.tags),
            "language": one.draft.language.value,
            "extract": one.draft.extract,
            "writer": one.draft.writer,
        }
        for one in written
    ]
    replace_rows(conn, SummaryRow, slug, day, rows)


def summaries(conn: Connection, slug: str, day: date) -> dict[str, Written]:
    """Story id → what was written of it."""
    table = SummaryRow.__table__
    statement = select(table).where(table.c.slug == slug, table.c.report_date == day)
    return {
        row.story_id: Written(
            Draft(
                story_id=row.story_id,
                article_id=row.article_id,
                summary=row.summary,
                reason=row.reason,
                tags=tuple(row.tags),
                language=Language(row.language),
                extract=row.extract,
                writer=row.writer,
            ),
            row.revision,
        )
        for row in conn.execute(statement)
    }

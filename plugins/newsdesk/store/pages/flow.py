"""What went through the newsroom and what it cost, by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class FlowDay:
    """One edition's numbers; None where the stage has not run."""

    report_date: date
    ranker: str
    articles: int | None
    stories: int | None
    shortlisted: int | None
    published: int
    refused: int


@dataclass(frozen=True, slots=True)
class CostRow:
    """Model calls of one day, purpose and model. usd: where a call has not ended, the most it may cost."""

    report_date: date
    purpose: str
    model: str
    calls: int
    failed: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    usd: Decimal


def flow(conn: Connection, slug: str, first: date, last: date) -> list[FlowDay]:
    """The editions from first to last, both included, in date order."""
    statement = text(
        """
        select e.report_date, e.ranker, e.counts->'dedupe'->>'articles', e.counts->'rank'->>'stories',
          e.counts->'rank'->>'shortlisted', coalesce(p.items, 0), coalesce(f.items, 0)
        from editions e
        left join (select report_date, count(*) as items from publications
          where slug = :slug and report_date between :first and :last group by 1) p using (report_date)
        left join (select report_date, count(*) as items from refusals
          where slug = :slug and report_date between :first and :last group by 1) f using (report_date)
        where e.slug = :slug and e.report_date between :first and :last order by 1
        """
    )
    rows = conn.execute(statement, {"slug": slug, "first": first, "last": last})
    return [
        FlowDay(day, ranker, _int(a), _int(b), _int(c), items, refused)
        for day, ranker, a, b, c, items, refused in rows
    ]


def costs(conn: Connection, slug: str, first: date, last: date) -> list[CostRow]:
    """Model calls from first to last by day, purpose and model."""
    statement = text(
        """
        select report_date, purpose, model, count(*), count(*) filter (where status = 'failed'),
          coalesce(sum(tokens_in), 0), coalesce(sum(tokens_cached), 0), coalesce(sum(tokens_out), 0),
          coalesce(sum(coalesce(cost_usd, max_cost_usd)), 0)
        from model_calls where slug = :slug and report_date between :first and :last
        group by 1, 2, 3 order by 1, 2, 3
        """
    )
    return [CostRow(*row) for row in conn.execute(statement, {"slug": slug, "first": first, "last": last})]


def _int(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdigit() else None

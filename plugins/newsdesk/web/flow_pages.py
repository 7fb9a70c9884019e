"""Flow and cost: articles → stories → shortlisted → published by day; tokens and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from newsdesk.store.pages import flow as rows
from newsdesk.store.pages.flow import CostRow, FlowDay
from newsdesk.web import words
from newsdesk.web.asking import InOffice
from newsdesk.web.charts import bars, stacked
from newsdesk.web.rendering import page
from newsdesk.window import report_date_at

router = APIRouter()
_STEPS = (("articles", "文章"), ("stories", "事件"), ("shortlisted", "入围"), ("published", "刊发"))
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Sum:
    """Model calls put together. label: a day, a purpose or a model."""

    label: str
    calls: int
    failed: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int
    usd: float


@router.get("/flow")
def flow(
    request: Request, office: InOffice, days: Annotated[Literal["30", "90", "365"], Query()] = "30"
) -> Response:
    """The last 30, 90 or 365 days."""
    slug = office.edition.slug
    with office.engine.connect() as conn:
        last = report_date_at(office.at(conn), office.edition.zone)
        first = last - timedelta(days=int(days) - 1)
        shown = rows.flow(conn, slug, first, last)
        spent = rows.costs(conn, slug, first, last)
    everyday = [first + timedelta(days=number) for number in range(int(days))]
    return page(
        request,
        office,
        "flow.html",
        active="flow",
        days=days,
        first=first,
        last=last,
        funnel=_funnel(shown),
        charts=[
            (
                name,
                max([getattr(day, key) or 0 for day in shown], default=0),
                _chart(shown, everyday, key, name),
            )
            for key, name in _STEPS
        ],
        money=_money(spent, everyday),
        purposes=sorted({one.purpose for one in spent}),
        by_purpose=_sums(spent, lambda one: one.purpose),
        by_model=_sums(spent, lambda one: one.model),
        by_day=_sums(spent, lambda one: one.report_date.isoformat())[::-1][:_SHOWN],
        total=_total(spent),
        editions=shown[::-1][:_SHOWN],
        count=len(shown),
        words=words,
    )


def _funnel(shown: Sequence[FlowDay]) -> list[tuple[str, int, float]]:
    """(step, sum, share of the first step)."""
    sums = [(name, sum(getattr(day, key) or 0 for day in shown)) for key, name in _STEPS]
    most = max(sums[0][1], 1)
    return [(name, total, total / most) for name, total in sums]


def _chart(shown: Sequence[FlowDay], everyday: Sequence[date], key: str, name: str) -> str:
    known = {day.report_date: getattr(day, key) or 0 for day in shown}
    values = [known.get(day, 0) for day in everyday]
    labels = [f"{day} {value}" for day, value in zip(everyday, values, strict=True)]
    return bars(
        values,
        labels,
        f"{name}，每天，{everyday[0]} 至 {everyday[-1]}，最多 {max(values)}",
        width=400,
        height=70,
    )


def _money(spent: Sequence[CostRow], everyday: Sequence[date]) -> str:
    purposes = sorted({one.purpose for one in spent})
    by_day: dict[date, list[float]] = {day: [0.0] * len(purposes) for day in everyday}
    for one in spent:
        by_day[one.report_date][purposes.index(one.purpose)] += float(one.usd)
    names = [words.of(words.PURPOSES, purpose) for purpose in purposes]
    return stacked(
        list(by_day.values()),
        [day.isoformat() for day in everyday],
        names,
        f"每天的费用（美元），按用途：{'、'.join(names)}",
    )


def _sums(spent: Sequence[CostRow], label: Callable[[CostRow], str]) -> list[Sum]:
    groups: dict[str, list[CostRow]] = defaultdict(list)
    for one in spent:
        groups[label(one)].append(one)
    return [_sum(name, groups[name]) for name in sorted(groups)]


def _total(spent: Sequence[CostRow]) -> Sum:
    return _sum("合计", spent)


def _sum(label: str, group: Sequence[CostRow]) -> Sum:
    return Sum(
        label,
        sum(one.calls for one in group),
        sum(one.failed for one in group),
        sum(one.tokens_in for one in group),
        sum(one.tokens_cached for one in group),
        sum(one.tokens_out for one in group),
        float(sum(one.usd for one in group)),
    )

"""Sources: their health as ./newsdesk sources tells it, with a small chart each."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsdesk.feeds.health import Cause, State
from newsdesk.feeds.health_words import STATE_NAMES, Tongue
from newsdesk.health import Known, look, worst_first
from newsdesk.web.asking import InOffice
from newsdesk.web.charts import bars
from newsdesk.web.rendering import page

router = APIRouter()
# The colours of the states, by the style sheet's names.
_COLOURS = {
    State.HEALTHY: "filed",
    State.QUIET: "thin",
    State.FAILING: "provisional",
    State.DEAD: "missing",
    State.UNTRIED: "due",
}


@router.get("/sources")
def sources(request: Request, office: InOffice) -> Response:
    """Every source of the feeds file, those that need a person first."""
    with office.engine.connect() as conn:
        at = office.at(conn)
        known = worst_first(look(conn, office.sources, at=at, edition=office.edition.slug))
    days = [(at - timedelta(days=29 - number)).date() for number in range(30)]

    def chart(one: Known) -> str:
        labels = [f"{day:%m-%d} {count} 篇" for day, count in zip(days, one.daily, strict=True)]
        return bars(one.daily, labels, f"近30天每天的新文章，共 {sum(one.daily)} 篇")

    counts = Counter(one.health.state for one in known)
    return page(
        request,
        office,
        "sources.html",
        active="sources",
        known=known,
        chart=chart,
        colours=_COLOURS,
        zh=Tongue.ZH,
        calm={Cause.READS, Cause.UNASKED},
        counts=[
            (STATE_NAMES[Tongue.ZH][state], _COLOURS[state], counts[state])
            for state in State
            if counts[state]
        ],
        at=at,
    )

"""The table of ./newsdesk sources: pure, from values to text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table
from rich.text import Text

from newsdesk.feeds.health import Cause, State
from newsdesk.feeds.health_words import Tongue
from newsdesk.health import Known

_BARS = "▁▂▃▄▅▆▇█"
_STYLES = {
    State.HEALTHY: "green",
    State.QUIET: "yellow",
    State.FAILING: "red",
    State.DEAD: "bold red",
    State.UNTRIED: "dim",
}


def table(known: Sequence[Known], *, at: datetime) -> Table:
    """One row a source, narrow enough for 80 columns; why and what to do stand below it (details)."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    grid.add_column("source", overflow="ellipsis", no_wrap=True, max_width=24)
    grid.add_column("state", no_wrap=True)
    grid.add_column("read", no_wrap=True, justify="right")
    grid.add_column("new a day, last 30 days", no_wrap=True)
    grid.add_column("mean", no_wrap=True, justify="right")
    grid.add_column("used", no_wrap=True, justify="right")
    for one in known:
        grid.add_row(
            one.source.slug,
            Text(one.health.state.value, style=_STYLES[one.health.state]),
            ago(one.health.last_success, at),
            sparkline(one.daily),
            f"{sum(one.daily) / max(len(one.daily), 1):.1f}",
            str(one.published),
        )
    return grid


LEGEND = "read: since the last success · mean: new articles a day · used: items in editions of a year"


def details(known: Sequence[Known], zone: ZoneInfo) -> list[str]:
    """A paragraph for each source that is not simply read: since when, why, what to do. zone: for times."""
    return [
        "\n".join(filter(None, (f"{_head(one, zone)}: {_said(one, zone)}", _to_do(one))))
        for one in known
        if one.health.cause not in {Cause.READS, Cause.UNASKED}
    ]


def _head(one: Known, zone: ZoneInfo) -> str:
    since = f" since {one.health.since.astimezone(zone):%Y-%m-%d %H:%M}" if one.health.since else ""
    return f"{one.source.slug} ({one.source.name}) {one.health.state.value}{since}"


def _said(one: Known, zone: ZoneInfo) -> str:
    text = one.why(Tongue.EN)
    if one.health.next_try is not None:
        text += f"; tried again after {one.health.next_try.astimezone(zone):%m-%d %H:%M}"
    return text


def _to_do(one: Known) -> str:
    advice = one.advice(Tongue.EN)
    return f"  → {advice}" if advice else ""


def summary(known: Sequence[Known]) -> str:
    """How many sources are in which state, in one line."""
    counts = Counter(one.health.state for one in known)
    parts = [f"{counts[state]} {state.value}" for state in State if counts[state]]
    return f"{len(known)} sources: {', '.join(parts)}"


def sparkline(counts: Sequence[int]) -> str:
    """Counts as one character each: "·" for none, then eight heights up to the largest."""
    most = max(counts, default=0)
    return "".join("·" if not count else _BARS[(count * len(_BARS) - 1) // most] for count in counts)


def ago(moment: datetime | None, at: datetime) -> str:
    """How long ago a moment was, in its largest unit: 5 min, 3 h, 12 d; "never" for None."""
    if moment is None:
        return "never"
    minutes = max(0, int((at - moment).total_seconds() // 60))
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"


def as_json(known: Sequence[Known]) -> list[dict[str, Any]]:
    """The same as plain values, for --json; both languages."""
    return [
        {
            "slug": one.source.slug,
            "name": one.source.name,
            "url": one.source.url,
            "state": one.health.state.value,
            "cause": one.health.cause.value,
            "since": _iso(one.health.since),
            "last_success": _iso(one.health.last_success),
            "last_new": _iso(one.health.last_new),
            "failures": one.health.failures,
            "next_try": _iso(one.health.next_try),
            "new_url": one.health.new_url,
            "daily": list(one.daily),
            "published": one.published,
            "why": {tongue.value: one.why(tongue) for tongue in Tongue},
            "advice": {tongue.value: one.advice(tongue) for tongue in Tongue},
        }
        for one in known
    ]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

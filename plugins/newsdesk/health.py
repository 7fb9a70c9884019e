"""The health of every source of a feeds file: rows in, values out. For the launcher, pages and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsdesk.entities import Source
from newsdesk.feeds import health_words
from newsdesk.feeds.health import Health, History, State, judge
from newsdesk.feeds.health_words import Tongue
from newsdesk.store import health as rows
from newsdesk.store.engine import Connection

_NOTHING = rows.Figures((0,) * rows.CHART.days, 0)


@dataclass(frozen=True, slots=True)
class Known:
    """One source as an operator sees it. daily: new articles a day over 30 days, the oldest first."""

    source: Source
    health: Health
    daily: tuple[int, ...]
    published: int

    def state(self, tongue: Tongue) -> str:
        """The state's name."""
        return health_words.STATE_NAMES[tongue][self.health.state]

    def why(self, tongue: Tongue) -> str:
        """One sentence on what was seen."""
        return health_words.why(self.health, tongue)

    def advice(self, tongue: Tongue) -> str:
        """What to do; "" where nothing."""
        return health_words.advice(self.health, self.source.slug, tongue)


def look(conn: Connection, sources: Sequence[Source], *, at: datetime, edition: str) -> list[Known]:
    """Every source's health and figures at a moment, in the feeds file's order."""
    histories = rows.histories(conn, at=at)
    figures = rows.figures(conn, at=at, edition=edition)
    return [
        Known(
            source,
            judge(histories.get(source.slug, History()), url=source.url, home=source.home, at=at),
            figures.get(source.slug, _NOTHING).daily,
            figures.get(source.slug, _NOTHING).published,
        )
        for source in sources
    ]


# The order in which an operator wants to read them: what needs a person first.
_ORDER = (State.DEAD, State.FAILING, State.QUIET, State.UNTRIED, State.HEALTHY)


def worst_first(known: Sequence[Known]) -> list[Known]:
    """Dead, failing, quiet, untried, healthy; inside a state, those with something to do first."""
    return sorted(
        known, key=lambda one: (_ORDER.index(one.health.state), not one.advice(Tongue.EN), one.source.slug)
    )

"""What the pages work with; opened by whoever mounts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from newsdesk.entities import Source
from newsdesk.settings import Edition
from newsdesk.store import fetches
from newsdesk.store.engine import Connection, Engine

# Airflow's two names for a run → its report date, None where it has none.
DayOfRun = Callable[[str, str], date | None]


@dataclass(frozen=True, slots=True)
class Office:
    """One installation as the pages see it.

    engine: reads (with a role that may only read, where one is configured). desk: writes what an
    editor corrects. sources: those of the feeds file, in its order. now: the clock of the pages.
    """

    engine: Engine
    desk: Engine
    edition: Edition
    sources: tuple[Source, ...]
    now: Callable[[], datetime]
    day_of_run: DayOfRun
    rehearsal: str = ""

    def at(self, conn: Connection) -> datetime:
        """The moment that pages speak of: now; in a rehearsal, whose clock stands, the last that it read."""
        return (fetches.last_attempt(conn) if self.rehearsal else None) or self.now()


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: FastAPI dependencies that raise HTTPException 401 or 403.

    reader: for every page, download and file. editor: for what changes something, beside reader.
    visitor: gives an asking.Visitor, for names and for what is shown. log_in: the address of the
    log-in page, to which a browser without log-in is pointed. origin: where the pages are served
    from ("https://host"), if it is known: forms sent from there are taken, as are those sent from
    the host that was asked.
    """

    reader: Callable[..., Any]
    editor: Callable[..., Any]
    visitor: Callable[..., Any]
    log_in: str = "/auth/login"
    origin: str = ""
